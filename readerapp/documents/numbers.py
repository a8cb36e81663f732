"""Whole numbers as files write them, where a file may hold anything in their place."""

from __future__ import annotations

_DIGITS = 6
"""Digits of the largest number that is taken: no list, level or heading counts further."""


def whole(written: str | None, otherwise: int = 0) -> int:
    """The number that is `written` in digits alone; `otherwise` if it is none, or too large.

    `int` takes signs, spaces and underscores as well, and raises beyond 4,300 digits.
    """
    known = written is not None and written.isdecimal() and len(written) <= _DIGITS
    return int(written) if known and written is not None else otherwise
