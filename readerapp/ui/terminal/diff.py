"""Turns the rows that a terminal shows into the rows that it should show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.ui.terminal.cells import UNKNOWN, Row, is_unsure
from readerapp.ui.terminal.pen import WORTH_ERASING_TO_THE_END, Pen
from readerapp.ui.terminal.styles import Style, change, on_blank

_SHORT_GAP = 4
"""Cells that are as soon written again as skipped by a move of the cursor."""
_FEW = 40
"""Runs up to which it is worth the time to look for the best order."""
_MOVE_ALONG, _MOVE_ANYWHERE = 4, 7
"""About the bytes of a move within a row, and of any other."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of a row, from `start` to before `end`, that can be drawn in one style."""

    line: int
    start: int
    end: int
    style: Style


def draw_difference(pen: Pen, shown: Sequence[Row], wanted: Sequence[Row]) -> None:
    """Draw what differs between rows of one size; what is not known of `wanted` may stay."""
    runs: list[Run] = []
    for line, (old, new) in enumerate(zip(shown, wanted, strict=True)):
        if old is not new and old != new:
            for start, end in _spans(old, new):
                runs += _runs(line, new, start, _end_of_blanks(pen, new, start, end))
    while runs:
        nearest = min(runs, key=lambda run: _cost(pen, run)) if len(runs) <= _FEW else runs[0]
        runs.remove(nearest)
        pen.draw(wanted[nearest.line], nearest.line, nearest.start, nearest.end)


def _runs(line: int, row: Row, start: int, end: int) -> Iterator[Run]:
    """The runs of a span, from left to right; blanks go with what they can be drawn with.

    Where widths are unsure it is one run: what may be drawn over must be drawn afterwards.
    """
    style = row[start].style
    if any(is_unsure(cell.text) for cell in row[start:end]):
        yield Run(line, start, end, style)
        return
    for column in range(start, end):
        text, own = row[column]
        if text == " " and own == on_blank(style):
            continue
        if own != style:
            if on_blank(own) != style or any(cell.text != " " for cell in row[start:column]):
                yield Run(line, start, column, style)
                start = column
            style = own
    yield Run(line, start, end, style)


def _cost(pen: Pen, run: Run) -> int:
    """About how many bytes it takes to begin with a run."""
    turn = len(change(pen.style, run.style))
    if pen.place == (run.start, run.line):
        return turn
    along = pen.place is not None and pen.place[1] == run.line
    return turn + (_MOVE_ALONG if along else _MOVE_ANYWHERE)


def _spans(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Where to draw: starts and ends, from left to right."""
    changed = _changed(shown, wanted)
    if not changed:
        return
    start = end = changed[0]
    for column in changed:
        if column > end and not _worth_rewriting(wanted[end - 1 : column]):
            yield start, end
            start = column
        end = column + 1
    yield start, end


def _changed(shown: Row, wanted: Row) -> list[int]:
    """The columns to draw, in whole clusters."""
    changed = [
        column
        for column, (old, new) in enumerate(zip(shown, wanted, strict=True))
        if old is not new and old != new and new is not UNKNOWN
    ]
    if not changed or all(cell.text.isascii() and cell.text for cell in wanted):
        return changed
    return _disturbed(wanted, set(changed))


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
        elif is_unsure(cell.text):
            reach = max(reach, column) + 2 * len(cell.text)
            changed.update(range(column, reach))
        else:
            reach = 0
            changed.update((column, column + 1) if wide else ())
    return sorted(n for n in changed if n < len(row) and row[n] is not UNKNOWN)


def _worth_rewriting(row: Row) -> bool:
    """Whether to write the cells after the first again, which are as they should be, rather than
    to move on to what follows them.
    """
    style = row[0].style
    return len(row) - 1 <= _SHORT_GAP and all(
        cell is not UNKNOWN
        and not is_unsure(cell.text)
        and (cell.style == style or (cell.text == " " and cell.style == on_blank(style)))
        for cell in row[1:]
    )


def _end_of_blanks(pen: Pen, row: Row, start: int, end: int) -> int:
    """The end of the row, if what is drawn ends in blanks like all that follow; else `end`."""
    last = row[end - 1]
    drawn = row[max(start, end - WORTH_ERASING_TO_THE_END) : end]
    erased = len(drawn) == WORTH_ERASING_TO_THE_END and last.text == " "
    if erased and pen.erases_to(last.style) and set(drawn) | set(row[end:]) == {last}:
        return len(row)
    return end
