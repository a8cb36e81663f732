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
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.ui.theme import ThemeStyles


MARK_SIGN = "▪"
"""The sign for highlights that begin in a part of the document."""
THUMB_SIGN = "┃"
"""The sign for the visible part, in the text's style: a new row then needs no style change."""


class OverviewRuler(Widget):
    """A ruler one cell wide; each row represents an equal part of the document."""

    @dataclass
    class Pointed(Message):
        """A click: go to this fraction of the document, 0 to 1."""

        fraction: float

    def __init__(self, styles: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._theme_styles = styles
        self._length = 0
        self._highlight_starts: dict[str, tuple[int, str]] = {}
        self._colour_counts: dict[int, Counter[str]] = {}
        self._counted_height = 1  # number of rows for which the colours were counted
        self._visible_part = (0.0, 0.0)

    def show_marks(self, length: int, marks: Iterable[tuple[AnnotationView, str]]) -> None:
        """Show highlights, each with its colour, of a text with `length` code points."""
        self._length = length
        self._highlight_starts = {v.key: (v.start, colour) for v, colour in marks if v.has_range}
        self._count_colours()

    def change_marks(
        self, gone: Iterable[str], marks: Iterable[tuple[AnchoredAnnotation, str]]
    ) -> None:
        """Remove highlights by id and show others, each with its colour."""
        for key in gone:
            if start_and_colour := self._highlight_starts.pop(key, None):
                self._colour_counts[self._row_of(start_and_colour[0])][start_and_colour[1]] -= 1
        for highlight, colour in marks:
            if highlight.shown:
                self._highlight_starts[highlight.key] = (highlight.start, colour)
                self._colour_counts.setdefault(self._row_of(highlight.start), Counter())[
                    colour
                ] += 1
        self.refresh()

    def show_place(self, first: float, last: float) -> None:
        """Show the visible part of the document, given as fractions from 0 to 1."""
        rows = [self._thumb(seen) for seen in (self._visible_part, (first, last))]
        self._visible_part = (first, last)
        if rows[0] != rows[1]:
            self.refresh()

    def on_resize(self) -> None:
        """Count the highlights for the new number of rows."""
        self._count_colours()

    def on_click(self, event: events.Click) -> None:
        """Post the fraction of the document that the clicked row represents."""
        event.stop()
        self.post_message(self.Pointed(event.y / max(1, self.size.height - 1)))

    def render_line(self, y: int) -> Strip:
        """Render a row: a mark if highlights begin in its part, emphasised if it is visible."""
        base = self.rich_style
        if not self._theme_styles().draws:
            return Strip([Segment(" ", base)], 1)
        counts = +self._colour_counts.get(y, Counter())
        first, last = self._thumb(self._visible_part)
        # Where all of the document is on screen, there is nothing to tell.
        is_visible = first <= y <= last and last - first + 1 < self.size.height
        if not counts:
            return Strip([Segment(THUMB_SIGN if is_visible else " ", base)], 1)
        style = base + self._theme_styles().thumb if is_visible else base
        colour = counts.most_common(1)[0][0]
        return Strip([Segment(MARK_SIGN, style + self._theme_styles().bar(colour))], 1)

    def _thumb(self, seen: tuple[float, float]) -> tuple[int, int]:
        """Return the first and the last row of the thumb, for two fractions."""
        height = self.size.height
        first = min(int(seen[0] * height), max(0, height - 1))
        return first, max(first, min(int(seen[1] * height), height) - 1)

    def _row_of(self, offset: int) -> int:
        """Return the row that represents an offset."""
        return min(self._counted_height - 1, offset * self._counted_height // max(1, self._length))

    def _count_colours(self) -> None:
        """Count the colours of the highlights that begin in each row, and repaint."""
        self._colour_counts, self._counted_height = {}, max(1, self.size.height)
        for start, colour in self._highlight_starts.values():
            self._colour_counts.setdefault(self._row_of(start), Counter())[colour] += 1
        self.refresh()
