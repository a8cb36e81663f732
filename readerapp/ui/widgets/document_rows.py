"""The rows of the document pane: the base widget that shows them.

`DocumentRows` repaints only the lines that changed, at once. Rows without caret, selection or
match are cached, and the next pages are rendered ahead while the reader is idle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.caret import Caret, Span
from readerapp.reading.viewport import Viewport
from readerapp.text.line_layout import LineLayout
from readerapp.text.range_index import RangeIndex
from readerapp.ui.pane_layout import TextColumn, text_column
from readerapp.ui.terminal import frame_parser
from readerapp.ui.widgets.gutter import Edge, MakerOf
from readerapp.ui.widgets.row_renderer import RowLayers, RowRenderer

if TYPE_CHECKING:
    from textual.color import Color
    from textual.filter import LineFilter

    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.documents import Document
    from readerapp.text.line_layout import TextRow
    from readerapp.ui.colour_schemes import ColourOf
    from readerapp.ui.theme import ThemeStyles


_ROWS_PER_STEP = 4
"""Rows rendered ahead in one idle step, so that a key waits less than a millisecond."""


class DocumentRows(Widget):
    """A widget that shows a part of the text with highlights, a match, a selection, a caret."""

    def __init__(
        self, document: Document, styles: Callable[[], ThemeStyles], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        layout = LineLayout(document.text, 80)
        self._text = document.text
        self._viewport = Viewport(layout)
        self._renderer = RowRenderer(document, layout, styles)
        self.caret = Caret(document.text, layout)
        self._highlights: RangeIndex[AnchoredAnnotation] = RangeIndex()
        self._match: Span | None = None
        self._focused_key: str | None = None
        self._faint_quotations = True
        self._colour_of: ColourOf = lambda annotation: annotation.colour
        self._maker_of: MakerOf = lambda _: ""
        self._base_style_cache: Style | None = None
        self._width_limit = 0
        self._column = TextColumn(0, layout.width)
        # The rows without caret or match, by start offset.
        self._strip_cache: dict[int, Strip] = {}
        # What was shown last: the rows; the caret, the selection's start and its end; the match.
        self._displayed_rows: list[TextRow] = []
        self._displayed_offsets = (0, 0, 0)
        self._displayed_match: Span | None = None

    def show_highlights(
        self, removed: Iterable[str], anchored: Iterable[AnchoredAnnotation]
    ) -> None:
        """Remove highlights by id, and show others.

        Args:
            removed: Ids of the highlights to remove; unknown ids are ignored.
            anchored: Annotations to show, if they have a range in the text.
        """
        for key in removed:
            self._highlights.discard(key)
        for one in anchored:
            if one.shown:
                self._highlights.add(one)
        self._rerender()

    def show_colours(self, colour_of: ColourOf) -> None:
        """Set the function that gives each highlight its colour."""
        self._colour_of = colour_of
        self._rerender()

    def show_makers(self, maker_of: MakerOf) -> None:
        """Set the function that gives the name of another person who made an annotation."""
        self._maker_of = maker_of
        self._rerender()

    def show_labels(self, labels: Sequence[Span]) -> None:
        """Show the labels of the turns of a transcript, in order, apart from their words."""
        if labels:
            self._renderer.labels = labels
            self._rerender()

    def show_changed(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Mark ranges of new words, in order and without overlaps; none marks nothing."""
        self._renderer.changed = [Span(start, end) for start, end in ranges]
        self._rerender()

    def focus_highlight(self, key: str | None) -> None:
        """Emphasise the highlight with this id; None emphasises none."""
        if key != self._focused_key:
            self._focused_key = key
            self.refresh()

    def touching(self, start: int, end: int) -> list[AnchoredAnnotation]:
        """Return the highlights that touch `[start, end)` (code points), outermost first."""
        highlights = self._highlights.touching(start, max(end, start + 1))
        return sorted(highlights, key=lambda p: (p.start - p.end, p.annotation.created))

    @property
    def text_width(self) -> int:
        """Return the width of the text in cells."""
        return self._column.width

    @property
    def full_width(self) -> int:
        """Return the width in cells that the text has without a limit."""
        return text_column(self.size.width, 0).width

    def limit_width(self, limit: int) -> None:
        """Set the maximum width of the text in cells; 0 for none."""
        self._width_limit = limit
        self.wrap()

    def wrap(self) -> None:
        """Wrap the text for the size; keep the text at the top, and the caret on screen."""
        self._column = text_column(self.size.width, self._width_limit)
        self._viewport.resize(self._column.width, self.size.height, self.caret.at)
        self._rerender()

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
        self._base_style_cache = None
        self._rerender()

    def on_focus(self) -> None:
        """Draw the caret solid while the widget has the focus."""
        self._place_cursor()
        self.refresh()

    def on_blur(self) -> None:
        """Draw the caret as an underline while the widget has no focus."""
        self.refresh()

    # Painting

    def _rerender(self) -> None:
        """Clear the cache of rows and repaint."""
        self._strip_cache.clear()
        self.refresh()

    def repaint_changes(self) -> None:
        """Repaint the lines that caret, selection, match or scrolling have changed since then."""
        span = self.caret.selection or Span(self.caret.at, self.caret.at)
        before, now = self._displayed_offsets, (self.caret.at, span.start, span.end)
        reach = Span(min(*before, *now), max(*before, *now))
        lines = self._lines_touching(reach) if now != before else set()
        if self._match != self._displayed_match:
            lines |= self._lines_touching(self._match) | self._lines_touching(self._displayed_match)
        scrolled = self._viewport.rows is not self._displayed_rows
        self._displayed_offsets, self._displayed_rows = now, self._viewport.rows
        self._displayed_match = self._match
        self._place_cursor()
        if scrolled:
            self.refresh()
        elif lines:
            self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _lines_touching(self, span: Span | None) -> set[int]:
        """Return the screen lines whose rows touch `span`; none if it is None."""
        rows = enumerate(self._viewport.rows)
        return {n for n, row in rows if span and row.start <= span.end and row.end >= span.start}

    def _place_cursor(self) -> None:
        """Put the terminal's hidden cursor where the caret is.

        Screen readers and input methods use its position, and the next change of the caret then
        needs no cursor move at its start.
        """
        if self.has_focus:
            self.app.cursor_position = self.cursor_cell()

    def cursor_cell(self) -> Offset:
        """Return the cell of the screen where the caret is; the last one if it is off screen."""
        row = self._viewport.row_index(self.caret.at)
        if row is None:
            return self.app.cursor_position
        column = self._viewport.layout.column(self._viewport.rows[row], self.caret.at)
        return self.content_region.offset + Offset(self._column.left + column, row)

    def paint_lines(self, lines: Iterable[int]) -> list[str]:
        """Return lines of the widget with SGR sequences: it is a `LinePainter`."""
        background, filters = self.background_colors[1], self.get_line_filters()
        return [self._ansi_text(self.render_line(line), background, filters) for line in lines]

    def _ansi_text(self, strip: Strip, background: Color, filters: Sequence[LineFilter]) -> str:
        for one in filters:
            strip = strip.apply_filter(one, background)
        return strip.render(self.app.console)

    def render_line(self, y: int) -> Strip:
        """Render a row: the gutter, then the text with all its layers."""
        rows = self._viewport.rows
        if y >= len(rows):
            return Strip.blank(self.size.width, self._base_style)
        row, last = rows[y], len(rows) - 1
        edge: Edge = "top" if y == 0 else "bottom" if y == last else "inside"
        if self._has_no_cursor_layers(row) and (edge == "inside" or not self._highlights_on(row)):
            return self._cached_strip(row)
        row_layers = replace(
            self._row_layers(row),
            focused=self._focused_key,
            match=self._match,
            selection=self.caret.selection,
            caret=self.caret.at if self._viewport.row_index(self.caret.at) == y else None,
            active=self.has_focus,
        )
        return self._render_strip(row, row_layers, edge)

    def _has_no_cursor_layers(self, row: TextRow) -> bool:
        """Return whether no caret, selection, match or focused highlight touches a row."""
        at, focused = self.caret.at, self._highlights.get(self._focused_key)
        passing = (Span(at, at), self.caret.selection, self._match, focused)
        return not any(one and one.start <= row.end and one.end >= row.start for one in passing)

    def _cached_strip(self, row: TextRow) -> Strip:
        """Return a row without caret, selection, match and focus, from the cache if possible."""
        if (strip := self._strip_cache.get(row.start)) is None:
            strip = self._render_strip(row, self._row_layers(row), "inside")
            self._strip_cache[row.start] = strip
        return strip

    def _highlights_on(self, row: TextRow) -> list[AnchoredAnnotation]:
        return self.touching(row.start, max(row.end, row.start + 1))

    def _row_layers(self, row: TextRow) -> RowLayers:
        return RowLayers(
            highlights=self._highlights_on(row),
            colour_of=self._colour_of,
            maker_of=self._maker_of,
            faint=self._faint_quotations,
        )

    def _render_strip(self, row: TextRow, row_layers: RowLayers, edge: Edge) -> Strip:
        segments = self._renderer.segments(row, row_layers, self._base_style, edge)
        if self._column.margin:
            segments.insert(0, Segment(" " * self._column.margin, self._base_style))
        return Strip(segments).adjust_cell_length(self.size.width, self._base_style)

    @property
    def _base_style(self) -> Style:
        if self._base_style_cache is None:
            # Computing it takes as long as the rest of a row.
            self._base_style_cache = self.rich_style
        return self._base_style_cache

    # Rendering ahead

    def render_ahead(self) -> Iterator[None]:
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
        self._strip_cache = {
            start: strip for start, strip in self._strip_cache.items() if first <= start < last
        }
        if self._faint_quotations:
            self._renderer.find_quotations_ahead(first, last)
            yield
        background, filters = self.background_colors[1], self.get_line_filters()
        for number, row in enumerate(rows):
            frame_parser.parse_ahead(self._ansi_text(self._cached_strip(row), background, filters))
            if number % _ROWS_PER_STEP == 0:
                yield
