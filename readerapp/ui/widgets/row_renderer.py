"""The row renderer: turns a row of the document into styled segments, gutter included.

The gutter left of the text shows which highlights begin in the row, have notes, or continue off
screen. The styles over the text (document styles, quotations, highlights, match, selection,
caret) are added layer by layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rich.segment import Segment
from rich.style import Style

from readerapp.speakers.quotations import Quotation, QuotationFinder
from readerapp.text import motions
from readerapp.ui.pane_layout import MARGIN
from readerapp.ui.theme import ThemeStyles, colour_key

if TYPE_CHECKING:
    from readerapp.annotations.anchored import AnchoredAnnotation
    from readerapp.documents import Document
    from readerapp.reading.caret import Span
    from readerapp.reading.color_by import ColourOf
    from readerapp.text.line_layout import LineLayout, TextPiece, TextRow
    from readerapp.ui.theme import ThemeStyles


Edge = Literal["top", "bottom", "inside"]
"""The position of a row on screen: highlights may continue above the top or below the bottom."""

NOTE, TALK, PLAIN, SEVERAL, CHANGED = "✎", "”", "▌", "‡", "~"
ABOVE, BELOW = "↑", "↓"


def gutter_text(
    row: TextRow,
    highlights: Sequence[AnchoredAnnotation],
    focused: str | None,
    palette: ThemeStyles,
    colour_of: ColourOf,
    base: Style,
    edge: Edge,
) -> Segment:
    """Return the gutter of a row, `MARGIN` cells wide.

    The row where a highlight begins has a sign: ✎ with a note, ” with a speaker, ~ if the text
    has changed, else a bar; ‡ for several highlights. ↑ and ↓ show that a highlight begins or
    ends off screen. Without colour, the number of the colour follows the sign.

    Args:
        row: The row.
        highlights: The highlights that touch the row, outermost first.
        focused: The id of the focused highlight, which decides the colour; None for none.
        palette: The styles of the theme.
        colour_of: Returns the colour of an annotation.
        base: The style of the widget.
        edge: The position of the row on screen.
    """
    if not highlights:
        return Segment(" " * MARGIN, base)
    first = next((p for p in highlights if p.key == focused), highlights[-1])
    colour = colour_of(first.annotation)
    begins = [p for p in highlights if row.start <= p.start < row.end]
    if edge == "top" and any(p.start < row.start for p in highlights):
        sign = ABOVE
    elif edge == "bottom" and any(p.end > row.end for p in highlights):
        sign = BELOW
    elif len(begins) > 1:
        sign = SEVERAL
    elif begins:
        sign = _sign(begins[0])
    else:
        sign = "│" if palette.colour else "|"
    text = f"{sign}{' ' if palette.colour or not begins else colour_key(colour)} "
    return Segment(text, base + palette.bar(colour) + Style(bold=bool(begins)))


def _sign(placed: AnchoredAnnotation) -> str:
    """Return the gutter sign of a highlight that begins in a row."""
    if placed.state == "drifted":
        return CHANGED
    if placed.annotation.note:
        return NOTE
    return TALK if placed.annotation.speaker else PLAIN


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
                style = _add(style, added)
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + piece.text, style)
        else:
            segments.append(Segment(piece.text, style))
    return segments


@lru_cache(4096)
def _add(style: Style, added: Style) -> Style:
    return style + added


NEAR = 4000
"""Code points before and after a row that are searched for quotations together with it."""
FAR = 12_000
"""The same number while the reader is idle: some more pages."""


@dataclass(frozen=True, slots=True)
class RowLayers:
    """All that is drawn over the text of a row.

    Attributes:
        highlights: The highlights that touch the row, outermost first.
        colour_of: Returns the colour of an annotation.
        focused: The id of the focused highlight, if any.
        faint: Whether quotations get a faint style.
        match: The search match, if any.
        selection: The selection, if any.
        caret: The offset of the caret if it is in this row.
        active: Whether the pane has the focus.
    """

    highlights: Sequence[AnchoredAnnotation] = ()
    colour_of: ColourOf = lambda annotation: annotation.colour
    focused: str | None = None
    faint: bool = True
    match: Span | None = None
    selection: Span | None = None
    caret: int | None = None
    active: bool = True


class RowRenderer:
    """A renderer of rows with their layers."""

    def __init__(
        self, document: Document, layout: LineLayout, palette: Callable[[], ThemeStyles]
    ) -> None:
        self._document = document
        self._layout = layout
        self._palette = palette
        self._finder = QuotationFinder(document.text)
        self._near: tuple[int, int, list[Quotation]] = (0, 0, [])

    def segments(self, row: TextRow, marks: RowLayers, base: Style, edge: Edge) -> list[Segment]:
        """Return gutter, indent and text of a row; a caret behind the text gets its own cell."""
        palette = self._palette()
        drawn = [
            gutter_text(row, marks.highlights, marks.focused, palette, marks.colour_of, base, edge)
        ]
        if row.indent:
            drawn.append(Segment(" " * row.indent, base))
        caret = Style(underline=True)
        if marks.active:
            caret = palette.caret_in_selection if marks.selection else palette.caret
        layers = self._layers(row, marks, palette, caret)
        drawn += paint_pieces(self._layout.pieces(row, layer_edges(layers)), layers, base)
        at = marks.caret
        if at is not None and at >= row.stop:
            span = marks.selection
            selected = span is not None and span.start <= at < span.end
            drawn.append(Segment(" ", base + (palette.selection if selected else Style()) + caret))
        return drawn

    def foresee(self, low: int, high: int) -> None:
        """Find the quotations in `[low, high)` now, because its rows may be rendered soon."""
        if low < self._near[0] or high > self._near[1]:
            self._find(low - FAR, high + FAR)

    def _quotations(self, low: int, high: int) -> list[Quotation]:
        """Return the quotations that touch `[low, high)`; found for some pages at a time."""
        if low < self._near[0] or high > self._near[1]:
            self._find(low - NEAR, high + NEAR)
        return [one for one in self._near[2] if one.start < high and one.end > low]

    def _find(self, low: int, high: int) -> None:
        low = max(0, low)
        self._near = (low, high, self._finder.within(low, high))

    def _layers(
        self, row: TextRow, marks: RowLayers, palette: ThemeStyles, caret: Style
    ) -> list[Layer]:
        """Return the layers that touch a row, from bottom to top."""
        start, end = row.start, row.stop
        layers: list[Layer] = [
            (run.start, run.end, palette.text(run.kind))
            for run in self._document.styles.touching(start, max(end, start + 1))
        ]
        if marks.faint:
            found = self._quotations(start, end)
            layers += [(one.start, one.end, palette.quotation) for one in found]
        layers += _highlighted(start, end, marks, palette)
        for span, style in ((marks.match, palette.match), (marks.selection, palette.selection)):
            if span:
                layers.append((span.start, span.end, style))
        if marks.caret is not None and start <= marks.caret < end:
            after = motions.next_cluster(self._document.text, marks.caret)
            layers.append((marks.caret, after, caret))
        return [layer for layer in layers if layer[0] < end and layer[1] > start]


def _highlighted(start: int, end: int, marks: RowLayers, palette: ThemeStyles) -> Iterable[Layer]:
    """Yield the layers of the highlights in `[start, end)`, cut where any begins or ends."""
    here = marks.highlights
    places = sorted({start, end, *(p.start for p in here), *(p.end for p in here)})
    for a, b in pairwise(place for place in places if start <= place <= end):
        over = [p for p in here if p.start <= a and p.end >= b]
        if over:
            focused = any(p.key == marks.focused for p in over)
            colours = [marks.colour_of(p.annotation) for p in over]
            yield a, b, palette.highlight(colours, focused=focused)
