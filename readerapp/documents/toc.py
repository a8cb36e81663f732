"""How the chapters of a book are cited: by the number they bear, else by their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_LONGEST = 40
_CHAPTERS = {
    "ch.": "chapter chap ch kapitel chapitre capítulo capitulo capitolo hoofdstuk глава",
    "letter": "letter lettre brief carta",
    "canto": "canto",
    "sc.": "scene scène szene escena",
    "stave": "stave",
}
_DIVISIONS = {
    "vol.": "volume vol band tome tomo",
    "bk.": "book livre buch libro",
    "pt.": "part partie teil parte",
    "act": "act acte akt acto",
}
_SIGNS = {
    word: sign
    for table in (_CHAPTERS, _DIVISIONS)
    for sign in table
    for word in table[sign].split()
}
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ORDERED = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_WORDS = {
    word: number for words in (_COUNTED, _ORDERED) for number, word in enumerate(words.split(), 1)
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_numbered = re.compile(
    rf"(?:the\s+)?(?P<word>{'|'.join(_SIGNS)})\b\.?\s*(?:the\s+)?"
    rf"(?P<number>\d{{1,3}}|[ivxlc]+|{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
).match
_bare = re.compile(r"(\d{1,3}|[IVXLC]+)(?:[.:)]|\s*\Z|\s+[-–—])").match
_around = re.compile(
    r"(?:cover|title ?page|(?:table of )?contents|copyright|imprint|colophon|dedication|epigraph|"
    r"acknowledge?ments|about the author|index|notes|footnotes|bibliography|half.?title)\b",
    re.IGNORECASE,
).match


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of a table of contents: where it leads, its level from 1, and its words."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class ChapterNumber:
    """What a title says of its place in the book: "Chapter III" is "ch." and 3."""

    sign: str
    value: int

    @property
    def label(self) -> str:
        """As it is cited."""
        return f"{self.sign} {self.value}"

    @property
    def divides(self) -> bool:
        """Whether it numbers a part that has chapters, such as a volume."""
        return self.sign in _DIVISIONS


def parse_chapter_number(title: str) -> ChapterNumber | None:
    """The number that a title begins with together with its kind, as in "Chapter III: Rain"."""
    found = _numbered(title)
    if found is None:
        return None
    value = _value(found["number"])
    return ChapterNumber(_SIGNS[found["word"].lower()], value) if value else None


def are_distinct(titles: Iterable[str]) -> bool:
    """Whether the numbers in titles alone tell each chapter from the others."""
    return (
        _by_number([parse_chapter_number(title) or _bare_number(title) for title in titles])
        is not None
    )


def chapter_labels(entries: Sequence[TocEntry], book: str = "") -> Iterator[tuple[int, str]]:
    """Where each chapter begins and how it is cited, in order of their starts.

    "ch. 3" by the number in its title, "vol. 2 ch. 3" where each volume counts its own. If the
    titles bear none, or the same ones twice, by counting the entries of the outermost level that
    has several. What is no chapter, such as a preface among numbered chapters or the imprint, is
    cited by its title; so is the title page, which is called as the `book` is.
    """
    numbers = [parse_chapter_number(entry.title) or _bare_number(entry.title) for entry in entries]
    labels = _by_number(numbers)
    outermost = min((entry.level for entry in entries), default=1)
    if labels is not None:
        for entry, label in zip(entries, labels, strict=True):
            if label:
                yield entry.start, label
            elif entry.level == outermost:
                yield entry.start, _short(entry.title)
        return
    level = _level(entries)
    count = 0
    for entry in entries:
        if entry.level != level:
            continue
        if _around(entry.title) or entry.title == book:
            yield entry.start, _short(entry.title)
        else:
            count += 1
            yield entry.start, f"ch. {count}"


def _by_number(numbers: Sequence[ChapterNumber | None]) -> list[str] | None:
    """The labels by the numbers, empty where there is none; None if they tell no chapters apart."""
    chapters = [number for number in numbers if number and not number.divides]
    if not chapters:
        return None
    if len(set(chapters)) == len(chapters):
        return [number.label if number else "" for number in numbers]
    labels, inside = [], ""
    for number in numbers:
        if number and number.divides:
            inside = number.label
        labels.append(
            ""
            if not number
            else number.label
            if number.divides
            else f"{inside} {number.label}".strip()
        )
    known = [label for label in labels if label]
    return labels if len(set(known)) == len(known) else None


def _level(entries: Sequence[TocEntry]) -> int:
    levels = [entry.level for entry in entries]
    several = [level for level in set(levels) if levels.count(level) > 1]
    return min(several, default=min(levels, default=1))


def _bare_number(title: str) -> ChapterNumber | None:
    found = _bare(title.strip())
    value = _value(found[1]) if found else 0
    return ChapterNumber("ch.", value) if value else None


def _value(written: str) -> int:
    """The number that digits, Roman ones or words mean."""
    written = written.lower()
    if written.isdecimal():
        return int(written)
    return _WORDS.get(written) or _roman(written)


def _roman(written: str) -> int:
    values = [_ROMAN[sign] for sign in written]
    after = [*values[1:], 0]
    return sum(
        -value if value < right else value for value, right in zip(values, after, strict=True)
    )


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"
