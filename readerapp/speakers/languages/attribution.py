"""Say who speaks, in the languages that have rules of a European kind.

For each stretch of speech the sentence around it is read: a verb of saying behind it or in front of
it with its subject, a source of reported speech ("laut", "selon", "según"), else the speaker of the
stretch before it in the same paragraph. What is found says how sure it is: the numbers are the
shares that were right on German news articles (`benchmarks/speakers.py`), rounded down.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp.speakers import (
    NEXT_PARAGRAPH,
    NO_NAME,
    NO_SPEECH,
    SAME_PARAGRAPH,
    SET_BY_PERSON,
    Candidate,
    KnownSpeaker,
    Suggestion,
    quotations,
)
from readerapp.speakers.confirmed_speakers import ConfirmedSpeakers
from readerapp.speakers.languages.alternation import Turns
from readerapp.speakers.languages.people import People, read_people
from readerapp.speakers.languages.persons import (
    PersonReader,
    PersonReference,
    rename,
)
from readerapp.speakers.languages.rules import LanguageRules, load_rules
from readerapp.speakers.languages.speech import Speech, find_speech, split_dialogue
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

_REACH = 320
"""Code points of a sentence that are read on each side of the speech."""
_SENTENCE_END = re.compile(r"[.!?…](?=[\s“”\"»«]|$)")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:Dr|Prof|Nr|St|Sr|Sra|Mr|Mme|Dott|bzw|ca|etc))$")
_GAP = re.compile(r"[\s,.;:!?…–—-]*")
_CLITICS = frozenset("me m lui se s nous vous leur le l te t mi ci gli -".split())
"""Words between a quotation and its verb of saying: « …, me dit-il », « …, gli rispose ». A word of
one of these languages is no word of another one that could stand there."""
_NAMING = frozenset(
    "chamado chamada chamados chamadas llamado llamada denominado denominada cosiddetto cosiddetta"
    " cosiddetti zogeheten zogenaamde zogenoemde sogenannte sogenannten sogenannter sogenanntes"
    " soi-disant surnommé surnommée baptisé baptisée apodado apodada apelidado apelidada"
    " называемый называемая называемое называемые называемой называемую".split()
)
"""Words in front of a term in quotation marks ("the so-called …")."""
_NO_SUBJECT = ("es", "pt", "it")
"""Languages in which a verb needs no subject: "—No —murmuró.\""""
_SHORT = 3
"""Words up to which words in marks inside a sentence are rather a name or an irony than speech."""

# How often such evidence was right, rounded down.
_NAME_AFTER = 0.92
_NAME_BEFORE_COLON = 0.9
_NAME_BEFORE = 0.75
_NAME_WITHOUT_VERB = 0.55
_SOURCE = 0.7
_PRONOUN = 0.55
_ROLE = 0.65
_NOUN = 0.25
_SAME_PARAGRAPH = 0.7
_TURN = 0.3
_OTHER_SUBJECT = 0.25
"""Behind the speaker before it in the paragraph, where a sentence of its own leads to the speech
and names neither that speaker nor a pronoun: it was mostly somebody whom the rules cannot read."""
_LEAD = 3
"""Words of such a sentence."""


@dataclass(frozen=True, slots=True)
class _Attribution:
    """Who says a stretch of speech.

    Attributes:
        reference: Who it is.
        confidence: How sure that is.
        place: Where the words stand, "before" or "after".
        is_beside: Whether a verb of saying stands directly behind the speech, which shows that even
            one word is speech.
    """

    reference: PersonReference
    confidence: float
    place: str
    is_beside: bool = False


def suggest_in_language(
    text: str,
    code: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
) -> list[Suggestion]:
    """Return the suggestions for a text in a language of `rules.EUROPEAN`, in document order.

    Args:
        text: The whole text.
        code: The code of its language.
        known: The speakers that the user has named.
        accepted: Names that the user has confirmed, by half-open range in code points.
    """
    rules = load_rules(code)
    pattern = quotations.detect_conventions(text).paragraph_break
    paragraphs = split_dialogue(text, quotations.paragraph_ranges(text, pattern))
    speech = find_speech(text, rules, paragraphs)
    people = read_people(text, rules, known, speech)
    reader = PersonReader(text, rules)
    confirmed = ConfirmedSpeakers(accepted or {})
    made: list[Suggestion] = []
    before: tuple[Speech, str, float] | None = None
    turns = Turns()
    for index, one in enumerate(speech):
        following = speech[index + 1] if index + 1 < len(speech) else None
        previous = speech[index - 1] if index else None
        name, found = confirmed.name_of(one.start, one.end), None
        if name:
            suggestion = Suggestion(
                one.start, one.end, name, 1.0, SET_BY_PERSON, (Candidate(name, 1.0),)
            )
        else:
            found = _attribute(text, rules, reader, paragraphs, one, previous, following)
            suggestion = _suggestion(text, rules, people, one, found, before)
            if found and found.reference.kind == "name" and suggestion.speaker:
                insort(people.mentions, (found.reference.start, suggestion.speaker))
            opens = one.outer_start == paragraphs[one.paragraph][0]
            if suggestion.reason == NO_NAME and not found and opens:
                suggestion = turns.alternate(one.paragraph, suggestion)
        turns.add(one.paragraph, suggestion.speaker or "")
        if suggestion.speaker:
            before = (one, suggestion.speaker, suggestion.confidence)
        shown = found and _shows_speech(text, one, found)
        if not shown and not _is_speech(text, one, suggestion, found):
            suggestion = Suggestion(
                one.start, one.end, None, 0.0, NO_SPEECH, suggestion.candidates, "phrase"
            )
        made.append(suggestion)
    return made


def _sentence_after(
    text: str, one: Speech, paragraph_end: int, following: Speech | None
) -> tuple[int, int]:
    """Return the rest of the sentence behind a stretch of speech."""
    limit = min(one.outer_end + _REACH, paragraph_end)
    if following and following.outer_start < limit:
        limit = max(one.outer_end, following.outer_start)
    at = one.outer_end
    while match := _SENTENCE_END.search(text, at, limit):
        if not _ABBREVIATION.search(text, max(0, match.start() - 6), match.start()):
            return one.outer_end, match.start()
        at = match.end()
    return one.outer_end, limit


def _sentence_before(
    text: str, one: Speech, paragraph_start: int, previous: Speech | None
) -> tuple[int, int]:
    """Return the beginning of the sentence in front of a stretch of speech."""
    start = max(one.outer_start - _REACH, paragraph_start)
    if previous and previous.outer_end > start:
        start = min(previous.outer_end, one.outer_start)
    for match in _SENTENCE_END.finditer(text, start, one.outer_start):
        rest = text[match.end() : one.outer_start].strip(" \n\u00a0")
        if rest and not _ABBREVIATION.search(text, max(0, match.start() - 6), match.start()):
            start = match.end()
    return start, one.outer_start


def _attribute(
    text: str,
    rules: LanguageRules,
    reader: PersonReader,
    paragraphs: Sequence[tuple[int, int]],
    one: Speech,
    previous: Speech | None,
    following: Speech | None,
) -> _Attribution | None:
    """Return who says a stretch, by the words around it; None if they do not tell."""
    paragraph = paragraphs[one.paragraph]
    low, high = _sentence_after(text, one, paragraph[1], following)
    after = split_words(text, low, high, rules)
    if found := _read_behind(text, rules, reader, after, one):
        return found
    low, high = _sentence_before(text, one, paragraph[0], previous)
    if one.outer_start == paragraph[0] and one.paragraph:
        low, high = _announcement(text, paragraphs[one.paragraph - 1], one, previous)
    before = split_words(text, low, high, rules)
    if found := _read_in_front(text, rules, reader, before, (low, high)):
        return found
    return _read_verb_anywhere(text, rules, reader, after, low)


def _announcement(
    text: str, paragraph: tuple[int, int], one: Speech, previous: Speech | None
) -> tuple[int, int]:
    """Return the last sentence of the paragraph before, if it announces speech with a colon."""
    start, end = paragraph
    if text[start:end].rstrip()[-1:] != ":":
        return one.outer_start, one.outer_start
    low = max(start, end - _REACH)
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
) -> _Attribution | None:
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
        return _Attribution(found, _weigh(found, _NAME_AFTER), "after") if found else None
    verb = _verb_at(rules, tokens, 0)
    if verb is not None and not is_capital(first):
        if turned := reader.read_turned_pronoun(tokens, verb):
            return _Attribution(turned, _weigh(turned, _NAME_AFTER), "after", is_beside=True)
        found = reader.read(tokens, verb + 1)
        if found and not re.search(r"[:;]", text[tokens[verb].end : found.start]):
            return _Attribution(found, _weigh(found, _NAME_AFTER), "after", is_beside=True)
        is_set_off = one.is_dash or gap[:1] == "," or _opens_line(text, one)
        if not found and is_set_off and rules.code in _NO_SUBJECT:
            pronoun = PersonReference(tokens[verb].start, tokens[verb].end, "pronoun", first)
            return _Attribution(pronoun, _TURN, "after", is_beside=True)
    if rules.has("auxiliaries", first):
        found = reader.read(tokens, 1)
        participle = any(rules.is_verb(token.word) for token in tokens[1:])
        return (
            _Attribution(found, _weigh(found, _NAME_BEFORE), "after", is_beside=True)
            if found and participle
            else None
        )
    if subject := reader.read(tokens, 0, skip=False):
        at = next((n for n, token in enumerate(tokens) if token.start >= subject.end), len(tokens))
        if any(rules.is_verb(token.word) for token in tokens[at : at + 3]):
            return _Attribution(subject, _weigh(subject, _NAME_BEFORE), "after")
    elif gap[:1] == "," and first.islower():
        found = reader.read(tokens, 1, skip=False)
        if found and found.kind in ("name", "pronoun", "role"):
            return _Attribution(found, _weigh(found, _NAME_WITHOUT_VERB), "after")
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
) -> _Attribution | None:
    """Return the speaker of « NAME said: … » and « …, said NAME, … », in front of the speech."""
    if not tokens:
        return None
    introduces = text[sentence[0] : sentence[1]].rstrip(" \n\u00a0«»„“”\"'")[-1:] == ":"
    if source := _reported_source(rules, reader, tokens):
        return _Attribution(source, _weigh(source, _SOURCE), "before")
    verbs = [at for at, token in enumerate(tokens) if rules.is_verb(token.word)]
    if not verbs and not introduces:
        return None
    strength = _NAME_BEFORE_COLON if introduces and verbs else _NAME_BEFORE
    if not verbs:
        strength = _NAME_WITHOUT_VERB
    subject = _subject(text, rules, reader, tokens, verbs[-1] if verbs else None)
    if not subject:
        return None
    return _Attribution(subject, _weigh(subject, strength), "before")


def _read_verb_anywhere(
    text: str, rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token], low: int
) -> _Attribution | None:
    """Return the subject of a verb of saying later in the sentence of the speech."""
    if tokens and text[low : tokens[0].start].strip()[:1] in tuple(".!?"):
        return None
    for at, token in enumerate(tokens):
        if rules.has("particles", token.word) or rules.is_verb(token.word):
            found = reader.read(tokens, at + 1, skip=False)
            if found and found.kind in ("name", "role"):
                return _Attribution(found, _weigh(found, _NAME_BEFORE), "after")
    return None


_SOURCE_PHRASES = {
    "acordo": ("de",), "acuerdo": ("de",), "opinião": ("na",), "opinión": ("en",),
    "palavras": ("nas",), "palabras": ("en",), "juicio": ("a",), "parere": ("a",), "detta": ("a",),
    "après": ("d’", "d'"), "avis": ("l’", "l'"),
}  # fmt: skip
"""Words that name a source behind one of some words ("de acordo com", "a detta di")."""
_GERMAN_SOURCES = frozenset(
    "Meinung Ansicht Angaben Auffassung Worten Aussage Aussagen Einschätzung Darstellung".split()
)


def _reported_source(
    rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token]
) -> PersonReference | None:
    """Return the source that a marker of reported speech names."""
    for at, token in enumerate(tokens):
        is_marker = token.word in rules.words["source_markers"] or (
            token.word.lower() in rules.words["source_markers"] and at == 0
        )
        if rules.code == "de" and token.word in _GERMAN_SOURCES and at:
            before = tokens[at - 1].word.lower()
            is_marker = before in ("nach", "laut")
        if rules.code == "de" and token.word == "Wie" and not at:
            is_marker = any(rules.is_verb(other.word) for other in tokens[1:14])
        if rules.code in ("fr", "it") and token.word.lower() in ("pour", "per") and at:
            is_marker = False
        if _SOURCE_PHRASES.get(token.word.lower()) and 0 < at < len(tokens) - 1:
            is_marker = tokens[at - 1].word.lower() in _SOURCE_PHRASES[token.word.lower()]
        if is_marker:
            at += 1
            if at < len(tokens) and tokens[at].word in ("com", "con", "di"):
                at += 1
            if rules.code == "de" and at < len(tokens) and tokens[at].word in ("von", "vom"):
                at += 1
            found = reader.read(tokens, at, as_object=True, skip=False)
            if found and found.kind != "pronoun":
                return found
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
    beside = [one for one in before if not text[one.end : tokens[verb].start].strip(" \n),")]
    if beside:
        return beside[-1]
    behind = reader.read(tokens, verb + 1)
    if behind and behind.kind == "noun":
        behind = None
    opens = before and before[0].start == tokens[0].start
    if before and (opens or not rules.capital_nouns):
        return before[0]
    if behind:
        return behind
    return before[-1] if before else None


def _weigh(reference: PersonReference, strength: float) -> float:
    """Return the confidence in a reference of its kind, beside evidence of this strength."""
    most = {
        "name": 1.0,
        "role": _ROLE,
        "organisation": _ROLE,
        "pronoun": _PRONOUN,
        "noun": _NOUN,
        "nobody": _NAME_BEFORE,
    }[reference.kind]
    return min(strength, most)


def _suggestion(
    text: str,
    rules: LanguageRules,
    people: People,
    one: Speech,
    found: _Attribution | None,
    before: tuple[Speech, str, float] | None,
) -> Suggestion:
    if found and found.reference.kind == "nobody":
        return Suggestion(one.start, one.end, None, 0.0, NO_NAME)
    if found and found.reference.kind == "pronoun":
        found = _resolve(text, rules, people, found, before)
    if found:
        name = found.reference.name
        if found.reference.kind == "role":
            name = people.holder(name) or name
        reference = rename(found.reference, people.fullest(name))
        if found.place == "before" and _is_about_another(text, rules, one, found.reference):
            found = replace(found, confidence=min(found.confidence, _OTHER_SUBJECT))
        words = " ".join(text[found.reference.start : found.reference.end].split())
        reason = f"“{words}” {found.place} the quotation"
        return _make_suggestion(one, reference.name, min(found.confidence, rules.most), reason)
    if before and before[0].paragraph == one.paragraph:
        lead = text[_own_sentence(text, one, before[0]) : one.outer_start]
        tail = _behind(text, one)
        other = any(
            len(words.split()) >= _LEAD and not _names_again(rules, words, before[1])
            for words in (lead, tail)
        )
        most = _OTHER_SUBJECT if other and not one.continues else _SAME_PARAGRAPH
        return _make_suggestion(one, before[1], min(before[2], most), SAME_PARAGRAPH)
    if before and one.continues:
        reason = NEXT_PARAGRAPH
        return _make_suggestion(one, before[1], min(before[2], _SAME_PARAGRAPH), reason)
    return Suggestion(one.start, one.end, None, 0.0, NO_NAME)


def _own_sentence(text: str, one: Speech, before: Speech) -> int:
    """Return where the sentence of a stretch of speech begins, behind the stretch before it."""
    return _sentence_before(text, one, before.outer_end, before)[0]


def _behind(text: str, one: Speech) -> str:
    """Return the words behind a comma that follows speech, to the end of the sentence."""
    gap = text[one.outer_end : one.outer_end + 1] + text[one.end - 1 : one.end]
    if "," not in gap:
        return ""
    line = text.find("\n", one.outer_end, one.outer_end + _REACH)
    limit = line if line >= 0 else min(len(text), one.outer_end + _REACH)
    return text[slice(*_sentence_after(text, one, limit, None))]


def _is_about_another(
    text: str, rules: LanguageRules, one: Speech, reference: PersonReference
) -> bool:
    """Return whether a sentence that names a person ends before speech with other words behind."""
    ends = text[reference.end : one.outer_start].rstrip()[-1:] in (".", "!", "?")
    tail = _behind(text, one)
    return ends and len(tail.split()) >= _LEAD and not _names_again(rules, tail, reference.name)


def _names_again(rules: LanguageRules, lead: str, name: str) -> bool:
    """Return whether words in front of speech mention a person by a name or a pronoun."""
    own = {word.lower() for word in name.split() if is_capital(word)}
    pronouns = rules.words["male_pronouns"] | rules.words["female_pronouns"]
    return any(word.lower() in own | pronouns for word in re.findall(r"[^\W\d_]+", lead))


def _make_suggestion(one: Speech, name: str, confidence: float, reason: str) -> Suggestion:
    return Suggestion(
        one.start, one.end, name, round(confidence, 3), reason, (Candidate(name, confidence),)
    )


def _names_role(text: str, rules: LanguageRules, start: int, pronoun: PersonReference) -> bool:
    """Return whether a noun for a person, of the gender of a pronoun, stands before the pronoun.

    Args:
        text: The whole text.
        rules: The rules of its language.
        start: Where the words begin that are looked at, in code points; at most `_REACH` count.
        pronoun: The pronoun.
    """
    if not rules.capital_nouns or not pronoun.gender:
        return False
    tokens = split_words(text, max(start, pronoun.start - _REACH), pronoun.start, rules)
    female = pronoun.gender == "f"
    return any(
        rules.is_role(token.word)
        and female == token.word.lower().endswith(("in", "frau", "mutter"))
        for token in tokens
        if is_capital(token.word)
    )


def _resolve(
    text: str,
    rules: LanguageRules,
    people: People,
    found: _Attribution,
    before: tuple[Speech, str, float] | None,
) -> _Attribution | None:
    """Return the attribution of a pronoun to the name that was mentioned last before it."""
    at = bisect_left(people.mentions, (found.reference.start, ""))
    gender = found.reference.gender
    recent = [
        (start, name, people.gender(people.fullest(name)))
        for start, name in reversed(people.mentions[max(0, at - 6) : at])
    ]
    for start, name, known in recent:
        if gender and known and known != gender:
            continue
        if before and before[0].start > start:
            own = people.gender(before[1])
            if not (gender and own and own != gender):
                start, name, known = before[0].outer_end - len(before[1]), before[1], own
        confidence = found.confidence
        rivals = {other for _, other, theirs in recent if theirs == gender} - {name}
        is_far = "\n" in text[max(0, start, found.reference.start - _REACH) : found.reference.start]
        if gender and not known and rivals and is_far:  # "she": a woman was named, too
            name, confidence = next(other for _, other, _ in recent if other in rivals), _TURN
        elif _names_role(text, rules, start + len(name), found.reference):
            confidence = min(confidence, _TURN)
        return _Attribution(rename(found.reference, name), confidence, found.place)
    if before:
        return _Attribution(rename(found.reference, before[1]), _TURN, found.place)
    return None


def _opens_line(text: str, one: Speech) -> bool:
    """Return whether nothing stands in front of speech on its line."""
    return text[one.outer_start - 1 : one.outer_start] in ("", "\n")


def _shows_speech(text: str, one: Speech, found: _Attribution) -> bool:
    """Return whether who speaks, behind a comma or a mark, shows that a word in marks is speech."""
    ends = text[one.end - 1] in ".,!?…" or text[one.outer_end : one.outer_end + 1] == ","
    is_apart = ends or _opens_line(text, one)
    return is_apart and found.is_beside and found.reference.kind not in ("noun", "nobody")


def _is_speech(text: str, one: Speech, suggestion: Suggestion, found: _Attribution | None) -> bool:
    """Return whether the words in marks are speech, and no title, slogan or irony."""
    if one.is_dash or one.continues:
        return True
    lead = text[max(0, one.outer_start - 30) : one.outer_start].split()
    if lead and lead[-1].lower() in _NAMING:
        return False
    words = text[one.start : one.end].split()
    if suggestion.confidence >= (_ROLE if found and len(words) > 1 else _SAME_PARAGRAPH):
        return True
    if len(words) <= _SHORT:
        return text[one.end - 1] in ".!?," and text[one.start].isupper()
    return True
