"""Edit distances (Levenshtein), by edlib if it is installed, otherwise in plain Python.

Edlib (Šošić and Šikić 2017) is some 20 times as fast for a sentence. It is not available for every
machine, and nobody should need a compiler, so it is an optional accelerator. The results are the
same without it, to the last offset.

The plain form is Myers' bit-vector algorithm (1999) in the form of Hyyrö (2003). It stores a column
of the distance table as its vertical differences, one bit for each code point of the pattern.
Python's integers have as many bits as necessary. So a column takes a few operations whatever the
length of the pattern, no blocks are needed, and any code point may occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

Mode = Literal["NW", "HW", "SHW"]
"""What a string is compared with: a whole text, any part of it, or a beginning (as in edlib)."""

_ALPHABET = 250
"""Most distinct characters that a pattern may have for edlib.

Edlib supports 256 in all, including those characters of the text that the pattern does not have.
"""

_CIGAR = re.compile(r"(\d+)([=XID])")


def distance(pattern: str, text: str, mode: Mode = "NW") -> int:
    """Return the fewest insertions, deletions and replacements that turn `pattern` into `text`.

    Args:
        pattern: The string to compare.
        text: The text to compare it with.
        mode: Compare with the whole of `text` (NW), with any part of it (HW), or with a beginning
            of it (SHW).
    """
    if not pattern or not text:
        return len(pattern) if mode != "NW" or pattern else len(text)
    edlib, strings = accelerator(), _encoded(pattern, text)
    if edlib is None or strings is None:
        return plain_distance(pattern, text, mode)
    answer: int = edlib.align(*strings, mode=mode)["editDistance"]
    return answer


def path_inside(pattern: str, text: str) -> tuple[int, list[int]]:
    """Find the part of `text` that is most similar to `pattern`, and align the two.

    Code points that only `text` has come before the offset of the next code point of `pattern`.

    Returns:
        The distance, and for each offset in `pattern`, including its end, the offset in `text`.
    """
    if not pattern or not text:
        return len(pattern), [0] * (len(pattern) + 1)
    edlib, strings = accelerator(), _encoded(pattern, text)
    if edlib is None or strings is None:
        return plain_path_inside(pattern, text)
    answer = edlib.align(*strings, mode="HW", task="path")
    at = answer["locations"][0][0] or 0
    offsets: list[int] = []
    for count, kind in _CIGAR.findall(answer["cigar"] or ""):
        if kind == "D":  # edlib's D: `text` has characters that `pattern` has not
            at += int(count)
        elif kind == "I":
            offsets += [at] * int(count)
        else:
            offsets += range(at, at + int(count))
            at += int(count)
    return answer["editDistance"], [*offsets, at]


@cache
def accelerator() -> Any:
    """Return the module edlib, or None if it is not installed or cannot be loaded."""
    try:
        import edlib  # type: ignore[import-not-found]
    except ImportError:
        return None
    return edlib


def _encoded(pattern: str, text: str) -> tuple[str, str] | None:
    """Map both strings to few enough distinct characters for edlib; None if that is impossible.

    All characters of the text that the pattern does not have become one character. This changes no
    distance, because none of them matches the pattern.
    """
    if pattern.isascii() and text.isascii():
        return pattern, text
    own = set(pattern)
    if len(own.union(text)) <= _ALPHABET:
        return pattern, text
    if len(own) > _ALPHABET:
        return None
    table = {ord(character): number for number, character in enumerate(sorted(own), 1)}
    others = dict.fromkeys(map(ord, set(text) - own), _ALPHABET + 1)
    return pattern.translate(table), text.translate({**table, **others})


_Column = tuple[int, int, int]
"""One column of the distance table.

The rows whose value is 1 more than in the row above, the rows whose value is 1 more than in the
previous column (both as bits, the first row is the lowest bit), and the distance in the last row.
"""


def plain_distance(pattern: str, text: str, mode: Mode = "NW") -> int:
    """Return the distance as `distance` does, in plain Python.

    The time is proportional to the length of `text`. If `pattern` is longer than a few hundred code
    points, it is also proportional to the length of `pattern`.

    Args:
        pattern: The string to compare.
        text: The text to compare it with.
        mode: Compare with the whole of `text` (NW), with any part of it (HW), or with a beginning
            of it (SHW). The modes are those of edlib.

    >>> plain_distance("kitten", "sitting"), plain_distance("kitten", "two kittens", "HW")
    (3, 0)
    """
    if mode == "NW":
        return _whole_distance(pattern, text)
    if text.startswith(pattern) if mode == "SHW" else pattern in text:
        return 0
    fewest = len(pattern)
    for _, _, last in _columns(pattern, text, anchored=mode == "SHW"):
        fewest = min(fewest, last)
    return fewest


def plain_path_inside(pattern: str, text: str) -> tuple[int, list[int]]:
    """Find the part of `text` that is most similar to `pattern` as `path_inside` does.

    In plain Python. Of several equally similar parts this is the one that ends first, and of these
    the longest. Of several alignments it is the one that edlib returns.

    Returns:
        The distance, and for each offset in `pattern`, including its end, the offset in `text`.

    >>> plain_path_inside("abc", "__abc__"), plain_path_inside("abc", "__abx__")
    ((0, [2, 3, 4, 5]), (1, [2, 3, 4, 4]))
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
    """Return the global distance, computed without the common prefix and suffix.

    These do not change the distance.
    """
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
    """Find the start of the longest part of `text` that ends at `end` and has distance `fewest`."""
    reach = text[max(0, end - len(pattern) - fewest) : end]
    length = 0
    columns = _columns(pattern[::-1], reach[::-1], anchored=True)
    for number, (_, _, last) in enumerate(columns, 1):
        if last == fewest:
            length = number
    return end - length


def _path(pattern: str, text: str) -> list[int]:
    """Align both strings globally; return the offset in `text` for each offset in `pattern`."""
    columns = list(_columns(pattern, text, anchored=True))
    row, column = len(pattern), len(text)
    offsets = [column] * (row + 1)
    while row and column:
        above, before, _ = columns[column - 1]
        bit = 1 << row - 1
        if above & bit:  # the pattern has an extra character
            row -= 1
            offsets[row] = column
        elif before & bit:  # the text has an extra one
            column -= 1
        else:
            row, column = row - 1, column - 1
            offsets[row] = column
    for offset in range(row):
        offsets[offset] = 0
    return offsets


def _columns(pattern: str, text: str, *, anchored: bool) -> Iterator[_Column]:
    """Yield the columns of the distance table, one for each code point of `text`.

    Args:
        pattern: The pattern; not empty.
        text: The text.
        anchored: Whether the pattern begins where the text begins, or anywhere in it.
    """
    rows: dict[str, int] = {}
    for number, character in enumerate(pattern):
        rows[character] = rows.get(character, 0) | 1 << number
    everything = (1 << len(pattern)) - 1
    last = 1 << len(pattern) - 1
    above, below = everything, 0  # rows whose value is 1 more, or 1 less, than the row above
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
