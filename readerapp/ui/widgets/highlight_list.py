"""The highlight list: a pane with all annotations that pass the filter.

Only items on screen are laid out, so ten thousand highlights cost as much as ten. The view is
tied to the item at its top, as the document view is tied to an offset.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import make_bindings
from readerapp.ui.theme import ThemeStyles, colour_key
from readerapp.ui.widgets.clickable_line import (
    CLICK_CLEAR,
    CLICK_FILTER,
    CLICK_ORDER,
    Line,
    Piece,
    click_at,
    query_for,
    segments,
    tag_pieces,
)
from readerapp.ui.widgets.gutter import DRIFTED_SIGN, EMBEDDED_SIGN, OTHER_BAR, PROPOSAL_SIGN
from readerapp.ui.widgets.list_heading import ListHeading, heading_lines

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.ui.colour_schemes import ColourOf, LegendEntry


_STATES = {"drifted": (DRIFTED_SIGN, " text changed"), "orphaned": ("?", " not found")}
"""The sign and the words of an anchor state."""


class HighlightList(Widget, can_focus=True):
    """A list of items of some rows each: speaker and locator, quoted text, note, tags."""

    BINDINGS = make_bindings("list")

    @dataclass
    class Chosen(Message):
        """The user moved to the item `key`; if `open`, the document must go there."""

        key: str
        open: bool = False

    @dataclass
    class Filtered(Message):
        """A name was clicked: only the annotations of `query` are wanted; "" for all."""

        query: str

    class FilterClicked(Message):
        """The filter in the heading was clicked, to change it."""

    class OrderClicked(Message):
        """The order in the heading was clicked, for the next one."""

    def __init__(self, styles: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._theme_styles = styles
        self._rows: Sequence[AnnotationView] = ()
        self._find_index: Callable[[str], int | None] = lambda _: None
        self._heading = ListHeading()
        self._heading_lines: list[Line] = [[]]
        self._colour_of: ColourOf = lambda annotation: annotation.colour
        self._empty_text = ""
        self._grouped = False
        self._current_index = 0
        self._current_key: str | None = None  # finds the item again when the rows change
        self._top = 0
        self._is_focus_hidden = False  # the filter hides the annotation that has the focus
        self._lines: list[tuple[int, Line]] = []

    # Called by the screen

    def show(
        self,
        rows: Sequence[AnnotationView],
        find: Callable[[str], int | None],
        *,
        heading: ListHeading,
        empty: str,
        grouped: bool = False,
    ) -> None:
        """Show rows; the current item stays the same if it is among them.

        Args:
            rows: The rows in order. They are not copied, because for 100,000 rows that takes as
                long as everything else: after a change, call `show` again.
            find: Returns the index in `rows` of the row with an id; None if there is none.
            heading: What the heading of the pane says.
            empty: The text to show if there are no rows.
            grouped: Whether to put a heading before each new speaker.
        """
        self._rows, self._find_index = rows, find
        self._heading, self._empty_text, self._grouped = heading, empty, grouped
        index = find(self._current_key) if self._current_key else None
        self._set_current(self._current_index if index is None else index)
        self._lay_out()

    def show_colours(self, colour_of: ColourOf) -> None:
        """Set the function that gives each item its colour."""
        self._colour_of = colour_of
        self._lay_out()

    def focus_on(self, key: str | None) -> None:
        """Make the item with this id current and show it; None changes nothing.

        If there is no such item, no item is marked as the current one until another has the focus:
        it would not be the one that keys act on.
        """
        index = self._find_index(key) if key else None
        is_hidden = key is not None and index is None
        if index is not None and index != self._current_index:
            self._set_current(index)
        elif is_hidden == self._is_focus_hidden:
            return
        self._is_focus_hidden = is_hidden
        self._lay_out()

    @property
    def current(self) -> str | None:
        """Return the id of the current item; None if the list is empty."""
        return self._current_key

    def _set_current(self, index: int) -> None:
        """Make the item at `index`, or the nearest existing one, current."""
        self._current_index = max(0, min(index, len(self._rows) - 1))
        self._current_key = self._rows[self._current_index].key if self._rows else None

    # Keys and mouse

    def action_step(self, items: int) -> None:
        """Move by a number of items (negative: up)."""
        self._move(self._current_index + items)

    def action_end(self, side: int) -> None:
        """Move to the first (-1) or last (1) item."""
        self._move(0 if side < 0 else len(self._rows) - 1)

    def action_open(self) -> None:
        """Post that the document must go to the current item."""
        if current := self.current:
            self.post_message(self.Chosen(current, open=True))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked item; a double click also goes to it in the document.

        A click on a speaker or a tag filters by it; the parts of the heading take clicks too.
        """
        event.stop()
        line = event.y - len(self._heading_lines)
        if line < 0:
            self._click(click_at(self._heading_lines[event.y], event.x))
        elif line < len(self._lines):
            index, pieces = self._lines[line]
            query = click_at(pieces, event.x - 1)
            if query and event.chain == 1:
                self._click(query)
                return
            self._set_current(index)
            self._is_focus_hidden = False
            self._lay_out()
            self.post_message(self.Chosen(self._rows[index].key, open=event.chain > 1))

    def _click(self, click: str) -> None:
        """Post what a click on a part of a line asks for."""
        if click == CLICK_ORDER:
            self.post_message(self.OrderClicked())
        elif click == CLICK_FILTER:
            self.post_message(self.FilterClicked())
        elif click:
            self.post_message(self.Filtered("" if click == CLICK_CLEAR else click))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move to the next item."""
        event.stop()
        self.action_step(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move to the previous item."""
        event.stop()
        self.action_step(-1)

    def _move(self, index: int) -> None:
        """Move to the nearest item to `index`, and post `Chosen` if that is another one."""
        index = max(0, min(index, len(self._rows) - 1))
        if self._rows and index != self._current_index:
            self._set_current(index)
            self._is_focus_hidden = False
            self._lay_out()
            self.post_message(self.Chosen(self._rows[index].key))

    # Drawing

    def on_resize(self) -> None:
        """Lay out the items for the new size."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Lay out the items again, in the new theme."""
        super().notify_style_update()
        self._lay_out()

    def on_focus(self) -> None:
        """Emphasise the current item while the widget has the focus."""
        self._lay_out()

    def on_blur(self) -> None:
        """Emphasise the current item less while the widget has no focus."""
        self._lay_out()

    def _lay_out(self) -> None:
        """Lay out the items on screen so that the current one is fully visible."""
        self._heading_lines = heading_lines(
            self._heading, self.size.width, self.size.height, self._theme_styles(), _query_of
        )
        height = self.size.height - len(self._heading_lines)
        if height <= 0:
            return
        self._top = max(0, min(self._top, self._current_index))
        if self._first_index_fitting(height) > self._top:
            # Leave room below: to scroll at each step would send too much over a slow link.
            self._top = self._first_index_fitting(height * 2 // 3)
        self._lines = []
        for index in range(self._top, len(self._rows)):
            self._lines += [(index, line) for line in self._item_lines(index)]
            if len(self._lines) >= height:
                break
        self.refresh()

    def _first_index_fitting(self, height: int) -> int:
        """Return the first index from which items up to the current one fit in `height` rows."""
        first = self._current_index
        room = height - self._row_count(first)
        while first > 0 and (room := room - self._row_count(first - 1)) >= 0:
            first -= 1
        return first

    def _row_count(self, index: int) -> int:
        """Return the number of screen rows of an item."""
        return len(self._item_lines(index)) if index < len(self._rows) else 0

    def _item_lines(self, index: int) -> list[Line]:
        """Return the lines of an item."""
        if self._rows[index].thread:
            return self._reply_lines(index)
        row, width = self._rows[index], self.size.width - 3
        annotation, styles = row.annotation, self._theme_styles()
        colour = self._colour_of(annotation)
        bar_style = styles.bar(colour)
        target = annotation.target
        state_sign, state = _STATES.get(row.state, ("", ""))
        if row.is_proposal:
            state_sign = PROPOSAL_SIGN if styles.draws else state_sign
            state = f" proposed{',' if state else ''}{state}"
        speaker = row.speaker or ("" if target else "Document note")
        maker = "" if row.is_own else row.creator
        parts = [row.place_label, maker]
        if row.is_embedded:
            parts += [annotation.created[:10], "resolved" if row.is_resolved else ""]
        facts = " · ".join(part for part in parts if part)
        if resolved := sum(reply.is_resolved for reply in row.replies):
            facts += f" · {resolved} resolved"
        room = max(4, width - len(facts) - len(state) - 1)
        sign = "▌" if styles.colour else colour_key(colour)
        state_sign = EMBEDDED_SIGN if row.is_embedded and styles.draws else state_sign
        head = [
            Piece(state_sign or sign, bar_style),
            Piece(
                sanitize_label(speaker or "–", room),
                Style(bold=True) if speaker else Style(dim=True),
                query_for("speaker", row.speaker) if target else "",
            ),
            Piece(" " + sanitize_label(facts, max(0, width - 1)), Style(dim=True)),
            Piece(state, styles.warning),
        ]
        lines = [head]
        if self._grouped and (index == 0 or self._rows[index - 1].speaker != row.speaker):
            heading = sanitize_label(f"── {row.speaker or 'No speaker'}", width)
            lines.insert(0, [Piece(heading, Style(bold=True), query_for("speaker", row.speaker))])
        if target:
            lines.append(
                [
                    # The bar of another person's highlight is broken, as it is beside the text.
                    Piece(
                        OTHER_BAR if not row.is_own else "▌" if styles.colour else " ", bar_style
                    ),
                    Piece(sanitize_label(target.exact, width)),
                ]
            )
        if annotation.note:
            note_sign = "✎ " if styles.draws else "note: "
            lines.append(
                [
                    Piece(" ", bar_style),
                    Piece(
                        note_sign + sanitize_label(annotation.note, width - len(note_sign)),
                        Style(italic=True),
                    ),
                ]
            )
        if annotation.tags:
            lines.append([Piece(" ", bar_style), *tag_pieces(annotation.tags, width)])
        return lines

    def _reply_lines(self, index: int) -> list[Line]:
        """Return the lines of a reply: who and when, the quoted text, the reply.

        The quoted text is left out if the item above belongs to the same thread.
        """
        from readerapp.reading.note_text import format_creation_time

        row, width, styles = self._rows[index], self.size.width - 3, self._theme_styles()
        annotation, target = row.annotation, row.target
        bar_style = styles.bar(self._colour_of(row.passage))
        sign, edge = ("▌" if styles.colour else " "), Piece(" ", bar_style)
        when = f"{format_creation_time(row)}{' · resolved' if row.is_resolved else ''}"
        who = sanitize_label(row.creator or "somebody", max(4, width - len(when) - 4))
        lines = [
            [
                Piece(sign, bar_style),
                Piece(f" {'↳' if styles.draws else 'reply by'} {who}", Style(bold=True)),
                Piece(f" {sanitize_label(when, max(0, width - 5))}", Style(dim=True)),
            ],
            [
                edge,
                Piece(
                    f"   {sanitize_label(annotation.note, width - 3) or '–'}", Style(italic=True)
                ),
            ],
        ]
        before = self._rows[index - 1].thread_root.key if index else ""
        if target and before != row.thread_root.key:
            lines.insert(1, [edge, Piece(f"   {sanitize_label(target.exact, width - 3)}")])
        return lines

    def render_line(self, y: int) -> Strip:
        """Render a row: a line of the heading, or a line of an item."""
        base, width, styles = self.rich_style, self.size.width, self._theme_styles()
        first = len(self._heading_lines)
        if y < first:
            base += styles.title(active=y == 0 and self.has_focus)
            return Strip(segments(self._heading_lines[y], base)).adjust_cell_length(width, base)
        if not self._rows:
            rows = wrap(self._empty_text, max(8, width - 2))
            text = sanitize_label(rows[y - first], width - 1) if y - first < len(rows) else ""
            strip = Strip([Segment(f" {text}", base + Style(dim=True))])
            return strip.adjust_cell_length(width, base)
        if y - first >= len(self._lines):
            return Strip.blank(width, base)
        index, line = self._lines[y - first]
        is_current = index == self._current_index and not self._is_unmarked
        cursor_sign = "›" if is_current and self._is_first_line(y - first) else " "
        row_style = styles.current_row if is_current and self.has_focus else Style()
        style = base + row_style + Style(bold=is_current or None)
        parts = [Segment(cursor_sign, style)]
        parts += [Segment(piece.text, base + piece.style + row_style) for piece in line]
        return Strip(parts).adjust_cell_length(width, base + row_style)

    @property
    def _is_unmarked(self) -> bool:
        """Return whether no item is marked: keys act on an annotation that is not listed."""
        return self._is_focus_hidden and not self.has_focus

    def cursor_cell(self) -> Offset:
        """Return the cell of the screen where the current item begins."""
        lines = (n for n, (index, _) in enumerate(self._lines, 1) if index == self._current_index)
        return self.content_region.offset + Offset(0, next(lines, 0))

    def _is_first_line(self, line: int) -> bool:
        """Return whether a line is the first one of its item on screen."""
        return line == 0 or self._lines[line - 1][0] != self._lines[line][0]


def _query_of(entry: LegendEntry) -> str:
    return query_for(entry.field, entry.name)
