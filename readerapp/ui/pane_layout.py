"""Which panes are shown, by the size of the terminal and by where the keys go."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Pane = Literal["document", "list", "note"]

WIDE = 100
"""Columns from which the panes stand side by side."""
LOW = 20
"""Rows below which one pane is shown at a time."""
MARGIN = 3
"""Cells left of the text, where marks stand."""
SMALLEST = (40, 10)
"""Columns and rows below which nothing useful can be shown."""


class PaneLayout(namedtuple("Arrangement", "small wide stacked document list note")):
    """What is on screen. `wide`: side by side; `stacked`: the text above; neither: one pane."""

    __slots__ = ()
    small: bool
    wide: bool
    stacked: bool
    document: bool
    list: bool
    note: bool


def choose_layout(width: int, height: int, *, focus: Pane, zen: bool) -> PaneLayout:
    """The arrangement for a terminal of `width` columns and `height` rows.

    In zen the side panes show only while the keys go there.
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
    """Columns and rows of the document pane, its margin included; as `styles/reader.tcss` says."""
    columns, rows = width - 1, height - 2  # the strip; the status line and the key bar
    if not (shown.list or shown.note):
        return columns, rows
    if shown.wide:
        return columns - min(56, width * 36 // 100), rows
    return columns, rows - max(6, min(14, rows * 35 // 100))


def too_small(width: int, height: int) -> str:
    """What to say on a terminal below SMALLEST."""
    return f"This terminal is {width}x{height}; the reader needs {SMALLEST[0]}x{SMALLEST[1]}."
