"""Export rows: annotations with their positions, speakers and annotators in words.

SPEAKER_TAG and COLOUR_TAG are tag prefixes for formats that have no field for a speaker or a
colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from readerapp.core.model import AnchorState, Annotation


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSource:
    """The document of the exported annotations.

    `id` is its UUID in the store, `name` the path or URL it was opened with, `fingerprint` that of
    its text, `format` the format it was parsed as ("epub"). `text` is the whole text for formats
    that contain it, else empty. `author` and `date` are as the document writes them, `accessed` is
    the day (ISO 8601) on which it was opened; all three may be empty. `headings` are the offsets of
    the headings in the text (code points) with their levels. For a document in a container, `parts`
    are the files in it, each with the offset at which its text begins.
    """

    id: str
    title: str = ""
    name: str = ""
    fingerprint: str = ""
    text: str = ""
    format: str = ""
    author: str = ""
    date: str = ""
    accessed: str = ""
    headings: Sequence[tuple[int, int]] = ()
    parts: Sequence[tuple[int, str]] = ()

    @property
    def is_online(self) -> bool:
        """Return whether the name is an HTTP or HTTPS URL."""
        return self.name.startswith(("http://", "https://"))

    @property
    def label(self) -> str:
        """Return the title, or the name if there is no title."""
        return self.title or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEntry:
    """An annotation with its position in the text as it is now, and its names in words.

    `start` and `end` are code points, half-open; both are -1 for an orphan and for a document note.
    `speaker`, `creator` (the annotator's display name) and `locator` ("¶12") may be empty. A reply
    has the target of the annotation that it replies to, and `answers` is the id of that annotation.
    Replies are in the `replies` of that annotation, by time; where it is not exported, a reply is
    an entry of its own.
    """

    annotation: Annotation
    start: int = -1
    end: int = -1
    state: AnchorState = "exact"
    speaker: str = ""
    creator: str = ""
    locator: str = ""
    answers: str = ""
    replies: tuple[ExportEntry, ...] = ()

    @property
    def key(self) -> str:
        """Return the annotation's id."""
        return self.annotation.id

    @property
    def exact(self) -> str:
        """Return the words as they were marked; empty for a document note."""
        target = self.annotation.target
        return target.exact if target else ""

    @property
    def placed(self) -> bool:
        """Return whether it covers a range of the text."""
        return self.start >= 0


def flat(entries: Iterable[ExportEntry]) -> Iterator[ExportEntry]:
    """Yield each entry, followed by its replies."""
    for entry in entries:
        yield entry
        yield from entry.replies


def signature(entry: ExportEntry) -> str:
    """Return who replied and when, for formats without fields for it: "Bo, 2026-11-29"."""
    annotation = entry.annotation
    facts = (
        entry.creator or annotation.creator,
        annotation.created[:10],
        "resolved" if annotation.resolved else "",
    )
    return ", ".join(fact for fact in facts if fact)


SPEAKER_TAG = "speaker:"
COLOUR_TAG = "colour:"
