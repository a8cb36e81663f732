"""Features of each candidate speaker: named evidence that the ranker weighs.

Static features depend on a unit and one candidate. Recency features depend on who spoke before,
and so on the path that the ranker takes. A feature is a short string with a weight in
`data/ranker_model.json`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from readerapp.speakers.candidates import CandidatePool, candidate_pools
from readerapp.speakers.characters import Person
from readerapp.speakers.lexicon import ANYBODY, KIN
from readerapp.speakers.mentions import PersonMention
from readerapp.speakers.scene import AttributionInput, Unit

_CODES = {
    "introduced": "I",
    "after": "A",
    "before": "B",
    "later": "L",
    "earlier": "E",
    "actor before": "X",
    "actor after": "Y",
}


_CLASSES = {  # positions that are alike for all features except the cue's own
    "introduced": "A",
    "after": "A",
    "before": "A",
    "later": "L",
    "earlier": "L",
    "actor before": "X",
    "actor after": "X",
}


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """The candidates of a unit with their static features, and data for `recency_features`.

    Attributes:
        candidates: People, as indices.
        static: The static features of each candidate.
        kind: Class of the strongest cue.
        gap: Code of the distance in paragraphs to the previous unit; "s" at the first unit.
        chain: That code and the one before it.
    """

    candidates: tuple[int, ...]
    static: tuple[tuple[str, ...], ...]
    kind: str
    gap: str
    chain: str


def candidate_features(
    scene: AttributionInput, settled: Mapping[int, int] | None = None
) -> list[CandidateFeatures]:
    """Return the candidates and features of each unit.

    Args:
        scene: The input.
        settled: The confirmed speakers: unit index to person.
    """
    heaviest = max((person.cues for person in scene.people), default=0)
    gap = "s"
    found = []
    for near in candidate_pools(scene, settled or {}):
        last, gap = gap, _gap(scene, near.unit)
        found.append(_choice(scene, near, heaviest, gap, gap + last))
    return found


def recency_features(choice: CandidateFeatures, place: int) -> list[str]:
    """Return the features for the rank of a candidate among the latest speakers.

    Args:
        choice: The unit.
        place: 0 for the last speaker, 1 and 2 for the ones before, 3 for none of these.
    """
    if place == 0:
        return [f"1{choice.gap}{choice.kind}"]
    if place == 1:
        return [f"2{choice.chain}{choice.kind}"]
    return [f"{place + 1 if place < 3 else 0}{choice.gap}{choice.kind}"]


def _gap(scene: AttributionInput, unit: Unit) -> str:
    if unit.index == 0:
        return "s"
    distance = unit.paragraph - scene.units[unit.index - 1].last_paragraph
    return "012345"[distance] if distance < 3 else "3" if distance < 6 else "5"


def _choice(
    scene: AttributionInput, near: CandidatePool, heaviest: int, gap: str, chain: str
) -> CandidateFeatures:
    cues = near.unit.cues
    kind = (_CLASSES[cues[0].place] + _code(cues[0].chunk)) if cues else "N"
    wanted = cues[0].chunk.value if cues and cues[0].chunk.kind == "pronoun" else ""
    rivals = {
        number: value
        for number, value in near.salience.items()
        if not wanted or scene.people[number].gender in (wanted, "")
    }
    fitting = [
        number
        for number in near.candidates
        if wanted
        and scene.people[number].gender == wanted
        and (number in near.salience or number in near.before)
    ]
    beside = _beside(near.unit)
    related = _related(scene, near) if kind[-1] == "o" else set()
    static = tuple(
        (
            f"@{beside.get(number, '-')}{kind}",
            *_cue_features(scene, near.unit, number, heaviest, related),
            *([f"u{min(len(fitting), 4)}{number in fitting}"] if wanted else ()),
            *_standing(scene, near, number, kind, heaviest),
            *_presence(scene, near, number, kind, rivals),
        )
        for number in near.candidates
    )
    return CandidateFeatures(near.candidates, static, kind, gap, chain)


def _beside(unit: Unit) -> dict[int, str]:
    """Return the people named in the narration around a unit's quotations, with a code.

    The code is "S" or "O" before the quotation in its sentence (subject or not), "s" or "o" in an
    earlier sentence before it; "T" and "P", "t" and "p" the same after it.
    """
    found: dict[int, str] = {}
    for passage in unit.passages[:4]:
        for narration, letters in ((passage.before, "SsOo"), (passage.after, "TtPp")):
            if not narration.tokens:
                continue
            acting = {chunk.start for chunk in narration.actors}
            near = narration.sentences[-1 if narration is passage.before else 0]
            for chunk in narration.chunks:
                if chunk.kind == "name":
                    far = narration.sentences[chunk.first] != near
                    place = letters[far + 2 * (chunk.start not in acting)]
                    found.setdefault(chunk.person, place)
    return found


def _related(scene: AttributionInput, near: CandidatePool) -> set[int]:
    """Return the candidates who share a surname with another person who is near.

    Near are people who were named or spoke just before.
    """
    present = {*near.order[:3], *near.behind}
    return {
        number
        for number in near.candidates
        if any(
            other != number
            and scene.surname(other)
            and scene.surname(other) == scene.surname(number)
            for other in present
        )
    }


def _cue_features(
    scene: AttributionInput, unit: Unit, number: int, heaviest: int, related: set[int]
) -> list[str]:
    """Return the features of a candidate from the cues."""
    if not unit.cues:
        return [f"g{scene.people[number].gender}"]
    features = []
    for position, cue in enumerate(unit.cues[:4]):
        code = _CODES[cue.place] + _code(cue.chunk)
        verdict = _verdict(scene, cue.chunk, number)
        features.append(f"q{min(position, 1)}{code}{verdict}")
        if code[-1] == "o" and not position:
            features.append(f"Q{verdict}{_bucket(scene.people[number].cues, heaviest)}")
            features.append(f"K{verdict}{number in related}")
        if cue.addressee is not None and scene.resolve(cue.addressee) == number:
            features.append("to")
    return features


def _standing(
    scene: AttributionInput, near: CandidatePool, number: int, kind: str, heaviest: int
) -> list[str]:
    """Return the features of a candidate from the turns around and from the whole text."""
    person, last = scene.people[number], kind[-1]
    features = [
        f"c{_bucket(person.cues, heaviest)}{kind[0]}",
        _sort(person.name, bool(person.cues)),
        f"w{_nature(person)}{last}",
        f"kp{min(near.before.get(number, 0), 4)}{last}",
        f"kn{min(near.after.get(number, 0), 2)}{last}",
        f"ab{min(near.absent.get(number, 0), 3)}{last}",
    ]
    for side, anchored in (("<", near.behind), (">", near.ahead)):
        turns = anchored.get(number, 0)
        features.append(f"{side}{turns if turns < 5 else 5 + turns % 2}{last}")
    for side, gender in (("sp", near.called), ("sn", near.calling)):
        if gender:
            agrees = "?" if not person.gender else "+" if person.gender == gender else "-"
            features.append(f"{side}{agrees}{last}")
    for passage in near.unit.passages:
        if number in passage.named:
            features.append(f"in{kind[0]}")
            break
    for passage in near.unit.passages:
        if number in passage.addressed:
            features.append("voc")
            break
    if number in near.addressed:
        features.append(f"vp{last}")
    if number in near.answering:
        features.append(f"vn{last}")
    return features


def _presence(
    scene: AttributionInput,
    near: CandidatePool,
    number: int,
    kind: str,
    rivals: Mapping[int, float],
) -> list[str]:
    """Return the features for the salience of a candidate, alone and against `rivals`."""
    if number == scene.narrator:  # always present, and hardly ever named
        return [f"I{kind[-1]}"]
    if not scene.people[number].named:  # known only by a noun
        return [f"O{kind[-1]}"]
    own = near.salience.get(number, 0.0)
    better = sum(1 for value in rivals.values() if value > own)
    total = sum(rivals.values()) + (0.0 if number in rivals else own)
    rank = near.order.index(number) if number in near.order else 9
    acted = near.actors.index(number) if number in near.actors else 9
    return [
        f"s{min(acted, 3)}{kind}",
        f"r{min(rank, 4)}{kind}",
        f"b{min(better, 3)}{kind}",
        f"h{int(own / total * 5.99) if own else 0}{kind[-1]}",
    ]


def _verdict(scene: AttributionInput, chunk: PersonMention, number: int) -> str:
    """Return how a cue judges a candidate: "=" for this person, "/" for another, or by gender."""
    person = scene.people[number]
    if chunk.kind == "pronoun":
        if chunk.value == "i":
            return "=" if number == scene.narrator else "/"
        if chunk.value == "p":
            return "p"
        if not person.gender:
            return "?"
        return "+" if person.gender == chunk.value else "-"
    own = scene.resolve(chunk)
    if chunk.kind == "name":
        return "=" if own == number else "/"
    sort = noun_kind(chunk.value)
    if own == number:
        return sort + "="
    gender = scene.people[own].gender
    if not gender or not person.gender:
        return sort + "?"
    return sort + ("+" if gender == person.gender else "-")


@lru_cache(maxsize=4096)
def noun_kind(phrase: str) -> str:
    """Return the kind of a noun phrase.

    "k" is kin ("his wife"), "a" a new person, "g" anybody ("the girl"). "o" is a person who is
    identified by an occupation, such as "the landlady", and seldom also named.

    >>> noun_kind("his wife"), noun_kind("the landlady")
    ('k', 'o')
    """
    parts = phrase.lower().split()
    if parts[0] in ("his", "her", "my", "their") or parts[-1] in KIN:
        return "k"
    if parts[0] in ("a", "an", "one", "another", "some", "several"):
        return "a"
    return "g" if parts[-1] in ANYBODY else "o"


def _code(chunk: PersonMention) -> str:
    if chunk.kind == "pronoun":
        return "n" if chunk.value == "i" else "w" if chunk.value == "p" else "p"
    return "n" if chunk.kind == "name" else "o"


@lru_cache(maxsize=4096)
def _bucket(cues: int, heaviest: int) -> int:
    if not cues:
        return 9
    return min(8, int(math.log2(heaviest / cues + 0.01) + 0.5)) if heaviest else 9


def _nature(person: Person) -> str:
    """Return the nature of a name's bearer.

    "n" is a person by the words of the name, "v" a person by pronouns, "t" a thing, "u" unknown.
    """
    if person.told:
        return "n"
    thing = person.organisation or person.articled * 3 > person.named
    if thing or person.placed * 6 > person.named:
        return "t"
    return "v" if person.gender else "u"


@lru_cache(maxsize=4096)
def _sort(name: str, heard: bool) -> str:
    """Return the feature for the form of a name, and whether its bearer has speech verbs."""
    if name[:1].islower() or name.split()[0] in ("The", "A", "An", "His", "Her", "My"):
        return "to"
    return ("tc" if heard else "t-") + ("t" if "." in name else "w" if " " in name else "s")
