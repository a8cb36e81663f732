"""Flow: which newlines end a paragraph, and how far its rows are indented.

A book that was wrapped by hand keeps its newlines in the text; for reading, a newline after
which the next word would not have fitted is soft and drawn as a space. Verse, lists, tables and
short lines keep theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

_LEAST, _MOST = 40, 100
"""Columns between which people wrap prose by hand."""
_FULL = 0.88
"""Share of the column that the line with the next word must exceed: people wrap unevenly."""
_SLACK = 0.6
"""Share of the column from which on a line that goes on in lower case counts as full."""

_starts_anew = re.compile(
    r"\s*(?:\n|\Z)|\s\s|\t|[-*+•·–—>#|]\s|[>|#]|[0-9]{1,3}[.)]\s|\(?[0-9a-zA-Z]{1,3}\)\s"
).match
_is_table = re.compile(r"\S(?:\t|   +)\S|\|.*\|").search


@dataclass(frozen=True, slots=True)
class Indent:
    """Rows from offset `start` to `end` stand `rest` cells in, a paragraph's first row `first`."""

    start: int
    end: int
    first: int
    rest: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How a text is set. `column` is where it was wrapped by hand, 0 if each newline counts.

    `indents` are in order and do not overlap.
    """

    column: int = 0
    indents: Sequence[Indent] = field(default=(), repr=False)

    def paragraphs(self, block: str) -> list[tuple[int, int]]:
        """Start and end of each paragraph of a block, its newline included; blank lines count.

        They cover the block. The end of a block ends a paragraph, so that a block can be laid
        out without its neighbours; blocks end at blank lines wherever there are any.
        """
        ends = [match.end() for match in _lines(block)]
        if self.column:
            ends = [end for end in ends if not self._soft(block, end)]
        if not ends or ends[-1] < len(block):
            ends.append(len(block))
        return list(zip([0, *ends], ends, strict=False))

    def _soft(self, block: str, end: int) -> bool:
        """Whether the newline before `end` only wraps the line."""
        start = block.rfind("\n", 0, end - 1) + 1
        after = block[end : end + self.column + 1]
        length = end - 1 - start
        if not after or length == 0 or _starts_anew(after):
            return False
        line = block[start : end - 1]
        if line[:2].isspace() or _is_table(line):
            return False
        word = after.split(None, 1)[0]
        if length + 1 + len(word) > self.column * _FULL:
            return True
        return word[0].islower() and length >= self.column * _SLACK

    def indent(self, offset: int) -> tuple[int, int]:
        """Cells by which the first and the other rows of the paragraph at `offset` stand in."""
        i = bisect_right(self.indents, offset, key=attrgetter("start")) - 1
        if i >= 0 and offset < self.indents[i].end:
            return self.indents[i].first, self.indents[i].rest
        return 0, 0


_lines = re.compile("\n").finditer


def detect_column(sample: str) -> int:
    """The column at which the prose of `sample` was wrapped by hand; 0 if it was not.

    It was if nearly all lines end before one column although the next line goes on, and the
    next line's first word would mostly not have fitted there.
    """
    lines = sample.split("\n")
    inner = [
        (len(line), len(line) + 1 + len(after.split(None, 1)[0]))
        for line, after in pairwise(lines)
        if line.strip() and not line[:2].isspace() and not _starts_anew(after)
    ]
    full = [pair for pair in inner if pair[0] >= _LEAST // 2]
    if len(full) < 12 or 2 * len(full) < len(inner):
        return 0
    column = _column(Counter(length for length, _ in full))
    if not _LEAST <= column <= _MOST:
        return 0
    wrapped = sum(length <= column < wanted for length, wanted in full)
    return column if wrapped >= 0.75 * len(full) else 0


def _column(lengths: Counter[int]) -> int:
    """The length that all but one line in fifty keep within."""
    over = sum(lengths.values()) // 50
    for length in sorted(lengths, reverse=True):
        over -= lengths[length]
        if over < 0:
            return length
    return 0
