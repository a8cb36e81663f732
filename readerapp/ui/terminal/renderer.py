"""Renderers that turn screen updates into terminal output: `DiffRenderer` and `FullRenderer`.

`DiffRenderer` remembers what the terminal shows and sends the difference. Rows that only moved up
or down are found by `find_shift` and scrolled by the terminal itself. `FullRenderer` is the
fallback if that fails: it repaints the whole screen and keeps no state.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from readerapp.ui.terminal.cursor_writer import CursorWriter
from readerapp.ui.terminal.diff import draw_difference
from readerapp.ui.terminal.frame_parser import Item, ScreenUpdate
from readerapp.ui.terminal.screen import UNKNOWN, Cell, CellScreen, Row, cell_text
from readerapp.ui.terminal.sgr import DEFAULT, Style, sgr_change, split_style

if TYPE_CHECKING:
    from readerapp.ui.terminal.capabilities import Capabilities
    from readerapp.ui.terminal.screen import Row


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
_ENOUGH = 4
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

    def undone(self, wanted: Sequence[Row], shown: Sequence[Row]) -> tuple[Row, ...]:
        """Return `shown`, but with each row that moves as it must look after the move.

        To draw this before the scroll takes fewer bytes: what changes in these rows is mostly
        the old caret, and the cursor is there now.
        """
        rows = list(shown)
        for row in range(self.top, self.bottom):
            if (source := self.source(row)) is not None:
                rows[source] = wanted[row]
        return tuple(rows)

    def applied(self, rows: Sequence[Row], filling: Style) -> tuple[Row, ...]:
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
    saving = _difference(shown, wanted) - _difference(shift.applied(shown, DEFAULT), wanted)
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
        if len(part.strip()) >= _ENOUGH:
            yield start, part


def _difference(shown: Sequence[Row], wanted: Sequence[Row]) -> int:
    """Estimate how many cells differ, by identity: equal cells are mostly the same object."""
    return sum(
        sum(map(operator.is_not, old, new))
        for old, new in zip(shown, wanted, strict=True)
        if old is not new
    )


_SYNCHRONIZED = "\x1b[?2026h", "\x1b[?2026l"
_AT_ONCE = 500
"""Code points up to which output fits into one packet and is drawn in one step anyway."""


class DiffRenderer:
    """A renderer that tracks the terminal's cells, cursor and style, and sends differences."""

    def __init__(self, abilities: Capabilities, screen: CellScreen | None = None) -> None:
        """Create a renderer.

        Args:
            abilities: The capabilities of the terminal.
            screen: What the terminal shows already; None if it is unknown.
        """
        self._abilities = abilities
        self._screen = screen
        self._style: Style | None = None

    def text(self, item: Item) -> str:
        """Return the output for an item; empty if the terminal shows the screen already.

        The caller must send it: from now on the renderer assumes that the terminal shows it.
        """
        if isinstance(item, ScreenUpdate):
            text = self._become(item.screen)
            return text.join(_SYNCHRONIZED) if item.synchronized and len(text) > _AT_ONCE else text
        if not item.alters:
            return item.text
        text = item.text and sgr_change(self._style, DEFAULT) + item.text
        self._screen = self._style = None
        return text

    def _become(self, wanted: CellScreen) -> str:
        """Return the output that turns the shown screen into `wanted`, and remember `wanted`."""
        if self._screen is None or self._screen.size != wanted.size:
            self._screen, self._style = CellScreen.unknown(*wanted.size), None
        pen = CursorWriter(self._screen.cursor, self._style, wanted.size[0], self._abilities)
        rows = self._scrolled(pen, self._screen.rows, wanted.rows)
        draw_difference(pen, rows, wanted.rows)
        output = pen.finish(wanted.cursor)
        self._screen = CellScreen(wanted.rows, pen.place)
        self._style = pen.style
        return output

    def _scrolled(
        self, pen: CursorWriter, shown: Sequence[Row], wanted: Sequence[Row]
    ) -> Sequence[Row]:
        """Scroll the rows that only moved; return what the terminal shows after that."""
        shift = find_shift(shown, wanted) if self._abilities.scrolls else None
        if shift is None:
            return shown
        before = shift.undone(wanted, shown)
        draw_difference(pen, shown, before)
        if self._abilities.erases_in_colour:
            fresh = [row for n, row in enumerate(wanted) if shift.source(n) is None]
            pen.dip_for_blanks(*_commonest_styles(fresh))
        else:
            pen.dip(DEFAULT)
        pen.scroll(shift.top, shift.bottom, shift.lines)
        return shift.applied(before, pen.style or DEFAULT)


def _commonest_styles(rows: Sequence[Row]) -> tuple[Style, Style | None]:
    """Return the most common background of blanks in `rows`, and the style of most other cells.

    The second is None if there are only blanks. Without blanks, the background is that of the
    other cells.
    """
    signs = Counter(cell.style for row in rows for cell in row if cell.text != " ")
    blanks = Counter(cell.style for row in rows for cell in row if cell.text == " ")
    background = split_style((blanks or signs).most_common(1)[0][0]).background
    return background, signs.most_common(1)[0][0] if signs else None
