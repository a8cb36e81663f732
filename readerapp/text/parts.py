"""The part of a long text that an editor holds: an editor wraps and draws all that it is given."""

from __future__ import annotations

from typing import NamedTuple

WHOLE = 64_000
"""Code points of the longest text that an editor takes whole: it wraps them in 30 ms."""

PART = 4_000
"""Code points of a part of a longer text, and of the longest line that an editor takes: it draws
a row by cutting up the whole line, which takes 10 ms for so many."""

_NEAR = 200
"""Code points in which the beginning of a word is looked for, so that a part begins with one."""


class Part(NamedTuple):
    """A range of a text in code points, half-open."""

    start: int
    end: int


def is_long(text: str) -> bool:
    """Whether an editor would take noticeably long with all of `text`."""
    return len(text) > WHOLE or max(map(len, text.split("\n"))) > PART


def part_around(text: str, at: int) -> Part:
    """The part of a long text that has the code point `at` as near its middle as can be."""
    start = min(max(0, at - PART // 2), max(0, len(text) - PART))
    end = min(start + PART, len(text))
    return Part(_near_word(text, start), end if end == len(text) else _near_word(text, end))


def _near_word(text: str, at: int) -> int:
    """The last beginning of a line or a word shortly before `at`; `at` if there is none."""
    first = max(0, at - _NEAR)
    line = text.rfind("\n", first, at)
    return (line if line >= 0 else text.rfind(" ", first, at)) + 1 or at
