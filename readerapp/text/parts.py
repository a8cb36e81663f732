"""Excerpts of a long text for a text editor widget, which wraps and draws all that it holds."""

from __future__ import annotations

from typing import NamedTuple

WHOLE = 64_000
"""Maximum length in code points of a text that an editor loads whole: it wraps them in 30 ms."""

PART = 4_000
"""Length in code points of an excerpt of a longer text, and of the longest line that an editor
loads: it draws a row by cutting up the whole line, which takes 10 ms for so many."""

_NEAR = 200
"""Code points in which the start of a word is searched, so that an excerpt begins with a word."""


class Part(NamedTuple):
    """A range of a text in code points, half-open."""

    start: int
    end: int


def is_long(text: str) -> bool:
    """Return whether an editor would take noticeably long with all of `text`."""
    return len(text) > WHOLE or max(map(len, text.split("\n"))) > PART


def part_around(text: str, at: int) -> Part:
    """Return the excerpt of a long text with the code point `at` as near its middle as possible."""
    start = min(max(0, at - PART // 2), max(0, len(text) - PART))
    end = min(start + PART, len(text))
    return Part(_near_word(text, start), end if end == len(text) else _near_word(text, end))


def _near_word(text: str, at: int) -> int:
    """Return the last start of a line or word shortly before `at`; `at` if there is none."""
    first = max(0, at - _NEAR)
    line = text.rfind("\n", first, at)
    return (line if line >= 0 else text.rfind(" ", first, at)) + 1 or at
