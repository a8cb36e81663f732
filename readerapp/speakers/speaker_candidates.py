"""Candidate speakers of each unit, with evidence from the surrounding units and narration."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from readerapp.speakers.addresses import Addresses, AddressesAround, collect_addresses
from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.lexicon import INSCRIPTIONS
from readerapp.speakers.mentions import NameColumns
from readerapp.speakers.noun_phrases import COMPLEMENT, phrase_gender
from readerapp.speakers.passages import STRONG
from readerapp.speakers.pronouns import MentionColumns, follow_people

MOST = 16
"""Maximum number of candidates of a unit."""

REACH = 6_000
"""Code points of earlier narration in which candidates are searched."""

_FAR = 30  # units back in which further candidates are searched
_NEAR = 3  # paragraphs from a turn that addresses somebody to the turn of that person, and less
_ANCHORED = 9  # turns on each side in which a speaker named by a cue is an anchor
_NAMES, _MENTIONS = 40, 60  # names and, with pronouns, mentions that are looked at before a unit
_AHEAD, _MENTIONS_AHEAD = 1_500, 30  # code points and mentions that are looked at after a unit
_DECAY = 350.0  # code points after which a mention has lost two thirds of its weight
_SUBJECT = 3.5  # factor of the weight of a mention that is a subject

PeopleLists = Sequence[Sequence[int]]
"""For each unit a list of people."""


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
        addressed: Who is addressed by name in the dialogue around.
        ahead: Weight of the people who are mentioned soon after the unit, the next first; in a
            story only.
    """

    unit: Unit
    candidates: tuple[int, ...]
    salience: Mapping[int, float]
    recent_people: Sequence[int]
    recent_subjects: Sequence[int]
    addressees_before: Sequence[int]
    addressees_after: Sequence[int]
    cues_before: Mapping[int, int]
    cues_after: Mapping[int, int]
    turns_back: Mapping[int, int]
    turns_ahead: Mapping[int, int]
    mention_counts: Mapping[int, int]
    address_gender_before: str
    address_gender_after: str
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
    most_cued = [number for number, _ in cue_counts.most_common(3)]
    first_cued = [numbers[0] if numbers else -1 for numbers in cued_people]
    spoken_of = [_spoken_of(unit) for unit in scene.units]
    addresses = collect_addresses(scene)
    able = _AblePeople(scene)
    mentions = _find_mentions(scene, addresses)
    for unit in scene.units:
        yield _make_pool(
            scene,
            mentions,
            unit,
            cued_people,
            first_cued,
            spoken_of,
            anchors,
            most_cued,
            addresses,
            able,
        )


def _make_pool(
    scene: AttributionInput,
    mentions: MentionColumns,
    unit: Unit,
    cued_people: PeopleLists,
    first_cued: Sequence[int],
    spoken_of: PeopleLists,
    anchors: Mapping[int, int],
    most_cued: Sequence[int],
    addresses: Addresses,
    able: _AblePeople,
) -> CandidatePool:
    units, index = scene.units, unit.index
    offset = min(unit.cues[0].mention.start, unit.end + 200) if unit.cues else unit.start
    salience, recent_people, recent_subjects = _salience(scene, mentions, able, offset)
    addressees_before: Sequence[int] = ()
    addressees_after: Sequence[int] = ()
    gender_before = gender_after = ""
    if index and unit.paragraph - units[index - 1].last_paragraph < _NEAR:
        addressees_before = addresses.people[index - 1]
        gender_before = _address_gender(units[index - 1])
    if index + 1 < len(units) and units[index + 1].paragraph - unit.last_paragraph < _NEAR:
        addressees_after = addresses.people[index + 1]
        gender_after = _address_gender(units[index + 1])
    pool = _possible_speakers(
        index, cued_people, recent_people, [*addressees_before[:2], *addressees_after[:2]]
    )
    for other in (index - 2, index + 2):
        if 0 <= other < len(units) and abs(units[other].paragraph - unit.paragraph) < 6:
            pool.extend(addresses.people[other][:2])
    around = addresses.around(index)
    pool.extend(around.people)
    if len(pool) < MOST:
        pool.extend(most_cued)
    if scene.narrator >= 0:
        pool.insert(0, scene.narrator)
    possible = (
        n
        for n in dict.fromkeys(pool)
        if (n in cued_people[index] or able[n]) and not _contradicts(scene, unit, n)
    )
    return CandidatePool(
        unit,
        tuple(possible)[:MOST],
        salience,
        recent_people,
        recent_subjects,
        addressees_before,
        addressees_after,
        Counter(first_cued[max(0, index - 8) : index]),
        Counter(first_cued[index + 1 : index + 5]),
        _turns_to_anchors(scene, index, anchors, -1),
        _turns_to_anchors(scene, index, anchors, 1),
        Counter(chain.from_iterable(spoken_of[max(0, index - 2) : index + 3])),
        gender_before,
        gender_after,
        around,
        {} if scene.news else _salience_ahead(mentions, unit.end),
    )


def _possible_speakers(
    index: int, cued_people: PeopleLists, recent_people: Sequence[int], addressees: Sequence[int]
) -> list[int]:
    """Return the possible speakers, the most likely first, with repetitions."""
    pool = [*cued_people[index], *addressees, *recent_people[:3]]
    for other in (-1, -2, 1, -3, 2, -4, 3, -5):
        if 0 <= index + other < len(cued_people):
            pool.extend(cued_people[index + other][:1])
    pool.extend(recent_people[3:7])
    known = set(pool)
    for other in range(index - 6, max(-1, index - _FAR), -1):
        if len(known) >= MOST:
            break
        pool.extend(cued_people[other][:1])
        known.update(cued_people[other][:1])
    return pool


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


def _turns_to_anchors(
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
        if not 0 <= there < len(units) or _paragraph_distance(units[here], units[there]) > 1:
            break
        here = there
        if here in anchors:
            distances.setdefault(anchors[here], distance)
    return distances


def _paragraph_distance(one: Unit, other: Unit) -> int:
    """Return the number of paragraphs from one unit to its neighbour; 0 in the same one."""
    first, second = (one, other) if one.index < other.index else (other, one)
    return second.paragraph - first.last_paragraph


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
    who speaks counts as a subject in "said Tom", too, and who is addressed is present in the turn
    after it.
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
    for unit, following in pairwise(scene.units):
        if _paragraph_distance(unit, following) < _NEAR:
            at = following.start
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
    scene: AttributionInput, mentions: MentionColumns, able: _AblePeople, offset: int
) -> tuple[dict[int, float], list[int], list[int]]:
    """Return the weight at `offset` of each recently mentioned person, and two lists.

    The lists are the people who were mentioned and those who were subjects, the latest first.
    """
    weights: dict[int, float] = {}  # the latest first
    recent_subjects: dict[int, None] = {}
    starts, people, is_subject = mentions.starts, mentions.people, mentions.is_subject
    last = bisect_left(starts, offset) - 1
    most = _NAMES if scene.news else _MENTIONS
    first = max(last - most, bisect_right(starts, offset - REACH) - 1)
    for position in range(last, first, -1):
        number = people[position]
        if number in weights or able[number]:
            weight = math.exp((starts[position] - offset) / _DECAY)
            if is_subject[position]:
                recent_subjects[number] = None
                weight *= _SUBJECT
            weights[number] = weights.get(number, 0.0) + weight
    return weights, list(weights), list(recent_subjects)


def _salience_ahead(mentions: MentionColumns, offset: int) -> dict[int, float]:
    """Return the weight at `offset` of each person who is mentioned soon after it, the next first.

    The narration behind a dialogue goes on about those who talked.
    """
    weights: dict[int, float] = {}
    starts, people, is_subject = mentions.starts, mentions.people, mentions.is_subject
    first = bisect_left(starts, offset)
    last = bisect_left(starts, offset + _AHEAD, first, min(first + _MENTIONS_AHEAD, len(starts)))
    for position in range(first, last):
        number = people[position]
        weight = math.exp((offset - starts[position]) / _DECAY)
        if is_subject[position]:
            weight *= _SUBJECT
        weights[number] = weights.get(number, 0.0) + weight
    return weights


class _AblePeople(dict[int, bool]):
    """Whether each person may speak (see `_may_speak`), decided when it is first asked for."""

    def __init__(self, scene: AttributionInput) -> None:
        super().__init__()
        self._scene = scene

    def __missing__(self, number: int) -> bool:
        """Decide it for a person."""
        self[number] = _may_speak(self._scene, number)
        return self[number]


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


def _contradicts(scene: AttributionInput, unit: Unit, number: int) -> bool:
    """Return whether "he said" or "she said" rules a person out by a gendered name or noun."""
    cue = unit.cues[0] if unit.cues else None
    if cue is None or cue.position not in STRONG or cue.mention.kind != "pronoun":
        return False
    person = scene.people[number]
    gender = person.gender if person.has_gendered_name else ""
    if COMPLEMENT.split(person.name)[0].rpartition(" ")[2].islower():  # "my nephew"
        gender = phrase_gender(person.name)
    return bool(gender) and cue.mention.value in "mf" and gender != cue.mention.value


def _address_gender(unit: Unit) -> str:
    """Return the gender of the person whom the words of a unit address without a name."""
    return next((passage.address_gender for passage in unit.passages if passage.address_gender), "")
