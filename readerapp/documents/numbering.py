"""Numbers of list items, such as 3, c or iii, and `whole`, a safe parser of whole numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

BULLET = "• "
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LONGEST_PATTERN = 60
"""Characters around and between the numbers of an item; they are written before each item."""
_place = re.compile(r"%(\d)").sub


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list.

    Attributes:
        form: the form of its numbers, as `format_number` takes it; "" for a bullet.
        pattern: what is written, with %1 to %9 for the numbers of the levels from the outermost on.
        start: the number of the first item.
    """

    form: str = ""
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class ListCounter:
    """A counter of the items of one list, level by level."""

    levels: dict[int, ListLevel]
    _counts: dict[int, int] = field(default_factory=dict)

    def sign(self, depth: int) -> str:
        """Count the next item at `depth`, from 0, and return its marker with a space after it."""
        level = self.levels.get(depth, ListLevel())
        self._counts = {k: count for k, count in self._counts.items() if k <= depth}
        self._counts[depth] = self._counts.get(depth, level.start - 1) + 1
        if not level.form:
            return BULLET

        def number(found: re.Match[str]) -> str:
            k = int(found[1]) - 1
            of = self.levels.get(k, ListLevel("decimal"))
            return format_number(self._counts.get(k, of.start), of.form)

        sign = _place(number, level.pattern).strip()
        return f"{sign} " if sign else ""


def format_number(number: int, form: str) -> str:
    """Format a number as "decimal", "lowerLetter", "upperLetter", "lowerRoman" or "upperRoman".

    Numbers that letters or Roman numerals cannot express are decimal.

    >>> format_number(28, "lowerLetter"), format_number(4, "upperRoman")
    ('bb', 'IV')
    """
    forms: dict[str, Callable[[int], str]] = {
        "lowerLetter": _letter,
        "upperLetter": lambda n: _letter(n).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
    }
    return forms.get(form, str)(number)


def _letter(number: int) -> str:
    """Return a number as letters: a to z, aa, bb and so on; in digits if not from 1 to 998."""
    return (
        chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        if 0 < number < 999
        else str(number)
    )


def _roman(number: int) -> str:
    """Return a number in Roman numerals; in digits if it is not from 1 to 3999."""
    if not 0 < number < 4000:
        return str(number)
    signs = []
    for value, sign in _ROMAN:
        signs.append(sign * (number // value))
        number %= value
    return "".join(signs)


_DIGITS = 6
"""Digits of the largest number that is accepted: no list, level or heading counts further."""


def whole(written: str | None, otherwise: int = 0) -> int:
    """Parse a whole number of digits alone; return `otherwise` if it is none, or too large.

    `int` takes signs, spaces and underscores as well, and raises beyond 4,300 digits.

    >>> whole("12"), whole("-3", 1), whole(None)
    (12, 1, 0)
    """
    known = written is not None and written.isdecimal() and len(written) <= _DIGITS
    return int(written) if known and written is not None else otherwise
