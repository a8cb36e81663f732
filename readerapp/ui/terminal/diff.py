"""Turns the rows that a terminal shows into the rows that it should show.

Draws the cells of a row.
"""

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
    """Draw the cells from `start` to before `end` of a row; starts and ends at clusters."""
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
    """Draw a text of as many cells as signs, and erase long blanks rather than write them."""
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
    """Draw cells of which some hold clusters on whose width terminals disagree."""
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
"""Cells that are as soon written again as skipped by a move of the cursor."""
_MOST = 0.8
"""The part of a row's cells that must be others for the rest not to be looked at."""
_FEW = 24
"""Runs up to which it is worth the time to look for the best order."""
_MOVE_ALONG, _MOVE_ANYWHERE = 4, 7
"""About the bytes of a move within a row, and of any other."""


@dataclass(frozen=True, slots=True)
class StyleRun:
    """Cells of a row, from `start` to before `end`, that can be drawn in one style."""

    line: int
    start: int
    end: int
    style: Style


def draw_difference(pen: CursorWriter, shown: Sequence[Row], wanted: Sequence[Row]) -> None:
    """Draw what differs between rows of one size; what is not known of `wanted` may stay."""
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
    """The runs of a span, from left to right; blanks go with what they can be drawn with.

    Where widths are unsure it is one run: what may be drawn over must be drawn afterwards.
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
    """About how many bytes it takes to begin with a run."""
    turn = len(sgr_change(pen.style, run.style))
    if pen.place == (run.start, run.line):
        return turn
    along = pen.place is not None and pen.place[1] == run.line
    return turn + (_MOVE_ALONG if along else _MOVE_ANYWHERE)


def _spans(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Where to draw: starts and ends, from left to right."""
    others = bytes(map(is_not, shown, wanted))
    start, end = others.find(1), others.rfind(1) + 1
    while end > start and are_indistinguishable(shown[end - 1], wanted[end - 1]):
        end -= 1  # blanks, drawn in another style
    if start == end:
        return
    if others.count(1, start, end) >= _MOST * (end - start) and _is_plain(wanted):
        yield start, end  # another row altogether: all of it is soonest written
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
    """The columns to draw, in whole clusters."""
    changed = [
        column
        for column, (old, new) in enumerate(zip(shown, wanted, strict=True))
        if old is not new and (old.text != new.text or not are_indistinguishable(old, new))
        if new is not UNKNOWN
    ]
    return changed if _is_plain(wanted) else _disturbed(wanted, set(changed))


def _is_plain(row: Row) -> bool:
    """Whether each cell is known to hold a cluster of its own, as wide on all terminals."""
    text = cell_text(row)
    return len(text) == len(row) and UNKNOWN.text not in text and not has_unsure_width(text)


def _disturbed(row: Row, changed: set[int]) -> list[int]:
    """The columns to draw if `changed` are: the rest of their clusters, and the cells that a
    terminal may draw over because it takes clusters for wider than we do.
    """
    reach = 0  # where a terminal may be that takes all signs of the clusters so far for wide
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
    """Whether to write again what is as it should be, between `last` and `following`."""
    style = row[last].style
    return following - last - 1 <= _SHORT_GAP and all(
        _goes_with(cell, style) for cell in row[last + 1 : following]
    )


def _goes_with(cell: Cell, style: Style) -> bool:
    """Whether a cell can be drawn in this style, and looks the same everywhere."""
    text, own = cell
    if text == " ":
        return own == style or style_on_blank(own) == style_on_blank(style)
    return own == style and cell is not UNKNOWN and not has_unsure_width(text)


def _end_of_blanks(pen: CursorWriter, row: Row, start: int, end: int) -> int:
    """The end of the row, if what is drawn ends in blanks like all that follow; else `end`."""
    drawn = row[max(start, end - LONG_AT_THE_END) : end]
    first = drawn[0]
    erased = len(drawn) == LONG_AT_THE_END and first.text == " " and pen.can_erase(first.style)
    if erased and all(are_indistinguishable(first, cell) for cell in (*drawn, *row[end:])):
        return len(row)
    return end
