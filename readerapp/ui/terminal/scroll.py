"""Finds rows that only moved up or down, so that the terminal itself can move them."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.ui.terminal.cells import UNKNOWN, Cell, Row, text_of
from readerapp.ui.terminal.styles import DEFAULT, Style

_PARTS = 4
"""Parts of a row that are looked at by themselves: where panes lie side by side, one moves."""
_ENOUGH = 4
"""Signs that make a part of a row worth looking for elsewhere."""
_LEAST_ROWS = 2
"""Rows that must have moved: for less it is not worth looking what there is to save."""
_LEAST_SAVING = 24
"""Cells that must not have to be drawn for a shift to pay: it takes about twenty bytes."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows from `top` to before `bottom` move up by `lines` (down, if negative)."""

    top: int
    bottom: int
    lines: int

    def source(self, row: int) -> int | None:
        """The row that comes to lie in `row`; None if a new one does."""
        if not self.top <= row < self.bottom:
            return row
        source = row + self.lines
        return source if self.top <= source < self.bottom else None

    def undone(self, wanted: Sequence[Row], shown: Sequence[Row]) -> tuple[Row, ...]:
        """`shown` with the rows that move as `wanted` has them afterwards.

        What else changes in them lies mostly where the cursor is now: the old caret.
        """
        rows = list(shown)
        for row in range(self.top, self.bottom):
            if (source := self.source(row)) is not None:
                rows[source] = wanted[row]
        return tuple(rows)

    def applied(self, rows: Sequence[Row], filling: Style) -> tuple[Row, ...]:
        """The rows after the shift, the new ones blank."""
        new = (Cell(" ", filling),) * len(rows[0])
        sources = map(self.source, range(len(rows)))
        return tuple(new if source is None else rows[source] for source in sources)


def find_shift(shown: Sequence[Row], wanted: Sequence[Row]) -> Shift | None:
    """The shift after which much less is left to draw; None if there is none."""
    changed = [n for n, (old, new) in enumerate(zip(shown, wanted, strict=True)) if old != new]
    if len(changed) < 3:
        return None
    first, last = changed[0], changed[-1]
    texts = [text_of(row) for row in shown]
    moved = _moved(texts, wanted, range(first, last + 1))
    if not moved:
        return None
    lines = Counter(source - row for row, source in moved).most_common(1)[0][0]
    rows = [row for row, source in moved if source - row == lines]
    top, bottom = min(rows), max(rows) + 1
    if bottom - top < _LEAST_ROWS:
        return None
    shift = Shift(min(top, top + lines), max(bottom, bottom + lines), lines)
    if any(UNKNOWN.text in text for text in texts[shift.top : shift.bottom]):
        return None
    saving = _difference(shown, wanted) - _difference(shift.applied(shown, DEFAULT), wanted)
    return shift if saving >= _LEAST_SAVING else None


def _moved(texts: Sequence[str], wanted: Sequence[Row], among: range) -> list[tuple[int, int]]:
    """Pairs of a row and another whose text held a part of it before."""
    step = -(-len(wanted[0]) // _PARTS)
    places: dict[tuple[int, str], list[int]] = {}
    for row in among:
        for part in _parts(texts[row], step):
            places.setdefault(part, []).append(row)
    return [
        (row, source)
        for row in among
        for part in _parts(text_of(wanted[row]), step)
        for source in places.get(part, ())
        if source != row
    ]


def _parts(text: str, step: int) -> Iterator[tuple[int, str]]:
    """The parts of a row that are worth looking for: where they start, and their text."""
    for start in range(0, len(text), step):
        part = text[start : start + step]
        if len(part.strip()) >= _ENOUGH:
            yield start, part


def _difference(shown: Sequence[Row], wanted: Sequence[Row]) -> int:
    """About how many cells differ (equal cells are mostly the same object)."""
    return sum(
        sum(map(operator.is_not, old, new))
        for old, new in zip(shown, wanted, strict=True)
        if old is not new
    )
