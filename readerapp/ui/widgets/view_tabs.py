"""One row with the names of the views of a screen, the shown one marked, and a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.completion import shorten_path
from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label

_TITLE_FROM = 60
"""Cells of the row from which on the title is shown."""
_STORE_FROM = 12
"""Cells from which on the path of the store is shown: less does not tell one from another."""


class ViewTabs(Widget):
    """The names of the views; a click on one chooses it.

    Args:
        title: what the views are of; left out where room is short.
        names: the names of the views.
    """

    @dataclass
    class Chosen(Message):
        """The name of a view was clicked."""

        index: int

    def __init__(self, title: str, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._names = names
        self._current = 0
        self._text = self._store = ""

    def show(self, current: int, text: str, store: str) -> None:
        """Show which view is the current one, and a text at the right edge.

        Args:
            current: the index of the view.
            text: the text.
            store: the folder of the store, which is named after the text if there is room.
        """
        self._current, self._text, self._store = current, text, store
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Post the view whose name was clicked."""
        end = start = cells(self._shown_title)
        for index, name in enumerate(self._names):
            end += cells(name) + 2
            if start <= event.x < end:
                self.post_message(self.Chosen(index))
                return

    @property
    def _shown_title(self) -> str:
        return f" {self._title}  " if self.size.width >= _TITLE_FROM else " "

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        base, width = self.rich_style, self.size.width
        segments = [Segment(self._shown_title, base + Style(bold=True))]
        for index, name in enumerate(self._names):
            chosen = Style(reverse=True, bold=True) if index == self._current else Style()
            segments.append(Segment(f" {name} ", base + chosen))
        used = sum(cells(segment.text) for segment in segments)
        text = self._with_store(max(0, width - used - 2))
        gap = " " * max(0, width - used - cells(text) - 1)
        segments += [Segment(gap, base), Segment(text, base), Segment(" ", base)]
        return Strip(segments).adjust_cell_length(width, base)

    def _with_store(self, width: int) -> str:
        """Return the text and, if there is room, the end of the store's path, in `width` cells."""
        text = sanitize_label(self._text, width)
        label = " · store " if text else "store "
        room = width - cells(text) - cells(label)
        path = sanitize_label(shorten_path(self._store, room))
        return f"{text}{label}{path}" if _STORE_FROM <= room >= cells(path) else text
