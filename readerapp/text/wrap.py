"""Where a paragraph is divided into rows: greedily, at spaces and dashes, never in a cluster.

A small part of UAX #14 (line breaking): after spaces, after a hyphen between letters, after en
and em dashes, around wide (CJK) clusters except where that would put closing punctuation at the
start of a row or opening punctuation at its end. A word longer than the row is cut.
"""

from __future__ import annotations

import re
from functools import lru_cache

from readerapp.text import cells

SPACES = " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
"""White space that may hang behind the end of a row."""

_NO_START = (
    "、。，．・：；！？゛゜ヽヾゝゞ々ー）］｝〕〉》」』】〙〗〟’”»!?,.:;)]}…‥–—％‰℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NO_END = "（［｛〔〈《「『【〘〖〝‘“«([{"
_is_space = frozenset(SPACES).__contains__


def wrap(paragraph: str, first: int, rest: int) -> list[int]:
    """The end of each row of `paragraph`, which is safe to show and holds no newline.

    The first row takes at most `first` cells and the others `rest`, spaces that hang behind
    them and a single cluster that is wider than its row not counted. Never an empty row, but
    for an empty paragraph: then one.
    """
    if not paragraph:
        return [0]
    if cells.is_narrow(paragraph):
        return _wrap_narrow(paragraph, first, rest)
    return _wrap_clusters(paragraph, first, rest)


def _wrap_narrow(paragraph: str, first: int, rest: int) -> list[int]:
    """As `wrap`, one regular expression match a row, where cells are code points."""
    size = len(paragraph)
    if size <= first:
        return [size]
    match = _row(first).match(paragraph)
    assert match is not None  # one code point at least always matches
    ends = [match.end()]
    ends += [row.end() for row in _row(rest).finditer(paragraph, match.end())]
    return ends


@lru_cache(maxsize=8)
def _row(width: int) -> re.Pattern[str]:
    """One row: as much as fits up to where it may break, with the spaces there; else a cut word."""
    width = max(1, width)
    space = f"[{SPACES}]"
    breaks = rf"{space}+|\Z|(?<={space})|(?:(?<=\w[-‐])|(?<=[–—·]))(?=[^\W\d_])"
    return re.compile(f".{{1,{width}}}(?:{breaks})|.{{1,{width}}}")


def _wrap_clusters(paragraph: str, first: int, rest: int) -> list[int]:
    """As `wrap`, cluster by cluster."""
    clusters = list(cells.clusters(paragraph))
    ends: list[int] = []
    i, room = 0, max(1, first)
    while (cut := _row_clusters(paragraph, clusters, i, room)) < len(clusters):
        ends.append(clusters[cut][0])
        i, room = cut, max(1, rest)
    return [*ends, len(paragraph)]


def _row_clusters(paragraph: str, clusters: list[cells.Cluster], first: int, room: int) -> int:
    """The cluster with which the next row begins, if this one begins with the cluster `first`."""
    used = 0
    for i in range(first, len(clusters)):
        start, end, own = clusters[i]
        if paragraph[start] == "\t":  # the tab stops count from the row's left edge
            own = cells.TAB - used % cells.TAB
        used += own
        if used > room and i > first and not _hangs(paragraph, start, end):
            breaks = (k for k in range(i, first, -1) if _may_break(paragraph, clusters, k))
            return next(breaks, i)
    return len(clusters)


def _hangs(paragraph: str, start: int, end: int) -> bool:
    """Whether a cluster is white space that may stand behind the end of a row."""
    return end - start == 1 and _is_space(paragraph[start])


def _may_break(text: str, clusters: list[cells.Cluster], k: int) -> bool:
    """Whether a row may end before the cluster `k`."""
    start, end, own = clusters[k]
    if _hangs(text, start, end):
        return False
    before, after = text[start - 1], text[start]
    if _is_space(before):
        return True
    if own == 2 or clusters[k - 1][2] == 2:
        return after not in _NO_START and before not in _NO_END
    if not after.isalpha():
        return False
    return before in "–—·" or (before in "-‐" and text[start - 2 : start - 1].isalnum())


def shown_end(paragraph: str, start: int, end: int) -> int:
    """Where the drawing of the row from `start` to `end` stops: hanging spaces are left out."""
    stop = end
    while stop > start and _is_space(paragraph[stop - 1]):
        stop -= 1
    return stop
