"""Chapter labels from a table of contents: by the chapters' own numbers, else by counting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from readerapp.documents import limits

if TYPE_CHECKING:
    from readerapp.documents.builder import DocumentBuilder

_TITLE_LENGTH = 40
"""Maximum length in code points of a title that is a label."""
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
_SIGN_OF_WORD = {
    word: sign
    for table in (_CHAPTERS, _DIVISIONS)
    for sign in table
    for word in table[sign].split()
}
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_NUMBER_WORDS = {
    word: number
    for words in (_CARDINALS, _ORDINALS)
    for number, word in enumerate(words.split(), 1)
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_numbered = re.compile(
    rf"(?:the\s+)?(?P<word>{'|'.join(_SIGN_OF_WORD)})\b\.?\s*(?:the\s+)?"
    rf"(?P<number>\d{{1,3}}|[ivxlc]+|{'|'.join(_NUMBER_WORDS)})\b",
    re.IGNORECASE,
).match
_leading_number = re.compile(r"(\d{1,3}|[IVXLC]+)(?:[.:)]|\s*\Z|\s+[-–—])").match
_is_front_or_back_matter = re.compile(
    r"(?:cover|title ?page|(?:table of )?contents|copyright|imprint|colophon|dedication|epigraph|"
    r"acknowledge?ments|about the author|index|notes|footnotes|bibliography|half.?title)\b",
    re.IGNORECASE,
).match


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of a table of contents: the offset it leads to, its level from 1 and its title."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class ChapterNumber:
    """The number that a title states: "Chapter III" is the sign "ch." and the value 3."""

    sign: str
    value: int

    @property
    def label(self) -> str:
        """Return the number as it is cited."""
        return f"{self.sign} {self.value}"

    @property
    def divides(self) -> bool:
        """Return whether it numbers a part that has chapters, such as a volume."""
        return self.sign in _DIVISIONS


def parse_chapter_number(title: str) -> ChapterNumber | None:
    """Parse the kind and number that a title begins with; return None if there is none.

    >>> parse_chapter_number("Chapter III: Rain")
    ChapterNumber(sign='ch.', value=3)
    """
    match = _numbered(title)
    if match is None:
        return None
    value = _value(match["number"])
    return ChapterNumber(_SIGN_OF_WORD[match["word"].lower()], value) if value else None


def are_distinct(titles: Iterable[str]) -> bool:
    """Return whether the numbers in titles alone tell each chapter from the others."""
    return (
        _by_number([parse_chapter_number(title) or _bare_number(title) for title in titles])
        is not None
    )


def chapter_labels(entries: Sequence[TocEntry], book: str = "") -> Iterator[tuple[int, str]]:
    """Yield the offset and the label of each chapter, in order of their offsets.

    The label is the number in the title: "ch. 3", or "vol. 2 ch. 3" where each volume counts its
    own chapters. If no title has a number, or two have the same, the entries of the outermost
    level that has several are counted. What is not a chapter, such as a preface among numbered
    chapters or the imprint, is cited by its title. So is the title page, whose entry has the title
    of the `book`.
    """
    numbers = [parse_chapter_number(entry.title) or _bare_number(entry.title) for entry in entries]
    labels = _by_number(numbers)
    outermost = min((entry.level for entry in entries), default=1)
    if labels is not None:
        for entry, label in zip(entries, labels, strict=True):
            if label:
                yield entry.start, label
            elif entry.level == outermost:
                yield entry.start, _shorten(entry.title)
        return
    level = _level(entries)
    count = 0
    for entry in entries:
        if entry.level != level:
            continue
        if _is_front_or_back_matter(entry.title) or entry.title == book:
            yield entry.start, _shorten(entry.title)
        else:
            count += 1
            yield entry.start, f"ch. {count}"


def find_chapters(builder: DocumentBuilder, text: str) -> None:
    """Set milestones at the headings that have numbers, where a format names no chapters.

    If there is at most one heading, chapters are looked for in the text as if it were plain.

    Args:
        builder: what has been written, without milestones.
        text: the whole text.
    """
    if len(builder.headings) > 1:
        numbers = [parse_chapter_number(heading.title) for heading in builder.headings]
        if sum(1 for number in numbers if number and not number.divides) > 1:
            entries = [TocEntry(each.start, each.level, each.title) for each in builder.headings]
            for start, label in chapter_labels(entries):
                builder.milestone(label, start, numbered=True)
    elif len(text) <= limits.BOOK:
        from readerapp.documents.formats.plain_structure import find_book

        book = find_book(text)
        starts = {heading.start for heading in book.headings}
        kept = [each for each in builder.headings if each.start not in starts]
        builder.headings = sorted([*kept, *book.headings], key=attrgetter("start"))
        builder.runs += book.runs
        for each in book.milestones:
            builder.milestone(each.label, each.start, numbered=each.numbered)


def _by_number(numbers: Sequence[ChapterNumber | None]) -> list[str] | None:
    """Return a label for each number, "" for None; return None if they tell no chapters apart."""
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
    filled = [label for label in labels if label]
    return labels if len(set(filled)) == len(filled) else None


def _level(entries: Sequence[TocEntry]) -> int:
    """Return the outermost level with several entries, else the outermost; 1 without entries."""
    levels = [entry.level for entry in entries]
    several = [level for level in set(levels) if levels.count(level) > 1]
    return min(several, default=min(levels, default=1))


def _bare_number(title: str) -> ChapterNumber | None:
    """Return the chapter number of a title that begins with a number alone, or None."""
    match = _leading_number(title.strip())
    value = _value(match[1]) if match else 0
    return ChapterNumber("ch.", value) if value else None


def _value(number: str) -> int:
    """Return the value of digits, Roman numerals or number words."""
    number = number.lower()
    if number.isdecimal():
        return int(number)
    return _NUMBER_WORDS.get(number) or _roman(number)


def _roman(numeral: str) -> int:
    """Return the value of Roman numerals."""
    values = [_ROMAN[sign] for sign in numeral]
    after = [*values[1:], 0]
    return sum(
        -value if value < right else value for value, right in zip(values, after, strict=True)
    )


def _shorten(title: str) -> str:
    """Return a title, cut to `_TITLE_LENGTH` code points with an ellipsis."""
    return title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1].rstrip() + "…"
