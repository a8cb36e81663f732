"""DOCX: headings, paragraphs, lists, tables, quotes, links, formulas and notes of Word documents.

Notes are footnotes and endnotes. Tracked changes are accepted, comments are annotations of the
document, hidden text is left out; what the text does not show is marked or named. The XML is read
directly: python-docx has neither notes nor numbers of lists.

Source: ECMA-376 (Office Open XML), part 1, chapter 17; names are those of WordprocessingML.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BULLET, BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.docx.comments import add_comments
from readerapp.documents.docx.drawings import has_words
from readerapp.documents.docx.fields import Fields
from readerapp.documents.docx.inlines import DocxInlineWriter
from readerapp.documents.docx.package import DocxPackage
from readerapp.documents.docx.parts import DocxParts
from readerapp.documents.docx.revisions import INSERTED_TAGS, deleted_row, is_deleted_mark
from readerapp.documents.docx.styles import (
    INNERMOST_LEVEL,
    ParagraphStyle,
    is_on,
    outline_level,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_attribute, local_name, whole_number
from readerapp.documents.office.omissions import omit_contents, omit_page_edges
from readerapp.documents.office.writer import INDENT
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from readerapp.documents.docx.chunks import Chunk

_CHUNK_DEPTH = 3
"""Documents that are inserted in each other."""


def open_docx(source: DocumentInput) -> Document:
    """Open a Word document: DOCX, DOCM, their templates, or one in a flat XML file.

    Raises:
        ReaderError: it is damaged, encrypted or has no words.
    """
    package = DocxPackage(source)
    root = package.text()
    parts = DocxParts(package, root)
    writer = DocxWriter(InlineWriter(DocumentBuilder()), parts)
    builder = writer.write_all(source, root)
    for name in dict.fromkeys(package.damaged):
        part = sanitize_label(posixpath.basename(name))
        builder.omit(f"A part of the file is damaged ({part})")
    title, author, date = package.facts()
    reference = package.reference()
    return builder.document(
        source, "docx", title=title, author=author, date=date, reference=reference
    )


class DocxWriter(DocxInlineWriter):
    """A writer of the blocks of a Word document."""

    def __init__(self, prose: InlineWriter, parts: DocxParts) -> None:
        super().__init__(prose, parts)
        self._kind_before = ""  # the kind of the block before
        self._lists: set[str] = set()  # ids of the lists in the blocks right before
        self._held: list[Element] = []  # paragraphs that continue in the next one
        self._depth = 0  # of documents in documents

    def write_all(self, source: DocumentInput, root: Element) -> DocumentBuilder:
        """Write the whole document with its annotations, and return the builder of the text.

        Args:
            source: the file.
            root: the root of the part with the text.

        Raises:
            ReaderError: there are no words.
        """
        body = root.find("{*}body")
        self.write_page_edges()
        builder = self.write(source, [] if body is None else list(body))
        self.annotate()
        return builder

    def write_page_edges(self) -> None:
        """Write the header of a first page, as of a letter; name the words of other edges."""
        edges = list(self._parts.page_edges())
        for edge in edges:
            if edge.letterhead:
                self._write_part(edge.root, edge.part, BlockShape())
        self._flush(BlockShape())
        running = [(each.root, each.part) for each in edges if not each.letterhead]
        omit_page_edges(self._prose.out, self._plain_words(running))

    def annotate(self) -> None:
        """Give the document its comments and tracked changes, once its text is written."""
        add_comments(self._parts.package, self.comments, self._plain_words)
        self.comments.annotate()
        self._revisions.annotate()

    def end_story(self) -> None:
        """Write the paragraphs that were to continue in another one."""
        self._flush(BlockShape())

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph, a table, or a container of these."""
        tag = local_name(element)
        if tag == "p":
            self._paragraph(element, shape)
            return
        if tag == "tbl":
            self._flush(shape)
            self._kind_before = ""
            self.table(element, shape)
        elif tag == "altChunk":
            self._flush(shape)
            self._kind_before = ""
            self._chunk(element, shape)
        elif tag in ("oMath", "oMathPara", "r", "hyperlink", "fldSimple", "t"):
            self._prose.block(shape)
            self._handlers[tag](element)
            self._end_position()
        elif tag in self._handlers and tag not in INSERTED_TAGS:
            self._handlers[tag](element)
        elif tag not in self.left_out:
            self.inside(element, shape)

    def inside(self, element: Element, shape: BlockShape) -> None:
        """Write the blocks in an element."""
        super().inside(element, shape)
        self._flush(shape)

    def _flush(self, shape: BlockShape) -> None:
        """Write the paragraphs that were to continue in another one, which did not come."""
        if self._held:
            last = self._held.pop()
            self._write_paragraph(last, shape)

    def _paragraph(self, paragraph: Element, shape: BlockShape) -> None:
        """Write a paragraph, or hold it if it continues in the next one.

        That are an initial (drop cap), and a paragraph whose mark at the end is deleted.
        """
        if self._continues(paragraph):
            self._held.append(paragraph)
        else:
            self._write_paragraph(paragraph, shape)

    def _continues(self, paragraph: Element) -> bool:
        """Return whether the words of a paragraph continue in the next one."""
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return False
        frame = properties.find("{*}framePr")
        initial = frame is not None and local_attribute(frame, "dropCap") in ("drop", "margin")
        return initial or is_deleted_mark(properties)

    def _write_paragraph(self, paragraph: Element, shape: BlockShape) -> None:
        """Write a paragraph with the marker of its list; a table of contents is left out."""
        paragraphs = [*self._held, paragraph]
        self._held = []
        properties = paragraph.find("{*}pPr")
        style = self._parts.styles.paragraph(_style_name(properties))
        if style.kind == "contents" and self._parts.repeats_heading(paragraph):
            for sign in paragraph.iter("{*}fldChar"):
                self._fields.take_sign(sign)
            omit_contents(self._prose.out)
            return
        level = min(style.level or outline_level(properties), 6)
        list_id, depth = self._place_in_list(properties, style)
        numbered = (
            self._parts.lists.get(list_id) if not self._is_hidden(properties, paragraph) else None
        )
        kind = "list" if numbered and not level else style.kind
        close = kind == self._kind_before and (
            kind == "code" or (kind == "list" and (depth > 0 or list_id in self._lists))
        )
        shape = replace(shape, heading=level, tight=shape.tight or close)
        number = numbered.next_marker(depth) if numbered else ""
        if numbered and not level:
            self._prose.marker += number
            shape = replace(shape, indent=shape.indent + depth * INDENT + len(number))
        elif kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + INDENT)
        self._prose.block(shape)
        self._style = style
        self._is_heading = level > 0
        with self._prose.styled(kind) if kind in ("quote", "code") else ExitStack():
            self._is_code = kind == "code"
            if level and number != BULLET and any(map(has_words, paragraphs)):
                self._prose.words(number)
            for each in paragraphs:
                self.paragraph_words(each)
            self._is_code = False
        self._end_paragraph(properties)
        if self._prose.open:
            if kind != "list":
                self._lists.clear()
            else:
                self._lists.add(list_id)
            self._kind_before = kind
        elif numbered:
            self._prose.marker = ""
        for box in self.take_boxes():
            self._box(box, shape)

    def _end_paragraph(self, properties: Element | None) -> None:
        """End a paragraph, and the section that ends with it."""
        self._end_position()
        self._in_hidden_passage = False
        if properties is not None and properties.find("{*}sectPr") is not None:
            self._parts.note_numbers.end_section()

    def _box(self, box: Element, shape: BlockShape) -> None:
        """Write a text box; the fields around it are not open in it."""
        fields, self._fields = self._fields, Fields(self._prose)
        self.inside(box, replace(shape, heading=0))
        self._fields = fields

    def _place_in_list(self, properties: Element | None, style: ParagraphStyle) -> tuple[str, int]:
        """Return the id of the list of a paragraph and its level; "" if it is in none."""
        list_id, depth = style.list_id, style.list_level
        if list_id and (numbered := self._parts.lists.get(list_id)):
            names = (_style_name(properties), style.list_style)
            levels = (numbered.level_of_style(name) for name in names)
            depth = next((level for level in levels if level is not None), depth)
        own = None if properties is None else properties.find("{*}numPr")
        if own is not None:
            list_id = local_attribute(own.find("{*}numId")) or list_id
            depth = min(whole_number(local_attribute(own.find("{*}ilvl")), depth), INNERMOST_LEVEL)
        return list_id, depth

    def _is_hidden(self, properties: Element | None, paragraph: Element) -> bool:
        """Return whether a paragraph is hidden with its mark: then it is not counted in a list."""
        mark = None if properties is None else properties.find("{*}rPr")
        if not is_on(mark, "vanish"):
            return False
        runs = paragraph.iter("{*}r")
        return all(is_on(run.find("{*}rPr"), "vanish") or not has_words(run) for run in runs)

    def cell_paragraph(self, paragraph: Element) -> None:
        """Write a paragraph in a cell, with the marker of its list."""
        if self._continues(paragraph):
            self._held.append(paragraph)
            return
        paragraphs, self._held = [*self._held, paragraph], []
        properties = paragraph.find("{*}pPr")
        self._style = self._parts.styles.paragraph(_style_name(properties))
        list_id, depth = self._place_in_list(properties, self._style)
        if numbered := self._parts.lists.get(list_id):
            marker = numbered.next_marker(depth)
            if any(map(has_words, paragraphs)):
                self._prose.words(marker)
        self._in_cell = True
        for each in paragraphs:
            self.paragraph_words(each)
        self._in_cell = False
        self._end_paragraph(properties)
        self._prose.words(" ")

    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells; deleted rows are left out."""
        rows = []
        for row in self.nearest(table, "tr"):
            if (deletion := deleted_row(row)) is not None:
                self._revisions.delete_row(row, deletion)
            elif is_on(row.find("{*}trPr"), "hidden"):
                self._prose.out.count_omission("hidden row")
            else:
                rows.append((row, list(self.nearest(row, "tc"))))
        return rows

    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""
        return is_on(row.find("{*}trPr"), "tblHeader")

    def _plain_words(self, stories: Iterable[tuple[Element, str]]) -> list[str]:
        """Return the words of comments, headers and footers; their paragraphs are lines.

        Args:
            stories: their elements, each with the part that it is in.
        """
        builder = DocumentBuilder()
        writer = DocxWriter(InlineWriter(builder), self._parts)
        edges = [0]
        for root, part in stories:
            writer._write_part(root, part, BlockShape(tight=True))
            edges.append(builder.at)
        text = builder.whole()
        return [text[start:end].strip() for start, end in pairwise(edges)]

    def _chunk(self, element: Element, shape: BlockShape) -> None:
        """Write a file that is inserted in the document, or a mark for one that cannot be read."""
        relationship = self._relationship(local_attribute(element, "id"))
        name = "" if relationship is None else relationship.target
        data = self._parts.package.data(name)
        self._prose.block(shape)
        try:
            chunk = None if data is None else self._read_chunk(name, data)
            if isinstance(chunk, str):
                for line in chunk.splitlines():
                    self._prose.block(shape)
                    self._prose.words(line)
                return
            if isinstance(chunk, DocumentInput) and self._depth < _CHUNK_DEPTH:
                self._write_document(DocxPackage(chunk, self._parts.package.allowance))
                return
            if chunk is not None and not isinstance(chunk, DocumentInput):
                from readerapp.documents.html.to_text import HtmlToText

                HtmlToText(self._prose).write(chunk)
                return
        except ReaderError:
            pass
        self._prose.mark("inserted file", posixpath.basename(name))

    def _read_chunk(self, name: str, data: bytes) -> Chunk | None:
        """Return an inserted file; the same one may be inserted again and again.

        Raises:
            ReaderError: it is damaged, or there is too much of them.
        """
        from readerapp.documents.docx.chunks import read_chunk  # few documents need it

        self._parts.package.allowance.take(len(data), name)
        return read_chunk(name, data)

    def _write_document(self, package: DocxPackage) -> None:
        """Write the text of another document, with its notes and comments."""
        root = package.text()
        inner = DocxWriter(self._prose, DocxParts(package, root))
        inner._depth = self._depth + 1
        for body in root.iterchildren("{*}body"):
            inner.inside(body, BlockShape())
        inner._notes.write()
        inner.annotate()


def _style_name(properties: Element | None) -> str:
    """Return the id of the style of a paragraph."""
    return "" if properties is None else local_attribute(properties.find("{*}pStyle"))
