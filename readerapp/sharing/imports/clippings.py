"""Which clippings of a Kindle are one mark.

An edited highlight or note stands in the file again, behind what it was. So of clippings at one
place (where a book has no locations, a whole page) those are one whose words overlap, and the last
one counts. A note is a clipping of its own; it joins the highlight that ends where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field

_NEAR = 12
"""Marks at one place, the last ones, that a clipping is compared with: an edit follows soon."""
_SHARED = 0.5
"""Share of its runs of three words that the shorter clipping has in common with what it was."""
_CJK = "\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each sign counts as a word
_word = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


_ByPlace = dict[tuple[str, int], list["Mark"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """One entry of the file.

    `place` is where it begins and ends, in locations or pages; `when` the date as it is written,
    and `added` the same in RFC 3339, empty if it cannot be read.
    """

    number: int
    title: str
    place: tuple[int, int] | None
    locator: str
    when: str
    added: str
    body: str
    is_note: bool


@dataclass(slots=True)
class Mark:
    """A highlight or a note: as it was made, as it is, and the notes that belong to it."""

    first: Clipping
    last: Clipping
    words: Words
    ends: set[int] = field(default_factory=set)
    """Where it ended, before edits too."""
    notes: list[str] = field(default_factory=list)

    @property
    def made(self) -> tuple[str, int]:
        """When it was made: the time, and where in the file it stands."""
        return self.first.added, self.first.number


class Words:
    """The words of a clipping, to be compared."""

    def __init__(self, body: str) -> None:
        found = _word.findall(body.casefold()) or [body]
        self.line = f" {' '.join(found)} "
        self._runs = set(zip(found, found[1:], found[2:], strict=False))

    def overlap(self, other: Words) -> bool:
        """True if one contains the other, or they share half of the shorter one."""
        if self.line in other.line or other.line in self.line:
            return True
        shorter = min(len(self._runs), len(other._runs))
        return shorter > 0 and len(self._runs & other._runs) >= _SHARED * shorter


class Marks:
    """The marks of one kind, from clippings in the order of the file."""

    def __init__(self) -> None:
        self._near: dict[tuple[str, int | None], deque[Mark]] = {}
        self._alike: dict[tuple[str, int | None, str], Mark] = {}
        self._all: list[Mark] = []

    def add(self, clipping: Clipping) -> None:
        """Take one more clipping: a new mark, or what has become of one."""
        place = clipping.title, clipping.place[0] if clipping.place else None
        words = Words(clipping.body)
        near = self._near.setdefault(place, deque(maxlen=_NEAR))
        mark = self._alike.get((*place, words.line))
        mark = mark or next((m for m in reversed(near) if m.words.overlap(words)), None)
        if mark is None:
            mark = Mark(clipping, clipping, words)
            near.append(mark)
            self._all.append(mark)
        mark.last, mark.words = clipping, words
        if clipping.place:
            mark.ends.add(clipping.place[1])
        self._alike[*place, words.line] = mark

    def ordered(self) -> list[Mark]:
        """The marks in the order of what they are now."""
        return sorted(self._all, key=lambda mark: mark.last.number)


def join(highlights: Marks, notes: Marks) -> list[Mark]:
    """Give the highlights their notes; returns the notes that have none.

    A note belongs to a highlight that ends where it stands, else to one that begins there: of
    several to the one that was made last before it.
    """
    ends: _ByPlace = {}
    starts: _ByPlace = {}
    for mark in sorted(highlights.ordered(), key=lambda mark: mark.made):
        for end in mark.ends:
            ends.setdefault((mark.last.title, end), []).append(mark)
        if mark.last.place:
            starts.setdefault((mark.last.title, mark.last.place[0]), []).append(mark)
    alone = []
    for note in notes.ordered():
        place = note.last.title, note.last.place[1] if note.last.place else -1
        here = ends.get(place) or starts.get(place)
        if here:
            after = bisect_right(here, note.made, key=lambda mark: mark.made)
            here[max(0, after - 1)].notes.append(note.last.body)
        else:
            alone.append(note)
    return alone
