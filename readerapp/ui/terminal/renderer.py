"""Renderers that turn screen updates into terminal output: `DiffRenderer` and `FullRenderer`.

`DiffRenderer` remembers what the terminal shows and sends the difference. Rows that only moved up
or down are found by `find_shift` and scrolled by the terminal itself; `draw_difference` draws the
other cells that differ. `FullRenderer` is the fallback if that fails: it repaints the whole screen
and keeps no state.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import is_not
from typing import TYPE_CHECKING

from readerapp.ui.terminal.cell_screen import (
    UNKNOWN,
    Cell,
    CellScreen,
    Row,
    are_indistinguishable,
    cell_styles,
    cell_text,
    has_unsure_width,
)
from readerapp.ui.terminal.escape_sequences import (
    DEFAULT,
    ERASE_TO_END_FROM,
    CursorWriter,
    Style,
    sgr_change,
    split_style,
    style_on_blank,
)
from readerapp.ui.terminal.frame_parser import Item, ScreenUpdate

if TYPE_CHECKING:
    from readerapp.ui.terminal.cell_screen import Row
    from readerapp.ui.terminal.escape_sequences import Capabilities


_BLANKS = re.compile(f" {{{ERASE_TO_END_FROM},}}")


def draw_cells(writer: CursorWriter, row: Row, line: int, start: int, end: int) -> None:
    """Draw the cells in `[start, end)` of a row.

    Args:
        writer: Gets the output.
        row: All cells of the row.
        line: The number of the row on the screen, from 0.
        start: The first column; must be the start of a cluster.
        end: The column after the last one; must be the end of a cluster.
    """
    groups = [(style, len(list(same))) for style, same in groupby(cell_styles(row[start:end]))]
    followers = [style for style, _ in groups[1:]]
    for (style, count), following in zip(groups, [*followers, None], strict=True):
        text = cell_text(row[start : start + count])
        writer.move(start, line)
        if text.strip(" "):
            writer.set_style(style)
        else:
            writer.set_style_for_blanks(style, following)
        if has_unsure_width(text):
            _draw_unsure(writer, row, line, start, start + count)
        elif len(text) == count:
            _draw_narrow(writer, text, style, line, start)
        else:
            writer.write(text, count)
        start += count


def _draw_narrow(writer: CursorWriter, text: str, style: Style, line: int, start: int) -> None:
    """Draw a text with one cell for each code point; erase long blanks if that is shorter."""
    written = 0
    for blanks in _BLANKS.finditer(text):
        if blanks.start() > written:
            writer.move(start + written, line)
            writer.write(text[written : blanks.start()], blanks.start() - written)
        writer.move(start + blanks.start(), line)
        count = len(blanks.group())
        if writer.should_erase(count, style):
            writer.erase(count)
        else:
            writer.write(blanks.group(), count)
        written = blanks.end()
    if written < len(text):
        writer.move(start + written, line)
        writer.write(text[written:], len(text) - written)


def _draw_unsure(writer: CursorWriter, row: Row, line: int, start: int, end: int) -> None:
    """Draw cells, some of which hold clusters whose width differs between terminals."""
    while start < end:
        unsure, stop = has_unsure_width(row[start].text), start + 1
        while stop < end and (not row[stop].text or has_unsure_width(row[stop].text) == unsure):
            stop += 1
        text = cell_text(row[start:stop])
        writer.move(start, line)
        if unsure:
            writer.write_unsure(text, stop - start)
        else:
            writer.write(text, stop - start)
        start = stop


_SHORT_GAP = 4
"""Number of cells up to which writing them again costs no more than a cursor move over them."""
_REWRITE_SHARE = 0.8
"""Share of changed cells from which the whole part is written without a closer comparison."""
_MOST_RUNS_TO_ORDER = 24
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


def draw_difference(writer: CursorWriter, shown: Sequence[Row], wanted: Sequence[Row]) -> None:
    """Draw the cells that differ; cells of `wanted` that are unknown may stay as they are.

    Args:
        writer: Gets the output.
        shown: The rows that the terminal shows.
        wanted: The rows that it must show; as many and as wide as `shown`.
    """
    runs: list[StyleRun] = []
    for line, (old, new) in enumerate(zip(shown, wanted, strict=True)):
        if old is not new and old != new:
            for start, end in _spans(old, new):
                runs += _runs(line, new, start, _end_of_blanks(writer, new, start, end))
    if len(runs) > _MOST_RUNS_TO_ORDER:
        for run in runs:
            draw_cells(writer, wanted[run.line], run.line, run.start, run.end)
        return
    while runs:
        run = min(runs, key=lambda run: _cost(writer, run))
        runs.remove(run)
        draw_cells(writer, wanted[run.line], run.line, run.start, run.end)


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


def _cost(writer: CursorWriter, run: StyleRun) -> int:
    """Estimate the bytes that it takes to begin a run: the style change and the cursor move."""
    turn = len(sgr_change(writer.style, run.style))
    if writer.position == (run.start, run.line):
        return turn
    along = writer.position is not None and writer.position[1] == run.line
    return turn + (_MOVE_ALONG if along else _MOVE_ANYWHERE)


def _spans(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Yield the column ranges `[start, end)` to draw, from left to right."""
    others = bytes(map(is_not, shown, wanted))
    start, end = others.find(1), others.rfind(1) + 1
    while end > start and are_indistinguishable(shown[end - 1], wanted[end - 1]):
        end -= 1  # blanks that were drawn in another style and look the same
    if start == end:
        return
    if others.count(1, start, end) >= _REWRITE_SHARE * (end - start) and _is_plain(wanted):
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


def _end_of_blanks(writer: CursorWriter, row: Row, start: int, end: int) -> int:
    """Return the end of the row if `[start, end)` ends in blanks like all later cells.

    Else return `end`. Erasing to the end of the row takes few bytes.
    """
    drawn = row[max(start, end - ERASE_TO_END_FROM) : end]
    first = drawn[0]
    erased = len(drawn) == ERASE_TO_END_FROM and first.text == " " and writer.can_erase(first.style)
    if erased and all(are_indistinguishable(first, cell) for cell in (*drawn, *row[end:])):
        return len(row)
    return end


_NO_MARGINS = "\x1b[r"


class FullRenderer:
    """A renderer with the interface of `DiffRenderer` that repaints all and keeps no state."""

    def text(self, item: Item) -> str:
        """Return the output for an item: all known cells and the cursor, or the raw text.

        Raw text that alters the screen is sent in the default style.
        """
        if not isinstance(item, ScreenUpdate):
            return f"\x1b[m{item.text}" if item.alters and item.text else item.text
        column, row = item.screen.cursor or (0, 0)
        rows = "".join(_row(line, cells) for line, cells in enumerate(item.screen.rows, start=1))
        return f"{_NO_MARGINS}{rows}\x1b[m\x1b[{row + 1};{column + 1}H"


def _row(line: int, row: Row) -> str:
    """Return the output for a row: a cursor move and a style for each run; skip unknown cells.

    Args:
        line: The number of the row, from 1.
        row: The cells of the row.
    """
    runs, column = [], 1
    for (known, style), run in groupby(row, lambda cell: (cell is not UNKNOWN, cell.style)):
        cells = list(run)
        if known:
            text = "".join(cell.text for cell in cells)
            runs.append(f"\x1b[{line};{column}H\x1b[0;{style}m{text}")
        column += len(cells)
    return "".join(runs)


_PARTS = 4
"""Number of parts of a row that are compared alone: of panes side by side only one may scroll."""
_LEAST_TEXT = 4
"""Code points that a part of a row must have, without outer blanks, to be searched for."""
_LEAST_ROWS = 2
"""Number of rows that must have moved; for fewer the saving is not even computed."""
_LEAST_SAVING = 24
"""Number of cells that a shift must save to be used: the shift itself takes about 20 bytes."""


@dataclass(frozen=True, slots=True)
class RowShift:
    """A scroll of the rows in `[top, bottom)` up by `lines` rows (down, if negative)."""

    top: int
    bottom: int
    lines: int

    def source(self, row: int) -> int | None:
        """Return the number of the row that moves to `row`; None if a blank row appears there."""
        if not self.top <= row < self.bottom:
            return row
        source = row + self.lines
        return source if self.top <= source < self.bottom else None

    def before_scroll(self, wanted: Sequence[Row], shown: Sequence[Row]) -> tuple[Row, ...]:
        """Return `shown`, but with each row that moves as it must look after the move.

        To draw this before the scroll takes fewer bytes: what changes in these rows is mostly
        the old caret, and the cursor is there now.
        """
        rows = list(shown)
        for row in range(self.top, self.bottom):
            if (source := self.source(row)) is not None:
                rows[source] = wanted[row]
        return tuple(rows)

    def after_scroll(self, rows: Sequence[Row], filling: Style) -> tuple[Row, ...]:
        """Return the rows after the shift; new rows are blank in the style `filling`."""
        new = (Cell(" ", filling),) * len(rows[0])
        sources = map(self.source, range(len(rows)))
        return tuple(new if source is None else rows[source] for source in sources)


def find_shift(shown: Sequence[Row], wanted: Sequence[Row]) -> RowShift | None:
    """Find the shift that saves the drawing of many cells; None if there is none."""
    changed = [n for n, (old, new) in enumerate(zip(shown, wanted, strict=True)) if old != new]
    if len(changed) < 3:
        return None
    first, last = changed[0], changed[-1]
    texts = [cell_text(row) for row in shown]
    moved = _moved(texts, wanted, range(first, last + 1))
    if not moved:
        return None
    lines = Counter(source - row for row, source in moved).most_common(1)[0][0]
    rows = [row for row, source in moved if source - row == lines]
    top, bottom = min(rows), max(rows) + 1
    if bottom - top < _LEAST_ROWS:
        return None
    shift = RowShift(min(top, top + lines), max(bottom, bottom + lines), lines)
    if any(UNKNOWN.text in text for text in texts[shift.top : shift.bottom]):
        return None
    saving = _difference(shown, wanted) - _difference(shift.after_scroll(shown, DEFAULT), wanted)
    return shift if saving >= _LEAST_SAVING else None


def _moved(texts: Sequence[str], wanted: Sequence[Row], among: range) -> list[tuple[int, int]]:
    """Find pairs of a row and the row where a part of its text was before.

    Args:
        texts: The text of each shown row.
        wanted: The rows that the terminal must show.
        among: The rows to compare.

    Returns:
        Pairs of row numbers: new and old.
    """
    step = -(-len(wanted[0]) // _PARTS)
    places: dict[tuple[int, str], list[int]] = {}
    for row in among:
        for part in _parts(texts[row], step):
            places.setdefault(part, []).append(row)
    return [
        (row, source)
        for row in among
        for part in _parts(cell_text(wanted[row]), step)
        for source in places.get(part, ())
        if source != row
    ]


def _parts(text: str, step: int) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each part of a row that has enough text to compare."""
    for start in range(0, len(text), step):
        part = text[start : start + step]
        if len(part.strip()) >= _LEAST_TEXT:
            yield start, part


def _difference(shown: Sequence[Row], wanted: Sequence[Row]) -> int:
    """Estimate how many cells differ, by identity: equal cells are mostly the same object."""
    return sum(
        sum(map(operator.is_not, old, new))
        for old, new in zip(shown, wanted, strict=True)
        if old is not new
    )


_SYNCHRONIZED = "\x1b[?2026h", "\x1b[?2026l"
_PACKET_SIZE = 500
"""Code points up to which output fits into one packet and is drawn in one step anyway."""


class DiffRenderer:
    """A renderer that tracks the terminal's cells, cursor and style, and sends differences."""

    def __init__(self, capabilities: Capabilities, screen: CellScreen | None = None) -> None:
        """Create a renderer.

        Args:
            capabilities: The capabilities of the terminal.
            screen: What the terminal shows already; None if it is unknown.
        """
        self._capabilities = capabilities
        self._screen = screen
        self._style: Style | None = None

    def text(self, item: Item) -> str:
        """Return the output for an item; empty if the terminal shows the screen already.

        The caller must send it: from now on the renderer assumes that the terminal shows it.
        """
        if isinstance(item, ScreenUpdate):
            text = self._become(item.screen)
            return (
                text.join(_SYNCHRONIZED) if item.synchronized and len(text) > _PACKET_SIZE else text
            )
        if not item.alters:
            return item.text
        text = item.text and sgr_change(self._style, DEFAULT) + item.text
        self._screen = self._style = None
        return text

    def _become(self, wanted: CellScreen) -> str:
        """Return the output that turns the shown screen into `wanted`, and remember `wanted`."""
        if self._screen is None or self._screen.size != wanted.size:
            self._screen, self._style = CellScreen.unknown(*wanted.size), None
        writer = CursorWriter(self._screen.cursor, self._style, wanted.size[0], self._capabilities)
        rows = self._scrolled(writer, self._screen.rows, wanted.rows)
        draw_difference(writer, rows, wanted.rows)
        output = writer.finish(wanted.cursor)
        self._screen = CellScreen(wanted.rows, writer.position)
        self._style = writer.style
        return output

    def _scrolled(
        self, writer: CursorWriter, shown: Sequence[Row], wanted: Sequence[Row]
    ) -> Sequence[Row]:
        """Scroll the rows that only moved; return what the terminal shows after that."""
        shift = find_shift(shown, wanted) if self._capabilities.scrolls else None
        if shift is None:
            return shown
        before = shift.before_scroll(wanted, shown)
        draw_difference(writer, shown, before)
        if self._capabilities.erases_in_colour:
            fresh = [row for n, row in enumerate(wanted) if shift.source(n) is None]
            writer.set_style_for_blanks(*_commonest_styles(fresh))
        else:
            writer.set_style(DEFAULT)
        writer.scroll(shift.top, shift.bottom, shift.lines)
        return shift.after_scroll(before, writer.style or DEFAULT)


def _commonest_styles(rows: Sequence[Row]) -> tuple[Style, Style | None]:
    """Return the most common background of blanks in `rows`, and the style of most other cells.

    The second is None if there are only blanks. Without blanks, the background is that of the
    other cells.
    """
    signs = Counter(cell.style for row in rows for cell in row if cell.text != " ")
    blanks = Counter(cell.style for row in rows for cell in row if cell.text == " ")
    background = split_style((blanks or signs).most_common(1)[0][0]).background
    return background, signs.most_common(1)[0][0] if signs else None
