"""Pronouns in the narration: the gender they tell, and whom they mean in a story, in one pass.

A pronoun means the person of its gender who is mentioned most and most recently. In novels that the
ranker was not trained on, 73 in 100 pronouns beside a speech verb meant that person. So "he" tells
who is present where nobody is named for pages.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readerapp.speakers.characters import Person
from readerapp.speakers.lexicon import MALE_PRONOUNS
from readerapp.speakers.mentions import NameColumns

# These patterns begin with the letters of a word, and only then look back at where it begins: a
# search for a few letters is several times as fast as one for the edges of words.
_PRONOUN = re.compile(r"[HhSs](?<!\w.)(?:(?<=[Hh])(?:e|is|im|er|ers|imself|erself)|(?<=[Ss])he)\b")
_SUBJECT_PRONOUN = re.compile(r"[HhSs](?<!\w.)(?:(?<=[Hh])e|(?<=[Ss])he)\b")
_OTHER_PRONOUN = re.compile(r"[Hh](?<!\w.)(?:is|er|imself|erself)\b")
_MALE = frozenset("he his him himself".split())
_SUBJECTS = ("he", "she")

# `benchmarks/train_speakers.py --cross`: 150, 300, 500 and 900 code points, 3 and 6, 0.3, 0.6 and 1
# were tried on the pronouns beside speech verbs; these mean the right person most often.
_DECAY = 500.0  # code points after which a mention has lost two thirds of its weight
_SUBJECT = 3.0  # weight of a mention that is a subject; of another one it is 1
_PRONOUN_FACTOR = 0.3  # factor of the weight of a mention by pronoun, which may be wrong

_REACH = 4_000  # code points after which a pronoun no longer means a person
_SPAN = 10_000  # code points after which the weights are scaled down, so that none overflows
_LEAST = 1e-6  # weight below which a person is forgotten


@dataclass(frozen=True, slots=True)
class MentionColumns:
    """The mentions of persons in the narration, in document order, as parallel columns.

    Starts are code points; people are indices of persons; `is_subject` tells whether the mention is
    the subject of its sentence.
    """

    starts: list[int]
    people: list[int]
    is_subject: list[bool]


def follow_people(
    text: str,
    names: NameColumns,
    is_subject: Sequence[bool],
    people: Sequence[Person],
    quoted: Sequence[tuple[int, int]],
) -> MentionColumns:
    """Return the mentions by name and by pronoun, each pronoun with the person it probably means.

    Args:
        text: The whole text.
        names: The name mentions outside quotations.
        is_subject: For each of these, whether it is the subject of its sentence.
        people: The persons.
        quoted: The quotations with their marks, as half-open ranges in code points, in order.
    """
    found = MentionColumns([], [], [])
    follower = _Follower(people, found)
    name, quotation = 0, 0
    starts = [*names.starts, len(text)]
    for match in _PRONOUN.finditer(text):
        start = match.start()
        while starts[name] < start:
            follower.mention(starts[name], names.people[name], is_subject[name])
            name += 1
        while quotation < len(quoted) and quoted[quotation][1] <= start:
            quotation += 1
        if quotation == len(quoted) or start < quoted[quotation][0]:
            follower.pronoun(start, match.group().lower())
    for rest in range(name, len(names.starts)):
        follower.mention(starts[rest], names.people[rest], is_subject[rest])
    return found


class _Follower:
    """The weights of the people who were mentioned, by gender; adds each mention to `found`.

    All weights fade at the same rate. So a new mention gets a weight that grows with its offset
    instead, and none of the older ones has to change.
    """

    def __init__(self, people: Sequence[Person], found: MentionColumns) -> None:
        self._people = people
        self._found = found
        self._weights: dict[str, dict[int, float]] = {"m": {}, "f": {}}
        self._last: dict[int, int] = {}
        self._base = 0

    def mention(self, start: int, person: int, is_subject: bool, factor: float = 1.0) -> None:
        """Add a mention of a person."""
        self._found.starts.append(start)
        self._found.people.append(person)
        self._found.is_subject.append(is_subject)
        if start - self._base > _SPAN:
            self._scale_down(start)
        self._last[person] = start
        gender = self._people[person].gender
        weight = factor * (_SUBJECT if is_subject else 1.0)
        weight *= math.exp((start - self._base) / _DECAY)
        for one in gender or "mf":
            weights = self._weights[one]
            weights[person] = weights.get(person, 0.0) + (weight if gender else weight / 2)

    def pronoun(self, start: int, word: str) -> None:
        """Add a mention of the person whom a pronoun in lower case probably means, if any."""
        weights = self._weights["m" if word in _MALE else "f"]
        if weights:
            person = max(weights, key=weights.__getitem__)
            if start - self._last[person] < _REACH:
                self.mention(start, person, word in _SUBJECTS, _PRONOUN_FACTOR)

    def _scale_down(self, start: int) -> None:
        factor = math.exp((self._base - start) / _DECAY)
        self._base = start
        for gender, weights in self._weights.items():
            scaled = {person: weight * factor for person, weight in weights.items()}
            self._weights[gender] = {n: weight for n, weight in scaled.items() if weight > _LEAST}


def vote_gender(
    text: str, names: NameColumns, people: list[Person], quotation_starts: Sequence[int]
) -> None:
    """Assign to people whose names tell no gender the gender of the pronouns that follow them."""
    votes: dict[int, Counter[str]] = {}
    total = len(names.starts)
    for position, number in enumerate(names.people):
        if people[number].gender:
            continue
        limit = names.starts[position + 1] if position + 1 < total else len(text)
        end = names.ends[position]
        quote = bisect_right(quotation_starts, end)
        limit = min(limit, quotation_starts[quote]) if quote < len(quotation_starts) else limit
        for pattern, reach, weight in ((_SUBJECT_PRONOUN, 200, 2), (_OTHER_PRONOUN, 80, 1)):
            match = pattern.search(text, end, min(limit, end + reach))
            if match:
                gender = "m" if match.group().lower() in MALE_PRONOUNS else "f"
                votes.setdefault(number, Counter())[gender] += weight
    for number, counts in votes.items():
        (gender, most), *rest = counts.most_common(2)
        if most > 1.5 * (rest[0][1] if rest else 0):
            people[number].gender = gender
