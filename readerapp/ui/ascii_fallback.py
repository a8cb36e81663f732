"""ASCII fallback for terminals without UTF-8: replaces characters by ASCII of the same width."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from readerapp.text.graphemes import clusters

NOTICE = "Non-ASCII characters are replaced: the locale is not UTF-8"

_STAND_INS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("‐‑‒–—―−─", "-"),
    **dict.fromkeys("│┃▌▏▎▍▐", "|"),
    **dict.fromkeys("•▪■●", "*"),
    "┊": ":",
    **dict(zip("…·↑↓→←‹›‡✎✦◇¶", "..^v><<>+n*oP", strict=True)),
}


def is_utf8_output() -> bool:
    """Return whether output reaches the terminal as UTF-8, by the encoding and the locale."""
    stream = sys.__stderr__  # which Textual writes to
    encoded = stream is None or "utf" in (stream.encoding or "utf").lower()
    return encoded and _locale() not in ("C", "POSIX")


def _locale() -> str:
    """Return the locale that the user has set.

    In the C locale Python writes UTF-8 too, and sets LC_CTYPE to a UTF-8 locale such as C.UTF-8;
    in that case LANG decides, if it is set.
    """
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE", "")
    language = os.environ.get("LANG", "")
    return language if language and chosen in ("", "C.UTF-8", "C.utf8", "UTF-8") else chosen


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """Return `text` in ASCII with the same width in cells.

    Letters lose their accents; a character without an equivalent becomes "?".

    >>> to_ascii("“Zoë” – 漢")
    '"Zoe" - ??'
    """
    if text.isascii():
        return text
    return "".join(_stand_in(text[start:end], cells) for start, end, cells in clusters(text))


def _stand_in(cluster: str, cells: int) -> str:
    import unicodedata

    sign = _STAND_INS.get(cluster) or unicodedata.normalize("NFKD", cluster)[0]
    return (sign if sign.isascii() else "?").ljust(cells, "?")[:cells]
