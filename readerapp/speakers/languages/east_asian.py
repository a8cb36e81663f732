"""Find quotations and their speakers in Chinese, Japanese and Korean.

No spaces separate the words of Chinese and Japanese, so a person is found by what stands around a
name: the particle or the verb of saying behind it, and the title that follows it. Chinese and
Korean names begin with one of few surnames. Only such patterns name a speaker.

A file `data/language_CODE.txt` has the lists titles (behind a name), verbs (of saying), surnames,
and not_names (words that stand where names do).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from readerapp.speakers import (
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
from readerapp.speakers.lexicon import parse_word_lists, read_data_file

_REACH = 120
"""Code points of a sentence that are read on each side of a quotation."""
_BESIDE = 0.85
"""Confidence in a name directly beside the verb of saying. No labelled texts were at hand, so it
stays below what counts as sure."""
_IN_SENTENCE = 0.6
"""Confidence in the topic of the sentence of the quotation."""
_SAME_PARAGRAPH = 0.5
"""Confidence in the speaker of the quotation before it in the same paragraph."""
_SHORT = 6
"""Signs up to which words in marks without a verb of saying are rather a term than speech."""


@dataclass(frozen=True)
class _Patterns:
    """The patterns of a language; the group `name` is the speaker.

    Attributes:
        before: Directly in front of the quotation.
        behind: Directly behind it.
        topic: The topic anywhere in the sentence in front of it.
        reported: What shows behind a quotation that its words were said.
    """

    before: re.Pattern[str]
    behind: re.Pattern[str]
    topic: re.Pattern[str]
    reported: re.Pattern[str]


_KANJI_NAME = r"[\u4e00-\u9fff々〆ヶ]{1,5}?"
_KATAKANA_NAME = r"[\u30a0-\u30ff・＝]{2,20}"


def _any_of(words: Iterable[str]) -> str:
    """Return the pattern of one of some words, the longest first."""
    return (
        "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
    )


def _japanese(titles: str, verbs: str) -> _Patterns:
    name = rf"(?P<name>{_KATAKANA_NAME}|{_KANJI_NAME}(?:[ 　]{_KANJI_NAME})?)"
    person = rf"{name}{titles}?"
    remark = "(?:（[^（）]{1,12}）)?"  # an age, or an office
    return _Patterns(
        re.compile(rf"{person}{remark}(?:は|が|も)[、,]?\s*$"),
        re.compile(
            rf"\s*と[、,]?\s*(?:[^、。「」]{{0,12}}の)?{person}{remark}(?:は|が|も)[^。「」]{{0,40}}?{verbs}"
        ),
        re.compile(rf"(?:^|[。、」\n]|の|　){person}{remark}(?:は|が)"),
        re.compile(rf"\s*(?:など)?と(?:は)?[^。「」]{{0,40}}?{verbs}"),
    )


def _chinese(titles: str, verbs: str, surnames: str) -> _Patterns:
    given = rf"(?:(?!{verbs}|{titles})[\u4e00-\u9fff]){{1,2}}"
    foreign = r"[\u4e00-\u9fff]{1,6}?·[\u4e00-\u9fff]{1,6}?"
    person = rf"(?P<name>{surnames}{given}|{foreign}){titles}?"
    inside = r"[^，。：:“”「」\n]"
    return _Patterns(
        re.compile(rf"{person}{inside}{{0,6}}?{verbs}[，,：:]?\s*$"),
        re.compile(
            rf"[，,]?(?:{inside}{{0,8}}?{person}{inside}{{0,4}}?"
            rf"|(?P<other>[\u4e00-\u9fff]{{2,4}}?)){verbs}(?![^。\n]{{0,3}}[：:])"
        ),
        re.compile(rf"(?:^|[。，！？\n]){inside}{{0,12}}?{person}[^。“”「」]{{0,40}}?{verbs}"),
        re.compile(rf"[，,]?[^。“”「」\n]{{0,12}}?{verbs}"),
    )


def _korean(titles: str, verbs: str, surnames: str) -> _Patterns:
    name = rf"(?P<name>{surnames}[\uac00-\ud7af]{{1,2}}?)"
    person = rf"{name}(?:\s[\uac00-\ud7af]{{2,5}}?|\s?{titles})?(?:은|는|이|가)"
    said = r"(?:이?라고|이?라며|라면서|고|며|면서)"
    return _Patterns(
        re.compile(rf"(?:^|\s){name}(?:\s?{titles})?(?:은|는|이|가)\s*$"),
        re.compile(rf"{said}\s{person}\s[^.\"“”\n]{{0,30}}?{verbs}"),
        re.compile(rf"(?:^|[\s,]){person}\s"),
        re.compile(rf"{said}\s[^.\"“”\n]{{0,40}}?{verbs}"),
    )


EAST_ASIAN = frozenset({"ja", "zh", "ko"})
"""The languages with such patterns, by their code in ISO 639-1."""


@cache
def _load(code: str) -> tuple[_Patterns, frozenset[str]]:
    """Return the patterns of a language, and the words that are no names.

    Raises:
        ReaderError: The installation lacks the file.
    """
    words = parse_word_lists(read_data_file(f"language_{code}.txt"))
    titles, verbs = _any_of(words["titles"]), _any_of(words["verbs"])
    if code == "ja":
        return _japanese(titles, verbs), words["not_names"]
    make = _chinese if code == "zh" else _korean
    return make(titles, verbs, _any_of(words["surnames"])), words["not_names"]


_SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")


def suggest_east_asian(
    text: str,
    code: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
) -> list[Suggestion]:
    """Return the suggestions for a text in Chinese, Japanese or Korean, in document order.

    Args:
        text: The whole text.
        code: The code of its language, one of `EAST_ASIAN`.
        known: The speakers that the user has named.
        accepted: Names that the user has confirmed, by half-open range in code points.
    """
    patterns, not_names = _load(code)
    names = {alias: one.name for one in known for alias in (one.name, *one.aliases)}
    found = quotations.find_quotations(text)
    full_names = _full_names(text, code)
    confirmations = ConfirmedSpeakers(accepted or {})
    made: list[Suggestion] = []
    before: tuple[int, str] | None = None
    for index, quotation in enumerate(found):
        limit = found[index + 1].outer_start if index + 1 < len(found) else len(text)
        start = found[index - 1].outer_end if index else 0
        name, confidence, place = _read(text, patterns, not_names, quotation, (start, limit))
        name = names.get(name, full_names.get(name, name))
        reason = f"“{name}” {place} the quotation" if place else NO_NAME
        if not name and before and "\n" not in text[before[0] : quotation.outer_start]:
            name, confidence, reason = before[1], _SAME_PARAGRAPH, SAME_PARAGRAPH
        behind = text[quotation.outer_end : min(limit, quotation.outer_end + _REACH)]
        was_said = bool(place or patterns.reported.match(behind))
        for low, high in quotation.parts or ((quotation.start, quotation.end),):
            if confirmed := confirmations.name_of(low, high):
                candidates = (Candidate(confirmed, 1.0),)
                made.append(Suggestion(low, high, confirmed, 1.0, SET_BY_PERSON, candidates))
                before = quotation.outer_end, confirmed
            elif not was_said and _is_term(text, quotation.outer_start, low, high):
                made.append(Suggestion(low, high, None, 0.0, NO_SPEECH, (), "phrase"))
            elif name:
                candidates = (Candidate(name, confidence),)
                made.append(Suggestion(low, high, name, confidence, reason, candidates))
                before = quotation.outer_end, name
            else:
                made.append(Suggestion(low, high, None, 0.0, reason))
    return made


def _is_term(text: str, outer_start: int, start: int, end: int) -> bool:
    """Return whether few signs in marks, in the middle of a line, are rather a term than speech."""
    in_front = text[outer_start - 1 : outer_start].strip()
    is_inside = in_front not in ("", *"。：:、")
    return end - start <= _SHORT and is_inside and text[end - 1] not in "。！？!?…"


def _read(
    text: str,
    patterns: _Patterns,
    not_names: frozenset[str],
    quotation: quotations.Quotation,
    room: tuple[int, int],
) -> tuple[str, float, str]:
    """Return name, confidence and place ("before" or "after"); an empty name if nobody is named."""
    start, limit = room
    low = max(start, quotation.outer_start - _REACH)
    for match in _SENTENCE_END.finditer(text, low, quotation.outer_start):
        if text[match.end() : quotation.outer_start].strip():
            low = match.end()
    high = min(limit, quotation.outer_end + _REACH)
    line = text.find("\n", quotation.outer_end, high)
    high = line if line >= 0 else high
    behind = patterns.behind.match(text, quotation.outer_end, high)
    groups = behind.groupdict() if behind else {}
    name = groups.get("name") or groups.get("other") or ""
    if name and not any(name.startswith(word) for word in not_names):
        return name, _BESIDE, "after"
    lead = text[low : quotation.outer_start]
    directly = patterns.before.search(lead)
    if directly and directly["name"] not in not_names:
        return directly["name"], _BESIDE, "before"
    topics = [match for match in patterns.topic.finditer(lead) if match["name"] not in not_names]
    said = patterns.reported.match(text, quotation.outer_end, high)
    if topics and said:
        return topics[-1]["name"], _IN_SENTENCE, "before"
    return "", 0.0, ""


def _full_names(text: str, code: str) -> dict[str, str]:
    """Return Japanese full names by their surname, where a space shows both parts."""
    if code != "ja":
        return {}
    titles = _any_of(parse_word_lists(read_data_file("language_ja.txt"))["titles"])
    found: dict[str, set[str]] = {}
    for match in re.finditer(rf"({_KANJI_NAME})[ 　]({_KANJI_NAME})(?:{titles}|は|が|（)", text):
        found.setdefault(match[1], set()).add(f"{match[1]} {match[2]}")
    return {name: next(iter(full)) for name, full in found.items() if len(full) == 1}
