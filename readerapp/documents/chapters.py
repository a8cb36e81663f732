"""How the chapters of a book are cited: by the number they bear, else by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LONGEST = 40
_chapter = re.compile(
    r"(?:(?:chapter|chap\.?|ch\.|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk)\s*"
    r"(?P<named>\d{1,3}|[ivxlc]+)\b|(?P<bare>\d{1,3}|[IVXLC]+)(?:[.:)]|\s*\Z|\s+[-–—]))",
    re.IGNORECASE,
).match
_around = re.compile(
    r"(?:cover|title ?page|(?:table of )?contents|copyright|imprint|colophon|dedication|epigraph|"
    r"acknowledge?ments|about the author|index|notes|footnotes|bibliography|half.?title)\b",
    re.IGNORECASE,
).match
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table of contents: where it leads, its level from 1, and its words."""

    start: int
    level: int
    title: str


def chapter_labels(entries: Sequence[Entry], book: str = "") -> Iterator[tuple[int, str]]:
    """Where each chapter begins and how it is cited, in order of their starts.

    "ch. 3" by the number in its title; if the titles bear none, or the same ones twice, by
    counting the entries of the outermost level that has several. What is no chapter, such as a
    preface among numbered chapters or the imprint, is cited by its title; so is the title page,
    which is called as the `book` is.
    """
    numbers = [_number(entry.title) for entry in entries]
    known = [number for number in numbers if number is not None]
    if known and len(set(known)) == len(known):
        for entry, number in zip(entries, numbers, strict=True):
            if number is not None:
                yield entry.start, f"ch. {number}"
            elif entry.level == min(each.level for each in entries):
                yield entry.start, _short(entry.title)
        return
    level = _level(entries)
    count = 0
    for entry in entries:
        if entry.level != level:
            continue
        if _around(entry.title) or entry.title == book:
            yield entry.start, _short(entry.title)
        else:
            count += 1
            yield entry.start, f"ch. {count}"


def _level(entries: Sequence[Entry]) -> int:
    levels = [entry.level for entry in entries]
    several = [level for level in set(levels) if levels.count(level) > 1]
    return min(several, default=min(levels, default=1))


def _number(title: str) -> int | None:
    found = _chapter(title.strip())
    if not found:
        return None
    written = (found["named"] or found["bare"]).lower()
    return int(written) if written.isdecimal() else _roman(written)


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    after = [*values[1:], 0]
    return sum(
        -value if value < right else value for value, right in zip(values, after, strict=True)
    )


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"
