"""Offsets of a text whose names were replaced: where a place of the old text is in the new one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_letter = re.compile(r"[^\W\d_]")


class Replacement(NamedTuple):
    """A range of a text in code points, half-open, and the words that stand there instead."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class ReplacedText:
    """A text with replacements, in order and without overlaps, and the map of its offsets."""

    text: str
    replacements: tuple[Replacement, ...] = ()
    _starts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()
    """By replacement, how far the text after it has moved (code points)."""

    def start(self, offset: int) -> int:
        """Return where a range begins that began at `offset`; within a name, before its pseudonym.

        Args:
            offset: An offset of the old text, in code points.
        """
        return self._moved(offset, is_end=False)

    def end(self, offset: int) -> int:
        """Return where a range ends that ended at `offset`; within a name, after its pseudonym.

        Args:
            offset: An offset of the old text, in code points.
        """
        return self._moved(offset, is_end=True)

    def _moved(self, offset: int, *, is_end: bool) -> int:
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        start, end, words = self.replacements[number]
        before = self._shifts[number - 1] if number else 0
        if offset >= end:
            return offset + self._shifts[number]
        return start + before + (len(words) if is_end and offset > start else 0)


def replace_ranges(text: str, replacements: Sequence[Replacement]) -> ReplacedText:
    """Return a text with some ranges replaced.

    Args:
        text: The text.
        replacements: Ranges in order; they do not overlap.
    """
    parts, shifts, at, shift = [], [], 0, 0
    for start, end, words in replacements:
        parts += [text[at:start], words]
        at, shift = end, shift + len(words) - (end - start)
        shifts.append(shift)
    parts.append(text[at:])
    starts = tuple(one.start for one in replacements)
    return ReplacedText("".join(parts), tuple(replacements), starts, tuple(shifts))


class Blank:
    """Replaces each letter by a zero; lengths and lines stay."""

    def replace(self, text: str) -> ReplacedText:
        """Return the text without its letters.

        >>> Blank().replace("Ida, 7").text
        '000, 7'
        """
        return ReplacedText(_letter.sub("0", text))
