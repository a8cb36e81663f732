"""A picture of the screen: rows of cells, and where the cursor stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from readerapp.ui.terminal.cells import UNKNOWN, Cell, Row

Place = tuple[int, int]
"""Column and row, from 0."""


@dataclass(frozen=True, slots=True)
class Screen:
    """All rows from the top, and the cursor (None: nobody knows where it is)."""

    rows: tuple[Row, ...]
    cursor: Place | None = None

    @classmethod
    def unknown(cls, columns: int, rows: int) -> Screen:
        """A screen of this size of which nothing is known."""
        return cls(((UNKNOWN,) * columns,) * rows)

    @property
    def size(self) -> Place:
        """Columns and rows."""
        return len(self.rows[0]), len(self.rows)

    def with_strokes(self, strokes: Sequence[Stroke], cursor: Place) -> Screen:
        """This screen after strokes that lie within it."""
        rows = list(self.rows)
        for stroke in strokes:
            rows[stroke.row] = overwritten(rows[stroke.row], stroke.column, stroke.cells)
        return replace(self, rows=tuple(rows), cursor=cursor)


@dataclass(frozen=True, slots=True)
class Stroke:
    """Cells that are written from a place on to the right."""

    column: int
    row: int
    cells: Row


def overwritten(row: Row, column: int, cells: Sequence[Cell]) -> Row:
    """`row` with `cells` from `column` on; wide clusters that were cut leave a blank."""
    end = column + len(cells)
    left, right = row[:column], row[end:]
    if left and cells and row[column].text == "":
        left = (*left[:-1], Cell(" ", left[-1].style))
    if right and cells and right[0].text == "":
        right = (Cell(" ", right[0].style), *right[1:])
    return (*left, *cells, *right)
