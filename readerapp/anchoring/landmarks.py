"""Landmarks: snippets of a document that occur only once in it.

A highlight alone cannot tell its passage from a look-alike; what stands around it can.
Landmarks are the surroundings, kept once for each document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.anchoring.course import Point
from readerapp.anchoring.folding import fold
from readerapp.anchoring.seeds import Seeds
from readerapp.anchoring.targets import Sliceable, part

SNIPPET = 24
"""Code points of a landmark."""

_SAMPLE = 60
_MOST = 500
_CLOSEST = 400
_FEW = 8
"""Landmarks that a text has, even a short one, if they are at least `_SHORT` apart: enough to
tell it by some when others were edited."""
_SHORT = 2 * SNIPPET
_TRIES = 10


def landmarks(text: Sliceable | str) -> tuple[tuple[str, int], ...]:
    """Snippets that occur once in `text`, each with its offset, evenly spread over it.

    At most 500, and some 400 code points apart or more, in a text of a page or two closer: less
    than 25 KB as JSON. Reads the whole text once, about 50 ms for each million code points.
    """
    whole = part(text, 0, len(text))
    count = min(_MOST, max(len(whole) // _CLOSEST, min(_FEW, len(whole) // _SHORT)))
    tries = [
        [len(whole) * (number * _TRIES + attempt) // (count * _TRIES) for attempt in range(_TRIES)]
        for number in range(count)
    ]
    snippets = {start: whole[start : start + SNIPPET] for starts in tries for start in starts}
    plain = {s: snippet for s, snippet in snippets.items() if fold(snippet) == snippet}
    seeds = Seeds(whole, plain.values())
    once = {s for s, snippet in plain.items() if places(whole, seeds, snippet) == [s]}
    firsts = (next((start for start in starts if start in once), None) for starts in tries)
    return tuple((snippets[start], start) for start in firsts if start is not None)


def locate(text: str, landmarks: Sequence[tuple[str, int]]) -> Iterator[Point]:
    """The old and the new offset of those landmarks that stand once in the folded `text`."""
    seeds = Seeds(text, [snippet for snippet, _ in landmarks])
    for snippet, old in landmarks:
        found = places(text, seeds, snippet)
        if len(found) == 1:
            yield old, found[0]


def standing(text: str, several: Sequence[Sequence[tuple[str, int]]]) -> list[tuple[int, int]]:
    """How many landmarks of each of several documents stand in `text`, and of how many.

    Looks for about 60 of each, evenly spread, and reads the text once for all of them.
    """
    whole = fold(text)
    samples = [marks[:: max(1, len(marks) // _SAMPLE)] for marks in several]
    seeds = Seeds(whole, {snippet for marks in samples for snippet, _ in marks})
    return [
        (sum(bool(places(whole, seeds, snippet)) for snippet, _ in marks), len(marks))
        for marks in samples
    ]


def places(text: str, seeds: Seeds, snippet: str) -> list[int]:
    """Where the snippet, whose seeds are among `seeds` of `text`, stands; none of the seeds
    should be too common to tell."""
    shifts = seeds.shifts(snippet)
    return sorted(at for at in shifts if at >= 0 and text.startswith(snippet, at))
