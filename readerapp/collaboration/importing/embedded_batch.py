"""Import of the annotations that a document itself carries: comments of Word, marks of a PDF.

They keep the ids that they have while they are only shown, so a second import changes nothing.
"""

from __future__ import annotations

from pathlib import Path

from readerapp import documents
from readerapp.annotations.embedded import make_records
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.documents import Document
from readerapp.interchange.importers.base import ImportBatch, ImportedAnnotation, utc_time

_CARRIERS = ("docx", "final-draft", "fountain", "odt", "pdf", "rtf")
"""Formats whose files can carry annotations."""


def read_embedded(path: Path) -> tuple[Document, ImportBatch] | None:
    """Return the document at `path` with its annotations; None if it is no such document.

    Raises:
        ReaderError: it is a document that could carry annotations, and has none.
    """
    try:
        document = documents.open(path)
    except ReaderError:
        return None
    if not document.embedded:
        if document.format in _CARRIERS:
            raise ReaderError(
                f"{path.name} carries no comments or highlights; choose another file."
            )
        return None
    records = make_records(document.text, document.embedded).values()
    items = tuple(_item(record, str(path)) for record in records)
    return document, ImportBatch(format=document.format, items=items)


def _item(record: Annotation, name: str) -> ImportedAnnotation:
    target, time = record.target, utc_time(record.created)
    return ImportedAnnotation(
        id=record.id,
        exact=target.exact if target else "",
        prefix=target.prefix if target else "",
        suffix=target.suffix if target else "",
        start=target.start if target else None,
        end=target.end if target else None,
        note=record.note,
        colour=record.colour,
        creator=record.creator,
        created=time,
        modified=time,
        document=name,
        reply_to=record.reply_to or "",
        resolved=(time or "resolved") if record.resolved and record.reply_to else "",
    )
