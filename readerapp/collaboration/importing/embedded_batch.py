"""Import of the annotations that a document itself carries: comments of Word, marks of a PDF.

They keep the ids that they have while they are only shown, so a second import changes nothing.
Those that this program wrote into the document are known again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from readerapp import documents
from readerapp.annotations.embedded import make_records
from readerapp.annotations.known_comments import Comment, match_known
from readerapp.collaboration.importing.draft import ImportDraft
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.documents import Document
from readerapp.documents.file_marks import Facts, split_facts
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
    answered = {record.reply_to for record in records}
    items = tuple(_item(record, str(path), has_replies=record.id in answered) for record in records)
    return document, ImportBatch(format=document.format, items=items)


def with_known_ids(
    items: Sequence[ImportedAnnotation], draft: ImportDraft
) -> Sequence[ImportedAnnotation]:
    """Return the annotations of a document with the ids that the store has for them.

    Those that were written into the document by an export are in the store. The file does not know
    their colours.
    """
    comments = {
        item.id: Comment(item.creator, item.created, item.exact, item.note, bool(item.reply_to))
        for item in items
        if draft.annotation(item.id) is None
    }
    own = {item.id for item in items}
    others = [one for one in draft.annotations() if one.id not in own]
    matches = match_known(comments, others, draft.annotators())
    found = []
    for item in items:
        known = draft.annotation(matches[item.id]) if item.id in matches else None
        if known is not None:
            item = replace(item, id=known.id, colour=known.colour)
            if known.target is None:  # a note on the document: a file has no other place for it
                item = replace(item, exact="", prefix="", suffix="", start=None, end=None)
        found.append(replace(item, reply_to=matches.get(item.reply_to, item.reply_to)))
    return found


def _item(record: Annotation, name: str, *, has_replies: bool) -> ImportedAnnotation:
    """Return an annotation of the document `name`; its replies say whether it is resolved."""
    target, time = record.target, utc_time(record.created)
    note, facts = (record.note, Facts()) if record.reply_to else split_facts(record.note)
    # A comment beside its passage quotes it, in full if it is not too long.
    quoted = "" if facts.passage.endswith("…") else facts.passage
    is_at_place = target is not None and not quoted
    return ImportedAnnotation(
        id=record.id,
        exact=quoted or (target.exact if target else ""),
        prefix=target.prefix if target and is_at_place else "",
        suffix=target.suffix if target and is_at_place else "",
        start=target.start if target and is_at_place else None,
        end=target.end if target and is_at_place else None,
        note=note,
        tags=facts.tags,
        speaker=facts.speaker,
        proposed=facts.proposed,
        colour=record.colour,
        creator=record.creator,
        created=time,
        modified=time,
        document=name,
        reply_to=record.reply_to or "",
        resolved=(time or "resolved") if record.resolved and not has_replies else "",
    )
