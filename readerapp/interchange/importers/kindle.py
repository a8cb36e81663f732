"""Importer of Kindle's `My Clippings.txt`, in the languages of the Kindle.

A clipping has no id, and an edited highlight or note is appended to the file again. So of the
clippings at one position (a whole page, where a book has no locations) those whose words overlap
are one mark, and the last one counts; a highlight that grew to the left begins before the old one,
so ranges that overlap are one position. A note is a clipping of its own; it is joined to the
highlight that ends at its position, begins there, or has it inside.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    identified,
    limit_problems,
    text_value,
)
from readerapp.interchange.importers.kindle_languages import (
    DASHES,
    ClippedPlace,
    is_bookmark,
    is_note,
    parse_place,
    without_limit,
)
from readerapp.interchange.importers.written_dates import parse_written_date
from readerapp.interchange.place import format_place
from readerapp.text.phrases import count_noun

_COMPARED_MARKS = 12
"""Number of latest marks around one position that a clipping is compared with: edits follow
soon."""
_COMPARED_LENGTH = 20_000
"""Code points of a clipping that are compared; Kindles let out a few thousand."""
_MINIMUM_OVERLAP = 0.5
"""Minimum share of the three-word runs of the shorter clipping that two versions have in common."""
_CJK = "\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each character counts as a word
_word = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_STRETCH = 32
"""Locations that are looked up together: highlights are shorter."""
_MAXIMUM_STRETCHES = 8
"""Stretches under which one mark is found; a longer range, about 20 pages, is damaged."""
_ENCLOSING = 200
"""Highlights before a note that are looked at for one that has the note inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """One entry of the file.

    `place` is where it is. `date` is the date as it is written, and `added` the same date in
    RFC 3339, empty if it cannot be parsed. `locator` is the part of the second line with the place,
    as it stands there.
    """

    number: int
    title: str
    place: ClippedPlace
    locator: str
    date: str
    added: str
    body: str
    is_note: bool

    @property
    def book(self) -> tuple[str, str]:
        """Return the title and the unit of the position, which is comparable only within both."""
        return self.title, self.place.unit


@dataclass(slots=True, eq=False)
class ClippedMark:
    """A highlight or a note: its first and last version, and the notes that belong to it."""

    first: Clipping
    last: Clipping
    words: ComparableWords
    ends: set[int] = field(default_factory=set)
    """Where it ended, in all versions."""
    notes: list[str] = field(default_factory=list)
    merged_into: ClippedMark | None = None
    """The highlight that replaced this one, because it has all of its words and more."""

    @property
    def final(self) -> ClippedMark:
        """Return the highlight that this one is part of now: itself, or the one over it."""
        mark = self
        while mark.merged_into is not None:
            mark = mark.merged_into
        if mark is not self:
            self.merged_into = mark  # the next look-up is one step
        return mark

    @property
    def creation_key(self) -> tuple[str, int]:
        """Return a sort key for when it was made: the time and the number in the file."""
        return self.first.added, self.first.number

    @property
    def range(self) -> tuple[int, int]:
        """Return the first and the last number of its position in all versions."""
        one, other = self.first.place.position, self.last.place.position
        if one is None or other is None:
            return 0, 0
        return min(one[0], other[0]), max(one[1], other[1])


class ComparableWords:
    """The words of a clipping, for comparison."""

    def __init__(self, body: str) -> None:
        body = body[:_COMPARED_LENGTH]
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
        self._recent: dict[tuple[object, ...], deque[ClippedMark]] = {}
        self._by_words: dict[tuple[object, ...], ClippedMark] = {}
        self._all: list[ClippedMark] = []

    def add(self, clipping: Clipping) -> None:
        """Add a clipping, as a new mark or as a new version of one."""
        words = ComparableWords(clipping.body)
        start = clipping.place.position[0] if clipping.place.position else None
        key = *clipping.book, start, words.line
        known = self._by_words.get(key)
        earlier = [known.final] if known else self._earlier_versions(clipping, words)
        if earlier:
            mark = max(earlier, key=lambda one: one.last.number)
            for other in earlier:
                if other is not mark and other.words.line in words.line:
                    other.merged_into = mark  # a highlight over several replaces them all
        else:
            mark = ClippedMark(clipping, clipping, words)
            self._all.append(mark)
        mark.last, mark.words = clipping, words
        if clipping.place.position:
            mark.ends.add(clipping.place.position[1])
        self._by_words[key] = mark
        for stretch in _stretches(clipping):
            recent = self._recent.setdefault(stretch, deque(maxlen=_COMPARED_MARKS))
            if mark not in recent:
                recent.append(mark)

    def _earlier_versions(self, clipping: Clipping, words: ComparableWords) -> list[ClippedMark]:
        """Return the marks at the same place whose words overlap."""
        near = {
            id(mark): mark
            for stretch in _stretches(clipping)
            for mark in self._recent.get(stretch, ())
            if mark.merged_into is None and _is_at(clipping, mark) and mark.words.overlap(words)
        }
        return list(near.values())

    def ordered(self) -> list[ClippedMark]:
        """Return the marks in the order of their last versions."""
        marks = [mark for mark in self._all if mark.merged_into is None]
        return sorted(marks, key=lambda mark: mark.last.number)


def _stretches(clipping: Clipping) -> Iterator[tuple[object, ...]]:
    """Yield keys under which marks that overlap a clipping are found."""
    if clipping.place.position is None:
        yield clipping.book
        return
    start, end = clipping.place.position
    first, last = start // _STRETCH, end // _STRETCH
    for number in range(first, min(last, first + _MAXIMUM_STRETCHES) + 1):
        yield *clipping.book, number


def _is_at(clipping: Clipping, mark: ClippedMark) -> bool:
    """Return whether the ranges overlap; a note, which has no length, must be at the same place."""
    position, last = clipping.place.position, mark.last.place.position
    if position is None or last is None:
        return position is last
    if clipping.is_note:
        return position[0] == last[0]
    return position[0] <= mark.range[1] and mark.range[0] <= position[1]


class _HighlightPlaces:
    """The highlights by where they begin and end, for the notes on them."""

    def __init__(self, highlights: ClippedMarks) -> None:
        self._ends: dict[tuple[object, ...], list[ClippedMark]] = {}
        self._starts: dict[tuple[object, ...], list[ClippedMark]] = {}
        self._ranges: dict[tuple[str, str], list[ClippedMark]] = {}
        for mark in sorted(highlights.ordered(), key=lambda mark: mark.creation_key):
            book = mark.last.book
            for end in mark.ends:
                self._ends.setdefault((*book, end), []).append(mark)
            if mark.last.place.position:
                start = mark.last.place.position[0]
                self._starts.setdefault((*book, start), []).append(mark)
                self._ranges.setdefault(book, []).append(mark)
        for marks in self._ranges.values():
            marks.sort(key=lambda mark: mark.range[0])

    def find(self, note: ClippedMark) -> ClippedMark | None:
        """Return the highlight that a note belongs to; None if it is on no highlight."""
        position = note.last.place.position
        if position is None:
            return None
        key = *note.last.book, position[1]
        if marks := self._ends.get(key) or self._starts.get(key):
            after = bisect_right(marks, note.creation_key, key=lambda mark: mark.creation_key)
            return marks[max(0, after - 1)]
        marks = self._ranges.get(note.last.book, [])
        behind = bisect_right(marks, position[0], key=lambda mark: mark.range[0])
        inside = [
            mark
            for mark in marks[max(0, behind - _ENCLOSING) : behind]
            if mark.range[1] >= position[1]
        ]
        narrowest = min((mark.range[1] - mark.range[0] for mark in inside), default=0)
        last = [mark for mark in inside if mark.range[1] - mark.range[0] == narrowest]
        return max(last, key=lambda mark: mark.creation_key, default=None)


def attach_notes(highlights: ClippedMarks, notes: ClippedMarks) -> list[ClippedMark]:
    """Add the notes to their highlights; return the notes that have no highlight.

    A note belongs to a highlight that ends at its position, else to one that begins there; of
    several, to the last one that was made before it. Else it belongs to the narrowest highlight
    that has its position inside.
    """
    places = _HighlightPlaces(highlights)
    unattached = []
    for note in notes.ordered():
        if mark := places.find(note):
            mark.notes.append(note.last.body)
        else:
            unattached.append(note)
    return unattached


_RULE = re.compile(r"^={6,}[^\S\n]*$", re.MULTILINE)
_BLANK = "\ufeff\n\r "
_first_lines = re.compile(
    rf"(?:\A\s*|^={{6,}}\s*)\ufeff?[^\n]+\n\ufeff?[^\S\n]*[{DASHES}][^\n]*\d", re.MULTILINE
)


def is_kindle(content: str) -> bool:
    """Return whether there is a rule, and a clipping whose second line begins with a dash.

    The first clipping may be damaged, so each one is looked at.
    """
    return bool(_RULE.search(content)) and bool(_first_lines.search(content))


def read_kindle(content: str) -> ImportBatch:
    """Parse the highlights and notes of a clippings file; bookmarks have no words."""
    problems = []
    undated = withheld = cut = 0
    highlights, notes = ClippedMarks(), ClippedMarks()
    for number, block in enumerate(_RULE.split(content), 1):
        lines = block.strip(_BLANK).splitlines()
        if not lines:
            continue
        if len(lines) < 2 or not _is_description(lines[1]):
            fault = "it has no title" if _is_description(lines[0]) else "it does not say what it is"
            problems.append(f"Clipping {number} skipped: {fault}.")
            continue
        clipping = _clipping(number, lines)
        if not clipping.body:
            continue
        words = without_limit(clipping.body)
        if words != clipping.body:
            withheld += not words
            cut += bool(words)
            if not words:
                continue
            clipping = replace(clipping, body=words)
        undated += bool(clipping.date) and not clipping.added
        (notes if clipping.is_note else highlights).add(clipping)
    problems = limit_problems(problems)
    if withheld:
        noun = count_noun(withheld, "clipping")
        problems.append(f"{noun} without words skipped: the book had reached its clipping limit.")
    if cut:
        problems.append(f"{count_noun(cut, 'clipping')} cut off by the clipping limit of the book.")
    if undated:
        subject = "1 clipping has" if undated == 1 else f"{undated} clippings have"
        problems.append(f"{subject} no time: the date is in an unknown language.")
    unattached = attach_notes(highlights, notes)
    items = (*map(_imported, highlights.ordered()), *map(_imported, unattached))
    return ImportBatch(format="Kindle clippings", items=items, problems=tuple(problems))


def _is_description(line: str) -> bool:
    """Return whether a line begins as the second line of a clipping does."""
    return line.strip(_BLANK)[:1] in tuple(DASHES)


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
        place=format_place(page=last.place.page, location=last.place.location),
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
    position = first.place.position[0] if first.place.position else first.body
    earlier = "kindle", kind, first.title, str(position)
    known = identified(first_item, None, first.date, kind=f"kindle {kind}", earlier=earlier)
    return replace(item, id=known.id, earlier_key=known.earlier_key)


def _clipping(number: int, lines: list[str]) -> Clipping:
    title, description, *body = (text_value(line).strip("\ufeff ") for line in lines)
    parts = [part.strip(f" {DASHES}") for part in description.split("|")]
    # The last part is the date; before it are the kind and the place, in any order.
    head = " | ".join(parts[:-1]) if len(parts) > 1 else parts[0]
    return Clipping(
        number=number,
        title=title,
        place=parse_place(head),
        locator=parts[-2] if len(parts) > 1 else parts[0],
        added=parse_written_date(parts[-1]) if len(parts) > 1 else "",
        date=parts[-1] if len(parts) > 1 else "",
        body="\n".join(body).strip() if not is_bookmark(head) else "",
        is_note=is_note(head),
    )
