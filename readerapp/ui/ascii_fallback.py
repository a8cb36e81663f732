"""Signs for a terminal that does not take UTF-8: each is replaced by ASCII as wide as it is."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from readerapp.text.graphemes import clusters

NOTICE = "Signs beyond ASCII have stand-ins: this terminal's locale is not UTF-8"

_STAND_INS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′", "'"),
    **dict.fromkeys("‐‑‒–—―−─", "-"),
    **dict.fromkeys("│┃▌▏▎▍▐", "|"),
    **dict.fromkeys("•▪■●", "*"),
    **dict(zip("…·↑↓→←‡✎¶", "..^v><+nP", strict=True)),
}


def is_utf8_output() -> bool:
    """Whether what we write reaches the terminal as UTF-8; the locale says so."""
    stream = sys.__stderr__  # which Textual writes to
    encoded = stream is None or "utf" in (stream.encoding or "utf").lower()
    return encoded and _locale() not in ("C", "POSIX")


def _locale() -> str:
    """The locale that was asked for: Python writes UTF-8 in C too, and says C.UTF-8 then."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE", "")
    language = os.environ.get("LANG", "")
    return language if language and chosen in ("", "C.UTF-8", "C.utf8", "UTF-8") else chosen


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """`text` in ASCII, in as many cells; letters lose their accents, what has none is a "?"."""
    if text.isascii():
        return text
    return "".join(_stand_in(text[start:end], cells) for start, end, cells in clusters(text))


def _stand_in(cluster: str, cells: int) -> str:
    import unicodedata

    sign = _STAND_INS.get(cluster) or unicodedata.normalize("NFKD", cluster)[0]
    return (sign if sign.isascii() else "?").ljust(cells, "?")[:cells]
