"""Writing the visible text of a structured document, with its styles and indents, front to back.

Words as mark-up means them: white space collapses, and a block opens with its first word.

So an element without words leaves no trace, and no run or block begins or ends with a space.

Footnotes: a mark where each belongs, "[1]", and the notes themselves at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from operator import attrgetter

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.document import Document, Heading, Milestone, Part, Run
from readerapp.documents.format import DocumentInput
from readerapp.text.paragraph_flow import Indent, ParagraphFlow
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text


class DocumentBuilder:
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
        self, source: DocumentInput, kind: str, *, title: str = "", author: str = "", date: str = ""
    ) -> Document:
        """What has been written, as a document of the format `kind` made of `source`.

        Its title is `title`, else its first heading, else the name of the source.
        """
        self.refuse_endless(source)
        whole = "".join(self._parts)
        self._find_chapters(whole)
        text = Text.from_string(whole, made_of=source.raw)
        text.flow = ParagraphFlow(indents=tuple(self._indents))
        first = self.headings[0].title if self.headings else ""
        return Document(
            text=text,
            title=title or first or source.title,
            format=kind,
            names=source.names,
            path=source.path,
            styles=RangeIndex(self.runs),
            headings=tuple(self.headings),
            milestones=tuple(self._milestones),
            parts=tuple(self.parts),
            author=author,
            date=date,
        )

    def refuse_endless(self, source: DocumentInput) -> None:
        """ReaderError if what has been written is more than a document may have."""
        if self.at > limits.CHARACTERS:
            raise ReaderError(f"{source.label} holds more text than a reader can show; split it.")

    def begun(self, source: DocumentInput) -> Text:
        """What has been written until now, to look at while the rest is made."""
        text = Text.from_string("".join(self._parts), made_of=source.raw)
        text.flow = ParagraphFlow(indents=tuple(self._indents))
        return text

    def _find_chapters(self, whole: str) -> None:
        """Cite by chapters where nothing else is known: by the headings that number some.

        Without headings the text is looked through for them, as if it were plain.
        """
        if self._milestones:
            return
        if len(self.headings) > 1:
            from readerapp.documents.toc import TocEntry, chapter_labels, parse_chapter_number

            numbers = [parse_chapter_number(heading.title) for heading in self.headings]
            if sum(1 for number in numbers if number and not number.divides) > 1:
                entries = [TocEntry(each.start, each.level, each.title) for each in self.headings]
                for start, label in chapter_labels(entries):
                    self.milestone(label, start, numbered=True)
        elif self.at <= limits.BOOK:
            from readerapp.documents.formats.plain_book import find_book

            book = find_book(whole)
            starts = {heading.start for heading in book.headings}
            self.headings = [each for each in self.headings if each.start not in starts]
            self.headings = sorted([*self.headings, *book.headings], key=attrgetter("start"))
            self.runs += book.runs
            self._milestones = list(book.milestones)


@dataclass(frozen=True, slots=True)
class BlockShape:
    """How a block stands: cells in, of the first row and by how many more the others.

    `tight` puts it on the next line instead of after a blank one; `heading` is its level or 0.
    """

    indent: int = 0
    hang: int = 0
    tight: bool = False
    heading: int = 0


@dataclass(slots=True, eq=False)
class OpenStyle:
    """A style that is open; it starts with the next word that is written."""

    kind: str
    value: str
    start: int = -1


class InlineWriter:
    """Takes words, breaks and styles in reading order and writes them to `out`."""

    def __init__(self, out: DocumentBuilder) -> None:
        self.out = out
        self.marker = ""
        """The sign of a list item, written before the next words."""
        self.places: dict[str, int] = {}
        """The offset of each anchor."""
        self._shape = BlockShape()
        self._block = ExitStack()
        self._open = False
        self._bare = True  # nothing stands on the line yet
        self._space = False
        self._breaks = 0
        self._waiting: list[OpenStyle] = []  # for their first word
        self._anchors: list[str] = []  # for the next word

    @property
    def open(self) -> bool:
        """Whether a block is open and has words."""
        return self._open

    def block(self, shape: BlockShape) -> None:
        """End the block that is open; the next words begin one of that shape."""
        self._block.close()
        self._open = False
        self._shape = shape
        self._breaks = 0

    def words(self, words: str) -> None:
        """Write words; white space in a row, or at either end of a block, counts as none."""
        parts = words.split()
        if words and (not parts or words[0].isspace()):
            self._space = True
        if parts:
            self.write(" ".join(parts))
            self._space = words[-1].isspace()

    def write(self, words: str) -> None:
        """Write words as they are."""
        if self._breaks > 1:
            self.block(replace(self._shape, tight=False))
        if not self._open:
            self._begin()
        elif self._breaks:
            self.out.write("\n")
        elif self._space and not self._bare:
            self.out.write(" ")
        self._bare = self._space = False
        self._breaks = 0
        for style in self._waiting:
            style.start = self.out.at
        self._waiting.clear()
        self._reach()
        self.out.write(words)

    def separate(self, sign: str) -> None:
        """Write a sign that divides, with the space it brings; words after it bring none."""
        self._space = False
        if not self._open:
            self._begin()
        self.out.write(sign)
        self._bare = True

    def row(self, shape: BlockShape, cells: Iterable[Callable[[], None]]) -> None:
        """Write a row of a table; each of `cells` writes its own words."""
        self.block(shape)
        for place, write in enumerate(cells):
            if place:
                self.separate(" | ")
            write()

    def line_break(self) -> None:
        """Go on in a new line; twice in a row is a new block."""
        if self._open:
            self._breaks += 1

    def anchor(self, name: str) -> None:
        """Name the place of the next words."""
        self._anchors.append(name)

    def begin(self, kind: str, value: str = "") -> OpenStyle:
        """Style what is written until `end`."""
        style = OpenStyle(kind, value)
        self._waiting.append(style)
        return style

    def end(self, style: OpenStyle) -> None:
        """End a style; without words it was none."""
        if style.start >= 0:
            self.out.style(style.start, style.kind, style.value)
        elif self._waiting[-1] is style:
            self._waiting.pop()  # mostly the last one: thousands may be open
        else:
            self._waiting.remove(style)

    @contextmanager
    def styled(self, kind: str, value: str = "") -> Iterator[None]:
        """Style what is written meanwhile, be it words or blocks."""
        style = self.begin(kind, value)
        yield
        self.end(style)

    def close(self) -> None:
        """End the last block; anchors without words after them are at the end."""
        self.block(BlockShape())
        self._reach()

    def _begin(self) -> None:
        shape, marker, self.marker = self._shape, self.marker, ""
        first = max(0, shape.indent - len(marker))
        rest = shape.indent + shape.hang
        self._block.enter_context(self.out.block(first, rest, tight=shape.tight))
        self._open = self._bare = True
        self._breaks = 0
        self._reach()
        self.out.write(marker)
        if shape.heading:
            self._block.enter_context(self.out.heading(shape.heading))

    def _reach(self) -> None:
        self.places.update((name, self.out.at) for name in self._anchors)
        self._anchors.clear()


class Footnotes:
    """Collects the notes of a document in the order of their marks."""

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._waiting: list[Callable[[BlockShape], None]] = []
        self._numbers: dict[Hashable, int] = {}

    def mark(self, note: Hashable, write: Callable[[BlockShape], None]) -> None:
        """Write the mark of a note: the next one, or its own where it is marked again.

        `write` will write the note, in blocks of the shape it is given.
        """
        number = self._numbers.setdefault(note, len(self._waiting) + 1)
        if number > len(self._waiting):
            self._waiting.append(write)
        with self._prose.styled("link", f"#note-{number}"):
            self._prose.write(f"[{number}]")

    def write(self) -> None:
        """Write all notes. Marks within notes come after them."""
        done = 0
        while done < len(self._waiting):
            sign = f"[{done + 1}] "
            self._prose.marker = sign
            shape = BlockShape(indent=len(sign), tight=done > 0)
            self._prose.block(shape)
            self._waiting[done](shape)
            self._prose.marker = ""
            done += 1
