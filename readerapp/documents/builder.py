"""Builders of a document's text: `DocumentBuilder`, and `InlineWriter` for mark-up.

`DocumentBuilder` writes text front to back, with its styles, indents, headings and milestones.

`InlineWriter` writes words as mark-up means them: white space collapses, and a block opens with
its first word. So an element without words leaves no trace, and no run or block begins or ends
with a space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.documents import limits
from readerapp.documents.document import (
    Document,
    EmbeddedAnnotation,
    Heading,
    Milestone,
    Part,
    Run,
)
from readerapp.documents.format import DocumentInput
from readerapp.text.paragraph_flow import Indent, ParagraphFlow
from readerapp.text.phrases import count_noun
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.superscript import format_subscript, format_superscript
from readerapp.text.turns import Turn

BULLET = "• "
"""The marker of an item in a list without numbers."""


class DocumentBuilder:
    """A builder that takes blocks and words in reading order and makes a `Document` of them.

    Attributes:
        at: the offset at which the next words are written.
        runs: the styled ranges so far.
        headings: the headings so far.
        parts: the files of a container so far.
        anchors: the offset of each anchor so far; a link leads there by "#" and the name.
        turns: who says what so far, for formats that name the speaker of each passage.
    """

    def __init__(self) -> None:
        self.at = 0
        self.runs: list[Run] = []
        self._texts: list[str] = []
        self._blocks: list[int] = []  # the offset at which each block begins
        self.headings: list[Heading] = []
        self.parts: list[Part] = []
        self._indents: list[Indent] = []
        self._milestones: list[Milestone] = []
        self._losses: dict[str, None] = {}  # sentences, in order
        self._omissions: dict[str, None] = {}
        self._hidden_things: Counter[str] = Counter()
        self._embedded: list[EmbeddedAnnotation] = []
        self.anchors: dict[str, int] = {}
        self.turns: list[Turn] = []

    def write(self, words: str) -> None:
        """Add `words` to the open block."""
        self._texts.append(words)
        self.at += len(words)

    @contextmanager
    def block(self, first: int = 0, rest: int = 0, *, tight: bool = False) -> Iterator[None]:
        """Open a block: after a blank line, or on the next line if `tight`.

        Args:
            first: cells by which the first row of each line is indented.
            rest: cells by which its other rows are indented.
            tight: leave no blank line before the block.
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
        """Style what is written inside the `with` block."""
        start = self.at
        yield
        self.style(start, kind, value)

    @contextmanager
    def styled_blocks(self, kind: str) -> Iterator[None]:
        """Style all blocks that are opened inside the `with` block, as one run."""
        count = len(self._blocks)
        yield
        if len(self._blocks) > count:
            self.style(self._blocks[count], kind)

    def style(self, start: int, kind: str, value: str = "") -> None:
        """Style what has been written since the offset `start`; do nothing if that is nothing."""
        if self.at > start:
            self.runs.append(Run(start, self.at, kind, value))

    def rewrite(self, start: int, change: Callable[[str, str], str]) -> None:
        """Write anew what has been written since `start`, where a call of `write` began.

        Nothing is changed if a block or a line began since.

        Args:
            start: the offset from which on words are changed.
            change: gets those words and the last ones before them, and returns what is to be
                written: the words, with others before or after them, or as many code points.
        """
        count = self._first_text(start)
        words = "".join(self._texts[count:])
        if "\n" in words:
            return
        changed = change(words, "".join(self._texts[max(0, count - 4) : count]))
        self._texts[count:] = [changed]
        self.at = start + len(changed)
        if shift := max(0, changed.find(words)):
            for place in range(len(self.runs) - 1, -1, -1):
                run = self.runs[place]
                if run.end <= start:
                    break
                if run.start >= start:
                    moved = replace(run, start=run.start + shift, end=run.end + shift)
                    self.runs[place] = moved

    def words_since(self, start: int) -> str:
        """Return what has been written since `start`, where a call of `write` began."""
        return "".join(self._texts[self._first_text(start) :])

    def _first_text(self, start: int) -> int:
        """Return the index of the first text that was written at or after `start`."""
        count, at = len(self._texts), self.at
        while at > start:
            count -= 1
            at -= len(self._texts[count])
        return count

    @contextmanager
    def heading(self, level: int) -> Iterator[None]:
        """Make a heading of what is written inside the `with` block."""
        start, count = self.at, len(self._texts)
        yield
        self.style(start, f"heading{level}")
        if title := " ".join("".join(self._texts[count:]).split()):
            self.headings.append(Heading(start, level, title))

    def milestone(self, label: str, start: int, *, numbered: bool = False, line: int = 0) -> None:
        """Cite what is written from `start` on by `label`, as `Milestone` has it.

        Call it in the order of the starts; of several milestones at one start the first counts.
        """
        if not self._milestones or self._milestones[-1].start < start:
            self._milestones.append(Milestone(start, label, numbered, line))

    def omit(self, sentence: str, *, words: bool = True) -> None:
        """Say what of the file the text does not show, as a sentence without full stop.

        It is listed by "About this document" and by `readerapp check FILE`; the same sentence
        only once.

        Args:
            sentence: such as "20 of 21 pages have no text layer (p. 2-21)". The part before the
                bracket is best at most 35 cells wide: it is shown in the status line.
            words: whether words may be lost, so that it is said when the document is opened.
        """
        (self._losses if words else self._omissions).setdefault(sentence)

    def count_omission(self, thing: str) -> None:
        """Count a thing that the text does not show, by its noun in the singular: "picture".

        All things of one noun make one omission, such as "3 pictures are not shown".
        """
        self._hidden_things[thing] += 1

    def annotate(self, annotation: EmbeddedAnnotation) -> int:
        """Add an annotation that the file itself carries, and return its index for replies.

        Those above `limits.EMBEDDED` are only counted.
        """
        if len(self._embedded) < limits.EMBEDDED:
            self._embedded.append(annotation)
        else:
            self.count_omission("annotation")
        return len(self._embedded) - 1

    def _all_omissions(self) -> tuple[str, ...]:
        """Return all omissions, the counted things last."""
        counts = (
            f"{count_noun(count, thing)} {'is' if count == 1 else 'are'} not shown"
            for thing, count in self._hidden_things.items()
        )
        return (*self._losses, *self._omissions, *counts)

    def document(
        self,
        source: DocumentInput,
        kind: str,
        *,
        title: str = "",
        author: str = "",
        date: str = "",
        reference: Reference | None = None,
    ) -> Document:
        """Return what has been written as a document of the format `kind`, made of `source`.

        Its title is `title`, else its first heading, else the title of the source. Without
        milestones, chapters are looked for.

        Raises:
            ReaderError: there is more text than a document may have.
        """
        self.check_length(source)
        whole = self.whole()
        if not self._milestones:
            from readerapp.documents.toc import find_chapters

            find_chapters(self, whole)
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
            reference=reference or Reference(),
            omissions=self._all_omissions(),
            losses=tuple(self._losses),
            embedded=tuple(self._embedded),
            anchors=self._linked_anchors(),
            turns=tuple(self.turns),
        )

    def _linked_anchors(self) -> dict[str, int]:
        """Return the anchors that a link in the text leads to, and those of the marks of notes."""
        links = (run.value[1:] for run in self.runs if run.kind == "link" and run.value[:1] == "#")
        marks = (name for name in self.anchors if name.startswith("mark-"))
        return {name: self.anchors[name] for name in (*links, *marks) if name in self.anchors}

    def whole(self) -> str:
        """Return the text written so far."""
        return "".join(self._texts)

    def check_length(self, source: DocumentInput) -> None:
        """Check the length of what has been written.

        Raises:
            ReaderError: it is more than `limits.CHARACTERS`.
        """
        if self.at > limits.CHARACTERS:
            raise ReaderError(f"{source.label} is too long to display; split it.")

    def check_words(self, source: DocumentInput) -> None:
        """Check that something has been written.

        Raises:
            ReaderError: nothing has; the sentence says what was left out, if that is known.
        """
        if not self.at:
            left_out = "; ".join(self._all_omissions())
            reason = (
                f"shows no text: {left_out}"
                if left_out
                else "has no text; it may contain only images"
            )
            raise ReaderError(f"{source.label} {reason}.")

    def beginning(self, source: DocumentInput) -> Text:
        """Return the text written so far, to show it while the rest is made."""
        text = Text.from_string(self.whole(), made_of=source.raw)
        text.flow = ParagraphFlow(indents=tuple(self._indents))
        return text


@dataclass(frozen=True, slots=True)
class BlockShape:
    """The layout of a block.

    Attributes:
        indent: cells by which the first row is indented.
        hang: cells by which the other rows are indented further.
        tight: put the block on the next line instead of after a blank one.
        heading: the level of a heading, or 0.
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
    """A writer of words, breaks and styles in reading order; it writes them to `out`."""

    def __init__(self, out: DocumentBuilder) -> None:
        self.out = out
        self.marker = ""
        """The marker of a list item, written before the next words."""
        self.offsets = out.anchors
        """The offset of each anchor."""
        self._shape = BlockShape()
        self._block = ExitStack()
        self._open = False
        self._line_is_empty = True  # the line is empty so far
        self._space = False
        self._breaks = 0
        self._line_indent = 0  # spaces before the first word of the line
        self._pending: dict[OpenStyle, None] = {}  # styles that have no word yet, in order
        self._anchors: list[str] = []  # anchors that have no offset until the next word

    @property
    def open(self) -> bool:
        """Return whether a block is open and has words."""
        return self._open

    def block(self, shape: BlockShape) -> None:
        """End the open block; the next words begin a block of the given shape."""
        self._block.close()
        self._open = False
        self._shape = shape
        self._breaks = self._line_indent = 0

    def words(self, words: str) -> None:
        """Write words and collapse white space, as mark-up means it.

        White space between words is one space; at either end of a block it is dropped.
        """
        parts = words.split()
        if words and (not parts or words[0].isspace()):
            self._space = True
        if parts:
            self.write(" ".join(parts))
            self._space = words[-1].isspace()

    def write(self, words: str) -> None:
        """Write words unchanged."""
        if self._breaks > 1:
            indent = self._line_indent
            self.block(replace(self._shape, tight=False))
            self._line_indent = indent
        if not self._open:
            self._begin()
            if self._line_indent:
                self.out.write(" " * self._line_indent)
        elif self._breaks:
            self.out.write("\n" + " " * self._line_indent)
        elif self._space and not self._line_is_empty:
            self.out.write(" ")
        self._line_is_empty = self._space = False
        self._breaks = self._line_indent = 0
        for style in self._pending:
            style.start = self.out.at
        self._pending.clear()
        self._set_anchor_offsets()
        self.out.write(words)

    def mark(self, thing: str, name: str = "", label: str = "") -> None:
        """Write a mark for a thing that the text does not show, and count it as an omission.

        Args:
            thing: the noun for it in the singular, as in "[picture: A map of the harbour]".
            name: what the file says of it, as its alternative text or its file name.
            label: the word of the mark where it is not the noun, as in "[attached: plan.pdf]".
        """
        self.out.count_omission(thing)
        said = " ".join(name.split())
        self.write(f"[{label or thing}: {said}]" if said else f"[{label or thing}]")

    def separate(self, separator: str) -> None:
        """Write a separator that brings its own spaces; the words around it bring none."""
        self._space = False
        if not self._open:
            self._begin()
        self.out.write(separator)
        self._line_is_empty = True

    def row(self, shape: BlockShape, cells: Iterable[Callable[[], None]]) -> None:
        """Write a row of a table; each function in `cells` writes the words of one cell."""
        self.block(shape)
        for column, write in enumerate(cells):
            if column:
                self.separate(" | ")
            write()

    def line_break(self) -> None:
        """Continue in a new line; two breaks in a row begin a new block."""
        if self._open:
            self._breaks += 1

    def line_indent(self, spaces: int, *, first: bool = False) -> None:
        """Indent the line by so many spaces more, before its first word, as verse is.

        The first line of a block is indented only if `first` was said for it.
        """
        if self._breaks or (not self._open and first):
            self._line_indent += spaces

    def anchor(self, name: str) -> None:
        """Give the next words an anchor; its offset is then in `offsets`."""
        self._anchors.append(name)

    def begin(self, kind: str, value: str = "") -> OpenStyle:
        """Style what is written until `end` is called with the result."""
        style = OpenStyle(kind, value)
        self._pending[style] = None
        return style

    def end(self, style: OpenStyle) -> tuple[int, int]:
        """End a style, and return its range; if nothing was written meanwhile, there is no run.

        There is none either if its kind is empty: then only the range is wanted.
        """
        if style.start >= 0:
            if style.kind:
                self.out.style(style.start, style.kind, style.value)
            return style.start, self.out.at
        del self._pending[style]
        return self.out.at, self.out.at

    @contextmanager
    def styled(self, kind: str, value: str = "") -> Iterator[None]:
        """Style the words and blocks that are written inside the `with` block."""
        style = self.begin(kind, value)
        yield
        self.end(style)

    @contextmanager
    def superscript(self) -> Iterator[None]:
        """Write the words inside the `with` block as a superscript: 10⁶, 1st, x^{ab}."""
        with self._rewritten(format_superscript):
            yield

    @contextmanager
    def subscript(self) -> Iterator[None]:
        """Write the words inside the `with` block as a subscript: H₂O, x_i."""
        with self._rewritten(format_subscript):
            yield

    @contextmanager
    def _rewritten(self, change: Callable[[str, str], str]) -> Iterator[None]:
        """Change the words that are written inside the `with` block, as `rewrite` does."""
        place = self.begin("")
        yield
        start, end = self.end(place)
        if start < end:
            self.out.rewrite(start, change)

    def close(self) -> None:
        """End the last block; anchors without words after them get the offset of the end."""
        self.block(BlockShape())
        self._set_anchor_offsets()

    def _begin(self) -> None:
        """Open a block with its marker."""
        shape, marker, self.marker = self._shape, self.marker, ""
        first = max(0, shape.indent - len(marker))
        rest = shape.indent + shape.hang
        self._block.enter_context(self.out.block(first, rest, tight=shape.tight))
        self._open = self._line_is_empty = True
        self._breaks = 0
        self._set_anchor_offsets()
        self.out.write(marker)
        if shape.heading:
            self._block.enter_context(self.out.heading(shape.heading))

    def _set_anchor_offsets(self) -> None:
        """Set the offset of the waiting anchors to the current one."""
        if self._anchors:
            self.offsets.update((name, self.out.at) for name in self._anchors)
            self._anchors.clear()
