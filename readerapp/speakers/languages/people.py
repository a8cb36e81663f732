"""Find the persons of a text in another language: their names, where they are named, offices."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from readerapp.speakers import KnownSpeaker
from readerapp.speakers.languages.name_reader import find_full_names, first_name_gender
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.speech import Speech
from readerapp.speakers.languages.tokens import is_capital, split_words

_LONGEST_OFFICE = 40
"""Code points before a name in which the word for an office ends."""
_LAST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*),?\s+$")
_NEXT_WORDS = re.compile(r"\s*,\s+((?:[^\W\d_]+(?:-[^\W\d_]+)*(?:\s+(?=\w)|\b)){1,2})")


@dataclass
class People:
    """What is known of the persons of a text while it is read front to back.

    Attributes:
        full_names: The full names by their last word.
        known_names: The names that the user has given, by all names of the same person.
        mentions: Names with their starts, in order.
        genders: "m" or "f" by name, where a title in front of the name tells it.
        offices: The full names that stand beside a noun for a person ("Bürgermeisterin"), by the
            noun in lower case.
    """

    full_names: dict[str, set[str]] = field(default_factory=dict)
    known_names: dict[str, str] = field(default_factory=dict)
    mentions: list[tuple[int, str]] = field(default_factory=list)
    offices: dict[str, set[str]] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)

    def gender(self, name: str) -> str:
        """Return "m", "f" or "" for a person, by a title or the first name."""
        return self.genders.get(name) or first_name_gender(name.split()[0].lower())

    def holder(self, office: str) -> str:
        """Return the only person of the text with an office, or ""."""
        names = {self.fullest(name) for name in self.offices.get(office.lower(), ())}
        return names.pop() if len(names) == 1 else ""

    def fullest(self, name: str) -> str:
        """Return the full name for a bare last name, if only one person has it."""
        if name in self.known_names:
            return self.known_names[name]
        last = name.rpartition(" ")[2]
        candidates = self.full_names.get(last, set())
        if last != name:  # "Van der Lieth": only the particles are with the last name
            folded = f" {name.lower()}"
            candidates = {full for full in candidates if full.lower().endswith(folded)}
        if not candidates:
            return name
        if len(candidates) == 1:
            return next(iter(candidates))
        return name


def read_people(
    text: str, rules: LanguageRules, known: Sequence[KnownSpeaker], speech: Sequence[Speech]
) -> People:
    """Return the persons of a text.

    Args:
        text: The whole text.
        rules: The rules of its language.
        known: The speakers that the user has named.
        speech: The speech in the text, in order.
    """
    people = People()
    ends = iter(speech)
    inside = next(ends, None)
    for start, name in find_full_names(text, rules):
        while inside and inside.outer_end <= start:
            inside = next(ends, None)
        last = name.rpartition(" ")[2]
        if " " in name:
            people.full_names.setdefault(last, set()).add(name)
        if not (inside and inside.outer_start <= start):
            people.mentions.append((start, name))
    _read_offices(text, rules, people)
    people.mentions = _with_single_names(text, rules, people, speech)
    for speaker in known:
        for alias in (speaker.name, *speaker.aliases):
            people.known_names[alias] = speaker.name
            people.full_names[alias.rpartition(" ")[2]] = {speaker.name}
    return people


def _read_offices(text: str, rules: LanguageRules, people: People) -> None:
    """Read who has which office: « la maire, Odile Ferrandou » and « Odile Ferrandou, maire »."""
    for start, name in people.mentions:
        if before := _LAST_WORD.search(text, max(0, start - _LONGEST_OFFICE), start):
            _add_office(rules, people, before[1], name)
        if behind := _NEXT_WORDS.match(text, start + len(name)):
            for word in behind[1].split():
                _add_office(rules, people, word, name)


def _add_office(rules: LanguageRules, people: People, word: str, name: str) -> None:
    if rules.is_role(word):
        people.offices.setdefault(word.lower(), set()).add(name)


def _with_single_names(
    text: str, rules: LanguageRules, people: People, speech: Sequence[Speech]
) -> list[tuple[int, str]]:
    """Return the mentions outside speech, with those by a last name or a first name alone."""
    mentions = dict(people.mentions)
    ends = [one.outer_end for one in speech]
    tokens = split_words(text, 0, len(text), rules)
    for before, token in zip([None, *tokens], tokens, strict=False):
        word = token.word
        if before and is_capital(word):
            title = before.word.capitalize()
            for list_name, gender in (("female_titles", "f"), ("male_titles", "m")):
                if rules.has(list_name, title):
                    people.genders.setdefault(people.fullest(word), gender)
        is_titled = before and before.word.islower() and rules.is_person_title(before.word)
        is_name = word in people.full_names or first_name_gender(word.lower()) or is_titled
        if not is_name or not is_capital(word) or word in rules.words["not_names"]:
            continue
        if before and (rules.has("prepositions", before.word) or (before.start in mentions)):
            continue
        at = bisect_right(ends, token.start)
        if at == len(speech) or token.start < speech[at].outer_start:
            mentions.setdefault(token.start, people.fullest(word))
    return sorted(mentions.items())
