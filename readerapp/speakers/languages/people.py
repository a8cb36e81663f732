"""Find the persons of a text in another language: their names, where they are named, offices."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from readerapp.speakers import KnownSpeaker
from readerapp.speakers.languages.first_names import is_first_name
from readerapp.speakers.languages.name_reader import find_full_names, name_gender
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.russian import to_nominative
from readerapp.speakers.languages.speech import Speech
from readerapp.speakers.languages.tokens import is_capital, split_words

_LONGEST_OFFICE = 40
"""Code points before a name in which the word for an office ends."""
_LAST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*),?\s+$")
_WORD = re.compile(r"[^\W\d_]+")
_OFFICE_OF = re.compile(
    r"([^\W\d_]+(?:-[^\W\d_]+)*) (?:d[’']|dell[’']|de|du|des|del|da|do|das|dos|della|di|van) ?"
    r"(?:(?:la|le|los|las|l[’']|het|de) ?)?[^\W\d_]+(?: [^\W\d_]+)?, $"
)
_NEXT_WORDS = re.compile(r"\s*,\s+((?:[^\W\d_]+(?:-[^\W\d_]+)*(?:\s+(?=\w)|\b)){1,2})")


@dataclass
class People:
    """What is known of the persons of a text while it is read front to back.

    Attributes:
        code: The code of the language.
        full_names: The full names by their last word.
        known_names: The names that the user has given, by all names of the same person.
        mentions: Names with their starts, in order.
        genders: "m" or "f" by name, where a title in front of the name tells it.
        offices: The full names that stand beside a noun for a person ("Bürgermeisterin"), by the
            noun in lower case.
    """

    code: str
    full_names: dict[str, set[str]] = field(default_factory=dict)
    known_names: dict[str, str] = field(default_factory=dict)
    mentions: list[tuple[int, str]] = field(default_factory=list)
    offices: dict[str, set[str]] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)

    def gender(self, name: str) -> str:
        """Return "m", "f" or "" for a person, by a title or the first name."""
        return self.genders.get(name) or name_gender(name.split(), self.code)

    def holder(self, office: str) -> str:
        """Return the only person of the text with an office, or ""."""
        names = {self.fullest(name) for name in self.offices.get(office.lower(), ())}
        return names.pop() if len(names) == 1 else ""

    def nominative(self, name: str, *, is_oblique: bool) -> str:
        """Return a Russian name in the nominative, others as they are.

        Args:
            name: The name.
            is_oblique: Whether the sentence shows that it is no subject.
        """
        if self.code != "ru":
            return name
        names = [one for full in self.full_names.values() for one in sorted(full)]
        return to_nominative(name, names, is_oblique=is_oblique)

    def has_office(self, name: str) -> bool:
        """Return whether a noun for a person stands beside the name of somebody."""
        full = self.fullest(name)
        return any(full in map(self.fullest, names) for names in self.offices.values())

    def fullest_at(self, name: str, at: int) -> str:
        """Return the full name for a last name or a first name alone that stands at an offset.

        Where two persons have the last name, it is the one who was named last before it.
        """
        full = self.fullest(name)
        if full != name or name in self.known_names or " " in name or name.isupper():
            return full
        first = f"{name} " if is_first_name(name.lower(), self.code) else " "
        own = [
            one
            for start, one in self.mentions
            if start < at
            and (one.startswith(first) or (one.endswith(f" {name}") and self._is_person(one)))
        ]
        is_ambiguous = len(set(own)) > 1 and any(one.startswith(first) for one in own)
        return own[-1] if own and not is_ambiguous else name

    def _is_person(self, name: str) -> bool:
        """Return whether a name with several words is no German noun ("Berliner Bahn")."""
        return self.code != "de" or is_first_name(name.split()[0].lower(), self.code)

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
    text: str,
    rules: LanguageRules,
    known: Sequence[KnownSpeaker],
    speech: Sequence[Speech],
    subjects: frozenset[str],
) -> People:
    """Return the persons of a text.

    Args:
        text: The whole text.
        rules: The rules of its language.
        known: The speakers that the user has named.
        speech: The speech in the text, in order.
        subjects: Names of one word that say something in it.
    """
    people = People(rules.code)
    ends = iter(speech)
    inside = next(ends, None)
    found = list(find_full_names(text, rules))
    if rules.code == "ru":
        names = dict.fromkeys(name for _, name in found)
        found = [(start, to_nominative(name, names, is_oblique=False)) for start, name in found]
    for start, name in found:
        while inside and inside.outer_end <= start:
            inside = next(ends, None)
        last = name.rpartition(" ")[2]
        if " " in name:
            people.full_names.setdefault(last, set()).add(name)
        if not (inside and inside.outer_start <= start):
            people.mentions.append((start, name))
    _read_offices(text, rules, people)
    people.mentions = _with_single_names(text, rules, people, speech, subjects)
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
        if before := _OFFICE_OF.search(text, max(0, start - _LONGEST_OFFICE), start):
            _add_office(rules, people, before[1], name)  # "o ministro da Saúde, Rui Vaz"
        behind = _NEXT_WORDS.match(text, start + len(name))
        after = _WORD.match(text, behind.end()) if behind else None
        if behind and not (after and rules.is_verb(after[0])):  # not "…, la testigo dijo"
            for word in behind[1].split():
                _add_office(rules, people, word, name)


def _add_office(rules: LanguageRules, people: People, word: str, name: str) -> None:
    if rules.is_role(word):
        people.offices.setdefault(word.lower(), set()).add(name)


def _with_single_names(
    text: str,
    rules: LanguageRules,
    people: People,
    speech: Sequence[Speech],
    subjects: frozenset[str],
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
        is_name = (
            word in people.full_names
            or word in subjects
            or is_first_name(word.lower(), rules.code)
            or is_titled
        )
        if not is_name or not is_capital(word) or word in rules.words["not_names"]:
            continue
        if before and (rules.has("prepositions", before.word) or (before.start in mentions)):
            continue
        at = bisect_right(ends, token.start)
        if at == len(speech) or token.start < speech[at].outer_start:
            mentions.setdefault(token.start, people.fullest(word))
    return sorted(mentions.items())
