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
"""Earlier speakers that a sequence is told apart by (`remember` counts on three)."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A choice as numbers: what each candidate scores, and what its place among speakers adds."""

    candidates: tuple[int, ...]
    static: tuple[float, ...]
    places: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """A sequence of speakers: its score, the latest distinct ones, the last one, and the rest.

    `person` is -1 for a unit where nobody is in question.
    """

    score: float
    spoke: tuple[int, ...]
    person: int
    back: _Path | None


def decide(
    choices: Sequence[Choice], weights: Weights, fixed: Mapping[int, int] | None = None
) -> list[list[tuple[int, float]]]:
    """For each unit its candidates with their probabilities, the best first.

    `fixed` holds the speakers of units that are known (unit index to person): the rest is
    ranked around them.
    """
    fixed = fixed or {}
    scored = [_score(choice, weights) for choice in choices]
    chosen = _decode(scored, fixed)
    ranked: list[list[tuple[int, float]]] = []
    spoke: tuple[int, ...] = ()
    for index, person in enumerate(chosen):
        if index in fixed:
            ranked.append([(person, 1.0)])
        else:
            ranked.append(_posterior(index, scored, chosen, spoke))
        if person >= 0:
            spoke = remember(person, spoke)
    return ranked


def sequence(choices: Sequence[Choice], weights: Weights, fixed: Mapping[int, int]) -> list[int]:
    """The best sequence of speakers, one a unit (-1: nobody is in question), around `fixed`."""
    return _decode([_score(choice, weights) for choice in choices], fixed)


def remember(person: int, spoke: tuple[int, ...]) -> tuple[int, ...]:
    """The latest distinct speakers after `person` has spoken, the latest first."""
    if spoke and person == spoke[0]:
        return spoke
    if len(spoke) > 1 and person == spoke[1]:
        return (person, spoke[0], *spoke[2:])
    return (person, *spoke[: MEMORY - 1])


def place(person: int, spoke: tuple[int, ...]) -> int:
    """Which of the latest speakers a person is, counted from the last; `MEMORY` if none."""
    return spoke.index(person) if person in spoke else MEMORY


def _score(choice: Choice, weights: Weights) -> _Scored:
    get = weights.get
    return _Scored(
        choice.candidates,
        tuple(sum([get(name, 0.0) for name in names]) for names in choice.static),
        tuple(
            sum([get(name, 0.0) for name in features.step(choice, at)]) for at in range(MEMORY + 1)
        ),
    )


def _decode(scored: Sequence[_Scored], fixed: Mapping[int, int]) -> list[int]:
    """The best sequence of speakers."""
    beam = [_Path(0.0, (), -1, None)]
    for number, unit in enumerate(scored):
        if number in fixed:
            person = fixed[number]
            beam = [_Path(p.score, remember(person, p.spoke), person, p) for p in beam]
        elif not unit.candidates:
            beam = [_Path(p.score, p.spoke, -1, p) for p in beam]
        else:
            beam = _grow(beam, unit)
    last: _Path | None = max(beam, key=lambda path: path.score)
    chosen: list[int] = []
    while last is not None and last.back is not None:
        chosen.append(last.person)
        last = last.back
    return chosen[::-1]


def _grow(beam: Sequence[_Path], unit: _Scored) -> list[_Path]:
    """The best paths with one more unit, one for each memory of speakers."""
    places = unit.places
    options = [
        (path.score + base + places[place(candidate, path.spoke)], candidate, path)
        for path in beam
        for candidate, base in zip(unit.candidates, unit.static, strict=True)
    ]
    options.sort(key=lambda option: -option[0])
    grown: dict[tuple[int, ...], _Path] = {}
    for score, candidate, path in options:
        spoke = remember(candidate, path.spoke)
        if spoke not in grown:
            grown[spoke] = _Path(score, spoke, candidate, path)
            if len(grown) == BEAM:
                break
    return list(grown.values())


def _posterior(
    index: int, scored: Sequence[_Scored], chosen: Sequence[int], spoke: tuple[int, ...]
) -> list[tuple[int, float]]:
    """The candidates of one unit, given the speakers chosen around it."""
    unit = scored[index]
    if not unit.candidates:
        return []
    later = [
        (scored[further].places, chosen[further])
        for further in range(index + 1, min(index + 3, len(scored)))
        if chosen[further] >= 0
    ]
    scores: list[float] = []
    for candidate, base in zip(unit.candidates, unit.static, strict=True):
        score = base + unit.places[place(candidate, spoke)]
        after = remember(candidate, spoke)
        for places, person in later:
            score += places[place(person, after)]
            after = remember(person, after)
        scores.append(score)
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    pairs = zip(unit.candidates, exponentials, strict=True)
    return sorted(
        ((candidate, value / total) for candidate, value in pairs), key=lambda pair: -pair[1]
    )
