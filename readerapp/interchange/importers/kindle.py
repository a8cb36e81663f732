"""Importer of Kindle's `My Clippings.txt`, in the languages of the Kindle.

A clipping has no id, and an edited highlight or note is appended to the file again. So of the
clippings at one position (a whole page, where a book has no locations) those whose words overlap
are one mark, and the last one counts. A note is a clipping of its own; it is joined to the
highlight that ends at its position.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field, replace
from unicodedata import combining, normalize

from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    identified,
    text_value,
    utc_time,
)

_COMPARED_MARKS = 12
"""Number of latest marks at one position that a clipping is compared with: edits follow soon."""
_MINIMUM_OVERLAP = 0.5
"""Minimum share of the three-word runs of the shorter clipping that two versions have in common."""
_CJK = "\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each character counts as a word
_word = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


_MarksByPosition = dict[tuple[str, int], list["ClippedMark"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """One entry of the file.

    `position` is its start and end, in locations or pages. `date` is the date as it is written, and
    `added` the same date in RFC 3339, empty if it cannot be parsed.
    """

    number: int
    title: str
    position: tuple[int, int] | None
    locator: str
    date: str
    added: str
    body: str
    is_note: bool


@dataclass(slots=True)
class ClippedMark:
    """A highlight or a note: its first and last version, and the notes that belong to it."""

    first: Clipping
    last: Clipping
    words: ComparableWords
    ends: set[int] = field(default_factory=set)
    """Where it ended, in all versions."""
    notes: list[str] = field(default_factory=list)

    @property
    def creation_key(self) -> tuple[str, int]:
        """Return a sort key for when it was made: the time and the number in the file."""
        return self.first.added, self.first.number


class ComparableWords:
    """The words of a clipping, for comparison."""

    def __init__(self, body: str) -> None:
        found = _word.findall(body.casefold()) or [body]
        self.line = f" {' '.join(found)} "
        self._runs = set(zip(found, found[1:], found[2:], strict=False))

    def overlap(self, other: ComparableWords) -> bool:
        """Return whether one contains the other, or they share half of the shorter one."""
        if self.line in other.line or other.line in self.line:
            return True
        shorter = min(len(self._runs), len(other._runs))
        return shorter > 0 and len(self._runs & other._runs) >= _MINIMUM_OVERLAP * shorter


class ClippedMarks:
    """The marks of one kind, from clippings in the order of the file."""

    def __init__(self) -> None:
        self._recent: dict[tuple[str, int | None], deque[ClippedMark]] = {}
        self._by_words: dict[tuple[str, int | None, str], ClippedMark] = {}
        self._all: list[ClippedMark] = []

    def add(self, clipping: Clipping) -> None:
        """Add a clipping, as a new mark or as a new version of one."""
        key = clipping.title, clipping.position[0] if clipping.position else None
        words = ComparableWords(clipping.body)
        recent = self._recent.setdefault(key, deque(maxlen=_COMPARED_MARKS))
        mark = self._by_words.get((*key, words.line))
        mark = mark or next((m for m in reversed(recent) if m.words.overlap(words)), None)
        if mark is None:
            mark = ClippedMark(clipping, clipping, words)
            recent.append(mark)
            self._all.append(mark)
        mark.last, mark.words = clipping, words
        if clipping.position:
            mark.ends.add(clipping.position[1])
        self._by_words[*key, words.line] = mark

    def ordered(self) -> list[ClippedMark]:
        """Return the marks in the order of their last versions."""
        return sorted(self._all, key=lambda mark: mark.last.number)


def attach_notes(highlights: ClippedMarks, notes: ClippedMarks) -> list[ClippedMark]:
    """Add the notes to their highlights; return the notes that have no highlight.

    A note belongs to a highlight that ends at its position, else to one that begins there; of
    several, to the last one that was made before it.
    """
    ends: _MarksByPosition = {}
    starts: _MarksByPosition = {}
    for mark in sorted(highlights.ordered(), key=lambda mark: mark.creation_key):
        for end in mark.ends:
            ends.setdefault((mark.last.title, end), []).append(mark)
        if mark.last.position:
            starts.setdefault((mark.last.title, mark.last.position[0]), []).append(mark)
    unattached = []
    for note in notes.ordered():
        key = note.last.title, note.last.position[1] if note.last.position else -1
        marks = ends.get(key) or starts.get(key)
        if marks:
            after = bisect_right(marks, note.creation_key, key=lambda mark: mark.creation_key)
            marks[max(0, after - 1)].notes.append(note.last.body)
        else:
            unattached.append(note)
    return unattached


_RULE = re.compile(r"^={6,}\s*$", re.MULTILINE)
_NOTES = re.compile(r"\b(note|notiz|nota|notitie|anteckning)\b|メモ|笔记|заметка", re.IGNORECASE)
_number = re.compile(r"\d[\d.,]{0,15}")
_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fev"),
    ("mar", "maa"),
    ("apr", "abr", "avr"),
    ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "ago", "aou"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic"),
)
"""First letters of the months, without accents.

In English, German, French, Spanish, Italian, Portuguese and Dutch.
"""
_date_in_signs = re.compile(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})")
_day_first = re.compile(r"(\d{1,2})(?:er|[.º])? (?:de )?([a-z]{3,20})\.? (?:de )?(\d{4})")
_month_first = re.compile(r"([a-z]{3,20}) (\d{1,2}), (\d{4})")
_DATE_LENGTH = 200
"""Maximum length in characters of a date with weekday and time; Kindles write up to 60."""
_clock = re.compile(
    r"(?P<half>[上下]午|午[前後])? ?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?"
    r" ?(?:(?P<ap>[ap])\.? ?m)?"
)


def is_kindle(content: str) -> bool:
    """Return whether the first clipping ends with a rule and its second line begins with a dash."""
    first, *rest = _RULE.split(content, maxsplit=1)
    lines = first.strip("\ufeff\n\r ").splitlines()
    return bool(rest) and len(lines) >= 2 and lines[1].lstrip().startswith("-")


def read_kindle(content: str) -> ImportBatch:
    """Parse the highlights and notes of a clippings file; bookmarks have no words."""
    problems = []
    undated = 0
    highlights, notes = ClippedMarks(), ClippedMarks()
    for number, block in enumerate(_RULE.split(content), 1):
        lines = block.strip("\ufeff\n\r ").splitlines()
        if not lines:
            continue
        if len(lines) < 2 or not lines[1].lstrip().startswith("-"):
            problems.append(f"Clipping {number} skipped: it does not say what it is.")
            continue
        clipping = _clipping(number, lines)
        if not clipping.body:
            continue
        undated += bool(clipping.date) and not clipping.added
        (notes if clipping.is_note else highlights).add(clipping)
    if undated:
        subject = "1 clipping has" if undated == 1 else f"{undated} clippings have"
        problems.append(f"{subject} no time: the date is in an unknown language.")
    unattached = attach_notes(highlights, notes)
    items = (*map(_imported, highlights.ordered()), *map(_imported, unattached))
    return ImportBatch(format="Kindle clippings", items=items, problems=tuple(problems))


def _imported(mark: ClippedMark) -> ImportedAnnotation:
    """Return the last version of a mark, with the id of its first version."""
    first, last = mark.first, mark.last
    item = ImportedAnnotation(
        id="",
        exact="" if last.is_note else last.body,
        note=last.body if last.is_note else "\n\n".join(mark.notes),
        created=last.added,
        modified=last.added,
        locator=last.locator,
        document=last.title,
    )
    first_item = ImportedAnnotation(
        id="",
        exact="" if first.is_note else first.body,
        note=first.body if first.is_note else "",
        locator=first.locator,
        document=first.title,
    )
    kind = "note" if first.is_note else "highlight"
    position = first.position[0] if first.position else first.body
    earlier = "kindle", kind, first.title, str(position)
    known = identified(first_item, None, first.date, kind=f"kindle {kind}", earlier=earlier)
    return replace(item, id=known.id, earlier_key=known.earlier_key)


def _clipping(number: int, lines: list[str]) -> Clipping:
    title, description, *body = (text_value(line).strip("\ufeff ") for line in lines)
    parts = [part.strip(" -") for part in description.split("|")]
    # The last part is the date, the one before it the position; a page may precede the location.
    locator = parts[-2] if len(parts) > 1 else parts[0]
    numbers = [int(re.sub(r"\D", "", n)) for n in _number.findall(locator)]
    position = None
    if numbers:
        start = numbers[-2] if "-" in locator and len(numbers) > 1 else numbers[-1]
        position = start, numbers[-1]
    return Clipping(
        number=number,
        title=title,
        position=position,
        locator=locator,
        added=_time(parts[-1]) if len(parts) > 1 else "",
        date=parts[-1] if len(parts) > 1 else "",
        body="\n".join(body).strip(),
        is_note=bool(_NOTES.search(parts[0])),
    )


def _time(words: str) -> str:
    """Parse a date in a language whose months are known; return RFC 3339, else empty."""
    words = words[:_DATE_LENGTH].casefold()
    bare = "".join(c for c in normalize("NFD", words) if not combining(c))
    if found := _date_in_signs.search(bare):
        year, month, day = map(int, found.groups())
    elif found := _day_first.search(bare):
        year, month, day = int(found[3]), _month(found[2]), int(found[1])
    elif found := _month_first.search(bare):
        year, month, day = int(found[3]), _month(found[1]), int(found[2])
    else:
        return ""
    hour = minute = second = 0
    if clock := _clock.search(bare, found.end()):
        hour, minute, second = (int(clock[part] or 0) for part in "hms")
        if clock["half"] or clock["ap"]:
            late = clock["half"] in ("下午", "午後") or clock["ap"] == "p"
            hour = hour % 12 + 12 * late
    return utc_time(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")


def _month(word: str) -> int:
    """Return the number of the month; 0 if it is unknown."""
    return next((n for n, begins in enumerate(_MONTHS, 1) if word.startswith(begins)), 0)
