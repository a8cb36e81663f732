"""The parts of `reader.py`, one module each: `measure(bench)` adds rows to the table of the run."""
