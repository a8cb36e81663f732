"""Descriptions that mean a person with a name: "his lordship", "the teenager"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from readerapp.speakers.lexicon import KIN
from readerapp.speakers.mentions import NameColumns
from readerapp.speakers.noun_phrases import phrase_gender

_STYLES = {
    "lordship": ("Lord", "Viscount", "Earl", "Baron", "Marquis"),
    "ladyship": ("Lady", "Viscountess", "Countess", "Baroness", "Marquise"),
    "grace": ("Duke", "Duchess", "Archbishop"),
    "majesty": ("King", "Queen", "Emperor", "Empress"),
    "highness": ("Prince", "Princess"),
    "holiness": ("Pope",),
    "eminence": ("Cardinal",),
    "honour": ("Judge",),
    "honor": ("Judge",),
}
"""Titles of the persons of whom "his lordship" and the like speak."""
_age = re.compile(r",[ ](?:aged[ ])?(\d{1,2})(?=[,.;)])|[ ]\((\d{1,2})\)").match
_is_years_old = re.compile(r"(\d{1,2})-year-old\Z").match
_AGES = {
    "teenager": (13, 19),
    "youngster": (5, 21),
    "youth": (10, 21),
    "schoolboy": (5, 18),
    "schoolgirl": (5, 18),
    "pensioner": (60, 99),
    "octogenarian": (80, 89),
}
"""Ages of persons, in years, by what news calls them after it has given name and age."""
_role_before = re.compile(
    r"[\s\S]*?(?:(?:\b[Hh]is|\b[Hh]er|\b[Tt]heir|\b[Mm]y|\b[Tt]he|['’]s)[ ](?:[\w-]+[ ])?([a-z-]+),"
    r"[ ]|(?<![\w’'])([A-Za-z][a-z-]+)[ ])\Z"
).match
"""Match a noun that tells the gender of the name behind it: "his wife, Ann", "brother Sam"."""
_GENDERED = KIN | frozenset(
    "widow widower girlfriend boyfriend spokesman spokeswoman actress".split()
)
"""Nouns that tell a gender; of an occupation, as of a captain, it is what stories assume."""
_LONGEST_ROLE = 40  # code points before a name


def find_gender_before(text: str, start: int) -> str:
    """Return the gender that a noun before the name at `start` tells: "m", "f" or ""."""
    role = _role_before(text, max(0, start - _LONGEST_ROLE), start)
    noun = (role[1] or role[2]).lower() if role else ""
    return phrase_gender(noun) if noun in _GENDERED else ""


def find_person_of_style(phrase: str, people_by_title: Mapping[str, Sequence[int]]) -> int:
    """Return the only person of a style, as Lord Venn of "his lordship"; else -1.

    Args:
        phrase: The noun phrase in lower case.
        people_by_title: The persons whom the text calls by each title, as indices.
    """
    words = phrase.split()
    titles = _STYLES.get(words[-1], ()) if words[-2:-1] in (["his"], ["her"]) else ()
    people = {number for title in titles for number in people_by_title.get(title, ())}
    return people.pop() if len(people) == 1 else -1


def find_person_of_age(phrase: str, text: str, names: NameColumns) -> int:
    """Return the only person whose age is in the text and goes with a noun; else -1.

    "The teenager" is Ann Poe after "Ann Poe, 19,".

    Args:
        phrase: The noun phrase in lower case.
        text: The whole text.
        names: The name mentions outside quotations.
    """
    head = phrase.split()[-1]
    exact = _is_years_old(head)
    low, high = (int(exact[1]), int(exact[1])) if exact else _AGES.get(head, (1, 0))
    if low > high or not phrase.startswith("the "):
        return -1
    found = set()
    for end, number in zip(names.ends, names.people, strict=True):
        age = _age(text, end)
        if age and low <= int(age[1] or age[2]) <= high:
            found.add(number)
    return found.pop() if len(found) == 1 else -1
