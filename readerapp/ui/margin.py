"""The margin left of the text: which highlights begin here, have notes, or go on off screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.segment import Segment
from rich.style import Style

from readerapp.ui.arrangement import MARGIN
from readerapp.ui.palette import Palette, number

if TYPE_CHECKING:
    from readerapp.reading.colouring import ColourOf
    from readerapp.session.placing import Placed
    from readerapp.text.layout import Row

Edge = Literal["top", "bottom", "inside"]
"""Where on screen a row stands: highlights may go on above the top and below the bottom."""

NOTE, TALK, PLAIN, SEVERAL, CHANGED = "✎", "”", "▌", "‡", "~"
ABOVE, BELOW = "↑", "↓"


def margin(
    row: Row,
    highlights: Sequence[Placed],
    focused: str | None,
    palette: Palette,
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
    text = f"{sign}{' ' if palette.colour or not begins else number(colour)} "
    return Segment(text, base + palette.bar(colour) + Style(bold=bool(begins)))


def _sign(placed: Placed) -> str:
    if placed.state == "drifted":
        return CHANGED
    if placed.annotation.note:
        return NOTE
    return TALK if placed.annotation.speaker else PLAIN
