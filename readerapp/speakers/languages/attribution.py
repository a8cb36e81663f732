"""Say who speaks, in the languages that have rules of a European kind.

It is who the sentence around a stretch of speech names (`cues.py`), else the speaker of the stretch
before it in the same paragraph, else one of two who take turns. What is found says how sure it is:
the numbers are the shares that were right on German news articles (`benchmarks/speakers.py`),
rounded down.
"""

from __future__ import annotations

import re
from bisect import insort
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
    Cue,
    find_cue,
    sentence_after,
    sentence_before,
)
from readerapp.speakers.languages.dialogue import fill_turns, name_repeated, read_beat
from readerapp.speakers.languages.marked_words import is_speech
from readerapp.speakers.languages.people import People, read_people
from readerapp.speakers.languages.person_reference import PersonReference, rename
from readerapp.speakers.languages.persons import PersonReader
from readerapp.speakers.languages.resolution import resolve
from readerapp.speakers.languages.rules import LanguageRules, load_rules
from readerapp.speakers.languages.speech import Speech, find_speech, split_dialogue
from readerapp.speakers.languages.tokens import is_capital

_SAME_PARAGRAPH = 0.7
"""Share right of the speaker of the quotation before it in the same paragraph."""
_OTHER_SUBJECT = 0.25
"""Behind the speaker before it in the paragraph, where a sentence of its own leads to the speech
and names neither that speaker nor a pronoun: it was mostly somebody whom the rules cannot read."""
_CONJUNCTIONS = frozenset("und et y e ed en и mais aber pero ma maar mas но а".split())
"""Words behind which the speaker of the speech before them says the next one, too."""
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
    reader = PersonReader(text, rules)
    confirmed = ConfirmedSpeakers(accepted or {})
    neighbours = list(zip([None, *speech[:-1]], [*speech[1:], None], strict=True)) if speech else []
    cues = [
        find_cue(text, rules, reader, paragraphs, one, *beside)
        for one, beside in zip(speech, neighbours, strict=True)
    ]
    people = read_people(text, rules, known, speech, _single_names(cues))
    made: list[Suggestion] = []
    before: tuple[Speech, str, float] | None = None
    turns = Turns()
    for one, cue, beside in zip(speech, cues, neighbours, strict=True):
        name, found = confirmed.name_of(one.start, one.end), None
        if name:
            suggestion = Suggestion(
                one.start, one.end, name, 1.0, SET_BY_PERSON, (Candidate(name, 1.0),)
            )
        else:
            found = cue
            paragraph = paragraphs[one.paragraph]
            beat = None if found else read_beat(text, rules, reader, paragraph, one, beside)
            suggestion = _suggestion(text, rules, people, one, found or beat, before)
            if found and found.reference.kind == "name" and suggestion.speaker:
                insort(people.mentions, (found.reference.start, suggestion.speaker))
            opens = one.outer_start == paragraphs[one.paragraph][0]
            if suggestion.reason == NO_NAME and not found and opens:
                suggestion = turns.alternate(one.paragraph, suggestion)
        turns.add(one.paragraph, suggestion.speaker or "")
        if suggestion.speaker:
            before = (one, suggestion.speaker, suggestion.confidence)
        if not name and not is_speech(text, rules, one, suggestion, found):
            suggestion = Suggestion(
                one.start, one.end, None, 0.0, NO_SPEECH, suggestion.candidates, "phrase"
            )
        made.append(suggestion)
    return fill_turns(text, speech, name_repeated(text, made))


def _single_names(cues: Sequence[Cue | None]) -> frozenset[str]:
    """Return the names of one word that are subjects of a verb of saying: persons of a story."""
    return frozenset(
        cue.reference.name
        for cue in cues
        if cue and cue.reference.kind == "name" and " " not in cue.reference.name
    )


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
    same = before if before and before[0].paragraph == one.paragraph else None
    if found and found.is_beat and same and not _is_other(text, rules, one, same):
        found = None  # the speech goes on
    if found := resolve(text, rules, people, found, before) if found else None:
        name = found.reference.name
        if found.reference.kind == "name":
            name = people.nominative(name, is_oblique=found.reference.is_oblique)
        reference = rename(found.reference, people.fullest_at(name, found.reference.start))
        if found.place == "before" and _is_about_another(text, rules, one, found.reference):
            found = replace(found, confidence=min(found.confidence, _OTHER_SUBJECT))
        words = " ".join(text[found.reference.start : found.reference.end].split())
        reason = f"“{words}” {found.place} the quotation"
        return _make_suggestion(one, reference.name, min(found.confidence, rules.most), reason)
    if same:
        most = _OTHER_SUBJECT if _is_other(text, rules, one, same) else _SAME_PARAGRAPH
        return _make_suggestion(one, same[1], min(same[2], most), SAME_PARAGRAPH)
    if before and one.continues:
        reason = NEXT_PARAGRAPH
        return _make_suggestion(one, before[1], min(before[2], _SAME_PARAGRAPH), reason)
    return Suggestion(one.start, one.end, None, 0.0, NO_NAME)


def _is_other(
    text: str, rules: LanguageRules, one: Speech, before: tuple[Speech, str, float]
) -> bool:
    """Return whether a sentence beside speech is about another one than the speaker before it."""
    if one.continues:
        return False
    start = _own_sentence(text, one, before[0])
    lead = text[start : one.outer_start]
    first = re.search(r"[^\W\d_]+", lead)
    joined = start == before[0].outer_end and first and first[0] in _CONJUNCTIONS
    return any(
        len(words.split()) >= _LEAD and not _names_again(rules, words, before[1])
        for words in ("" if joined else lead, _behind(text, one))
    )


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
