"""Resolve pronouns and nouns for persons to the persons of a text in another language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from readerapp.speakers.languages.cues import REACH, TURN, Cue
from readerapp.speakers.languages.people import People
from readerapp.speakers.languages.person_reference import PersonReference, rename
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.speech import Speech
from readerapp.speakers.languages.tokens import is_capital, split_words

Before = tuple[Speech, str, float] | None
"""The speech before, its speaker, and how sure that one is."""
_RECENT = 6
"""Persons named before that may be meant."""
_SAME_PERSON = 0.5
"""Of the person who was named last in the paragraph, for a noun that means one who is known ("der
Historiker"): an estimate from texts that were written for it."""


def resolve(
    text: str, rules: LanguageRules, people: People, found: Cue, before: Before
) -> Cue | None:
    """Return a cue with the name of the person whom it means; None if nobody is known.

    Args:
        text: The whole text.
        rules: The rules of its language.
        people: The persons of the text.
        found: The cue; a name is returned as the fullest form of it.
        before: The speech before.
    """
    reference = found.reference
    if reference.kind == "pronoun":
        return _resolve_pronoun(text, rules, people, found, before)
    if reference.kind == "role" and reference.is_definite:
        if _is_attributed(text, rules, reference):
            return found
        if holder := people.holder(reference.name):
            return replace(found, reference=rename(reference, holder))
        return _resolve_role(text, rules, people, found, before)
    return found


def _is_attributed(text: str, rules: LanguageRules, reference: PersonReference) -> bool:
    """Return whether a German adjective tells an office from others ("der italienische …").

    "die junge Frau" is still anybody.
    """
    if not rules.capital_nouns or rules.has("generic_persons", reference.name):
        return False
    words = text[reference.start : reference.end].split()
    return any(word[0].islower() for word in words[1:-1])


def _resolve_role(
    text: str, rules: LanguageRules, people: People, found: Cue, before: Before
) -> Cue:
    """Return the cue of a noun that means the person who was named last, if one may be meant."""
    reference = found.reference
    people.genders.setdefault(reference.name, reference.gender)
    if any(is_capital(word) for word in reference.name.split()[1:]):
        return found  # "Sprecher des Landratsamts" is somebody of his own
    if named := _named_with(text, people, reference):
        return replace(found, reference=rename(reference, named))
    nouns = [word.rpartition("-")[2] for word in reference.name.split()]
    is_generic = any(rules.has("generic_persons", word) for word in nouns)
    for start, name, gender in _recent(people, reference.start, before):
        if reference.gender and gender and gender != reference.gender:
            continue
        if not is_generic and people.has_office(name):
            continue  # "le capitaine Paul Mercier" is not "le maire"
        here = "\n" not in text[max(start, reference.start - 2 * REACH) : reference.start]
        alone = all(
            other == name or (theirs and reference.gender and theirs != reference.gender)
            for at, other, theirs in _recent(people, reference.start, before)
            if "\n" not in text[at : reference.start]
        )
        # Of German nouns only those behind speech: „…“, meint die Historikerin.
        behind = gender == reference.gender and found.place == "after"
        fits = behind or not rules.capital_nouns
        if here and alone and fits and (is_generic or not rules.capital_nouns):
            confidence = min(found.confidence, _SAME_PERSON)
            return replace(found, reference=rename(reference, name), confidence=confidence)
        if is_generic and gender and gender == reference.gender:
            return replace(found, reference=rename(reference, name), confidence=TURN)
    return found


def _named_with(text: str, people: People, reference: PersonReference) -> str:
    """Return the only person in whose sentence the noun has stood before, or "".

    « Als Zeugin wurde Ute Brandt gehört », and then « die Zeugin ».
    """
    noun = re.compile(rf"\b{re.escape(reference.name)}\b", re.IGNORECASE)
    at = bisect_left(people.mentions, (reference.start, ""))
    found: set[str] = set()
    for start, name in people.mentions[max(0, at - _RECENT) : at]:
        low = max(text.rfind(mark, 0, start) for mark in (". ", "\n", "? ", "! ")) + 1
        ends = [text.find(mark, start, start + REACH) for mark in (". ", "\n", ".“", ".\n")]
        high = min((end for end in ends if end >= 0), default=start + REACH)
        if noun.search(text, max(low, start - REACH), min(high, reference.start)):
            found.add(people.fullest(name))
    return found.pop() if len(found) == 1 else ""


def _recent(people: People, at: int, before: Before) -> Iterator[tuple[int, str, str]]:
    """Yield start, name and gender of those named last before an offset, the last one first."""
    index = bisect_left(people.mentions, (at, ""))
    mentions = people.mentions[max(0, index - _RECENT) : index]
    if before:
        mentions = sorted([*mentions, (before[0].start, before[1])])
    for start, name in reversed(mentions):
        yield start, name, people.gender(people.fullest(name))


def _names_role(text: str, rules: LanguageRules, start: int, pronoun: PersonReference) -> bool:
    """Return whether a noun for a person, of the gender of a pronoun, stands before the pronoun.

    Args:
        text: The whole text.
        rules: The rules of its language.
        start: Where the words begin that are looked at, in code points; at most `REACH` count.
        pronoun: The pronoun.
    """
    if not rules.capital_nouns or not pronoun.gender:
        return False
    tokens = split_words(text, max(start, pronoun.start - REACH), pronoun.start, rules)
    female = pronoun.gender == "f"
    return any(
        rules.is_role(token.word)
        and female == token.word.lower().endswith(("in", "frau", "mutter"))
        for token in tokens
        if is_capital(token.word)
    )


def _holders_before(
    text: str, rules: LanguageRules, people: People, end: int, before: Before
) -> list[tuple[int, str]]:
    """Return who is called by an office alone in the paragraph: "La maire promet …, dit-elle".

    Args:
        text: The whole text.
        rules: The rules of its language.
        people: The persons of the text.
        end: Where the paragraph is read up to, in code points.
        before: The speech before, behind which it is read.
    """
    first = max(text.rfind("\n", 0, end) + 1, end - REACH, before[0].outer_end if before else 0)
    tokens = split_words(text, first, end, rules)
    return [(token.start, holder) for token in tokens if (holder := people.holder(token.word))]


def _resolve_pronoun(
    text: str, rules: LanguageRules, people: People, found: Cue, before: Before
) -> Cue | None:
    """Return the attribution of a pronoun to the name that was mentioned last before it."""
    at = bisect_left(people.mentions, (found.reference.start, ""))
    gender = found.reference.gender
    named = people.mentions[max(0, at - _RECENT) : at]
    named = sorted([*named, *_holders_before(text, rules, people, found.reference.start, before)])
    recent = [(start, name, people.gender(people.fullest(name))) for start, name in reversed(named)]
    for start, name, known in recent:
        if gender and known and known != gender:
            continue
        if before and before[0].start > start:
            own = people.gender(before[1])
            if not (gender and own and own != gender):
                start, name, known = before[0].outer_end - len(before[1]), before[1], own
        confidence = found.confidence
        rivals = {other for _, other, theirs in recent if theirs == gender} - {name}
        is_far = "\n" in text[max(0, start, found.reference.start - REACH) : found.reference.start]
        if gender and not known and rivals:  # "she": a woman was named, too
            name, confidence = next(other for _, other, _ in recent if other in rivals), TURN
        elif (is_far and rivals) or _names_role(text, rules, start + len(name), found.reference):
            confidence = min(confidence, TURN)
        return Cue(rename(found.reference, name), confidence, found.place)
    if before:
        own = people.gender(before[1])
        if not (gender and own and own != gender):
            return Cue(rename(found.reference, before[1]), TURN, found.place)
    return None
