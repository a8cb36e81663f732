"""What an act made different, as every pane is told.

What a person asks for, checked: each answers with it, or says in one sentence what is wrong.

The title of a document: its own, until a person gives it another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, DocumentRecord
from readerapp.text.source import Text


def validate_colour(name: str) -> str:
    """One of COLOURS; ReaderError if `name` is none."""
    if name not in COLOURS:
        raise ReaderError(f"No colour is called {name}; choose one of {', '.join(COLOURS)}.")
    return name


def validate_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags without surrounding space, empty ones and repetitions, in their order."""
    return tuple(dict.fromkeys(tag for tag in (" ".join(t.split()) for t in names) if tag))


def validate_range(text: Text, start: int, end: int) -> tuple[int, int]:
    """The range `[start, end)` of `text`; ReaderError if it is empty or not in there."""
    if start >= end:
        raise ReaderError("There is nothing to mark here; select some words first.")
    if start < 0 or end > len(text):
        sentence = f"{start} to {end} is not in the text; its offsets go from 0 to {len(text)}."
        raise ReaderError(sentence)
    return start, end


@dataclass(frozen=True, slots=True)
class Change:
    """What an act made different: a sentence for the status line, and which annotations.

    `ids` are those that look different now, among them all that show a renamed speaker;
    `speakers` says that the cast changed, and `more` that there is more of the same: `refresh`
    will tell.
    """

    sentence: str
    ids: frozenset[str] = frozenset()
    focus: str | None = None
    speakers: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.ids) or self.speakers


GIVEN = "titled"
"""A record's field that says that its title was given by a person: a changed text keeps it."""


def display_title(record: DocumentRecord, own: str) -> str:
    """The title to show of a document whose own is `own`."""
    return record.title if record.extra.get(GIVEN) is True and record.title else own


def set_title(record: DocumentRecord, title: str, own: str) -> DocumentRecord:
    """The record with the title that a person gives it; an empty one is its own again."""
    title = " ".join(title.split())
    rest = {name: value for name, value in record.extra.items() if name != GIVEN}
    extra = {**rest, GIVEN: True} if title else rest
    return replace(record, title=title or own, extra=extra)
