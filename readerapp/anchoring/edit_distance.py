"""Edit distances (Levenshtein's), by edlib where it is installed, else in plain Python.

Edlib (Šošić and Šikić 2017) is some 20 times as quick for a sentence. It is not built for every
machine, and nobody should need a compiler, so it is an accelerator: what is found is the same
without it, to the last offset.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from readerapp.anchoring import bitvectors
from readerapp.anchoring.bitvectors import Mode

_ALPHABET = 250
"""Different characters of a pattern that edlib can take: it has 256 in all, those of the text
that the pattern has not among them."""

_CIGAR = re.compile(r"(\d+)([=XID])")


def distance(pattern: str, text: str, mode: Mode = "NW") -> int:
    """The fewest insertions, deletions and replacements that turn `pattern` into `text`.

    Into the whole of it (NW), any part of it (HW), or a beginning of it (SHW).
    """
    if not pattern or not text:
        return len(pattern) if mode != "NW" or pattern else len(text)
    edlib, strings = accelerator(), _encoded(pattern, text)
    if edlib is None or strings is None:
        return bitvectors.distance(pattern, text, mode)
    answer: int = edlib.align(*strings, mode=mode)["editDistance"]
    return answer


def path_inside(pattern: str, text: str) -> tuple[int, list[int]]:
    """The distance of `pattern` to the part of `text` that is most like it, and the way there.

    For each offset in `pattern`, its end included, the list has the offset in `text`. What the
    text has more stands before the offset of the character that follows.
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
    """The module edlib, or None where it is not installed or does not load."""
    try:
        import edlib  # type: ignore[import-not-found]
    except ImportError:
        return None
    return edlib


def _encoded(pattern: str, text: str) -> tuple[str, str] | None:
    """Both strings with no more different characters than edlib takes; None if there are more.

    Characters of the text that the pattern has not are all alike to it, which changes no
    distance.
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
