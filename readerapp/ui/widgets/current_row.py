"""The style of the current row of a list or table, the same in all of them."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.widget import Widget

from readerapp.ui.theme import ThemeStyles


def current_row_style(widget: Widget) -> Style:
    """Return the style to add to the current row of a widget that has the focus."""
    return _style(widget.app.theme, colour=not widget.app.no_color)


@lru_cache
def _style(theme: str, *, colour: bool) -> Style:
    return ThemeStyles(theme, colour=colour).current_row
