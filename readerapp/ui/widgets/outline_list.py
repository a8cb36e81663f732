"""The list of the contents screen: one row per heading, with its highlights and its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.current_row import current_row_style

HERE = "→"
"""The sign beside the heading over the caret."""
_INDENT, _MAXIMUM_INDENT = 2, 8
_LABEL_WIDTH = 14
_WIDE = 60
"""Width of the list in cells from which on it shows how places are cited, and what is counted."""


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A row.

    Attributes:
        title: the title of the heading.
        depth: the number of headings that it is below of.
        count: the number of highlights in it; None if it is not known.
        label: how its place is cited.
        percent: where it is in the document.
        is_here: whether the caret is under this heading.
    """

    title: str
    depth: int
    count: int | None
    label: str
    percent: str
    is_here: bool


class OutlineList(Widget):
    """Rows of which one is current; only those on screen are drawn. A click chooses a row."""

    @dataclass
    class Chosen(Message):
        """A row was clicked, by its index."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[OutlineRow] = ()
        self._empty_text = ""
        self._top = 0
        self.current = 0
        """The index of the current row."""

    def show(self, rows: Sequence[OutlineRow], current: int, *, empty: str) -> None:
        """Show rows.

        Args:
            rows: the rows.
            current: the index of the current one.
            empty: the text if there are no rows.
        """
        self._rows, self._empty_text = rows, empty
        self.current, self._top = current, max(0, current - self.size.height // 3)
        self.refresh()

    def step(self, rows: int) -> None:
        """Move the current row by a number of rows (negative: up)."""
        self.current = max(0, min(self.current + rows, len(self._rows) - 1))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        index = self._top + event.y
        if index < len(self._rows):
            event.stop()
            self.post_message(self.Chosen(index))

    def on_mouse_scroll_down(self) -> None:
        """Move the current row down."""
        self.step(3)

    def on_mouse_scroll_up(self) -> None:
        """Move the current row up."""
        self.step(-3)

    def render_line(self, y: int) -> Strip:
        """Render a row."""
        base, width, height = self.rich_style, self.size.width, self.size.height
        if not self._rows:
            text = sanitize_label(f" {self._empty_text}", width) if y == 0 else ""
            return Strip([Segment(text, base)]).adjust_cell_length(width, base)
        self._top = min(max(self._top, self.current - height + 1), self.current)
        self._top = max(0, min(self._top, len(self._rows) - height))
        index = self._top + y
        if index >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[index]
        style = base + Style(bold=row.is_here or None)
        if index == self.current:
            style += current_row_style(self)
        line = Strip([Segment(_format_row(row, width, self._has_labels), style)])
        return line.adjust_cell_length(width, style)

    @property
    def _has_labels(self) -> bool:
        return self.size.width >= _WIDE and any(row.label for row in self._rows)


def _format_row(row: OutlineRow, width: int, has_labels: bool) -> str:
    """Return a row of `width` cells: sign, indent, title, number of highlights, place."""
    if width < _WIDE:
        right = f" {row.count or '':>4}"
    else:
        right = f"  {count_noun(row.count, 'highlight') if row.count else '':>15}"
    if has_labels:
        label = sanitize_label(row.label, _LABEL_WIDTH)
        right += "  " + label + " " * (_LABEL_WIDTH - cells(label))
    right += f" {row.percent:>4} "
    left = f" {HERE if row.is_here else ' '} " + " " * min(_INDENT * row.depth, _MAXIMUM_INDENT)
    title = sanitize_label(row.title, max(1, width - len(left) - cells(right)))
    return left + title + " " * max(0, width - len(left) - cells(title) - cells(right)) + right
