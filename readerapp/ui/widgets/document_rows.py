"""The document's rows on screen, and what lies over them: painted where it changed, and at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.caret import Caret, Span
from readerapp.reading.viewport import Viewport
from readerapp.text.layout import Layout
from readerapp.text.spans import SpanIndex
from readerapp.ui.arrangement import MARGIN
from readerapp.ui.compat import paint_at_once
from readerapp.ui.margin import Edge
from readerapp.ui.row_painter import Marks, RowPainter

if TYPE_CHECKING:
    from rich.style import Style

    from readerapp.documents import Document
    from readerapp.reading.colouring import ColourOf
    from readerapp.session.placing import Placed
    from readerapp.text.layout import Row
    from readerapp.ui.palette import Palette


class DocumentRows(Widget):
    """Shows a window on the text with highlights, a match, a selection and a caret."""

    def __init__(
        self, document: Document, palette: Callable[[], Palette], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        layout = Layout(document.text, 80)
        self._text = document.text
        self._viewport = Viewport(layout)
        self._painter = RowPainter(document, layout, palette)
        self.caret = Caret(document.text, layout)
        self._highlights: SpanIndex[Placed] = SpanIndex()
        self._match: Span | None = None
        self._focused: str | None = None
        self._faint = True
        self._colour_of: ColourOf = lambda annotation: annotation.colour
        self._base: Style | None = None
        # What was painted last: the rows; the caret, the selection's start and its end; the match.
        self._painted: list[Row] = []
        self._drawn = (0, 0, 0)
        self._drawn_match: Span | None = None

    def show_highlights(self, gone: Iterable[str], placed: Iterable[Placed]) -> None:
        """Take highlights away by id, and show others."""
        for key in gone:
            self._highlights.discard(key)
        for one in placed:
            if one.shown:
                self._highlights.add(one)
        self.refresh()

    def show_colours(self, colour_of: ColourOf) -> None:
        """Colour the highlights by something else."""
        self._colour_of = colour_of
        self.refresh()

    def focus_highlight(self, key: str | None) -> None:
        """Make one highlight stand out."""
        if key != self._focused:
            self._focused = key
            self.refresh()

    def touching(self, start: int, end: int) -> list[Placed]:
        """The highlights that touch a range, outermost first."""
        found = self._highlights.touching(start, max(end, start + 1))
        return sorted(found, key=lambda p: (p.start - p.end, p.annotation.created))

    @property
    def seen(self) -> tuple[float, float]:
        """Which part of the document is on screen, 0 to 1."""
        rows = self._viewport.rows
        if not rows:
            return 0.0, 1.0
        return self._text.fraction(rows[0].start), self._text.fraction(rows[-1].end)

    @property
    def top(self) -> int:
        """The offset of the first row on screen."""
        return self._viewport.top

    def notify_style_update(self) -> None:
        """Another theme: draw anew."""
        super().notify_style_update()
        self._base = None
        self.refresh()

    def on_focus(self) -> None:
        """The caret is solid when keys go here."""
        self._place_cursor()
        self.refresh()

    def on_blur(self) -> None:
        """And a line when they do not."""
        self.refresh()

    # Painting

    def paint_moved(self) -> None:
        """Paint what the caret, the selection or the view has changed since the last time."""
        span = self.caret.selection or Span(self.caret.at, self.caret.at)
        before, now = self._drawn, (self.caret.at, span.start, span.end)
        lines, scrolled = self._scrolled()
        if now != before:
            lines |= self._lines(Span(min(*before, *now), max(*before, *now)))
        if self._match != self._drawn_match:
            lines |= self._lines(self._match) | self._lines(self._drawn_match)
        self._drawn, self._painted = now, self._viewport.rows
        self._drawn_match = self._match
        self._place_cursor()
        if not paint_at_once(self, lines, scrolled):
            whole = scrolled or len(lines) >= self.size.height
            lines = set() if whole else lines
            if whole or lines:
                self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _lines(self, span: Span | None) -> set[int]:
        """The lines whose rows touch `span`."""
        rows = enumerate(self._viewport.rows)
        return {n for n, row in rows if span and row.start <= span.end and row.end >= span.start}

    def _scrolled(self) -> tuple[set[int], int]:
        """Lines that show another row than was painted last, and by how many the rest moved up.

        The first and the last row count among them: their margins tell what goes on off screen.
        """
        rows, painted, height = self._viewport.rows, self._painted, self.size.height
        if rows is painted:
            return set(), 0
        tops = {row.start: line for line, row in enumerate(painted)}
        if (lines := tops.get(rows[0].start, 0) if rows else 0) > 0:
            return {0, *range(max(0, height - lines - 1), height)}, lines
        tops = {row.start: line for line, row in enumerate(rows)}
        if (lines := tops.get(painted[0].start, 0) if painted else 0) > 0:
            return {*range(lines + 1), height - 1}, -lines
        return set(range(height)), 0

    def _place_cursor(self) -> None:
        """The terminal's own cursor, which is not shown, is where the caret is.

        Screen readers and input methods look there, and the next change of the caret needs no
        move to begin with.
        """
        row = self._viewport.place(self.caret.at)
        if row is not None and self.has_focus:
            column = MARGIN + self._viewport.layout.column(self._viewport.rows[row], self.caret.at)
            self.app.cursor_position = self.content_region.offset + Offset(column, row)

    def render_line(self, y: int) -> Strip:
        """A row: margin, then the words with all that lies over them."""
        if self._base is None:
            self._base = self.rich_style  # takes as long as all the rest of a row
        base, width, rows = self._base, self.size.width, self._viewport.rows
        if y >= len(rows):
            return Strip.blank(width, base)
        row, at = rows[y], self.caret.at
        end = max(row.end, row.start + 1)
        marks = Marks(
            highlights=self.touching(row.start, end),
            colour_of=self._colour_of,
            faint=self._faint,
            focused=self._focused,
            match=self._match,
            selection=self.caret.selection,
            caret=at if self._viewport.place(at) == y else None,
            active=self.has_focus,
        )
        edge: Edge = "top" if y == 0 else "bottom" if y == len(rows) - 1 else "inside"
        segments = self._painter.segments(row, marks, base, edge)
        return Strip(segments).adjust_cell_length(width, base)
