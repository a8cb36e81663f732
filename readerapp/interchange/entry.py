"""What leaves the reader: annotations with the names and places that go with them.

How formats that know only tags carry a speaker and a colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from readerapp.core.model import AnchorState, Annotation


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSource:
    """The document that entries are about.

    `id` is its UUID in the store, `name` the path or address it was opened under,
    `fingerprint` that of its text, `format` what it was read as ("epub"). `text` is the whole text
    for formats that carry it, else empty. `author` and `date` are as the document writes them,
    `accessed` is the day (ISO 8601) on which it was opened; all three may be empty. `headings` are
    the offsets of the text's headings with their levels. `parts` says of a document in a container
    from which offset on the text is which file's.
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
        """True if the name is an address of the web."""
        return self.name.startswith(("http://", "https://"))

    @property
    def label(self) -> str:
        """The title, else the name."""
        return self.title or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEntry:
    """An annotation, where it stands now, and its names in words.

    `start` and `end` are code points; both are -1 for an orphan and for a document note.
    `speaker`, `creator` (the annotator's display name) and `locator` ("¶12") may be empty. A reply
    has the target of what it answers, and `answers` is the id of that; it is among the `replies`
    (by time) of what it answers, or an entry of its own where that is not exported.
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
        """The annotation's id."""
        return self.annotation.id

    @property
    def exact(self) -> str:
        """The words as they were marked; empty for a document note."""
        target = self.annotation.target
        return target.exact if target else ""

    @property
    def placed(self) -> bool:
        """True if it covers a range of the text."""
        return self.start >= 0


def flat(entries: Iterable[ExportEntry]) -> Iterator[ExportEntry]:
    """Each entry, and its replies behind it."""
    for entry in entries:
        yield entry
        yield from entry.replies


def signature(entry: ExportEntry) -> str:
    """Who replied and when, for formats that have no place for it: "Bo, 2026-11-29"."""
    annotation = entry.annotation
    facts = (
        entry.creator or annotation.creator,
        annotation.created[:10],
        "resolved" if annotation.resolved else "",
    )
    return ", ".join(fact for fact in facts if fact)


SPEAKER_TAG = "speaker:"
COLOUR_TAG = "colour:"
