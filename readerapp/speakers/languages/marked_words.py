"""Tell speech from other words in quotation marks: titles, slogans, names, irony."""

from __future__ import annotations

import re

from readerapp.speakers import Suggestion
from readerapp.speakers.languages.cues import ROLE, Cue, opens_line
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.speech import Speech

_SHORT = 3
"""Words up to which words in marks inside a sentence are rather a name or an irony than speech."""
_LONGEST_TITLE = 7
"""Words of a title or a slogan; longer ones are speech."""
_LEAD = 60
"""Code points in front of the marks in which a word tells that a title follows."""
_AS = frozenset("de di d’ d' como come come als comme с о об".split())
"""Prepositions in front of a part of a sentence that is quoted ("calificó de «…»")."""
_SMALL = 4
"""Letters of a small word between "called" and what something is called."""
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_INSCRIPTION_WORDS = 8
"""Words in front of the marks among which a thing is named that words are written on."""


def is_speech(
    text: str,
    rules: LanguageRules,
    one: Speech,
    suggestion: Suggestion,
    found: Cue | None,
) -> bool:
    """Return whether the words in marks are speech, and no title, slogan or irony.

    Args:
        text: The whole text.
        rules: The rules of its language.
        one: The words in marks, or behind a dash.
        suggestion: Who may say them.
        found: What the sentence around them tells of that.
    """
    if one.is_dash or one.continues:
        return True
    if _is_named(text, rules, one, found):
        return False
    if found and _shows_speech(text, one, found):
        return True
    words = text[one.start : one.end].split()
    if _follows_colon(text, one) or suggestion.confidence >= ROLE:
        return len(words) > 1 or suggestion.confidence > ROLE or text[one.end - 1] in ".!?,…"
    if len(words) <= _SHORT:
        is_whole = text[one.end - 1] in ".!?," and text[one.start].isupper()
        return is_whole or (len(words) > 1 and found is not None)
    return True


def _follows_colon(text: str, one: Speech) -> bool:
    return text[max(0, one.outer_start - 3) : one.outer_start].rstrip(" \u00a0")[-1:] == ":"


def _is_named(text: str, rules: LanguageRules, one: Speech, found: Cue | None) -> bool:
    """Return whether the words in marks are what something is called, or what is written on it."""
    if len(text[one.start : one.end].split()) > _LONGEST_TITLE:
        return False
    line = text.rfind("\n", 0, one.outer_start) + 1
    lead = _WORD.findall(text, max(line, one.outer_start - _LEAD), one.outer_start)
    if not lead:
        return False
    apart = text[one.outer_start - 2 : one.outer_start].strip()[-1:]
    touches = apart.isalnum() or (apart == "," and text[one.start].isupper())
    if _is_naming(rules, lead[-1]) and touches:
        return True
    small = len(lead) > 1 and len(lead[-1]) <= _SMALL and text[one.start].isupper()
    if small and touches and _is_naming(rules, lead[-2]) and lead[-2].islower():
        return True  # "batizada de “Dia Verde”"
    if found and found.is_beside and not _is_called(text, rules, one):
        return False
    written = any(rules.has("inscriptions", word) for word in lead[-_INSCRIPTION_WORDS:])
    if written and not any(map(rules.is_verb, lead)):
        return True
    return _is_called(text, rules, one) or _is_capital_term(text, rules, one, lead)


def _is_naming(rules: LanguageRules, word: str) -> bool:
    """Return whether a title, a slogan or a name follows a word; German joins such nouns."""
    if rules.has("naming_words", word):
        return True
    return rules.capital_nouns and word[:1].isupper() and word.lower().endswith(rules.naming_ends)


def _is_called(text: str, rules: LanguageRules, one: Speech) -> bool:
    """Return whether a German verb of naming follows („die Unmögliche“ nennt), and no comma."""
    if not rules.capital_nouns:
        return False
    behind = text[one.outer_end : one.outer_end + 20].split()
    return (
        bool(behind) and rules.has("naming_words", behind[0].rstrip(".,")) and (behind[0].islower())
    )


def _is_capital_term(text: str, rules: LanguageRules, one: Speech, lead: list[str]) -> bool:
    """Return whether words with a capital stand inside a sentence as a term does.

    Nouns have no capital in these languages, so a part of a sentence that is quoted begins with a
    small letter: « un récit, “La Lampe et le Sel”, refusé ».
    """
    if rules.capital_nouns or not text[one.start].isupper() or text[one.end - 1] in ".!?,…":
        return False
    in_front = text[one.outer_start - 2 : one.outer_start].strip()
    if in_front[-1:] not in (",", "(") and not in_front[-1:].isalnum():
        return False
    behind = text[one.outer_end : one.outer_end + 2].strip()
    if rules.has("prepositions", lead[-1]) and lead[-1].lower() not in _AS:
        return behind[:1] != ":"  # "intervenuto a «Mattina Italia»"
    is_quoted = any(rules.is_verb(word) or rules.has("that_words", word) for word in lead[-3:])
    return not is_quoted and behind[:1] != ":" and lead[-1].lower() not in rules.words["particles"]


def _shows_speech(text: str, one: Speech, found: Cue) -> bool:
    """Return whether who speaks, behind a comma or a mark, shows that a word in marks is speech."""
    ends = text[one.end - 1] in ".,!?…" or text[one.outer_end : one.outer_end + 1] == ","
    is_apart = ends or opens_line(text, one)
    return is_apart and found.is_beside and found.reference.kind not in ("noun", "nobody")
