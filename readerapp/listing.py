"""Which annotations are listed, and in what order: one filter language for screen and commands.

A filter is words and `name:value` pairs, all of which must hold: ``rent speaker:Ortega
tag:key colour:red by:ana is:orphaned``. A value with spaces stands in quotation marks.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal

from readerapp.model import COLOURS, STATES, ReaderError
from readerapp.placing import Placed
from readerapp.sharing.entry import Entry

Order = Literal["place", "time", "speaker"]
ORDERS: tuple[Order, ...] = ("place", "time", "speaker")


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation with the names that go with it, ready to be listed.

    `own` says that the person at the keyboard made it.
    """

    placed: Placed
    speaker: str = ""
    creator: str = ""
    locator: str = ""
    own: bool = True

    @property
    def key(self) -> str:
        """The annotation's id."""
        return self.placed.annotation.id

    @property
    def entry(self) -> Entry:
        """The row as it leaves the reader."""
        placed = self.placed
        return Entry(
            annotation=placed.annotation,
            start=placed.start,
            end=placed.end,
            state=placed.state,
            speaker=self.speaker,
            creator=self.creator,
            locator=self.locator,
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row must have; every part that is empty lets all pass."""

    words: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    state: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def matches(self, row: Row) -> bool:
        """True if `row` has all that is asked for. Capitals do not matter."""
        annotation = row.placed.annotation
        exact = annotation.target.exact if annotation.target else ""
        parts = (exact, annotation.note, row.speaker, *annotation.tags)
        haystack = " ".join(" ".join(parts).casefold().split())
        return (
            all(word in haystack for word in self.words)
            and all(_names(row.speaker, name) for name in self.speaker)
            and all(any(tag == t.casefold() for t in annotation.tags) for tag in self.tag)
            and (not self.colour or annotation.colour in self.colour)
            and all(name in row.creator.casefold() for name in self.by)
            and (not self.state or row.placed.state in self.state)
        )


def parse_filter(query: str) -> Filter:
    """The filter that `query` describes.

    Raises:
        ReaderError: a part is not understood; the sentence says what would be.
    """
    try:
        parts = shlex.split(query)
    except ValueError:  # a quotation mark that is not closed yet, while somebody types
        parts = query.replace('"', " ").replace("'", " ").split()
    found: dict[str, list[str]] = {field.name: [] for field in fields(Filter)}
    for part in parts:
        name, colon, value = part.partition(":")
        name = {"is": "state", "color": "colour"}.get(name.casefold(), name.casefold())
        if not colon or name not in found or name == "words":
            found["words"].append(part.casefold())
        elif value:
            found[name].append(value.casefold())
    for name, allowed in (("colour", COLOURS), ("state", STATES)):
        for value in found[name]:
            if value not in allowed:
                raise ReaderError(f"{value} is no {name}; choose one of {', '.join(allowed)}.")
    return Filter(**{name: tuple(values) for name, values in found.items()})


def arrange(rows: Iterable[Row], order: Order = "place") -> list[Row]:
    """The rows by place, by time (the newest first) or by speaker (nobody last)."""
    return sorted(rows, key=sort_key(order))


def sort_key(order: Order) -> Callable[[Row], tuple[Any, ...]]:
    """The key by which rows are sorted; no two rows have the same."""
    if order == "speaker":
        return lambda row: (not row.speaker, row.speaker.casefold(), row.placed.order, row.key)
    if order == "time":
        return lambda row: (_newest_first(row.placed.annotation.created), row.key)
    return lambda row: (row.placed.order, row.key)


def _newest_first(time: str) -> tuple[int, ...]:
    return tuple(-ord(character) for character in time)


def _names(speaker: str, wanted: str) -> bool:
    """True if `wanted` is the speaker's name or some of its words; `-` is nobody."""
    return not speaker if wanted == "-" else wanted in speaker.casefold()
