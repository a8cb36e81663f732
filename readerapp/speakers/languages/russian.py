"""Return Russian names in the nominative: «по словам Лаптева» is said by Лаптев.

A name is looked up in the text first: the same name in the nominative stands there mostly. Else the
endings tell it, which is certain enough for first names and for last names of the common kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from readerapp.speakers.languages.first_names import first_name_gender, is_first_name

_ENDINGS = (
    # oblique ending, endings of the nominative to try, in order
    ("иничне", ("инична",)), ("иничны", ("инична",)), ("иничной", ("инична",)),
    ("ичне", ("ична",)), ("ичны", ("ична",)), ("ичной", ("ична",)), ("ичну", ("ична",)),
    ("овне", ("овна",)), ("овны", ("овна",)), ("овной", ("овна",)), ("овну", ("овна",)),
    ("евне", ("евна",)), ("евны", ("евна",)), ("евной", ("евна",)), ("евну", ("евна",)),
    ("овича", ("ович",)), ("овичу", ("ович",)), ("овичем", ("ович",)), ("овиче", ("ович",)),
    ("евича", ("евич",)), ("евичу", ("евич",)), ("евичем", ("евич",)), ("евиче", ("евич",)),
    ("ского", ("ский", "ской")), ("скому", ("ский", "ской")), ("ским", ("ский", "ской")),
    ("ском", ("ский", "ской")), ("ской", ("ская",)), ("скую", ("ская",)),
    ("овой", ("ова",)), ("евой", ("ева",)), ("иной", ("ина",)), ("ову", ("ова", "ов")),
    ("еву", ("ева", "ев")), ("ину", ("ина", "ин")), ("ова", ("ов",)), ("ева", ("ев",)),
    ("ёва", ("ёв",)), ("ина", ("ин",)), ("овым", ("ов",)), ("евым", ("ев",)), ("иным", ("ин",)),
    ("ове", ("ов",)), ("еве", ("ев",)), ("ине", ("ин", "ина")),
    ("ии", ("ия",)), ("ию", ("ия", "ий")), ("ией", ("ия",)), ("ия", ("ий",)), ("ием", ("ий",)),
    ("ея", ("ей",)), ("ею", ("ей",)), ("еем", ("ей",)), ("ая", ("ай",)), ("аю", ("ай",)),
    ("и", ("а", "я", "ь")), ("ы", ("а",)), ("е", ("а", "я", "")), ("у", ("а", "")),
    ("ю", ("я", "ь", "й")), ("ой", ("а",)), ("ей", ("а", "я")), ("ом", ("",)), ("ем", ("ь", "й")),
    ("а", ("",)), ("я", ("ь", "й")),
)  # fmt: skip
_FEMALE = re.compile(r"(?:[оеё]ва|[иы]на|ская|ая|вна|ична)$", re.IGNORECASE)
_FLEETING = {"льва": "лев", "льву": "лев", "львом": "лев", "павла": "павел", "павлу": "павел",
             "павлом": "павел", "петра": "пётр", "петру": "пётр", "петром": "пётр"}  # fmt: skip
"""Forms of first names in which a vowel is lost."""


def to_nominative(name: str, full_names: Iterable[str], *, is_oblique: bool) -> str:
    """Return a name in the nominative.

    Args:
        name: The name as it stands.
        full_names: Other names of the text; one of the same person in the nominative is preferred.
        is_oblique: Whether the sentence shows that the name is no subject («по словам»).
    """
    words = name.split()
    first = _to_first_name(words[0]) if len(words) > 1 else ""
    if len(words) > 1 and not is_oblique and (not first or first == words[0]):
        return name
    for other in full_names:
        if other != name and _is_same(words, other.split()):
            return other
    if len(words) == 1:
        return _to_last_name(name, female=None) if is_oblique else name
    female = bool(first) and first[-1] in "ая" and first_name_gender(first.lower(), "ru") != "m"
    names = [first or words[0]]
    return " ".join(names + [_to_last_name(word, female=female) for word in words[1:]])


def _is_same(words: list[str], others: list[str]) -> bool:
    """Return whether a name may be another one in an oblique case; the other is not oblique."""
    if len(words) == 1:
        return others[-1] in _candidates(words[0])
    return len(words) == len(others) and all(
        word == other or other in _candidates(word)
        for word, other in zip(words, others, strict=True)
    )


def _candidates(word: str) -> set[str]:
    """Return the forms of which a word may be an oblique case."""
    found: set[str] = set()
    for ending, nominatives in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            found |= {word[: len(word) - len(ending)] + nominative for nominative in nominatives}
    return found


def _to_first_name(word: str) -> str:
    """Return a first name in the nominative; "" if the word is none."""
    low = word.lower()
    if low in _FLEETING:
        return _FLEETING[low].capitalize()
    if is_first_name(low, "ru"):
        return word
    return next((one for one in sorted(_candidates(word)) if is_first_name(one.lower(), "ru")), "")


def _to_last_name(word: str, *, female: bool | None) -> str:
    """Return a last name, or a name after the father, in the nominative.

    Args:
        word: The word.
        female: Whether it is that of a woman; None if that is unknown.
    """
    for ending, nominatives in _ENDINGS:
        if len(ending) < 3 or not word.endswith(ending):
            continue
        stem = word[: len(word) - len(ending)]
        fitting = [
            nominative
            for nominative in nominatives
            if female is None or female == bool(_FEMALE.search(stem + nominative))
        ]
        if fitting and len(stem) >= 2:
            return stem + fitting[0]
    if female is False and word[-1:] == "а" and word[-2:-1] not in tuple("аеёиоуыэюя"):
        return word[:-1]  # "Рыбака"
    return word
