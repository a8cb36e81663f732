"""The list of the contents screen: one row per heading, with its highlights and its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.outline import SEPARATOR
from readerapp.text.graphemes import cell_width as cells
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.theme import current_row_style

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
        above: the titles above it, with a separator at the end; cut first if there is no room.
        depth: the number of headings that it is below of.
        count: the number of highlights in it; None if it is not known.
        label: how its place is cited.
        percent: where it is in the document.
        is_here: whether the caret is under this heading.
    """

    title: str
    above: str
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
        self._count = 0
        self._make_row: Callable[[int], OutlineRow] | None = None
        self._empty_text = ""
        self._has_labels = False
        self._top = 0
        self.current = 0
        """The index of the current row."""

    def show(
        self,
        make_row: Callable[[int], OutlineRow],
        count: int,
        current: int,
        *,
        has_labels: bool,
        empty: str,
    ) -> None:
        """Show rows.

        Args:
            make_row: returns a row by its index; called for those on screen.
            count: the number of rows.
            current: the index of the current one.
            has_labels: whether any row has a label.
            empty: the text if there are no rows.
        """
        self._make_row, self._count, self._empty_text = make_row, count, empty
        self._has_labels = has_labels
        self.current, self._top = current, max(0, current - self.size.height // 3)
        self.refresh()

    def step(self, rows: int) -> None:
        """Move the current row by a number of rows (negative: up)."""
        self.current = max(0, min(self.current + rows, self._count - 1))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        index = self._top + event.y
        if index < self._count:
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
        if not self._count or self._make_row is None:
            text = sanitize_label(f" {self._empty_text}", width) if y == 0 else ""
            return Strip([Segment(text, base)]).adjust_cell_length(width, base)
        self._top = min(max(self._top, self.current - height + 1), self.current)
        self._top = max(0, min(self._top, self._count - height))
        index = self._top + y
        if index >= self._count:
            return Strip.blank(width, base)
        row = self._make_row(index)
        style = base + Style(bold=row.is_here or None)
        if index == self.current:
            style += current_row_style(self)
        line = Strip([Segment(_format_row(row, width, self._has_labels and width >= _WIDE), style)])
        return line.adjust_cell_length(width, style)


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
    room = max(1, width - len(left) - cells(right))
    title = sanitize_label(row.above + row.title)
    if row.above and cells(title) > room:
        title = sanitize_label(f"…{SEPARATOR}{row.title}")
    title = sanitize_label(title, room)
    return left + title + " " * max(0, width - len(left) - cells(title) - cells(right)) + right
