"""Edit distances (Levenshtein), by edlib if it is installed, otherwise in plain Python.

Edlib (Šošić and Šikić 2017) is some 20 times as fast for a sentence. It is not available for every
machine, and nobody should need a compiler, so it is an optional accelerator. The results are the
same without it, to the last offset.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from readerapp.anchoring import bitvectors
from readerapp.anchoring.bitvectors import Mode

_ALPHABET = 250
"""Most distinct characters that a pattern may have for edlib.

Edlib supports 256 in all, including those characters of the text that the pattern does not have.
"""

_CIGAR = re.compile(r"(\d+)([=XID])")


def distance(pattern: str, text: str, mode: Mode = "NW") -> int:
    """Return the fewest insertions, deletions and replacements that turn `pattern` into `text`.

    Args:
        pattern: The string to compare.
        text: The text to compare it with.
        mode: Compare with the whole of `text` (NW), with any part of it (HW), or with a beginning
            of it (SHW).
    """
    if not pattern or not text:
        return len(pattern) if mode != "NW" or pattern else len(text)
    edlib, strings = accelerator(), _encoded(pattern, text)
    if edlib is None or strings is None:
        return bitvectors.distance(pattern, text, mode)
    answer: int = edlib.align(*strings, mode=mode)["editDistance"]
    return answer


def path_inside(pattern: str, text: str) -> tuple[int, list[int]]:
    """Find the part of `text` that is most similar to `pattern`, and align the two.

    Code points that only `text` has come before the offset of the next code point of `pattern`.

    Returns:
        The distance, and for each offset in `pattern`, including its end, the offset in `text`.
    """
    if not pattern or not text:
        return len(pattern), [0] * (len(pattern) + 1)
    edlib, strings = accelerator(), _encoded(pattern, text)
    if edlib is None or strings is None:
        return bitvectors.path_inside(pattern, text)
    answer = edlib.align(*strings, mode="HW", task="path")
    at = answer["locations"][0][0] or 0
    offsets: list[int] = []
    for count, kind in _CIGAR.findall(answer["cigar"] or ""):
        if kind == "D":  # edlib's D: `text` has characters that `pattern` has not
            at += int(count)
        elif kind == "I":
            offsets += [at] * int(count)
        else:
            offsets += range(at, at + int(count))
            at += int(count)
    return answer["editDistance"], [*offsets, at]


@cache
def accelerator() -> Any:
    """Return the module edlib, or None if it is not installed or cannot be loaded."""
    try:
        import edlib  # type: ignore[import-not-found]
    except ImportError:
        return None
    return edlib


def _encoded(pattern: str, text: str) -> tuple[str, str] | None:
    """Map both strings to few enough distinct characters for edlib; None if that is impossible.

    All characters of the text that the pattern does not have become one character. This changes no
    distance, because none of them matches the pattern.
    """
    if pattern.isascii() and text.isascii():
        return pattern, text
    own = set(pattern)
    if len(own.union(text)) <= _ALPHABET:
        return pattern, text
    if len(own) > _ALPHABET:
        return None
    table = {ord(character): number for number, character in enumerate(sorted(own), 1)}
    others = dict.fromkeys(map(ord, set(text) - own), _ALPHABET + 1)
    return pattern.translate(table), text.translate({**table, **others})
