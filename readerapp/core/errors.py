"""The one error that a person sees, and a guess at what was meant."""

from __future__ import annotations

from collections.abc import Iterable


class ReaderError(Exception):
    """Something a person can cause or mend: one plain sentence that says what to do next."""


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None if there is none like it."""
    from difflib import get_close_matches  # only a mistake pays for it

    close = get_close_matches(name.casefold(), known, n=1)
    return close[0] if close else None


def shorten(words: str, most: int) -> str:
    """Return `words` on one line in at most `most` code points, cut with "…"."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
