"""The document formats, one module for each."""
