"""Documents: a path in, a `Document` out; one module for each format, behind one registry."""

from readerapp.documents.document import Document, Heading, Milestone, Run
from readerapp.documents.registry import STDIN, is_address, open_document

open = open_document  # noqa: A001 - `documents.open(path)` is how everybody says it

__all__ = [
    "STDIN",
    "Document",
    "Heading",
    "Milestone",
    "Run",
    "is_address",
    "open",
    "open_document",
]
