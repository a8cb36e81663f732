"""Compare the annotations of several people."""
