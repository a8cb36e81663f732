"""The footer: the keys that matter at this moment, on one row; a click presses a key."""

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
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.footer_hints import FooterHint

_GAP = 2
"""Cells between two entries."""


class Footer(Widget):
    """The footer: one row of keys and words, as many as fit, the most useful first.

    The rest of a message that is too long for the status line takes their place.
    """

    @dataclass
    class Pressed(Message):
        """An entry was clicked; `key` is Textual's name of its key."""

        key: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: tuple[FooterHint, ...] = ()
        self._hovered = ""  # the key of the entry under the mouse
        self._message, self._warning = "", False

    def show(self, hints: Sequence[FooterHint]) -> None:
        """Show entries."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def show_rest(self, message: str, warning: bool) -> None:
        """Show the rest of a message of the status line instead of the keys.

        Args:
            message: The rest; empty to show the keys again.
            warning: Whether it is a warning, in reverse.
        """
        if (message, warning) != (self._message, self._warning):
            self._message, self._warning = message, warning
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        base, width = self.rich_style, self.size.width
        if self._message:
            style = base + Style(bold=True, reverse=self._warning or None)
            rest = Segment(sanitize_label(self._message, width - 2), style)
            return Strip([Segment(" ", base), rest]).adjust_cell_length(width, base)
        segments, column = [], 0
        for start, hint in self._placed(width):
            style = base + Style(underline=bool(hint.key) and hint.key == self._hovered)
            segments.append(Segment(" " * (start - column), base))
            if hint.label:
                segments += [Segment(hint.label, style + Style(bold=True)), Segment(" ", style)]
            segments.append(Segment(hint.word, style))
            column = start + _width(hint)
        return Strip(segments).adjust_cell_length(width, base)

    def on_click(self, event: events.Click) -> None:
        """Post the key of the entry that was clicked."""
        event.stop()
        if key := self._key_at(event.x):
            self.post_message(self.Pressed(key))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline the entry under the mouse."""
        self._hover(self._key_at(event.x))

    def on_leave(self) -> None:
        """Underline no entry."""
        self._hover("")

    def _hover(self, key: str) -> None:
        if key != self._hovered:
            self._hovered = key
            self.refresh()

    def _key_at(self, column: int) -> str:
        """Return the key of the entry at a column; empty if there is none."""
        if self._message:
            return ""
        for start, hint in self._placed(self.size.width):
            if start <= column < start + _width(hint):
                return hint.key
        return ""

    def _placed(self, width: int) -> list[tuple[int, FooterHint]]:
        """Return the entries that fit into `width` cells, each with its first column."""
        chosen: list[FooterHint] = []
        used = 1
        for hint in self._hints:
            if used + _width(hint) < width:
                chosen.append(hint)
                used += _width(hint) + _GAP
        placed, column = [], 1
        for hint in sorted(chosen, key=lambda hint: hint.right):
            placed.append((column, hint))
            column += _width(hint) + _GAP
        return placed


def _width(hint: FooterHint) -> int:
    """Return the cells of an entry."""
    return cells(hint.label) + bool(hint.label) + cells(hint.word)
