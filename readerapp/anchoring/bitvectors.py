"""Edit distances in plain Python, for machines without edlib: the same answers, more time.

Myers' bit-vector algorithm (1999) in the form of Hyyrö (2003): a column of the distance table is
kept as its vertical differences, one bit for each character of the pattern. Python's integers
have as many bits as they need, so a column is a handful of operations whatever the pattern's
length, and there are no blocks. Any code point is a character.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Mode = Literal["NW", "HW", "SHW"]

_Column = tuple[int, int, int]
"""Of one column: the rows that are 1 more than the row above, those that are 1 more than in the
column before (both as bits, the first row lowest), and the distance in the last row."""


def distance(pattern: str, text: str, mode: Mode = "NW") -> int:
    """The fewest insertions, deletions and replacements that turn `pattern` into `text`.

    Into the whole of it (NW), any part of it (HW), or a beginning of it (SHW); the modes are
    edlib's. Takes time in proportion to the length of `text`, times that of `pattern` where this
    is longer than a few hundred code points.
    """
    if mode == "NW":
        return _whole_distance(pattern, text)
    if text.startswith(pattern) if mode == "SHW" else pattern in text:
        return 0
    fewest = len(pattern)
    for _, _, last in _columns(pattern, text, anchored=mode == "SHW"):
        fewest = min(fewest, last)
    return fewest


def path_inside(pattern: str, text: str) -> tuple[int, list[int]]:
    """The distance of `pattern` to the part of `text` that is most like it, and the way there.

    For each offset in `pattern`, its end included, the list has the offset in `text`. What the
    text has more stands before the offset of the character that follows. Of several parts it is
    the one that ends first, and of these the longest; of several ways the one that edlib takes.
    """
    at = text.find(pattern)
    if at >= 0:
        return 0, list(range(at, at + len(pattern) + 1))
    fewest, end = len(pattern), 0
    for number, (_, _, last) in enumerate(_columns(pattern, text, anchored=False), 1):
        if last < fewest:
            fewest, end = last, number
    start = _start_of(pattern, text, end, fewest)
    return fewest, [start + offset for offset in _path(pattern, text[start:end])]


def _whole_distance(pattern: str, text: str) -> int:
    """The distance without what both begin and end with, which changes nothing."""
    first, least = 0, min(len(pattern), len(text))
    while first < least and pattern[first] == text[first]:
        first += 1
    last = 0
    while last < least - first and pattern[-1 - last] == text[-1 - last]:
        last += 1
    pattern, text = pattern[first : len(pattern) - last], text[first : len(text) - last]
    if not pattern or not text:
        return len(pattern) + len(text)
    if len(text) > len(pattern):  # a column costs more than a row
        pattern, text = text, pattern
    fewest = 0
    for column in _columns(pattern, text, anchored=True):
        fewest = column[2]
    return fewest


def _start_of(pattern: str, text: str, end: int, fewest: int) -> int:
    """Where the longest part of `text` begins that ends at `end` and has distance `fewest`."""
    reach = text[max(0, end - len(pattern) - fewest) : end]
    length = 0
    columns = _columns(pattern[::-1], reach[::-1], anchored=True)
    for number, (_, _, last) in enumerate(columns, 1):
        if last == fewest:
            length = number
    return end - length


def _path(pattern: str, text: str) -> list[int]:
    """For each offset in `pattern` the offset in `text`, both aligned as a whole."""
    columns = list(_columns(pattern, text, anchored=True))
    row, column = len(pattern), len(text)
    offsets = [column] * (row + 1)
    while row and column:
        above, before, _ = columns[column - 1]
        bit = 1 << row - 1
        if above & bit:  # the pattern has a character more
            row -= 1
            offsets[row] = column
        elif before & bit:  # the text has one more
            column -= 1
        else:
            row, column = row - 1, column - 1
            offsets[row] = column
    for offset in range(row):
        offsets[offset] = 0
    return offsets


def _columns(pattern: str, text: str, *, anchored: bool) -> Iterator[_Column]:
    """The columns of the distance table of `pattern` (not empty), one for each character of `text`.

    If `anchored`, the pattern begins where the text begins, else anywhere in it.
    """
    rows: dict[str, int] = {}
    for number, character in enumerate(pattern):
        rows[character] = rows.get(character, 0) | 1 << number
    everything = (1 << len(pattern)) - 1
    last = 1 << len(pattern) - 1
    above, below = everything, 0  # rows that are 1 more, or 1 less, than the row above
    score = len(pattern)
    for character in text:
        same = rows.get(character, 0)
        diagonal = (((same & above) + above) ^ above) | same | below
        more = below | (everything & ~(diagonal | above))
        less = diagonal & above
        if more & last:
            score += 1
        elif less & last:
            score -= 1
        shifted = more << 1 | anchored
        above = less << 1 | everything & ~(diagonal | shifted)
        above &= everything
        below = shifted & diagonal & everything
        yield above, more, score
