"""Person mentions in narration: by name, by pronoun, or by a noun phrase ("the old porter")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    VIEWS,
    WEAK_SPEECH_VERBS,
    WRITINGS,
)
from readerapp.speakers.noun_phrases import COMPLEMENT

Kind = Literal["name", "pronoun", "nominal", "joint"]

TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*[’']?|--|[^\w\s]")
"""A word with its possessive ending, a double hyphen, or any other punctuation mark."""

NOMINATIVE = {"he": "m", "she": "f", "they": "p", "i": "i", "we": "p"}
"""Pronouns that can be subjects, with their code (see `PersonMention.value`)."""

POSSESSIVE = {"his": "m", "her": "f"}
"""Possessive pronouns with the gender of the person."""

_PRONOUNS_OF_SPEECH = frozenset("another one others some".split())
_FIRST_WORDS = frozenset().union(
    NOMINATIVE, _PRONOUNS_OF_SPEECH, POSSESSIVE, DETERMINERS, map(str.lower, PERSON_NOUNS)
)
"""Words in lower case with which a mention without a name can begin."""

_REMARK_VERBS = frozenset("was is were are came".split())
_COMPLEMENT = 9  # tokens between a noun for a person and the name: "for the fire brigade,"
_LINKS = CONJUNCTIONS | PREPOSITIONS | SPEECH_VERBS
_NO_COMPLEMENT = SPEECH_VERBS | ACTION_VERBS | CONJUNCTIONS - {"and"}
_NO_ADJECTIVES = (
    _LINKS | NOMINATIVE.keys() | DETERMINERS - {"old", "young", "poor", "little", "dear"}
)
_BRACKETED = 9  # tokens in brackets after a name: a party and a state, an age

SENTENCE_END = frozenset(".!?")
PUNCTUATION = frozenset(".!?,;:—–-()[]\"“”‘’'«»…*")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A mention of a person in the narration: a name, a pronoun or a noun phrase ("nominal").

    Attributes:
        kind: "name", "pronoun", "nominal", or "joint" for named people who speak together.
        person: Index of the named person, or -1.
        value: Gender of a pronoun ("m", "f", "p" for several persons, "i" for the narrator), or the
            noun phrase. For a name, "remark" if the narration is about a remark of that person.
            For joint speakers, their indices.
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
    name_starts = names.starts
    name_index = bisect_left(name_starts, starts[0])
    total = len(name_starts)
    index = 0
    while index < count:
        here = starts[index]
        while name_index < total and name_starts[name_index] < here:
            name_index += 1
        if name_index < total and name_starts[name_index] < ends[index]:
            last = index + 1
            while last < count and starts[last] < names.ends[name_index]:
                last += 1
            stop = names.ends[name_index]
            tail = tokens[last - 1]
            if tail.endswith(("’s", "'s", "’", "'")) and ends[last - 1] > stop:
                viewed = bool(index) and tokens[index - 1].lower() == "in"
                told = REMARKS | VIEWS if viewed else REMARKS
                if any(word in told for word in tokens[last : last + 3]):
                    person = names.people[name_index]  # "was Helen’s contribution"
                    mentions.append(
                        PersonMention("name", person, "remark", here, stop, index, last)
                    )
                    index = last
                    continue
                found = _nominal(tokens, index, last, sources)
                if found and tokens[found - 1].lower() in WRITINGS:  # "Helen’s e-mail, which said"
                    person = names.people[name_index]
                    mentions.append(PersonMention("name", person, "", here, stop, index, found))
                    index = found
                    continue
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
                _join_role(tokens, mentions)
                last = _close_bracket(tokens, mentions)
            index = last
            continue
        word = tokens[index].lower()
        if word not in _FIRST_WORDS:
            index += 1
            continue
        gender = NOMINATIVE.get(word)
        if gender:
            mentions.append(
                PersonMention("pronoun", -1, gender, here, ends[index], index, index + 1)
            )
        elif (word in _PRONOUNS_OF_SPEECH and _is_subject_of_speech(tokens, index)) or (
            word in ("one", "another") and _closes_speech(tokens, index)
        ):
            mentions.append(
                PersonMention("nominal", -1, tokens[index], here, ends[index], index, index + 1)
            )
        elif word in POSSESSIVE and _is_remark(tokens, index):
            gender = POSSESSIVE[word]
            mentions.append(
                PersonMention("pronoun", -1, gender, here, ends[index], index, index + 1)
            )
        elif word in DETERMINERS and (word != "that" or _is_one_person(tokens, index + 1)):
            found = _nominal(tokens, index, index + 1, sources)
            within = (
                found
                and name_index < total
                and name_starts[name_index] < ends[found - 1] <= names.ends[name_index]
            )
            if found and not within:  # "the Dormouse" is a name if Dormouse is one
                found = _complement_end(tokens, found) if sources else found
                kind, value = _kind(word, tokens[found - 1], _phrase(text, here, ends[found - 1]))
                mentions.append(PersonMention(kind, -1, value, here, ends[found - 1], index, found))
                index = found
                continue
        elif (tokens[index] in PERSON_NOUNS and _may_be_bare(tokens, index)) or (
            (index == 0 or tokens[index - 1] in SENTENCE_END) and word in PERSON_NOUNS
        ):
            mentions.append(
                PersonMention("nominal", -1, tokens[index], here, ends[index], index, index + 1)
            )
        index += 1
    return mentions


def _is_remark(tokens: list[str], index: int) -> bool:
    """Return whether "his" or "her" at `index` tells who speaks: "was her only answer"."""
    for end in range(index + 1, min(len(tokens), index + 4)):
        if tokens[end].lower() in REMARKS:
            before = tokens[index - 1].lower() if index else ""
            after = {token.lower() for token in tokens[end + 1 : end + 4]}
            return before in _REMARK_VERBS or not _REMARK_VERBS.isdisjoint(after)
    return False


def _may_be_bare(tokens: list[str], index: int) -> bool:
    """Return whether a noun without an article can be a speaker, not a part of a description.

    It can be one of several people, or a role before a name; in "a Clinton supporter" it is not.
    """
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    before = tokens[index - 1] if index else "."
    role = following[:1].isupper() or following.lower() in SPEECH_VERBS
    plural = tokens[index].endswith("s") and (before[:1].islower() or before in PUNCTUATION)
    return role or plural or before.lower() in SPEECH_VERBS or before in PUNCTUATION


def _is_subject_of_speech(tokens: list[str], index: int) -> bool:
    """Return whether a verb of speech follows "another" or the like, the subject of a sentence."""
    following = tokens[index + 1].lower() if index + 1 < len(tokens) else ""
    opens = not index or tokens[index - 1] in PUNCTUATION
    return opens and following in SPEECH_VERBS and not following.endswith("ing")


def _closes_speech(tokens: list[str], index: int) -> bool:
    """Return whether "one" or "another" is all that follows a verb of speech: "said one."."""
    closed = index + 1 == len(tokens) or tokens[index + 1] in PUNCTUATION
    return closed and index == 1 and tokens[0].lower() in SPEECH_VERBS


def _is_one_person(tokens: list[str], index: int) -> bool:
    """Return whether the word after "that" is a noun for one person, as in "that man"."""
    word = tokens[index].lower() if index < len(tokens) else ""
    return word in PERSON_NOUNS and not word.endswith("s")


def _join_role(tokens: list[str], mentions: list[PersonMention]) -> None:
    """Join the last mention, a name, with the words before it that describe the same person.

    They are a role after another name ("Clinton campaign manager Ann Poe"), or a noun phrase before
    a comma ("the White House spokesman, Ann Poe,").
    """
    name = mentions[-1]
    if len(mentions) < 2 or name.first - mentions[-2].last > _COMPLEMENT:
        return
    before = mentions[-2]
    between = tokens[before.last : name.first]
    following = tokens[name.last] if name.last < len(tokens) else ","
    complemented = _is_complement(before, between, following)
    apposed = (
        before.kind == "nominal"
        and between[:1] == [","]
        and all(word.islower() for word in between[1:])
        and (len(between) == 1 or between[-1] in PERSON_NOUNS)
        and len(between) < 4
        and following in PUNCTUATION
        and (_head(before) in PERSON_NOUNS or len(between) > 1)
        and (not before.value.endswith("s") or before.value.endswith("ss"))
    )
    titled = (
        before.kind == "name"
        and 0 < len(between) < 4
        and all(word.islower() for word in between)
        and between[-1] in PERSON_NOUNS
        and not {*between} & _LINKS
    )
    merged = (  # also "chief medical officer Ann Poe"
        before.kind in ("name", "nominal")
        and not {word.lower() for word in between} & _LINKS
        and len(between) < 3
        and all(word.islower() for word in between)
        and tokens[name.first] in PERSON_NOUNS  # a role that was joined to the name
        and (before.kind == "name" or between)
    )
    if apposed or titled or merged or complemented:
        mentions[-2:] = [replace(name, first=before.first)]


def _head(mention: PersonMention) -> str:
    """Return the noun of a noun phrase in lower case, without for whom the person speaks."""
    return COMPLEMENT.split(mention.value)[0].rpartition(" ")[2].lower()


def _is_complement(before: PersonMention, between: list[str], following: str) -> bool:
    """Return whether a noun for one person has a complement before the name.

    Examples: "the spokeswoman for the fire brigade, Ann Poe,", "CEO of the Fire Council Ann Poe
    said".
    """
    words = {word.lower() for word in between}
    head = _head(before)
    return (
        before.kind == "nominal"
        and (len(between) > 2 or between == ["of"])  # the council was joined to the name
        and between[0] in ("for", "of", "at", "from", "with", "in")
        and not {*between[:-1]} & PUNCTUATION
        and not words & _NO_COMPLEMENT
        and (
            following in PUNCTUATION
            if between[-1] == ","
            else (between == ["of"] or between[-1][0].isupper()) and following in SPEECH_VERBS
        )
        and head in PERSON_NOUNS
        and (not head.endswith("s") or head.endswith("ss"))
    )


def _close_bracket(tokens: list[str], mentions: list[PersonMention]) -> int:
    """Return the index after the last mention, which takes in brackets: "Ann Poe (D-Ohio)"."""
    name = mentions[-1]
    if tokens[name.last : name.last + 1] == ["("]:
        for index in range(name.last + 1, min(len(tokens), name.last + _BRACKETED)):
            if tokens[index] == ")":
                mentions[-1] = replace(name, last=index + 1)
                return index + 1
    return name.last


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
    found = role = 0
    for index in range(after, min(len(tokens), after + 6)):
        word = tokens[index]
        lowered = word.lower()
        if word == "," and not (found or sources) and _joins_adjectives(tokens, after, index):
            continue
        if index < role:
            continue
        if lowered in ("for", "of") and index > after:
            role = _role_of_organisation(tokens, index)
            if role:
                continue
        if word in PUNCTUATION or lowered in PREPOSITIONS or lowered in CONJUNCTIONS:
            break
        if lowered in ("a", "an", "the") and index > after:  # "at the Hotel Poe a waiter"
            break
        if lowered in NOMINATIVE or (
            found and (lowered in SPEECH_VERBS or lowered in ACTION_VERBS)
        ):
            break
        if lowered in PERSON_NOUNS or (sources and lowered in SOURCE_NOUNS):
            found = index + 1
        elif lowered in SPEECH_VERBS and index > after and lowered not in WEAK_SPEECH_VERBS:
            spoken = not lowered.endswith(("s", "ing")) or lowered == "says"
            if spoken and tokens[index - 1].lower() not in FILLERS:
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


def _role_of_organisation(tokens: list[str], index: int) -> int:
    """Return the index of the role after a name with a preposition at `index`, or 0.

    Example: "a Bank of England official".
    """
    if not tokens[index - 1][0].isupper() or tokens[index - 1].lower() in PERSON_NOUNS:
        return 0
    end = index + 1
    while end < min(len(tokens), index + 4) and tokens[end][0].isupper():
        end += 1
    is_role = index + 1 < end < len(tokens) and tokens[end] in PERSON_NOUNS
    return end if is_role else 0


def _joins_adjectives(tokens: list[str], after: int, comma: int) -> bool:
    """Return whether a comma separates adjectives before a noun: "a thin, elderly gentleman"."""
    before, following = tokens[after:comma], tokens[comma + 1 : comma + 3]
    plain = [*before, *following[:1]]
    return (
        0 < len(before) < 3
        and len(following) == 2
        and following[1] in PERSON_NOUNS
        and all(word.isalpha() and word.islower() for word in plain)
        and _NO_ADJECTIVES.isdisjoint(plain)
    )


def _complement_end(tokens: list[str], end: int) -> int:
    """Return the end of a noun phrase with whom it speaks for: "a spokesman for the Acme Bank".

    Args:
        tokens: The tokens.
        end: Index after the noun.
    """
    count = len(tokens)
    if end + 1 >= count or tokens[end] not in ("for", "of", "at", "from"):
        return end
    first = end + 2 if tokens[end + 1] in ("the", "a", "an") else end + 1
    last = first
    while last < min(count, first + 7):
        linked = last > first and tokens[last] in ("of", "the", "and", "for")
        following = tokens[last + 1] if last + 1 < count else ""
        if not (tokens[last][0].isupper() or (linked and following[:1].isupper())):
            break
        last += 1
    if last == first:  # "at the regional transport office"
        words = tokens[first : first + 4]
        nouns = [n for n, word in enumerate(words, first + 1) if word in SOURCE_NOUNS]
        plain = nouns and all(word.isalpha() for word in tokens[first : nouns[0]])
        last = nouns[0] if plain else last
    return end if last == first or tokens[last - 1].endswith(("’s", "'s", "’", "'")) else last


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
    gender = POSSESSIVE.get(determiner)
    if gender and head.lower() in WRITINGS:
        return "pronoun", gender
    return "nominal", phrase


def _phrase(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
