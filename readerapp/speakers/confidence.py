"""Confidence: how often a suggestion of this kind and this probability is right.

The ranker is too sure of itself, as trained rankers are; on texts that it had not seen it was
counted how often it was right (isotonic regression, see `benchmarks/train_speakers.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from readerapp.speakers.features import Choice

Curve = Sequence[tuple[float, float]]

HIGHEST = 0.99
"""No suggestion is surer than this, except what the reader has settled."""


def group(choice: Choice) -> str:
    """The kind of evidence, for which confidence is counted separately."""
    if choice.kind == "N":
        return "turn" + ("1" if choice.gap in "01" else "2")
    if choice.kind[0] != "A":
        return "weak"
    return {"n": "name", "o": "noun"}.get(choice.kind[1], "pronoun")


def calibrated(curves: Mapping[str, Curve], choice: Choice, probability: float) -> float:
    """How often a first candidate with this probability is right, between 0 and `HIGHEST`."""
    curve = curves.get(group(choice))
    if not curve:
        return min(HIGHEST, probability)
    places = [place for place, _ in curve]
    after = bisect_right(places, probability)
    if after in (0, len(curve)):
        return min(HIGHEST, curve[max(0, after - 1)][1])
    (low, under), (high, over) = curve[after - 1], curve[after]
    return min(HIGHEST, under + (over - under) * (probability - low) / (high - low))
