"""The colours of a theme that a plug-in adds, and whether they can be read.

Contrast is the ratio of the Web Content Accessibility Guidelines 2.1: 1 for equal colours, 21 for
black on white. The limits are those that the built-in themes keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from readerapp.core.model import COLOURS
from readerapp.core.plugins import Plugin
from readerapp.core.settings_table import THEMES

LEAST_CONTRAST = 4.5
"""Least contrast of words and signs with what is behind them: level AA of the guidelines."""
_colour = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeColours:
    """A theme: colours as "#rrggbb" in small letters.

    Attributes:
        dark: whether the text is lighter than its background.
        text: the words of the document.
        background: what is behind them.
        surface: the background of panels.
        panel: the background of titles and of the footer.
        primary: headings, and what has the focus.
        secondary: code, and what is second to the focus.
        accent: what stands out.
        warning: what needs attention.
        error: what went wrong.
        success: what is new or went well.
        current_row: the background of the current row of a list.
        highlights: the backgrounds of text in the eight colours, in the order of the keys 1 to 8:
            yellow, green, blue, pink, orange, purple, teal, red.
        signs: the eight colours in the gutter and in the list, as foregrounds.
    """

    dark: bool
    text: str
    background: str
    surface: str
    panel: str
    primary: str
    secondary: str
    accent: str
    warning: str
    error: str
    success: str
    current_row: str
    highlights: tuple[str, ...]
    signs: tuple[str, ...]


def load_theme(plugin: Plugin) -> ThemeColours:
    """Return the colours of the theme of a plug-in.

    Raises:
        PluginError: it cannot be loaded, cannot be read, or has the name of a built-in theme.
    """
    if plugin.name in THEMES:
        raise plugin.fail_for_name("theme")
    return plugin.load(ThemeColours, find_mistake)


def find_mistake(theme: ThemeColours) -> str:
    """Return what is wrong with a theme; empty if it can be used."""
    for field in fields(theme):
        value = getattr(theme, field.name)
        if field.name in ("highlights", "signs"):
            if not isinstance(value, tuple) or len(value) != len(COLOURS):
                return f"{field.name} are {len(COLOURS)} colours"
        elif field.name != "dark":
            value = (value,)
        else:
            continue
        for colour in value:
            if not isinstance(colour, str) or not _colour.fullmatch(colour):
                return f"{field.name}: {colour!r} is no colour such as #1c1d21"
    if theme.dark != (luminance(theme.text) > luminance(theme.background)):
        return "dark is whether the text is lighter than its background"
    for colours in (theme.highlights, theme.signs):
        if len(set(map(nearest_of_256, colours))) < len(COLOURS):
            return "two of its eight colours are the same where a terminal has 256"
    for what, colour, background in _pairs(theme):
        if (ratio := contrast(colour, background)) < LEAST_CONTRAST:
            return f"{what} is hard to read: contrast {ratio:.1f}, needed {LEAST_CONTRAST}"
    return ""


def _pairs(theme: ThemeColours) -> Iterator[tuple[str, str, str]]:
    """Yield what is written, its colour and its background."""
    grounds = ("background", "surface", "panel", "current_row")
    for name in grounds:
        yield f"text on {name}", theme.text, getattr(theme, name)
    for number, background in enumerate(theme.highlights):
        yield f"text in {COLOURS[number]}", theme.text, background
    for number, colour in enumerate(theme.signs):
        yield f"the sign of {COLOURS[number]}", colour, theme.background
    for name in ("primary", "secondary", "accent", "warning", "error", "success"):
        yield name, getattr(theme, name), theme.background


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 for black to 1 for white.

    >>> round(luminance("#ff0000"), 4)
    0.2126
    """
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest_of_256(colour: str) -> tuple[int, int, int]:
    """Return the nearest of the 240 colours that all terminals with 256 colours share.

    They are a cube of six levels for each channel, and 24 greys, as xterm defines them.

    >>> nearest_of_256("#5f5102")
    (95, 95, 0)
    """
    wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    red, green, blue = (min(_LEVELS, key=lambda level: abs(level - one)) for one in wanted)
    grey = min(_GREYS, key=lambda level: abs(3 * level - sum(wanted)))
    return min(
        ((red, green, blue), (grey, grey, grey)),
        key=lambda one: sum((a - b) ** 2 for a, b in zip(one, wanted, strict=True)),
    )


_LEVELS = (0, 95, 135, 175, 215, 255)
_GREYS = range(8, 239, 10)
