"""Paragraph flow: which newlines end a paragraph, and how far its rows are indented.

A book that was wrapped by hand keeps its newlines in the text. For display, a newline is soft and
drawn as a space if the next word would not have fitted before it. Verse, lists, tables and short
lines keep their newlines.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

_MINIMUM_COLUMN, _MAXIMUM_COLUMN = 40, 100
"""Smallest and largest column at which people wrap prose by hand."""
_FULL_SHARE = 0.88
"""Share of the column that the line with the next word must exceed: people wrap unevenly."""
_LOWER_CASE_SHARE = 0.6
"""Minimum length, as a share of the column, of a full line whose next line starts in lower case."""

_starts_anew = re.compile(
    r"\s*(?:\n|\Z)|\s\s|\t|[-*+•·–—>#|]\s|[>|#]|[0-9]{1,3}[.)]\s|\(?[0-9a-zA-Z]{1,3}\)\s"
).match
_is_divided = re.compile(r"\S(?:\t|   +)\S|\|.*\|").search


class Indent(NamedTuple):
    """The indent of the rows in a range of the text.

    Attributes:
        start: First offset in code points.
        end: Offset after the last.
        first: Indent of a paragraph's first row in cells.
        rest: Indent of its other rows in cells.
    """

    start: int
    end: int
    first: int
    rest: int


class ParagraphFlow(NamedTuple):
    """How a text divides into paragraphs and how these are indented.

    Attributes:
        column: Column at which the text was wrapped by hand; 0 if each newline ends a paragraph.
        indents: In order, without overlaps.
    """

    column: int = 0
    indents: Sequence[Indent] = ()

    def paragraphs(self, block: str) -> list[tuple[int, int]]:
        """Return the half-open range of each paragraph of a block, its newline included.

        Blank lines count as paragraphs. Together the ranges cover the block. The end of a block
        ends a paragraph, so a block can be laid out without its neighbours; blocks end at blank
        lines wherever there are any.
        """
        spans = []
        begin = end = 0
        lines = block.split("\n")
        for line, after in pairwise(lines):
            end += len(line) + 1
            if not (self.column and self._soft(line, after)):
                spans.append((begin, end))
                begin = end
        if begin < len(block) or not spans:
            spans.append((begin, len(block)))
        return spans

    def _soft(self, line: str, after: str) -> bool:
        """Return whether the newline between two lines only wraps them."""
        if not line or not after or _starts_anew(after):
            return False
        if line[:2].isspace() or _is_table(line):
            return False
        room = self.column * _FULL_SHARE - len(line) - 1
        word = after.split(None, 1)[0]
        if len(word) > room:
            return True
        return word[0].islower() and len(line) >= self.column * _LOWER_CASE_SHARE

    def indent(self, offset: int) -> tuple[int, int]:
        """Return the indent in cells of the first and other rows of the paragraph at `offset`."""
        i = bisect_right(self.indents, offset, key=attrgetter("start")) - 1
        if i >= 0 and offset < self.indents[i].end:
            return self.indents[i].first, self.indents[i].rest
        return 0, 0


def _is_table(line: str) -> bool:
    """Return whether a line is divided into columns.

    Most lines are rejected before the regular expression is tried.
    """
    maybe = "|" in line or "\t" in line or "   " in line
    return maybe and _is_divided(line) is not None


def detect_column(sample: str) -> int:
    """Return the column at which the prose of `sample` was wrapped by hand; 0 if it was not.

    It was if nearly all lines end before one column although the text goes on in the next line, and
    the first word of the next line would mostly not have fitted before that column.
    """
    lines = sample.split("\n")
    inner = [
        (len(line), len(line) + 1 + len(after.split(None, 1)[0]))
        for line, after in pairwise(lines)
        if line.strip() and not line[:2].isspace() and not _starts_anew(after)
    ]
    full = [pair for pair in inner if pair[0] >= _MINIMUM_COLUMN // 2]
    if len(full) < 12 or 2 * len(full) < len(inner):
        return 0
    column = _column(Counter(length for length, _ in full))
    if not _MINIMUM_COLUMN <= column <= _MAXIMUM_COLUMN:
        return 0
    wrapped = sum(length <= column < needed for length, needed in full)
    return column if wrapped >= 0.75 * len(full) else 0


def _column(lengths: Counter[int]) -> int:
    """Return the length that only one line in fifty exceeds."""
    over = sum(lengths.values()) // 50
    for length in sorted(lengths, reverse=True):
        over -= lengths[length]
        if over < 0:
            return length
    return 0
