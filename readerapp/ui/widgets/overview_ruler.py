"""The overview ruler beside the text: the visible part of the document, and its highlights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.ui.theme import ThemeStyles


HERE = "┃"
"""The sign for the visible part, in the text's style: a new row then needs no style change."""


class OverviewRuler(Widget):
    """A ruler one cell wide; each row represents an equal part of the document."""

    @dataclass
    class Pointed(Message):
        """A click: go to this fraction of the document, 0 to 1."""

        fraction: float

    def __init__(self, palette: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._palette = palette
        self._length = 0
        self._places: dict[str, tuple[int, str]] = {}
        self._marks: dict[int, Counter[str]] = {}
        self._height = 1  # number of rows for which `_marks` was counted
        self._seen = (0.0, 0.0)

    def show_marks(self, length: int, marks: Iterable[tuple[AnnotationView, str]]) -> None:
        """Show highlights, each with its colour, of a text with `length` code points."""
        self._length = length
        self._places = {v.key: (v.start, colour) for v, colour in marks if v.has_range}
        self._count()

    def change_marks(
        self, gone: Iterable[str], marks: Iterable[tuple[AnchoredAnnotation, str]]
    ) -> None:
        """Remove highlights by id and show others, each with its colour."""
        for key in gone:
            if place := self._places.pop(key, None):
                self._marks[self._row(place[0])][place[1]] -= 1
        for placed, colour in marks:
            if placed.shown:
                self._places[placed.key] = (placed.start, colour)
                self._marks.setdefault(self._row(placed.start), Counter())[colour] += 1
        self.refresh()

    def show_place(self, first: float, last: float) -> None:
        """Show the visible part of the document, given as fractions from 0 to 1."""
        rows = [self._thumb(seen) for seen in (self._seen, (first, last))]
        self._seen = (first, last)
        if rows[0] != rows[1]:
            self.refresh()

    def on_resize(self) -> None:
        """Count the highlights for the new number of rows."""
        self._count()

    def on_click(self, event: events.Click) -> None:
        """Post the fraction of the document that the clicked row represents."""
        event.stop()
        self.post_message(self.Pointed(event.y / max(1, self.size.height - 1)))

    def render_line(self, y: int) -> Strip:
        """Render a row: a mark if highlights begin in its part, emphasised if it is visible."""
        base = self.rich_style
        counts = +self._marks.get(y, Counter())
        first, last = self._thumb(self._seen)
        here = first <= y <= last
        if not counts:
            return Strip([Segment(HERE if here else " ", base)], 1)
        style = base + self._palette().thumb if here else base
        colour = counts.most_common(1)[0][0]
        return Strip([Segment("▪", style + self._palette().bar(colour))], 1)

    def _thumb(self, seen: tuple[float, float]) -> tuple[int, int]:
        """Return the first and the last row of the thumb, for two fractions."""
        height = self.size.height
        first = min(int(seen[0] * height), max(0, height - 1))
        return first, max(first, min(int(seen[1] * height), height) - 1)

    def _row(self, offset: int) -> int:
        """Return the row that represents an offset."""
        return min(self._height - 1, offset * self._height // max(1, self._length))

    def _count(self) -> None:
        """Count the colours of the highlights that begin in each row, and repaint."""
        self._marks, self._height = {}, max(1, self.size.height)
        for start, colour in self._places.values():
            self._marks.setdefault(self._row(start), Counter())[colour] += 1
        self.refresh()
