"""What is measured, a part a module: each has `measure(bench)`, which adds rows to its table."""
