"""Read in the sentence around speech who says it, in the languages of a European kind.

It is read for a verb of saying behind the speech or in front of it with its subject, and for a
source of reported speech ("laut", "selon", "según"). The numbers are the shares that were right on
German news articles (`benchmarks/speakers.py`), rounded down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from readerapp.speakers.languages.person_reference import PersonReference
from readerapp.speakers.languages.persons import PersonReader
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.sources import read_agent, read_source
from readerapp.speakers.languages.speech import Speech
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

REACH = 320
"""Code points of a sentence that are read on each side of the speech."""
_SENTENCE_END = re.compile(r"[.!?…](?=[\s“”\"»«]|$)|(?<=[a-zäöüß]{3})\.(?=[A-ZÄÖÜ][a-zäöü])")
"""Also where the space is missing, as in texts that were copied from a page."""
_REMARK = re.compile(r"\([^()]*\)")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:Dr|Prof|Nr|St|Sr|Sra|Mr|Mme|Dott|bzw|ca|etc))$")
_GAP = re.compile(r"[\s,.;:!?…–—-]*")
_CLITICS = frozenset("me m lui se s si nous vous leur le l te t mi ci gli lhe -".split())
"""Words between a quotation and its verb of saying: « …, me dit-il », « …, gli rispose ». A word of
one of these languages is no word of another one that could stand there."""
_NO_SUBJECT = ("es", "pt", "it")
"""Languages in which a verb needs no subject: "—No —murmuró.\""""

# How often such evidence was right, rounded down.
_NAME_AFTER = 0.92
_NAME_BEFORE_COLON = 0.9
_NAME_BEFORE = 0.75
_NAME_WITHOUT_VERB = 0.55
_SOURCE = 0.7
_PRONOUN = 0.55
ROLE = 0.65
_EARLIER = 0.5
"""Of who says something in a sentence before reported speech: an estimate, German articles."""
_SUBJUNCTIVE = frozenset(
    "sei seien habe hätten könne könnten müsse müssten solle werde würden würde wolle dürfe gebe"
    " gehe stehe bleibe komme".split()
)
"""German verbs of reported speech."""
_NOUN = 0.25
TURN = 0.3
"""Of a pronoun, or of a verb alone, that means who spoke before."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Who says a stretch of speech.

    Attributes:
        reference: Who it is.
        confidence: How sure that is.
        place: Where the words stand, "before" or "after".
        is_beside: Whether a verb of saying stands directly behind the speech, which shows that even
            one word is speech.
        is_beat: Whether it is only what is told beside the speech, without a verb of saying.
    """

    reference: PersonReference
    confidence: float
    place: str
    is_beside: bool = False
    is_beat: bool = False


def sentence_after(
    text: str, one: Speech, paragraph_end: int, following: Speech | None
) -> tuple[int, int]:
    """Return the rest of the sentence behind a stretch of speech."""
    limit = min(one.outer_end + REACH, paragraph_end)
    if following and following.outer_start < limit:
        limit = max(one.outer_end, following.outer_start)
    at = one.outer_end
    while match := _SENTENCE_END.search(text, at, limit):
        if not _ABBREVIATION.search(text, max(0, match.start() - 6), match.start()):
            return one.outer_end, match.start()
        at = match.end()
    return one.outer_end, limit


def sentence_before(
    text: str, one: Speech, paragraph_start: int, previous: Speech | None
) -> tuple[int, int]:
    """Return the beginning of the sentence in front of a stretch of speech."""
    start = max(one.outer_start - REACH, paragraph_start)
    if previous and previous.outer_end > start:
        start = min(previous.outer_end, one.outer_start)
    for match in _SENTENCE_END.finditer(text, start, one.outer_start):
        rest = text[match.end() : one.outer_start].strip(" \n\u00a0")
        if rest and not _ABBREVIATION.search(text, max(0, match.start() - 6), match.start()):
            start = match.end()
    return start, one.outer_start


def find_cue(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    paragraphs: Sequence[tuple[int, int]],
    one: Speech,
    previous: Speech | None,
    following: Speech | None,
) -> Cue | None:
    """Return who says a stretch, by the words around it; None if they do not tell."""
    paragraph = paragraphs[one.paragraph]
    low, high = sentence_after(text, one, paragraph[1], following)
    after = split_words(text, low, high, rules)
    if found := _read_behind(text, rules, reader, after, one):
        return found
    low, high = sentence_before(text, one, paragraph[0], previous)
    if one.outer_start == paragraph[0] and one.paragraph:
        low, high = _announcement(text, paragraphs[one.paragraph - 1], one, previous)
    before = split_words(text, low, high, rules)
    if agent := read_agent(rules, reader, before, after):
        return Cue(agent, _weigh(agent, _NAME_BEFORE), "before")
    if found := _read_in_front(text, rules, reader, before, (low, high)):
        return found
    if found := _read_verb_anywhere(text, rules, reader, after, low):
        return found
    if rules.capital_nouns and any(token.word in _SUBJUNCTIVE for token in [*before, *after]):
        start = max(paragraph[0], low - REACH * 2)
        return _read_earlier(text, rules, reader, (start, low), previous)
    return None


def _read_earlier(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    part: tuple[int, int],
    previous: Speech | None,
) -> Cue | None:
    """Return who says something in the sentences before reported speech that names nobody.

    A German verb tells that the speech goes on: "Das sei „nicht zu machen“."

    Args:
        text: The whole text.
        rules: The rules of its language.
        reader: Reads its persons.
        part: The range of the sentences.
        previous: The speech before; what stands in front of it is not read.
    """
    low = max(part[0], previous.outer_end if previous else 0)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, part[1])]
    for start, end in reversed(list(pairwise([low, *ends]))):
        tokens = split_words(text, start, end, rules)
        found = _read_in_front(text, rules, reader, tokens, (start, end)) if tokens else None
        if found and found.reference.kind not in ("noun", "nobody"):
            return replace(found, confidence=min(found.confidence, _EARLIER))
    return None


def _announcement(
    text: str, paragraph: tuple[int, int], one: Speech, previous: Speech | None
) -> tuple[int, int]:
    """Return the last sentence of the paragraph before, if it announces speech with a colon."""
    start, end = paragraph
    if text[start:end].rstrip()[-1:] != ":":
        return one.outer_start, one.outer_start
    low = max(start, end - REACH)
    if previous and previous.outer_end > low:
        low = min(previous.outer_end, end)
    for match in _SENTENCE_END.finditer(text, low, end):
        if text[match.end() : end].strip():
            low = match.end()
    return low, end


def _read_behind(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    tokens: Sequence[Token],
    one: Speech,
) -> Cue | None:
    """Return the speaker of « …», said NAME » and « …», NAME said »."""
    low = one.outer_end
    if not tokens or not _GAP.fullmatch(text, low, tokens[0].start):
        return None
    gap = text[low : tokens[0].start].strip()
    if gap[:1] in tuple(".;:"):
        return None
    first = tokens[0].word
    if is_capital(first) and text[one.end - 1] in ".!?…" and gap[:1] != ",":
        return None  # another sentence
    if rules.has("source_markers", first) or rules.has("particles", first):
        found = reader.read(tokens, 1, as_object=True)
        return Cue(found, _weigh(found, _NAME_AFTER), "after") if found else None
    verb = _verb_at(rules, tokens, 0)
    if verb is not None and not is_capital(first):
        if turned := reader.read_turned_pronoun(tokens, verb):
            return Cue(turned, _weigh(turned, _NAME_AFTER), "after", is_beside=True)
        found = reader.read(tokens, verb + 1)
        found = _singular(rules, found, tokens[verb].word) if found else None
        if found and not re.search(r"[:;]", text[tokens[verb].end : found.start]):
            return Cue(found, _weigh(found, _NAME_AFTER), "after", is_beside=True)
        is_set_off = one.is_dash or gap[:1] == "," or opens_line(text, one)
        if not found and is_set_off and rules.code in _NO_SUBJECT:
            pronoun = PersonReference(tokens[verb].start, tokens[verb].end, "pronoun", first)
            return Cue(pronoun, TURN, "after", is_beside=True)
    if rules.has("auxiliaries", first):
        found = reader.read(tokens, 1)
        participle = any(rules.is_verb(token.word) for token in tokens[1:])
        return (
            Cue(found, _weigh(found, _NAME_BEFORE), "after", is_beside=True)
            if found and participle
            else None
        )
    unknown = verb is None and first.islower()
    if unknown and (cue := _read_behind_unknown_verb(text, rules, reader, tokens, gap, one)):
        return cue
    if subject := reader.read(tokens, 0, skip=False):
        at = next((n for n, token in enumerate(tokens) if token.start >= subject.end), len(tokens))
        if any(rules.is_verb(token.word) for token in tokens[at : at + 3]):
            return Cue(subject, _weigh(subject, _NAME_BEFORE), "after")
    return None


def _read_behind_unknown_verb(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    tokens: Sequence[Token],
    gap: str,
    one: Speech,
) -> Cue | None:
    """Return the subject behind a word in the place of a verb of saying, with few small words.

    A comma, or a mark that ends the sentence of the speech, must be in front of it, or the line
    begins with the speech.
    """
    first = 0
    while first < min(len(tokens) - 1, 2) and tokens[first].word.lower() in _CLITICS:
        first += 1  # "si scusò Nunzio"
    looks = rules.looks_like_verb(tokens[first].word)
    ended = gap[:1] == "," or text[one.end - 1] in "!?…,"
    if not (ended or (looks and (one.is_dash or opens_line(text, one)))):
        return None
    at = first + 1
    while at < min(len(tokens), first + 3) and rules.has("object_pronouns", tokens[at].word):
        at += 1
    if at > 1 and not looks:
        return None
    found = reader.read(tokens, at, skip=False)
    if not found and at + 1 < len(tokens) and gap[:1] == "," and tokens[at].word.islower():
        found = reader.read(tokens, at + 1, skip=False)  # "taglia corto il geologo"
        found = found if found and found.kind == "name" else None
    if found and found.kind in ("name", "pronoun", "role", "organisation"):
        strength = _NAME_BEFORE if looks else _NAME_WITHOUT_VERB
        return Cue(found, _weigh(found, strength), "after", is_beside=looks)
    return None


def _verb_at(rules: LanguageRules, tokens: Sequence[Token], at: int) -> int | None:
    """Return the index of the verb of saying that begins near a word, or None."""
    for index in range(at, min(at + 4, len(tokens))):
        word = tokens[index].word
        if rules.is_verb_behind(word, tokens[at].word):
            return index
        low = word.lower().rstrip("’'")
        passes = (
            low in rules.words["auxiliaries"]
            or (index > at and low in rules.words["reflexive_auxiliaries"])
            or low in _CLITICS
            or low in rules.words["male_pronouns"] | rules.words["female_pronouns"]
        )
        if not passes:
            return None
    return None


def _read_in_front(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    tokens: Sequence[Token],
    sentence: tuple[int, int],
) -> Cue | None:
    """Return the speaker of « NAME said: … » and « …, said NAME, … », in front of the speech."""
    if not tokens:
        return None
    introduces = text[sentence[0] : sentence[1]].rstrip(" \n\u00a0«»„“”\"'")[-1:] == ":"
    if source := read_source(rules, reader, tokens):
        return Cue(source, _weigh(source, _SOURCE), "before")
    verbs = [at for at, token in enumerate(tokens) if rules.is_verb(token.word)]
    if not verbs and not introduces:
        return None
    strength = _NAME_BEFORE_COLON if introduces and verbs else _NAME_BEFORE
    if not verbs:
        strength = _NAME_WITHOUT_VERB
    subject = _subject(text, rules, reader, tokens, verbs[-1] if verbs else None)
    if not subject:
        return None
    if verbs:
        subject = _singular(rules, subject, tokens[verbs[-1]].word)
    gap = text[subject.end : tokens[verbs[-1]].start] if verbs else "-"
    if gap.strip() and subject.kind == "name" and not re.search(r"\s", subject.name):
        strength = strength if reader.knows(subject.name) else TURN  # "Processo Delta, … accusa:"
    return Cue(subject, _weigh(subject, strength), "before")


def _read_verb_anywhere(
    text: str, rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token], low: int
) -> Cue | None:
    """Return the subject of a verb of saying later in the sentence of the speech."""
    if tokens and text[low : tokens[0].start].strip()[:1] in tuple(".!?"):
        return None
    for at, token in enumerate(tokens):
        if rules.has("particles", token.word) or rules.is_verb(token.word):
            found = reader.read(tokens, at + 1, skip=False)
            if found and found.kind in ("name", "role"):
                return Cue(found, _weigh(found, _NAME_BEFORE), "after")
    return None


def _subject(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    tokens: Sequence[Token],
    verb: int | None,
) -> PersonReference | None:
    """Return the subject of the sentence: in front of its verb, or behind it if that is turned."""
    if verb is not None and rules.has("quoting_verbs", tokens[verb].word):
        return reader.read(tokens, verb + 1, as_object=True, skip=False)
    before = reader.read_subjects(tokens, len(tokens) if verb is None else verb)
    before = [one for one in before if one.kind != "noun"]
    if verb is None:
        return before[0] if before else None
    beside = [
        one
        for one in before
        if not _REMARK.sub("", text[one.end : tokens[verb].start]).strip(" \n),")
    ]
    behind = reader.read(tokens, verb + 1)
    if beside and not _is_listener(rules, tokens, beside[-1], behind, verb):
        return beside[-1]
    if behind and behind.kind == "noun":
        behind = None
    opens = before and before[0].start == tokens[0].start
    if before and (opens or not rules.capital_nouns):
        return before[0]
    if behind:
        return behind
    return before[-1] if before else None


def _is_listener(
    rules: LanguageRules,
    tokens: Sequence[Token],
    front: PersonReference,
    behind: PersonReference | None,
    verb: int,
) -> bool:
    """Return whether German words in front of a verb are to whom its subject says something.

    "Der Zeitung sagte Ute Brandt": the name directly behind the verb is the subject.
    """
    follows = behind and verb + 1 < len(tokens) and behind.start == tokens[verb + 1].start
    is_dative = front.start == tokens[0].start and tokens[0].word in ("Der", "Dem")
    is_one = behind is not None and behind.kind == "name" and front.kind == "organisation"
    return rules.capital_nouns and bool(follows) and is_dative and is_one


def _weigh(reference: PersonReference, strength: float) -> float:
    """Return the confidence in a reference of its kind, beside evidence of this strength."""
    most = {
        "name": 1.0,
        "role": ROLE,
        "organisation": ROLE,
        "pronoun": _PRONOUN,
        "noun": _NOUN,
        "nobody": _NAME_BEFORE,
    }[reference.kind]
    return min(strength, most)


def _singular(rules: LanguageRules, found: PersonReference, verb: str) -> PersonReference:
    """Return a reference as a noun where a German word alone has a verb in the plural."""
    plural = rules.capital_nouns and verb.lower().endswith("en")
    if plural and found.kind in ("name", "organisation") and " " not in found.name:
        return replace(found, kind="noun")
    return found


def opens_line(text: str, one: Speech) -> bool:
    """Return whether nothing stands in front of speech on its line."""
    return text[one.outer_start - 1 : one.outer_start] in ("", "\n")
