"""List markers: the numbers and letters of ordered lists, as browsers count them (HTML 4.4.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_name, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
"""The values of the attribute `type`, as CSS names them; they differ in case."""
_list_style = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b((?:lower|upper)-(?:alpha|latin|roman))\b"
).search
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STYLE_LENGTH = 1000
"""Code points of a style attribute that are looked at."""
_ROMAN_MAXIMUM = 3999


class OrderedList:
    """The markers of the items of an `ol`, asked for one item after the other."""

    def __init__(self, element: Element) -> None:
        self._style = _style(element)
        backwards = element.get("reversed") is not None
        self._step = -1 if backwards else 1
        count = sum(1 for item in element if local_name(item).lower() == "li") if backwards else 1
        self._number = _integer(element.get("start"), count)

    def marker(self, item: Element) -> str:
        """Return the marker of the next item, such as "3. " or "c. "."""
        number = _integer(item.get("value"), self._number)
        self._number = number + self._step
        return f"{format_number(number, _style(item) or self._style)}. "


def format_number(number: int, style: str) -> str:
    """Format a number in a list style of CSS; a number that the style lacks is in digits.

    >>> format_number(28, "lower-alpha"), format_number(9, "upper-roman"), format_number(0, "")
    ('ab', 'IX', '0')
    """
    kind = style.partition("-")[2]
    if kind in ("alpha", "latin") and number > 0:
        written = _letters(number)
    elif kind == "roman" and 0 < number <= _ROMAN_MAXIMUM:
        written = _roman(number)
    else:
        return str(number)
    return written.upper() if style.startswith("upper") else written


def _style(element: Element) -> str:
    """Return the list style that an element asks for itself; empty if none."""
    if kind := element.get("type"):
        return _TYPES.get(kind, "")
    match = _list_style((element.get("style") or "")[:_STYLE_LENGTH])
    return match[1] if match else ""


def _integer(written: str | None, otherwise: int) -> int:
    """Parse a whole number, which may be negative; return `otherwise` if it is none."""
    text = (written or "").strip()
    if text.startswith("-") and whole_number(text[1:], -1) >= 0:
        return -whole_number(text[1:])
    return whole_number(text, otherwise)


def _letters(number: int) -> str:
    """Return a number in letters: a to z, then aa."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def _roman(number: int) -> str:
    """Return a number in Roman numerals."""
    numeral = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        numeral += sign * times
    return numeral
