"""A table widget with one row per item and a current item: speakers, Bin, library, search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.theme import current_row_style

_LEAST_FLEXIBLE_WIDTH = 12
"""Minimum useful width of a flexible column, in cells."""

_ARROWS = {True: "↓", False: "↑"}
"""The sign behind the heading of the column that the rows are sorted by, by whether the largest
comes first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, width in cells (0 shares the rest), whether it is right-aligned.

    If `opens`, one click on a text of the column chooses its item.
    """

    title: str
    width: int = 0
    right: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table; messages contain its `key`.

    Attributes:
        key: names the row in messages.
        texts: a text for each column.
        indent: cells by which the first text is moved to the right, in a tree.
        sign: a sign of one cell before the first text, and its style; None for no sign.
    """

    key: str
    texts: tuple[str, ...]
    indent: int = 0
    sign: tuple[str, Style] | None = None


class Table(Widget, can_focus=True):
    """A table that draws only the items on screen; keys move by rows, pages and to the ends."""

    BINDINGS = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("pageup", "step(-10)", show=False),
        Binding("pagedown,space", "step(10)", show=False),
        Binding("home,g", "step(-1000000000)", show=False),
        Binding("end,G", "step(1000000000)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Enter was pressed on an item, or it was clicked again or double-clicked."""

        key: str

    @dataclass
    class Moved(Message):
        """Another item is the current one; None if the table is empty."""

        key: str | None

    @dataclass
    class HeadingClicked(Message):
        """The heading of a column was clicked.

        Attributes:
            title: the title of the column.
        """

        title: str

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str,
        least: int = _LEAST_FLEXIBLE_WIDTH,
        id: str | None = None,
    ) -> None:
        """Create a table.

        Args:
            columns: The columns; the last ones are left out where room is short.
            empty: The text of a table without items.
            least: The minimum width of a flexible column in cells, but never more than half of
                the table.
            id: The id of the widget.
        """
        super().__init__(id=id)
        self._columns = columns
        self._empty_text = empty
        self._least = least
        self._order: tuple[str, bool] | None = None
        self._items: Sequence[TableRow] = ()
        self._current_index = 0
        self._clicked: str | None = None  # the item that the last click made current
        self._top = 0

    def set_columns(self, columns: Sequence[Column], *, least: int = _LEAST_FLEXIBLE_WIDTH) -> None:
        """Set the columns, and the minimum width of a flexible one, for the next call of `show`."""
        self._columns, self._least = columns, least

    def set_empty_text(self, text: str) -> None:
        """Set the text of a table without items."""
        self._empty_text = text
        self.refresh()

    def show_order(self, title: str, *, descending: bool) -> None:
        """Show by which column the items are sorted.

        Args:
            title: The title of the column.
            descending: Whether the largest comes first.
        """
        self._order = title, descending
        self.refresh()

    def show(self, items: Sequence[TableRow], at: str | None = None) -> None:
        """Show items; make the one with the key `at` current, else the same one as before."""
        current = at or self.current
        before = self.current
        self._items = items
        keys = [item.key for item in items]
        place = keys.index(current) if current in keys else self._current_index
        self._current_index = max(0, min(place, len(items) - 1))
        self._report_moved(before)
        self.refresh()

    @property
    def current(self) -> str | None:
        """Return the key of the current item; None if the table is empty."""
        return self._items[self._current_index].key if self._items else None

    def action_step(self, rows: int) -> None:
        """Move the current item by a number of rows (negative: up)."""
        if self._items:
            before = self.current
            self._current_index = max(0, min(self._current_index + rows, len(self._items) - 1))
            self._clicked = None
            self._report_moved(before)
            self.refresh()

    def action_choose(self) -> None:
        """Post `Chosen` with the current item."""
        if current := self.current:
            self.post_message(self.Chosen(current))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked item; choose it on a second click, or in a column that opens."""
        if event.y == 0:
            if title := self._title_at(event.x):
                self.post_message(self.HeadingClicked(title))
            return
        index = self._top + event.y - 1
        if index < len(self._items):
            before = self.current
            self._current_index = index
            self._report_moved(before)
            self.refresh()
            if event.chain > 1 or self._clicked == self.current or self._opens_at(event.x, index):
                self.action_choose()
            self._clicked = self.current

    def _opens_at(self, x: int, index: int) -> bool:
        """Return whether the cell at `x` of an item is on a text of a column that opens."""
        left = 1
        for column, room, text in zip(
            self._columns, self._column_widths(), self._items[index].texts, strict=False
        ):
            if column.opens and left <= x < left + min(room, cells(sanitize_label(text, room))):
                return True
            left += room + 1
        return False

    def on_mouse_scroll_down(self) -> None:
        """Move the current item down."""
        self.action_step(3)

    def on_mouse_scroll_up(self) -> None:
        """Move the current item up."""
        self.action_step(-3)

    def cursor_cell(self) -> Offset:
        """Return the cell of the screen where the current item begins."""
        return self.content_region.offset + Offset(1, self._current_index - self._top + 1)

    def render_line(self, y: int) -> Strip:
        """Render a row: the titles, or an item."""
        base, width, height = self.rich_style, self.size.width, self.size.height - 1
        if y == 0:
            return self._render_headings(base)
        if not self._items:
            text = f" {sanitize_label(self._empty_text, width - 1)}" if y == 1 else ""
            return Strip([Segment(text, base)]).adjust_cell_length(width, base)
        self._top = min(max(self._top, self._current_index - height + 1), self._current_index)
        self._top = min(self._top, max(0, len(self._items) - height))
        index = self._top + y - 1
        if index >= len(self._items):
            return Strip.blank(width, base)
        row_style = base
        if index == self._current_index:
            row_style += current_row_style(self)
        row = self._items[index]
        line = self._render_row(row.texts, row_style, base, indent=row.indent)
        if row.sign is None:
            return line
        sign = Strip([Segment(row.sign[0], base + row.sign[1])])
        return Strip.join([sign, line.crop(1)])

    def _render_headings(self, base: Style) -> Strip:
        """Render the titles; the arrow of the order takes the space behind its column."""
        style = base + Style(bold=True, underline=True)
        parts = [" "]
        for column, room in zip(self._columns, self._column_widths(), strict=False):
            ordered = self._order is not None and self._order[0] == column.title
            arrow = _ARROWS[self._order[1]] if self._order and ordered else " "
            shown = sanitize_label(column.title, room)
            if ordered and not column.right and cells(shown) < room:
                parts.append(f"{shown}{arrow}{' ' * (room - cells(shown))}")
            else:
                gap = " " * (room - cells(shown))
                parts.append(f"{gap}{shown}{arrow}" if column.right else f"{shown}{gap}{arrow}")
        line = Strip([Segment("".join(parts), style)])
        return line.adjust_cell_length(self.size.width, base)

    def _title_at(self, x: int) -> str:
        """Return the title of the column at the cell `x` of the row of titles."""
        end = 1
        for column, room in zip(self._columns, self._column_widths(), strict=False):
            end += room + 1
            if x < end:
                return column.title
        return ""

    def _report_moved(self, before: str | None) -> None:
        if self.current != before:
            self.post_message(self.Moved(self.current))

    def _render_row(
        self, texts: Sequence[str], style: Style, base: Style, *, indent: int = 0
    ) -> Strip:
        parts: list[str] = []
        for column, room, text in zip(self._columns, self._column_widths(), texts, strict=False):
            before = "" if parts else " " * min(indent, room // 2)
            shown = before + sanitize_label(text, room - len(before))
            gap = " " * (room - cells(shown))
            parts.append(gap + shown if column.right else shown + gap)
        line = Strip([Segment(" " + " ".join(parts), style)])
        return line.adjust_cell_length(self.size.width, base)

    def _column_widths(self) -> list[int]:
        """Return the width of each shown column; the last ones are left out if room is short."""
        width = self.size.width
        for count in range(len(self._columns), 0, -1):
            columns = self._columns[:count]
            left = width - sum(column.width for column in columns) - count - 1
            flexible = sum(not column.width for column in columns)
            share = left // flexible if flexible else left
            if share >= (min(self._least, width // 2) if flexible else 0):
                break
        return [column.width or max(1, share) for column in columns]
