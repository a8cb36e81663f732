"""The parts of a name: titles, first name, surname and gender."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from readerapp.speakers.lexicon import (
    FEMALE_NAMES,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_NOUNS,
    MALE_TITLES,
)
from readerapp.speakers.names import ARTICLE, SUFFIXES, core_name, is_first_name, leading_titles

_ARTICLE = re.compile(rf"{ARTICLE}-(?=[A-Z])")
_PARTICLES = frozenset("De Di Du Da Dos Della Von".split())


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a name; `gender` is "m", "f" or ""."""

    titles: tuple[str, ...]
    first: str
    last: str
    gender: str
    suffix: str = ""

    @property
    def full(self) -> bool:
        """Return whether the name has a first name and a surname."""
        return bool(self.first and self.last)


@lru_cache(maxsize=4096)
def split_name(name: str) -> Parts:
    """Return the parts of a name."""
    titles = tuple(leading_titles(name))
    words = core_name(name)
    while len(words) > 1 and words[0].islower():  # "van der Luyden" is a surname
        del words[0]
    if len(words) == 2 and words[0] in _PARTICLES:  # "De Low" at the start of a sentence
        del words[0]
    words[-1] = _ARTICLE.sub("", words[-1])
    gender = title_gender(titles) or first_gender(words[0])
    suffix = name.split()[-1].rstrip(".")
    suffix = suffix if suffix in SUFFIXES else ""
    if suffix and len(words) == 1 and not titles:  # "Reed Jr."
        return Parts((), "", words[0], "", suffix)
    if len(words) > 1:
        return Parts(titles, words[0], words[-1], gender, suffix)
    if titles:
        first_follows = {"Lady", "Sir", "Uncle", "Aunt", "Cousin", "Saint", "Sister", "Brother"}
        if first_follows & set(titles) and is_first_name(words[0]):
            return Parts(titles, words[0], "", gender)
        return Parts(titles, "", words[0], title_gender(titles))
    if gender:
        return Parts((), words[0], "", gender)
    return Parts((), "", words[0], "")


def title_gender(titles: Iterable[str]) -> str:
    """Return the gender that the first gendered title tells: "m", "f" or ""."""
    for title in titles:
        if title in MALE_TITLES:
            return "m"
        if title in FEMALE_TITLES:
            return "f"
    return ""


def first_gender(word: str) -> str:
    """Return the gender of a first name: "m", "f" or ""."""
    lowered = word.lower()
    if lowered in MALE_NAMES or lowered in MALE_NOUNS:
        return "m"
    if lowered in FEMALE_NAMES or lowered in FEMALE_NOUNS:
        return "f"
    return ""


def has_name_of_husband(parts: Parts) -> bool:
    """Return whether a name is that of a wife called by her husband's: "Mrs. John Low"."""
    first = first_gender(parts.first)
    return title_gender(parts.titles) == "f" and (
        first == "m" or (not first and "Mrs" in parts.titles)
    )


def gender_of(name: str) -> str:
    """Return the gender of a name's title or first name: "m", "f" or "".

    >>> gender_of("Mrs. Low"), gender_of("Low")
    ('f', '')
    """
    return split_name(name).gender


def surname(name: str) -> str:
    """Return the surname in a name of several words, or ""."""
    return split_name(name).last if " " in name and name[:1].isupper() else ""
