"""DOCX: headings, paragraphs, lists, tables, quotes, links and notes of a Word document.

Notes are footnotes and endnotes. The XML is read directly: python-docx has neither notes nor
numbers of lists. Tracked deletions, hidden text, comments and page headers are left out.
`DocxParts` reads what a DOCX says outside its text: styles, lists, addresses, title, author, date.

Source: ECMA-376 (Office Open XML), part 1, chapter 17; names are those of WordprocessingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.office import (
    INDENT,
    PATTERN_LENGTH,
    ListCounter,
    ListLevel,
    OfficeWriter,
    ParagraphStyle,
)
from readerapp.documents.html.parser import (
    local_attribute,
    local_name,
    parse_xml,
    whole_number,
)
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


_NUMBER_FORMS = {"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero"}
_INNERMOST_LEVEL = 8
"""The innermost level of a list: Word has nine, from 0."""
_heading = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) (\d)", re.IGNORECASE).match
_quote = re.compile(r"quote|quotation|block text|zitat|citation", re.IGNORECASE).search
_code = re.compile(r"source code|preformatted|html code|verbatim|macro text", re.IGNORECASE).search
_contents = re.compile(r"toc (?:\d|heading)|contents \d", re.IGNORECASE).match


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a toggle property is on."""
    toggle = None if properties is None else properties.find(f"{{*}}{name}")
    return toggle is not None and local_attribute(toggle) not in ("0", "false", "off", "none")


class DocxParts:
    """The parts of a DOCX besides its text; each may be missing."""

    def __init__(self, archive: ZipArchive, label: str) -> None:
        self._archive, self._label = archive, label
        styles = self._part("word/styles.xml")
        self._styles = (
            {}
            if styles is None
            else {local_attribute(s, "styleId"): s for s in styles.iter("{*}style")}
        )
        self._known: dict[str, ParagraphStyle] = {}
        self._own: dict[str, tuple[ParagraphStyle, str]] = {}
        self._lists = dict(self._read_lists())
        self.notes = {
            (kind, local_attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in self._children(f"word/{kind}s.xml", kind)
        }

    def addresses(self) -> dict[str, str]:
        """Return the address of each link by its id in the text."""
        rels = self._children("word/_rels/document.xml.rels", "Relationship")
        return {
            local_attribute(each, "Id"): local_attribute(each, "Target")
            for each in rels
            if local_attribute(each, "TargetMode")
        }

    def facts(self) -> tuple[str, str, str]:
        """Return title, author and date."""
        core = self._part("docProps/core.xml")
        if core is None:
            return "", "", ""
        elements = [core.find(f"{{*}}{name}") for name in ("title", "creator", "created")]
        title, author, date = (
            "" if element is None else (element.text or "").strip() for element in elements
        )
        return title, author, date[:10]

    def style(self, name: str) -> ParagraphStyle:
        """Return the meaning of a paragraph style, from its name and from those it is based on."""
        if name not in self._known:
            level, kind, list_id, list_level = 0, "", "", 0
            for own in self._chain(name):
                level, kind = level or own.level, kind or own.kind
                if not list_id:
                    list_id, list_level = own.list_id, own.list_level
            self._known[name] = ParagraphStyle(level, kind, list_id, list_level)
        return self._known[name]

    def counter(self, list_id: str) -> ListCounter | None:
        """Return the counter of the items of a list; None if there is no such list."""
        return self._lists.get(list_id)

    def _chain(self, name: str) -> Iterator[ParagraphStyle]:
        """Yield what the style and each style it is based on say themselves."""
        for _ in range(12):  # styles can be based on each other in a cycle
            style = self._styles.get(name)
            if style is None:
                return
            if name not in self._own:
                self._own[name] = _own(style), local_attribute(style.find("{*}basedOn"))
            own, name = self._own[name]
            yield own

    def _read_lists(self) -> Iterator[tuple[str, ListCounter]]:
        """Yield the id and the counter of each list."""
        numbering = self._part("word/numbering.xml")
        if numbering is None:
            return
        kinds = {
            local_attribute(each, "abstractNumId"): dict(_levels(each))
            for each in numbering.iter("{*}abstractNum")
        }
        counters: dict[str, ListCounter] = {}
        for num in numbering.iter("{*}num"):
            kind = local_attribute(num.find("{*}abstractNumId"))
            levels = dict(kinds.get(kind, {}))
            restarts = False
            for override in num.iter("{*}lvlOverride"):
                depth = whole_number(local_attribute(override, "ilvl"), -1)
                start = whole_number(local_attribute(override.find("{*}startOverride")), -1)
                if 0 <= depth <= _INNERMOST_LEVEL and start >= 0:
                    restarts = True
                    old = levels.get(depth, ListLevel())
                    levels[depth] = ListLevel(old.form, old.pattern, start)
            # Lists of one kind continue the count, unless they say where they start.
            counter = (
                ListCounter(levels) if restarts else counters.setdefault(kind, ListCounter(levels))
            )
            yield local_attribute(num, "numId"), counter

    def _part(self, name: str) -> Element | None:
        """Return the root of a part; None if it is missing or damaged."""
        if name in self._archive:
            with suppress(ReaderError):
                return parse_xml(self._archive.read(name), self._label)
        return None

    def _children(self, name: str, kind: str) -> list[Element]:
        """Return all elements `kind` in a part."""
        part = self._part(name)
        return [] if part is None else list(part.iter(f"{{*}}{kind}"))


def _own(style: Element) -> ParagraphStyle:
    """Return what a style says itself."""
    name, properties = local_attribute(style.find("{*}name")), style.find("{*}pPr")
    numbered = None if properties is None else properties.find("{*}numPr")
    list_id, depth = "", 0
    if numbered is not None:
        list_id = local_attribute(numbered.find("{*}numId"))
        depth = min(whole_number(local_attribute(numbered.find("{*}ilvl"))), _INNERMOST_LEVEL)
    return ParagraphStyle(min(_level(name, properties), 6), _kind(name), list_id, depth)


def _level(words: str, properties: Element | None) -> int:
    """Return the level of a heading style, by its name or its outline level; 0 for others."""
    if words.lower() == "title":
        return 1
    if match := _heading(words):
        return int(match[1])
    outline = (
        -1
        if properties is None
        else whole_number(local_attribute(properties.find("{*}outlineLvl")), -1)
    )
    return outline + 1 if 0 <= outline < 9 else 0


def _kind(words: str) -> str:
    """Return the kind of a style by its name: "contents", "code", "quote" or ""."""
    patterns = ((_contents, "contents"), (_code, "code"), (_quote, "quote"))
    return next((kind for matches, kind in patterns if matches(words)), "")


def _levels(kind: Element) -> Iterator[tuple[int, ListLevel]]:
    """Yield the levels of a list, from 0, and how each is numbered."""
    for level in kind.iter("{*}lvl"):
        depth = whole_number(local_attribute(level, "ilvl"), -1)
        form = local_attribute(level.find("{*}numFmt"))
        pattern = local_attribute(level.find("{*}lvlText"))[:PATTERN_LENGTH]
        if form == "none":
            form, pattern = "decimal", ""
        if 0 <= depth <= _INNERMOST_LEVEL:
            first = whole_number(local_attribute(level.find("{*}start")), 1)
            yield depth, ListLevel(form if form in _NUMBER_FORMS else "", pattern, first)


def open_docx(source: DocumentInput) -> Document:
    """Open a DOCX.

    Raises:
        ReaderError: it is damaged, encrypted or has no words.
    """
    archive = ZipArchive(source)
    body = parse_xml(archive.read("word/document.xml"), source.label).find("{*}body")
    parts = DocxParts(archive, source.label)
    blocks = [] if body is None else list(body)
    builder = _DocxWriter(InlineWriter(DocumentBuilder()), parts).write(source, blocks)
    title, author, date = parts.facts()
    return builder.document(source, "docx", title=title, author=author, date=date)


class _DocxWriter(OfficeWriter):
    """A writer of the blocks and runs of a DOCX."""

    left_out = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr"})
    paragraph_tags = ("p",)
    table_tag = "tbl"

    def __init__(self, prose: InlineWriter, parts: DocxParts) -> None:
        super().__init__(prose)
        self._parts = parts
        self._addresses = parts.addresses()
        self._kind_before = ""  # the kind of the block before
        self._lists: set[str] = set()  # ids of the lists in the blocks right before
        self._code = False  # whether white space is significant

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph, a table, or a container of these."""
        tag = local_name(element)
        if tag == "p":
            self._paragraph(element, shape)
            for box in self.take_boxes():
                self.inside(box, shape)
        elif tag == "tbl":
            self._kind_before = ""
            self.table(element, shape)
        elif tag not in self.left_out:
            self.inside(element, shape)

    def _paragraph(self, paragraph: Element, shape: BlockShape) -> None:
        """Write a paragraph with the marker of its list; a table of contents is left out."""
        properties = paragraph.find("{*}pPr")
        name = "" if properties is None else local_attribute(properties.find("{*}pStyle"))
        style = self._parts.style(name)
        if style.kind == "contents":
            return
        list_id, depth = style.list_id, style.list_level
        numbered = None if properties is None else properties.find("{*}numPr")
        if numbered is not None:
            list_id = local_attribute(numbered.find("{*}numId")) or list_id
            depth = min(
                whole_number(local_attribute(numbered.find("{*}ilvl")), depth),
                _INNERMOST_LEVEL,
            )
        counter = self._parts.counter(list_id)
        kind = "list" if counter and not style.level else style.kind
        close = kind == self._kind_before and (
            kind == "code" or (kind == "list" and (depth > 0 or list_id in self._lists))
        )
        shape = replace(shape, heading=style.level, tight=shape.tight or close)
        if counter:
            marker = counter.next_marker(depth)
            self._prose.marker += marker
            step = 0 if style.level else depth * INDENT + len(marker)
            shape = replace(shape, indent=shape.indent + step)
        elif kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + INDENT)
        self._prose.block(shape)
        with self._prose.styled(kind) if kind in ("quote", "code") else ExitStack():
            self._code = kind == "code"
            self.paragraph_words(paragraph)
            self._code = False
        if self._prose.open:
            if kind != "list":
                self._lists.clear()
            else:
                self._lists.add(list_id)
            self._kind_before = kind
        elif counter:
            self._prose.marker = ""

    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words in a paragraph, a link or a run."""
        for child in _children(paragraph):
            tag = local_name(child)
            if tag == "r":
                self._run(child)
            elif tag == "hyperlink":
                target = (
                    self._addresses.get(local_attribute(child, "id"), "")
                    or f"#{local_attribute(child, 'anchor')}"
                )
                with self._prose.styled("link", target):
                    self.paragraph_words(child)
            elif tag == "t":  # of a formula
                self._prose.words(child.text or "")
            elif tag not in self.left_out:
                self.paragraph_words(child)

    def _run(self, run: Element) -> None:
        """Write a run with its styles, unless it is hidden."""
        properties = run.find("{*}rPr")
        if is_on(properties, "vanish"):
            return
        with ExitStack() as styles:
            for name, kind in (("b", "strong"), ("i", "emphasis"), ("strike", "strike")):
                if is_on(properties, name):
                    styles.enter_context(self._prose.styled(kind))
            self._pieces(run)

    def _pieces(self, element: Element) -> None:
        """Write the content of a run."""
        for piece in _children(element):
            self._piece(piece)

    def _piece(self, piece: Element) -> None:
        """Write one piece of a run: text, a tab, a break, the mark of a footnote, or a drawing."""
        tag = local_name(piece)
        if tag == "t":
            (self._prose.write if self._code else self._prose.words)(piece.text or "")
        elif tag in ("tab", "ptab"):
            self._prose.words(" ")
        elif tag in ("br", "cr") and local_attribute(piece, "type") in ("", "textWrapping"):
            self._prose.line_break()
        elif tag == "noBreakHyphen":
            self._prose.write("-")
        elif tag in ("footnoteReference", "endnoteReference"):
            note = self._parts.notes.get(
                (tag.removesuffix("Reference"), local_attribute(piece, "id"))
            )
            if note is not None:
                self.mark_note(note)
        elif tag in ("drawing", "pict", "object", "txbxContent"):
            self._boxes += _text_boxes(piece)
        elif tag in ("AlternateContent", "Choice", "Fallback"):
            self._pieces(piece)

    def children(self, element: Element) -> Iterable[Element]:
        """Return the children of an element; of alternatives only the first that has words."""
        return _children(element)

    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells."""
        return [(row, list(self.nearest(row, "tc"))) for row in self.nearest(table, "tr")]

    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""
        return is_on(row.find("{*}trPr"), "tblHeader")

    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""
        return _has_words(cell)


def _children(element: Element) -> Iterable[Element]:
    """Return the children of an element; of alternatives only the first that has words."""
    if local_name(element) != "AlternateContent":
        return element
    return next(([each] for each in element if _has_words(each)), [])


def _has_words(element: Element) -> bool:
    """Return whether an element contains text."""
    return any(text.text and text.text.strip() for text in element.iter("{*}t"))


def _text_boxes(drawing: Element) -> Iterator[Element]:
    """Yield the text boxes in a drawing, not those in one of them."""
    if local_name(drawing) == "txbxContent":
        yield drawing
    else:
        for child in _children(drawing):
            yield from _text_boxes(child)
