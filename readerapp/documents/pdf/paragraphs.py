"""PDF layout: lines to paragraphs and headings.

Lines come in the order in which PDFium gives them, without running heads.

A row of a table or a verse is a paragraph of its own, in the next line. Elsewhere a line ends a
paragraph if the next one is further off, is indented, has letters of another size, or begins with
a word that would have fitted. At the end of a column or a page, the sentence
decides. Headings are set larger than the body of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from readerapp.documents.pdf.lines import Page, PdfLine
from readerapp.documents.pdf.rows import find_rows, is_item, row_words

_HEADING_SIZE = 1.12
"""The least size of a heading, as a multiple of the size of the body."""
_HEADING_LENGTH = 200
_PARAGRAPH_DISTANCE = 1.4
"""The distance of lines that separates paragraphs, as a multiple of the usual one."""
_BLOCK_DISTANCE = 2.5
"""The distance of lines that separates blocks with edges of their own, as a title and a column."""
_BLOCK_LINES = 5
"""Lines of the same size that a block has at least, to have an edge of its own; most reach it."""
_NARROW = 0.25
"""Share of its width by which a block must be narrower than the column."""
_END_LENGTH = 200
"""Code points at the end of a paragraph that tell whether it continues, and with which word."""
_ends = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*(?:\d{1,3}|\[\d+\])?$").search
_unfinished = re.compile(r"[,\w–—-]$").search
_word = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_leaders = re.compile(r"(?:[.·…]\s?){4}").search
_section = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+\S").match
_named_part = re.compile(r"(?:chapter|section|part|appendix)\s+[\dIVXLC]", re.IGNORECASE).match
_CJK = "\u2e80"


@dataclass(slots=True)
class Paragraph:
    """A paragraph or heading.

    Words are collected in pieces and only joined by `finish`: a paragraph of many thousand lines is
    not copied for each of them.

    Attributes:
        page: the index of the page on which it begins.
        words: the text, complete after `finish`.
        size: the size of the letters in points.
        level: the level of a heading, or 0.
        row: whether no line is joined to it, as it is a row of a table, a verse or a mark.
        tight: whether it follows the one before in the next line, as a row of the same table.
        turns: pages that begin inside it, each with the offset in the paragraph.
        lines: the lines that it is made of, each with the offset of its first word.
    """

    page: int
    words: str
    size: float
    level: int = 0
    row: bool = False
    tight: bool = False
    turns: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[int, PdfLine]] = field(default_factory=list)
    end: str = ""
    """Its last words."""
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    def __post_init__(self) -> None:
        self.add(self.words)

    @property
    def length(self) -> int:
        """Return the number of code points of all its words."""
        return self._length

    def add(self, words: str) -> None:
        """Add words at the end."""
        self._pieces.append(words)
        self._length += len(words)
        self.end = (self.end + words)[-_END_LENGTH:]

    def cut(self, count: int) -> None:
        """Remove `count` code points from the end, at most those of `end`."""
        self.end = self.end[: len(self.end) - count]
        self._length -= count
        while count:
            last = self._pieces.pop()
            if len(last) > count:
                self._pieces.append(last[:-count])
            count -= min(count, len(last))

    def finish(self) -> None:
        """Join the pieces to `words`."""
        self.words = "".join(self._pieces)


def join_paragraphs(pages: Sequence[Page], marks: dict[int, str] | None = None) -> list[Paragraph]:
    """Return the paragraphs of all pages in reading order, with the levels of headings.

    Args:
        pages: the pages without running heads.
        marks: what is written where the page of an index begins, as for pages without words.
    """
    lines = [line for page in pages for line in page.lines]
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_round_size(line.size)] += len(line.words)
    body = sizes.most_common(1)[0][0] if sizes else 1.0
    builder = _ParagraphBuilder(body, _words_of_document(lines), dict(marks or {}))
    for column in _columns(lines):
        builder.add(column)
    builder.write_marks(len(pages))
    for each in builder.paragraphs:
        each.finish()
    larger = sorted(
        {_round_size(p.size) for p in builder.paragraphs if _is_heading(p, body)}, reverse=True
    )
    for each in builder.paragraphs:
        if _is_heading(each, body):
            each.level = min(larger.index(_round_size(each.size)) + 1, 6)
    return builder.paragraphs


def _words_of_document(lines: Sequence[PdfLine]) -> set[str]:
    """Return the words of the lines in lower case, without those that a hyphen divides."""
    known: set[str] = set()
    divided = False
    for line in lines:
        words = _word.findall(line.words.lower())
        known.update(words[divided : len(words) - line.hyphen])
        divided = line.hyphen
    return known


def _round_size(size: float) -> float:
    """Round a size to half points."""
    return round(size * 2) / 2


def _is_heading(paragraph: Paragraph, body: float) -> bool:
    """Return whether a paragraph is a heading: larger than the body, short, and with letters."""
    large = paragraph.size >= _HEADING_SIZE * body and len(paragraph.words) < _HEADING_LENGTH
    letters = sum(map(str.isalpha, paragraph.words)) + (paragraph.words >= _CJK)
    return large and letters > 1 and not _leaders(paragraph.words)


def _columns(lines: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """Yield columns: lines below each other, without a step up, to the side, or to a new page."""
    column = list(lines[:1])
    for before, line in pairwise(lines):
        beside = line.left > before.right or line.right < before.left
        if line.page != before.page or line.base > before.base + before.size or beside:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _right_edges(column: Sequence[PdfLine], usual: float) -> list[float]:
    """Return the right edge up to which each line might go: that of its block, else of the column.

    Args:
        column: the lines, from top to bottom.
        usual: the usual distance of two lines.
    """
    whole = max(line.right for line in column)
    edges: list[float] = []
    block: list[PdfLine] = []
    for place, line in enumerate(column):
        block.append(line)
        following = column[place + 1] if place + 1 < len(column) else None
        if following is None or (
            line.base - following.base > _BLOCK_DISTANCE * usual or not _same_size(line, following)
        ):
            own = max(each.right for each in block)
            width = own - min(each.left for each in block)
            full = sum(each.right >= own - 0.1 * width for each in block)
            narrow = len(block) >= _BLOCK_LINES and whole - own > _NARROW * width
            is_prose = narrow and 2 * full > len(block)
            edges += [own if is_prose else whole] * len(block)
            block = []
    return edges


class _ParagraphBuilder:
    """A builder that joins lines to paragraphs, column by column."""

    def __init__(self, body: float, known: set[str], marks: dict[int, str]) -> None:
        self.paragraphs: list[Paragraph] = []
        self._body = body
        self._marks = marks
        self._words_of_document = known
        self._last: PdfLine | None = None  # the last line of the last paragraph of the body
        self._open: Paragraph | None = None  # that paragraph
        self._edge = 0.0  # the right edge of the last column
        self._left = 0.0

    def add(self, column: list[PdfLine]) -> None:
        """Add the lines of a column."""
        self.write_marks(column[0].page)
        gaps = [a.base - b.base for a, b in pairwise(column) if _same_size(a, b)]
        near = [gap for gap in gaps if 0 < gap < 2.5 * self._body]
        usual = min(median(near), 1.6 * self._body) if near else 1.2 * self._body
        edges = _right_edges(column, usual)
        margins: dict[float, Counter[int]] = {}
        for line in column:
            margins.setdefault(_round_size(line.size), Counter())[round(line.left)] += 1
        lefts = {size: margin.most_common(1)[0][0] for size, margin in margins.items()}
        heading = _HEADING_SIZE * self._body
        rows = [
            is_row and line.size < heading
            for is_row, line in zip(find_rows(column, usual), column, strict=True)
        ]
        for index, line in enumerate(column):
            tight = False
            if index == 0:
                alone = len(column) > 1 and line.base - column[1].base > _BLOCK_DISTANCE * usual
                continues = self._continues(line, alone=alone) and not rows[0]
            else:
                before = column[index - 1]
                left = lefts[_round_size(line.size)]
                continues = not (
                    rows[index]
                    or rows[index - 1]
                    or self._begins_paragraph(before, line, usual, left, edges[index])
                )
                tight = (
                    rows[index]
                    and rows[index - 1]
                    and before.base - line.base <= _PARAGRAPH_DISTANCE * usual
                    and _same_size(before, line)
                )
            if continues and self._open is not None and self._last is not None:
                self._join(self._open, line)
            else:
                if rows[index] and (words := row_words(line)) != line.words:
                    line = replace(line, words=words)
                self._open = Paragraph(
                    line.page, line.words, line.size, row=rows[index], tight=tight
                )
                self._open.lines.append((0, line))
                self.paragraphs.append(self._open)
            self._last = line
        self._edge, self._left = edges[-1], min(line.left for line in column)
        self._return_to_body()

    def write_marks(self, page: int) -> None:
        """Write the marks of the pages up to `page` as paragraphs of their own."""
        for number in sorted(each for each in self._marks if each <= page):
            self._last = self._open = None
            mark = Paragraph(number, self._marks.pop(number), self._body, row=True)
            self.paragraphs.append(mark)

    def _begins_paragraph(
        self, before: PdfLine, line: PdfLine, usual: float, left: float, edge: float
    ) -> bool:
        """Return whether a line below another begins a paragraph."""
        large = line.size >= _HEADING_SIZE * self._body
        far = max(_PARAGRAPH_DISTANCE * usual, _PARAGRAPH_DISTANCE * line.size if large else 0)
        if not _same_size(before, line) or before.base - line.base > far:
            return True
        if _leaders(before.words) or (_section(line.words) and (large or _leaders(line.words))):
            return True
        if large:  # the lines of one heading, unless this one begins with "Chapter 2" or the like
            return _named_part(line.words) is not None
        if before.hyphen:
            return False
        if is_item(line.words) and (_ends(before.words) or is_item(before.words)):
            return True
        indented = line.left > left + 0.7 * line.size and before.left <= left + 0.7 * line.size
        if indented and not is_item(before.words):
            return True
        room = edge - before.right - 0.5 * line.size
        if _unfinished(before.words) and room < 0.3 * (edge - before.left):
            return False
        return (len(line.words.split(None, 1)[0]) + 1) * before.letter < room

    def _continues(self, line: PdfLine, *, alone: bool) -> bool:
        """Return whether the first line of a column continues the last paragraph of the body.

        Args:
            line: the line.
            alone: whether it is far from the lines that follow, as a running head is.
        """
        before = self._last
        if before is None or not _same_size(before, line):
            return False
        if before.hyphen:
            return True
        if is_item(line.words):
            return False
        if line.words[0].islower():
            return True
        below = line.base < before.base - before.size
        beside = line.left > before.left + 2 * before.size
        if line.page == before.page and (below or not beside):  # no next column of the page
            return False
        if alone or (line.page != before.page and self._had_room(before, line)):
            return False
        return not _ends(before.words)

    def _had_room(self, before: PdfLine, line: PdfLine) -> bool:
        """Return whether the first word of a line would have fitted at the end of the last column.

        Lines of lists and of letters end early; prose with a ragged edge has a word more or less.
        """
        room = self._edge - before.right - 0.5 * line.size
        if room < 0.3 * (self._edge - self._left):
            return False
        return (len(line.words.split(None, 1)[0]) + 1) * before.letter < room

    def _return_to_body(self) -> None:
        """Reopen the last paragraph of the body, above footnotes, for the next column."""
        for paragraph in reversed(self.paragraphs[-8:]):
            if paragraph.row:
                self._open = self._last = None
                return
            if paragraph.size > 0.9 * self._body:
                if paragraph is not self._open and paragraph.size < _HEADING_SIZE * self._body:
                    self._open = paragraph
                    self._last = paragraph.lines[-1][1]
                return

    def _join(self, paragraph: Paragraph, line: PdfLine) -> None:
        """Add a line to a paragraph, without the hyphen that divides a word."""
        before = self._last
        assert before is not None
        if before.hyphen:
            bare = paragraph.end.removesuffix("-").removesuffix("‐")
            paragraph.cut(len(paragraph.end) - len(bare))
            if _is_compound(bare, line.words, self._words_of_document):
                paragraph.add("-")
        elif not (paragraph.end[-1] >= _CJK and line.words[0] >= _CJK):
            paragraph.add(" ")
        if line.page != (paragraph.turns[-1][0] if paragraph.turns else paragraph.page):
            paragraph.turns.append((line.page, paragraph.length))
        paragraph.lines.append((paragraph.length, line))
        paragraph.add(line.words)


def _same_size(one: PdfLine, other: PdfLine) -> bool:
    """Return whether the letters of two lines have the same size, within a tenth."""
    return abs(one.size - other.size) <= 0.1 * max(one.size, other.size)


def _is_compound(words: str, following: str, known: set[str]) -> bool:
    """Return whether a hyphen between `words` and `following` is part of the word.

    It is before a capital or a number, and in a compound, as far as the other words of the document
    tell: the compound is in them, or its parts are words and the joined word is not.
    """
    head, tail = _word.findall(words)[-1:], _word.match(following)
    if not head or tail is None or tail[0][0].isupper():
        return True
    one, other = head[0].lower(), tail[0].lower()
    if f"{one}{other}" in known:
        return False
    return ({one, other} <= known and min(len(one), len(other)) > 2) or f"{one}-{other}" in known
