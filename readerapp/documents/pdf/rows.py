"""Rows of a PDF: lines that are not to be joined, as those of tables, lists, forms and verse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from readerapp.documents.pdf.lines import PdfLine

_ALIGNED = 0.6
"""Distance of edges that stand below each other, as a multiple of the size of the letters."""
_WIDE_GAP = 1.5
"""Width of gaps that make a table of two rows, as a multiple of the size of the letters."""
_ROWS = 3
"""Rows with narrow gaps that make a table."""
_ALIKE = 4
"""Rows of one form that make a list."""
_NARROW = 12
"""Code points of the lines of a column that is too narrow for prose."""
_VERSES = 4
"""Lines of verse in a row, at least."""
_BLOCK = 2.6
"""Distance of the lines of one poem, at most, as a multiple of the usual one: that of stanzas."""
_CAPITAL_VERSES = 6
"""Lines in a row that begin with capitals, from which on they may be verse."""
_CAPITALS = 0.7
"""Share of the lines of verse that begin with a capital, mostly."""
_EARLY = (0.5, 0.11)
"""Share of the verses that end early and within a sentence, and mean room at their right.

Prose that is not justified has room for half a word: 4 to 8 % of the width.
"""
_EARLY_IF_CAPITALS = (0.3, 0.05)
"""The same where most lines begin with capitals, as those of prose do not."""
_EARLY_IF_ALL_CAPITALS = (0.15, 0.05)
_CJK = "\u2e80"
is_item = re.compile(r"(?:[•●○▪■◦‣⁃–—*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S").match
"""Match a line that begins an item of a list."""
_digits = re.compile(r"\d+").sub
_ends_sentence = re.compile(r"[.?!][\"'”’»)\]]*$").search


def row_words(line: PdfLine) -> str:
    """Return the words of a row; two spaces divide its cells if one of them has several words."""
    if any(" " in cell.words for cell in line.cells):
        return "  ".join(cell.words for cell in line.cells)
    return line.words


def find_rows(column: Sequence[PdfLine], leading: float) -> list[bool]:
    """Tell for each line of a column whether it is a row of its own.

    Args:
        column: the lines below each other.
        leading: the usual distance of its lines in points.
    """
    found = [line.filled for line in column]
    _mark_tables(column, found)
    _mark_runs(column, found, [_shape(line) for line in column])
    if len(column) >= _ROWS and all(map(_is_narrow, column)):
        return [True] * len(column)
    _mark_verse(column, found, leading)
    return found


def _is_narrow(line: PdfLine) -> bool:
    """Return whether a line is too short for prose, and does not end within a word."""
    return len(line.words) <= _NARROW and not line.hyphen and line.words < _CJK


def _mark_tables(column: Sequence[PdfLine], found: list[bool]) -> None:
    """Mark the rows of tables: lines in cells that stand below each other."""
    start = 0
    for end in range(1, len(column) + 1):
        if end < len(column) and are_aligned(column[end - 1], column[end]):
            continue
        rows = column[start:end]
        if len(rows) >= _ROWS or (len(rows) > 1 and all(map(_has_wide_gap, rows))):
            found[start:end] = [True] * len(rows)
        start = end


def are_aligned(one: PdfLine, other: PdfLine) -> bool:
    """Return whether a cell after the first stands below one of the line above."""
    near = _ALIGNED * max(one.size, other.size)
    return any(
        abs(cell.left - above.left) < near
        or abs(cell.right - above.right) < near
        or abs(cell.left + cell.right - above.left - above.right) < 2 * near
        for cell in other.cells[1:]
        for above in one.cells[1:]
    )


def _has_wide_gap(line: PdfLine) -> bool:
    """Return whether a gap between two cells is wider than in any prose."""
    return any(
        after.left - before.right > _WIDE_GAP * line.size for before, after in pairwise(line.cells)
    )


def _shape(line: PdfLine) -> str:
    """Return the words of a line with `#` for each number, or "" if it has none."""
    shape = _digits("#", line.words)
    return shape if "#" in shape else ""


def _mark_runs(column: Sequence[PdfLine], found: list[bool], shapes: list[str]) -> None:
    """Mark the rows of lists whose lines differ in their numbers only."""
    start = 0
    for end in range(1, len(column) + 1):
        if end < len(column) and shapes[end] and shapes[end] == shapes[start]:
            continue
        if end - start >= _ALIKE:
            found[start:end] = [True] * (end - start)
        start = end


def _mark_verse(column: Sequence[PdfLine], found: list[bool], leading: float) -> None:
    """Mark lines that end although the first word of the next one would have fitted.

    They are many in a row. By the widest of them most end early too: otherwise they are prose that
    is narrower than the text around, as beside a picture.
    """
    edge = max(line.right for line in column)
    early = [_ends_early(above, line, edge) for above, line in pairwise(column)]
    if not any(early):
        return
    joined = [_same_block(above, line, leading) for above, line in pairwise(column)]
    _mark_capitals(column, found, joined)
    first = 0
    while first < len(early):
        if not (early[first] and joined[first]):
            first += 1
            continue
        last = first  # the last break that is early; of two in a row one is
        at = first + 1
        while at < len(early) and joined[at] and (early[at] or early[at - 1]):
            last = at if early[at] else last
            at += 1
        # A line that fills the column after an early break is the first one of a paragraph.
        whole = last + 1 == len(early) or not joined[last + 1]
        lines = column[first : last + 1 + whole]
        if _is_verse(lines):
            found[first : first + len(lines)] = [True] * len(lines)
        first = at


def _mark_capitals(column: Sequence[PdfLine], found: list[bool], joined: Sequence[bool]) -> None:
    """Mark verse whose lines all begin with capitals."""
    start = 0
    for end in range(len(column) + 1):
        if end < len(column) and _has_capital(column[end]) and (end == start or joined[end - 1]):
            continue
        lines = column[start:end]
        capitals = len(lines) >= _CAPITAL_VERSES and not all(map(_is_upper, lines))
        if capitals and _is_verse(lines, _EARLY_IF_ALL_CAPITALS):
            found[start:end] = [True] * (end - start)
        start = end if end < len(column) and _has_capital(column[end]) else end + 1


def _is_upper(line: PdfLine) -> bool:
    """Return whether a line has no small letters; then its capital means nothing."""
    return line.words.isupper()


def _has_capital(line: PdfLine) -> bool:
    """Return whether a line begins with a capital, perhaps after a quotation mark."""
    return line.words.lstrip("\"'“‘«„([")[:1].isupper()


def _same_block(above: PdfLine, line: PdfLine, leading: float) -> bool:
    """Return whether two lines may be of one poem: the second is not far below, and not larger."""
    near = 0 < above.base - line.base < _BLOCK * max(leading, line.size)
    return near and abs(above.size - line.size) < 0.1 * line.size and not above.hyphen


def _ends_early(line: PdfLine, following: PdfLine, edge: float) -> bool:
    """Return whether the first word of the following line would have fitted in a line."""
    room = edge - line.right
    if room <= line.letter:
        return False
    return (len(following.words.split(None, 1)[0]) + 1) * line.letter < room


def _is_verse(lines: Sequence[PdfLine], least: tuple[float, float] | None = None) -> bool:
    """Return whether lines are verse or a list, by their widest one and their first letters.

    Args:
        lines: lines below each other.
        least: share of early ends and mean room that are asked for; None: as the capitals say.
    """
    if len(lines) < _VERSES or lines[0].words >= _CJK or any(is_item(each.words) for each in lines):
        return False
    edge, left = max(line.right for line in lines), min(line.left for line in lines)
    # What ends a sentence may end a paragraph of prose.
    broken = [pair for pair in pairwise(lines) if _ends_sentence(pair[0].words) is None]
    early = sum(_ends_early(line, following, edge) for line, following in broken)
    room = sum(edge - line.right for line, _ in broken) / max(edge - left, 1.0)
    if least is None:
        capitals = sum(map(_has_capital, lines)) >= _CAPITALS * len(lines)
        least = _EARLY_IF_CAPITALS if capitals else _EARLY
    return early >= least[0] * (len(lines) - 1) and room >= least[1] * len(broken)
