"""Writing the visible text of a structured document, with its styles and indents, front to back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter

from readerapp.documents import limits
from readerapp.documents.document import Document, Heading, Milestone, Part, Run
from readerapp.documents.format import Source
from readerapp.model import ReaderError
from readerapp.text.flow import Flow, Indent
from readerapp.text.source import Text
from readerapp.text.spans import SpanIndex


class Writer:
    """Takes blocks and words in reading order and gives back the text and all that lies over it."""

    def __init__(self) -> None:
        self.at = 0
        self.runs: list[Run] = []
        self._parts: list[str] = []
        self._blocks: list[int] = []  # where each begins
        self.headings: list[Heading] = []
        self.parts: list[Part] = []
        self._indents: list[Indent] = []
        self._milestones: list[Milestone] = []

    def write(self, words: str) -> None:
        """Add `words` to the block that is open."""
        self._parts.append(words)
        self.at += len(words)

    @contextmanager
    def block(self, first: int = 0, rest: int = 0, *, tight: bool = False) -> Iterator[None]:
        """Open a block: after a blank line, or if `tight` on the next line.

        Its first row stands `first` cells in, the others `rest`; so do the rows of each line.
        """
        if self.at:
            self.write("\n" if tight else "\n\n")
        start = self.at
        self._blocks.append(start)
        yield
        if self.at > start and (first or rest):
            self._indents.append(Indent(start, self.at, first, rest))

    @contextmanager
    def styled(self, kind: str, value: str = "") -> Iterator[None]:
        """Style what is written meanwhile."""
        start = self.at
        yield
        self.style(start, kind, value)

    @contextmanager
    def around(self, kind: str) -> Iterator[None]:
        """Style the blocks that are written meanwhile, as one run."""
        count = len(self._blocks)
        yield
        if len(self._blocks) > count:
            self.style(self._blocks[count], kind)

    def style(self, start: int, kind: str, value: str = "") -> None:
        """Style what has been written since `start`."""
        if self.at > start:
            self.runs.append(Run(start, self.at, kind, value))

    @contextmanager
    def heading(self, level: int) -> Iterator[None]:
        """Make a heading of what is written meanwhile."""
        start, count = self.at, len(self._parts)
        yield
        self.style(start, f"heading{level}")
        if title := " ".join("".join(self._parts[count:]).split()):
            self.headings.append(Heading(start, level, title))

    def milestone(self, label: str, start: int, *, numbered: bool = False) -> None:
        """Cite what is written from `start` on by `label`; in order, one for each start."""
        if not self._milestones or self._milestones[-1].start < start:
            self._milestones.append(Milestone(start, label, numbered))

    def document(
        self, source: Source, kind: str, *, title: str = "", author: str = "", date: str = ""
    ) -> Document:
        """What has been written, as a document of the format `kind` made of `source`.

        Its title is `title`, else its first heading, else the name of the source.
        """
        self.refuse_endless(source)
        whole = "".join(self._parts)
        self._find_chapters(whole)
        text = Text.from_string(whole, made_of=source.raw)
        text.flow = Flow(indents=tuple(self._indents))
        first = self.headings[0].title if self.headings else ""
        return Document(
            text=text,
            title=title or first or source.title,
            format=kind,
            names=source.names,
            path=source.path,
            styles=SpanIndex(self.runs),
            headings=tuple(self.headings),
            milestones=tuple(self._milestones),
            parts=tuple(self.parts),
            author=author,
            date=date,
        )

    def refuse_endless(self, source: Source) -> None:
        """ReaderError if what has been written is more than a document may have."""
        if self.at > limits.CHARACTERS:
            raise ReaderError(f"{source.label} holds more text than a reader can show; split it.")

    def begun(self, source: Source) -> Text:
        """What has been written until now, to look at while the rest is made."""
        text = Text.from_string("".join(self._parts), made_of=source.raw)
        text.flow = Flow(indents=tuple(self._indents))
        return text

    def _find_chapters(self, whole: str) -> None:
        """Cite by chapters where nothing else is known: by the headings that number some.

        Without headings the text is looked through for them, as if it were plain.
        """
        if self._milestones:
            return
        if len(self.headings) > 1:
            from readerapp.documents.chapters import Entry, chapter_labels, number_in

            numbers = [number_in(heading.title) for heading in self.headings]
            if sum(1 for number in numbers if number and not number.divides) > 1:
                entries = [Entry(each.start, each.level, each.title) for each in self.headings]
                for start, label in chapter_labels(entries):
                    self.milestone(label, start, numbered=True)
        elif self.at <= limits.BOOK:
            from readerapp.documents.plain_book import find_book

            book = find_book(whole)
            starts = {heading.start for heading in book.headings}
            self.headings = [each for each in self.headings if each.start not in starts]
            self.headings = sorted([*self.headings, *book.headings], key=attrgetter("start"))
            self.runs += book.runs
            self._milestones = list(book.milestones)
