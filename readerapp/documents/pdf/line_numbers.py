"""Numbers of lines on the pages of a PDF: depositions, court transcripts and pleadings.

The numbers stand in a column at the left or right of the lines; in the file they are before their
lines, glued to them, behind them, or all together first. So lines belong to numbers by their base
lines alone. Condensed transcripts have several pages on a sheet, each with its own column.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.numbered_pages import (
    MOST_LINES,
    TIME,
    TIMES_OMITTED,
    NumberedLine,
    NumberedPage,
    OtherPage,
    are_of_court,
    are_pages,
    find_title,
    remove_times,
    write_pages,
)
from readerapp.documents.page_numbers import own_number
from readerapp.documents.pdf.lines import Page, PdfLine
from readerapp.documents.pdf.paragraphs import Paragraph, join_paragraphs

_FEWEST_NUMBERS = 10
"""Numbers below each other that make a column of line numbers."""
_COLUMN = 12.0
"""Points by which the numbers of a column may differ, as 9 and 10 at the left or right edge."""
_SKIPPED = 3
"""Numbers that may be missing in a column."""
_MOST_MARKS = 2000
"""Numbers on a page, beyond which they are a table; four pages on a sheet have a few hundred."""
_UNEVEN = 1.7
"""Largest distance of two numbers, as a multiple of the usual one for each step."""

_BESIDE = 0.55
"""Distance of words from their number, as a multiple of the distance of two numbers."""

_time_before = re.compile(rf"{TIME}(?:\Z|[ ]+(?=\d{{1,2}}(?:[ ]|\Z)))").match
_any_number = re.compile(r"\A\d{1,2}(?!\d)|\s\d{1,2}\Z").search
_number = re.compile(r"(\d{1,2})\Z").match
_number_before = re.compile(r"(\d{1,2})(?:\s+|(?=[^\W\d_]\b|[A-Z(“\"]))(?=\S)").match
_number_behind = re.compile(r"(?<=\S)\s+(\d{1,2})\Z").search


@dataclass(frozen=True, slots=True)
class _Span:
    """Words of a page with their place in points, as `PdfLine`.

    Attributes:
        words: the words.
        left: left edge; None if a number before them hides it.
        right: right edge.
        base: the base line, from the bottom of the page.
        size: the size of the letters.
    """

    words: str
    left: float | None
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number that may be that of a line.

    Attributes:
        number: the number.
        x: the edge of its column: the left one, or the right one if it is behind the words.
        base: the base line.
        span: the index of the span that it stands in.
        behind: whether it is behind the words.
    """

    number: int
    x: float
    base: float
    span: int
    behind: bool


Column = list[_Mark]
"""The numbers of a page from top to bottom."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page of numbered lines on a page of a PDF.

    Attributes:
        index: the index of the page of the PDF.
        page: the page of numbered lines.
        lines: the lines with words, as they stand on the page of the PDF.
        timed: whether times before the numbers were left out.
    """

    index: int
    page: NumberedPage
    lines: tuple[PdfLine, ...]
    timed: bool = False


class LineNumbers:
    """The numbered lines of a PDF; false if its lines have no numbers.

    Args:
        pages: the pages of the PDF with all their lines.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        sheets = [sheet for index, page in enumerate(pages) for sheet in _read(index, page)]
        self._timed = any(sheet.timed for sheet in sheets)
        if bare := remove_times([sheet.page for sheet in sheets]):
            self._timed = True
            sheets = [replace(sheet, page=page) for sheet, page in zip(sheets, bare, strict=True)]
        sheets = _return_page_numbers(sheets)
        found = [sheet.page for sheet in sheets]
        is_numbered = bool(found) and are_pages(found) and are_of_court(found)
        self._sheets = sheets if is_numbered else []

    def __bool__(self) -> bool:
        """Return whether lines have numbers."""
        return bool(self._sheets)

    @property
    def title(self) -> str:
        """Return the title of the transcript, or ""."""
        return find_title([sheet.page for sheet in self._sheets])

    def write(
        self,
        writer: DocumentBuilder,
        others: Sequence[Page],
        marks: Mapping[int, str],
        labels: Sequence[str],
    ) -> tuple[list[Paragraph], list[int]]:
        """Write all pages, and return each line as a paragraph, with their offsets.

        Args:
            writer: the builder.
            others: the pages without running heads, for those without numbered lines.
            marks: what is written for pages without words, by their indexes.
            labels: how the pages of the PDF are cited.
        """
        if self._timed:
            writer.omit(TIMES_OMITTED, words=False)
        numbered = {sheet.index for sheet in self._sheets}
        waiting = [
            (index, OtherPage(words, labels[index]))
            for index, words in _other_paragraphs(others, numbered, marks)
        ]
        pages = []
        for sheet in self._sheets:
            before = [page for index, page in waiting if index < sheet.index]
            waiting = [(index, page) for index, page in waiting if index >= sheet.index]
            pages.append(replace(sheet.page, before=tuple(before)))
        pages[-1] = replace(pages[-1], after=tuple(page for _, page in waiting))
        starts = write_pages(writer, pages)
        lines = [
            Paragraph(sheet.index, line.words, line.size, lines=[(0, line)])
            for sheet in self._sheets
            for line in sheet.lines
        ]
        return lines, starts


def _return_page_numbers(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Move what was taken for one more line to the foot: the number of page 26, below line 25."""
    usual = Counter(sheet.page.last for sheet in sheets).most_common(1)
    most = usual[0][0] if usual else 0
    returned = []
    for sheet in sheets:
        page = sheet.page
        inside = [line for line in page.lines if line.number <= most or line.words]
        if page.last > most and len(inside) < len(page.lines):
            page = replace(page, lines=tuple(inside), foot=(str(page.last), *page.foot))
        returned.append(replace(sheet, page=page))
    return returned


def _other_paragraphs(
    pages: Sequence[Page], numbered: Set[int], marks: Mapping[int, str]
) -> list[tuple[int, tuple[str, ...]]]:
    """Return the paragraphs of the pages without numbered lines, by the index of the page.

    Args:
        pages: all pages.
        numbered: the indexes of those with numbered lines.
        marks: what is written for pages without words, by their indexes.
    """
    words = {index: [mark] for index, mark in marks.items()}
    run: list[Page] = []
    for index in range(len(pages) + 1):
        if index < len(pages) and index not in numbered:
            run.append(pages[index])
        elif run:
            for paragraph in join_paragraphs(run):
                words.setdefault(paragraph.page, []).append(paragraph.words)
            run = []
    return [(index, tuple(found)) for index, found in sorted(words.items())]


def _spans(page: Page) -> list[_Span]:
    """Return the words of a page, each cell of a line for itself."""
    spans = []
    for line in page.lines:
        for words, left, right in line.cells or ((line.words, line.left, line.right),):
            spans.append(_Span(words, left, right, line.base, line.size))
    return spans


def _remove_times(spans: Sequence[_Span]) -> list[_Span]:
    """Return the words without the times that are before the numbers of lines; none without."""
    times = [_time_before(span.words) for span in spans]
    if sum(time is not None for time in times) < _FEWEST_NUMBERS:
        return []
    bare = []
    for span, time in zip(spans, times, strict=True):
        words = span.words[time.end() :] if time else span.words
        if words:
            bare.append(replace(span, words=words))
    return bare


def _marks(spans: Sequence[_Span]) -> list[_Mark]:
    """Return all numbers that may be those of lines, from top to bottom."""
    marks = []
    for index, span in enumerate(spans):
        assert span.left is not None
        if match := _number(span.words) or _number_before(span.words):
            marks.append(_Mark(int(match[1]), span.left, span.base, index, behind=False))
        if match := _number(span.words) or _number_behind(span.words):
            marks.append(_Mark(int(match[1]), span.right, span.base, index, behind=True))
    return sorted(marks, key=lambda mark: -mark.base)


def _columns(spans: Sequence[_Span]) -> list[Column]:
    """Return the columns of line numbers of a page, in reading order; none if it has none."""
    marks = _marks(spans)
    columns: list[Column] = []
    if len(marks) > _MOST_MARKS:
        return columns
    used: set[int] = set()
    for seed, first in enumerate(marks):
        if first.number != 1 or first.span in used:
            continue
        column = [first]
        for mark in marks[seed + 1 :]:
            last = column[-1]
            step = mark.number - last.number
            if (
                mark.behind == first.behind
                and abs(mark.x - first.x) <= _COLUMN
                and mark.base < last.base - 1
                and mark.number <= MOST_LINES
            ):
                if mark.number == 1:
                    break  # the next page on the same sheet
                if 0 < step <= 1 + _SKIPPED:
                    column.append(mark)
        if len(column) >= _FEWEST_NUMBERS and _is_even(column):
            columns.append(column)
            used.update(mark.span for mark in column)
    return columns


def _is_even(column: Column) -> bool:
    """Return whether the numbers of a column have the same distance."""
    steps = [
        (one.base - other.base) / (other.number - one.number) for one, other in pairwise(column)
    ]
    usual = median(steps)
    return sum(step <= _UNEVEN * usual for step in steps) >= 0.9 * len(steps)


def _read(index: int, page: Page) -> list[_Sheet]:
    """Return the pages of numbered lines on the page of a PDF with an index."""
    spans = _spans(page)
    timed = _remove_times(spans)
    spans = timed or spans
    if sum(_any_number(span.words) is not None for span in spans) < _FEWEST_NUMBERS:
        return []
    columns = _columns(spans)
    if not columns:
        return []
    bare = [*spans]
    for column in columns:
        for mark in column:
            bare[mark.span] = _remove_number(spans[mark.span], mark)
    letters = [
        (span.right - span.left) / len(span.words) for span in spans if span.left is not None
    ]
    letter = median(letters) or 1.0
    sheets = [
        replace(
            _sheet(index, column, list(_around(column, columns, bare)), letter), timed=bool(timed)
        )
        for column in sorted(columns, key=lambda column: _order(column, columns))
    ]
    numbers = [own_number((*sheet.page.head, *sheet.page.foot)) for sheet in sheets]
    if None in numbers:
        return sheets
    order = sorted(range(len(sheets)), key=lambda place: numbers[place] or 0)
    return [sheets[place] for place in order]


def _remove_number(span: _Span, mark: _Mark) -> _Span:
    """Return a span without the number of its line."""
    if _number(span.words):
        return replace(span, words="")
    if mark.behind:
        match = _number_behind(span.words)
        return replace(span, words=span.words[: match.start()] if match else span.words)
    match = _number_before(span.words)
    return replace(span, words=span.words[match.end() :] if match else span.words, left=None)


def _order(column: Column, columns: Sequence[Column]) -> tuple[int, float]:
    """Return the place of a column among others: from left to right, then from top to bottom.

    Condensed transcripts are read down the left half of a sheet first.
    """
    lefts = sorted(other[0].x for other in columns)
    same = next(x for x in lefts if abs(x - column[0].x) <= _COLUMN)
    return lefts.index(same), -column[0].base


def _around(column: Column, columns: Sequence[Column], spans: Sequence[_Span]) -> Iterator[_Span]:
    """Yield the spans of the page whose numbers are in `column`."""
    behind = column[0].behind
    x = column[0].x
    beside = [other[0].x for other in columns if abs(other[0].x - x) > _COLUMN]
    low = max((one for one in beside if one < x), default=float("-inf"))
    high = min((one for one in beside if one > x), default=float("inf"))
    left, right = (low + 1, x + _COLUMN) if behind else (x - _COLUMN, high - 1)
    if not any(one < x for one in beside):
        left = float("-inf")
    if not any(one > x for one in beside):
        right = float("inf")
    stacked = [other for other in columns if abs(other[0].x - x) <= _COLUMN]
    tops = [other[0].base for other in stacked if other[0].base < column[-1].base]
    bottoms = [other[-1].base for other in stacked if other[-1].base > column[0].base]
    # Between two pages below each other, the head of the lower one is nearer to it.
    bottom = (column[-1].base + max(tops)) / 2 if tops else float("-inf")
    top = (column[0].base + min(bottoms)) / 2 if bottoms else float("inf")
    for span in spans:
        middle = span.right if span.left is None else span.left
        if span.words and left <= middle <= right and bottom <= span.base < top:
            yield span


def _sheet(index: int, column: Column, spans: Sequence[_Span], letter: float) -> _Sheet:
    """Return the page whose numbers are in `column`.

    Args:
        index: the index of the page of the PDF.
        column: the numbers.
        spans: the words around them.
        letter: the usual width of a letter in points.
    """
    first, last = column[0], column[-1]
    step = (first.base - last.base) / (last.number - first.number)
    depths = [-mark.base for mark in column]
    rows: dict[int, list[_Span]] = {}
    head: list[_Span] = []
    foot: list[_Span] = []
    for span in sorted(spans, key=lambda span: -span.base):
        below = bisect_left(depths, -span.base)
        nearest = min(
            column[max(0, below - 1) : below + 1], key=lambda mark: abs(mark.base - span.base)
        )
        if abs(nearest.base - span.base) <= _BESIDE * step or last.base < span.base < first.base:
            rows.setdefault(nearest.number, []).append(span)
        else:
            (head if span.base > first.base else foot).append(span)
    lines: list[NumberedLine] = []
    places: list[PdfLine] = []
    for number in range(first.number, last.number + 1):
        beside = list(_rows(rows.get(number, ())))
        lines += [NumberedLine(number, "")] if not beside else []
        for place, row in enumerate(beside):
            words, left, right = _join_row(row), row[0].left, row[-1].right
            lines.append(
                NumberedLine(
                    0 if place else number,
                    words,
                    None if left is None else left / letter,
                    right / letter,
                )
            )
            edge = right - letter * len(words) if left is None else left
            places.append(PdfLine(index, words, edge, right, row[0].base, row[0].size))
    page = NumberedPage(tuple(lines), tuple(_words(head)), tuple(_words(foot)))
    return _Sheet(index, page, tuple(places))


def _rows(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Yield the spans that stand on one base line, from left to right."""
    row: list[_Span] = []
    for span in spans:
        if row and abs(row[0].base - span.base) > 0.4 * span.size:
            yield sorted(row, key=lambda each: each.right)
            row = []
        row.append(span)
    if row:
        yield sorted(row, key=lambda each: each.right)


def _join_row(row: Sequence[_Span]) -> str:
    """Return the words of a row; a letter for question or answer has two spaces behind it."""
    first, *others = (span.words for span in row)
    if first in ("Q", "A") and others:
        return f"{first}  {' '.join(others)}"
    return " ".join((first, *others))


def _words(spans: Sequence[_Span]) -> Iterator[str]:
    """Yield the words of each row of a head or a foot."""
    for row in _rows(spans):
        yield _join_row(row)
