"""The base widget of the document pane: renders rows with highlights, match, selection and caret.

Only the lines that changed are repainted, at once. Rows without caret, selection or match are
cached, and the next pages are rendered ahead while the reader is idle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.caret import Caret, Span
from readerapp.reading.viewport import Viewport
from readerapp.text.line_layout import LineLayout
from readerapp.text.range_index import RangeIndex
from readerapp.ui.pane_layout import MARGIN
from readerapp.ui.terminal import frame_parser
from readerapp.ui.widgets.row_renderer import Edge, RowLayers, RowRenderer

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color
    from textual.filter import LineFilter

    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.documents import Document
    from readerapp.reading.color_by import ColourOf
    from readerapp.text.line_layout import TextRow
    from readerapp.ui.theme import ThemeStyles


_STEP = 4
"""Rows rendered ahead in one idle step, so that a key waits less than a millisecond."""


class DocumentRows(Widget):
    """A widget that shows a part of the text with highlights, a match, a selection, a caret."""

    def __init__(
        self, document: Document, palette: Callable[[], ThemeStyles], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        layout = LineLayout(document.text, 80)
        self._text = document.text
        self._viewport = Viewport(layout)
        self._painter = RowRenderer(document, layout, palette)
        self.caret = Caret(document.text, layout)
        self._highlights: RangeIndex[AnchoredAnnotation] = RangeIndex()
        self._match: Span | None = None
        self._focused: str | None = None
        self._faint = True
        self._colour_of: ColourOf = lambda annotation: annotation.colour
        self._base: Style | None = None
        self._kept: dict[int, Strip] = {}  # cached rows without caret or match, by start offset
        # What was shown last: the rows; the caret, the selection's start and its end; the match.
        self._painted: list[TextRow] = []
        self._drawn = (0, 0, 0)
        self._drawn_match: Span | None = None

    def show_highlights(self, gone: Iterable[str], placed: Iterable[AnchoredAnnotation]) -> None:
        """Remove highlights by id, and show others.

        Args:
            gone: Ids of the highlights to remove; unknown ids are ignored.
            placed: Annotations to show, if they have a range in the text.
        """
        for key in gone:
            self._highlights.discard(key)
        for one in placed:
            if one.shown:
                self._highlights.add(one)
        self._draw_anew()

    def show_colours(self, colour_of: ColourOf) -> None:
        """Set the function that gives each highlight its colour."""
        self._colour_of = colour_of
        self._draw_anew()

    def focus_highlight(self, key: str | None) -> None:
        """Emphasise the highlight with this id; None emphasises none."""
        if key != self._focused:
            self._focused = key
            self.refresh()

    def touching(self, start: int, end: int) -> list[AnchoredAnnotation]:
        """Return the highlights that touch `[start, end)` (code points), outermost first."""
        found = self._highlights.touching(start, max(end, start + 1))
        return sorted(found, key=lambda p: (p.start - p.end, p.annotation.created))

    @property
    def seen(self) -> tuple[float, float]:
        """Return the part of the document on screen as two fractions, 0 to 1."""
        rows = self._viewport.rows
        if not rows:
            return 0.0, 1.0
        return self._text.fraction(rows[0].start), self._text.fraction(rows[-1].end)

    @property
    def top(self) -> int:
        """Return the offset of the first row on screen."""
        return self._viewport.top

    def notify_style_update(self) -> None:
        """Render all rows again, in the new theme."""
        super().notify_style_update()
        self._base = None
        self._draw_anew()

    def on_focus(self) -> None:
        """Draw the caret solid while the widget has the focus."""
        self._place_cursor()
        self.refresh()

    def on_blur(self) -> None:
        """Draw the caret as an underline while the widget has no focus."""
        self.refresh()

    # Painting

    def _draw_anew(self) -> None:
        """Clear the cache of rows and repaint."""
        self._kept.clear()
        self.refresh()

    def paint_moved(self) -> None:
        """Repaint the lines that caret, selection, match or scrolling have changed since then."""
        span = self.caret.selection or Span(self.caret.at, self.caret.at)
        before, now = self._drawn, (self.caret.at, span.start, span.end)
        reach = Span(min(*before, *now), max(*before, *now))
        lines = self._lines(reach) if now != before else set()
        if self._match != self._drawn_match:
            lines |= self._lines(self._match) | self._lines(self._drawn_match)
        scrolled = self._viewport.rows is not self._painted
        self._drawn, self._painted = now, self._viewport.rows
        self._drawn_match = self._match
        self._place_cursor()
        if scrolled:
            self.refresh()
        elif lines:
            self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _lines(self, span: Span | None) -> set[int]:
        """Return the screen lines whose rows touch `span`; none if it is None."""
        rows = enumerate(self._viewport.rows)
        return {n for n, row in rows if span and row.start <= span.end and row.end >= span.start}

    def _place_cursor(self) -> None:
        """Put the terminal's hidden cursor where the caret is.

        Screen readers and input methods use its position, and the next change of the caret then
        needs no cursor move at its start.
        """
        row = self._viewport.place(self.caret.at)
        if row is not None and self.has_focus:
            column = MARGIN + self._viewport.layout.column(self._viewport.rows[row], self.caret.at)
            self.app.cursor_position = self.content_region.offset + Offset(column, row)

    def painted(self, lines: Iterable[int]) -> list[str]:
        """Return lines of the widget as text with escape sequences."""
        background, filters = self.background_colors[1], self.get_line_filters()
        return [self._text_of(self.render_line(line), background, filters) for line in lines]

    def _text_of(self, strip: Strip, background: Color, filters: Sequence[LineFilter]) -> str:
        for one in filters:
            strip = strip.apply_filter(one, background)
        return strip.render(self.app.console)

    def render_line(self, y: int) -> Strip:
        """Render a row: the gutter, then the text with all its layers."""
        rows = self._viewport.rows
        if y >= len(rows):
            return Strip.blank(self.size.width, self._ground)
        row, last = rows[y], len(rows) - 1
        edge: Edge = "top" if y == 0 else "bottom" if y == last else "inside"
        if self._rests(row) and (edge == "inside" or not self._over(row)):
            return self._at_rest(row)
        marks = replace(
            self._marks(row),
            focused=self._focused,
            match=self._match,
            selection=self.caret.selection,
            caret=self.caret.at if self._viewport.place(self.caret.at) == y else None,
            active=self.has_focus,
        )
        return self._strip(row, marks, edge)

    def _rests(self, row: TextRow) -> bool:
        """Return whether no caret, selection, match or focused highlight touches a row."""
        at, focused = self.caret.at, self._highlights.get(self._focused)
        passing = (Span(at, at), self.caret.selection, self._match, focused)
        return not any(one and one.start <= row.end and one.end >= row.start for one in passing)

    def _at_rest(self, row: TextRow) -> Strip:
        """Return a row without caret, selection, match and focus, from the cache if possible."""
        if (strip := self._kept.get(row.start)) is None:
            strip = self._kept[row.start] = self._strip(row, self._marks(row), "inside")
        return strip

    def _over(self, row: TextRow) -> list[AnchoredAnnotation]:
        return self.touching(row.start, max(row.end, row.start + 1))

    def _marks(self, row: TextRow) -> RowLayers:
        return RowLayers(highlights=self._over(row), colour_of=self._colour_of, faint=self._faint)

    def _strip(self, row: TextRow, marks: RowLayers, edge: Edge) -> Strip:
        segments = self._painter.segments(row, marks, self._ground, edge)
        return Strip(segments).adjust_cell_length(self.size.width, self._ground)

    @property
    def _ground(self) -> Style:
        if self._base is None:
            self._base = self.rich_style  # computing it takes as long as the rest of a row
        return self._base

    # Rendering ahead

    def draw_ahead(self) -> Iterator[None]:
        """Render the rows of the next page and of the one before, a few in each step.

        A page is then painted as fast as a line. Cached rows further away are dropped.
        """
        view = self._viewport
        if not view.rows:
            return
        rows = view.layout.rows_from(view.rows[-1].start, view.height)
        rows += reversed(view.layout.rows_before(view.top, view.height))
        yield
        first, last = min(row.start for row in rows), max(row.end for row in rows)
        self._kept = {start: strip for start, strip in self._kept.items() if first <= start < last}
        if self._faint:
            self._painter.foresee(first, last)
            yield
        background, filters = self.background_colors[1], self.get_line_filters()
        for number, row in enumerate(rows):
            frame_parser.parse_ahead(self._text_of(self._at_rest(row), background, filters))
            if number % _STEP == 0:
                yield
