"""The document: its text with its structure, and how a person cites a place in it.

Numbers of paragraphs, counted block by block when they are asked for.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text

_NEAR = 16
"""Blocks that may be counted on the way, when nobody wants to wait."""
_KEPT = 256
"""Blocks whose paragraphs are kept: lists of highlights ask for the same ones again and again."""


class ParagraphIndex:
    """Which paragraph, by number from 1, an offset lies in. Safe to use from several threads."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._before = array("q", [0])  # paragraphs that begin before each block, as far as counted
        self._found: dict[int, list[int]] = {}  # paragraphs of blocks, of the last ones asked for
        self._lock = threading.Lock()

    def number(self, offset: int) -> int:
        """The number of the paragraph at `offset`, 1 before the first; counts what precedes."""
        i = self._text.block_at(offset)
        self._count_to(i)
        begun = self._starts(i)
        place = offset - self._text.block_start(i)
        return max(1, self._before[i] + bisect_right(begun, place))

    def known(self, offset: int) -> int | None:
        """As `number`; None if much would have to be counted first."""
        i = self._text.block_at(offset)
        return self.number(offset) if i < len(self._before) + _NEAR else None

    def start(self, number: int) -> int | None:
        """The offset at which the paragraph with that number begins; None if there is none."""
        while self._before[-1] < number and len(self._before) <= self._text.block_count:
            self._count_to(len(self._before))
        i = bisect_left(self._before, number) - 1
        if number < 1 or self._before[-1] < number:
            return None
        return self._text.block_start(i) + self._starts(i)[number - 1 - self._before[i]]

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count all, unless `stop` says so between two blocks; whether it is done."""
        while len(self._before) <= self._text.block_count:
            if stop is not None and stop():
                return False
            self._count_to(len(self._before))
        return True

    def _count_to(self, i: int) -> None:
        while len(self._before) <= i:
            k = len(self._before) - 1
            count = len(self._starts(k))
            with self._lock:
                if len(self._before) == k + 1:  # nobody else counted the block meanwhile
                    self._before.append(self._before[k] + count)

    def _starts(self, i: int) -> list[int]:
        """Where paragraphs begin in block `i`; not the one that goes on from the block before."""
        found = self._found.get(i)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[i] = self._look(i)
        return found

    def _look(self, i: int) -> list[int]:
        block = self._text.block(i)
        found = [
            start
            for start, end in self._text.flow.paragraphs(block)
            if not block[start:end].isspace() and end > start
        ]
        if found and found[0] == 0 and self._text.divided(i):
            del found[0]
        return found


@dataclass(frozen=True, slots=True)
class Run:
    """A styled run of the text. `value` holds what the style needs, as a link its address.

    Kinds: heading1 to heading6, emphasis, strong, strike, code, link, image, quote, rule.
    """

    start: int
    end: int
    kind: str
    value: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """What tells the run from the others of its document."""
        return self.start, self.end, self.kind


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its words, its level from 1 to 6 and where it stands."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """From offset `start` on a place is cited by `label`: a page, a chapter or a time code.

    With `numbered`, the number of the paragraph since `start` is added, as in "ch. 3 ¶4".
    """

    start: int
    label: str
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a container: from offset `start` on the text is that of `name`."""

    start: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One readable text with its structure.

    `names` are the paths it was opened under, as they are: show them through `safe.label`.
    `path` is None for standard input. `author` and `date` (as the document writes it) are empty
    where it does not say. `milestones` are in order of their starts. `read` is when it was fetched
    from the web (RFC 3339, UTC), its address being the first of `names`; else empty. `extraction`
    names what made the text: the same name makes the same text of the same file.
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
    read: str = ""
    extraction: str = ""
    _paragraphs: ParagraphIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paragraphs", ParagraphIndex(self.text))

    def paragraph_number(self, offset: int) -> int:
        """The number, from 1, of the paragraph that holds `offset`; blank lines do not count.

        On a blank line the number of the paragraph before. Counts what has not been counted:
        seconds at the end of 100 MB, unless `index` has run.
        """
        return self._paragraphs.number(offset)

    def known_paragraph_number(self, offset: int) -> int | None:
        """As `paragraph_number`, but None where that would have to count far."""
        return self._paragraphs.known(offset)

    def locator(self, offset: int) -> str:
        """How a person cites the place: "p. 12", "ch. 3 ¶4", "00:12:03", else "¶12"."""
        milestone = self._milestone(offset)
        if milestone and not milestone.numbered:
            return milestone.label
        number = self.paragraph_number(offset)
        if milestone is None:
            return f"¶{number}"
        return f"{milestone.label} ¶{number - self.paragraph_number(milestone.start) + 1}"

    def known_locator(self, offset: int) -> str:
        """As `locator`, but without what would have to be counted far; may be empty."""
        if self.known_paragraph_number(offset) is not None:
            return self.locator(offset)
        milestone = self._milestone(offset)
        return milestone.label if milestone else ""

    def _milestone(self, offset: int) -> Milestone | None:
        i = bisect_right(self.milestones, offset, key=attrgetter("start")) - 1
        return self.milestones[i] if i >= 0 else None

    def paragraph_start(self, number: int) -> int | None:
        """The offset of the paragraph with that number; None if there is none."""
        return self._paragraphs.start(number)

    def index(self, stop: Callable[[], bool] | None = None) -> bool:
        """Count code points and paragraphs, for a background thread; whether it was finished.

        Ends early when `stop` says so. After it every offset and number is found at once.
        """
        return self.text.index(stop) and self._paragraphs.index(stop)
