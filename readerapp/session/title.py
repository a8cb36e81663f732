"""The title of a document: its own, until a person gives it another."""

from __future__ import annotations

from dataclasses import replace

from readerapp.model import DocumentRecord

GIVEN = "titled"
"""A record's field that says that its title was given by a person: a changed text keeps it."""


def title_of(record: DocumentRecord, own: str) -> str:
    """The title to show of a document whose own is `own`."""
    return record.title if record.extra.get(GIVEN) is True and record.title else own


def retitled(record: DocumentRecord, title: str, own: str) -> DocumentRecord:
    """The record with the title that a person gives it; an empty one is its own again."""
    title = " ".join(title.split())
    rest = {name: value for name, value in record.extra.items() if name != GIVEN}
    extra = {**rest, GIVEN: True} if title else rest
    return replace(record, title=title or own, extra=extra)
