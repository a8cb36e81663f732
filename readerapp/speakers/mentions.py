"""Person mentions in narration: by name, by pronoun, or by a noun phrase ("the old porter")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from readerapp.speakers.lexicon import (
    ACTION_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FILLERS,
    NOT_SPEAKERS,
    PERSON_NOUNS,
    PREPOSITIONS,
    REMARKS,
    SOURCE_NOUNS,
    SPEECH_VERBS,
    WEAK_SPEECH_VERBS,
    WRITINGS,
)

Kind = Literal["name", "pronoun", "nominal"]

TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*[’']?|--|[^\w\s]")
"""A word with its possessive ending, a double hyphen, or any other punctuation mark."""

NOMINATIVE = {"he": "m", "she": "f", "they": "p", "i": "i", "we": "p"}
"""Pronouns that can be subjects, with their code (see `PersonMention.value`)."""

SENTENCE_END = frozenset(".!?")
PUNCTUATION = frozenset(".!?,;:—–-()[]\"“”‘’'«»…*")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A mention of a person in the narration: a name, a pronoun or a noun phrase ("nominal").

    Attributes:
        kind: "name", "pronoun" or "nominal".
        person: Index of the named person, or -1.
        value: Gender of a pronoun ("m", "f", "p" for several persons, "i" for the narrator), or the
            noun phrase. For a name, "remark" if the narration is about a remark of that person.
        start: First offset in code points.
        end: Offset after the last.
        first: Index of the first token.
        last: Index after the last token.
    """

    kind: Kind
    person: int
    value: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class NameColumns:
    """The name mentions outside quotations, in document order, as parallel columns.

    Starts and ends are code points; people are indices of persons.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    people: Sequence[int]


def find_person_mentions(
    text: str,
    tokens: list[str],
    starts: list[int],
    ends: list[int],
    names: NameColumns,
    sources: bool,
) -> list[PersonMention]:
    """Return the mentions of persons among the tokens of a stretch of `text`, in order.

    A name after its role is one mention ("campaign spokesman Dan Price").

    Args:
        text: The whole text.
        tokens: The tokens of the stretch.
        starts: Their starts in code points.
        ends: Their ends in code points.
        names: The name mentions of the whole text.
        sources: Whether reports and firms count as persons.
    """
    mentions: list[PersonMention] = []
    count = len(tokens)
    if not count:
        return mentions
    name_index = bisect_left(names.starts, starts[0])
    total = len(names.starts)
    index = 0
    while index < count:
        here = starts[index]
        while name_index < total and names.starts[name_index] < here:
            name_index += 1
        if name_index < total and names.starts[name_index] < ends[index]:
            last = index + 1
            while last < count and starts[last] < names.ends[name_index]:
                last += 1
            stop = names.ends[name_index]
            tail = tokens[last - 1]
            if tail.endswith(("’s", "'s", "’", "'")) and ends[last - 1] > stop:
                if any(word in REMARKS for word in tokens[last : last + 3]):
                    person = names.people[name_index]  # "was Helen’s contribution"
                    mentions.append(
                        PersonMention("name", person, "remark", here, stop, index, last)
                    )
                    index = last
                    continue
                found = _nominal(tokens, index, last, sources)
                if found:
                    phrase = _phrase(text, here, ends[found - 1])
                    mentions.append(
                        PersonMention("nominal", -1, phrase, here, ends[found - 1], index, found)
                    )
                    index = found
                    continue
            else:
                if mentions and mentions[-1].kind == "nominal" and mentions[-1].last == index:
                    index_from = mentions.pop().first  # "campaign spokesman Dan Price"
                else:
                    index_from = index
                person = names.people[name_index]
                mentions.append(PersonMention("name", person, "", here, stop, index_from, last))
            index = last
            continue
        word = tokens[index].lower()
        gender = NOMINATIVE.get(word)
        if gender:
            mentions.append(
                PersonMention("pronoun", -1, gender, here, ends[index], index, index + 1)
            )
        elif word in DETERMINERS:
            found = _nominal(tokens, index, index + 1, sources)
            within = (
                found
                and name_index < total
                and names.starts[name_index] < ends[found - 1] <= names.ends[name_index]
            )
            if found and not within:  # "the Dormouse" is a name if Dormouse is one
                kind, value = _kind(word, tokens[found - 1], _phrase(text, here, ends[found - 1]))
                mentions.append(PersonMention(kind, -1, value, here, ends[found - 1], index, found))
                index = found
                continue
        elif tokens[index] in PERSON_NOUNS or (index == 0 and word in PERSON_NOUNS):
            mentions.append(
                PersonMention("nominal", -1, tokens[index], here, ends[index], index, index + 1)
            )
        index += 1
    return mentions


def _nominal(tokens: list[str], first: int, after: int, sources: bool) -> int:
    """Return the end, as a token index, of the noun phrase after a determiner.

    Args:
        tokens: The tokens.
        first: Index of the determiner.
        after: Index after the determiner or the possessive name.
        sources: Whether reports and firms count as persons.

    Returns:
        The index after the phrase, or 0 if it does not mean a person.
    """
    found = 0
    for index in range(after, min(len(tokens), after + 6)):
        word = tokens[index]
        lowered = word.lower()
        if word in PUNCTUATION or lowered in PREPOSITIONS or lowered in CONJUNCTIONS:
            break
        if lowered in NOMINATIVE or (
            found and (lowered in SPEECH_VERBS or lowered in ACTION_VERBS)
        ):
            break
        if lowered in PERSON_NOUNS or (sources and lowered in SOURCE_NOUNS):
            found = index + 1
        elif lowered in SPEECH_VERBS and index > after and lowered not in WEAK_SPEECH_VERBS:
            return index  # "the dining-car conductor said": the subject is a person
        elif word.endswith(("’s", "'s")) or (found and not lowered.isalpha()):
            continue
        elif found:
            break
    last = tokens[first - 1].lower() if first else ""
    cited = last == "to" and first > 1 and tokens[first - 2].lower() == "according"
    if not found and (cited or last in SPEECH_VERBS):
        return _speaking(tokens, after)
    return found if found > first else 0


def _speaking(tokens: list[str], after: int) -> int:
    """Return the end of the phrase after a speech verb ("said the Dodo solemnly"), or 0."""
    index = after
    while index < min(len(tokens), after + 4):
        lowered = tokens[index].lower()
        if tokens[index] in PUNCTUATION or lowered in PREPOSITIONS or lowered in CONJUNCTIONS:
            break
        if lowered.endswith("ly") or lowered in FILLERS or lowered in NOT_SPEAKERS:
            break
        index += 1
    ended = index == len(tokens) or tokens[index] in PUNCTUATION or index > after
    return index if ended and index > after else 0


def _kind(determiner: str, head: str, phrase: str) -> tuple[Kind, str]:
    """Return kind and value of a phrase: "his filing" is that person, "his lawyer" is not."""
    gender = {"his": "m", "her": "f"}.get(determiner)
    if gender and head.lower() in WRITINGS:
        return "pronoun", gender
    return "nominal", phrase


def _phrase(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
