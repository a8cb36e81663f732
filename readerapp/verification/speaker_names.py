"""Whether two names of speakers are those of one person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from readerapp.speakers.lexicon import (
    FEMALE_NAMES,
    FULL_FORMS,
    MALE_NAMES,
    PERSON_NOUNS,
)

_word = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_initials = re.compile(r"(?:[^\W\d_]\.?[ -]?){2,4}").fullmatch
_ROLES = frozenset(
    "i he she they we you it me q a question answer questions answers the an court witness judge "
    "clerk interviewer interviewee moderator host guest speaker speakers unknown unidentified man "
    "woman male female voice audience reporter journalist narrator operator caller member chair "
    "chairman chairwoman chairperson presenter anchor translator interpreter participant panelist "
    "counsel attorney plaintiff defendant staff spokesperson spokesman spokeswoman anonymous all "
    "several".split()
)
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir lady lord dame rev hon judge justice senator "
    "president mayor minister secretary governor general captain officer councillor councilman "
    "councilwoman ceo cfo cto director chancellor premier mp herr frau monsieur madame mme señor "
    "m señora signor signora jr sr ii iii iv phd md qc kc esq".split()
)
_FEMALE_TITLES = frozenset("mrs ms miss mme madame frau señora signora lady dame sister".split())
_MALE_TITLES = frozenset("mr mister sir lord herr monsieur señor signor brother".split())
_MISSPELLING = 0.84
"""Ratio of difflib from which on two names are one, heard or written otherwise."""


def compare_names(draft: str | None, source: str | None, aliases: Iterable[str] = ()) -> str:
    """Return "agrees", "other" or "unknown" for the names of a speaker.

    Names agree if one has all the names of the other: "Matze" and "John Matze", "Mr Matze" and
    "MATZE". Initials agree with names that begin with them, short first names with their long
    forms. A role ("the mayor", "Q.") may be anybody's. The same family name with another first name
    is another person.

    >>> compare_names("John Matze", "MR. MATZE:"), compare_names("Ida Holm", "Bo Lind")
    ('agrees', 'other')
    >>> compare_names("Bill Gates", "William Gates"), compare_names("Ida Holm", "Bo Holm")
    ('agrees', 'other')
    >>> compare_names("Ida Holm", "THE WITNESS"), compare_names("the mayor", "Ida Holm")
    ('unknown', 'unknown')
    """
    if not draft or not source:
        return "unknown"
    found = [_compare(one, source) for one in (draft, *aliases)]
    for verdict in ("agrees", "unknown"):
        if verdict in found:
            return verdict
    return "other"


def _compare(draft: str, source: str) -> str:
    """Return what `compare_names` returns for one name of each side."""
    ours, theirs = _names(draft), _names(source)
    if not ours or not theirs:
        return "unknown"
    shorter, longer = sorted((ours, theirs), key=len)
    if all(any(_same_name(one, other) for other in longer) for one in shorter):
        titles = _gender(draft), _gender(source)
        return "other" if None not in titles and titles[0] != titles[1] else "agrees"
    if _has_initials(draft, theirs) or _has_initials(source, ours):
        return "agrees"
    if any(_is_initials(name) for name in (draft, source)):
        return "unknown"
    one, other = " ".join(ours), " ".join(theirs)
    if SequenceMatcher(None, one, other, autojunk=False).ratio() >= _MISSPELLING and (
        len(ours) == len(theirs) and ours[-1] != theirs[-1]
    ):
        return "agrees"
    if len(shorter) == 1 and _is_first_name(shorter[0]) and not _is_first_name(longer[0]):
        return "unknown"  # a first name and a family name may be one person's
    if len(longer) == 1 and _is_first_name(longer[0]) != _is_first_name(shorter[0]):
        return "unknown"
    return "other"


def _names(name: str) -> list[str]:
    """Return the names of a person, without titles and roles, in lower case without accents."""
    words = [found[0] for found in _word.finditer(name)]
    if any(word[0].isupper() for word in words):
        words = [word for word in words if not word[0].islower()]  # "von", "a spokesman for"
    elif any(word in PERSON_NOUNS for word in words):
        return []
    plain = [_without_accents(word) for word in words]
    return [word for word in plain if word not in _TITLES and word not in _ROLES]


def _without_accents(word: str) -> str:
    """Return a word in lower case without apostrophes and accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in letters if one.isalpha())


def _same_name(one: str, other: str) -> bool:
    """Return whether two names are the same, or one is a short form or the initial of the other."""
    if one == other or (min(len(one), len(other)) == 1 and one[0] == other[0]):
        return True
    return one in FULL_FORMS.get(other, ()) or other in FULL_FORMS.get(one, ())


def _is_initials(name: str) -> bool:
    """Return whether a name is written as initials only, as "J.M." or "JM"."""
    return _initials(name.strip(" :")) is not None and name.upper() == name


def _has_initials(name: str, names: Sequence[str]) -> bool:
    """Return whether a name is the initials of names."""
    letters = [one.casefold() for one in name if one.isalpha()]
    return _is_initials(name) and letters == [one[0] for one in names]


def _is_first_name(name: str) -> bool:
    """Return whether a name in lower case is known as a first name."""
    return name in MALE_NAMES or name in FEMALE_NAMES


def _gender(name: str) -> str | None:
    """Return "f" or "m" by the title of a name; None if it has none that tells."""
    words = [_without_accents(found[0]) for found in _word.finditer(name)]
    if any(word in _FEMALE_TITLES for word in words):
        return "f"
    return "m" if any(word in _MALE_TITLES for word in words) else None
