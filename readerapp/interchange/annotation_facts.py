"""What plug-ins know of a document and its annotations: frozen records of plain values.

The three kinds that handle annotations share them: exporters and actions get them, importers return
them. The names of the fields are those of `list --json`. They are not the records of the program,
which may change in any version: these follow Semantic Versioning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readerapp.core.model import COLOURS
from readerapp.interchange.annotation_view import AnnotationView, ExportSource


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationFacts:
    """An annotation in plain values; what is not known is empty.

    Attributes:
        id: its id; an importer may leave it empty.
        start: the offset of its first code point in the text; None for a document note, and for one
            whose words were not found.
        end: the offset after the last code point; None as `start`.
        exact: the words as they were marked; empty for a document note.
        prefix: the words before them, if an importer knows them: up to 64 code points.
        suffix: the words after them, as `prefix`.
        state: "exact", "drifted" (words or place changed) or "orphaned" (not found).
        colour: one of `COLOURS`.
        note: the note, in Markdown.
        tags: the tags.
        speaker: the name of who said the words.
        creator: the name of who made the annotation.
        created: when it was made (RFC 3339, UTC).
        modified: when it was changed.
        locator: how the place is cited, such as "¶12".
        document: the path, the address or the title of the document.
        reply_to: the id of the annotation that it replies to.
        replies: the replies to it, by time.
    """

    id: str = ""
    start: int | None = None
    end: int | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    state: str = "exact"
    colour: str = COLOURS[0]
    note: str = ""
    tags: tuple[str, ...] = ()
    speaker: str = ""
    creator: str = ""
    created: str = ""
    modified: str = ""
    locator: str = ""
    document: str = ""
    reply_to: str = ""
    replies: tuple[AnnotationFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """A document in plain values.

    Attributes:
        title: its title.
        name: the path or the address with which it was opened.
        format: the name of its format.
        author: its author as it says itself; may be empty.
        date: its date as it says itself; may be empty.
        fingerprint: "sha256:" and the digest of its text in UTF-8.
        text: its text, in which offsets count; empty for an exporter that does not ask for it.
    """

    title: str
    name: str = ""
    format: str = ""
    author: str = ""
    date: str = ""
    fingerprint: str = ""
    text: str = ""


def document_facts(source: ExportSource) -> DocumentFacts:
    """Return the facts about the document of an export."""
    return DocumentFacts(
        title=source.title,
        name=source.name,
        format=source.format,
        author=source.author,
        date=source.date,
        fingerprint=source.fingerprint,
        text=source.text,
    )


def annotation_facts(document: str, views: Iterable[AnnotationView]) -> tuple[AnnotationFacts, ...]:
    """Return the facts about annotations.

    Args:
        document: what each has as `document`.
        views: the annotations.
    """
    return tuple(_facts(document, view) for view in views)


def _facts(document: str, view: AnnotationView) -> AnnotationFacts:
    annotation, target = view.annotation, view.target
    return AnnotationFacts(
        id=annotation.id,
        start=view.start if view.has_range else None,
        end=view.end if view.has_range else None,
        exact=view.exact,
        prefix=target.prefix if target else "",
        suffix=target.suffix if target else "",
        state=view.state,
        colour=view.colour,
        note=annotation.note,
        tags=annotation.tags,
        speaker=view.speaker,
        creator=view.creator or annotation.creator,
        created=annotation.created,
        modified=annotation.modified,
        locator=view.locator,
        document=document,
        reply_to=view.thread_id or annotation.reply_to or "",
        replies=annotation_facts(document, view.replies),
    )
