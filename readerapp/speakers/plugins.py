"""Speaker rules of a language that a plug-in adds: its words, and what is found with them.

The program's own ranker was trained on texts and its confidence was measured. Of a language that a
plug-in adds nothing was measured, so the only evidence is a verb of saying with a name directly
beside a quotation, and the confidence is `CONFIDENCE`, whatever the plug-in says. A speaker whom
the person has set is certain, as always.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from readerapp.core.languages import LANGUAGE_NAMES
from readerapp.core.plugins import Plugin, PluginError, list_plugins
from readerapp.speakers import NO_NAME, SET_BY_PERSON, Candidate, KnownSpeaker, Suggestion
from readerapp.speakers.confirmed_speakers import ConfirmedSpeakers
from readerapp.speakers.languages.recognition import highest_share, recognise_language
from readerapp.speakers.quotations import Quotation, find_quotations

CONFIDENCE = 0.6
"""Confidence in a verb of saying with a name beside a quotation: as for quotations in quotations,
where the program has no other evidence either."""
SAMPLE = 20_000
"""Code points at the start of a text from which its language is told."""
LEAST_SHARE = 0.15
"""Least share of a language's common words among the words of a text. The fifty most frequent words
of a language are two fifths of a text; of another language few of them occur."""
LEAD = 1.3
"""How many times more of its common words a text must have than function words of a language that
the program knows: neighbouring languages share many of them."""
_REACH = 80
"""Code points on each side of a quotation in which verb and name are looked for."""
_MOST_WORDS = 5_000
"""Most words in one list: they become a pattern."""
_WORD = re.compile(r"[^\W\d_]+")
_GAP = r"[\s,;:.!?…—–-]{0,6}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRules:
    """The words of a language with which speakers are found; all in small letters.

    Attributes:
        language: its code, such as "eo".
        common_words: some fifty of its most frequent words, which tell the language of a text.
        verbs: forms of verbs of saying, as they are beside quotations.
        titles: words in front of a name that belong to it, such as "sinjorino".
        not_names: words that often have a capital letter, but are no names.
    """

    language: str
    common_words: frozenset[str]
    verbs: frozenset[str]
    titles: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()


def load_all_speaker_rules() -> tuple[SpeakerRules, ...]:
    """Return the rules of all plug-ins that can be loaded."""
    found = []
    for plugin in list_plugins("speaker_rules"):
        try:
            found.append(load_speaker_rules(plugin))
        except PluginError:
            continue
    return tuple(found)


def load_speaker_rules(plugin: Plugin) -> SpeakerRules:
    """Return the rules of a plug-in.

    Raises:
        PluginError: they cannot be loaded.
    """
    return plugin.load(SpeakerRules, _find_mistake)


def _find_mistake(rules: SpeakerRules) -> str:
    """Return what is wrong with rules; empty if they can be used."""
    if not isinstance(rules.language, str) or not re.fullmatch(r"[a-z]{2,3}", rules.language):
        return "language is a code of two or three letters"
    for name in ("common_words", "verbs", "titles", "not_names"):
        words = getattr(rules, name)
        if not isinstance(words, frozenset) or len(words) > _MOST_WORDS:
            return f"{name} is a frozenset of at most {_MOST_WORDS:,} words"
        if not all(isinstance(word, str) and 0 < len(word) <= 40 for word in words):
            return f"{name} has something that is no word"
        if any(word != word.lower() for word in words):
            return f"{name} has a word that is not in small letters"
    if not (rules.common_words and rules.verbs):
        return "common_words or verbs is empty"
    return ""


def choose_rules(text: str, rules: Sequence[SpeakerRules]) -> SpeakerRules | None:
    """Return the rules of the language of a text; None if it is none of these languages.

    Args:
        text: the text.
        rules: the rules of all languages.
    """
    if not rules:
        return None
    words = _WORD.findall(text[:SAMPLE].lower())
    counts, total = Counter(words), max(1, len(words))
    shares = [(sum(counts[word] for word in one.common_words) / total, one) for one in rules]
    share, best = max(shares, key=lambda pair: pair[0])
    return best if share >= max(LEAST_SHARE, LEAD * highest_share(words)) else None


def choose_language(text: str, rules: Sequence[SpeakerRules] = ()) -> str:
    """Return the code of the language of a text by its words; "" if it is not plain.

    Args:
        text: the text; its first code points count.
        rules: the rules of languages that plug-ins add.
    """
    own = choose_rules(text, rules)
    return own.language if own else recognise_language(text)


def has_rules(language: str, rules: Sequence[SpeakerRules] = ()) -> bool:
    """Return whether speakers can be found in a language, by the program or by a plug-in."""
    return language in LANGUAGE_NAMES or any(one.language == language for one in rules)


def suggest_by_plugin_rules(
    text: str,
    rules: SpeakerRules,
    known: Sequence[KnownSpeaker],
    accepted: Mapping[tuple[int, int], str],
) -> list[Suggestion]:
    """Return a suggestion for each quotation of a text, in document order.

    Args:
        text: the text.
        rules: the rules of its language.
        known: the speakers whom the person has named.
        accepted: the speakers whom the person has set, by half-open range in code points.
    """
    names = {alias.casefold(): one.name for one in known for alias in (one.name, *one.aliases)}
    confirmed = ConfirmedSpeakers(accepted)
    suggestions = []
    for quotation in find_quotations(text):
        name, reason, confidence = "", NO_NAME, 0.0
        if cue := _find_cue(text, quotation, rules):
            name, reason = cue
            name, confidence = names.get(name.casefold(), name), CONFIDENCE
        for start, end in quotation.parts or ((quotation.start, quotation.end),):
            by_person = confirmed.name_of(start, end)
            score = 1.0 if by_person else confidence
            speaker, why = (by_person, SET_BY_PERSON) if by_person else (name, reason)
            candidates = (Candidate(speaker, score),) if speaker else ()
            suggestions.append(Suggestion(start, end, speaker or None, score, why, candidates))
    return suggestions


def _find_cue(text: str, quotation: Quotation, rules: SpeakerRules) -> tuple[str, str] | None:
    """Return the name beside a quotation, and the words that name it; None if there is none."""
    after, before = _patterns(rules)
    end = quotation.outer_end
    line = text.find("\n\n", end, end + _REACH)
    found = after.match(text, end, line if line >= 0 else min(len(text), end + _REACH))
    place = "after the quotation"
    if found is None:
        low = max(text.rfind("\n\n", 0, quotation.outer_start), quotation.outer_start - _REACH, 0)
        found, place = before.search(text, low, quotation.outer_start), "before the quotation"
    if found is None:
        return None
    name = _plain_name(found["name"] or found["other"], rules)
    return (name, f"“{' '.join(found['cue'].split())}” {place}") if name else None


def _plain_name(words: str, rules: SpeakerRules) -> str:
    """Return the name at the start of some words; empty if they begin with none."""
    parts = words.split()
    count = int(parts[0].rstrip(".").lower() in rules.titles)
    if count == len(parts) or parts[count].lower() in rules.not_names | rules.common_words:
        return ""
    while count < len(parts) and not parts[count][0].islower():  # some scripts have no capitals
        count += 1
    return " ".join(parts[:count]) if not parts[count - 1][0].islower() else ""


@lru_cache(maxsize=8)
def _patterns(rules: SpeakerRules) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of verb and name behind a quotation, and in front of one."""
    verb = f"(?:{'|'.join(map(re.escape, sorted(rules.verbs, key=len, reverse=True)))})"
    titles = "|".join(map(re.escape, sorted(rules.titles, key=len, reverse=True)))
    title = rf"(?:(?i:{titles})\.?\s+)?" if titles else ""
    person = rf"{title}(?!{verb}\b)[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*){{0,3}}"
    cue = rf"(?P<cue>{verb}\s+(?P<name>{person})|(?P<other>{person})\s+{verb}\b)"
    return re.compile(_GAP + cue), re.compile(rf"(?<!\w){cue}{_GAP}$")
