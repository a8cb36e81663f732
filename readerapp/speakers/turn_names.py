"""Names for the labels of a transcript: whom initials and "THE WITNESS" stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readerapp.text.examination import find_oaths
from readerapp.text.turns import Turn

_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}[A-Z]\.?")
_WITNESSES = frozenset({"THE WITNESS", "WITNESS", "THE DEPONENT", "DEPONENT"})
_HEAD = 20_000  # code points at the beginning in which people are introduced
_WORD = r"(?:(?:[A-Z]|[JS]r|[DM]rs?|Ms)\.|[A-ZÀ-Þ][\w’'-]*)"
_LINK = r"(?:(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|bin|al|ter|y)[ ])*"
_NAME = re.compile(rf"(?<![\w.]){_WORD}(?:[ ]{_LINK}{_WORD}){{1,3}}")
_DEFINED = re.compile(rf"(?<![\w.])({_WORD}(?:[ ]{_LINK}{_WORD}){{1,3}}) \(([A-Z.]{{2,6}})\)")
_WITNESS = re.compile(
    r"\b(?:DEPOSITION|TESTIMONY|EXAMINATION|EVIDENCE|Deposition|Testimony|Examination|Evidence)"
    r"[ ]+(?:OF|of):?[ ]+"
    r"((?:[A-Z][A-Za-z’'-]*\.?[ ]?){2,4})"
)


def full_names(text: str, turns: Sequence[Turn]) -> dict[str, str]:
    """Return the full name of each label that stands for one, as the text gives it.

    Initials stand for the name that the text puts before them in brackets, or for the only name
    with these initials outside the labels. "THE WITNESS", and the
    "A" of questions and answers, is the person whose deposition or testimony it is or who is sworn,
    if there is one such person.

    Args:
        text: the whole text.
        turns: its turns.
    """
    labels = {turn.speaker for turn in turns}
    found: dict[str, str] = {}
    witnesses = labels & _WITNESSES
    if "B" not in labels:
        witnesses |= labels & {"A"}
    if witnesses and (name := _find_witness(text)):
        found.update(dict.fromkeys(witnesses, name))
    initials = {label for label in labels if _INITIALS.fullmatch(label) and len(label) < 8}
    if initials:
        by_initials = _names_by_initials(text[:_HEAD], labels)
        defined = {match[2]: match[1] for match in _DEFINED.finditer(text[:_HEAD])}
        for label in initials:
            if label in defined:
                found[label] = defined[label]
                continue
            people = by_initials.get("".join(filter(str.isalpha, label)), set())
            if len(people) == 1:
                found[label] = next(iter(people))
    return found


def _find_witness(text: str) -> str:
    """Return the name of the only witness whom a document names, or ""."""
    titles = {" ".join(match[1].split()) for match in _WITNESS.finditer(text[:_HEAD])}
    oaths = {" ".join(match["witness"].split()) for match in find_oaths(text)}
    people = titles or oaths - _WITNESSES
    name = people.pop() if len(people) == 1 else ""
    return name.title() if name.isupper() else name


def _names_by_initials(text: str, labels: set[str]) -> dict[str, set[str]]:
    """Return the names in a text that are no labels, by their initials."""
    found: dict[str, set[str]] = {}
    for match in _NAME.finditer(text):
        words = match.group().split()
        for first in range(len(words) - 1):
            name = " ".join(words[first:])
            plain = not any(word.isupper() and len(word) > 2 for word in words[first:])
            if plain and name not in labels and all(len(word) > 1 for word in (words[first],)):
                capitals = "".join(word[0] for word in words[first:] if word[0].isupper())
                letters = "".join(word[0].upper() for word in words[first:])
                for each in {capitals, letters}:
                    found.setdefault(each, set()).add(name)
    return found
