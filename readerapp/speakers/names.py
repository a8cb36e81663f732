"""Names in a text: runs of capitalised words that name a person or a thing, and their parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from readerapp.speakers.lexicon import (
    FEMALE_NAMES,
    MALE_NAMES,
    NOT_ALONE,
    NOT_NAMES,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLACES,
    PREPOSITIONS,
    REMARKS,
    SPEECH_VERBS,
    SURNAMES,
    TITLES,
    is_verb,
)

_NEVER_NAMES = frozenset(
    "A An The I He She It They We You This That These Those One Another".split()
)

SUFFIXES = ("Jr", "Sr", "II", "III", "IV")
"""Endings of names that tell father and son apart, without dots."""

LONGEST = 6
"""Maximum number of words in a name."""

ARTICLE = "(?:al|el|as|ash|at|an|ar|ul)"
"""The Arabic article before a surname: "al-Amari"."""
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:[’'](?=[A-Z])[^\W_]+)?(?:-[^\W_]+)*"
_DOTTED = (
    r"(?:Mrs?|Ms|Dr|Prof|Rev|Hon|Sens?|Reps?|Gov|Gen|Col|Capt|Lieut|Lt|Maj|Sgt|St|[JS]r|Mme|Mlle)\."
)
_TOKEN = rf"(?:{_DOTTED}|[A-Z]\.(?:[ ]?[A-Z]\.)*|(?:d[’'](?=[A-Z])|{ARTICLE}-)?{_CAPITAL})"
_LINK = r"(?:(?:de|la|le|van|von|der|den|bin|al|del|della|di|du|da|dos|ter|y)[ ])*"
_RUN = rf"(?<![^\W_])(?:{_TOKEN}|M\.)(?:%s{_LINK}{_TOKEN}){{0,7}}"
_RUN_IN_LINES = re.compile(_RUN % r"[ ]{1,2}")
_RUN_OVER_LINES = re.compile(_RUN % r"(?:[ ]{1,2}|[ ]?\n(?=\S))")
_RUN_START = re.compile(r"[A-ZÀ-ÖØ-Þd](?<![^\W_].)(?:(?<!d)|(?=[’']))")
_LOWER_WORD = re.compile(r"[a-zà-ÿ](?<![\w’'].)[\w’'-]+")
_BEFORE_SENTENCE = (*".?!:\"“”‘’'([—–_*", "--")
_PART = re.compile(r"\S+")
_INITIALS = re.compile(r"(?:[A-Z]\.[ ]?)+")
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_SMALL_START = re.compile(r" [a-z]")
_LINE = re.compile(r"[^\n]{12,300}")
_HEADING_WORDS = 30  # a heading has fewer words
_CAPITALS = 0.72  # more than this share of the words of a heading have a capital
_MOST_SMALL = int((1 - _CAPITALS) * _HEADING_WORDS)  # so no heading has more words without one
_PARTICIPLE = re.compile(r"[A-Z][a-z]{3,}(?:ing|ed|ly)")
_NEED_NAME = frozenset("Mr Mrs Ms Miss Dr Sir Madam Saint St Sen Rep M CEO CFO COO CTO CIO".split())
"""Titles that are no name on their own."""
_RANKS_OF_OFFICE = frozenset("Vice Deputy Assistant Associate Senior Executive Chief".split())
_SPOKEN = re.compile(r"[\"”’'»]\s+([a-z]+)\s+([A-Z][a-z]+)(?=[,.;:!?])")
_ADJECTIVE_SURNAME = re.compile(r"\b([A-Z][a-z]+\.?)\s(Long|Low|Short|Small)\b(?!\s[A-Z])")
_APPOSED = re.compile(r",\s(April|May|June|August)(?=,)")
_COUPLE = re.compile(
    r"\b(Mr\.?|Lord|Sir|Uncle|Prince|King|Count|Dr\.?)\s+and\s+(?=(Mrs\.?|Lady|Aunt|Princess|Queen"
    r"|Countess|Ms\.?)\s)"
)
_ENDS_WITH_SPEECH = re.compile(r":\s[“\"‘'].*[.!?][”\"’']?\s*\Z")
_DASHES = ("—", "–", "―", "--")
_ACCOUNT = re.compile(r"(?<![\w.@/])@[a-z]\w{2,30}\b(?!\.\w)")
_DAY_OF_MONTH = re.compile(r"[ ]May[ ]\d")
_LAST_WORD = re.compile(r"\w+\Z")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name at `[start, end)` of the text, on one line and without a possessive ending."""

    start: int
    end: int
    name: str
    inside: bool  # inside a sentence, so that the capital is significant


def find_names(text: str, wrapped: bool) -> list[NameMention]:
    """Return every mention of a name in document order.

    Words that are capitalised only at the start of sentences are left out, and so are lines in
    title case or capitals.

    Args:
        text: The text.
        wrapped: Whether lines are wrapped by hand.
    """
    lower = Counter(_LOWER_WORD.findall(text))
    headings = [] if wrapped else _headings(text)
    runs = _RUN_OVER_LINES if wrapped else _RUN_IN_LINES
    memo: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}
    usable = _usable_words(text)
    mentions: list[NameMention] = []
    heading = 0
    for match in _find_runs(text, runs):
        start, end = match.span()
        if _DAY_OF_MONTH.match(text, end - 4):  # "told Ann May 5 was too late"
            end -= 4
        run = text[start:end]
        while heading < len(headings) and headings[heading][1] <= start:
            heading += 1
        if heading < len(headings) and headings[heading][0] <= start:
            continue
        first = _begins_sentence(text, start)
        key = (run, first)
        pieces = memo.get(key)
        if pieces is None:
            pieces = memo[key] = _names_in_run(run, first, lower, usable)
        for low, high, name in pieces:
            mentions.append(NameMention(start + low, start + high, name, low > 0 or not first))
    mentions += _surnames_alone(text, mentions)
    mentions += _husbands(text, mentions)
    mentions += [
        NameMention(match.start(), match.end(), match.group(), True)
        for match in _ACCOUNT.finditer(text)
    ]
    mentions += [  # "her sister, June,"
        NameMention(match.start(1), match.end(1), match[1], True)
        for match in _APPOSED.finditer(text)
        for word in _LAST_WORD.findall(text, max(0, match.start() - 40), match.start())
        if word.lower() in PERSON_NOUNS
    ]
    mentions.sort(key=lambda mention: mention.start)
    mentions = [  # at the beginning of a sentence, "Nine" is the person only if a verb follows
        mention
        for mention in mentions
        if mention.inside
        or mention.name not in usable
        or followed_by_verb(text, mention.start, mention.end, asides=False)
    ]
    return _without_common_words(text, mentions, lower)


def _find_runs(text: str, runs: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the matches of `runs`, which is tried only at words that have a capital.

    A search for the first letter takes a third of the time of a search for the whole run.
    """
    position = 0
    while start := _RUN_START.search(text, position):
        match = runs.match(text, start.start())
        position = (match or start).end()
        if match:
            yield match


def _begins_sentence(text: str, start: int) -> bool:
    """Return whether the word at `start` begins a sentence, a quotation or a line."""
    gap = text[max(0, start - 4) : start]
    before = gap.rstrip()
    opens_text = not before and start == len(gap)
    return opens_text or before.endswith(_BEFORE_SENTENCE) or "\n" in gap[len(before) :]


def _surnames_alone(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Return the mentions of surnames like May that are elsewhere behind a first name.

    Alone, such a word is a name if it is the subject of a verb ("May said") or behind a verb of
    speech ("said May").
    """
    known = {mention.name.rpartition(" ")[2] for mention in mentions if " " in mention.name}
    words = sorted(known & SURNAMES)
    taken = {mention.end for mention in mentions}
    found = []
    for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", text) if words else ():
        start, end = match.span()
        before = _LAST_WORD.findall(text, max(0, start - 20), start - 1)
        said = bool(before) and before[0] in SPEECH_VERBS
        if end not in taken and (said or followed_by_verb(text, start, end, asides=False)):
            found.append(NameMention(start, end, match.group(), inside=True))
    return found


def _husbands(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Return a mention of Mr. Reed for the "Mr." of "Mr. and Mrs. Reed"."""
    names = {mention.start: mention.name for mention in mentions}
    found = []
    for match in _COUPLE.finditer(text):
        words = core_name(names.get(match.end(), ""))
        if words and words[0] != match[2].rstrip("."):
            name = f"{match[1]} {' '.join(words)}"
            found.append(NameMention(match.start(1), match.end(1), name, True))
    return found


def core_name(name: str) -> list[str]:
    """Return the words of a name without the titles before it and the suffix after it.

    >>> core_name("Dr. John Low Jr.")
    ['John', 'Low']
    """
    parts = name.split()
    while len(parts) > 1 and parts[0].rstrip(".") in TITLES:
        del parts[0]
    while len(parts) > 1 and parts[-1].rstrip(".") in SUFFIXES:
        del parts[-1]
    return parts


@lru_cache(maxsize=4096)
def leading_titles(name: str) -> tuple[str, ...]:
    """Return the titles before a name, without dots.

    >>> leading_titles("Dr. John Low Jr.")
    ('Dr',)
    """
    parts = [part.rstrip(".") for part in name.split()]
    return tuple(takewhile(TITLES.__contains__, parts[:-1]))


def is_first_name(word: str) -> bool:
    """Return whether `word` is a common first name."""
    lowered = word.lower()
    return lowered in MALE_NAMES or lowered in FEMALE_NAMES


def is_office(name: str) -> bool:
    """Return whether a name only tells an office or a role: "Senators", "Vice President"."""
    *rank, office = name.split()
    known = office in TITLES or _is_role(office)
    return known and _RANKS_OF_OFFICE.issuperset(rank) and not is_first_name(name)


def _headings(text: str) -> list[tuple[int, int]]:
    """Return the ranges of lines in which nearly every word has a capital.

    There, capitals do not show names.
    """
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        if len(_SMALL_START.findall(line)) > _MOST_SMALL:
            continue
        parts = _WORD.findall(line)
        if not 4 <= len(parts) < _HEADING_WORDS or line.lstrip(" >").startswith(_DASHES):
            continue  # "— Ann Poe, Mayor of Leeds" signs a quotation
        if _ENDS_WITH_SPEECH.search(line):
            continue
        if sum(1 for part in parts if part[0].isupper()) > _CAPITALS * len(parts):
            small = {part for part in parts if part.islower()}
            said = bool(small & SPEECH_VERBS or small & REMARKS)
            if not said:  # "No," said Ann Poe
                found.append(match.span())
    return found


def _usable_words(text: str) -> frozenset[str]:
    """Return the words of `NOT_NAMES` and `NOT_ALONE` that are names of persons in this text.

    They stand between a verb of speech and a punctuation mark ("No," said Nine, "not yet."), or are
    the surname in a full name (Ann Long).
    """
    spoken = {
        match[2]
        for match in _SPOKEN.finditer(text)
        if match[1] in SPEECH_VERBS and (match[2] in NOT_NAMES or match[2] in NOT_ALONE)
    }
    surnames = {
        match[2]
        for match in _ADJECTIVE_SURNAME.finditer(text)
        if match[1].rstrip(".") in TITLES or is_first_name(match[1])
    }
    return frozenset(spoken - _NEVER_NAMES | surnames)


def _names_in_run(
    run: str, first: bool, lower: Counter[str], usable: frozenset[str]
) -> list[tuple[int, int, str]]:
    """Return the names in a run of capitalised words, split at words that are in no name.

    Args:
        run: The words.
        first: Whether a sentence begins with them.
        lower: How often each word has no capital in the text.
        usable: Words that are names in this text, though they are none elsewhere.
    """
    pieces: list[tuple[int, int, str]] = []
    parts = [(match.start(), match.end(), match.group()) for match in _PART.finditer(run)]
    index = 0
    while index < len(parts):
        last = index
        while last < len(parts) and (
            _is_surname([part for _, _, part in parts[index : last + 1]])
            or parts[last][2] in usable
            or not _is_in_no_name(parts[last][2], last == 0 and first, lower, run)
        ):
            last += 1
        chosen = parts[index:last]
        while chosen and chosen[-1][2].islower():
            chosen.pop()
        while (
            chosen
            and chosen[0][2] in NOT_ALONE
            and (first or len(chosen) == 1)
            and not (len(chosen) == 1 and chosen[0][2] in usable)
        ):
            del chosen[0]
        chosen = chosen[_name_start([part for _, _, part in chosen]) :]
        if chosen and len(chosen) <= LONGEST and not _is_only_title(chosen):
            name = " ".join(part for _, _, part in chosen)
            pieces.append((chosen[0][0], chosen[-1][1], name))
        index = last + 1
    return pieces


def _name_start(parts: Sequence[str]) -> int:
    """Return the index at which the name begins, after an organisation or a role.

    Examples: "AFL President Ann Poe" and "Acme Widgets CEO John Low".
    """
    if len(parts) < 2:
        return 0
    if len(parts) > 2 and parts[0] not in TITLES and _is_role(parts[0]):
        return 1
    if len(parts) > 2 and parts[0] in NOT_ALONE and is_first_name(parts[1]):
        return 1  # "Democrat Ann Poe"
    in_place = parts[:1] != [] and parts[0] in PLACES and not is_first_name(parts[0])
    if len(parts) > 1 and in_place and is_first_name(parts[1]):
        return 1  # "In London Lydia stayed"
    for index in range(len(parts) - 3, -1, -1):
        if parts[index] in ORGANISATIONS and is_first_name(parts[index + 1]):
            return index + 1  # "Secretary of State Ann Poe", "Refugee Council Ann Poe"
    for index in range(len(parts) - 2, 0, -1):
        if parts[index].rstrip(".") in TITLES and parts[index] != "M.":
            while index and parts[index - 1].rstrip(".") in TITLES:
                index -= 1
            return index
        if len(parts) < 3 or parts[0].rstrip(".") in TITLES or is_first_name(parts[index - 1]):
            continue
        acronym = parts[index - 1].isupper() and "." not in parts[index - 1]
        if is_first_name(parts[index]) and (acronym or len(parts) > 3):
            return index
    return 0


def _is_role(word: str) -> bool:
    """Return whether a capitalised word is the role of the person named after it: "Actress"."""
    lowered = word.lower()
    return lowered in PERSON_NOUNS or lowered.removesuffix("s") in PERSON_NOUNS


def _is_surname(parts: Sequence[str]) -> bool:
    """Return whether the last word is a surname though it is mostly none: "Theresa May"."""
    *before, last = parts
    titled = bool(before) and (is_first_name(before[-1]) or before[-1].rstrip(".") in TITLES)
    return titled and last in SURNAMES


def _is_in_no_name(part: str, sentence_start: bool, lower: Counter[str], run: str) -> bool:
    """Return whether a word of a run belongs to no name."""
    if part in NOT_NAMES or part.endswith("-based"):
        return True
    if not sentence_start or part.rstrip(".") in TITLES or is_first_name(part):
        return False
    common = lower[part.lower()]
    return common > 3 and (len(run) > len(part) or common > 20)


def _is_only_title(parts: Sequence[tuple[int, int, str]]) -> bool:
    """Return whether the words are only initials, or a title that needs a name."""
    return all(
        part.rstrip(".") in _NEED_NAME or _INITIALS.fullmatch(part) or len(part) == 1
        for _, _, part in parts
    )


def _without_participles(text: str, mentions: list[NameMention]) -> list[NameMention]:
    """Return the mentions without words like "Arriving" and "Halted" that begin a sentence.

    Such a word is a name if it is elsewhere inside a sentence, or the subject of a verb ("Fielding
    nodded").
    """
    formed = {
        mention.name
        for mention in mentions
        if _PARTICIPLE.fullmatch(mention.name) and not is_first_name(mention.name)
    }
    named = {
        mention.name
        for mention in mentions
        if mention.name in formed
        and (mention.inside or followed_by_verb(text, mention.start, mention.end, asides=False))
    }
    return [mention for mention in mentions if mention.name not in formed - named]


def _without_common_words(
    text: str, mentions: list[NameMention], lower: Counter[str]
) -> list[NameMention]:
    """Return the mentions without words that are mostly written in lower case.

    If a word is both ("small", Mr. Small), only mentions inside sentences are trusted.
    """
    mentions = _without_participles(text, mentions)
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


_NEXT_WORD = re.compile(r"(,?)\s+(?:[a-z]+ly\s+|also\s+|then\s+)?(\w+)")

_ASIDE = re.compile(r",\s[^,.;:!?\"“”\n]{2,90},\s+(?:[a-z]+ly\s+|also\s+|then\s+)?(\w+)")


def followed_by_verb(text: str, start: int, end: int, asides: bool) -> bool:
    """Return whether the name at `[start, end)` seems to be the subject of its sentence.

    Args:
        text: The text.
        start: Start of the name in code points.
        end: End of the name.
        asides: Whether an aside between commas may follow a name that opens a sentence.
    """
    match = _NEXT_WORD.match(text, end)
    if not match:
        return False
    comma, word = match.groups()
    verb = is_verb(word)
    before = text[max(0, start - 14) : start].rstrip()
    if asides and comma and not verb:  # "Simmons, an Obama supporter, said"
        aside = _ASIDE.match(text, end)
        if aside and is_verb(aside.group(1)):
            return not (before and before.split()[-1].lower() in PREPOSITIONS)
        return not before or before[-1] in '.!?\n"”' or text[start - 1] == "\n"
    return verb and not (before and before.split()[-1].lower() in PREPOSITIONS)


def without_calls(quoted: Sequence[NameMention], counts: Mapping[str, int]) -> list[NameMention]:
    """Return the names in quotations without words like "Late" and "Shame" that only begin one.

    Such a word is no first name, and the text has it only there.
    """
    return [
        mention
        for mention in quoted
        if mention.inside
        or counts[mention.name] > 1
        or " " in mention.name
        or is_first_name(mention.name)
    ]
