"""Candidate speakers of each unit, with evidence from the surrounding units and narration."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from readerapp.speakers.addresses import Addresses, AddressesAround, collect_addresses
from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.lexicon import INSCRIPTIONS
from readerapp.speakers.mentions import NOMINATIVE, NameColumns
from readerapp.speakers.noun_phrases import COMPLEMENT, phrase_gender
from readerapp.speakers.passages import STRONG
from readerapp.speakers.pronouns import MentionColumns, follow_people


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many candidates a unit has.

    Attributes:
        most: Maximum number of candidates.
        enough: Number at which no more are searched far away.
        recent: Maximum number of people who were mentioned last.
        mentions: Maximum number of mentions that are looked at before the unit.
    """

    most: int
    enough: int
    recent: int
    mentions: int


# In the labelled novels, the speaker of .980 of the units is a candidate, one of 8.2 on average.
# With 16, 16, 7 and 60 it is .982 and one of 9.1, in a tenth more time.
_STORY = _Limits(most=11, enough=10, recent=6, mentions=45)
_NEWS = _Limits(most=16, enough=16, recent=7, mentions=40)

REACH = 6_000
"""Code points of earlier news in which candidates are searched.

A speech in a story can be longer; there, the number of mentions is the only limit.
"""

_FAR = 30  # units back in which further candidates are searched
# `benchmarks/train_speakers.py --cross`: with two unnamed people of the next 60 units, the speaker
# of .983 instead of .976 of the turns in novels is a candidate, with a mute one of .984; three of
# the next 120 units added nothing.
_AHEAD = 60  # units ahead in which people who have not spoken are searched
_UNNAMED = 2  # candidates whom the narration has not named before the unit
_MUTE = 1  # candidates whom it has named, but who have not spoken
_NEAR = 3  # paragraphs from a turn that addresses somebody to the turn of that person, and less
_ANCHORED = 9  # turns on each side in which a speaker named by a cue is an anchor
_AFTER, _MENTIONS_AFTER = 1_500, 30  # code points and mentions that are looked at after a unit
_DECAY = 350.0  # code points after which a mention has lost two thirds of its weight
_SUBJECT = 3.5  # factor of the weight of a mention that is a subject

PeopleLists = Sequence[Sequence[int]]
"""For each unit a list of people."""

Entrance = tuple[int, int, int]
"""A unit whose speaker is named for the first time, the unit before which that person was first
named at all, and the person."""


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """The candidates of a unit, with evidence about them from nearby.

    People are indices of persons.

    Attributes:
        unit: The unit.
        candidates: The candidates.
        salience: Weight of people recently named in the narration before.
        recent_people: People named before, the latest first.
        recent_subjects: People who were subjects before, the latest first.
        named_people: People named in the unit.
        addressees: People addressed by name in the unit.
        addressees_before: People addressed by name in the previous turn.
        addressees_after: People addressed by name in the next turn.
        cues_before: How often cues name people as speakers in earlier units nearby.
        cues_after: How often cues name people as speakers in later units nearby.
        turns_back: Number of turns back to the last turn that cues assign to a person.
        turns_ahead: Number of turns to the next turn that cues assign to a person.
        mention_counts: How often people are spoken of, not addressed, nearby.
        address_gender_before: Gender of the person addressed as "sir" or "mamma" in the previous
            turn, or "".
        address_gender_after: The same for the next turn.
        newcomers: People who have not spoken yet, and do so soon after the unit: "the young man"
            says who he is later.
        addressed: Who is addressed by name in the dialogue around.
        ahead: Weight of the people who are mentioned soon after the unit, the next first; in a
            story only.
    """

    unit: Unit
    candidates: tuple[int, ...]
    salience: Mapping[int, float]
    recent_people: Sequence[int]
    recent_subjects: Sequence[int]
    named_people: Collection[int]
    addressees: Collection[int]
    addressees_before: Sequence[int]
    addressees_after: Sequence[int]
    cues_before: Mapping[int, int]
    cues_after: Mapping[int, int]
    turns_back: Mapping[int, int]
    turns_ahead: Mapping[int, int]
    mention_counts: Mapping[int, int]
    address_gender_before: str
    address_gender_after: str
    newcomers: Sequence[int]
    addressed: AddressesAround
    ahead: Mapping[int, float]


def candidate_pools(
    scene: AttributionInput, confirmed_speakers: Mapping[int, int]
) -> Iterator[CandidatePool]:
    """Yield the candidates of each unit in order.

    Args:
        scene: The input.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person.
    """
    cued_people = [
        [confirmed_speakers[unit.index]]
        if unit.index in confirmed_speakers
        else _find_cued_people(scene, unit)
        for unit in scene.units
    ]
    anchors = {
        unit.index: cued_people[unit.index][0]
        for unit in scene.units
        if unit.index in confirmed_speakers
        or (unit.cues and unit.cues[0].position in STRONG and cued_people[unit.index])
    }
    cue_counts = Counter(number for numbers in cued_people for number in numbers)
    addresses = collect_addresses(scene)
    nearby = _Surroundings(
        _find_mentions(scene, addresses),
        frozenset(n for n in range(len(scene.people)) if _may_speak(scene, n)),
        [number for number, _ in cue_counts.most_common(3)],
        cued_people,
        [numbers[0] if numbers else -1 for numbers in cued_people],
        anchors,
        [_spoken_of(unit) for unit in scene.units],
        addresses,
        [_address_gender(unit) for unit in scene.units],
        [after.paragraph - unit.last_paragraph for unit, after in pairwise(scene.units)],
        [] if scene.news else _find_entrances(scene, cued_people),
    )
    for unit in scene.units:
        yield _make_pool(scene, unit, nearby)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What is known about the people around each unit; a list has one entry for each unit.

    Attributes:
        mentions: The mentions outside quotations.
        may_speak: People who may be speakers at all.
        most_cued: The people to whom most cues point.
        cued_people: People to whom the cues of a unit point.
        first_cued: The first of them, or -1.
        anchors: By unit, the speaker whom a cue or the user names.
        spoken_of: People named, not addressed.
        addresses: People addressed by name.
        address_genders: Gender of the person addressed without a name, or "".
        gaps: Number of paragraphs from a unit to the next one; 0 in the same one.
        entrances: When the people who speak are first named and cued.
    """

    mentions: MentionColumns
    may_speak: frozenset[int]
    most_cued: Sequence[int]
    cued_people: PeopleLists
    first_cued: Sequence[int]
    anchors: Mapping[int, int]
    spoken_of: PeopleLists
    addresses: Addresses
    address_genders: Sequence[str]
    gaps: Sequence[int]
    entrances: Sequence[Entrance]


def _make_pool(scene: AttributionInput, unit: Unit, nearby: _Surroundings) -> CandidatePool:
    units, index = scene.units, unit.index
    offset = min(unit.cues[0].mention.start, unit.end + 200) if unit.cues else unit.start
    salience, recent_people, recent_subjects = _salience(scene, nearby, offset)
    addressees_before: Sequence[int] = ()
    addressees_after: Sequence[int] = ()
    gender_before = gender_after = ""
    if index and nearby.gaps[index - 1] < _NEAR:
        addressees_before = nearby.addresses.people[index - 1]
        gender_before = nearby.address_genders[index - 1]
    if index + 1 < len(units) and nearby.gaps[index] < _NEAR:
        addressees_after = nearby.addresses.people[index + 1]
        gender_after = nearby.address_genders[index + 1]
    cued = nearby.cued_people[index]
    limits = _NEWS if scene.news else _STORY
    newcomers = _find_newcomers(index, nearby.entrances)
    pool = _possible_speakers(
        index,
        nearby,
        recent_people,
        [*addressees_before[:2], *addressees_after[:2]],
        newcomers,
        limits,
    )
    for other in (index - 2, index + 2):
        if 0 <= other < len(units) and abs(units[other].paragraph - unit.paragraph) < 6:
            pool.extend(nearby.addresses.people[other][:2])
    addressed = nearby.addresses.around(index)
    if not scene.news:
        pool.extend(addressed.people)
    if len(pool if scene.news else set(pool)) < limits.enough:
        pool.extend(nearby.most_cued)
    if scene.narrator >= 0:
        pool.insert(0, scene.narrator)
    possible = [n for n in dict.fromkeys(pool) if n in cued or n in nearby.may_speak]
    if gender := _cue_gender(scene.text, unit):
        possible = [n for n in possible if not _contradicts(scene, gender, n)]
    first_cued = nearby.first_cued
    return CandidatePool(
        unit,
        tuple(possible[: limits.most]),
        salience,
        recent_people,
        recent_subjects,
        {number for passage in unit.passages for number in passage.named_people},
        nearby.addresses.people[index],
        addressees_before,
        addressees_after,
        _count(first_cued[max(0, index - 8) : index]),
        _count(first_cued[index + 1 : index + 5]),
        _turns_to_anchors(nearby, index, -1),
        _turns_to_anchors(nearby, index, 1),
        _count(chain.from_iterable(nearby.spoken_of[max(0, index - 2) : index + 3])),
        gender_before,
        gender_after,
        newcomers,
        addressed,
        {} if scene.news else _salience_after(nearby.mentions, unit.end),
    )


def _count(people: Iterable[int]) -> dict[int, int]:
    """Return how often each person is among a few `people`; a `Counter` takes twice as long."""
    counts: dict[int, int] = {}
    for number in people:
        counts[number] = counts.get(number, 0) + 1
    return counts


def _possible_speakers(
    index: int,
    nearby: _Surroundings,
    recent_people: Sequence[int],
    addressees: Sequence[int],
    newcomers: Sequence[int],
    limits: _Limits,
) -> list[int]:
    """Return the possible speakers, the most likely first, with repetitions."""
    first_cued = nearby.first_cued
    pool = [*nearby.cued_people[index], *addressees, *recent_people[:3]]
    near = (index + step for step in (-1, -2, 1, -3, 2, -4, 3, -5))
    pool.extend(first_cued[n] for n in near if 0 <= n < len(first_cued) and first_cued[n] >= 0)
    pool.extend(recent_people[3 : limits.recent])
    pool.extend(newcomers)
    known = set(pool)
    for other in range(index - 6, max(-1, index - _FAR), -1):
        if len(known) >= limits.enough:
            break
        if first_cued[other] >= 0:
            pool.append(first_cued[other])
            known.add(first_cued[other])
    return pool


def _find_entrances(scene: AttributionInput, cued_people: PeopleLists) -> list[Entrance]:
    """Return when the people who speak are first named, in the order of their first cues."""
    starts = [unit.start for unit in scene.units]
    first_named: dict[int, int] = {}
    names = scene.narrated_names
    for start, end, number in zip(names.starts, names.ends, names.people, strict=True):
        if number not in first_named and not scene.text[start:end].isupper():  # a title or heading
            first_named[number] = bisect_left(starts, start)
    first_cued: dict[int, int] = {}
    for index, numbers in enumerate(cued_people):
        for number in numbers[:1]:
            first_cued.setdefault(number, index)
    return [
        (index, min(index, first_named.get(number, index)), number)
        for number, index in first_cued.items()
    ]


def _find_newcomers(index: int, entrances: Sequence[Entrance]) -> list[int]:
    """Return the next people who have not spoken before a unit, but do so soon after it.

    They are `_UNNAMED` people whom the narration has not named yet, and `_MUTE` others.
    """
    unnamed: list[int] = []
    mute: list[int] = []
    for position in range(bisect_left(entrances, (index + 1, -1, -1)), len(entrances)):
        cued, named, number = entrances[position]
        if cued >= index + _AHEAD:
            break
        if named > index and len(unnamed) < _UNNAMED:
            unnamed.append(number)
        elif named <= index and len(mute) < _MUTE:
            mute.append(number)
    return [*unnamed, *mute]


def _find_cued_people(scene: AttributionInput, unit: Unit) -> list[int]:
    """Return the people to whom the cues of a unit point by name or by noun phrase."""
    found: list[int] = []
    for cue in unit.cues:
        number = scene.resolve(cue.mention)
        each = cue.mention.value.split() if cue.mention.kind == "joint" else ()
        found.extend(n for n in (number, *map(int, each)) if n >= 0 and n not in found)
    if unit.actor and unit.actor.kind != "pronoun":
        number = scene.resolve(unit.actor)
        if number not in found and (unit.actor.kind == "nominal" or _may_speak(scene, number)):
            found.append(number)
    return found


def _turns_to_anchors(nearby: _Surroundings, index: int, way: int) -> dict[int, int]:
    """Return the distance in turns to the nearest anchor of each person.

    Searches backwards (`way` -1) or forwards (1), only through an unbroken dialogue: an even
    distance is evidence for a person.
    """
    distances: dict[int, int] = {}
    anchors, gaps = nearby.anchors, nearby.gaps
    here = index
    for distance in range(1, _ANCHORED):
        gap = here - (way < 0)  # the number of the gap between this unit and the next one
        if not 0 <= gap < len(gaps) or gaps[gap] > 1:
            break
        here += way
        if here in anchors:
            distances.setdefault(anchors[here], distance)
    return distances


def _spoken_of(unit: Unit) -> list[int]:
    """Return the people who are named, not addressed, in the passages of a unit."""
    return [
        number
        for passage in unit.passages
        if passage.named_people
        for number in set(passage.named_people).difference(passage.addressees)
    ]


def _find_mentions(scene: AttributionInput, addresses: Addresses) -> MentionColumns:
    """Return the mentions that tell who is present.

    Those are the mentions by name outside quotations, and in a story also those by pronoun. There,
    who speaks counts as a subject in "said Tom", too, and who is addressed is present from the next
    turn on.
    """
    names = scene.narrated_names
    if scene.news:
        return MentionColumns([*names.starts], [*names.people], scene.is_subject)
    cued = [unit for unit in scene.units if unit.cues and unit.cues[0].position in STRONG]
    speaking = {unit.cues[0].mention.start for unit in cued}
    rows = [
        (start, end, number, own or start in speaking)
        for start, end, number, own in zip(
            names.starts, names.ends, names.people, scene.is_subject, strict=True
        )
    ]
    for unit, after in pairwise(scene.units):
        if after.paragraph - unit.last_paragraph < _NEAR:
            at = after.start
            rows += [(at, at, number, False) for number in set(addresses.people[unit.index])]
    rows.sort()
    quoted = [
        (passage.outer_start, passage.outer_end)
        for unit in scene.units
        for passage in unit.passages
    ]
    return follow_people(
        scene.text,
        NameColumns(*([row[column] for row in rows] for column in range(3))),
        [row[3] for row in rows],
        scene.people,
        quoted,
        {unit.cues[0].mention.start: addresses.people[unit.index] for unit in cued},
    )


def _salience(
    scene: AttributionInput, nearby: _Surroundings, offset: int
) -> tuple[dict[int, float], list[int], list[int]]:
    """Return the weight at `offset` of each recently mentioned person, and two lists.

    The lists are the people who were mentioned and those who were subjects, the latest first.
    """
    weights: dict[int, float] = {}  # the latest first
    recent_subjects: dict[int, None] = {}
    mentions, may_speak = nearby.mentions, nearby.may_speak
    starts, people, is_subject = mentions.starts, mentions.people, mentions.is_subject
    last = bisect_left(starts, offset) - 1
    if scene.news:
        first = max(last - _NEWS.mentions, bisect_right(starts, offset - REACH) - 1)
    else:
        first = max(last - _STORY.mentions, -1)
    for position in range(last, first, -1):
        number = people[position]
        if number in may_speak:
            weight = math.exp((starts[position] - offset) / _DECAY)
            if is_subject[position]:
                recent_subjects[number] = None
                weight *= _SUBJECT
            weights[number] = weights.get(number, 0.0) + weight
    return weights, list(weights), list(recent_subjects)


def _salience_after(mentions: MentionColumns, offset: int) -> dict[int, float]:
    """Return the weight at `offset` of each person who is mentioned soon after it, the next first.

    The narration behind a dialogue goes on about those who talked.
    """
    weights: dict[int, float] = {}
    starts, people, is_subject = mentions.starts, mentions.people, mentions.is_subject
    first = bisect_left(starts, offset)
    last = bisect_left(starts, offset + _AFTER, first, min(first + _MENTIONS_AFTER, len(starts)))
    for position in range(first, last):
        number = people[position]
        weight = math.exp((offset - starts[position]) / _DECAY)
        if is_subject[position]:
            weight *= _SUBJECT
        weights[number] = weights.get(number, 0.0) + weight
    return weights


def _may_speak(scene: AttributionInput, number: int) -> bool:
    """Return whether anything in the text indicates that this is a person (or that it speaks)."""
    person = scene.people[number]
    if (
        scene.news
        and person.location_count * 6 > person.narration_count
        and not person.cue_count
        and not person.is_known
    ):
        return False  # a place
    if person.name.rpartition(" ")[2] in INSCRIPTIONS:
        return False
    if not (scene.news or person.cue_count or person.is_known or person.address_count):
        always_the = 0 < person.narration_count == person.article_count
        if person.is_organisation or (always_the and not person.has_gendered_name):
            return False  # "the Lantern", a café
    return bool(
        person.gender
        or person.cue_count
        or person.is_known
        or person.address_count
        or person.subject_count * 5 > person.narration_count
    )


def _cue_gender(text: str, unit: Unit) -> str:
    """Return the gender of "he said" or "she said" beside a unit, or ""."""
    cue = unit.cues[0] if unit.cues else None
    if cue is None or cue.position not in STRONG:
        return ""
    said = NOMINATIVE.get(text[cue.mention.start : cue.mention.end].lower(), "")
    return said if said in ("m", "f") else ""


def _contradicts(scene: AttributionInput, gender: str, number: int) -> bool:
    """Return whether a gendered name or noun of a person is of another gender than `gender`."""
    if scene.news and number == scene.narrator:
        return True  # who reports is "I"; stories have weights for that
    person = scene.people[number]
    own = person.gender if person.has_gendered_name else ""
    if COMPLEMENT.split(person.name)[0].rpartition(" ")[2].islower():  # "my nephew"
        own = phrase_gender(person.name)
    return bool(own) and own != gender


def _address_gender(unit: Unit) -> str:
    """Return the gender of the person whom the words of a unit address without a name."""
    return next((passage.address_gender for passage in unit.passages if passage.address_gender), "")
