"""Roles and titles of the people of a text: who "the senator" and "the engineer" are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from readerapp.speakers.characters import Person
from readerapp.speakers.lexicon import ANYBODY, KIN, PERSON_NOUNS, TITLES
from readerapp.speakers.mentions import NameColumns
from readerapp.speakers.names import leading_titles

_FULL_TITLES = {
    "Sen": "Senator",
    "Rep": "Representative",
    "Gov": "Governor",
    "Gen": "General",
    "Col": "Colonel",
    "Capt": "Captain",
    "Maj": "Major",
    "Lt": "Lieutenant",
    "Lieut": "Lieutenant",
    "Sgt": "Sergeant",
    "Prof": "Professor",
    "Dr": "Doctor",
    "Rev": "Reverend",
    "Cmdr": "Commander",
}
_OF_MANY = frozenset(
    "candidate nominee supporter critic member leader official aide adviser advisor senator"
    " governor congressman congresswoman representative president minister secretary reporter voter"
    " analyst democrat republican lawmaker politician opponent rival donor delegate ally".split()
)
"""Roles that several people of a report have as often as one."""
_BEFORE = 30  # code points before a name in which its role is searched
_ROLE_BEFORE = re.compile(r"\b([A-Za-z]+)\s\Z")
_ROLE_AFTER = re.compile(
    r",\s(?:the|a|an|its|their|[Hh]er|[Hh]is)\s(?:[\w’'-]+\s){0,3}?([a-z]+)(?=[,.;]|\s(?:of|for|at)\b)"
)


def people_by_title(
    text: str, people: Sequence[Person], names: NameColumns, news: bool
) -> dict[str, list[int]]:
    """Return the people who have each title or, in news, each role, with a capital.

    In news, "the senator" is who has the title Sen. only if nobody is named more often.

    Args:
        text: The whole text.
        people: Its persons.
        names: The name mentions outside quotations.
        news: Whether the text is news.
    """
    found: defaultdict[str, dict[int, None]] = defaultdict(dict)
    most = max((person.count for person in people if person.gender), default=0)
    for number, person in enumerate(people):
        for name in person.aliases:
            for title in leading_titles(name):
                found[title][number] = None
                if news and person.count >= most:
                    found[_FULL_TITLES.get(title, title.title())][number] = None
    if news:
        for start, end, number in zip(names.starts, names.ends, names.people, strict=True):
            before = _ROLE_BEFORE.search(text, max(0, start - _BEFORE), start)
            after = _ROLE_AFTER.match(text, end, end + 60)
            for role in (before, after) if people[number].gender else ():
                if role and _is_role(role[1].lower()):
                    found[role[1].title()][number] = None
    return {title: list(numbers) for title, numbers in found.items()}


def _is_role(word: str) -> bool:
    """Return whether a word is a role that one person has: "engineer", not "woman" or "son"."""
    known = word in PERSON_NOUNS or word.upper() in TITLES
    return known and word not in ANYBODY and word not in KIN and word not in _OF_MANY
