"""What DOCX and ODT documents share: paragraph styles, list numbers, tables, notes, text boxes.

`OfficeWriter` is the base of the writers of both formats. `ListCounter` counts the items of a list
and formats their numbers, such as 3, c or iii.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import (
    BULLET,
    BlockShape,
    DocumentBuilder,
    Footnotes,
    InlineWriter,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

INDENT = 2
"""Cells by which quotes, code and levels of a list are indented."""
_UPDATE_INTERVAL = 200
"""Blocks between two updates of the progress; also when the beginning is shown."""
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
PATTERN_LENGTH = 60
"""Characters around and between the numbers of an item; they are written before each item."""
_number_place = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list.

    Attributes:
        form: the form of its numbers, as `format_number` takes it; "" for a bullet.
        pattern: what is written, with %1 to %9 for the numbers of the levels from the outermost on.
        start: the number of the first item.
    """

    form: str = ""
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class ListCounter:
    """A counter of the items of one list, level by level."""

    levels: dict[int, ListLevel]
    _counts: dict[int, int] = field(default_factory=dict)

    def next_marker(self, depth: int) -> str:
        """Count the next item at `depth`, from 0, and return its marker with a space after it."""
        level = self.levels.get(depth, ListLevel())
        self._counts = {k: count for k, count in self._counts.items() if k <= depth}
        self._counts[depth] = self._counts.get(depth, level.start - 1) + 1
        if not level.form:
            return BULLET

        def formatted(found: re.Match[str]) -> str:
            outer = int(found[1]) - 1
            numbered = self.levels.get(outer, ListLevel("decimal"))
            return format_number(self._counts.get(outer, numbered.start), numbered.form)

        marker = _number_place.sub(formatted, level.pattern).strip()
        return f"{marker} " if marker else ""


def format_number(number: int, form: str) -> str:
    """Format a number as "decimal", "lowerLetter", "upperLetter", "lowerRoman" or "upperRoman".

    Numbers that letters or Roman numerals cannot express are decimal.

    >>> format_number(28, "lowerLetter"), format_number(4, "upperRoman")
    ('bb', 'IV')
    """
    forms: dict[str, Callable[[int], str]] = {
        "lowerLetter": _letter,
        "upperLetter": lambda n: _letter(n).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
    }
    return forms.get(form, str)(number)


def _letter(number: int) -> str:
    """Return a number as letters: a to z, aa, bb and so on; in digits if not from 1 to 998."""
    return (
        chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        if 0 < number < 999
        else str(number)
    )


def _roman(number: int) -> str:
    """Return a number in Roman numerals; in digits if it is not from 1 to 3999."""
    if not 0 < number < 4000:
        return str(number)
    signs = []
    for value, sign in _ROMAN:
        signs.append(sign * (number // value))
        number %= value
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The meaning of a paragraph style.

    Attributes:
        level: the level of a heading, or 0.
        kind: "quote", "code", "contents" or "".
        list_id: the id of its list; empty if there is none.
        list_level: the level in the list, from 0.
    """

    level: int = 0
    kind: str = ""
    list_id: str = ""
    list_level: int = 0


class OfficeWriter(ABC):
    """A writer of the blocks of an office document, and of what is in them.

    Attributes:
        left_out: the tags of elements whose words are not part of the text.
        paragraph_tags: the tags of paragraphs and headings.
        table_tag: the tag of a table.
    """

    left_out: ClassVar[frozenset[str]]
    paragraph_tags: ClassVar[tuple[str, ...]]
    table_tag: ClassVar[str]

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._notes = Footnotes(prose)
        self._boxes: list[Element] = []  # text boxes, written after their paragraph

    def write(self, source: DocumentInput, blocks: Sequence[Element]) -> DocumentBuilder:
        """Write all blocks and the notes, and return the builder of the text.

        Raises:
            ReaderError: there are no words.
        """
        builder = self._prose.out
        for count, block in enumerate(blocks):
            if count % _UPDATE_INTERVAL == 0:
                source.progress(count, len(blocks))
                if count == _UPDATE_INTERVAL:
                    source.show_beginning(builder.beginning(source))
            self.block(block, BlockShape())
        self._notes.write()
        self._prose.close()
        if not builder.at:
            raise ReaderError(f"{source.label} has no text; it may contain only images.")
        return builder

    @abstractmethod
    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph, a table, or a container of these."""

    @abstractmethod
    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words of a paragraph."""

    @abstractmethod
    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells."""

    @abstractmethod
    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""

    @abstractmethod
    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""

    def children(self, element: Element) -> Iterable[Element]:
        """Return the children of an element whose words are part of the text."""
        return element

    def inside(self, element: Element, shape: BlockShape) -> None:
        """Write the blocks in an element."""
        for child in self.children(element):
            self.block(child, shape)

    def mark_note(self, note: Element) -> None:
        """Write the mark of a footnote or endnote, whose blocks are written at the end."""
        self._notes.mark(note, partial(self.inside, note))

    def take_boxes(self) -> list[Element]:
        """Return the text boxes of the paragraph that was written last, and forget them."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def table(self, table: Element, shape: BlockShape) -> None:
        """Write a table; one with other tables or a single column is written as blocks."""
        rows = self.rows(table)
        nested = next(table.iterdescendants(f"{{*}}{self.table_tag}"), None) is not None
        if nested or max((len(cells) for _, cells in rows), default=0) < 2:
            for _, cells in rows:
                for cell in cells:
                    self.inside(cell, shape)
            return
        first = True
        for row, cells in rows:
            if any(map(self.has_words, cells)):
                header = self.is_header(row)
                tight = shape.tight or not first
                line = replace(shape, hang=INDENT, tight=tight, heading=0)
                self._prose.row(line, [partial(self._cell, cell, header) for cell in cells])
                first = False

    def nearest(self, element: Element, *tags: str) -> Iterator[Element]:
        """Yield the elements with these tags, not those in one of them or in another table."""
        for child in self.children(element):
            name = local_name(child)
            if name in tags:
                yield child
            elif name not in self.left_out and name != self.table_tag:
                yield from self.nearest(child, *tags)

    def _cell(self, cell: Element, header: bool) -> None:
        """Write a cell, in bold if it is in a header row."""
        with self._prose.styled("strong") if header else ExitStack():
            self._cell_words(cell)

    def _cell_words(self, holder: Element) -> None:
        """Write the paragraphs in a cell, each with its text boxes, as words of one line."""
        for paragraph in self.nearest(holder, *self.paragraph_tags):
            self.paragraph_words(paragraph)
            self._prose.words(" ")
            for box in self.take_boxes():
                self._cell_words(box)
