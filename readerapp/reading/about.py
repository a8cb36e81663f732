"""What a document says about itself, and where it is from, in one line."""

from __future__ import annotations

from readerapp.documents import Document

_KINDS = {"p.": "page", "ch.": "chapter"}


def about(document: Document) -> str:
    """Title, author, date, format, how many pages or chapters, and when it was read from where."""
    came = ""
    if document.read:
        came = f"read {document.read[:16].replace('T', ' ')} UTC from {document.names[0]}"
    facts = (document.title, document.author, document.date, document.format, _count(document))
    return " · ".join(filter(None, (*facts, came)))


def byline(document: Document) -> str:
    """Title and author, as far as they are known."""
    return " · ".join(filter(None, (document.title, document.author)))


def _count(document: Document) -> str:
    for sign, kind in _KINDS.items():
        labels = [each.label for each in document.milestones if f" {sign} " in f" {each.label}"]
        if labels:
            return f"{len(labels)} {kind}{'' if len(labels) == 1 else 's'}"
    return ""
