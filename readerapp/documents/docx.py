"""DOCX: headings, paragraphs, lists, tables, quotes, links and notes of a Word document.

Read straight from its XML: python-docx knows no notes and no numbers of lists. What was deleted
with changes tracked, hidden text, comments and the heads of pages are left out.
Source: ECMA-376 (Office Open XML), part 1, chapter 17.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readerapp.documents.archive import Archive
from readerapp.documents.document import Document
from readerapp.documents.docx_parts import DEEPEST, Parts, is_on, val
from readerapp.documents.flowing import Writer
from readerapp.documents.format import Source
from readerapp.documents.notes import Notes
from readerapp.documents.numbers import whole
from readerapp.documents.prose import Prose, Shape
from readerapp.documents.trees import parse_xml
from readerapp.model import ReaderError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STEP = 2
_LEFT_OUT = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr"}
_EVERY = 200
"""Blocks after which progress is told, and how a long document begins is shown."""


def open_docx(source: Source) -> Document:
    """The document of a DOCX; ReaderError if it is damaged, encrypted or has no words."""
    archive = Archive(source)
    body = parse_xml(archive.read("word/document.xml"), source.label).find("{*}body")
    parts = Parts(archive, source.label)
    writer = Writer()
    prose = Prose(writer)
    words = _Words(prose, parts)
    blocks = [] if body is None else list(body)
    for done, block in enumerate(blocks):
        if done % _EVERY == 0:
            source.progress(done, len(blocks))
            if done == _EVERY:
                source.begins(writer.begun(source))
        words.block(block, Shape())
    words.finish()
    if not writer.at:
        raise ReaderError(f"{source.label} has no words; it may hold pictures only.")
    title, author, date = parts.facts()
    return writer.document(source, "docx", title=title, author=author, date=date)


class _Words:
    """Writes blocks and runs."""

    def __init__(self, prose: Prose, parts: Parts) -> None:
        self._prose = prose
        self._parts = parts
        self._addresses = parts.addresses()
        self._notes = Notes(prose)
        self._boxes: list[Element] = []  # text boxes, written after their paragraph
        self._before = ""  # the kind of the block before
        self._lists: set[str] = set()  # in the blocks right before
        self._code = False  # whether white space counts

    def finish(self) -> None:
        """Write the notes and end."""
        self._notes.write()
        self._prose.close()

    def block(self, element: Element, shape: Shape) -> None:
        """Write a paragraph, a table, or what holds some."""
        tag = _tag(element)
        if tag == "p":
            self._paragraph(element, shape)
            for box in self._take_boxes():
                self._inside(box, shape)
        elif tag == "tbl":
            self._before = ""
            self._table(element, shape)
        elif tag not in _LEFT_OUT:
            self._inside(element, shape)

    def _inside(self, element: Element, shape: Shape) -> None:
        for child in _children(element):
            self.block(child, shape)

    def _take_boxes(self) -> list[Element]:
        """The text boxes of the paragraph that was written last."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def _paragraph(self, paragraph: Element, shape: Shape) -> None:
        properties = paragraph.find("{*}pPr")
        name = "" if properties is None else val(properties.find("{*}pStyle"))
        style = self._parts.style(name)
        if style.kind == "contents":
            return
        list_id, depth = style.list_id, style.list_level
        numbered = None if properties is None else properties.find("{*}numPr")
        if numbered is not None:
            list_id = val(numbered.find("{*}numId")) or list_id
            depth = min(whole(val(numbered.find("{*}ilvl")), depth), DEEPEST)
        counter = self._parts.counter(list_id)
        kind = "list" if counter and not style.level else style.kind
        close = kind == self._before and (
            kind == "code" or (kind == "list" and (depth > 0 or list_id in self._lists))
        )
        shape = replace(shape, heading=style.level, tight=shape.tight or close)
        if counter:
            sign = counter.sign(depth)
            self._prose.marker += sign
            step = 0 if style.level else depth * _STEP + len(sign)
            shape = replace(shape, indent=shape.indent + step)
        elif kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + _STEP)
        self._prose.block(shape)
        with self._prose.styled(kind) if kind in ("quote", "code") else ExitStack():
            self._code = kind == "code"
            self.runs(paragraph)
            self._code = False
        if self._prose.open:
            if kind != "list":
                self._lists.clear()
            else:
                self._lists.add(list_id)
            self._before = kind
        elif counter:
            self._prose.marker = ""

    def runs(self, element: Element) -> None:
        """Write the words in a paragraph, a link or a run."""
        for child in _children(element):
            tag = _tag(child)
            if tag == "r":
                self._run(child)
            elif tag == "hyperlink":
                target = self._addresses.get(val(child, "id"), "") or f"#{val(child, 'anchor')}"
                with self._prose.styled("link", target):
                    self.runs(child)
            elif tag == "t":  # of a formula
                self._prose.words(child.text or "")
            elif tag not in _LEFT_OUT:
                self.runs(child)

    def _run(self, run: Element) -> None:
        properties = run.find("{*}rPr")
        if is_on(properties, "vanish"):
            return
        with ExitStack() as styles:
            for name, kind in (("b", "strong"), ("i", "emphasis"), ("strike", "strike")):
                if is_on(properties, name):
                    styles.enter_context(self._prose.styled(kind))
            self._pieces(run)

    def _pieces(self, element: Element) -> None:
        for piece in _children(element):
            self._piece(piece)

    def _piece(self, piece: Element) -> None:
        tag = _tag(piece)
        if tag == "t":
            (self._prose.write if self._code else self._prose.words)(piece.text or "")
        elif tag in ("tab", "ptab"):
            self._prose.words(" ")
        elif tag in ("br", "cr") and val(piece, "type") in ("", "textWrapping"):
            self._prose.line_break()
        elif tag == "noBreakHyphen":
            self._prose.write("-")
        elif tag in ("footnoteReference", "endnoteReference"):
            note = self._parts.notes.get((tag.removesuffix("Reference"), val(piece, "id")))
            if note is not None:
                self._notes.mark(note, partial(self._note, note))
        elif tag in ("drawing", "pict", "object", "txbxContent"):
            self._boxes += _text_boxes(piece)
        elif tag in ("AlternateContent", "Choice", "Fallback"):
            self._pieces(piece)

    def _note(self, note: Element, shape: Shape) -> None:
        for block in note:
            self.block(block, shape)

    def _table(self, table: Element, shape: Shape) -> None:
        rows = [(row, list(_nearest(row, "tc"))) for row in _nearest(table, "tr")]
        nested = next(table.iterdescendants("{*}tbl"), None) is not None
        if nested or max((len(cells) for _, cells in rows), default=0) < 2:
            for _, cells in rows:
                for cell in cells:
                    self._inside(cell, shape)
            return
        first = True
        for row, cells in rows:
            if any(map(_has_words, cells)):
                heading = is_on(row.find("{*}trPr"), "tblHeader")
                tight = shape.tight or not first
                line = replace(shape, hang=_STEP, tight=tight, heading=0)
                self._prose.row(line, [partial(self._cell, cell, heading) for cell in cells])
                first = False

    def _cell(self, cell: Element, heading: bool) -> None:
        with self._prose.styled("strong") if heading else ExitStack():
            self._cell_words(cell)

    def _cell_words(self, holder: Element) -> None:
        """Write the paragraphs in a cell, each with its text boxes, as words of one line."""
        for paragraph in _nearest(holder, "p"):
            self.runs(paragraph)
            self._prose.words(" ")
            for box in self._take_boxes():
                self._cell_words(box)


def _children(element: Element) -> Iterable[Element]:
    """What is in an element; of alternatives the first that has words."""
    if _tag(element) != "AlternateContent":
        return element
    return next(([each] for each in element if _has_words(each)), [])


def _has_words(element: Element) -> bool:
    return any(text.text and text.text.strip() for text in element.iter("{*}t"))


def _nearest(element: Element, tag: str) -> Iterator[Element]:
    """The elements with that tag in an element, not those in one of them or in another table."""
    for child in _children(element):
        name = _tag(child)
        if name == tag:
            yield child
        elif name not in _LEFT_OUT and name != "tbl":
            yield from _nearest(child, tag)


def _text_boxes(drawing: Element) -> Iterator[Element]:
    """The text boxes in a drawing, not those in one of them."""
    if _tag(drawing) == "txbxContent":
        yield drawing
    else:
        for child in _children(drawing):
            yield from _text_boxes(child)


def _tag(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
