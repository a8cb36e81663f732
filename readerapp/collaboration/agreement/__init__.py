"""Inter-annotator agreement: compare the annotations of several people."""
