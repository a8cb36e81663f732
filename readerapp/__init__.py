"""readerapp: read a document closely in a terminal, and keep what you marked."""

__version__ = "0.2.0"
