"""Find who is named in a Chinese text: names, nouns for persons, offices with a last name.

No spaces separate words, so a name is a last name with one or two signs behind a boundary: the
beginning of a clause, an office, or a small word. Signs that are no part of given names end it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from readerapp.speakers.languages.evidence import Evidence, Mention

_NOT_GIVEN = frozenset(
    "无则也却在向对还就又都便已曾后当再从把被让给及或等这那是有要将说道问答称叹笑哭喊叫的地得"
    "了着过不没很更最只才刚仍与以于因而且但告低慢忽突连急接继点摇听看走站坐拿抬推"
    "劝她他它我你您伸转皱愣怔咬擦写讲谈认带拉递顿沉摆挥拍握摸怒"
)
"""Signs that stand behind a name rather than in it."""
_WORDS_BEHIND = re.compile(
    "强调|承认|宣布|呼吁|介绍|透露|补充|回应|回忆|回答|解释|表示|表态|坦言|坦承|指出|指控|指责|否认|批评|辩称|提醒|提出|高声|和(?=[^平])|为"
)
"""Words behind a name whose first sign also stands in names."""
_NO_SURNAME = re.compile("(?<=[对由关至过终])于|(?<=有)关|(?<=[方])向|(?<=[公])安")
_BOUNDARIES = frozenset("的对向和与由让问叫是据给同跟有把被，。：；、！？“”‘’（）《》\n 　—…·")
_POSSESSIVE = "的"
_OBJECT_MARKS = frozenset("对向和跟把给与同问")
_SIGN = r"[\u4e00-\u9fff]"


def find_mentions(
    text: str, surnames: str, titles: str, roles: str, verbs: str, not_names: frozenset[str]
) -> list[Mention]:
    """Return the persons that a text names, in order, without overlaps.

    Args:
        text: The whole text.
        surnames: Pattern of the last names.
        titles: Pattern of the titles behind or in front of a name.
        roles: Pattern of other nouns for persons and organisations.
        verbs: Pattern of the verbs of saying.
        not_names: Words that are no names.
    """
    pattern = re.compile(
        rf"(?:{titles}|{roles})*(?P<foreign>(?:(?!{titles}){_SIGN}){{1,6}}"
        rf"(?:[·・](?:(?!{verbs}){_SIGN}){{1,6}})+)"
        rf"|(?P<nick>(?:老|小|阿)(?=(?:{surnames}|{_SIGN}(?=[^\u4e00-\u9fff]|{_SIGN})))"
        rf"(?:{surnames})(?!{_SIGN}?(?:说话)))"
        rf"|(?P<office>{surnames}(?:{titles}|师傅|太太|小姐|大夫|老师|经理|队长))"
        rf"|(?P<surname>{surnames})(?P<given>{_SIGN}{{1,2}})"
        rf"|(?P<role>[市省县区州]?{roles})"
    )
    title = re.compile(titles)
    before = re.compile(rf"(?:{titles}|{roles})$")
    found: list[Mention] = []
    at = 0
    while match := pattern.search(text, at):
        mention = _read(text, match, before, title, not_names)
        if mention is None:
            at = match.start() + 1
            continue
        found.append(mention)
        at = mention.end
    chain = re.compile(rf"(?:{titles}|{roles}|有关|的|，|、)*")
    return _with_common_length(_without_heads(text, found, chain, roles))


def _without_heads(
    text: str, found: Sequence[Mention], chain: re.Pattern[str], roles: str
) -> list[Mention]:
    """Return mentions without the nouns that say what the person behind them is."""
    noun = re.compile(f"[市省县区州]?{roles}")
    result: list[Mention] = []
    for one, following in zip(found, [*found[1:], None], strict=False):
        heads = (
            following is not None
            and noun.fullmatch(one.name)
            and "，" not in text[one.end : following.start]
            and chain.fullmatch(text, one.end, following.start)
        )
        if not heads:
            result.append(one)
    return result


def _read(
    text: str,
    match: re.Match[str],
    before: re.Pattern[str],
    title: re.Pattern[str],
    not_names: frozenset[str],
) -> Mention | None:
    """Return the mention of a match, or None if it is none."""
    start = match.start()
    if match["role"]:
        return Mention(start, match.end(), match["role"])
    if match["foreign"]:
        return Mention(match.start("foreign"), match.end(), match["foreign"])
    lead = text[max(0, start - 6) : start]
    if lead[-1:] not in _BOUNDARIES and lead and not before.search(lead):
        return None
    if match["nick"] or match["office"]:
        return Mention(start, match.end(), match[0])
    given = match["given"]
    if given[0] in _NOT_GIVEN or _NO_SURNAME.match(text, start):
        return None
    second = match.start("given") + 1
    if given[1:] in _NOT_GIVEN or title.match(text, second) or _WORDS_BEHIND.match(text, second):
        given = given[0]
    name = match["surname"] + given
    if name in not_names or (match["surname"] in not_names and len(name) < 2):
        return None
    return Mention(start, start + len(name), name)


def _with_common_length(found: Sequence[Mention]) -> list[Mention]:
    """Return mentions in which a name has as many signs as it has mostly in the text.

    Of 何鹏 and 何鹏无 the one that stands more often in the text is the name.
    """
    counts = Counter(one.name for one in found)
    result: list[Mention] = []
    for one in found:
        short = one.name[:-1]
        is_long = len(one.name) == 3 and counts[short] > counts[one.name]
        result.append(Mention(one.start, one.end - 1, short) if is_long else one)
    return result


def subject_of(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first of some persons who is neither an object nor only the owner of something."""
    for one in mentions:
        if text[one.end : one.end + 1] == _POSSESSIVE:
            continue
        if text[max(0, one.start - 1) : one.start] in _OBJECT_MARKS:
            continue
        return one
    return mentions[-1] if mentions else None


_BEHIND = 10
"""Signs between a quotation and who says it behind it."""
_VERB_WITHIN = 14
"""Signs from who speaks to the verb of saying behind a quotation."""
_CLAUSE_END = re.compile(r"[。！？!?\n]")
_PRONOUN = re.compile("[，,]?[^，。]{0,2}[他她][^，。：]{0,6}")
_SAYS = "道说問问答叹喊叫笑"


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
    first = after[0] if after else None
    gap = text[quotation.stop : first.start].lstrip("，,") if first else ""
    near = first is not None and len(gap) <= _BEHIND and not re.search(r"[，。：]", gap)
    before = [one for one in mentions if lead <= one.start < quotation.start]
    front = text[lead : quotation.start].rstrip()
    said = verbs.search(front[-6:]) is not None or front[-1:] in tuple("：:")
    if before and front[-1:] in tuple("：:") and (one := subject_of(text, before)):
        return Evidence(one.name, "beside", "before")
    if near and first and text[first.end : first.end + 1] != _POSSESSIVE:
        rest = text[first.end : min(high, first.end + _VERB_WITHIN)]
        leads_on = text[high - 1 : high] in tuple("：:") or behind.rstrip()[-1:] in tuple("：:")
        if not leads_on and (verbs.search(rest) or rest[:1] in _SAYS):
            return Evidence(first.name, "beside", "after")
    is_pronoun = _PRONOUN.match(behind) and verbs.search(behind[:16])
    if is_pronoun and not behind.rstrip().endswith(("：", ":")) and not (before and said):
        return Evidence("", "pronoun", "after")
    if before and said and (one := subject_of(text, before)):
        return Evidence(one.name, "beside", "before")
    if (re.search(r"[他她]", front) and (said or verbs.search(front))) or front.endswith("称其"):
        return Evidence("", "pronoun", "before")
    told = verbs.search(front) or verbs.match(behind.lstrip("，,")[:6])
    if told and (one := subject_of(text, before)):
        return Evidence(one.name, "inside", "before")
    if near and first and not gap and text[first.end : first.end + 1] not in tuple("，。的"):
        return Evidence(first.name, "beat", "after")
    return None
