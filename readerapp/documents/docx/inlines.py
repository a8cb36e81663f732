"""The words in paragraphs of a Word document: runs, fields, links, notes, formulas and drawings.

Source: ECMA-376 (Office Open XML), part 1, section 17.3 (paragraphs and rich formatting).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from readerapp.documents.builder import BlockShape, InlineWriter
from readerapp.documents.docx.drawings import (
    Mark,
    chart_words,
    choose_alternative,
    diagram_words,
    has_words,
    read_drawing,
)
from readerapp.documents.docx.fields import Fields, field_words, link_address
from readerapp.documents.docx.formulas import formula_words
from readerapp.documents.docx.package import Relationship
from readerapp.documents.docx.parts import DocxParts
from readerapp.documents.docx.revisions import (
    DELETED_TAGS,
    INSERTED_TAGS,
    DocxRevisions,
    plain_words,
)
from readerapp.documents.docx.styles import ParagraphStyle, RunFormat
from readerapp.documents.docx.symbols import is_symbol_font, symbol, translate_symbols
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.office.comments import Comments
from readerapp.documents.office.writer import OfficeWriter

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_has_private_sign = re.compile("[\uf020-\uf0ff]").search
_is_hexadecimal = re.compile(r"[0-9A-Fa-f]{1,6}").fullmatch
_ALWAYS_MARKED = frozenset({
    "chart", "diagram", "embedded file", "equation", "symbol", "automatic number",
    "inserted file", "subdocument",
})  # fmt: skip
"""The things that leave a mark even if the file says nothing of them."""


Handlers: TypeAlias = "dict[str, Callable[[Element], None]]"
"""What writes an element, by its tag."""


class DocxInlineWriter(OfficeWriter):
    """A writer of what is in the paragraphs of a Word document.

    Attributes:
        comments: the comments in what is written.
    """

    left_out = frozenset({
        "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr",
        "smartTagPr", "customXmlPr", "fldData", "footnoteRef", "endnoteRef", "annotationRef",
    })  # fmt: skip
    paragraph_tags = ("p",)
    table_tag = "tbl"
    layout_tags = ("altChunk",)

    def __init__(self, prose: InlineWriter, parts: DocxParts) -> None:
        super().__init__(prose)
        self._parts = parts
        self.comments = Comments(prose)
        self._revisions = DocxRevisions(prose)
        self._fields = Fields(prose)
        self._part = parts.package.main  # the part that is being written
        self._style = ParagraphStyle()  # of the open paragraph
        self._format = RunFormat()  # of the run that is being written
        self._is_code = self._is_heading = self._in_cell = False
        self._marked_run: Element | None = None  # its words are the mark of a note
        self._in_hidden_passage = False
        self._position = ""  # "superscript", "subscript" or ""
        self._raised = ExitStack()
        self._described: dict[tuple[str, str], str] = {}  # words of charts and diagrams
        self._handlers: Handlers = {
            "r": self._run,
            "hyperlink": self._hyperlink,
            "fldSimple": self._simple_field,
            "t": self._text,
            "oMath": self._formula,
            "oMathPara": self._formulas,
            "bookmarkStart": self._bookmark,
            "commentRangeStart": lambda each: self.comments.begin(local_attribute(each, "id")),
            "commentRangeEnd": lambda each: self.comments.end(local_attribute(each, "id")),
            "subDoc": lambda each: self._show(Mark("subdocument", self._target(each))),
            **dict.fromkeys(INSERTED_TAGS, self._insertion),
            **dict.fromkeys(DELETED_TAGS, self._deletion),
        }
        self._pieces_of_runs: Handlers = {
            "t": self._text,
            "tab": self._space,
            "ptab": self._space,
            "br": self._break,
            "cr": self._break,
            "noBreakHyphen": lambda _piece: self._say("-"),
            "sym": self._symbol,
            "ruby": self._ruby,
            "instrText": lambda piece: self._fields.instruct(piece.text or ""),
            "fldChar": lambda sign: self._show(self._fields.take_sign(sign)),
            "footnoteReference": self._note,
            "endnoteReference": self._note,
            "commentReference": self._comment,
            **dict.fromkeys(
                ("drawing", "pict", "object", "txbxContent", "contentPart"), self._drawing
            ),
        }

    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words in a paragraph, a link or another container of runs."""
        handlers = self._handlers
        for child in choose_alternative(paragraph):
            tag = local_name(child)
            if handler := handlers.get(tag):
                handler(child)
            elif tag not in self.left_out:
                self.paragraph_words(child)

    def _run(self, run: Element) -> None:
        """Write a run with its styles, unless it is hidden."""
        words = self._parts.styles.read_run(run.find("{*}rPr"))
        hidden = self._style.words.hidden if words.hidden is None else words.hidden
        if hidden:
            self._hide(run)
            return
        self._format = words
        if not (kinds := words.kinds):
            self._pieces(run)
            return
        with ExitStack() as styles:
            for kind in kinds:
                styles.enter_context(self._prose.styled(kind))
            self._pieces(run)

    def _hide(self, run: Element) -> None:
        """Leave out a hidden run; the signs of fields in it count."""
        for piece in run:
            if local_name(piece) in ("fldChar", "instrText", "commentReference"):
                self._pieces_of_runs[local_name(piece)](piece)
        if has_words(run) and not self._fields.in_instruction and not self._in_hidden_passage:
            self._in_hidden_passage = True
            self._prose.out.count_omission("hidden passage")

    def _pieces(self, element: Element) -> None:
        """Write the content of a run."""
        pieces = self._pieces_of_runs
        for piece in choose_alternative(element):
            tag = local_name(piece)
            if write := pieces.get(tag):
                write(piece)
            elif tag in self._handlers:
                self._handlers[tag](piece)
            elif len(piece) and tag not in self.left_out:
                self._pieces(piece)

    def _text(self, piece: Element) -> None:
        """Write text, or add it to the instruction of a field."""
        words = piece.text or ""
        if self._marked_run is not None and piece.getparent() is self._marked_run:
            return
        if self._fields.in_instruction:
            self._fields.instruct(words)
            return
        font = self._format.font
        if font and is_symbol_font(font):
            words = translate_symbols(words, font)
        elif not words.isascii() and _has_private_sign(words):
            words = translate_symbols(words, font or "symbol")
        self._say(words, self._format.position or self._style.words.position)

    def _say(self, words: str, position: str = "") -> None:
        """Write words, as a superscript or subscript if that is their position."""
        if position != self._position and (
            position in ("superscript", "subscript") or self._position
        ):
            self._end_position()
            if position == "superscript":
                self._raised.enter_context(self._prose.superscript())
                self._position = position
            elif position == "subscript":
                self._raised.enter_context(self._prose.subscript())
                self._position = position
        if words.strip():
            self._in_hidden_passage = False
        (self._prose.write if self._is_code else self._prose.words)(words)

    def _end_position(self) -> None:
        """End a superscript or subscript."""
        if self._position:
            self._position = ""
            self._raised.close()

    def _space(self, _piece: Element) -> None:
        """Write a tab as a space."""
        self._end_position()
        if not self._fields.in_instruction:
            self._prose.words(" ")

    def _break(self, piece: Element) -> None:
        """Write a line break; a page or column break begins a paragraph."""
        self._end_position()
        if self._fields.in_instruction:
            return
        of_line = local_attribute(piece, "type") in ("", "textWrapping")
        if self._in_cell or (self._is_heading and not of_line):
            self._prose.words(" ")
        elif of_line:
            self._prose.line_break()
        else:
            self._prose.line_break()
            self._prose.line_break()

    def _symbol(self, piece: Element) -> None:
        """Write a character of a symbol font, or a mark for one that is not known."""
        font, code = local_attribute(piece, "font"), local_attribute(piece, "char")
        sign = symbol(font, int(code, 16)) if _is_hexadecimal(code) else ""
        if sign:
            self._say(sign, self._format.position)
        else:
            self._show(Mark("symbol", f"{font} {code}".strip()))

    def _ruby(self, piece: Element) -> None:
        """Write the base of ruby; the reading is left out (decision 0013)."""
        for base in piece.iterchildren("{*}rubyBase"):
            self.paragraph_words(base)

    def _note(self, reference: Element) -> None:
        """Write the mark of a footnote or endnote."""
        self._end_position()
        kind = local_name(reference).removesuffix("Reference")
        note = self._parts.note(kind, local_attribute(reference, "id"))
        if note is None:
            self._prose.out.omit("A note that the text refers to is missing from the file")
        elif not self._fields.in_instruction:
            part = self._parts.note_part(kind)
            own = ""
            if local_attribute(reference, "customMarkFollows") in ("1", "true", "on"):
                run = reference.getparent()
                own = "" if run is None else plain_words(run).strip()
                self._marked_run = run if own else None  # its words are the mark
            label = self._parts.note_label(kind, note, own)
            self._notes.mark(note, partial(self._write_part, note, part), label)

    def _write_part(self, root: Element, part: str, shape: BlockShape) -> None:
        """Write blocks of another part of the file: its ids refer to parts and links of its own."""
        before, self._part = self._part, part
        self._style = ParagraphStyle()
        self.inside(root, shape)
        self._part = before

    def _comment(self, reference: Element) -> None:
        """Give a comment that has no range the place of its mark."""
        self.comments.begin(local_attribute(reference, "id"))

    def _bookmark(self, bookmark: Element) -> None:
        """Set the anchor that links and cross references lead to."""
        self._prose.anchor(local_attribute(bookmark, "name"))

    def _deletion(self, element: Element) -> None:
        """Take deleted words; a comment on them has their place."""
        self._revisions.delete_element(element)
        for comment in element.iter("{*}commentReference"):
            self._comment(comment)

    def _insertion(self, element: Element) -> None:
        """Write inserted words."""
        with self._revisions.insertion_of(element):
            self.paragraph_words(element)

    def _hyperlink(self, link: Element) -> None:
        """Write a link."""
        anchor = local_attribute(link, "anchor")
        relationship = self._relationship(local_attribute(link, "id"))
        target = relationship.target if relationship and relationship.external else ""
        address = f"{target}#{anchor}" if target and anchor else target or f"#{anchor}"
        with self._prose.styled("link", address):
            self.paragraph_words(link)

    def _simple_field(self, field: Element) -> None:
        """Write the result of a field, or what Word shows if there is none."""
        instruction = local_attribute(field, "instr")
        address = link_address(instruction)
        with self._prose.styled("link", address) if address else ExitStack():
            self.paragraph_words(field)
        if not has_words(field):
            self._show(field_words(instruction))

    def _formulas(self, paragraph: Element) -> None:
        """Write the formulas of a paragraph of formulas."""
        for formula in paragraph.iterchildren("{*}oMath"):
            self._formula(formula)
            self._prose.words(" ")

    def _formula(self, formula: Element) -> None:
        """Write a formula in one line."""
        self._end_position()
        if not self._fields.in_instruction:
            self._prose.words(formula_words(formula))

    def _drawing(self, drawing: Element) -> None:
        """Write what is in a drawing; its text boxes come after the paragraph."""
        for each in read_drawing(drawing, self._describe):
            self._show(each)

    def _show(self, shown: Element | Mark | str) -> None:
        """Write words, or a mark; a text box is written after the paragraph."""
        if not isinstance(shown, (Mark, str)):
            self._boxes.append(shown)
        elif self._fields.in_instruction or not shown:
            return
        elif isinstance(shown, str):
            self._end_position()
            self._prose.words(shown)
        elif shown.name or shown.thing in _ALWAYS_MARKED:
            self._end_position()
            self._prose.words(" ")
            self._prose.mark(shown.thing, shown.name, shown.label)
            self._prose.words(" ")
        else:
            self._prose.out.count_omission(shown.thing)

    def _relationship(self, name: str) -> Relationship | None:
        """Return what an id refers to in the part that is being written; None for nothing."""
        return self._parts.package.relationships(self._part).get(name)

    def _describe(self, thing: str, name: str) -> str:
        """Return the words of the chart or diagram in the part that an id refers to."""
        relationship = self._relationship(name)
        if relationship is None or relationship.external:
            return ""
        key = thing, relationship.target
        if key not in self._described:
            root = self._parts.package.part(relationship.target)
            words_of = chart_words if thing == "chart" else diagram_words
            self._described[key] = "" if root is None else words_of(root)
        return self._described[key]

    def _target(self, element: Element) -> str:
        """Return the name of the file that an element refers to."""
        relationship = self._relationship(local_attribute(element, "id"))
        return "" if relationship is None else posixpath.basename(relationship.target)

    def children(self, element: Element) -> Iterable[Element]:
        """Return the children of an element; of alternatives only the first that has words."""
        return choose_alternative(element)

    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""
        return has_words(cell)
