"""The records that the Python interface returns: frozen dataclasses of plain values.

All offsets are code points of the document's text, and ranges are half-open, so that
`document.text[record.start : record.end]` are the words of a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters.json import annotation_item


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to an annotation.

    Attributes:
        id: The id of the reply.
        note: What it says, in Markdown.
        creator: The name of its annotator.
        created: When it was made (RFC 3339, UTC).
        modified: When it was changed last.
        resolved: When the thread was marked as resolved with it; None if it was not.
    """

    id: str
    note: str
    creator: str
    created: str
    modified: str
    resolved: str | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation as it was when it was asked for; it does not change afterwards.

    The fields are those of `readerapp list --json`.

    Attributes:
        id: The id, the same in all exports and on all machines.
        document: The path or address of its document; its title if it has none.
        start: The offset of its first code point; None for an orphan (a highlight whose words are
            no longer in the text) and for a document note.
        end: The offset after its last code point; None as `start`.
        exact: The words as they were marked; None for a document note.
        state: How it was found in the text: "exact", "drifted" or "orphaned".
        colour: The colour.
        note: The note, in Markdown; "" if there is none.
        tags: The tags.
        speaker: The name of who said the words; None if there is none.
        creator: The name of the annotator.
        created: When it was made (RFC 3339, UTC).
        modified: When it was changed last.
        locator: How its place is cited, such as "¶12" or "p. 4"; "" if it has none.
        place: Where it was in the book of another program; "" if it was not imported from one.
        proposed: Whether a program has proposed it and no person has accepted it yet.
        accepted: When a person accepted the proposal of a program; None for all others.
        accepted_by: The name of who accepted it.
        embedded: Whether it belongs to the file, as a comment of Word does; such an annotation
            cannot be changed.
        resolved: When it was marked as resolved; None if it was not.
        reply_to: The id of the annotation that it replies to, if that one is not in the same
            result; else None.
        replies: The replies, by time.
    """

    id: str
    document: str
    start: int | None
    end: int | None
    exact: str | None
    state: str
    colour: str
    note: str
    tags: tuple[str, ...]
    speaker: str | None
    creator: str
    created: str
    modified: str
    locator: str
    place: str = ""
    proposed: bool = False
    accepted: str | None = None
    accepted_by: str | None = None
    embedded: bool = False
    resolved: str | None = None
    reply_to: str | None = None
    replies: tuple[Reply, ...] = ()
    _item: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the annotation as an object of `readerapp list --json`."""
        return deepcopy(dict(self._item))


def make_annotation(source: ExportSource, view: AnnotationView) -> Annotation:
    """Make the record of an annotation from its view.

    Args:
        source: The document of the annotation; its name or its title is needed.
        view: The annotation with its position and names.
    """
    item = annotation_item(source, view)
    fields = {
        **item,
        "tags": tuple(item["tags"]),
        "replies": tuple(Reply(**reply) for reply in item.get("replies", ())),
    }
    return Annotation(**fields, _item=item)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a document's contents.

    Attributes:
        start: The offset of its first code point.
        depth: The number of headings that it is below of.
        title: The words of the heading.
        path: The words with those of the headings above it.
        locator: How its place is cited.
    """

    start: int
    depth: int
    title: str
    path: str
    locator: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document.

    Attributes:
        start: The offset of its first code point.
        end: The offset after its last code point.
        text: Its text.
        locator: How its place is cited.
    """

    start: int
    end: int
    text: str
    locator: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in a transcript or a chat, until somebody else speaks.

    Attributes:
        start: The offset of the first code point of the words; the label is before it.
        end: The offset after the last code point of the words.
        speaker: The name in the label.
        role: What the label says in brackets after the name; "" for nothing.
        text: The words.
        locator: How the place is cited.
    """

    start: int
    end: int
    speaker: str
    role: str
    text: str
    locator: str
