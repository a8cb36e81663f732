"""The exception for errors that the user sees, and helpers for its messages."""

from __future__ import annotations

from collections.abc import Iterable


class ReaderError(Exception):
    """An error that a user can cause or fix; its message is one sentence with what to do next."""


class UsageError(ReaderError):
    """An error in the options of a command: wrong usage, which has an exit code of its own."""


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most similar to `name`, or None if none is close."""
    from difflib import get_close_matches  # imported only when there is a mistake

    close = get_close_matches(name.casefold(), known, n=1)
    return close[0] if close else None


def shorten(words: str, most: int) -> str:
    """Return `words` on one line in at most `most` code points, cut with "…"."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
