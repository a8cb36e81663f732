"""Styles as a terminal knows them, and the shortest sequence from one to the next.

A style is the text of its SGR parameters in one fixed order (`"1;38;5;252;48;5;234"`: attributes
by number, foreground, background); the default style is the empty text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

Style = str

DEFAULT: Style = ""

# What ends each attribute of SGR. Some share an end: bold and dim, the two underlines.
_ENDS = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
# The attributes that can be seen on a blank. Of the others only the background is.
_SEEN_ON_BLANKS = frozenset({4, 5, 6, 7, 9, 21, 53})
_COLOUR_SIZES = {"5": 3, "2": 5}  # parameters of 38;5;n and of 38;2;r;g;b


class StyleParts(NamedTuple):
    """A style taken apart: numbers of attributes, and the parameters of both colours."""

    attributes: frozenset[int]
    foreground: str
    background: str


@lru_cache(maxsize=4096)
def parse_sgr(parameters: str) -> Style | None:
    """The style after `ESC[parameters m` in the default style; None if it is not understood."""
    attributes: set[int] = set()
    foreground = background = ""
    rest = parameters.split(";")
    while rest:
        if rest[0] in ("38", "48"):
            size = _COLOUR_SIZES.get(rest[1], 0) if len(rest) > 1 else 0
            if not size or len(rest) < size or not all(rest[:size]):
                return None
            colour, rest = ";".join(rest[:size]), rest[size:]
        else:
            colour = rest.pop(0)
        number = int(colour.partition(";")[0] or 0)
        if number == 0:
            attributes, foreground, background = set(), "", ""
        elif number in _ENDS:
            attributes.add(number)
        elif 30 <= number <= 39 or 90 <= number <= 97:
            foreground = "" if number == 39 else colour
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = "" if number == 49 else colour
        else:
            return None
    return _joined(StyleParts(frozenset(attributes), foreground, background))


@lru_cache(maxsize=4096)
def split_style(style: Style) -> StyleParts:
    """Takes a style apart."""
    attributes: set[int] = set()
    colours = {"3": "", "4": ""}
    rest = style.split(";") if style else []
    while rest:
        size = _COLOUR_SIZES[rest[1]] if rest[0] in ("38", "48") else 1
        colour, rest = ";".join(rest[:size]), rest[size:]
        number = int(colour.partition(";")[0])
        if number in _ENDS:
            attributes.add(number)
        else:
            colours["4" if 40 <= number <= 49 or number >= 100 else "3"] = colour
    return StyleParts(frozenset(attributes), colours["3"], colours["4"])


@lru_cache(maxsize=4096)
def style_on_blank(style: Style) -> Style:
    """What can be seen of a style on a blank: mostly its background alone."""
    attributes, _, background = split_style(style)
    return style if attributes & _SEEN_ON_BLANKS else background


@lru_cache(maxsize=4096)
def combine_with_blank(style: Style, background: Style) -> Style:
    """`style` with what a blank does not show of it, and the given background alone on blanks."""
    attributes, foreground, _ = split_style(style)
    return _joined(StyleParts(attributes - _SEEN_ON_BLANKS, foreground, background))


@lru_cache(maxsize=4096)
def sgr_change(before: Style | None, after: Style) -> str:
    """The shortest sequence that makes `after` the style of what is drawn; None is any style."""
    if before == after:
        return ""
    afresh = f"\x1b[0;{after}m" if after else "\x1b[m"
    if before is None:
        return afresh
    old, new = split_style(before), split_style(after)
    ends = {_ENDS[number] for number in old.attributes - new.attributes}
    # An end takes its twin with it: bold off is dim off.
    begins = {n for n in new.attributes if n not in old.attributes or _ENDS[n] in ends}
    codes = [str(number) for number in (*sorted(ends), *sorted(begins))]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return step if len(step) < len(afresh) else afresh


def _joined(style: StyleParts) -> Style:
    codes = [*map(str, sorted(style.attributes)), style.foreground, style.background]
    return ";".join(code for code in codes if code)
