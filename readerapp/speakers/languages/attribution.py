"""Say who speaks, in the languages that have rules of a European kind.

It is who the sentence around a stretch of speech names (`cues.py`), else the speaker of the stretch
before it in the same paragraph, else one of two who take turns. What is found says how sure it is:
the numbers are the shares that were right on German news articles (`benchmarks/speakers.py`),
rounded down.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from readerapp.speakers.languages.cues import (
    REACH,
    ROLE,
    TURN,
    Cue,
    find_cue,
    opens_line,
    sentence_after,
    sentence_before,
)
from readerapp.speakers.languages.people import People, read_people
from readerapp.speakers.languages.persons import (
    PersonReader,
    PersonReference,
    rename,
)
from readerapp.speakers.languages.rules import LanguageRules, load_rules
from readerapp.speakers.languages.speech import Speech, find_speech, split_dialogue
from readerapp.speakers.languages.tokens import is_capital, split_words

_NAMING = frozenset(
    "chamado chamada chamados chamadas llamado llamada denominado denominada cosiddetto cosiddetta"
    " cosiddetti zogeheten zogenaamde zogenoemde sogenannte sogenannten sogenannter sogenanntes"
    " soi-disant surnommé surnommée baptisé baptisée apodado apodada apelidado apelidada"
    " называемый называемая называемое называемые называемой называемую".split()
)
"""Words in front of a term in quotation marks ("the so-called …")."""
_SHORT = 3
"""Words up to which words in marks inside a sentence are rather a name or an irony than speech."""

_SAME_PARAGRAPH = 0.7
"""Share right of the speaker of the quotation before it in the same paragraph."""
_OTHER_SUBJECT = 0.25
"""Behind the speaker before it in the paragraph, where a sentence of its own leads to the speech
and names neither that speaker nor a pronoun: it was mostly somebody whom the rules cannot read."""
_LEAD = 3
"""Words of such a sentence."""


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
            found = find_cue(text, rules, reader, paragraphs, one, previous, following)
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


def _suggestion(
    text: str,
    rules: LanguageRules,
    people: People,
    one: Speech,
    found: Cue | None,
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
    return sentence_before(text, one, before.outer_end, before)[0]


def _behind(text: str, one: Speech) -> str:
    """Return the words behind a comma that follows speech, to the end of the sentence."""
    gap = text[one.outer_end : one.outer_end + 1] + text[one.end - 1 : one.end]
    if "," not in gap:
        return ""
    line = text.find("\n", one.outer_end, one.outer_end + REACH)
    limit = line if line >= 0 else min(len(text), one.outer_end + REACH)
    return text[slice(*sentence_after(text, one, limit, None))]


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


def _resolve(
    text: str,
    rules: LanguageRules,
    people: People,
    found: Cue,
    before: tuple[Speech, str, float] | None,
) -> Cue | None:
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
        is_far = "\n" in text[max(0, start, found.reference.start - REACH) : found.reference.start]
        if gender and not known and rivals and is_far:  # "she": a woman was named, too
            name, confidence = next(other for _, other, _ in recent if other in rivals), TURN
        elif _names_role(text, rules, start + len(name), found.reference):
            confidence = min(confidence, TURN)
        return Cue(rename(found.reference, name), confidence, found.place)
    if before:
        return Cue(rename(found.reference, before[1]), TURN, found.place)
    return None


def _shows_speech(text: str, one: Speech, found: Cue) -> bool:
    """Return whether who speaks, behind a comma or a mark, shows that a word in marks is speech."""
    ends = text[one.end - 1] in ".,!?…" or text[one.outer_end : one.outer_end + 1] == ","
    is_apart = ends or opens_line(text, one)
    return is_apart and found.is_beside and found.reference.kind not in ("noun", "nobody")


def _is_speech(text: str, one: Speech, suggestion: Suggestion, found: Cue | None) -> bool:
    """Return whether the words in marks are speech, and no title, slogan or irony."""
    if one.is_dash or one.continues:
        return True
    lead = text[max(0, one.outer_start - 30) : one.outer_start].split()
    if lead and lead[-1].lower() in _NAMING:
        return False
    words = text[one.start : one.end].split()
    if suggestion.confidence >= (ROLE if found and len(words) > 1 else _SAME_PARAGRAPH):
        return True
    if len(words) <= _SHORT:
        return text[one.end - 1] in ".!?," and text[one.start].isupper()
    return True
