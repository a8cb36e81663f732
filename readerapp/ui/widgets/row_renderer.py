"""The rendering of a row of the document: styled segments for the gutter and the text.

The styles over the text (those of the document, labels of turns, quotations, highlights, match,
selection, caret) are added layer by layer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from readerapp.reading.caret import Span
from readerapp.speakers.quotations import Quotation, QuotationFinder
from readerapp.text import motions
from readerapp.text.line_layout import LineLayout
from readerapp.ui.widgets.gutter import Edge, MakerOf, render_gutter

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.documents import Document
    from readerapp.documents.document import Run
    from readerapp.text.line_layout import TextPiece, TextRow
    from readerapp.ui.colour_schemes import ColourOf
    from readerapp.ui.theme import ThemeStyles


Layer = tuple[int, int, Style]
"""A range `[start, end)` in code points and the style it adds; later layers are on top."""


def layer_edges(layers: Iterable[Layer]) -> list[int]:
    """Return the sorted offsets at which layers begin or end: pieces must be cut there.

    >>> layer_edges([(2, 9, Style()), (5, 9, Style())])
    [2, 5, 9]
    """
    return sorted({edge for start, end, _ in layers for edge in (start, end)})


def paint_pieces(
    pieces: Iterable[TextPiece], layers: Sequence[Layer], base: Style
) -> list[Segment]:
    """Return segments for pieces of a row; neighbours with the same style are joined.

    Args:
        pieces: Pieces of text, cut at `layer_edges`.
        layers: The layers from bottom to top.
        base: The style below all layers.
    """
    segments: list[Segment] = []
    for piece in pieces:
        style = base
        for low, high, added in layers:
            if low <= piece.start < high:
                style = _combine_styles(style, added)
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + piece.text, style)
        else:
            segments.append(Segment(piece.text, style))
    return segments


@lru_cache(4096)
def _combine_styles(style: Style, added: Style) -> Style:
    return style + added


QUOTE_BAR = "│"
"""The sign left of a quoted block, once for each block around it."""
_QUOTE_INDENT = 2
"""Cells by which the formats indent a quoted block."""
QUOTATION_MARGIN = 4000
"""Code points before and after a row that are searched for quotations together with it."""
IDLE_QUOTATION_MARGIN = 12_000
"""The same number while the reader is idle: some more pages."""


@dataclass(frozen=True, slots=True)
class RowLayers:
    """All that is drawn over the text of a row.

    Attributes:
        highlights: The highlights that touch the row, outermost first.
        colour_of: Returns the colour of an annotation.
        maker_of: Returns who else made an annotation; "" for the annotator's own.
        focused: The id of the focused highlight, if any.
        faint: Whether quotations get a faint style.
        match: The search match, if any.
        selection: The selection, if any.
        caret: The offset of the caret if it is in this row.
        active: Whether the pane has the focus.
    """

    highlights: Sequence[AnchoredAnnotation] = ()
    colour_of: ColourOf = lambda annotation: annotation.colour
    maker_of: MakerOf = lambda _: ""
    focused: str | None = None
    faint: bool = True
    match: Span | None = None
    selection: Span | None = None
    caret: int | None = None
    active: bool = True


class RowRenderer:
    """A renderer of rows with their layers.

    Attributes:
        labels: The labels of the turns of a transcript, in order.
        changed: The ranges that a review of changes marks, in order, without overlaps.
    """

    def __init__(
        self, document: Document, layout: LineLayout, styles: Callable[[], ThemeStyles]
    ) -> None:
        self._document = document
        self._layout = layout
        self._styles = styles
        self._quotation_finder = QuotationFinder(document.text)
        self._quotation_cache: tuple[int, int, list[Quotation]] = (0, 0, [])
        self.labels: Sequence[Span] = ()
        self.changed: Sequence[Span] = ()

    def segments(
        self, row: TextRow, row_layers: RowLayers, base: Style, edge: Edge
    ) -> list[Segment]:
        """Return gutter, indent and text of a row; a caret behind the text gets its own cell."""
        styles = self._styles()
        drawn = [
            render_gutter(
                row,
                row_layers.highlights,
                row_layers.focused,
                styles,
                row_layers.colour_of,
                row_layers.maker_of,
                base,
                edge,
            )
        ]
        runs = list(self._document.styles.touching(row.start, max(row.stop, row.start + 1)))
        if row.indent:
            quotes = min(sum(run.kind == "quote" for run in runs), row.indent // _QUOTE_INDENT)
            bars = QUOTE_BAR.ljust(_QUOTE_INDENT) * quotes
            if bars:
                drawn.append(Segment(bars, base + styles.quote_bar))
            drawn.append(Segment(" " * (row.indent - len(bars)), base))
        caret = Style(underline=True)
        if row_layers.active:
            caret = styles.caret_in_selection if row_layers.selection else styles.caret
        if not styles.draws:
            caret = Style()
        layers = self._layers(row, row_layers, styles, runs, caret)
        drawn += paint_pieces(self._layout.pieces(row, layer_edges(layers)), layers, base)
        at = row_layers.caret
        if at is not None and at >= row.stop:
            span = row_layers.selection
            selected = span is not None and span.start <= at < span.end
            drawn.append(Segment(" ", base + (styles.selection if selected else Style()) + caret))
        return drawn

    def find_quotations_ahead(self, low: int, high: int) -> None:
        """Find the quotations in `[low, high)` now, because its rows may be rendered soon."""
        if low < self._quotation_cache[0] or high > self._quotation_cache[1]:
            self._find(low - IDLE_QUOTATION_MARGIN, high + IDLE_QUOTATION_MARGIN)

    def _quotations(self, low: int, high: int) -> list[Quotation]:
        """Return the quotations that touch `[low, high)`; found for some pages at a time."""
        if low < self._quotation_cache[0] or high > self._quotation_cache[1]:
            self._find(low - QUOTATION_MARGIN, high + QUOTATION_MARGIN)
        return [one for one in self._quotation_cache[2] if one.start < high and one.end > low]

    def _find(self, low: int, high: int) -> None:
        low = max(0, low)
        self._quotation_cache = (low, high, self._quotation_finder.within(low, high))

    def _layers(
        self,
        row: TextRow,
        row_layers: RowLayers,
        styles: ThemeStyles,
        runs: Iterable[Run],
        caret: Style,
    ) -> list[Layer]:
        """Return the layers that touch a row, from bottom to top."""
        start, end = row.start, row.stop
        layers: list[Layer] = [(run.start, run.end, styles.text(run.kind)) for run in runs]
        layers += _span_layers(self.labels, start, end, styles.text("label"))
        if row_layers.faint:
            quotations = self._quotations(start, end)
            layers += [(one.start, one.end, styles.quotation) for one in quotations]
        layers += _highlight_layers(start, end, row_layers, styles)
        layers += _span_layers(self.changed, start, end, styles.added)
        for span, style in (
            (row_layers.match, styles.match),
            (row_layers.selection, styles.selection),
        ):
            if span:
                layers.append((span.start, span.end, style))
        if row_layers.caret is not None and start <= row_layers.caret < end:
            after = motions.next_cluster(self._document.text, row_layers.caret)
            layers.append((row_layers.caret, after, caret))
        return [layer for layer in layers if layer[0] < end and layer[1] > start]


def _span_layers(spans: Sequence[Span], start: int, end: int, style: Style) -> Iterator[Layer]:
    """Yield a layer for each of the spans, which are in order, that touches `[start, end)`."""
    index = bisect_right(spans, start, key=lambda span: span.end)
    while index < len(spans) and (span := spans[index]).start < end:
        yield span.start, span.end, style
        index += 1


def _highlight_layers(
    start: int, end: int, row_layers: RowLayers, styles: ThemeStyles
) -> Iterable[Layer]:
    """Yield the layers of the highlights in `[start, end)`, cut where any begins or ends."""
    highlights = row_layers.highlights
    edges = {start, end, *(h.start for h in highlights), *(h.end for h in highlights)}
    for a, b in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        covering = [h for h in highlights if h.start <= a and h.end >= b]
        if covering:
            focused = any(h.key == row_layers.focused for h in covering)
            covering.sort(key=lambda h: not h.is_proposal)  # a highlight is on top
            colours = [row_layers.colour_of(h.annotation) for h in covering]
            if covering[-1].is_proposal:
                yield a, b, styles.proposal(colours[-1], focused=focused)
            else:
                yield a, b, styles.highlight(colours, focused=focused)
