"""The records that the Python interface returns: frozen dataclasses of plain values.

All offsets are code points of the document's text, and ranges are half-open, so that
`document.text[record.start : record.end]` are the words of a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters.json import annotation_item
from readerapp.speakers import SPEECH, Candidate, suggestion_item

if TYPE_CHECKING:
    from readerapp.catalog.annotation_edits import Outcome
    from readerapp.documents import Document
    from readerapp.listing.speaker_stats import SpeakerStats
    from readerapp.speakers import Suggestion as RankedSuggestion


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """A record that is made of an object of a command's `--json`."""

    _data: Mapping[str, Any] = field(default_factory=dict, compare=False, kw_only=True)

    def __repr__(self) -> str:
        """Return the fields that say something; most of the others are empty."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self) if one.compare)
        said = ", ".join(
            f"{name}={value!r}" for name, value in values if value or type(value) in (int, float)
        )
        return f"{type(self).__name__}({said})"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as the command prints it with `--json`."""
        return deepcopy(dict(self._data))


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


@dataclass(frozen=True, slots=True, repr=False)
class Annotation(Item):
    """An annotation as it was when it was asked for; it does not change afterwards.

    The fields are those of `list --json`.

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
        reason: Why the program has proposed it; "" for all others.
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
    reason: str = ""
    accepted: str | None = None
    accepted_by: str | None = None
    embedded: bool = False
    resolved: str | None = None
    reply_to: str | None = None
    replies: tuple[Reply, ...] = ()


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
    return Annotation(**fields, _data=item)


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


@dataclass(frozen=True, slots=True)
class Match:
    """A place at which a search found something.

    Attributes:
        document: The path or address of the document.
        start: The offset of the first code point.
        end: The offset after the last code point.
        text: The words that were found.
        context: These with some words before and after them.
        locator: How the place is cited.
    """

    document: str
    start: int
    end: int
    text: str
    context: str
    locator: str


@dataclass(frozen=True, slots=True, repr=False)
class Speaker(Item):
    """A speaker, with how often and how much he or she says.

    The fields are those of `speakers --json`.

    Attributes:
        name: The name.
        aliases: Other names of the same person.
        role: The role; "" if it is not known.
        quotations: How often the speaker says something: the turns of a transcript, and highlights
            outside of them.
        turns: The number of turns.
        highlights: The number of highlights.
        words: The number of words.
        share: The part of the words of all speakers, 0 to 1.
        first: How the first passage is cited; "" if none is in the text.
        last: How the last passage is cited.
        places: The offsets of the passages.
    """

    name: str
    aliases: tuple[str, ...]
    role: str
    quotations: int
    turns: int
    highlights: int
    words: int
    share: float
    first: str
    last: str
    places: tuple[int, ...]


def make_speaker(stats: SpeakerStats) -> Speaker:
    """Make the record of a speaker from the statistics."""
    item = stats.to_dict()
    fields: dict[str, Any] = {**item, "aliases": stats.speaker.aliases, "places": stats.places}
    return Speaker(**fields, _data=item)


@dataclass(frozen=True, slots=True, repr=False)
class Suggestion(Item):
    """The probable speaker of a quotation.

    The fields are those of `suggest --json`, and `text`.

    Attributes:
        start: The offset of the first code point, without quotation marks.
        end: The offset after the last code point.
        text: The words.
        speaker: The name of the first candidate; None if no speaker is likely.
        confidence: The share of such suggestions that are right, 0 to 1.
        reason: Why, in a few words that can be checked in the text.
        candidates: The possible speakers, the best first.
        kind: "quotation" or "turn" (of a transcript) is speech; "nested" is a quotation within
            one, and "phrase" probably no speech but a title or a term.
        locator: How the place is cited.
    """

    start: int
    end: int
    text: str
    speaker: str | None
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...]
    kind: str
    locator: str

    @property
    def is_speech(self) -> bool:
        """Return whether the words are speech: a quotation or a turn."""
        return self.kind in SPEECH


def make_suggestion(suggestion: RankedSuggestion, words: str, locator: str) -> Suggestion:
    """Make the record of a suggestion.

    Args:
        suggestion: The suggestion.
        words: The words of the passage.
        locator: How the passage is cited.
    """
    item = suggestion_item(suggestion, locator)
    fields = {**item, "candidates": suggestion.candidates}
    return Suggestion(**fields, text=words, _data=item)


@dataclass(frozen=True, slots=True, repr=False)
class EditResult(Item):
    """An annotation after an edit of the store; its document was not opened for it.

    The fields are those of `edit --json`, and `title`.

    Attributes:
        id: The id.
        document: The path or address of its document; its title if it has none.
        exact: The words as they were marked; None for a document note.
        colour: The colour.
        note: The note.
        tags: The tags.
        speaker: The name of the speaker; None if there is none.
        modified: When it was changed last (RFC 3339, UTC).
        deleted: When it was deleted; None if it is not.
        changed: Whether this edit changed it.
        title: The title of its document.
    """

    id: str
    document: str
    exact: str | None
    colour: str
    note: str
    tags: tuple[str, ...]
    speaker: str | None
    modified: str
    deleted: str | None
    changed: bool
    title: str


def make_edit_result(outcome: Outcome) -> EditResult:
    """Make the record of an annotation after an edit."""
    annotation, record = outcome.annotation, outcome.document
    item: dict[str, Any] = {
        "id": annotation.id,
        "document": next(iter(record.names), "") or record.title,
        "exact": annotation.target.exact if annotation.target else None,
        "colour": annotation.colour,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "speaker": outcome.speaker or None,
        "modified": annotation.modified,
        "deleted": annotation.deleted,
        "changed": outcome.changed,
    }
    title = record.title or next(iter(record.names), "") or record.id
    return EditResult(**{**item, "tags": annotation.tags}, title=title, _data=item)


_AROUND = 40
"""Code points before and after a match that its context has: about a line in all."""


def make_match(document: Document, start: int, end: int) -> Match:
    """Make the record of a place that a search found, a half-open range in code points."""
    text = document.text
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return Match(
        document=document.names[0] if document.names else document.title,
        start=start,
        end=end,
        text=text.slice(start, end),
        context=text.slice(low, high),
        locator=document.range_locator(start, end),
    )
