"""SGR styles: parsing, splitting, and the shortest sequence from one style to the next.

A style is a string of its SGR parameters in one fixed order (`"1;38;5;252;48;5;234"`: attributes
by number, foreground, background). The default style is the empty string.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

Style = str

DEFAULT: Style = ""

# The SGR code that ends each attribute. Some share one: bold and dim, the two underlines.
_ENDS = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
# The attributes that are visible on a blank. Besides them only the background is visible.
_SEEN_ON_BLANKS = frozenset({4, 5, 6, 7, 9, 21, 53})
_COLOUR_SIZES = {"5": 3, "2": 5}  # parameters of 38;5;n and of 38;2;r;g;b


class StyleParts(NamedTuple):
    """The parts of a style: attribute numbers, and the parameters of both colours."""

    attributes: frozenset[int]
    foreground: str
    background: str


@lru_cache(maxsize=4096)
def parse_sgr(parameters: str) -> Style | None:
    """Return the style that `ESC[parameters m` gives from the default style.

    Returns:
        The style in its fixed order; None if a parameter is not known.

    >>> parse_sgr("48;5;234;1")
    '1;48;5;234'
    """
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
    """Split a style into its parts."""
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
    """Return the part of a style that is visible on a blank: mostly only the background.

    The whole style is returned if it has an attribute such as underline or reverse.

    >>> style_on_blank("1;31;44")
    '44'
    """
    attributes, _, background = split_style(style)
    return style if attributes & _SEEN_ON_BLANKS else background


@lru_cache(maxsize=4096)
def combine_with_blank(style: Style, background: Style) -> Style:
    """Return a style that shows only `background` on blanks, as close to `style` as possible.

    It keeps the foreground and the attributes of `style` that are invisible on a blank.
    """
    attributes, foreground, _ = split_style(style)
    return _joined(StyleParts(attributes - _SEEN_ON_BLANKS, foreground, background))


@lru_cache(maxsize=4096)
def sgr_change(before: Style | None, after: Style) -> str:
    r"""Return the shortest sequence that changes the style in force to `after`.

    Args:
        before: The style in force; None if it is unknown.
        after: The style to set.

    >>> sgr_change("1;31", "31")
    '\x1b[22m'
    """
    if before == after:
        return ""
    afresh = f"\x1b[0;{after}m" if after else "\x1b[m"
    if before is None:
        return afresh
    old, new = split_style(before), split_style(after)
    ends = {_ENDS[number] for number in old.attributes - new.attributes}
    # An end code also ends the attribute that shares it: bold off is also dim off.
    begins = {n for n in new.attributes if n not in old.attributes or _ENDS[n] in ends}
    codes = [str(number) for number in (*sorted(ends), *sorted(begins))]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return step if len(step) < len(afresh) else afresh


def _joined(style: StyleParts) -> Style:
    """Return a style made of its parts, in the fixed order."""
    codes = [*map(str, sorted(style.attributes)), style.foreground, style.background]
    return ";".join(code for code in codes if code)
