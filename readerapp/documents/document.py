"""The document: its text with its structure, and how a person cites a place in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from readerapp.documents.paragraphs import ParagraphIndex
from readerapp.text.source import Text
from readerapp.text.spans import SpanIndex


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
    styles: SpanIndex[Run] = field(default_factory=SpanIndex)
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
