"""Candidate speakers of each unit, with evidence from the surrounding units and narration."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from readerapp.speakers.passages import STRONG
from readerapp.speakers.scene import AttributionInput, Unit

MOST = 16
"""Maximum number of candidates of a unit."""

REACH = 6_000
"""Code points of earlier narration in which candidates are searched."""

_FAR = 30  # units back in which further candidates are searched
_ANCHORED = 9  # turns on each side in which a speaker named by a cue is an anchor
_DECAY = 350.0  # code points after which a mention has lost two thirds of its weight
_SUBJECT = 3.5  # factor of the weight of a mention that is a subject

Told = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """The candidates of a unit, with evidence about them from nearby.

    People are indices of persons.

    Attributes:
        unit: The unit.
        candidates: The candidates.
        salience: Weight of people recently named in the narration before.
        order: People named before, the latest first.
        actors: People who were subjects before, the latest first.
        addressed: People addressed by name in the previous turn.
        answering: People addressed by name in the next turn.
        before: How often cues name people as speakers in earlier units nearby.
        after: How often cues name people as speakers in later units nearby.
        behind: Number of turns back to the last turn that cues assign to a person.
        ahead: Number of turns to the next turn that cues assign to a person.
        absent: How often people are spoken of, not addressed, nearby.
        called: Gender of the person addressed as "sir" or "mamma" in the previous turn, or "".
        calling: The same for the next turn.
    """

    unit: Unit
    candidates: tuple[int, ...]
    salience: Mapping[int, float]
    order: Sequence[int]
    actors: Sequence[int]
    addressed: Sequence[int]
    answering: Sequence[int]
    before: Mapping[int, int]
    after: Mapping[int, int]
    behind: Mapping[int, int]
    ahead: Mapping[int, int]
    absent: Mapping[int, int]
    called: str
    calling: str


def candidate_pools(scene: AttributionInput, settled: Mapping[int, int]) -> Iterator[CandidatePool]:
    """Yield the candidates of each unit in order.

    Args:
        scene: The input.
        settled: The confirmed speakers: unit index to person.
    """
    told = [
        [settled[unit.index]] if unit.index in settled else _told(scene, unit)
        for unit in scene.units
    ]
    anchors = {
        unit.index: told[unit.index][0]
        for unit in scene.units
        if unit.index in settled
        or (unit.cues and unit.cues[0].place in STRONG and told[unit.index])
    }
    often = Counter(number for numbers in told for number in numbers)
    leading = [number for number, _ in often.most_common(3)]
    first = [numbers[0] if numbers else -1 for numbers in told]
    spoken_of = [_spoken_of(unit) for unit in scene.units]
    for unit in scene.units:
        yield _around(scene, unit, told, first, spoken_of, anchors, leading)


def _around(
    scene: AttributionInput,
    unit: Unit,
    told: Told,
    first: Sequence[int],
    spoken_of: Told,
    anchors: Mapping[int, int],
    leading: Sequence[int],
) -> CandidatePool:
    units, index = scene.units, unit.index
    place = min(unit.cues[0].chunk.start, unit.end + 200) if unit.cues else unit.start
    salience, order, actors = _salience(scene, place)
    addressed: list[int] = []
    answering: list[int] = []
    called = calling = ""
    if index and unit.paragraph - units[index - 1].last_paragraph < 3:
        addressed, called = _addressed(units[index - 1]), _called(units[index - 1])
    if index + 1 < len(units) and units[index + 1].paragraph - unit.last_paragraph < 3:
        answering, calling = _addressed(units[index + 1]), _called(units[index + 1])
    pool = _pool(index, told, order, [*addressed[:2], *answering[:2]])
    if len(pool) < MOST:
        pool.extend(leading)
    if scene.narrator >= 0:
        pool.insert(0, scene.narrator)
    possible = (n for n in dict.fromkeys(pool) if n in told[index] or _may_speak(scene, n))
    return CandidatePool(
        unit,
        tuple(possible)[:MOST],
        salience,
        order,
        actors,
        addressed,
        answering,
        Counter(first[max(0, index - 8) : index]),
        Counter(first[index + 1 : index + 5]),
        _anchored(scene, index, anchors, -1),
        _anchored(scene, index, anchors, 1),
        Counter(chain.from_iterable(spoken_of[max(0, index - 2) : index + 3])),
        called,
        calling,
    )


def _pool(index: int, told: Told, order: Sequence[int], called: Sequence[int]) -> list[int]:
    """Return the possible speakers, the most likely first, with repetitions."""
    pool = [*told[index], *called, *order[:3]]
    for other in (-1, -2, 1, -3, 2, -4, 3, -5):
        if 0 <= index + other < len(told):
            pool.extend(told[index + other][:1])
    pool.extend(order[3:7])
    known = set(pool)
    for other in range(index - 6, max(-1, index - _FAR), -1):
        if len(known) >= MOST:
            break
        pool.extend(told[other][:1])
        known.update(told[other][:1])
    return pool


def _told(scene: AttributionInput, unit: Unit) -> list[int]:
    """Return the people to whom the cues of a unit point by name or by noun phrase."""
    found: list[int] = []
    for cue in unit.cues:
        number = scene.resolve(cue.chunk)
        if number >= 0 and number not in found:
            found.append(number)
    return found


def _anchored(
    scene: AttributionInput, index: int, anchors: Mapping[int, int], way: int
) -> dict[int, int]:
    """Return the distance in turns to the nearest anchor of each person.

    Searches backwards (`way` -1) or forwards (1), only through an unbroken dialogue: an even
    distance is evidence for a person.
    """
    distances: dict[int, int] = {}
    units = scene.units
    here = index
    for distance in range(1, _ANCHORED):
        there = here + way
        if not 0 <= there < len(units) or _between(units[here], units[there]) > 1:
            break
        here = there
        if here in anchors:
            distances.setdefault(anchors[here], distance)
    return distances


def _between(one: Unit, other: Unit) -> int:
    """Return the number of paragraphs from one unit to its neighbour; 0 in the same one."""
    first, second = (one, other) if one.index < other.index else (other, one)
    return second.paragraph - first.last_paragraph


def _spoken_of(unit: Unit) -> list[int]:
    """Return the people who are named, not addressed, in the passages of a unit."""
    return [
        number
        for passage in unit.passages
        if passage.named
        for number in set(passage.named).difference(passage.addressed)
    ]


def _salience(scene: AttributionInput, place: int) -> tuple[dict[int, float], list[int], list[int]]:
    """Return the weight at `place` of each recently named person, and two lists.

    The lists are the people who were named and the people who were subjects, the latest first.
    """
    weights: dict[int, float] = {}
    order: list[int] = []
    actors: list[int] = []
    named = scene.named
    position = bisect_left(named.starts, place) - 1
    stop = position - 40
    while position >= 0 and position > stop and place - named.starts[position] < REACH:
        number = named.people[position]
        if _may_speak(scene, number):
            if number not in weights:
                order.append(number)
                weights[number] = 0.0
            if scene.subjects[position] and number not in actors:
                actors.append(number)
            lift = _SUBJECT if scene.subjects[position] else 1.0
            weights[number] += lift * math.exp((named.starts[position] - place) / _DECAY)
        position -= 1
    return weights, order, actors


def _may_speak(scene: AttributionInput, number: int) -> bool:
    """Return whether anything in the text indicates that this is a person (or that it speaks)."""
    person = scene.people[number]
    if scene.news and person.placed * 6 > person.named and not person.cues and not person.pinned:
        return False  # a place
    return bool(person.gender or person.cues or person.pinned or person.acts * 5 > person.named)


def _addressed(unit: Unit) -> list[int]:
    """Return the people whom the words of a unit address by name, the last first."""
    return [number for passage in reversed(unit.passages) for number in passage.addressed]


def _called(unit: Unit) -> str:
    """Return the gender of the person whom the words of a unit address without a name."""
    return next((passage.calls for passage in unit.passages if passage.calls), "")
