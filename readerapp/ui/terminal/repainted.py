"""Pictures sent whole, as simply as can be: what stands in where `shown` has failed."""

from __future__ import annotations

from itertools import groupby

from readerapp.ui.terminal.cells import UNKNOWN, Row
from readerapp.ui.terminal.wanted import Item, Picture

_NO_MARGINS = "\x1b[r"


class Repainted:
    """As `Shown`, but it knows nothing of the terminal, and so depends on nothing."""

    def text(self, item: Item) -> str:
        """All cells of a picture and its cursor; anything else as it is, in the default style."""
        if not isinstance(item, Picture):
            return f"\x1b[m{item.text}" if item.alters and item.text else item.text
        column, row = item.screen.cursor or (0, 0)
        rows = "".join(_row(line, cells) for line, cells in enumerate(item.screen.rows, start=1))
        return f"{_NO_MARGINS}{rows}\x1b[m\x1b[{row + 1};{column + 1}H"


def _row(line: int, row: Row) -> str:
    """A row in runs of one style, each with its place; what is not known is left as it is."""
    runs, column = [], 1
    for (known, style), run in groupby(row, lambda cell: (cell is not UNKNOWN, cell.style)):
        cells = list(run)
        if known:
            text = "".join(cell.text for cell in cells)
            runs.append(f"\x1b[{line};{column}H\x1b[0;{style}m{text}")
        column += len(cells)
    return "".join(runs)
