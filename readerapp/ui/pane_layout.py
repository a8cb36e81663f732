"""The pane layout: which panes are visible, for a terminal size, a focus and zen mode."""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    Pane = Literal["document", "list", "note"]

MIN_WIDE_COLUMNS = 100
"""Number of columns from which the panes are side by side."""
MIN_SPLIT_ROWS = 20
"""Number of rows below which only one pane is visible at a time."""
GUTTER_WIDTH = 3
"""Width in cells of the gutter left of the text."""
MIN_TERMINAL_SIZE = (40, 10)
"""Minimum columns and rows of a terminal; below them only a message is shown."""


class PaneLayout(NamedTuple):
    """The visible panes and their arrangement.

    Attributes:
        small: The terminal is smaller than `MIN_TERMINAL_SIZE`.
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


def choose_layout(
    width: int,
    height: int,
    *,
    focus: Pane,
    zen: bool,
    has_annotations: bool,
    single: bool = False,
) -> PaneLayout:
    """Return the layout for a terminal of `width` columns and `height` rows.

    Below the document, list and note are not shown before there is an annotation: they would take
    a third of its rows.

    Args:
        width: The columns of the terminal.
        height: The rows of the terminal.
        focus: The pane that has the focus.
        zen: Whether the other panes are hidden while the document has the focus.
        has_annotations: Whether the document has annotations.
        single: Whether to show one pane at a time on a terminal of any size.
    """
    is_low, in_side_pane = single or height < MIN_SPLIT_ROWS, focus != "document"
    is_wide = width >= MIN_WIDE_COLUMNS
    has_side_panes = in_side_pane or not (zen or (not is_wide and not has_annotations))
    return PaneLayout(
        small=width < MIN_TERMINAL_SIZE[0] or height < MIN_TERMINAL_SIZE[1],
        wide=not is_low and is_wide,
        stacked=not is_low and not is_wide,
        document=not (is_low and in_side_pane),
        list=focus == "list" if is_low else has_side_panes,
        note=focus == "note" if is_low else has_side_panes,
    )


class TextColumn(NamedTuple):
    """Where the text is in the document pane.

    Attributes:
        margin: Blank cells left of the gutter.
        width: Width of the text in cells, without the gutter.
    """

    margin: int
    width: int

    @property
    def left(self) -> int:
        """Return the cells left of the text: the margin and the gutter."""
        return self.margin + GUTTER_WIDTH


def text_column(columns: int, limit: int) -> TextColumn:
    """Return where the text is in a document pane of `columns` columns: in the middle.

    Args:
        columns: The columns of the pane.
        limit: Maximum width of the text in cells; 0 for none.

    >>> text_column(144, 80)
    TextColumn(margin=30, width=80)
    >>> text_column(76, 80)
    TextColumn(margin=0, width=72)
    """
    room = max(1, columns - GUTTER_WIDTH - 1)  # a caret behind a full row has its own cell
    width = min(room, limit) if limit else room
    return TextColumn((room - width) // 2, width)


def document_pane_size(layout: PaneLayout, width: int, height: int) -> tuple[int, int]:
    """Return the columns and rows of the document pane, gutter included.

    Must agree with `styles/reader.tcss`.
    """
    columns, rows = width - 1, height - 2  # overview ruler; status line and footer
    if not (layout.list or layout.note):
        return columns, rows
    if layout.wide:
        return columns - min(56, width * 36 // 100), rows
    return columns, rows - max(6, min(14, rows * 35 // 100))


def too_small_message(width: int, height: int) -> str:
    """Return the message for a terminal that is smaller than `MIN_TERMINAL_SIZE`."""
    columns, rows = MIN_TERMINAL_SIZE
    return f"This terminal is {width}x{height}; readerapp needs {columns}x{rows}."
