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
from readerapp.speakers.languages.alternation import IN_TURN, Turns
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
_PRONOUN = 0.5
"""Confidence in a pronoun beside a verb of saying, which means the speaker before it."""
_NAMELESS = 0.6
"""Confidence in a source without a name ("a crew member", "the transport office")."""
_LAST_NAMED = 0.3
"""Confidence in the person who was named last, for a pronoun where nobody has spoken yet."""
_OTHER_SUBJECT = 0.25
"""Confidence in the speaker before it where a sentence of its own leads to the quotation."""
_LEAD = 5
"""Signs of such a sentence."""
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
        source: A source without a name in front of a quotation.
        pronoun: A pronoun as the subject beside a quotation.
        opening: The person at the beginning of a paragraph.
    """

    before: re.Pattern[str]
    behind: re.Pattern[str]
    topic: re.Pattern[str]
    reported: re.Pattern[str]
    source: re.Pattern[str]
    pronoun: re.Pattern[str]
    opening: re.Pattern[str]


_KANJI_NAME = r"お?[\u4e00-\u9fff々〆ヶ]{1,5}?[\u30a1-\u30fa]{0,4}?"
_NICKNAME = (
    r"(?:老(?![师師板人家年公婆乡鄉兵船百大太爷爺奶是实實虎鼠])"
    r"|小(?![姐孩子伙说說时時组組学學区區镇鎮心船])|阿(?!姨))"
    r"[\u4e00-\u9fff]"
)
"""A Chinese name of everyday life, such as "Old Zhou"; not "teacher" or "young lady"."""
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
            rf"\s*(?:と[、,]?)?\s*(?:[^、。「」]{{0,12}}の)?{person}{remark}(?:は|が|も)[^。「」]{{0,40}}?{verbs}"
        ),
        re.compile(rf"(?:^|[。、」\n]|の|　){person}{remark}(?:は|が)"),
        re.compile(rf"\s*(?:など)?と(?:は)?[^。「」]{{0,40}}?{verbs}"),
        re.compile(
            r"(?:^|[。、」\n])(?P<name>[\u4e00-\u9fff]{2,8})によ(?:ると|れば)[^。「」]{0,20}$"
        ),
        re.compile(rf"\s*と[、,]?(?:彼|彼女|本人)(?:は|が|も)[^。「」]{{0,40}}?{verbs}"),
        re.compile(rf"(?:^|\n)　?{person}(?:は|が)"),
    )


def _chinese(titles: str, verbs: str, surnames: str, roles: str) -> _Patterns:
    sign = rf"(?!{verbs}|{titles})[\u4e00-\u9fff]"
    foreign = rf"(?:{titles}|{roles})?(?P<foreign>(?:{sign}){{1,6}}[·・](?:{sign}){{1,6}})"
    person = rf"(?:{foreign}|(?P<name>{surnames}(?:{sign}){{1,2}}|{_NICKNAME})){titles}?"
    inside = r"[^，。：:“”「」\n]"
    return _Patterns(
        re.compile(rf"{person}(?:{inside}{{0,6}}?{verbs}[，,：:]?|{inside}{{0,8}}：)\s*$"),
        re.compile(
            rf"[，,]?(?:{inside}{{0,8}}?{person}{inside}{{0,4}}?"
            rf"|(?P<other>[\u4e00-\u9fff]{{2,4}}?)){verbs}(?![^。\n]{{0,3}}[：:])"
        ),
        re.compile(rf"(?:^|[。，！？\n]){inside}{{0,12}}?{person}[^。“”「」]{{0,40}}?{verbs}"),
        re.compile(rf"[，,]?[^。“”「」\n]{{0,12}}?{verbs}"),
        re.compile(
            rf"(?:^|[。，！？\n的])(?:[一有][位名个些]?)?(?P<name>{inside}{{0,6}}?{roles})"
            rf"{inside}{{0,10}}?{verbs}[，,：:]?\s*$"
        ),
        re.compile(rf"(?:.*[。，！？\n])?\s*[他她]{inside}{{0,6}}?{verbs}", re.DOTALL),
        re.compile(rf"(?:^|\n)　*(?P<name>{_NICKNAME})"),
    )


def _korean(titles: str, verbs: str, surnames: str, roles: str) -> _Patterns:
    name = rf"(?P<name>(?:{surnames}[\uac00-\ud7af]{{1,2}}?))"
    remark = r"(?:\s?\([^()]{1,12}\))?"
    person = rf"{name}{remark}(?:\s[\uac00-\ud7af]{{2,5}}?|\s?{titles})?(?:은|는|이|가)"
    said = r"(?:이?라고|이?라며|라면서|고|며|면서)"
    return _Patterns(
        re.compile(rf"(?:^|\s){name}{remark}(?:\s?{titles})?(?:은|는|이|가)\s*$"),
        re.compile(
            rf"{said}\s{person}\s[^.\"“”\n]{{0,30}}?{verbs}"
            rf"|\s(?P<other>[\uac00-\ud7af]{{2,4}}?)(?:은|는|이|가)\s[^.\"“”\n]{{0,12}}?{verbs}"
        ),
        re.compile(rf"(?:^|[\s,]){person}\s"),
        re.compile(rf"{said}\s[^.\"“”\n]{{0,40}}?{verbs}"),
        re.compile(
            rf"(?:^|\s)(?P<name>(?:한\s|익명의\s)?[\uac00-\ud7af]{{0,6}}{roles})(?:은|는|이|가)\s*$"
        ),
        re.compile(r"(?:.*[\s.])?(?:그는|그녀는|그가|그녀가)\s*", re.DOTALL),
        re.compile(rf"(?:^|\n){person}\s"),
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
    surnames, roles = _any_of(words["surnames"]), _any_of(words["roles"])
    return make(titles, verbs, surnames, roles), words["not_names"]


_JAPANESE_PARTICLES = tuple("だをにのがはでへ")
"""Words behind a Japanese quotation that nobody has said, or whose sentence is about itself."""
PRONOUN_PLACE = "pronoun"
_LINE_END = re.compile(r"\n")
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
    turns, paragraph, counted, line = Turns(), 0, 0, 0
    for index, quotation in enumerate(found):
        limit = found[index + 1].outer_start if index + 1 < len(found) else len(text)
        start = found[index - 1].outer_end if index else 0
        evidence = _read(text, patterns, not_names, quotation, (start, limit))
        name, confidence, place = evidence
        name = names.get(name, full_names.get(name, name))
        reason = f"“{name}” {place} the quotation" if place else NO_NAME
        for newline in _LINE_END.finditer(text, counted, quotation.outer_start):
            paragraph, line = paragraph + bool(text[line : newline.start()].strip()), newline.end()
        counted = quotation.outer_start
        same = before and before[0] >= line
        if place == PRONOUN_PLACE:
            name, confidence = (before[1], _PRONOUN) if same and before else ("", 0.0)
            reason = SAME_PARAGRAPH
            if not name and (person := _last_named(text, patterns, not_names, start, quotation)):
                name, confidence, reason = person, _LAST_NAMED, IN_TURN
        elif not name and before and same:
            lead = _sentence_lead(text, before[0], quotation.outer_start)
            confidence = _OTHER_SUBJECT if len(lead) >= _LEAD else _SAME_PARAGRAPH
            name, reason = before[1], SAME_PARAGRAPH
        behind = text[quotation.outer_end : min(limit, quotation.outer_end + _REACH)]
        was_said = bool(place or patterns.reported.match(behind))
        opens = line + 2 > quotation.outer_start  # behind an indent at most
        for low, high in quotation.parts or ((quotation.start, quotation.end),):
            if confirmed := confirmations.name_of(low, high):
                candidates = (Candidate(confirmed, 1.0),)
                one = Suggestion(low, high, confirmed, 1.0, SET_BY_PERSON, candidates)
                before = quotation.outer_end, confirmed
            elif not was_said and _is_term(text, quotation.outer_start, low, high):
                one = Suggestion(low, high, None, 0.0, NO_SPEECH, (), "phrase")
            elif name:
                candidates = (Candidate(name, confidence),)
                one = Suggestion(low, high, name, confidence, reason, candidates)
                before = quotation.outer_end, name
            else:
                one = Suggestion(low, high, None, 0.0, NO_NAME)
                one = turns.alternate(paragraph, one) if opens and not place else one
            made.append(one)
            turns.add(paragraph, one.speaker or "")
    return made


def _sentence_lead(text: str, low: int, start: int) -> str:
    """Return the words of the sentence in front of a quotation, from `low` on at most `_REACH`."""
    low = max(low, start - _REACH)
    for match in _SENTENCE_END.finditer(text, low, start):
        if text[match.end() : start].strip():
            low = match.end()
    return text[low:start].strip()


def _last_named(
    text: str,
    patterns: _Patterns,
    not_names: frozenset[str],
    low: int,
    quotation: quotations.Quotation,
) -> str:
    """Return who begins the paragraph before a quotation as its topic; "" for nobody."""
    before = text[max(low, quotation.outer_start - _REACH) : quotation.outer_start].rstrip()
    named = patterns.opening.search(before)
    return named["name"] if named and named["name"] not in not_names else ""


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
    lead = text[low : quotation.outer_start]
    directly = _first_name(patterns.before.search(lead), not_names)
    if text[quotation.outer_end : quotation.outer_end + 1] in _JAPANESE_PARTICLES:
        directly = ""  # "the words on the banner were …": no speech
    if directly and lead.rstrip()[-1:] in "：:":
        return directly, _BESIDE, "before"
    if name := _first_name(patterns.behind.match(text, quotation.outer_end, high), not_names):
        return name, _BESIDE, "after"
    if directly:
        return directly, _BESIDE, "before"
    if name := _first_name(patterns.source.search(lead), not_names):
        return name, _NAMELESS, "before"
    said = patterns.reported.match(text, quotation.outer_end, high)
    if patterns.pronoun.match(text, quotation.outer_end, high) or (
        patterns.pronoun.fullmatch(lead.rstrip(" ，,：:"))
    ):
        return "", 0.0, PRONOUN_PLACE
    topics = [_first_name(match, not_names) for match in patterns.topic.finditer(lead)]
    if said and any(topics):
        return [name for name in topics if name][-1], _IN_SENTENCE, "before"
    return "", 0.0, ""


def _first_name(match: re.Match[str] | None, not_names: frozenset[str]) -> str:
    """Return the name that a pattern has found; "" for none, or for a word that is no name."""
    name = next((one for one in (match.groupdict() if match else {}).values() if one), "")
    is_word = name in not_names or any(
        name.startswith(word) for word in not_names if len(word) == 1 or len(word) == len(name)
    )
    return "" if is_word else name


def _full_names(text: str, code: str) -> dict[str, str]:
    """Return Japanese full names by their surname, where a space shows both parts."""
    if code != "ja":
        return {}
    titles = _any_of(parse_word_lists(read_data_file("language_ja.txt"))["titles"])
    found: dict[str, set[str]] = {}
    for match in re.finditer(rf"({_KANJI_NAME})[ 　]({_KANJI_NAME})(?:{titles}|は|が|（)", text):
        found.setdefault(match[1], set()).add(f"{match[1]} {match[2]}")
    return {name: next(iter(full)) for name, full in found.items() if len(full) == 1}
