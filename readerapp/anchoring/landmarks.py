"""Landmarks: snippets of a document that occur only once in it.

A highlight alone cannot tell its passage from a look-alike; what stands around it can.
Landmarks are the surroundings, kept once for each document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.anchoring.course import Point
from readerapp.anchoring.folding import fold
from readerapp.anchoring.seeds import Seeds

SNIPPET = 24
"""Code points of a landmark."""

_MOST = 500
_CLOSEST = 400
_TRIES = 6


def landmarks(text: str) -> tuple[tuple[str, int], ...]:
    """Snippets that occur once in `text`, each with its offset, evenly spread over it.

    At most 500, and some 400 code points apart or more: less than 25 KB as JSON.
    """
    found = []
    count = min(_MOST, len(text) // _CLOSEST)
    for number in range(count):
        near = len(text) * (2 * number + 1) // (2 * count)
        for attempt in range(_TRIES):
            start = near + attempt * SNIPPET
            snippet = text[start : start + SNIPPET]
            plain = len(snippet) == SNIPPET and fold(snippet) == snippet
            if plain and _only(text, snippet, start):
                found.append((snippet, start))
                break
    return tuple(found)


def locate(text: str, landmarks: Sequence[tuple[str, int]]) -> Iterator[Point]:
    """The old and the new offset of those landmarks that stand once in the folded `text`."""
    seeds = Seeds(text, [snippet for snippet, _ in landmarks])
    for snippet, old in landmarks:
        places = [p for p in seeds.places(snippet, 2) if text.startswith(snippet, max(0, p))]
        if len(places) == 1:
            yield old, places[0]


def _only(text: str, snippet: str, start: int) -> bool:
    return text.find(snippet) == start and text.find(snippet, start + 1) < 0
