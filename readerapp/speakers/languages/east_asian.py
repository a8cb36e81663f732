"""Find quotations and their speakers in Chinese, Japanese and Korean.

No spaces separate the words of Chinese and Japanese, so a person is found by what stands around a
name: the particle or the verb of saying behind it, and the title that follows it. Chinese and
Korean names begin with one of few surnames. Only such patterns name a speaker.

A file `data/language_CODE.txt` has the lists titles (behind a name), verbs (of saying), surnames,
and not_names (words that stand where names do).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

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
from readerapp.speakers.languages import chinese, korean
from readerapp.speakers.languages.alternation import IN_TURN, Turns
from readerapp.speakers.languages.dialogue import fill_turns, name_repeated
from readerapp.speakers.languages.evidence import Mention
from readerapp.speakers.languages.speech import Speech
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
_KATAKANA_NAME = r"[\u30a0-\u30ff・＝]{2,20}"


def _any_of(words: Iterable[str]) -> str:
    """Return the pattern of one of some words, the longest first."""
    return (
        "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
    )


def _japanese(titles: str, verbs: str) -> _Patterns:
    name = (
        rf"(?P<name>{_KATAKANA_NAME}|[\u4e00-\u9fff]{{1,3}}(?!さん|くん|ちゃん|さま)[ぁ-ん]{{2,3}}(?={titles}|（)"
        rf"|お[ぁ-ん]{{2}}(?=[はがも])|{_KANJI_NAME}(?:[ 　]{_KANJI_NAME})?)"
    )
    person, held = rf"{name}{titles}?", name.replace("<name>", "<held>")
    remark = "(?:（[^（）]{1,12}）)?"  # an age, or an office
    return _Patterns(
        re.compile(rf"{person}{remark}(?:は|が|も|から)[、,]?\s*$|{held}{titles}\s*$"),
        re.compile(
            rf"\s*(?:と[、,]?)?\s*(?:[^、。「」]{{0,12}}の)?{person}{remark}(?:は|が|も)[^。「」]{{0,40}}?{verbs}"
        ),
        re.compile(rf"(?:^|[。、」\n]|の|　){person}{remark}(?:は|が)"),
        re.compile(
            rf"\s*(?:など)?と(?:は)?[^。「」]{{0,40}}?{verbs}"
            r"|\s*との(?:考え|見方|見解|認識|コメント|談話|声明|意向|立場)"
        ),
        re.compile(
            r"(?:^|[。、」\n])(?P<name>[\u4e00-\u9fff]{2,8})によ(?:ると|れば)[^。「」]{0,20}$"
        ),
        re.compile(rf"\s*と[、,]?(?:彼|彼女|本人)(?:は|が|も)[^。「」]{{0,40}}?{verbs}"),
        re.compile(rf"(?:^|\n)　?{person}(?:は|が)"),
    )


EAST_ASIAN = frozenset({"ja", "zh", "ko"})
"""The languages with such patterns, by their code in ISO 639-1."""


_REPORTED = {
    "zh": r"[，,]?[^。“”「」\n]{0,12}?",
    "ko": r"(?:이?라고|이?라며|라면서|고|며|면서)\s[^.\"“”\n]{0,40}?",
}
"""What stands between a quotation and a verb of saying, which shows that its words were said."""


@cache
def _load(code: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a language.

    Raises:
        ReaderError: The installation lacks the file.
    """
    return parse_word_lists(read_data_file(f"language_{code}.txt"))


@cache
def _load_patterns(code: str) -> _Patterns:
    """Return the Japanese patterns."""
    words = _load(code)
    return _japanese(_any_of(words["titles"]), _any_of(words["verbs"]))


class _Reader:
    """Reads in a text who says a quotation, in one of the three languages."""

    def __init__(self, text: str, code: str) -> None:
        words = _load(code)
        self._text = text
        self._code = code
        self.not_names = words["not_names"]
        self._verbs = re.compile(_any_of(words["verbs"]))
        self.reported = (
            _load_patterns(code).reported
            if code == "ja"
            else re.compile(_REPORTED[code] + _any_of(words["verbs"]))
        )
        self._mentions: list[Mention] = []
        if code != "ja":
            surnames, titles, roles, verbs = (
                _any_of(words[name]) for name in ("surnames", "titles", "roles", "verbs")
            )
            self._mentions = (
                chinese.find_mentions(text, surnames, titles, roles, verbs, self.not_names)
                if code == "zh"
                else korean.find_mentions(text, surnames, titles, roles)
            )
        self._starts = [one.start for one in self._mentions]

    def read(
        self, quotation: quotations.Quotation, room: tuple[int, int]
    ) -> tuple[str, float, str]:
        """Return name, confidence and place; an empty name if nobody is named.

        Args:
            quotation: The quotation.
            room: Where the words around it begin and end that belong to no other quotation.
        """
        if self._code == "ja":
            return _read(self._text, _load_patterns("ja"), self.not_names, quotation, room)
        low = max(room[0], quotation.outer_start - _REACH)
        for match in _SENTENCE_END.finditer(self._text, low, quotation.outer_start):
            if self._text[match.end() : quotation.outer_start].strip():
                low = match.end()
        line = self._text.rfind("\n", low, quotation.outer_start)
        if line >= 0 and self._text[low:line].rstrip()[-1:] not in tuple("：:"):
            low = line + 1
        high = min(room[1], quotation.outer_end + _REACH)
        near = self._mentions[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
        outer = range(quotation.outer_start, quotation.outer_end)
        module = chinese if self._code == "zh" else korean
        found = module.read_evidence(self._text, near, self._verbs, low, outer, high)
        if not found:
            return "", 0.0, ""
        if found.kind == "pronoun":
            return "", 0.0, PRONOUN_PLACE
        return found.name, _CONFIDENCE[found.kind], found.place

    def last_named(self, low: int, high: int) -> str:
        """Return who was named last in a range, "" for nobody."""
        if self._code == "ja":
            before = self._text[max(low, high - _REACH) : high].rstrip()
            found = [
                match["name"]
                for match in _load_patterns("ja").topic.finditer(before)
                if _first_name(match, self.not_names)
            ]
            return found[-1] if found else ""
        ends = [match.end() for match in _SENTENCE_END.finditer(self._text, low, high)]
        for start, end in reversed(list(pairwise([low, *ends, high]))):
            near = self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            one = near[-1] if near else None
            if self._code == "zh" and near:
                one = chinese.subject_of(self._text, near)
            if one:
                return one.name
        return ""


_JAPANESE_PARTICLES = tuple("だをにのがはでへ")
"""Words behind a Japanese quotation that nobody has said, or whose sentence is about itself."""
PRONOUN_PLACE = "pronoun"
_CONFIDENCE = {"beside": _BESIDE, "inside": _IN_SENTENCE, "beat": _LAST_NAMED}
_TOLD = re.compile(r"。?\s*(?:そう|こう)(?:言|話|語|つぶや|答え|述べ)[^、。]{0,8}、?")
"""Japanese words that tell behind a quotation that somebody has said it so."""
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
    reader = _Reader(text, code)
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
        name, confidence, place = reader.read(quotation, (start, limit))
        name = names.get(name, full_names.get(name, name))
        reason = f"“{name}” {place} the quotation" if place else NO_NAME
        for newline in _LINE_END.finditer(text, counted, quotation.outer_start):
            paragraph, line = paragraph + bool(text[line : newline.start()].strip()), newline.end()
        counted = quotation.outer_start
        same = before and before[0] >= line
        if place == PRONOUN_PLACE:
            name, confidence = (before[1], _PRONOUN) if same and before else ("", 0.0)
            reason = SAME_PARAGRAPH
            low = max(start, quotation.outer_start - 2 * _REACH)
            if not name and (person := reader.last_named(low, quotation.outer_start)):
                name, confidence, reason = person, _LAST_NAMED, IN_TURN
            elif not name and before:
                name, confidence = before[1], _LAST_NAMED
        elif not name and before and same:
            lead = _sentence_lead(text, before[0], quotation.outer_start)
            confidence = _OTHER_SUBJECT if len(lead) >= _LEAD else _SAME_PARAGRAPH
            name, reason = before[1], SAME_PARAGRAPH
            named = reader.last_named(before[0], quotation.outer_start)
            if named and confidence < _SAME_PARAGRAPH:
                name, confidence = named, _LAST_NAMED
        elif (
            not name
            and not place
            and (named := reader.last_named(max(line, start), quotation.outer_start))
        ):
            name, confidence, reason = named, _LAST_NAMED, IN_TURN
        behind = text[quotation.outer_end : min(limit, quotation.outer_end + _REACH)]
        was_said = bool(place or reader.reported.match(behind))
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
    return fill_turns(text, _as_speech(text, made), name_repeated(text, made))


def _as_speech(text: str, made: Sequence[Suggestion]) -> list[Speech]:
    """Return the stretches of speech of suggestions, with the paragraph of each."""
    found: list[Speech] = []
    paragraph, low = 0, 0
    for one in made:
        for newline in _LINE_END.finditer(text, low, one.start):
            paragraph += bool(text[low : newline.start()].strip())
            low = newline.end()
        found.append(Speech(one.start, one.end, one.start, one.end, paragraph))
    return found


def _sentence_lead(text: str, low: int, start: int) -> str:
    """Return the words of the sentence in front of a quotation, from `low` on at most `_REACH`."""
    low = max(low, start - _REACH)
    for match in _SENTENCE_END.finditer(text, low, start):
        if text[match.end() : start].strip():
            low = match.end()
    return text[low:start].strip()


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
    whole = max(text.rfind(sign, 0, quotation.outer_start) for sign in "。\n") + 1
    whole = max(whole, quotation.outer_start - _REACH)
    found = list(patterns.topic.finditer(text, whole, quotation.outer_start))
    topics = [(_first_name(match, not_names), match[0][-1]) for match in found]
    named = [name for name, sign in topics if name and sign == "は"] or [
        name for name, _ in topics if name
    ]
    if said and named:
        return named[-1], _IN_SENTENCE, "before"
    if so := _TOLD.match(text, quotation.outer_end, high):
        told = patterns.topic.search(text, so.end(), high)
        if name := _first_name(told, not_names):
            return name, _IN_SENTENCE, "after"
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
    held = {
        match[1]
        for match in re.finditer(
            rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fffぁ-ん]{{1,6}}?){titles}", text
        )
    }
    for short in held:
        longer = {name for name in held if name != short and name.startswith(short)}
        if len(short) > 1 and longer:
            found.setdefault(short, set()).update(longer)
    return {name: next(iter(full)) for name, full in found.items() if len(full) == 1}
