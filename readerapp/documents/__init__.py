"""Documents: open a path, an address or standard input as a `Document`.

Each format has one module; `registry` lists the formats and picks the right one.
"""

from typing import TYPE_CHECKING

from readerapp.documents.registry import STDIN, is_address, open_document

if TYPE_CHECKING:
    from readerapp.documents.document import Document, Heading, Milestone, Run

open = open_document  # noqa: A001 - callers write `documents.open(path)`


def __getattr__(name: str) -> object:
    """Return a class of the module `document`, which is not needed for the first page."""
    if name not in __all__:
        raise AttributeError(name)
    from readerapp.documents import document

    return getattr(document, name)


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
