"""Letters that a PDF maps to the bytes of their code instead of the code itself.

Maps (ToUnicode, ISO 32000-2, 9.10.3) must give UTF-16 with the high byte first. Some programs write
UTF-8, or the low byte first. Cyrillic letters then look like Korean ones, and Latin letters like
Chinese ones: only like a few of them, which no real text of these languages has alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAST = 6
"""Different letters that must look so before they are taken for bytes."""
_korean = re.compile("[\uac00-\ud7ff]").findall
_chinese = re.compile("[\u3400-\u9fff]").findall
_LATIN = range(0x21, 0x7F)


def code_table(lines: Iterable[str]) -> dict[int, str] | None:
    """Return the table that gives the letters of a page, or None if its map is right.

    Args:
        lines: the words of all lines of the page.
    """
    words = "".join(line for line in lines if not line.isascii())
    if not words:
        return None
    return _utf8_table(set(_korean(words))) or _swap_table(set(_chinese(words)))


def _utf8_table(letters: set[str]) -> dict[int, str] | None:
    """Return the table for letters that are two bytes of UTF-8 each, if all of them are."""
    if len(letters) < _LEAST:
        return None
    try:
        return {ord(each): ord(each).to_bytes(2, "big").decode("utf-8") for each in letters}
    except UnicodeDecodeError:
        return None


def _swap_table(letters: set[str]) -> dict[int, str] | None:
    """Return the table for Latin letters whose bytes are swapped, if all these are such."""
    if len(letters) < _LEAST or any(ord(each) & 0xFF for each in letters):
        return None
    table = {code << 8: chr(code) for code in _LATIN}
    return {**table, 0x2000: " "}
