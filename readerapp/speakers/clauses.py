"""Narration read shallowly: who is named in it, who acts, and whose speech verb it is.

No parser: words, a few word lists and the names already found. That is enough for the short
stretches beside quotations ("said the waiter, turning to Bill"), which is all we read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from readerapp.speakers.words import (
    PERSON_NOUNS,
    SOURCE_NOUNS,
    SPEECH_VERBS,
    WEAK_SPEECH_VERBS,
    words,
)

Kind = Literal["name", "pronoun", "nominal"]

_TOKEN = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*[’']?|--|[^\w\s]")
_NOMINATIVE = {"he": "m", "she": "f", "they": "p", "i": "i", "we": "p"}
_DETERMINERS = words("""
the a an his her my their our its one another this that these those some many several few two
three four five other no each every both most more old young poor little dear
""")
_PREPOSITIONS = words("""
of for in at on from with to by about into during after before against than like over under near
through upon towards toward behind beside between among without within across outside inside
around
""")
_FILLERS = words("""
also then once later again now still even just never often always had has have would could will
might must did does do who is was are were been being himself herself at last first only too
at-once all suddenly already ever almost further next afterwards not have be
""")
_BREAKS = words("""
and but or nor that when while because if as so though although until since whether who whom which
where
""")
_NO_SPEAKER = words("""
same words word thing things truth time way matter last first next following story question answer
other day
""")
_REMARKS = words("""
observation remark contribution answer reply comment question retort response exclamation cry
words verdict conclusion suggestion advice request order greeting salutation
""")
_SENTENCE_END = frozenset(".!?")
_PUNCTUATION = frozenset(".!?,;:—–-()[]\"“”‘’'«»…*")
_ACTION = words("""
was is had has did does would could will might must can may should went came took made got gave
saw knew felt sat stood ran fell held kept left let put set drew rose threw led lay grew spoke
began broke bent bit blew brought built bought caught chose cut drank drove ate found flew forgot
hung heard hid hurt leant lost met read rode rang shook shot shut sang slept struck swept swung
taught tore thought told turned understood woke wore won wrote says thinks knows wants goes takes
makes gets gives sees looks feels comes seems
""")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A person in the narration at `[start, end)`: named, by pronoun, or by what they are.

    `person` is the index of the named person (or -1); `value` the pronoun's gender ("m", "f",
    "p" for several, "i" for the narrator) or the phrase. `first` and `last` are token indices.
    """

    kind: Kind
    person: int
    value: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb of speech with its subject; `form` is "verb first", "direct", "aside" (something
    stands between), "shared" (the subject of an earlier verb) or "source" ("according to")."""

    word: str
    token: int
    subject: Chunk
    form: str
    weak: bool
    addressee: Chunk | None


@dataclass(frozen=True, slots=True)
class Narration:
    """A stretch of narration: its persons, its speech verbs, and the sentence of each token."""

    start: int
    end: int
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    sentences: tuple[int, ...]
    chunks: tuple[Chunk, ...]
    verbs: tuple[SpeechVerb, ...]
    actors: tuple[Chunk, ...]  # subjects of sentences

    @property
    def closing(self) -> str:
        """The last token, or "" of an empty stretch."""
        return self.tokens[-1] if self.tokens else ""


@dataclass(frozen=True, slots=True)
class Named:
    """The mentions of persons outside quotations, in document order, as parallel columns."""

    starts: Sequence[int]
    ends: Sequence[int]
    people: Sequence[int]


def read(text: str, start: int, end: int, named: Named, sources: bool) -> Narration:
    """What the narration in `[start, end)` says; with `sources`, reports and firms may speak."""
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text, start, end):
        tokens.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    chunks = _chunks(text, tokens, starts, ends, named, sources)
    inside = {index for chunk in chunks for index in range(chunk.first, chunk.last)}
    sentences: list[int] = []
    sentence = 0
    for index, token in enumerate(tokens):
        sentences.append(sentence)
        if token in _SENTENCE_END and index not in inside:
            sentence += 1
    reader = _Reader(tokens, sentences, chunks)
    return Narration(
        start, end, tuple(tokens), tuple(starts), tuple(sentences), tuple(chunks),
        tuple(reader.verbs()), tuple(reader.actors()),
    )  # fmt: skip


def _chunks(
    text: str,
    tokens: list[str],
    starts: list[int],
    ends: list[int],
    named: Named,
    sources: bool,
) -> list[Chunk]:
    """The persons of the stretch in order; a name after its role is one person."""
    chunks: list[Chunk] = []
    count = len(tokens)
    if not count:
        return chunks
    mention = bisect_left(named.starts, starts[0])
    total = len(named.starts)
    index = 0
    while index < count:
        here = starts[index]
        while mention < total and named.starts[mention] < here:
            mention += 1
        if mention < total and named.starts[mention] < ends[index]:
            last = index + 1
            while last < count and starts[last] < named.ends[mention]:
                last += 1
            stop = named.ends[mention]
            tail = tokens[last - 1]
            if tail.endswith(("’s", "'s", "’", "'")) and ends[last - 1] > stop:
                if any(word in _REMARKS for word in tokens[last : last + 3]):
                    person = named.people[mention]  # "was Helen’s contribution"
                    chunks.append(Chunk("name", person, "remark", here, stop, index, last))
                    index = last
                    continue
                found = _nominal(tokens, index, last, sources)
                if found:
                    phrase = _phrase(text, here, ends[found - 1])
                    chunks.append(Chunk("nominal", -1, phrase, here, ends[found - 1], index, found))
                    index = found
                    continue
            else:
                if chunks and chunks[-1].kind == "nominal" and chunks[-1].last == index:
                    index_from = chunks.pop().first  # "campaign spokesman Dan Price"
                else:
                    index_from = index
                person = named.people[mention]
                chunks.append(Chunk("name", person, "", here, stop, index_from, last))
            index = last
            continue
        word = tokens[index].lower()
        gender = _NOMINATIVE.get(word)
        if gender:
            chunks.append(Chunk("pronoun", -1, gender, here, ends[index], index, index + 1))
        elif word in _DETERMINERS:
            found = _nominal(tokens, index, index + 1, sources)
            within = (
                found
                and mention < total
                and named.starts[mention] < ends[found - 1] <= named.ends[mention]
            )
            if found and not within:  # "the Dormouse" is a name where Dormouse is one
                phrase = _phrase(text, here, ends[found - 1])
                chunks.append(Chunk("nominal", -1, phrase, here, ends[found - 1], index, found))
                index = found
                continue
        elif word in PERSON_NOUNS:
            chunks.append(Chunk("nominal", -1, tokens[index], here, ends[index], index, index + 1))
        index += 1
    return chunks


def _nominal(tokens: list[str], first: int, after: int, sources: bool) -> int:
    """Where a phrase that began with a determiner at `first` ends, or 0 if nobody is meant."""
    found = 0
    for index in range(after, min(len(tokens), after + 6)):
        word = tokens[index]
        lowered = word.lower()
        if word in _PUNCTUATION or lowered in _PREPOSITIONS or lowered in _BREAKS:
            break
        if lowered in _NOMINATIVE or (found and (lowered in SPEECH_VERBS or lowered in _ACTION)):
            break
        if lowered in PERSON_NOUNS or (sources and lowered in SOURCE_NOUNS):
            found = index + 1
        elif lowered in SPEECH_VERBS and index > after and lowered not in WEAK_SPEECH_VERBS:
            return index  # "the dining-car conductor said": whoever speaks is a person
        elif word.endswith(("’s", "'s")) or (found and not lowered.isalpha()):
            continue
        elif found:
            break
    if not found and first and tokens[first - 1].lower() in SPEECH_VERBS:
        return _speaking(tokens, after)
    return found if found > first else 0


def _speaking(tokens: list[str], after: int) -> int:
    """Where the phrase right behind a speech verb ends ("said the Dodo solemnly")."""
    index = after
    while index < min(len(tokens), after + 4):
        lowered = tokens[index].lower()
        if tokens[index] in _PUNCTUATION or lowered in _PREPOSITIONS or lowered in _BREAKS:
            break
        if lowered.endswith("ly") or lowered in _FILLERS or lowered in _NO_SPEAKER:
            break
        index += 1
    ended = index == len(tokens) or tokens[index] in _PUNCTUATION or index > after
    return index if ended and index > after else 0


def _phrase(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


class _Reader:
    """Finds subjects and their verbs among the tokens and persons of a stretch."""

    def __init__(self, tokens: list[str], sentences: list[int], chunks: list[Chunk]) -> None:
        self._tokens = tokens
        self._lower = [token.lower() for token in tokens]
        self._sentences = sentences
        self._chunks = chunks
        self._at = {chunk.first: chunk for chunk in chunks}
        self._inside = {i for chunk in chunks for i in range(chunk.first, chunk.last)}

    def verbs(self) -> list[SpeechVerb]:
        """The speech verbs that have a subject, in order."""
        found: list[SpeechVerb] = []
        for index, word in enumerate(self._lower):
            if word == "according" and self._word(index + 1) == "to":
                subject = self._starting(index + 2)
                if subject:
                    found.append(SpeechVerb(word, index, subject, "source", False, None))
            elif word in _REMARKS and self._remark(index):
                subject = self._remark(index)
                if subject:
                    found.append(SpeechVerb(word, index, subject, "direct", False, None))
            elif (word in SPEECH_VERBS or self._opens(index)) and index not in self._inside:
                verb = self._with_subject(index, word)
                if verb:
                    found.append(verb)
        return found

    def _remark(self, index: int) -> Chunk | None:
        """Whose remark it is, at "Helen’s contribution" and "Emma’s answer was"."""
        before = [c for c in self._chunks if c.value == "remark" and 0 <= index - c.last < 3]
        return before[-1] if before else None

    def _opens(self, index: int) -> bool:
        """Whether a word begins the narration as only a speech verb does: "nodded Evie"."""
        if index > 1 or not self._lower[index].endswith("ed") or index + 1 not in self._at:
            return False
        return self._at[index + 1].kind != "pronoun" and (index == 0 or self._tokens[0] in ",—–")

    def actors(self) -> list[Chunk]:
        """The persons who are subjects of a sentence, in order."""
        return [chunk for chunk in self._chunks if self._acts(chunk)]

    def _word(self, index: int) -> str:
        return self._lower[index] if 0 <= index < len(self._lower) else ""

    def _with_subject(self, index: int, word: str) -> SpeechVerb | None:
        weak = word in WEAK_SPEECH_VERBS
        after = self._starting(index + 1)
        before, form = self._subject_before(index)
        if word.endswith("ing") and form != "direct":
            before = None
            after = after if index < 2 else None
        if before:
            return SpeechVerb(word, index, before, form, weak, after or self._addressee(index))
        if after and self._may_invert(index):
            return SpeechVerb(
                word, index, after, "verb first", weak, self._addressee(after.last - 1)
            )
        return None

    def _may_invert(self, index: int) -> bool:
        """Whether a verb at `index` can stand before its subject: first in its clause."""
        before = index - 1
        while before >= 0 and (
            self._lower[before] in _FILLERS or self._lower[before].endswith("ly")
        ):
            before -= 1
        return before < 0 or self._tokens[before] in _PUNCTUATION or self._lower[before] in _BREAKS

    def _starting(self, index: int) -> Chunk | None:
        """The person that stands at `index`, past an adverb."""
        for _ in range(2):
            chunk = self._at.get(index)
            if chunk:
                return chunk
            if self._word(index) in _DETERMINERS:  # "the scandalised Margaret"
                nearby = (self._at.get(index + further) for further in (1, 2, 3))
                return next((chunk for chunk in nearby if chunk and chunk.kind == "name"), None)
            if not self._word(index).endswith("ly") and self._word(index) not in _FILLERS:
                return None
            index += 1
        return self._at.get(index)

    def _addressee(self, index: int) -> Chunk | None:
        """Whom "said to Bill" or "turning to Bill" right after `index` speaks to."""
        for step in range(1, 4):
            if self._word(index + step) == "to":
                return self._at.get(index + step + 1)
        return None

    def _subject_before(self, index: int) -> tuple[Chunk | None, str]:
        """The subject of the verb at `index` that stands before it, and how it stands there."""
        end = index
        while (
            end > 0
            and end - 1 not in self._inside
            and (self._lower[end - 1] in _FILLERS or self._lower[end - 1].endswith("ly"))
        ):
            end -= 1
        sentence = self._sentences[index]
        near = [
            chunk
            for chunk in self._chunks
            if chunk.last <= end and self._sentences[chunk.first] == sentence
        ]
        if not near:
            return None, ""
        last = near[-1]
        if last.last == end:
            head = self._head(near)
            return head, "direct" if head is last else "aside"
        gap = self._tokens[last.last : end]
        if (
            len(gap) <= 12
            and self._lower[last.last] in _PREPOSITIONS
            and not (set(gap) & _PUNCTUATION)
        ):
            return self._head(near), "aside"
        if self._tokens[end - 1] == ",":
            return self._past_aside(near, end), "aside"
        if self._lower[end - 1] in ("and", "then", "but", "or"):
            actors = [chunk for chunk in near if self._acts(chunk)]
            return (actors[-1] if actors else None), "shared"
        return None, ""

    def _head(self, near: list[Chunk]) -> Chunk:
        """The person that the last phrase hangs on: "a spokesman for the campaign"."""
        position = len(near) - 1
        while position > 0:
            chunk, before = near[position], near[position - 1]
            between = self._lower[before.last : chunk.first]
            linked = between and between[0] in _PREPOSITIONS and len(between) <= 6
            if not linked or any(word in _PUNCTUATION for word in between):
                break
            position -= 1
        return near[position]

    def _past_aside(self, near: list[Chunk], end: int) -> Chunk | None:
        """The person before an aside between commas that ends just before `end`."""
        opening = end - 2
        while opening >= 0 and self._tokens[opening] != "," and end - opening < 25:
            opening -= 1
        for chunk in reversed(near):
            if chunk.last == opening:
                return self._head([c for c in near if c.last <= chunk.last])
        for chunk in reversed(near):
            if chunk.last <= opening and self._acts(chunk):
                return chunk
        return None

    def _acts(self, chunk: Chunk) -> bool:
        """Whether the person is the subject of something."""
        before = self._word(chunk.first - 1)
        if before in _PREPOSITIONS or (before == "and" and chunk.kind != "pronoun"):
            return False
        after = chunk.last
        while self._word(after) in _FILLERS and self._word(after) not in _ACTION:
            after += 1
        word = self._word(after)
        if chunk.kind == "pronoun":
            return True
        if word == "," and (chunk.first == 0 or before in _SENTENCE_END):
            return True
        return word in _ACTION or word in SPEECH_VERBS or (word.endswith("ed") and len(word) > 3)


_NEXT_WORD = re.compile(r"(,?)\s+(?:[a-z]+ly\s+|also\s+|then\s+)?(\w+)")


def followed_by_verb(text: str, start: int, end: int, asides: bool) -> bool:
    """Whether the name at `[start, end)` seems to be the subject of its sentence.

    With `asides`, a name that opens a sentence may be followed by something between commas.
    """
    match = _NEXT_WORD.match(text, end)
    if not match:
        return False
    comma, word = match.groups()
    verb = word in _ACTION or word in SPEECH_VERBS or (word.endswith("ed") and len(word) > 3)
    before = text[max(0, start - 14) : start].rstrip()
    if asides and comma and not verb:  # "Simmons, an Obama supporter, said"
        return not before or before[-1] in '.!?\n"”' or text[start - 1] == "\n"
    return verb and not (before and before.split()[-1].lower() in _PREPOSITIONS)
