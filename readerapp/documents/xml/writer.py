"""A writer of XML documents: sections, paragraphs, verse, lists, tables and notes.

Each format says in an `XmlVocabulary` which of its elements is what; handlers of its writer do what
is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, InlineWriter
from readerapp.documents.footnotes import Footnotes
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.mathml import formula_words
from readerapp.documents.html.parser import local_attribute, local_name, whole_number
from readerapp.documents.office.writer import INDENT, format_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PREVIEW = 6000
"""Code points after which the beginning is shown."""
_EMPTY_ELEMENTS = 20
"""Empty elements, as page beginnings, that may stand between two lines of verse."""
_HEADING_LEVELS = 6
_LABEL_LENGTH = 12
"""Code points of the number or sign of a note."""


@dataclass(frozen=True, slots=True)
class XmlVocabulary:
    """What the elements of a format are, by their local names; unknown ones are transparent.

    Attributes:
        skipped: elements whose words are no words of the text.
        sections: elements whose titles are one level below those around them.
        titles: headings.
        paragraphs: blocks.
        strong_blocks: blocks in bold, as headings that divide no text.
        lines: blocks right below one another, as verse.
        quotes: blocks that are indented and quoted.
        code: blocks in which white space is significant.
        lists: lists, each with the number format of its items; "" for bullets.
        items: items of lists.
        rows: rows of tables.
        cells: cells of rows.
        header_cells: cells in bold.
        styles: inline elements with the style of their words.
        superscripts: raised words.
        subscripts: lowered words.
        breaks: line breaks.
    """

    skipped: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    paragraphs: frozenset[str] = frozenset()
    strong_blocks: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()
    code: frozenset[str] = frozenset()
    lists: Mapping[str, str] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    header_cells: frozenset[str] = frozenset()
    styles: Mapping[str, str] = field(default_factory=dict)
    superscripts: frozenset[str] = frozenset()
    subscripts: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()


def anchor_name(name: str) -> str:
    """Return the name of the anchor of an id; those of notes are taken by `Footnotes`."""
    return f"_{name}" if name.startswith(("note-", "mark-")) else name


def link_target(address: str) -> str:
    """Return the target of a link: a place in the document has "#" before its anchor."""
    return f"#{anchor_name(address[1:])}" if address.startswith("#") else address


class XmlTextWriter:
    """A writer of the elements of a document.

    Attributes:
        vocabulary: what the elements are.
        prose: takes the words.
        notes: the notes so far.
        handlers: functions for elements that the vocabulary cannot describe.
        shape: the shape of blocks here.
        level: how many sections are open.
    """

    vocabulary: ClassVar[XmlVocabulary]

    def __init__(self, source: DocumentInput, prose: InlineWriter) -> None:
        self.prose = prose
        self.notes = Footnotes(prose)
        self.handlers: dict[str, Callable[[Element], None]] = {"math": self._formula}
        self.shape = BlockShape()
        self.level = 0
        self._source = source
        self._depth = 0
        self._joint = ""  # what is between blocks in a cell or title; "" where blocks are blocks
        self._shown = False  # whether the beginning is shown
        known = self.vocabulary
        roles: tuple[tuple[frozenset[str], Callable[[Element], None]], ...] = (
            (known.sections, self.section), (known.titles, self.title),
            (known.paragraphs, self.paragraph), (known.lines, self.line),
            (known.strong_blocks, self.strong_block), (known.quotes, self.quote),
            (known.code, self.code), (frozenset(known.lists), self.list_items),
            (known.items, self.paragraph), (known.rows, self._row), (known.breaks, self._break),
            (known.superscripts, self._superscript), (known.subscripts, self._subscript),
        )  # fmt: skip
        self._roles = {tag: write for tags, write in roles for tag in tags}

    def element(self, element: Element) -> None:
        """Write an element without the words after it."""
        tag = local_name(element)
        if not tag or tag in self.vocabulary.skipped:
            return
        if self._depth > limits.DEPTH:
            self.prose.words(f" {' '.join(map(str, element.itertext()))} ")
            return
        self._depth += 1
        if name := element.get("id") or element.get(_XML_ID):
            self.prose.anchor(anchor_name(name))
        if write := self.handlers.get(tag) or self._roles.get(tag):
            write(element)
        elif kind := self.vocabulary.styles.get(tag):
            with self.prose.styled(kind):
                self.inside(element)
        else:
            self.inside(element)
        self._depth -= 1

    def inside(self, element: Element) -> None:
        """Write the words and the elements in an element."""
        if element.text:
            self.words(element.text)
        for child in element:
            self.element(child)
            if child.tail:
                self.words(child.tail)

    def words(self, words: str) -> None:
        """Write words; white space is not significant."""
        self.prose.words(words)

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write an element as a block; in a cell or title its words go on in the block around."""
        if self._joint == "\n":
            self.prose.line_break()
            self.inside(element)
        elif self._joint:
            self.prose.words(" ")
            self.inside(element)
            self.prose.words(" ")
        else:
            self.prose.block(shape)
            self.inside(element)
            self.prose.block(self.shape)

    def section(self, element: Element) -> None:
        """Write a section; its titles are one level lower."""
        builder = self.prose.out
        if not self._shown and builder.at > _PREVIEW:
            self._shown = True
            self._source.show_beginning(builder.beginning(self._source))
        builder.check_length(self._source)
        self.prose.block(self.shape)
        self.level += 1
        self.inside(element)
        self.level -= 1
        self.prose.block(self.shape)

    def title(self, element: Element) -> None:
        """Write a heading."""
        level = max(1, min(self.level, _HEADING_LEVELS))
        self.prose.block(replace(self.shape, heading=0 if self._joint else level))
        with self._joined("\n"):
            self.inside(element)
        self.prose.block(self.shape)

    def strong_block(self, element: Element) -> None:
        """Write a block in bold."""
        with self.prose.styled("strong"):
            self.block(element, self.shape)

    def paragraph(self, element: Element) -> None:
        """Write a paragraph."""
        self.block(element, self.shape)

    def line(self, element: Element) -> None:
        """Write a line right below the one before."""
        self.block(element, replace(self.shape, hang=INDENT, tight=self.follows_line(element)))

    def follows_line(self, element: Element) -> bool:
        """Return whether the element before is a line too; empty elements between do not count."""
        before = element.getprevious()
        for _ in range(_EMPTY_ELEMENTS):
            if before is None or len(before) or (before.text or before.tail or "").strip():
                break
            before = before.getprevious()
        return before is not None and local_name(before) in self.vocabulary.lines

    def quote(self, element: Element) -> None:
        """Write quoted blocks, indented."""
        with self.prose.styled("quote"), self.shaped(indent=self.shape.indent + INDENT):
            self.prose.block(self.shape)
            self.inside(element)
        self.prose.block(self.shape)

    def code(self, element: Element) -> None:
        """Write a block in which white space is significant."""
        lines = "".join(map(str, element.itertext())).strip("\r\n").expandtabs().split("\n")
        with self.prose.styled("code"):
            for number, line in enumerate(lines):
                tight = number > 0 or self.shape.tight
                indent = self.shape.indent + INDENT
                self.prose.block(replace(self.shape, indent=indent, tight=tight))
                if line.strip():
                    self.prose.write(line.rstrip())
        self.prose.block(self.shape)

    def list_items(self, element: Element) -> None:
        """Write a list with bullets or numbers."""
        self.write_list(element, self.vocabulary.lists[local_name(element)])

    def write_list(self, element: Element, form: str) -> None:
        """Write a list; `form` is the number format of its items, "" for bullets.

        An item may say its number itself.
        """
        number, first = 0, True
        self.words(element.text or "")
        for child in element:
            if local_name(child) in self.vocabulary.items:
                said = local_attribute(child, "n") or local_attribute(child, "override")
                number = whole_number(said, number + 1)
                label = f"{format_number(number, form)}. " if form else BULLET
                self.item(child, label, first=first)
                first = False
            else:
                self.element(child)
            self.words(child.tail or "")
        self.prose.block(self.shape)

    def item(self, element: Element, label: str, *, first: bool) -> None:
        """Write an item of a list after its label; items after the first are on the next line."""
        if self._joint:
            self.prose.words(f" {label}")
            self.inside(element)
            self.prose.words(" ")
            return
        outer = self.prose.marker
        self.prose.marker += label
        tight = self.shape.tight or not first
        with self.shaped(indent=self.shape.indent + len(label), tight=tight):
            self.prose.block(self.shape)
            self.inside(element)
        if self.prose.marker:
            self.prose.marker = outer

    def picture(self, name: str) -> None:
        """Write a mark for a picture with an alternative text; count one without."""
        if name.strip():
            self.prose.words(" ")
            self.prose.mark("picture", name)
            self.prose.words(" ")
        else:
            self.prose.out.count_omission("picture")

    def note(self, element: Element, label: str = "", skipped: Element | None = None) -> None:
        """Write the mark of a note, whose words are written at the end.

        Args:
            element: the note.
            label: the number or sign that the document gives it; empty to count it.
            skipped: an element in the note that has only its number.
        """
        write = partial(self._write_note, element, skipped)
        self.notes.mark(element, write, " ".join(label.split()).strip("[]()")[:_LABEL_LENGTH])

    def _write_note(self, element: Element, skipped: Element | None, shape: BlockShape) -> None:
        """Write the words of a note in blocks of a shape."""
        with self._joined(""), self.shaped_as(shape):
            for child in [element.text, *element]:
                if isinstance(child, str):
                    self.words(child)
                elif child is not None and child is not skipped:
                    self.element(child)
                    self.words(child.tail or "")

    @contextmanager
    def shaped(self, *, indent: int, tight: bool = False) -> Iterator[None]:
        """Give the blocks that are written inside the `with` block another shape."""
        with self.shaped_as(replace(self.shape, indent=indent, tight=tight)):
            yield

    @contextmanager
    def shaped_as(self, shape: BlockShape) -> Iterator[None]:
        """Give the blocks that are written inside the `with` block a shape."""
        outer, self.shape = self.shape, shape
        yield
        self.shape = outer

    @contextmanager
    def _joined(self, joint: str) -> Iterator[None]:
        """Write blocks inside the `with` block as words with a joint between them."""
        outer, self._joint = self._joint, joint
        yield
        self._joint = outer

    def _row(self, row: Element) -> None:
        """Write a row of a table."""
        cells = [cell for cell in row if local_name(cell) in self.vocabulary.cells]
        between = [row.text, *(child.tail for child in row)]
        if (
            self._joint
            or len(cells) < len(row)
            or any(words and words.strip() for words in between)
        ):
            self.block(row, self.shape)
            return
        before = row.getprevious()
        tight = before is not None and local_name(before) in self.vocabulary.rows
        if before is None and (group := row.getparent()) is not None:  # the first of a table body
            above = group.getprevious()
            tight = above is not None and any(local_name(r) in self.vocabulary.rows for r in above)
        shape = replace(self.shape, hang=INDENT, tight=tight or self.shape.tight)
        self.prose.row(shape, [partial(self._cell, cell) for cell in cells])
        self.prose.block(self.shape)

    def _cell(self, cell: Element) -> None:
        """Write a cell as words of one line."""
        kind = "strong" if local_name(cell) in self.vocabulary.header_cells else ""
        with self._joined(" "), self.prose.styled(kind):
            self.inside(cell)

    def _break(self, _element: Element) -> None:
        """Write a line break; in a cell, a space."""
        if self._joint == " ":
            self.prose.words(" ")
        else:
            self.prose.line_break()

    def _superscript(self, element: Element) -> None:
        """Write raised words."""
        with self.prose.superscript():
            self.inside(element)

    def _subscript(self, element: Element) -> None:
        """Write lowered words."""
        with self.prose.subscript():
            self.inside(element)

    def _formula(self, element: Element) -> None:
        """Write a formula in one line."""
        self.prose.words(formula_words(element))
