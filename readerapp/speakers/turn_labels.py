"""Labels of turns: what names, times and roles look like, and whether labels are of speakers.

Many texts have lines that begin with a word and a colon and are no transcripts: minutes
("Action:"), reviews ("Service:"), lists of books ("Reed, A.:"). Labels are of speakers if most of
them look like persons ("Dana Wu", "MR. POE", "Speaker 2"), or if the words sound spoken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from readerapp.speakers.lexicon import (
    FEMALE_NAMES,
    MALE_NAMES,
    PERSON_NOUNS,
    RECORD_FIELDS,
    TITLES,
)

_CLOCK_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,:]\d{1,3})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
TIME = rf"[\[(]?{_CLOCK_TIME}[\])]?"
TIME_IN_BRACKETS = rf"[\[(]{_CLOCK_TIME}[\])]"
_MOMENT = (
    rf"(?:{_CLOCK_TIME}|\d{{1,2}}:\d{{1,2}}:\d{{1,2}}(?:[.,]\d{{1,3}})?|\d{{1,6}}[.,]\d{{1,3}}s?)"
)
_RANGE = rf"[\[(]?{_MOMENT}[ ]?(?:-{{1,3}}>?|→|–)[ ]?{_MOMENT}[\])]?"
_DATE = r"[\[(]?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+"
STAMP = rf"(?:(?:{_RANGE}|(?:{_DATE})?{TIME})\s*(?:[-–—|]\s*)?)"
_WORD = r"(?:[A-ZÀ-Þ][\w.’'-]*|#?\d{1,3}|[A-Z]\.|de|la|von|van|der|of|the|and|du|al|bin)"
_EASTERN = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{1,8}"
NAME = rf"(?:[A-ZÀ-Þ][\w.’'-]*(?:[ \t]+{_WORD}){{0,5}}|{_EASTERN})"
ROLE = r"(?:[ \t]*[\[(][^\])\n]{1,60}[\])]|(?:,[ \t]*(?:(?!\w\w[.?!][ ])[^:\n,]){2,40}){1,2})?"
"""What follows a name: in brackets, or behind a comma; a sentence does not end in it."""
SOMEBODY = (
    r"(?:(?:Member|Members|Man|Woman|Voice|Voices|Male|Female|Unidentified|Unknown|Several|Another)"
    r"[ ][a-z]+(?:[ ][a-z]+){0,3})"
)
"""Who has no name: "Member of the public", "Unidentified male"."""

_SAMPLE = 300  # code points of a turn that are read
_SPOKEN = re.compile(
    r"[?？]|\b(?:I|I['’]\w{1,2}|[Mm]e|[Mm]y|[Yy]ou|[Yy]our|[Yy]ou['’]\w{1,2}|[Ww]e|[Oo]ur|us|"
    r"Yes|Hello|Hi|Thanks|Okay|Oh|[Ii]ch|[Dd]u|[Ww]ir|Sie|[Jj]e|[Tt]u|[Vv]ous|[Nn]ous|[Yy]o|tú|"
    r"usted|[Ii]o|[Ll]ei|[Ii]k|[Jj]ij|[Ww]ij|[Ee]u|[Vv]ocê|[Яя]|[Тт]ы|[Вв]ы|[Мм]ы)\b"
)
_SPOKEN_SHARE = 0.2
"""Share of the turns with a question or a word such as "I" from which on words are spoken.

In 26 made texts of other kinds (minutes, reviews, programmes, lists of changes, ...) it is 0.0 to
0.12, in 60 layouts of dialogues at least 0.4.
"""
_PERSON_SHARE = 0.6
"""Share of the labels that must look like persons where the words do not sound spoken."""
_LABEL_NOUNS = PERSON_NOUNS | frozenset(
    "interviewee respondent participant moderator facilitator caller narrator audience unknown "
    "unidentified operator chair announcer anchor correspondent panelist panellist attendee q"
    "".split()
)
"""Nouns that stand for who speaks, in labels."""
find_clock = re.compile(r"\d:\d\d").search
"""What every time has in it: where there is none, the patterns with a time need no search."""
_is_number = re.compile(r"(?:SPEAKER|Speaker|speaker|[A-Z])[ _-]?\d{1,3}\Z").match
_is_initial = re.compile(r"(?:[A-Z]\.?[ -]?){1,3}\Z").match
_CAPITALS = r"[A-Z][A-Z0-9’'-]*[ ][A-Z0-9 ,.’'&-]{2,80}[A-Z0-9]"
_aside = re.compile(
    r"[.?!…—–\"”’)\]][ \t]*(?P<aside>\n\s*(?:\([^()\n]{1,120}\)|\[[^\[\]\n]{1,120}\])\.?|"
    r"\n[ \t]*\n[ \t]*(?:(?:ACT|SCENE|Act|Scene|ACTE|SC[EÈ]NE|END|THE END|CURTAIN|CUT TO|FADE OUT|"
    rf"Enter|Exit|Exeunt|Re-enter)\b[^\n]{{0,100}}|{_CAPITALS}(?:\n\s*{_CAPITALS}){{0,3}})|"
    rf"[ \t]*(?:[\[(]{_CLOCK_TIME}[\])]|#{_CLOCK_TIME}(?:-\d)?#))\Z"
).search
"""What stands at the end of a turn and is not said: a heading, a direction, a time."""
_SENTENCE_ENDS = frozenset('.?!…"”’»)]—')
_ASIDE_LENGTH = 400  # code points


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `[start, end)` in code points.

    Its words run from `end` to `stop`, or up to the next label if `stop` is None.
    """

    start: int
    end: int
    speaker: str
    role: str = ""
    stop: int | None = None


def clean_name(name: str) -> str:
    """Return a name without marks of emphasis, with single spaces."""
    return " ".join(name.strip("*_ \t").split())


def clean_role(bracketed: str | None) -> str:
    """Return what is in brackets, or behind a comma."""
    return (bracketed or "").strip(" \t,()[]")


def is_field(name: str) -> bool:
    """Return whether a label names a field of a record or notice, perhaps with a number."""
    return name.lower().rstrip(" .#0123456789") in RECORD_FIELDS


def labels_per_paragraph(text: str, labels: Sequence[Label]) -> float:
    """Return the number of labels per paragraph or per line, whichever are fewer."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    blocks = len(re.findall(r"\n[ \t]*\n", text)) + 1
    return len(labels) / max(1, min(lines, blocks) if blocks > 2 else lines)


def are_repeated(labels: Sequence[Label], share: float = 0.6) -> bool:
    """Return whether four or more labels are of two or more names, most of which come again."""
    counts = Counter(label.speaker for label in labels)
    repeated = sum(1 for label in labels if counts[label.speaker] > 1)
    return len(labels) >= 4 and len(counts) >= 2 and repeated > share * len(labels)


def are_spoken(text: str, labels: Sequence[Label]) -> bool:
    """Return whether the words after the labels sound like what somebody says."""
    spoken = 0
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start if following else len(text)
        spoken += _SPOKEN.search(text, label.end, min(stop, label.end + _SAMPLE)) is not None
    return spoken >= _SPOKEN_SHARE * len(labels)


def count_persons(labels: Sequence[Label]) -> int:
    """Return how many of the labels look like persons."""
    return sum(1 for label in labels if is_person(label.speaker))


def _go_round(labels: Sequence[Label]) -> bool:
    """Return whether three or more names come in the same order again and again, as in lists."""
    names = [label.speaker for label in labels]
    count = len(set(names))
    return 3 <= count <= len(names) // 2 and names[count:] == names[:-count]


def are_of_speakers(text: str, labels: Sequence[Label]) -> bool:
    """Return whether labels are of speakers: most look like persons, or the words are spoken."""
    persons = count_persons(labels)
    if _go_round(labels) and persons < _PERSON_SHARE * len(labels):
        return False
    if are_spoken(text, labels) or _answer_each_other(text, labels):
        return True
    if sum(1 for label in labels if _is_initial(label.role)) > len(labels) / 2:
        return False  # "Reed, A.:" is the author of a book
    return persons >= (_PERSON_SHARE if len(labels) > 3 else 0.5) * len(labels)


def _answer_each_other(text: str, labels: Sequence[Label]) -> bool:
    """Return whether two names take turns, and all that they say are whole sentences."""
    names = [label.speaker for label in labels]
    ends = [*(label.start for label in labels[1:]), len(text)]
    return (
        len(set(names)) == 2
        and all(one != following for one, following in pairwise(names))
        and not any(is_field(name) for name in names)
        and all(
            text[label.end : end].rstrip()[-1:] in _SENTENCE_ENDS
            for label, end in zip(labels, ends, strict=True)
        )
    )


def is_person(name: str) -> bool:
    """Return whether a label looks like a person: by title, first name, noun or number.

    >>> is_person("MR. POE"), is_person("Nora Wu"), is_person("Speaker 2"), is_person("Service")
    (True, True, True, False)
    """
    words = name.replace(".", " ").split()
    if not words or not words[0].isascii():
        return True  # the first names of few languages are known
    first = words[0].lower()
    return (
        first in MALE_NAMES
        or first in FEMALE_NAMES
        or any(word.lower() in _LABEL_NOUNS for word in words)
        or words[0].title() in TITLES
        or _is_number(name) is not None
    )


def end_before_asides(text: str, labels: Sequence[Label]) -> Iterator[Label]:
    """Yield the labels; a turn ends before what is not said at its end, such as "(Applause.)".

    A turn that is nothing else keeps it: "(inaudible)".
    """
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        limit = following.start if following else len(text)
        stop = end = min(limit, limit if label.stop is None else label.stop)
        while stop > label.end:
            start = max(label.end, stop - _ASIDE_LENGTH)
            aside = _aside(text[start:stop].rstrip())
            if aside is None:
                break
            stop = start + aside.start("aside")
        yield label if stop == end else replace(label, stop=stop)
