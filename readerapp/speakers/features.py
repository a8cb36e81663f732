"""What speaks for and against each candidate: named features that the ranker weighs.

Static features look at a unit and one candidate; `step` features look at who spoke before, and
so depend on the path that the ranker takes. A feature is a short text; its weight says how much.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from readerapp.speakers.clauses import Chunk
from readerapp.speakers.cues import STRONG
from readerapp.speakers.scene import Scene, Unit
from readerapp.speakers.words import ANYBODY, KIN

MOST = 12
"""Candidates that are weighed for a unit at most."""

REACH = 2_500
"""Code points of earlier narration in which candidates are looked for."""

_FAR = 14  # units back in which further candidates are looked for
_ANCHORED = 9  # turns to both sides in which a speaker who is told counts as an anchor
_DECAY = 350.0
_CODES = {
    "introduced": "I",
    "after": "A",
    "before": "B",
    "later": "L",
    "earlier": "E",
    "actor before": "X",
    "actor after": "Y",
}


_CLASSES = {  # places that are alike for everything but the cue itself
    "introduced": "A",
    "after": "A",
    "before": "A",
    "later": "L",
    "earlier": "L",
    "actor before": "X",
    "actor after": "X",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit's candidates with their static features, and what `step` needs of the unit."""

    candidates: tuple[int, ...]
    static: tuple[tuple[str, ...], ...]
    kind: str  # class of the strongest cue, for the step features
    gap: str  # distance to the unit before
    chain: str  # that distance and the one before it
    continued: bool


def choices(scene: Scene, settled: Mapping[int, int] | None = None) -> list[Choice]:
    """The choice at each unit of the scene; `settled` units (to people) are told beyond doubt."""
    settled = settled or {}
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
    heaviest = max((person.cues for person in scene.people), default=0)
    often = Counter(number for numbers in told for number in numbers)
    leading = [number for number, _ in often.most_common(3)]
    return [_choice(scene, unit, told, anchors, heaviest, leading) for unit in scene.units]


def step(choice: Choice, candidate: int, spoke: Sequence[int]) -> list[str]:
    """Features of a candidate after the speakers `spoke`, the latest first."""
    kind, gap = choice.kind, choice.gap
    if spoke and candidate == spoke[0]:
        return [f"1{gap}{kind}", f"1c{choice.continued}"]
    if len(spoke) > 1 and candidate == spoke[1]:
        return [f"2{choice.chain}{kind}"]
    if len(spoke) > 2 and candidate == spoke[2]:
        return [f"3{gap}{kind}"]
    return [f"0{gap}{kind}"]


def _told(scene: Scene, unit: Unit) -> list[int]:
    """The people to whom the cues of a unit point by name or by noun."""
    found: list[int] = []
    for cue in unit.cues:
        number = scene.resolve(cue.chunk)
        if number >= 0 and number not in found:
            found.append(number)
    return found


def _gap(scene: Scene, unit: Unit) -> str:
    if unit.index == 0:
        return "s"
    distance = unit.paragraph - scene.units[unit.index - 1].paragraph
    return "012345"[distance] if distance < 3 else "3" if distance < 6 else "5"


def _choice(
    scene: Scene,
    unit: Unit,
    told: Sequence[Sequence[int]],
    anchors: Mapping[int, int],
    heaviest: int,
    leading: Sequence[int],
) -> Choice:
    main = unit.cues[0] if unit.cues else None
    kind = (_CLASSES[main.place] + _code(main.chunk)) if main else "N"
    place = main.chunk.start if main else unit.start
    salience, order, actors = _salience(scene, min(place, unit.end + 200))
    units = scene.units
    index = unit.index
    previous = units[index - 1] if index else None
    following = units[index + 1] if index + 1 < len(units) else None
    addressed = _addressed(previous) if previous and unit.paragraph - previous.paragraph < 3 else ()
    answering = (
        _addressed(following) if following and following.paragraph - unit.paragraph < 3 else ()
    )
    pool: dict[int, None] = dict.fromkeys(told[index])
    pool.update(dict.fromkeys(addressed[:2]))
    pool.update(dict.fromkeys(answering[:2]))
    pool.update(dict.fromkeys(order[:3]))
    for other in (-1, -2, 1, -3, 2, -4, 3, -5):
        if 0 <= index + other < len(units):
            pool.update(dict.fromkeys(told[index + other][:1]))
    pool.update(dict.fromkeys(order[3:7]))
    for other in range(-6, -_FAR, -1):
        if index + other < 0 or len(pool) >= MOST:
            break
        pool.update(dict.fromkeys(told[index + other][:1]))
    pool.update(dict.fromkeys(leading))
    if scene.narrator >= 0:
        pool = {scene.narrator: None, **pool}
    candidates = [number for number in pool if number in told[index] or _may_speak(scene, number)][
        :MOST
    ]
    nearby = Counter(
        number for numbers in told[max(0, index - 8) : index] for number in numbers[:1]
    )
    coming = Counter(number for numbers in told[index + 1 : index + 5] for number in numbers[:1])
    context = _Context(
        scene, unit, kind, salience, order, actors, heaviest, set(addressed), set(answering),
        nearby, coming, _anchored(scene, index, anchors, -1), _anchored(scene, index, anchors, 1),
        _spoken_of(scene, index),
    )  # fmt: skip
    static = tuple(tuple(_static(context, number)) for number in candidates)
    gap = _gap(scene, unit)
    chain = gap + (_gap(scene, previous) if previous else "s")
    return Choice(tuple(candidates), static, kind, gap, chain, unit.continued)


@dataclass(frozen=True, slots=True)
class _Context:
    scene: Scene
    unit: Unit
    kind: str
    salience: Mapping[int, float]
    order: Sequence[int]
    actors: Sequence[int]
    heaviest: int
    addressed: set[int]
    answering: set[int]
    nearby: Mapping[int, int]
    coming: Mapping[int, int]
    behind: Mapping[int, int]
    ahead: Mapping[int, int]
    absent: Mapping[int, int]


def _static(context: _Context, number: int) -> list[str]:
    scene, unit, kind = context.scene, context.unit, context.kind
    person = scene.people[number]
    features: list[str] = []
    for position, cue in enumerate(unit.cues[:4]):
        code = _CODES[cue.place] + _code(cue.chunk)
        verdict = _verdict(scene, cue.chunk, number)
        features.append(f"q{min(position, 1)}{code}{verdict}")
        if cue.addressee is not None and scene.resolve(cue.addressee) == number:
            features.append("to")
    if not unit.cues:
        features.append(f"g{person.gender}")
    if number == scene.narrator:  # who is everywhere, and hardly ever named
        features.append(f"I{kind[-1]}")
    elif not person.named:  # known by a noun only
        features.append(f"O{kind[-1]}")
    else:
        features.extend(_presence(context, number))
    features.append(f"c{_bucket(person.cues, context.heaviest)}{kind[0]}")
    features.append("t" + _sort(person.name, person.cues))
    features.append(f"kp{min(context.nearby.get(number, 0), 4)}{kind[-1]}")
    for side, anchored in (("<", context.behind), (">", context.ahead)):
        turns = anchored.get(number, 0)
        features.append(f"{side}{turns if turns < 5 else 5 + turns % 2}{kind[-1]}")
    features.append(f"ab{min(context.absent.get(number, 0), 3)}{kind[-1]}")
    features.append(f"kn{min(context.coming.get(number, 0), 2)}{kind[-1]}")
    if any(number in passage.named for passage in unit.passages):
        features.append(f"in{kind[0]}")
    if any(number in passage.addressed for passage in unit.passages):
        features.append("voc")
    if number in context.addressed:
        features.append(f"vp{kind[-1]}")
    if number in context.answering:
        features.append(f"vn{kind[-1]}")
    return features


def _presence(context: _Context, number: int) -> list[str]:
    """How present a candidate is in the narration before, alone and against the others."""
    scene, unit, kind = context.scene, context.unit, context.kind
    rank = context.order.index(number) if number in context.order else 9
    wanted = unit.cues[0].chunk.value if unit.cues and unit.cues[0].chunk.kind == "pronoun" else ""
    rivals = [
        value
        for other, value in context.salience.items()
        if other != number and (not wanted or scene.people[other].gender in (wanted, ""))
    ]
    own = context.salience.get(number, 0.0)
    better = sum(1 for value in rivals if value > own)
    share = own / (own + sum(rivals)) if own else 0.0
    acted = context.actors.index(number) if number in context.actors else 9
    features = [f"s{min(acted, 3)}{kind}"]
    return [
        *features,
        f"r{min(rank, 4)}{kind}",
        f"b{min(better, 3)}{kind}",
        f"h{int(share * 5.99)}{kind[-1]}",
    ]


def _anchored(scene: Scene, index: int, anchors: Mapping[int, int], way: int) -> dict[int, int]:
    """In how many turns, backwards or forwards (`way`), each person is next told to speak.

    Only through an unbroken dialogue: an even distance speaks for a person.
    """
    distances: dict[int, int] = {}
    units = scene.units
    here = index
    for distance in range(1, _ANCHORED):
        there = here + way
        if not 0 <= there < len(units) or abs(units[there].paragraph - units[here].paragraph) > 1:
            break
        here = there
        if here in anchors:
            distances.setdefault(anchors[here], distance)
    return distances


def _spoken_of(scene: Scene, index: int) -> Counter[int]:
    """How often people are named, not addressed, in the turns right around a unit."""
    found: Counter[int] = Counter()
    for unit in scene.units[max(0, index - 2) : index + 3]:
        for passage in unit.passages:
            found.update(set(passage.named) - set(passage.addressed))
    return found


def _verdict(scene: Scene, chunk: Chunk, number: int) -> str:
    """How a cue judges a candidate: "=" means this one, "/" another, or by gender."""
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
    sort = noun_sort(chunk.value)
    if own == number:
        return sort + "="
    gender = scene.people[own].gender
    if not gender or not person.gender:
        return sort + "?"
    return sort + ("+" if gender == person.gender else "-")


@lru_cache(maxsize=4096)
def noun_sort(phrase: str) -> str:
    """What a phrase tells: "k" kin ("his wife"), "a" somebody new, "g" anybody ("the girl").

    Else "o": somebody who is what they do, as "the landlady", and seldom named as well.
    """
    parts = phrase.lower().split()
    if parts[0] in ("his", "her", "my", "their") or parts[-1] in KIN:
        return "k"
    if parts[0] in ("a", "an", "one", "another", "some", "several"):
        return "a"
    return "g" if parts[-1] in ANYBODY else "o"


def _code(chunk: Chunk) -> str:
    if chunk.kind == "pronoun":
        return "n" if chunk.value == "i" else "w" if chunk.value == "p" else "p"
    return "n" if chunk.kind == "name" else "o"


def _salience(scene: Scene, place: int) -> tuple[dict[int, float], list[int], list[int]]:
    """How present each recently named person is at `place`; who was named, and who acted, last."""
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
            lift = 3.5 if scene.subjects[position] else 1.0
            weights[number] += lift * math.exp((named.starts[position] - place) / _DECAY)
        position -= 1
    return weights, order, actors


def _may_speak(scene: Scene, number: int) -> bool:
    """Whether anything in the text tells that this is a person (or that it speaks)."""
    person = scene.people[number]
    return bool(person.gender or person.cues or person.pinned or person.acts * 5 > person.named)


def _addressed(unit: Unit) -> list[int]:
    """Whom the words of a unit call by name, the last first."""
    return [number for passage in reversed(unit.passages) for number in passage.addressed]


def _bucket(cues: int, heaviest: int) -> int:
    if not cues:
        return 9
    return min(8, int(math.log2(heaviest / cues + 0.01) + 0.5)) if heaviest else 9


def _sort(name: str, cues: int) -> str:
    if name[:1].islower() or name.split()[0] in ("The", "A", "An", "His", "Her", "My"):
        return "o"
    return ("c" if cues else "-") + ("t" if "." in name else "w" if " " in name else "s")
