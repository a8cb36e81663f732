"""The ranker: a linear model over named features, decoded jointly over a whole document.

Each unit's candidates are scored by the sum of their features' weights (a conditional logit,
trained by `benchmarks/train_speakers.py`). Who spoke before is itself uncertain, so a beam of
the best speaker sequences is kept; the turn-taking of a dialogue is decided as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readerapp.speakers import features
from readerapp.speakers.features import Choice

BEAM = 6
"""Speaker sequences that are kept at once."""

MEMORY = 3
"""Earlier speakers that a sequence is told apart by."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Path:
    score: float
    spoke: tuple[int, ...]
    person: int  # who spoke in the unit reached last, -1 where nobody is in question
    back: _Path | None


def decide(
    choices: Sequence[Choice], weights: Weights, fixed: Mapping[int, int] | None = None
) -> list[list[tuple[int, float]]]:
    """For each unit its candidates with their probabilities, the best first.

    `fixed` holds the speakers of units that are known (unit index to person): the rest is
    ranked around them.
    """
    fixed = fixed or {}
    static = [
        [sum(weights.get(name, 0.0) for name in names) for names in choice.static]
        for choice in choices
    ]
    chosen = _decode(choices, static, weights, fixed)
    return [
        _posterior(index, choices, static, weights, chosen, fixed) for index in range(len(choices))
    ]


def _decode(
    choices: Sequence[Choice],
    static: Sequence[Sequence[float]],
    weights: Weights,
    fixed: Mapping[int, int],
) -> list[int]:
    """The best sequence of speakers (-1 where nobody is in question)."""
    beam = [_Path(0.0, (), -1, None)]
    for number, choice in enumerate(choices):
        if number in fixed:
            person = fixed[number]
            beam = [_Path(p.score, _remember(person, p.spoke), person, p) for p in beam]
        elif not choice.candidates:
            beam = [_Path(p.score, p.spoke, -1, p) for p in beam]
            continue
        else:
            grown: dict[tuple[int, ...], _Path] = {}
            for path in beam:
                for candidate, base in zip(choice.candidates, static[number], strict=True):
                    score = path.score + base
                    for name in features.step(choice, candidate, path.spoke):
                        score += weights.get(name, 0.0)
                    spoke = _remember(candidate, path.spoke)
                    best = grown.get(spoke)
                    if best is None or score > best.score:
                        grown[spoke] = _Path(score, spoke, candidate, path)
            beam = sorted(grown.values(), key=lambda path: -path.score)[:BEAM]
    last: _Path | None = max(beam, key=lambda path: path.score)
    chosen: list[int] = []
    while last is not None and last.back is not None:
        chosen.append(last.person)
        last = last.back
    return chosen[::-1]


def _remember(person: int, spoke: tuple[int, ...]) -> tuple[int, ...]:
    """The latest distinct speakers, the latest first."""
    return (person, *[other for other in spoke if other != person][: MEMORY - 1])


def _posterior(
    index: int,
    choices: Sequence[Choice],
    static: Sequence[Sequence[float]],
    weights: Weights,
    chosen: Sequence[int],
    fixed: Mapping[int, int],
) -> list[tuple[int, float]]:
    """The candidates of one unit, given the speakers chosen around it."""
    if index in fixed:
        return [(fixed[index], 1.0)]
    choice = choices[index]
    spoke: tuple[int, ...] = ()
    for person in chosen[max(0, index - 8) : index]:
        if person >= 0:
            spoke = _remember(person, spoke)
    scores = []
    for candidate, base in zip(choice.candidates, static[index], strict=True):
        score = base + sum(weights.get(n, 0.0) for n in features.step(choice, candidate, spoke))
        after = _remember(candidate, spoke)
        for later in range(index + 1, min(index + 3, len(choices))):
            person = chosen[later]
            if person < 0:
                continue
            score += sum(weights.get(n, 0.0) for n in features.step(choices[later], person, after))
            after = _remember(person, after)
        scores.append(score)
    if not scores:
        return []
    top = max(scores)
    total = sum(math.exp(score - top) for score in scores)
    ranked = sorted(zip(choice.candidates, scores, strict=True), key=lambda pair: -pair[1])
    return [(candidate, math.exp(score - top) / total) for candidate, score in ranked]
