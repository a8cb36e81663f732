"""English word lists for attribution: titles, nouns for persons, verbs of speech, first names.

The words are in the files of the folder `data/`, which belongs to the package; they were written
for this project. The files are read when this module is imported, and it is imported when speakers
are ranked for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from readerapp.core.errors import ReaderError

_DATA_FOLDER = Path(__file__).with_name("data")


def read_data_file(name: str) -> str:
    """Return the text of a file in the folder `data/` of this package.

    Args:
        name: The name of the file.

    Raises:
        ReaderError: The installation lacks the file.
    """
    try:
        return (_DATA_FOLDER / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        message = f"readerapp's own file 'speakers/data/{name}' is missing: install readerapp again"
        raise ReaderError(message) from None


def parse_word_lists(text: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a data file by their name.

    >>> sorted(parse_word_lists("# Verbs.\\n[speech]\\nsay ask\\ntell\\n")["speech"])
    ['ask', 'say', 'tell']
    """
    lists: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            lists[line.strip("[] ")] = []
        elif line and not line.startswith("#"):
            lists[next(reversed(lists))] += line.split()
    return {name: frozenset(entries) for name, entries in lists.items()}


def _verb_forms(verbs: Iterable[str], doubling: frozenset[str]) -> frozenset[str]:
    """Return the forms of regular verbs that end in -s, -ed and -ing.

    Args:
        verbs: The verbs.
        doubling: The verbs that double their last letter before -ed and -ing.
    """
    forms: set[str] = set()
    for verb in verbs:
        if verb in doubling:
            forms |= {f"{verb}s", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"}
        elif verb.endswith("e"):
            forms |= {f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"}
        elif verb.endswith("y") and verb[-2] not in "aeou":
            forms |= {f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
        elif verb.endswith(("s", "sh", "ch", "x", "z")):
            forms |= {f"{verb}es", f"{verb}ed", f"{verb}ing"}
        else:
            forms |= {f"{verb}s", f"{verb}ed", f"{verb}ing"}
    return frozenset(forms)


_LISTS = parse_word_lists(read_data_file("word_lists.txt"))
_FIRST_NAMES = parse_word_lists(read_data_file("first_names.txt"))

MALE_TITLES = _LISTS["male_titles"]
FEMALE_TITLES = _LISTS["female_titles"]
TITLES = MALE_TITLES | FEMALE_TITLES | _LISTS["other_titles"]

MALE_NOUNS = _LISTS["male_nouns"]
FEMALE_NOUNS = _LISTS["female_nouns"]
SOURCE_NOUNS = _LISTS["source_nouns"]
"""Nouns for reports, firms and other sources that are quoted in news."""

WRITINGS = _LISTS["writings"]
"""Things that a person has written or said: "his filing" counts as that person."""

INSCRIPTIONS = _LISTS["inscriptions"]
"""Things that say only what is written on them."""

KIN = _LISTS["kin"]
ANYBODY = _LISTS["anybody"]
"""Nouns that may refer to anybody, also to persons with a name."""

PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | _LISTS["neutral_nouns"] | KIN

ELDERS = _LISTS["elders"]
"""Nouns for persons whom others call Mr. or Mrs. rather than by a first name."""

YOUTHS = _LISTS["youths"]
"""Nouns for children and the young."""

NOT_NAMES = _LISTS["not_names"]
"""Words that are no names of persons: words that begin sentences, and others in upper case."""

SURNAMES = _LISTS["surnames"]
"""Words of `NOT_NAMES` that are surnames behind a first name or a title: "Theresa May"."""

NOT_ALONE = _LISTS["not_alone"]
"""Words that are part of some names, but not names on their own."""

SPEECH_VERBS = (
    _verb_forms(_LISTS["regular_speech_verbs"], _LISTS["doubling_verbs"])
    | _LISTS["irregular_speech_verbs"]
)
WEAK_SPEECH_VERBS = _LISTS["weak_speech_verbs"]
"""Speech verbs that as often mean something else; they count less away from the quotation."""

MALE_PRONOUNS = _LISTS["male_pronouns"]

ORGANISATIONS = _LISTS["organisations"]
"""Last words of names of organisations and places, which names of persons do not have."""

PLACE_HEADS = _LISTS["place_heads"]
"""First words of names of places: "Hotel", "Lake"."""

DETERMINERS = _LISTS["determiners"]
PREPOSITIONS = _LISTS["prepositions"]
CONJUNCTIONS = _LISTS["conjunctions"]
FILLERS = _LISTS["fillers"]
"""Adverbs and auxiliary verbs that may stand between a subject and its verb."""

REMARKS = _LISTS["remarks"]
"""Nouns for what somebody says: "Helen’s answer was" names a speaker."""

VIEWS = _LISTS["views"]
"""Nouns for what somebody thinks: "in Helen’s view" names a speaker."""

ACTION_VERBS = _LISTS["action_verbs"]
"""Verbs that show that the name before them is the subject of the sentence."""

ROLE_MODIFIERS = _LISTS["role_modifiers"]
"""Adjectives before the role of a person: "former Texas congressman Barney Low"."""

NOT_SPEAKERS = _LISTS["not_speakers"]
"""Nouns after a verb of speech that are what is said, not who says it: "said the same"."""

SMALL_WORDS = _LISTS["small_words"]
"""Words that have no capital in a title."""

NAMING_WORDS = _LISTS["naming_words"]
"""Words before a title in quotation marks, not before speech: "the novel", "called"."""

ABBREVIATIONS = _LISTS["abbreviations"]
"""Words before a full stop that ends no sentence: "Sen", "Calif"."""

TRANSITIVE_VERBS = _verb_forms(_LISTS["transitive_verbs"], frozenset()) | {
    "told",
    "tells",
    "telling",
}
"""Verbs of speech whose object is a person: after them comes who is spoken to or about."""

CALLED = _LISTS["called"]
"""Participles before a name or a judgement: "was called", "branded"."""

PLACES = _LISTS["places"]
"""Names of countries, states and cities, with _ for a space; no persons."""

RECORD_FIELDS = _LISTS["record_fields"]
"""Labels of records and notices, which are no speakers in a transcript: "date", "subject"."""


def is_verb(word: str) -> bool:
    """Return whether a word looks like a verb in the past tense, or is in a verb list."""
    return word in ACTION_VERBS or word in SPEECH_VERBS or (word.endswith("ed") and len(word) > 3)


MALE_NAMES = _FIRST_NAMES["male_names"]
FEMALE_NAMES = _FIRST_NAMES["female_names"]


def parse_short_forms(text: str) -> dict[str, tuple[str, ...]]:
    """Return the short forms of each first name in a data file.

    >>> parse_short_forms("# Names.\\nhelen: nell nelly\\n")
    {'helen': ('nell', 'nelly')}
    """
    lines = (line.partition(":") for line in text.splitlines() if line and line[0] != "#")
    return {name: tuple(forms.split()) for name, _, forms in lines}


SHORT_FORMS = parse_short_forms(read_data_file("short_first_names.txt"))
"""By first name in lower case ("elizabeth"), its short forms."""

FULL_FORMS: dict[str, tuple[str, ...]] = {
    short: tuple(name for name, forms in SHORT_FORMS.items() if short in forms)
    for short in chain.from_iterable(SHORT_FORMS.values())
}
"""By short first name in lower case ("lizzy"), the first names it can be short for."""
