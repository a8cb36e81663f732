"""The title row of a pane: what it shows, and by its colour whether it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.ui.theme import ThemeStyles


def render_title(
    title: str, facts: str, width: int, styles: ThemeStyles, base: Style, *, active: bool
) -> Strip:
    """Return the title row of a pane.

    Args:
        title: The title, in bold.
        facts: What is added to it; cut if there is no room.
        width: The width of the row in cells.
        styles: The styles of the theme.
        base: The style of the widget.
        active: Whether the pane has the focus.
    """
    style = base + styles.title(active=active)
    shown = sanitize_label(title, max(0, width - 1))
    segments = [Segment(f" {shown}", style + Style(bold=True))]
    if facts:
        room = max(0, width - cell_width(shown) - 4)
        segments.append(Segment(f"  {sanitize_label(facts, room)}", style))
    return Strip(segments).adjust_cell_length(width, style)
