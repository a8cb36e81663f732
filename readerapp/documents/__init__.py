"""Documents: a path in, a `Document` out; one module for each format, behind one registry."""

from readerapp.documents.registry import STDIN, is_address, open_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from readerapp.documents.document import Document, Heading, Milestone, Run

open = open_document  # noqa: A001 - `documents.open(path)` is how everybody says it


def __getattr__(name: str) -> object:
    """The nouns of `document`, which the first page does without."""
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
