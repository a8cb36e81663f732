"""Row diff: draws only the cells that differ between the shown rows and the wanted rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import is_not

from readerapp.ui.terminal.cursor_writer import LONG_AT_THE_END, CursorWriter
from readerapp.ui.terminal.screen import (
    UNKNOWN,
    Cell,
    Row,
    are_indistinguishable,
    cell_styles,
    cell_text,
    has_unsure_width,
)
from readerapp.ui.terminal.sgr import Style, sgr_change, style_on_blank

_BLANKS = re.compile(f" {{{LONG_AT_THE_END},}}")


def draw_cells(pen: CursorWriter, row: Row, line: int, start: int, end: int) -> None:
    """Draw the cells in `[start, end)` of a row.

    Args:
        pen: Gets the output.
        row: All cells of the row.
        line: The number of the row on the screen, from 0.
        start: The first column; must be the start of a cluster.
        end: The column after the last one; must be the end of a cluster.
    """
    groups = [(style, len(list(same))) for style, same in groupby(cell_styles(row[start:end]))]
    followers = [style for style, _ in groups[1:]]
    for (style, count), following in zip(groups, [*followers, None], strict=True):
        text = cell_text(row[start : start + count])
        pen.move(start, line)
        if text.strip(" "):
            pen.dip(style)
        else:
            pen.dip_for_blanks(style, following)
        if has_unsure_width(text):
            _draw_unsure(pen, row, line, start, start + count)
        elif len(text) == count:
            _draw_narrow(pen, text, style, line, start)
        else:
            pen.write(text, count)
        start += count


def _draw_narrow(pen: CursorWriter, text: str, style: Style, line: int, start: int) -> None:
    """Draw a text with one cell for each code point; erase long blanks if that is shorter."""
    written = 0
    for blanks in _BLANKS.finditer(text):
        if blanks.start() > written:
            pen.move(start + written, line)
            pen.write(text[written : blanks.start()], blanks.start() - written)
        pen.move(start + blanks.start(), line)
        count = len(blanks.group())
        if pen.should_erase(count, style):
            pen.erase(count)
        else:
            pen.write(blanks.group(), count)
        written = blanks.end()
    if written < len(text):
        pen.move(start + written, line)
        pen.write(text[written:], len(text) - written)


def _draw_unsure(pen: CursorWriter, row: Row, line: int, start: int, end: int) -> None:
    """Draw cells, some of which hold clusters whose width differs between terminals."""
    while start < end:
        unsure, stop = has_unsure_width(row[start].text), start + 1
        while stop < end and (not row[stop].text or has_unsure_width(row[stop].text) == unsure):
            stop += 1
        text = cell_text(row[start:stop])
        pen.move(start, line)
        if unsure:
            pen.write_unsure(text, stop - start)
        else:
            pen.write(text, stop - start)
        start = stop


_SHORT_GAP = 4
"""Number of cells up to which writing them again costs no more than a cursor move over them."""
_MOST = 0.8
"""Share of changed cells from which the whole part is written without a closer comparison."""
_FEW = 24
"""Number of runs up to which it is worth the time to search for the cheapest order."""
_MOVE_ALONG, _MOVE_ANYWHERE = 4, 7
"""Approximate bytes of a cursor move within a row, and of any other move."""


@dataclass(frozen=True, slots=True)
class StyleRun:
    """Cells in `[start, end)` of the row `line` that can be drawn in one style."""

    line: int
    start: int
    end: int
    style: Style


def draw_difference(pen: CursorWriter, shown: Sequence[Row], wanted: Sequence[Row]) -> None:
    """Draw the cells that differ; cells of `wanted` that are unknown may stay as they are.

    Args:
        pen: Gets the output.
        shown: The rows that the terminal shows.
        wanted: The rows that it must show; as many and as wide as `shown`.
    """
    runs: list[StyleRun] = []
    for line, (old, new) in enumerate(zip(shown, wanted, strict=True)):
        if old is not new and old != new:
            for start, end in _spans(old, new):
                runs += _runs(line, new, start, _end_of_blanks(pen, new, start, end))
    if len(runs) > _FEW:
        for run in runs:
            draw_cells(pen, wanted[run.line], run.line, run.start, run.end)
        return
    while runs:
        run = min(runs, key=lambda run: _cost(pen, run))
        runs.remove(run)
        draw_cells(pen, wanted[run.line], run.line, run.start, run.end)


def _runs(line: int, row: Row, start: int, end: int) -> Iterator[StyleRun]:
    """Yield the runs of `[start, end)` from left to right.

    Blanks join a neighbouring run in whose style they look the same. A part with clusters of
    unsure width is one run: cells that such a cluster may overdraw must be drawn after it.
    """
    style, blank = row[start].style, True
    drawn = row[start:end]
    if len(set(cell_styles(drawn))) > 1 and not has_unsure_width(cell_text(drawn)):
        for column in range(start, end):
            text, own = row[column]
            if own != style and not (text == " " and style_on_blank(own) == style_on_blank(style)):
                if not blank or style_on_blank(own) != style_on_blank(style):
                    yield StyleRun(line, start, column, style)
                    start, blank = column, True
                style = own
            blank = blank and text == " "
    yield StyleRun(line, start, end, style)


def _cost(pen: CursorWriter, run: StyleRun) -> int:
    """Estimate the bytes that it takes to begin a run: the style change and the cursor move."""
    turn = len(sgr_change(pen.style, run.style))
    if pen.place == (run.start, run.line):
        return turn
    along = pen.place is not None and pen.place[1] == run.line
    return turn + (_MOVE_ALONG if along else _MOVE_ANYWHERE)


def _spans(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Yield the column ranges `[start, end)` to draw, from left to right."""
    others = bytes(map(is_not, shown, wanted))
    start, end = others.find(1), others.rfind(1) + 1
    while end > start and are_indistinguishable(shown[end - 1], wanted[end - 1]):
        end -= 1  # blanks that were drawn in another style and look the same
    if start == end:
        return
    if others.count(1, start, end) >= _MOST * (end - start) and _is_plain(wanted):
        yield start, end  # nearly all cells differ: writing all of them is the fastest
        return
    changed = _changed(shown, wanted)
    if not changed:
        return
    start = changed[0]
    for last, following in pairwise(changed):
        if following - last > 1 and not _worth_rewriting(wanted, last, following):
            yield start, last + 1
            start = following
    yield start, changed[-1] + 1


def _changed(shown: Row, wanted: Row) -> list[int]:
    """Return the columns to draw, in whole clusters."""
    changed = [
        column
        for column, (old, new) in enumerate(zip(shown, wanted, strict=True))
        if old is not new and (old.text != new.text or not are_indistinguishable(old, new))
        if new is not UNKNOWN
    ]
    return changed if _is_plain(wanted) else _disturbed(wanted, set(changed))


def _is_plain(row: Row) -> bool:
    """Return whether each cell is known and holds one cluster with the same width everywhere."""
    text = cell_text(row)
    return len(text) == len(row) and UNKNOWN.text not in text and not has_unsure_width(text)


def _disturbed(row: Row, changed: set[int]) -> list[int]:
    """Return the columns to draw if those in `changed` are drawn.

    Adds the other half of wide clusters, and the cells that a terminal may overdraw because it
    draws a cluster wider than we measure it.
    """
    # The column that a terminal may reach that draws every code point of the clusters wide.
    reach = 0
    for column, cell in enumerate(row):
        if cell.text == "":
            continue
        wide = row[column + 1 : column + 2] and row[column + 1].text == ""
        if column not in changed and not (wide and column + 1 in changed):
            reach = 0
        elif has_unsure_width(cell.text):
            reach = max(reach, column) + 2 * len(cell.text)
            changed.update(range(column, reach))
        else:
            reach = 0
            changed.update((column, column + 1) if wide else ())
    return sorted(n for n in changed if n < len(row) and row[n] is not UNKNOWN)


def _worth_rewriting(row: Row, last: int, following: int) -> bool:
    """Return whether to rewrite the unchanged cells between two changed columns."""
    style = row[last].style
    return following - last - 1 <= _SHORT_GAP and all(
        _goes_with(cell, style) for cell in row[last + 1 : following]
    )


def _goes_with(cell: Cell, style: Style) -> bool:
    """Return whether a cell can be drawn in `style` and has the same width on all terminals."""
    text, own = cell
    if text == " ":
        return own == style or style_on_blank(own) == style_on_blank(style)
    return own == style and cell is not UNKNOWN and not has_unsure_width(text)


def _end_of_blanks(pen: CursorWriter, row: Row, start: int, end: int) -> int:
    """Return the end of the row if `[start, end)` ends in blanks like all later cells.

    Else return `end`. Erasing to the end of the row takes few bytes.
    """
    drawn = row[max(start, end - LONG_AT_THE_END) : end]
    first = drawn[0]
    erased = len(drawn) == LONG_AT_THE_END and first.text == " " and pen.can_erase(first.style)
    if erased and all(are_indistinguishable(first, cell) for cell in (*drawn, *row[end:])):
        return len(row)
    return end
