"""The gutter left of the text: which highlights begin in a row, have notes, or go on off screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from rich.segment import Segment
from rich.style import Style

from readerapp.core.model import Annotation
from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.pane_layout import GUTTER_WIDTH
from readerapp.ui.theme import ThemeStyles, colour_key

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.text.line_layout import TextRow
    from readerapp.ui.colour_schemes import ColourOf


Edge = Literal["top", "bottom", "inside"]
"""The position of a row on screen: highlights may continue above the top or below the bottom."""

NOTE_SIGN, SPEAKER_SIGN, HIGHLIGHT_SIGN, SEVERAL_SIGN, DRIFTED_SIGN = "✎", "”", "▌", "‡", "~"
EMBEDDED_SIGN = "✦"
"""The sign of a highlight that belongs to the file."""
PROPOSAL_SIGN = "◇"
"""The sign of a proposal that nobody has accepted."""
ABOVE_SIGN, BELOW_SIGN = "↑", "↓"
OWN_BAR, OTHER_BAR = "│", "┊"
"""The signs of further rows of a highlight: the annotator's own, and another person's."""

MakerOf = Callable[[Annotation], str]
"""Returns the name of the person who made an annotation; "" for the annotator's own."""


def render_gutter(
    row: TextRow,
    highlights: Sequence[AnchoredAnnotation],
    focused: str | None,
    styles: ThemeStyles,
    colour_of: ColourOf,
    maker_of: MakerOf,
    base: Style,
    edge: Edge,
) -> Segment:
    """Return the gutter of a row, `GUTTER_WIDTH` cells wide.

    The row where a highlight begins has a sign: ✦ if it belongs to the file, ◇ for a proposal, ~ if
    the text has changed, ✎ with a note, ” with a speaker, else a bar; ‡ for several highlights, but
    ◇ if one of them is a proposal. In a row where none begins, ↑ and ↓ show that one begins or ends
    off screen. The initial of another person who made the highlight follows the sign; for one's
    own, without colour, the number of the colour.

    Args:
        row: The row.
        highlights: The highlights that touch the row, outermost first.
        focused: The id of the focused highlight, which decides the colour; None for none.
        styles: The styles of the theme.
        colour_of: Returns the colour of an annotation.
        maker_of: Returns who else made an annotation.
        base: The style of the widget.
        edge: The position of the row on screen.
    """
    if not highlights or not styles.draws:
        return Segment(" " * GUTTER_WIDTH, base)
    decisive = next(
        (highlight for highlight in highlights if highlight.key == focused), highlights[-1]
    )
    colour, maker = colour_of(decisive.annotation), maker_of(decisive.annotation)
    starting = [highlight for highlight in highlights if row.start <= highlight.start < row.end]
    if any(highlight.is_proposal for highlight in starting):
        sign = PROPOSAL_SIGN  # it waits for an answer, which the others do not
    elif len(starting) > 1:
        sign = SEVERAL_SIGN
    elif starting:
        sign = _start_sign(starting[0])
    elif edge == "top" and any(highlight.start < row.start for highlight in highlights):
        sign = ABOVE_SIGN
    elif edge == "bottom" and any(highlight.end > row.end for highlight in highlights):
        sign = BELOW_SIGN
    else:
        sign = OTHER_BAR if maker else OWN_BAR
    detail = " "
    if starting and maker:
        detail = _initial(maker)
    elif starting and not styles.colour:
        detail = colour_key(colour)
    text = f"{sign}{detail} "
    return Segment(text, base + styles.bar(colour) + Style(bold=bool(starting)))


def _initial(name: str) -> str:
    """Return the first letter of a name in one cell.

    >>> _initial("maria"), _initial("港")
    ('M', '•')
    """
    letter = sanitize_label(name)[:1].upper()
    return letter if cell_width(letter) == 1 else "•"


def _start_sign(highlight: AnchoredAnnotation) -> str:
    """Return the gutter sign of a highlight that begins in a row."""
    if highlight.is_embedded:
        return EMBEDDED_SIGN
    if highlight.state == "drifted":
        return DRIFTED_SIGN
    if highlight.annotation.note:
        return NOTE_SIGN
    return SPEAKER_SIGN if highlight.annotation.speaker else HIGHLIGHT_SIGN
