"""What a document says about itself, and where it is from."""

from __future__ import annotations

from readerapp.documents import Document
from readerapp.text.counting import counted

_KINDS = {"p.": "page", "ch.": "chapter"}


def about(document: Document) -> dict[str, str]:
    """Title, author, date, format, how many pages or chapters, and where and when it was read.

    Each fact by its name; what is not known is left out.
    """
    origin = document.names[0] if document.names else ""
    when = f"{document.read[:16].replace('T', ' ')} UTC" if document.read else ""
    facts = {
        "Title": document.title,
        "Author": document.author,
        "Date": document.date,
        "Format": ", ".join(filter(None, (document.format, _count(document)))),
        "From": origin,
        "Read": when,
    }
    return {name: fact for name, fact in facts.items() if fact}


def byline(document: Document) -> str:
    """Title and author, as far as they are known."""
    return " · ".join(filter(None, (document.title, document.author)))


def _count(document: Document) -> str:
    for sign, kind in _KINDS.items():
        labels = [each.label for each in document.milestones if f" {sign} " in f" {each.label}"]
        if labels:
            return counted(len(labels), kind)
    return ""
