"""The paragraphs, list items and table rows of an RTF document, as blocks of the text."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import NamedTuple

from readerapp.documents.builder import BULLET, BlockShape, InlineWriter
from readerapp.documents.office.writer import INDENT

_LABEL_LENGTH = 60
"""Code points of the label of a list item."""
_INNERMOST_LEVEL = 8


class WordStyle(NamedTuple):
    """The style of words.

    Attributes:
        kinds: strong, emphasis, strike.
        link: the address that they lead to.
        position: "super", "sub" or "".
    """

    kinds: tuple[str, ...] = ()
    link: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """Where a paragraph stands: the level of a heading or 0, in a table, the level of its list."""

    heading: int = 0
    in_table: bool = False
    depth: int = 0


class RtfProse:
    """A writer of words that come paragraph by paragraph, with rows of tables between them.

    RTF has no tables, only paragraphs that end with the end of a cell or row.
    """

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._styles = ExitStack()
        self._style = WordStyle()
        self._base = BlockShape()  # the shape of paragraphs here: notes are indented
        self._fresh = True  # whether the next words begin a paragraph
        self._label = ""
        self._before = ""  # what the block before is: "list", "row" or ""
        self._columns = 0
        self._in_row = False
        self._row_has_words = False
        self._ended_cells = 0  # since the last words of the row

    @property
    def in_row(self) -> bool:
        """Return whether a row of a table is open."""
        return self._row_has_words

    def say(self, words: str, style: WordStyle, place: ParagraphPlace) -> None:
        """Write words; the first ones begin a paragraph or a row."""
        if not words:
            return
        if words.isspace():
            if not self._fresh:
                self._prose.words(" ")
            return
        self.begin(place)
        if style != self._style:
            self.end_style()
            for kind in style.kinds:
                self._styles.enter_context(self._prose.styled(kind))
            if style.link:
                self._styles.enter_context(self._prose.styled("link", style.link))
            if style.position == "super":
                self._styles.enter_context(self._prose.superscript())
            elif style.position == "sub":
                self._styles.enter_context(self._prose.subscript())
            self._style = style
        self._prose.words(words)

    def begin(self, place: ParagraphPlace) -> None:
        """Begin a paragraph or go on in the row, unless that is done."""
        if (place.in_table or self._in_row) and self._columns != 1:
            self._begin_cell()
        elif self._fresh:
            self._begin_paragraph(place)

    def _begin_cell(self) -> None:
        """Begin a row, or separate a cell from the one before."""
        if not self._row_has_words:
            tight = self._before == "row" or self._base.tight
            self._prose.block(replace(self._base, hang=INDENT, tight=tight, heading=0))
            self._row_has_words, self._before = True, "row"
        elif self._fresh:
            self._prose.words(" ")
        for _ in range(self._ended_cells):
            self.end_style()
            self._prose.separate(" | ")
        self._ended_cells = 0
        if self._label and self._fresh:
            self._prose.words(self._label)
        self._label, self._fresh = "", False

    def _begin_paragraph(self, place: ParagraphPlace) -> None:
        """Begin a paragraph with the label of its list item."""
        shape, kind = replace(self._base, heading=place.heading), ""
        if self._label:
            kind = "" if place.heading else "list"
            step = 0 if place.heading else min(place.depth, _INNERMOST_LEVEL) * INDENT
            shape = replace(shape, indent=shape.indent + step + len(self._label))
            if not place.heading:
                self._prose.marker += self._label
        if kind and self._before == kind:
            shape = replace(shape, tight=True)
        self._prose.block(shape)
        if self._label and place.heading:
            self._prose.words(self._label)
        self._label, self._fresh, self._before = "", False, kind

    def end_style(self) -> None:
        """End the styles of words."""
        self._styles.close()
        self._style = WordStyle()

    def set_label(self, label: str) -> None:
        """Set the label of a list item, which is written before its words."""
        words = " ".join(label.split())[:_LABEL_LENGTH]
        self._label = BULLET if words and not any(map(str.isalnum, words)) else f"{words} "
        if not words:
            self._label = ""

    def line_break(self) -> None:
        """Go on in a new line; in a row of a table, after a space."""
        if self._row_has_words:
            self._prose.words(" ")
        elif not self._fresh:
            self._prose.line_break()

    def end_paragraph(self) -> None:
        """End a paragraph; one without words leaves no trace."""
        self.end_style()
        self._fresh, self._label = True, ""

    def define_row(self) -> None:
        """Begin the definition of a row, which may come before or after its words."""
        self._columns, self._in_row = 0, True

    def add_column(self) -> None:
        """Count a column of the row that is defined."""
        self._columns += 1

    def end_cell(self) -> None:
        """End a cell."""
        self.end_paragraph()
        if self._columns != 1:
            self._ended_cells += 1

    def end_row(self) -> None:
        """End a row."""
        self.end_paragraph()
        self._in_row = self._row_has_words = False
        self._ended_cells = 0

    def set_shape(self, shape: BlockShape, *, begun: bool) -> None:
        """Set the shape of the paragraphs here.

        Args:
            shape: their shape; they are tight, as those of a note.
            begun: whether the first of them has begun.
        """
        self._base, self._before = shape, ""
        self._fresh = not begun
