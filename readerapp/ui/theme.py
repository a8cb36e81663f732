"""Themes and highlight styles for terminals with true colour, 256 colours, 16 colours or none.

The eight highlight colours must be distinguishable on every terminal. With 24-bit or 256 colours
a highlight has a tint on which the text's own colour is readable. With the terminal's own palette
it has one of the 16 colours with black or white text. Without colour it is underlined, and its
number (1 to 8) is in the gutter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style
from textual.theme import Theme

from readerapp.core.model import COLOURS
from readerapp.core.theme_colours import ThemeColours, contrast
from readerapp.ui.first_page import THEME_COLOURS

if TYPE_CHECKING:
    from textual.widget import Widget

DARK = Theme(
    name="reader-dark",
    dark=True,
    primary="#7aa2d8",
    secondary="#8fb573",
    accent="#e0af68",
    warning="#e0af68",
    error="#e06c75",
    success="#8fb573",
    foreground=THEME_COLOURS["reader-dark"][0],
    background=THEME_COLOURS["reader-dark"][1],
    surface="#24262b",
    panel="#2c2f36",
)
LIGHT = Theme(
    name="reader-light",
    dark=False,
    primary="#2c5d94",
    secondary="#4d7a2c",
    accent="#9a5b00",
    warning="#9a5b00",
    error="#b3261e",
    success="#4d7a2c",
    foreground=THEME_COLOURS["reader-light"][0],
    background=THEME_COLOURS["reader-light"][1],
    surface="#f2f1ef",
    panel="#e8e5dd",
)
# Chosen so that their nearest 256 colours differ too: over SSH many terminals have no more.
_HIGHLIGHT_BACKGROUNDS: dict[str, tuple[str, ...]] = {
    "reader-dark": ("#5f5100", "#1f5a2e", "#1d4a80", "#7a2f5d", "#7a4310", "#56378a", "#0f5a5a", "#7d2626"),
    "reader-light": ("#fcec8a", "#bfe6b4", "#bcdcff", "#fbc8e2", "#ffd3a3", "#dccbfb", "#b2e6e2", "#fcc0bb"),
}  # fmt: skip
# Signs in these colours have a contrast of at least 4.5 on the backgrounds of the panes.
_HIGHLIGHT_FOREGROUNDS: dict[str, tuple[str, ...]] = {
    "reader-dark": ("#d8b800", "#4fb368", "#5b9be6", "#e27ab4", "#e08a3c", "#a684ea", "#3fb8b4", "#e66a6a"),
    "reader-light": ("#806600", "#23783a", "#2468bd", "#b5347b", "#a6590b", "#7547c9", "#0b7571", "#b8322c"),
}  # fmt: skip
_TITLE_COLOURS = {
    "reader-dark": (("#d4d4d0", "#2c2f36"), ("#ffffff", "#3a5f94")),
    "reader-light": (("#24262b", "#e8e5dd"), ("#ffffff", "#2c5d94")),
}
"""Text and background of a pane's title: without the focus, and with it."""
_CURRENT_ROW_BACKGROUND = {"reader-dark": "#2b384c", "reader-light": "#d6e4f5"}
_WARNING_COLOURS = {
    "reader-dark": DARK.warning,
    "reader-light": LIGHT.warning,
    "ansi-dark": "yellow",
    "ansi-light": "red",
}
_ADDED_COLOURS = {
    "reader-dark": DARK.success,
    "reader-light": LIGHT.success,
    "ansi-dark": "green",
    "ansi-light": "green",
}
_UNCOLOURED_BACKGROUND = {"reader-dark": "#44464c", "reader-light": "#dcdad4"}
_RULER_BACKGROUND = {"reader-dark": "#4d525e", "reader-light": "#c4c0b4"}
_HIGHLIGHT_ANSI_COLOURS = (
    ("yellow", "black"),
    ("green", "black"),
    ("blue", "bright_white"),
    ("bright_magenta", "black"),
    ("bright_yellow", "black"),
    ("magenta", "bright_white"),
    ("cyan", "black"),
    ("red", "bright_white"),
)

_UNCOLOURED_SHARE, _RULER_SHARE = 0.2, 0.3
"""Shares of the text's colour in backgrounds that a plug-in does not name, as in the built-in ones."""


def add_theme(name: str, colours: ThemeColours) -> Theme:
    """Add the theme of a plug-in to the styles; return it for Textual.

    Args:
        name: the name of the theme.
        colours: its colours.
    """
    _HIGHLIGHT_BACKGROUNDS[name] = colours.highlights
    _HIGHLIGHT_FOREGROUNDS[name] = colours.signs
    focus = max(("#ffffff", "#000000"), key=lambda text: contrast(text, colours.primary))
    _TITLE_COLOURS[name] = (colours.text, colours.panel), (focus, colours.primary)
    _CURRENT_ROW_BACKGROUND[name] = colours.current_row
    _WARNING_COLOURS[name] = colours.warning
    _ADDED_COLOURS[name] = colours.success
    _UNCOLOURED_BACKGROUND[name] = _blend(colours, _UNCOLOURED_SHARE)
    _RULER_BACKGROUND[name] = _blend(colours, _RULER_SHARE)
    _DOCUMENT_COLOURS[name] = colours.primary, colours.secondary
    return Theme(
        name=name,
        dark=colours.dark,
        primary=colours.primary,
        secondary=colours.secondary,
        accent=colours.accent,
        warning=colours.warning,
        error=colours.error,
        success=colours.success,
        foreground=colours.text,
        background=colours.background,
        surface=colours.surface,
        panel=colours.panel,
    )


def _blend(colours: ThemeColours, share: float) -> str:
    """Return the background with a share of the text's colour, 0 to 1."""
    channels = (
        round(
            int(colours.background[n : n + 2], 16) * (1 - share)
            + int(colours.text[n : n + 2], 16) * share
        )
        for n in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


@dataclass(frozen=True)
class ThemeStyles:
    """The styles of one theme.

    Attributes:
        theme: The name of the theme.
        colour: False under NO_COLOR.
        draws: False for a screen reader: no sign is drawn, and the caret is the terminal's cursor.
    """

    theme: str
    colour: bool = True
    draws: bool = True
    _cache: dict[object, Style] = field(default_factory=dict, compare=False, repr=False)

    def highlight(self, colours: Sequence[str], *, focused: bool = False) -> Style:
        """Return the style of text under highlights.

        Two or more highlights are also underlined. A focused one has bold text.

        Args:
            colours: The colours, outermost first; the last one fills the background.
            focused: Whether one of the highlights has the focus.
        """
        key = ("highlight", tuple(colours), focused)
        if (style := self._cache.get(key)) is None:
            several = len(colours) > 1
            if self.colour:
                background = self._background(colours[-1])
                style = background + Style(underline=several or None, bold=focused or None)
            else:
                style = Style(underline=True, bold=(focused or several) or None)
            self._cache[key] = style
        return style

    def proposal(self, colour: str, *, focused: bool = False) -> Style:
        """Return the style of text that a program proposes to highlight: a line instead of a fill.

        Args:
            colour: The colour that it would have.
            focused: Whether the proposal has the focus.
        """
        line = Style(underline=True, bold=focused or None)
        return self.bar(colour) + line if self.colour else line + Style(dim=True)

    def bar(self, colour: str) -> Style:
        """Return the style of a colour in the gutter and in the list, as a foreground."""
        if not self.colour or not colour:
            return Style()
        index = _colour_index(colour)
        foregrounds = _HIGHLIGHT_FOREGROUNDS.get(self.theme)
        return Style(color=foregrounds[index] if foregrounds else _HIGHLIGHT_ANSI_COLOURS[index][0])

    def title(self, *, active: bool) -> Style:
        """Return the style of a pane's title row; `active` is a pane with the focus."""
        colours = _TITLE_COLOURS.get(self.theme) if self.colour else None
        if colours is None:
            return Style(reverse=True) if active else Style(underline=True)
        text, background = colours[active]
        return Style(color=text, bgcolor=background)

    @property
    def warning(self) -> Style:
        """Return the style of what needs attention, such as a text that was not found."""
        colour = _WARNING_COLOURS.get(self.theme) if self.colour else None
        return Style(bold=True, color=colour)

    @property
    def bar_title(self) -> Style:
        """Return the style of the document's title in the status line, if it has the focus."""
        coloured = self.colour and self.theme in _TITLE_COLOURS
        # Without colours the whole status line is in reverse.
        return self.title(active=True) if coloured else Style(bold=True)

    @property
    def current_row(self) -> Style:
        """Return the style of the current row of a list that has the focus."""
        background = _CURRENT_ROW_BACKGROUND.get(self.theme) if self.colour else None
        # Faint text in reverse would be a patch of another background.
        return Style(bgcolor=background) if background else Style(reverse=True, dim=False)

    @property
    def selection(self) -> Style:
        """Return the style of selected text."""
        return Style(reverse=True)

    @property
    def thumb(self) -> Style:
        """Return the style of a mark in the visible part of the overview ruler."""
        tint = _RULER_BACKGROUND.get(self.theme) if self.colour else None
        return Style(bgcolor=tint) if tint else Style(reverse=True)

    @property
    def caret(self) -> Style:
        """Return the style of the caret: reverse takes a tenth of the bytes of two colours."""
        return Style(
            reverse=True,
            bold=None if self.colour and self.theme in _HIGHLIGHT_BACKGROUNDS else True,
        )

    @property
    def caret_in_selection(self) -> Style:
        """Return the style of the caret during a selection, which itself is in reverse."""
        if self.theme == "reader-dark" and self.colour:
            return Style(color="#1c1d21", bgcolor="#f2d98c", reverse=False)
        if self.theme == "reader-light" and self.colour:
            return Style(color="#fbfaf7", bgcolor="#2c5d94", reverse=False)
        return self.caret

    @property
    def match(self) -> Style:
        """Return the style of a search match."""
        return Style(underline2=True, bold=True) if self.colour else Style(reverse=True)

    @property
    def added(self) -> Style:
        """Return the style of words that are new since the text was read."""
        colour = _ADDED_COLOURS.get(self.theme) if self.colour else None
        return Style(color=colour, bold=True, underline=True) if colour else Style(reverse=True)

    @property
    def quotation(self) -> Style:
        """Return the faint style of a quotation that is not highlighted."""
        return Style(italic=True)

    def text(self, kind: str) -> Style:
        """Return the style of a document run by its kind, such as "strong"."""
        if (style := self._cache.get(kind)) is None:
            style = _DOCUMENT_STYLES.get(kind, Style())
            colours = _DOCUMENT_COLOURS.get(self.theme) if self.colour else None
            if colours and kind.startswith("heading"):
                style += Style(color=colours[0])
            elif colours and kind == "code":
                style = Style(color=colours[1])
            self._cache[kind] = style
        return style

    @property
    def quote_bar(self) -> Style:
        """Return the style of the bar beside a quoted block."""
        return Style(dim=True)

    def _background(self, colour: str) -> Style:
        """Return the background style of a highlight; "" is a highlight without a colour."""
        if not colour:  # must be visible and different from the eight colours
            grey = _UNCOLOURED_BACKGROUND.get(self.theme)
            return Style(bgcolor=grey) if grey else Style(underline=True)
        index = _colour_index(colour)
        backgrounds = _HIGHLIGHT_BACKGROUNDS.get(self.theme)
        if backgrounds:
            return Style(bgcolor=backgrounds[index])
        background, text = _HIGHLIGHT_ANSI_COLOURS[index]
        return Style(bgcolor=background, color=text)


_DOCUMENT_COLOURS = {
    "reader-dark": (DARK.primary, DARK.secondary),
    "reader-light": (LIGHT.primary, LIGHT.secondary),
    "ansi-dark": ("cyan", "green"),
    "ansi-light": ("blue", "green"),
}
"""Colours of headings and of code."""
# Headings are told apart without colours too: underlined, bold, and in bold italics.
_DOCUMENT_STYLES: Mapping[str, Style] = {
    "heading1": Style(bold=True, underline=True),
    "heading2": Style(bold=True),
    **{f"heading{n}": Style(bold=True, italic=True) for n in range(3, 7)},
    "label": Style(bold=True),
    "strong": Style(bold=True),
    "emphasis": Style(italic=True),
    "code": Style(dim=True),
    "link": Style(underline=True),
    "strike": Style(strike=True),
}


def colour_key(colour: str) -> str:
    """Return the key of a colour, "1" to "8"; a dot for no colour.

    >>> colour_key("yellow"), colour_key("")
    ('1', '·')
    """
    return str(_colour_index(colour) + 1) if colour else "·"


def _colour_index(colour: str) -> int:
    # An unknown colour of a newer version is shown as the first one; its value is preserved.
    return COLOURS.index(colour) if colour in COLOURS else 0


def current_row_style(widget: Widget) -> Style:
    """Return the style to add to the current row of a list or table that has the focus."""
    return _current_row(widget.app.theme, colour=not widget.app.no_color)


@lru_cache
def _current_row(theme: str, *, colour: bool) -> Style:
    return ThemeStyles(theme, colour=colour).current_row
