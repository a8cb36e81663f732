"""What a row of the document looks like: everything that lies over its words, in one place.

The margin left of the text: which highlights begin here, have notes, or go on off screen.

A row as styled segments: what lies over its words, added layer by layer.
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
    from readerapp.reading.color_scheme import ColourOf
    from readerapp.text.line_layout import LineLayout, TextPiece, TextRow
    from readerapp.ui.theme import ThemeStyles


Edge = Literal["top", "bottom", "inside"]
"""Where on screen a row stands: highlights may go on above the top and below the bottom."""

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
    """The margin of a row that `highlights` touch.

    A mark stands in the row in which a highlight begins: ✎ with a note, ” with a speaker,
    ~ if the text has changed, else a bar; ‡ for several. ↑ and ↓ tell of an end off screen.
    Without colour the number of the colour stands beside it.
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
    if placed.state == "drifted":
        return CHANGED
    if placed.annotation.note:
        return NOTE
    return TALK if placed.annotation.speaker else PLAIN


Layer = tuple[int, int, Style]
"""A range of the text in code points and the style it adds; later layers lie above."""


def layer_edges(layers: Iterable[Layer]) -> list[int]:
    """Where pieces must be cut so that no layer begins or ends inside one."""
    return sorted({edge for start, end, _ in layers for edge in (start, end)})


def paint_pieces(
    pieces: Iterable[TextPiece], layers: Sequence[Layer], base: Style
) -> list[Segment]:
    """Segments for pieces that are cut at the layers' edges; equal neighbours are joined."""
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
"""Code points before and behind a row in which its neighbours' quotations are found with it."""
FAR = 12_000
"""The same where there is time: some pages more."""


@dataclass(frozen=True, slots=True)
class RowLayers:
    """What lies over a row: highlights (outermost first), match, selection, caret.

    `faint` says that quotations which nobody has marked are shown as such.
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
    """Turns a row and its marks into segments."""

    def __init__(
        self, document: Document, layout: LineLayout, palette: Callable[[], ThemeStyles]
    ) -> None:
        self._document = document
        self._layout = layout
        self._palette = palette
        self._finder = QuotationFinder(document.text)
        self._near: tuple[int, int, list[Quotation]] = (0, 0, [])

    def segments(self, row: TextRow, marks: RowLayers, base: Style, edge: Edge) -> list[Segment]:
        """Margin, indent and words; the caret has a cell of its own where no word is."""
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
        """Find the quotations of a part of the text from which rows may be asked for soon."""
        if low < self._near[0] or high > self._near[1]:
            self._find(low - FAR, high + FAR)

    def _quotations(self, low: int, high: int) -> list[Quotation]:
        """The quotations that touch a row; looked for some pages at a time."""
        if low < self._near[0] or high > self._near[1]:
            self._find(low - NEAR, high + NEAR)
        return [one for one in self._near[2] if one.start < high and one.end > low]

    def _find(self, low: int, high: int) -> None:
        low = max(0, low)
        self._near = (low, high, self._finder.within(low, high))

    def _layers(
        self, row: TextRow, marks: RowLayers, palette: ThemeStyles, caret: Style
    ) -> list[Layer]:
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
    here = marks.highlights
    places = sorted({start, end, *(p.start for p in here), *(p.end for p in here)})
    for a, b in pairwise(place for place in places if start <= place <= end):
        over = [p for p in here if p.start <= a and p.end >= b]
        if over:
            focused = any(p.key == marks.focused for p in over)
            colours = [marks.colour_of(p.annotation) for p in over]
            yield a, b, palette.highlight(colours, focused=focused)
