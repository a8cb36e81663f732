"""Names in a text: runs of capitalised words that call somebody or something by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readerapp.speakers import lexicon
from readerapp.speakers.lexicon import NOT_ALONE, NOT_NAMES, TITLES

LONGEST = 6
"""Words that one name has at most."""

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:[’'](?=[A-Z])[^\W_]+)?(?:-[^\W_]+)*"
_DOTTED = (
    r"(?:Mrs?|Ms|Dr|Prof|Rev|Hon|Sens?|Reps?|Gov|Gen|Col|Capt|Lieut|Lt|Maj|Sgt|St|[JS]r|Mme|Mlle)\."
)
_TOKEN = rf"(?:{_DOTTED}|[A-Z]\.(?:[ ]?[A-Z]\.)*|{_CAPITAL})"
_LINK = r"(?:(?:de|la|le|van|von|der|den|bin|al|del|della|di|du|da|dos|ter|y)[ ])*"
_RUN = rf"(?<![^\W_])(?:{_TOKEN}|M\.)(?:%s{_LINK}{_TOKEN}){{0,7}}"
_RUN_IN_LINES = re.compile(_RUN % r"[ ]{1,2}")
_RUN_OVER_LINES = re.compile(_RUN % r"(?:[ ]{1,2}|[ ]?\n(?=\S))")
_LOWER_WORD = re.compile(r"(?<![\w’'])[a-zà-ÿ][\w’'-]+")
_SENTENCE_START = re.compile(r"(?:^|[.?!:\"“”‘’'\n(\[—–_*]|--)\s*$")
_INITIALS = re.compile(r"(?:[A-Z]\.[ ]?)+")
_WORD = re.compile(r"[A-Za-z][\w’'-]*")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name at `[start, end)` of the text, as one line without a possessive ending."""

    start: int
    end: int
    name: str
    inside: bool  # in sentences, not after their beginning: the capital letter tells something


def find_names(text: str, wrapped: bool) -> list[NameMention]:
    """Every mention of a name in document order; `wrapped` if lines are broken by hand.

    Words that only begin sentences are left out, and so are lines in title case or capitals.
    """
    lower = Counter(_LOWER_WORD.findall(text))
    headings = [] if wrapped else _headings(text)
    runs = _RUN_OVER_LINES if wrapped else _RUN_IN_LINES
    memo: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}
    mentions: list[NameMention] = []
    heading = 0
    for match in runs.finditer(text):
        start = match.start()
        while heading < len(headings) and headings[heading][1] <= start:
            heading += 1
        if heading < len(headings) and headings[heading][0] <= start:
            continue
        first = bool(_SENTENCE_START.search(text, max(0, start - 4), start))
        key = (match.group(), first)
        pieces = memo.get(key)
        if pieces is None:
            pieces = memo[key] = _pieces(match.group(), first, lower)
        for low, high, name in pieces:
            mentions.append(NameMention(start + low, start + high, name, low > 0 or not first))
    return _believable(mentions, lower)


def core_name(name: str) -> list[str]:
    """The words of a name without the titles before it and the suffix after it."""
    parts = name.split()
    while len(parts) > 1 and parts[0].rstrip(".") in TITLES:
        del parts[0]
    while len(parts) > 1 and parts[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV"):
        del parts[-1]
    return parts


def leading_titles(name: str) -> list[str]:
    """The titles before a name, dots left out."""
    parts = name.split()
    return [part.rstrip(".") for part in parts[: len(parts) - len(core_name(name))]]


def is_first_name(word: str) -> bool:
    """Whether people are commonly called by `word`."""
    lowered = word.lower()
    return lowered in lexicon.MALE_NAMES or lowered in lexicon.FEMALE_NAMES


def _headings(text: str) -> list[tuple[int, int]]:
    """Lines in which nearly every word has a capital, so that capitals tell nothing."""
    found = []
    for match in re.finditer(r"[^\n]{12,300}", text):
        parts = _WORD.findall(match.group())
        capitals = sum(1 for part in parts if part[0].isupper())
        if 4 <= len(parts) < 30 and capitals > 0.72 * len(parts):
            found.append(match.span())
    return found


def _pieces(run: str, first: bool, lower: Counter[str]) -> list[tuple[int, int, str]]:
    """The names in a run of capitalised words: it is cut at words that no name has."""
    pieces: list[tuple[int, int, str]] = []
    parts = [(match.start(), match.end(), match.group()) for match in re.finditer(r"\S+", run)]
    index = 0
    while index < len(parts):
        last = index
        while last < len(parts) and not _breaks(parts[last][2], last == 0 and first, lower, run):
            last += 1
        chosen = parts[index:last]
        while chosen and chosen[-1][2].islower():
            chosen.pop()
        while chosen and chosen[0][2] in NOT_ALONE and (first or len(chosen) == 1):
            del chosen[0]
        chosen = chosen[_name_start([part for _, _, part in chosen]) :]
        if chosen and len(chosen) <= LONGEST and not _only_title(chosen):
            name = " ".join(part for _, _, part in chosen)
            pieces.append((chosen[0][0], chosen[-1][1], name))
        index = last + 1
    return pieces


def _name_start(parts: Sequence[str]) -> int:
    """Where the name proper begins in "AFL President Ann Poe" and "Acme Widgets CEO John Low"."""
    for index in range(len(parts) - 2, 0, -1):
        if parts[index].rstrip(".") in TITLES:
            while index and parts[index - 1].rstrip(".") in TITLES:
                index -= 1
            return index
        if len(parts) < 3 or parts[0].rstrip(".") in TITLES or is_first_name(parts[index - 1]):
            continue
        if is_first_name(parts[index]) and (parts[index - 1].isupper() or len(parts) > 3):
            return index
    return 0


def _breaks(part: str, sentence_start: bool, lower: Counter[str], run: str) -> bool:
    """Whether a word of a run belongs to no name."""
    if part in NOT_NAMES:
        return True
    if part.rstrip(".") in TITLES or is_first_name(part):
        return False
    common = lower[part.lower()]
    return sentence_start and common > 3 and (len(run) > len(part) or common > 20)


def _only_title(parts: Sequence[tuple[int, int, str]]) -> bool:
    """Whether nothing but a title (of those that need a name) or initials is there."""
    needs_name = {"Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Madam", "Saint", "St", "Sen", "Rep", "M"}
    return all(
        part.rstrip(".") in needs_name or _INITIALS.fullmatch(part) or len(part) == 1
        for _, _, part in parts
    )


def _believable(mentions: list[NameMention], lower: Counter[str]) -> list[NameMention]:
    """The mentions without words that are mostly written small.

    Where a word is both ("small", Mr. Small), only its capitals inside sentences are believed.
    """
    inside = Counter(mention.name for mention in mentions if mention.inside)
    doubtful = {
        mention.name: inside[mention.name] > 1
        and inside[mention.name] * 10 > lower[mention.name.lower()]
        for mention in mentions
        if " " not in mention.name
        and not is_first_name(mention.name)
        and lower[mention.name.lower()] > 2 * inside[mention.name]
    }
    return [
        mention
        for mention in mentions
        if mention.name not in doubtful or (mention.inside and doubtful[mention.name])
    ]
