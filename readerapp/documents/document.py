"""The document: its text with headings, styles and milestones, and the locators of its places.

A locator is how a person cites a place, as "p. 12" or "¶12". Paragraphs and lines are counted block
by block when their numbers are needed.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from readerapp.core.reference import Reference
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.turns import Turn

_COUNTED_AT_ONCE = 16
"""Blocks that may still be counted when the caller does not want to wait."""
_CACHED_BLOCKS = 256
"""Blocks whose paragraphs are cached: lists of highlights use the same blocks again and again."""


class _NumberIndex(ABC):
    """An index from offsets to the numbers, from 1, of what the text is divided into.

    A subclass says where the parts begin. Safe to use from several threads.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        self._before = array("q", [0])  # parts that begin before each block counted so far
        # Starts of parts in the blocks that were used last.
        self._starts_by_block: dict[int, list[int]] = {}
        self._lock = threading.Lock()

    def number(self, offset: int) -> int:
        """Return the number of the part at `offset`, 1 before the first one.

        All blocks before `offset` are counted first.
        """
        block = self._text.block_at(offset)
        self._count_to(block)
        starts = self._starts(block)
        inner = offset - self._text.block_start(block)
        return max(1, self._before[block] + bisect_right(starts, inner))

    def known(self, offset: int) -> int | None:
        """Return what `number` returns; None if more than `_COUNTED_AT_ONCE` blocks precede."""
        block = self._text.block_at(offset)
        return self.number(offset) if block < len(self._before) + _COUNTED_AT_ONCE else None

    def start(self, number: int) -> int | None:
        """Return the offset at which part `number` begins; None if there is none."""
        while self._before[-1] < number and len(self._before) <= self._text.block_count:
            self._count_to(len(self._before))
        block = bisect_left(self._before, number) - 1
        if number < 1 or self._before[-1] < number:
            return None
        return self._text.block_start(block) + self._starts(block)[number - 1 - self._before[block]]

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count all parts, and return whether that was done.

        `stop` is called between two blocks; once it returns true, counting ends.
        """
        while len(self._before) <= self._text.block_count:
            if stop is not None and stop():
                return False
            self._count_to(len(self._before))
        return True

    def _count_to(self, block: int) -> None:
        """Count the parts in all blocks before `block`."""
        while len(self._before) <= block:
            following = len(self._before) - 1
            count = self._count(following)
            with self._lock:
                if (
                    len(self._before) == following + 1
                ):  # no other thread counted the block meanwhile
                    self._before.append(self._before[following] + count)

    def _count(self, block: int) -> int:
        """Return the number of parts that begin in `block`."""
        return len(self._starts(block))

    def _starts(self, block: int) -> list[int]:
        """Return the starts of parts in `block`, relative to it.

        A part that continues from the block before is not among them.
        """
        starts = self._starts_by_block.get(block)
        if starts is None:
            if len(self._starts_by_block) >= _CACHED_BLOCKS:
                self._starts_by_block.clear()
            starts = self._starts_by_block[block] = self._find_starts(block)
        return starts

    @abstractmethod
    def _find_starts(self, block: int) -> list[int]:
        """Find the starts of parts in `block`, without the cache."""


class ParagraphIndex(_NumberIndex):
    """An index from offsets to paragraph numbers; blank lines do not count."""

    def _find_starts(self, block: int) -> list[int]:
        content = self._text.block(block)
        starts = [
            start
            for start, end in self._text.flow.paragraphs(content)
            if not content[start:end].isspace() and end > start
        ]
        if starts and starts[0] == 0 and self._text.begins_in_line(block):
            del starts[0]
        return starts


class LineIndex(_NumberIndex):
    """An index from offsets to line numbers, as editors and `grep -n` count lines."""

    def _count(self, block: int) -> int:
        text = self._text
        data = text.read_bytes(text.first_byte(block), text.first_byte(block + 1))
        if b"\r" in data or not data:
            return super()._count(block)
        # A newline at the end of the block opens a line of the next one.
        return data.count(b"\n", 0, -1) + (not text.begins_in_line(block))

    def _find_starts(self, block: int) -> list[int]:
        content = self._text.block(block)
        starts = [] if self._text.begins_in_line(block) or not content else [0]
        at = content.find("\n")
        while 0 <= at < len(content) - 1:
            starts.append(at + 1)
            at = content.find("\n", at + 1)
        return starts


@dataclass(frozen=True, slots=True)
class Run:
    """A styled range of the text.

    Attributes:
        start: offset in code points.
        end: offset after the last code point.
        kind: heading1 to heading6, emphasis, strong, strike, code, link, image, quote or rule.
        value: what the style needs, such as the address of a link.
    """

    start: int
    end: int
    kind: str
    value: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what identifies the run within its document."""
        return self.start, self.end, self.kind


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its offset, its level from 1 to 6 and its text."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A place from which on offsets are cited by `label`: a page, a chapter or a time code.

    Attributes:
        start: the offset from which on the label applies.
        label: the page, chapter or time code, as it is cited.
        numbered: add the number of the paragraph since `start`, as in "ch. 3 ¶4".
        line: the number that is printed beside a line of a page, as in court transcripts; the label
            is then "page:line", as in "45:12". 0 for all other milestones.
    """

    start: int
    label: str
    numbered: bool = False
    line: int = 0

    @property
    def page(self) -> str:
        """Return the page of a milestone that is a line; else the label."""
        return self.label.rpartition(":")[0] if self.line else self.label


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a container: from offset `start` on, the text is that of the file `name`."""

    start: int
    name: str


@dataclass(frozen=True, slots=True)
class EmbeddedAnnotation:
    """An annotation that the file itself carries: a comment of Word, a highlight of a PDF.

    Attributes:
        start: offset in code points of what it is about.
        end: offset after the last code point; equal to `start` if it is about a place only.
        kind: comment, highlight, underline, strike or note.
        author: who made it, as the file names the person; empty if it does not.
        created: when, as ISO 8601 in UTC if the file says so much; else as the file writes it.
        note: the words of the comment; empty for a bare highlight.
        reply_to: the index, in `Document.embedded`, of the annotation that it answers; None if it
            begins a thread.
        resolved: whether the file says that the matter is settled.
        colour: one of `core.model.COLOURS` if an export of ours has written it; else empty.
    """

    start: int
    end: int
    kind: str = "comment"
    author: str = ""
    created: str = ""
    note: str = ""
    reply_to: int | None = None
    resolved: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A readable text with its structure.

    Attributes:
        text: the text.
        title: the title.
        format: the name of the format.
        names: the paths that it was opened under, unchanged; show them through
            `sanitize.sanitize_label`.
        path: the file; None for standard input.
        styles: the styled ranges.
        headings: the headings.
        milestones: the milestones in order of their starts.
        parts: the files of a container.
        author: the author; empty if the document does not say.
        date: the date as the document writes it; empty if the document does not say.
        reference: what else it says of itself for a bibliography, as its DOI.
        read: when it was fetched from the web (RFC 3339, UTC); the address is then the first of
            `names`. Else empty.
        extraction: names what made the text: the same name makes the same text of the same file.
        omissions: what of the file the text does not show, each a sentence without full stop, as
            "20 of 21 pages have no text layer (p. 2-21)".
        losses: the omissions by which words may be lost, and not only pictures and the like; they
            are said when the document is opened.
        embedded: the annotations that the file itself carries; an answer comes after what it
            answers.
        anchors: the offsets that links in the text lead to: a link to "#note-1" to that of
            "note-1"; and "mark-1", the place of the mark of that note.
        cites_lines: whether places are cited by the lines of the text, as in "l. 120".
        turns: who says what, in order, if the file itself says so, as a chat does; empty if
            speakers must be looked for in the text.
    """

    text: Text
    title: str
    format: str
    names: tuple[str, ...] = ()
    path: Path | None = None
    styles: RangeIndex[Run] = field(default_factory=RangeIndex)
    headings: Sequence[Heading] = ()
    milestones: Sequence[Milestone] = ()
    parts: Sequence[Part] = ()
    author: str = ""
    date: str = ""
    reference: Reference = field(default_factory=Reference)
    read: str = ""
    extraction: str = ""
    omissions: Sequence[str] = ()
    losses: Sequence[str] = ()
    embedded: Sequence[EmbeddedAnnotation] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)
    cites_lines: bool = False
    turns: Sequence[Turn] = ()
    _paragraphs: ParagraphIndex = field(init=False, repr=False)
    _lines: LineIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paragraphs", ParagraphIndex(self.text))
        object.__setattr__(self, "_lines", LineIndex(self.text))

    def paragraph_number(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph at `offset`; blank lines do not count.

        On a blank line it is the number of the paragraph before. Paragraphs not counted yet are
        counted now: that takes seconds at the end of 100 MB, unless `index` has run.
        """
        return self._paragraphs.number(offset)

    def known_paragraph_number(self, offset: int) -> int | None:
        """Return what `paragraph_number` returns, or None if many blocks must be counted first."""
        return self._paragraphs.known(offset)

    def locator(self, offset: int) -> str:
        """Return how the place is cited: "p. 12", "ch. 3 ¶4", "00:12:03", "45:12", else "¶12"."""
        if self.cites_lines:
            return f"l. {self._lines.number(offset)}"
        milestone = self._milestone(offset)
        if milestone and not milestone.numbered:
            return milestone.label
        number = self.paragraph_number(offset)
        if milestone is None:
            return f"¶{number}"
        return f"{milestone.label} ¶{number - self.paragraph_number(milestone.start) + 1}"

    def range_locator(self, start: int, end: int) -> str:
        """Return how the passage `[start, end)` is cited.

        Where lines have numbers, it names the last one too: "45:12-15", "45:12-46:3", "ll. 4-7".
        Elsewhere it is the locator of the first place.
        """
        first, last = self.locator(start), max(start, end - 1)
        if self.cites_lines:
            number = self._lines.number(last)
            return first if first == f"l. {number}" else f"l{first}-{number}"
        here, there = self._milestone(start), self._milestone(last)
        if not (here and there and here.line and there.line) or here.label == there.label:
            return first
        return f"{first}-{there.line if here.page == there.page else there.label}"

    def page_and_line(self, offset: int) -> tuple[str, str]:
        """Return the numbers of the page and of the line of a place, as they are cited.

        Each is empty if the format has none: a book has pages, a court transcript has both, and of
        a text that is cited by its lines only these are known.
        """
        if self.cites_lines:
            return "", str(self._lines.number(offset))
        milestone = self._milestone(offset)
        if milestone is None:
            return "", ""
        if milestone.line:
            return milestone.page, str(milestone.line)
        page = milestone.label.removeprefix("p. ")
        return (page if page != milestone.label else ""), ""

    def known_locator(self, offset: int) -> str:
        """Return what `locator` returns, without a number that takes long to count.

        It may be empty.
        """
        return self.known_range_locator(offset, offset)

    def known_range_locator(self, start: int, end: int) -> str:
        """Return what `range_locator` returns, without a number that takes long to count.

        It may be empty.
        """
        last = max(start, end - 1)
        if self.cites_lines:
            is_known = self._lines.known(start) and self._lines.known(last)
            return self.range_locator(start, end) if is_known else ""
        milestone = self._milestone(start)
        needs_number = milestone is None or milestone.numbered
        if needs_number and self.known_paragraph_number(start) is None:
            return milestone.label if milestone else ""
        return self.range_locator(start, end)

    def _milestone(self, offset: int) -> Milestone | None:
        """Return the last milestone at or before `offset`; None before the first."""
        i = bisect_right(self.milestones, offset, key=attrgetter("start")) - 1
        return self.milestones[i] if i >= 0 else None

    def paragraph_start(self, number: int) -> int | None:
        """Return the offset of paragraph `number`; None if there is no such paragraph."""
        return self._paragraphs.start(number)

    def line_start(self, number: int) -> int | None:
        """Return the offset of line `number` of the text; None if there is no such line."""
        return self._lines.start(number)

    def line_number(self, offset: int) -> int:
        """Return the number, from 1, of the line of the text at `offset`."""
        return self._lines.number(offset)

    @property
    def has_page_lines(self) -> bool:
        """Return whether places are cited by page and line, as in court transcripts."""
        return any(milestone.line for milestone in self.milestones)

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count code points, paragraphs and cited lines, and return whether all were counted.

        Meant for a background thread. It ends early when `stop` returns true. Once it is done,
        every offset and number is found at once.
        """
        counted = self.text.index(stop) and self._paragraphs.index(stop)
        return counted and (not self.cites_lines or self._lines.index(stop))
