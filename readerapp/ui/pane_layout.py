"""The pane layout: which panes are visible, for a terminal size, a focus and zen mode."""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    Pane = Literal["document", "list", "note"]

WIDE = 100
"""Number of columns from which the panes are side by side."""
LOW = 20
"""Number of rows below which only one pane is visible at a time."""
MARGIN = 3
"""Width in cells of the gutter left of the text."""
SMALLEST = (40, 10)
"""Minimum columns and rows of a terminal; below them only a message is shown."""


class PaneLayout(NamedTuple):
    """The visible panes and their arrangement.

    Attributes:
        small: The terminal is smaller than `SMALLEST`.
        wide: The panes are side by side.
        stacked: The document is above the other panes. If neither this nor `wide` is True,
            only one pane is visible.
        document: The document pane is visible.
        list: The highlight list is visible.
        note: The notes pane is visible.
    """

    small: bool
    wide: bool
    stacked: bool
    document: bool
    list: bool
    note: bool


def choose_layout(width: int, height: int, *, focus: Pane, zen: bool) -> PaneLayout:
    """Return the layout for a terminal of `width` columns and `height` rows.

    Args:
        width: The columns of the terminal.
        height: The rows of the terminal.
        focus: The pane that has the focus.
        zen: Whether the other panes are hidden while the document has the focus.
    """
    low, aside = height < LOW, focus != "document"
    return PaneLayout(
        small=width < SMALLEST[0] or height < SMALLEST[1],
        wide=not low and width >= WIDE,
        stacked=not low and width < WIDE,
        document=not (low and aside),
        list=focus == "list" if low else aside or not zen,
        note=focus == "note" if low else aside or not zen,
    )


def text_size(shown: PaneLayout, width: int, height: int) -> tuple[int, int]:
    """Return the columns and rows of the document pane, gutter included.

    Must agree with `styles/reader.tcss`.
    """
    columns, rows = width - 1, height - 2  # overview ruler; status line and footer
    if not (shown.list or shown.note):
        return columns, rows
    if shown.wide:
        return columns - min(56, width * 36 // 100), rows
    return columns, rows - max(6, min(14, rows * 35 // 100))


def too_small(width: int, height: int) -> str:
    """Return the message for a terminal that is smaller than `SMALLEST`."""
    return f"This terminal is {width}x{height}; the reader needs {SMALLEST[0]}x{SMALLEST[1]}."
