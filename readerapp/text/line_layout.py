"""Line layout: wrap a text into screen rows of a given width, block by block on demand.

Nothing here counts rows from the top of the text. Every method starts from a code point offset,
so a position survives resizing, and a row in the middle of 100 MB costs as much as the first.

Rows are filled greedily and break at spaces and dashes, never inside a cluster. The rules are a
small part of UAX #14 (line breaking): after spaces, after a hyphen between letters, after en and
em dashes, around wide (CJK) clusters except where that would put closing punctuation at the start
of a row or opening punctuation at its end. A word longer than the row is cut.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from readerapp.text import graphemes, sanitize
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.source import Text

SPACES = " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
"""White space that may hang past the end of a row."""

_NO_START = (
    "、。，．・：；！？゛゜ヽヾゝゞ々ー）］｝〕〉》」』】〙〗〟’”»!?,.:;)]}…‥–—％‰℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NO_END = "（［｛〔〈《「『【〘〖〝‘“«([{"
_is_space = frozenset(SPACES).__contains__


def wrap_paragraph(paragraph: str, first: int, rest: int) -> list[int]:
    """Return the end index of each row of `paragraph`.

    Spaces that hang past the end of a row do not count, nor does a single cluster wider than its
    row. No row is empty, except the one row of an empty paragraph.

    Args:
        paragraph: Sanitized text without newlines.
        first: Maximum width of the first row in cells.
        rest: Maximum width of the other rows in cells.

    >>> wrap_paragraph("to be or not", 5, 5)
    [6, 9, 12]
    """
    if not paragraph:
        return [0]
    if graphemes.is_narrow(paragraph):
        return _wrap_narrow(paragraph, first, rest)
    return _wrap_clusters(paragraph, first, rest)


def _wrap_narrow(paragraph: str, first: int, rest: int) -> list[int]:
    """Wrap a paragraph in which each code point is one cell, with one regex match per row."""
    size = len(paragraph)
    if size <= first:
        return [size]
    match = _row(first).match(paragraph)
    assert match is not None  # at least one code point always matches
    ends = [match.end()]
    ends += [row.end() for row in _row(rest).finditer(paragraph, match.end())]
    return ends


@lru_cache(maxsize=8)
def _row(width: int) -> re.Pattern[str]:
    """Return a pattern that matches one row.

    It takes as much as fits up to a break opportunity, with the spaces there; otherwise it cuts a
    word.
    """
    width = max(1, width)
    space = f"[{SPACES}]"
    breaks = rf"{space}+|\Z|(?<={space})|(?:(?<=\w[-‐])|(?<=[–—·]))(?=[^\W\d_])"
    return re.compile(f".{{1,{width}}}(?:{breaks})|.{{1,{width}}}")


def _wrap_clusters(paragraph: str, first: int, rest: int) -> list[int]:
    """Wrap a paragraph cluster by cluster."""
    clusters = list(graphemes.clusters(paragraph))
    ends: list[int] = []
    i, room = 0, max(1, first)
    while (cut := _row_clusters(paragraph, clusters, i, room)) < len(clusters):
        ends.append(clusters[cut][0])
        i, room = cut, max(1, rest)
    return [*ends, len(paragraph)]


def _row_clusters(paragraph: str, clusters: list[graphemes.Cluster], first: int, room: int) -> int:
    """Return the index of the cluster that begins the next row if this one begins at `first`."""
    used = 0
    for i in range(first, len(clusters)):
        start, end, own = clusters[i]
        if paragraph[start] == "\t":  # the tab stops count from the row's left edge
            own = graphemes.TAB - used % graphemes.TAB
        used += own
        if used > room and i > first and not _hangs(paragraph, start, end):
            breaks = (k for k in range(i, first, -1) if _may_break(paragraph, clusters, k))
            return next(breaks, i)
    return len(clusters)


def _hangs(paragraph: str, start: int, end: int) -> bool:
    """Return whether a cluster is white space that may hang past the end of a row."""
    return end - start == 1 and _is_space(paragraph[start])


def _may_break(text: str, clusters: list[graphemes.Cluster], k: int) -> bool:
    """Return whether a row may end before cluster `k`."""
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


def visible_end(paragraph: str, start: int, end: int) -> int:
    """Return the end of the drawn part of the row `start` to `end`, without hanging spaces."""
    stop = end
    while stop > start and _is_space(paragraph[stop - 1]):
        stop -= 1
    return stop


_CACHED_BLOCKS = 32
"""Maximum number of wrapped blocks in the cache."""


class TextRow(NamedTuple):
    """A row of the screen.

    Attributes:
        start: Offset of its first code point.
        end: Offset at which the next row starts.
        stop: Offset at which drawing stops; at most `end`.
        text: The text from `start` to `stop`.
        display: The same text, one code point for each, sanitized and with soft newlines as spaces.
            Only tabs are left to expand, which `LineLayout.pieces` does.
        indent: Cells left of the text.
        first: Whether a paragraph begins with this row.
    """

    start: int
    end: int
    stop: int
    text: str
    display: str
    indent: int
    first: bool


class TextPiece(NamedTuple):
    """A piece of a row to draw: the range `start` to `end`, shown as `text` in `cells` cells."""

    start: int
    end: int
    text: str
    cells: int


class LineLayout:
    """The rows of a text at a width. Not thread-safe, unlike `Text`."""

    def __init__(self, text: Text, width: int) -> None:
        self.text = text
        self._blocks: OrderedDict[int, _Block] = OrderedDict()
        self._width = max(1, width)

    @property
    def width(self) -> int:
        """Return the width of a row in cells; setting it drops the wrapped blocks."""
        return self._width

    @width.setter
    def width(self, width: int) -> None:
        if max(1, width) != self._width:
            self._width = max(1, width)
            self._blocks.clear()

    def row_at(self, offset: int) -> TextRow:
        """Return the row that contains `offset`; the last row for the end and beyond."""
        block = self._block(self.text.block_at(offset))
        return block.row(block.find(offset))

    def rows_from(self, offset: int, count: int) -> list[TextRow]:
        """Return up to `count` rows, the first of which contains `offset`.

        There are fewer at the end of the text.
        """
        rows: list[TextRow] = []
        number = self.text.block_at(offset)
        block = self._block(number)
        first = block.find(offset)
        while len(rows) < count:
            rows += [
                block.row(index)
                for index in range(first, min(len(block), first + count - len(rows)))
            ]
            number, first = number + 1, 0
            if number >= self.text.block_count:
                break
            block = self._block(number)
        return rows

    def rows_before(self, offset: int, count: int) -> list[TextRow]:
        """Return up to `count` rows above the one that contains `offset`, from top to bottom."""
        rows: list[TextRow] = []
        number = self.text.block_at(offset)
        block = self._block(number)
        first = block.find(offset)
        while len(rows) < count:
            rows[:0] = [
                block.row(index) for index in range(max(0, first - count + len(rows)), first)
            ]
            number -= 1
            if number < 0:
                break
            block = self._block(number)
            first = len(block)
        return rows

    def column(self, row: TextRow, offset: int) -> int:
        """Return the column in cells of the cluster that holds `offset`, the indent included.

        For offsets from `row.stop` on, which are not drawn, it is the column at which drawing
        stops.
        """
        inner = min(max(0, offset - row.start), len(row.display))
        if graphemes.is_narrow(row.display):
            return row.indent + inner
        column = 0
        for _, end, own in graphemes.clusters(row.display):
            if end > inner:
                break
            column += own
        return row.indent + column

    def offset_at(self, row: TextRow, column: int) -> int:
        """Return the offset of the cluster drawn at `column`, always inside `row`.

        Left of the row it is `row.start`. Right of the row it is `row.stop`, which holds a hidden
        space or newline, or the last cluster if the row was cut inside a word.
        """
        column -= row.indent
        last = row.start
        if column < len(row.display) and graphemes.is_narrow(row.display):
            return row.start + max(0, column)
        for start, _, own in graphemes.clusters(row.display):
            last = row.start + start
            column -= own
            if column < 0:
                return last
        return row.stop if row.stop < row.end else last

    def pieces(self, row: TextRow, cuts: Iterable[int] = ()) -> list[TextPiece]:
        """Return the pieces to draw for `row`, from left to right, without its indent.

        A run of code points that all take one cell, or all take two, is one piece, as long as no
        offset of `cuts` divides it. Every other cluster and each tab is a piece of its own. A cut
        inside a cluster takes effect after the cluster.
        """
        at = {cut - row.start for cut in cuts if row.start < cut < row.stop}
        if graphemes.is_narrow(row.display):
            ends = [*sorted(at), len(row.display)]
            spans = zip([0, *ends], ends, strict=False)
            return [
                TextPiece(row.start + a, row.start + b, row.display[a:b], b - a)
                for a, b in spans
                if b > a
            ]
        return [
            TextPiece(
                row.start + a,
                row.start + b,
                " " * own if row.display[a] == "\t" else row.display[a:b],
                own,
            )
            for a, b, own in _runs(row.display, at)
        ]

    def _block(self, number: int) -> _Block:
        if (known := self._blocks.get(number)) is not None:
            self._blocks.move_to_end(number)
            return known
        block = _Block(
            self.text.block_start(number), self.text.block(number), self._width, self.text.flow
        )
        self._blocks[number] = block
        if len(self._blocks) > _CACHED_BLOCKS:
            self._blocks.popitem(last=False)
        return block


class _Block:
    """A block and the starts of its rows, counted from the start of the block."""

    def __init__(self, start: int, text: str, width: int, flow: ParagraphFlow) -> None:
        self._start, self._text = start, text
        display = sanitize.sanitize(text, lines=True)
        self._starts: list[int] = []
        self._indents: list[int] = []
        self._firsts: set[int] = set()
        soft: list[str] = []
        for begin, end in flow.paragraphs(text):
            paragraph = display[begin : end - (text[end - 1 : end] == "\n")].replace("\n", " ")
            first, rest = (min(n, width // 2) for n in flow.indent(start + begin))
            ends = wrap_paragraph(paragraph, width - first, width - rest)
            self._firsts.add(len(self._starts))
            self._starts.append(begin)
            self._starts += [begin + place for place in ends[:-1]]
            self._indents += [first, *([rest] * (len(ends) - 1))]
            soft.append(paragraph if len(paragraph) == end - begin else paragraph + "\n")
        self._display = "".join(soft)

    def __len__(self) -> int:
        return len(self._starts)

    def find(self, offset: int) -> int:
        """Return the index of the row that contains `offset`."""
        return max(0, bisect_right(self._starts, offset - self._start) - 1)

    def row(self, index: int) -> TextRow:
        """Return the row at `index`."""
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._text)
        stop = visible_end(self._display, start, end - (self._display[end - 1 : end] == "\n"))
        return TextRow(
            start=self._start + start,
            end=self._start + end,
            stop=self._start + stop,
            text=self._text[start:stop],
            display=self._display[start:stop],
            indent=self._indents[index],
            first=index in self._firsts,
        )


def _runs(display: str, cuts: set[int]) -> Iterator[graphemes.Cluster]:
    """Yield the clusters of a row; join neighbours that are single code points of one width."""
    run, width, begin, end = 0, 0, 0, 0  # cells of the run, cells of each of its code points
    for start, stop, own in graphemes.clusters(display):
        single = own if stop - start == 1 and display[start] != "\t" else 0
        if run and not (single and single == width and start not in cuts):
            yield begin, end, run
            run = 0
        if not run:
            begin, width = start, single
        run += own
        end = stop
    if run:
        yield begin, end, run
