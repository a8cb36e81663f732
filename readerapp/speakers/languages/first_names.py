"""Tell a first name, and the gender that it usually indicates, in the language of a text.

The same name may be that of a man in one language and of a woman in another ("Andrea", "Simone"),
so the list of the language comes first, then the English one, then those of the others.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from readerapp.speakers.lexicon import parse_word_lists, read_data_file

_LEAST_LETTERS = 4
"""Letters of a name of another language: shorter ones are words as often ("Don", "Art", "Jet")."""


def first_name_gender(word: str, code: str) -> str:
    """Return "m" or "f" for a first name that usually tells the gender, else "".

    Args:
        word: The word, in lower case; of a double name ("jean-luc") the first part counts.
        code: The code of the language of the text, in ISO 639-1.
    """
    genders = _genders(word, code)
    return genders if len(genders) == 1 else ""


def is_first_name(word: str, code: str) -> bool:
    """Return whether a word in lower case is a first name in a text of a language."""
    return bool(_genders(word, code))


def _genders(word: str, code: str) -> str:
    """Return the genders of a first name: "m", "f" or "fm"; "" if it is none."""
    own, others = _load()
    first = word.partition("-")[0]
    for name in (word, first):
        if found := own[code].get(name) or own["en"].get(name):
            return found
    if len(first) < _LEAST_LETTERS:
        return ""
    return others.get(first, "")


@cache
def _load() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the genders by name: for each language, and for all together.

    Raises:
        ReaderError: The installation lacks a file.
    """
    lists = parse_word_lists(read_data_file("first_names_other_languages.txt"))
    english = parse_word_lists(read_data_file("first_names.txt"))
    lists["en_male"], lists["en_female"] = english["male_names"], english["female_names"]
    own: dict[str, dict[str, str]] = defaultdict(dict)
    everywhere: dict[str, set[str]] = defaultdict(set)
    for title, names in sorted(lists.items()):
        code, _, gender = title.partition("_")
        for name in names:
            own[code][name] = own[code].get(name, "") + gender[0]
            everywhere[name].add(gender[0])
    return own, {name: "".join(sorted(genders)) for name, genders in everywhere.items()}
