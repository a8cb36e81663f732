"""The ranker: a linear model over named features, decoded jointly over a whole document.

The score of a candidate is the sum of its features' weights (a conditional logit, trained by
`benchmarks/train_speakers.py`). It is uncertain who spoke before, so the decoder keeps a beam of
the best speaker sequences; the turn-taking of a dialogue is decided as a whole. The probability
of a candidate is a weighted mean of two values: given the best sequence around it, and over all
sequences (forward-backward). The latter keeps candidates whom one wrong turn would rule out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from readerapp.speakers import features
from readerapp.speakers.features import CandidateFeatures
from readerapp.speakers.lexicon import read_data_file

BEAM = 6
"""Number of speaker sequences in the beam."""

TRUST = 0.6
"""Weight of the best sequence in a candidate's probability; all sequences have the rest."""

MEMORY = 3
"""Number of earlier speakers by which sequences differ (`update_recent` relies on three)."""

_LEAST = -60.0  # lower bound of a score relative to the best one, so that no product becomes 0

Weights = Mapping[str, float]
"""Weights by feature name."""

Curve = Sequence[Sequence[float]]
"""Points (probability, share that is right) of a calibration curve, the probabilities rising."""

_Memory = tuple[int, ...]
_Step = tuple[_Memory, int, _Memory, float, float]  # from, candidate, to, weight, probability


@dataclass(frozen=True, slots=True)
class _Scored:
    """A unit's candidates with the static score of each, and the score of each recency rank."""

    candidates: tuple[int, ...]
    static: tuple[float, ...]
    rank_scores: tuple[float, ...]


class _Path(NamedTuple):  # thousands are made, and a frozen dataclass takes twice as long
    """A sequence of speakers: its score, the latest distinct ones, the last one, the path before.

    `person` is -1 for a unit without candidates.
    """

    score: float
    recent: tuple[int, ...]
    person: int
    back: _Path | None


@dataclass(frozen=True, slots=True)
class RankerModel:
    """The trained numbers for one kind of text; see `benchmarks/train_speakers.py`.

    Attributes:
        speaker: Weights of the features of candidate speakers.
        speech: Weights of the features that separate speech from titles and phrases.
        calibration: The calibration curve for each kind of evidence.
    """

    speaker: Weights
    speech: Weights
    calibration: Mapping[str, Curve]


@cache
def load_model(kind: str) -> RankerModel:
    """Load the trained model of a kind of text, "STORY" or "NEWS", from the package's data.

    Raises:
        ReaderError: The installation lacks the file.
    """
    return RankerModel(**json.loads(read_data_file("ranker_model.json"))[kind])


def rank_candidates(
    choices: Sequence[CandidateFeatures],
    weights: Weights,
    confirmed_speakers: Mapping[int, int] | None = None,
) -> list[list[tuple[int, float]]]:
    """Return for each unit its candidates with their probabilities, the best first.

    Args:
        choices: The units with their candidates and features.
        weights: Weights by feature name.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person. The
            other units are ranked around them.
    """
    confirmed_speakers = confirmed_speakers or {}
    scored = [_score(choice, weights) for choice in choices]
    best_speakers = _decode(scored, confirmed_speakers)
    marginals = _marginals(scored, confirmed_speakers)
    ranked: list[list[tuple[int, float]]] = []
    recent: tuple[int, ...] = ()
    for index, person in enumerate(best_speakers):
        if index in confirmed_speakers:
            ranked.append([(person, 1.0)])
        else:
            among = marginals[index]
            pairs = [
                (candidate, TRUST * given + (1 - TRUST) * among[candidate])
                for candidate, given in _posterior(index, scored, best_speakers, recent)
            ]
            ranked.append(sorted(pairs, key=itemgetter(1), reverse=True))
        if person >= 0:
            recent = update_recent(person, recent)
    return ranked


def best_sequence(
    choices: Sequence[CandidateFeatures], weights: Weights, confirmed_speakers: Mapping[int, int]
) -> list[int]:
    """Return the best sequence of speakers, one per unit, around `confirmed_speakers`.

    -1 means that a unit has no candidates.
    """
    return _decode([_score(choice, weights) for choice in choices], confirmed_speakers)


@lru_cache(maxsize=4096)  # most units repeat the memories and candidates of those before
def update_recent(person: int, recent: tuple[int, ...]) -> tuple[int, ...]:
    """Return the latest distinct speakers after `person` has spoken, the latest first.

    >>> update_recent(4, (1, 2, 3))
    (4, 1, 2)
    """
    if recent and person == recent[0]:
        return recent
    if len(recent) > 1 and person == recent[1]:
        return (person, recent[0], *recent[2:])
    return (person, *recent[: MEMORY - 1])


def recency_rank(person: int, recent: tuple[int, ...]) -> int:
    """Return the rank of a person among the latest speakers, 0 for the last; `MEMORY` if none."""
    return recent.index(person) if person in recent else MEMORY


def _score(choice: CandidateFeatures, weights: Weights) -> _Scored:
    def add_up(names: Sequence[str]) -> float:
        return sum(map(weights.get, names, repeat(0.0)))

    by_rank = [features.recency_features(choice, rank) for rank in range(MEMORY + 1)]
    return _Scored(
        choice.candidates, tuple(map(add_up, choice.static)), tuple(map(add_up, by_rank))
    )


def _decode(scored: Sequence[_Scored], confirmed_speakers: Mapping[int, int]) -> list[int]:
    """Return the best sequence of speakers."""
    beam = [_Path(0.0, (), -1, None)]
    for number, unit in enumerate(scored):
        if number in confirmed_speakers:
            person = confirmed_speakers[number]
            beam = [_Path(p.score, update_recent(person, p.recent), person, p) for p in beam]
        elif not unit.candidates:
            beam = [_Path(p.score, p.recent, -1, p) for p in beam]
        else:
            beam = _extend(beam, unit)
    last: _Path | None = max(beam, key=lambda path: path.score)
    best_speakers: list[int] = []
    while last is not None and last.back is not None:
        best_speakers.append(last.person)
        last = last.back
    return best_speakers[::-1]


def _extend(beam: Sequence[_Path], unit: _Scored) -> list[_Path]:
    """Return the best paths with one more unit, one for each memory of speakers."""
    rank_scores, far = unit.rank_scores, unit.rank_scores[MEMORY]
    pairs = list(zip(unit.candidates, unit.static, strict=True))
    options: list[tuple[float, int, _Path]] = []
    for path in beam:
        score, recent = path.score, path.recent
        options += [  # `recency_rank` without the time of a call
            (
                score + base + (rank_scores[recent.index(one)] if one in recent else far),
                one,
                path,
            )
            for one, base in pairs
        ]
    options.sort(key=itemgetter(0), reverse=True)
    paths: dict[tuple[int, ...], _Path] = {}
    for score, candidate, path in options:
        recent = update_recent(candidate, path.recent)
        if recent not in paths:
            paths[recent] = _Path(score, recent, candidate, path)
            if len(paths) == BEAM:
                break
    return list(paths.values())


def _posterior(
    index: int, scored: Sequence[_Scored], best_speakers: Sequence[int], recent: tuple[int, ...]
) -> list[tuple[int, float]]:
    """Return the probabilities of one unit's candidates, given the best speakers around it."""
    unit = scored[index]
    if not unit.candidates:
        return []
    later = [
        (scored[further].rank_scores, best_speakers[further])
        for further in range(index + 1, min(index + 3, len(scored)))
        if best_speakers[further] >= 0
    ]
    scores: list[float] = []
    for candidate, base in zip(unit.candidates, unit.static, strict=True):
        score = base + unit.rank_scores[recency_rank(candidate, recent)]
        after = update_recent(candidate, recent)
        for rank_scores, person in later:
            score += rank_scores[recency_rank(person, after)]
            after = update_recent(person, after)
        scores.append(score)
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    pairs = zip(unit.candidates, exponentials, strict=True)
    return [(candidate, value / total) for candidate, value in pairs]


def _marginals(
    scored: Sequence[_Scored], confirmed_speakers: Mapping[int, int]
) -> list[dict[int, float]]:
    """Return for each unit the probability of each candidate over all sequences.

    Forward-backward; a state is a memory of speakers, and the `BEAM` most likely states go on to
    the next unit.
    """
    steps: list[list[_Step]] = []
    forward: dict[_Memory, float] = {(): 1.0}
    for index, unit in enumerate(scored):
        found = _steps(unit, forward, confirmed_speakers.get(index, -1))
        steps.append(found)
        if found:
            forward = _likeliest(found)
    backward = dict.fromkeys(forward, 1.0)
    marginals: list[dict[int, float]] = []
    for unit, found in zip(reversed(scored), reversed(steps), strict=True):
        among = dict.fromkeys(unit.candidates, 0.0)
        if found:
            rare = 0.1 * min(backward.values())  # weight of a state outside the beam
            before: dict[_Memory, float] = {}
            for recent, candidate, after, weight, so_far in found:
                value = weight * backward.get(after, rare)
                among[candidate] = among.get(candidate, 0.0) + so_far * value
                before[recent] = before.get(recent, 0.0) + value
            total = sum(among.values()) or 1.0
            among = {candidate: value / total for candidate, value in among.items()}
            most = max(before.values())
            backward = {recent: value / most if most else 1.0 for recent, value in before.items()}
        marginals.append(among)
    return marginals[::-1]


def _steps(unit: _Scored, forward: Mapping[_Memory, float], confirmed_speaker: int) -> list[_Step]:
    """Return all steps through a unit from the states in `forward` (with their probabilities)."""
    if confirmed_speaker >= 0:
        return [
            (p, confirmed_speaker, update_recent(confirmed_speaker, p), 1.0, so_far)
            for p, so_far in forward.items()
        ]
    if not unit.candidates:
        return []
    top, most = max(unit.static), max(unit.rank_scores)
    weights = [math.exp(max(score - top, _LEAST)) for score in unit.static]
    rank_scores = [math.exp(max(score - most, _LEAST)) for score in unit.rank_scores]
    pairs = list(zip(unit.candidates, weights, strict=True))
    *_, far_score = rank_scores
    return [
        (
            recent, candidate, update_recent(candidate, recent),
            weight * (rank_scores[recent.index(candidate)] if candidate in recent else far_score),
            so_far,
        )
        for recent, so_far in forward.items()
        for candidate, weight in pairs
    ]  # fmt: skip


def _likeliest(steps: Sequence[_Step]) -> dict[_Memory, float]:
    """Return the most likely states after `steps`, scaled so that the best has probability 1."""
    totals: dict[_Memory, float] = {}
    for _, _, after, weight, so_far in steps:
        totals[after] = totals.get(after, 0.0) + weight * so_far
    best = sorted(totals.items(), key=itemgetter(1), reverse=True)[:BEAM]
    return {recent: value / best[0][1] for recent, value in best}
