"""Find who is named in a Korean text: names with ages and titles, foreign names, nouns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from readerapp.speakers.languages.evidence import Evidence, Mention

_HANGUL = "[\uac00-\ud7af]"
_AGE = r"(?: ?\([^()\n]{1,12}\))"
_TOPIC = "(?:은|는|이|가|도)"
_PROFESSION = "(?:가|자|작가|감독|교수|장관|선수|대표|대변인|의원|기자|의사|배우|시장|총리|대통령)"
_NOT_IN_NAMES = frozenset("들은는을를에의된던할")
"""Syllables that end other words of three syllables with a last name in front."""
_KIN = (
    "할머니 할아버지 어머니 아버지 엄마 아빠 누나 오빠 언니 동생 소년 소녀 노인 아이 사내 여인"
    " 남자 여자 주인 선생님 스님 사공 나그네 노파 청년 처녀 아가씨 아저씨 아주머니 재판장 변호사"
    " 변호인 검사 판사 의사 간호사 운전사 사장님"
).split()


def find_mentions(text: str, surnames: str, titles: str, roles: str) -> list[Mention]:
    """Return the persons that a text names as the topic or the subject, in order.

    Args:
        text: The whole text.
        surnames: Pattern of the last names.
        titles: Pattern of the titles behind a name.
        roles: Pattern of other nouns for persons and organisations.
    """
    start = rf"(?<!{_HANGUL})"
    noun = re.compile(rf"(?:{'|'.join(_KIN)}|{titles}|{roles})")
    titled = re.compile(
        rf"{start}(?!{noun.pattern}(?!{_HANGUL}))"
        rf"(?P<name>{surnames}{_HANGUL}(?![{''.join(sorted(_NOT_IN_NAMES))}]){_HANGUL})"
        rf"(?P<sign>{_AGE}(?: 씨)?| 씨|(?: {_HANGUL}{{1,8}}){{0,2}}? ?{_HANGUL}{{0,8}}?{titles})"
    )
    full = Counter(match["name"] for match in titled.finditer(text))
    single = re.compile(rf"{start}(?P<name>{surnames}{_HANGUL}{{2}}){_TOPIC}(?=\s)")
    full.update(
        match["name"]
        for match in single.finditer(text)
        if match["name"][2] not in _NOT_IN_NAMES and len(match["name"]) == 3
    )
    by_surname: dict[str, list[str]] = {}
    for name in full:
        by_surname.setdefault(name[0], []).append(name)
    found: dict[int, Mention] = {}

    def add(match: re.Match[str], name: str) -> None:
        found.setdefault(match.start(), Mention(match.start(), match.end(), name))

    kin = "|".join(_KIN)
    for match in re.finditer(
        rf"{start}{_HANGUL}*{_PROFESSION}\s(?P<name>{_HANGUL}{{2,7}}(?:\s{_HANGUL}{{2,7}}){{1,2}}?)"
        rf"{_AGE}?(?:\s?{titles})?{_TOPIC}(?=\s)", text
    ):  # fmt: skip
        if match["name"].split()[0] not in full and match["name"].split()[-1] not in full:
            add(match, match["name"])
    for match in titled.finditer(text):
        add(match, match["name"])
    for match in re.finditer(rf"{start}(?P<name>{surnames}{_HANGUL}{{2}})(?={_TOPIC}\s)", text):
        if full[match["name"]] > 1 or match["name"][2] not in _NOT_IN_NAMES:
            add(match, match["name"])
    for match in re.finditer(rf"{start}(?P<s>{surnames})(?:\s전)?\s{titles}(?={_TOPIC}\s)", text):
        names = by_surname.get(match["s"], [])
        earlier = [one for one in names if 0 <= text.find(one) < match.start()]
        add(
            match, max(earlier, key=lambda one: text.rfind(one, 0, match.start()), default=match[0])
        )
    for match in re.finditer(rf"{start}(?P<name>{_HANGUL}{{2}}이)(?:가|는|도)(?=\s)", text):
        if len(re.findall(match["name"], text)) > 1:
            add(match, match["name"])
    for match in re.finditer(rf"{start}(?P<name>(?:[\w]+\s)?(?:{kin}))(?={_TOPIC}\s)", text):
        add(match, match["name"].split()[-1])
    for match in re.finditer(
        rf"{start}(?P<name>(?:(?:한|익명의|시|도|군|구) )?{_HANGUL}{{0,6}} ?{roles})(?={_TOPIC} )",
        text,
    ):
        add(match, match["name"])
    return _without_overlaps(sorted(found.values()))


def _without_overlaps(found: Sequence[Mention]) -> list[Mention]:
    result: list[Mention] = []
    for one in found:
        if not result or one.start >= result[-1].end:
            result.append(one)
    return result


_QUOTED = re.compile(r"(?:이?라고|이?라며|이?라면서|이?라는|고|며|면서|는|이라)(?:도)?(?=\s)")
_PRONOUN = re.compile(r"(?:^|[\s.])(?:그는|그녀는|그가|그녀가|그도)(?:\s|$)")
_OTHER = re.compile(rf"\s?(?P<name>{_HANGUL}{{2,3}}?)(?:이|가|은|는) (?P<rest>.*)", re.DOTALL)
"""An unknown word with a verb of saying behind it, directly behind a quotation."""
_CLAUSE_END = re.compile(r"[.!?\n](?=\s|$)|\n")


def read_evidence(
    text: str, mentions: Sequence[Mention], verbs: re.Pattern[str], lead: int, quotation: range,
    tail: int,
) -> Evidence | None:  # fmt: skip
    """Return what the sentence around a quotation tells, or None.

    Args:
        text: The whole text.
        mentions: Its persons.
        verbs: Pattern of the verbs of saying.
        lead: Where the sentence in front begins, in code points.
        quotation: The quotation with its marks.
        tail: Where the words behind end that are read.
    """
    end = _CLAUSE_END.search(text, quotation.stop, tail)
    high = end.start() if end else tail
    behind = text[quotation.stop : high]
    after = [one for one in mentions if quotation.stop <= one.start < high]
    before = [one for one in mentions if lead <= one.start and one.end <= quotation.start]
    quoted = _QUOTED.match(behind)
    front = text[lead : quotation.start]
    if before and (quoted or verbs.search(front) or not front[before[-1].end - lead :].strip()):
        one = before[-1]
        near = len(front) - (one.end - lead) <= 4
        return Evidence(one.name, "beside" if near else "inside", "before")
    if _PRONOUN.search(front):
        return Evidence("", "pronoun", "before")
    if after and (verbs.search(behind) or re.search(r"의\s말이다|의\s설명이다", behind)):
        gap = text[quotation.stop : after[0].start]
        if not _PRONOUN.search(gap) and (quoted or len(gap) <= 2 or "말이다" in behind):
            return Evidence(after[0].name, "beside", "after")
    if _PRONOUN.search(behind[:12]):
        return Evidence("", "pronoun", "after")
    other = _OTHER.match(behind)
    if not after and other and verbs.match(other["rest"]):
        return Evidence(other["name"], "inside", "after")
    if after and after[0].start - quotation.stop <= 2:
        return Evidence(after[0].name, "beat", "after")
    return None
