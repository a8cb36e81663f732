"""DOCX: headings, paragraphs, lists, tables, quotes, links and notes of a Word document.

Notes are footnotes and endnotes. The XML is read directly: python-docx has neither notes nor
numbers of lists. Tracked deletions, hidden text, comments and page headers are left out. `Parts`
reads what a DOCX says outside its text: styles, lists, addresses, title, author and date.

Source: ECMA-376 (Office Open XML), part 1, chapter 17; names are those of WordprocessingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents.builder import BlockShape, DocumentBuilder, Footnotes, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import parse_xml
from readerapp.documents.numbering import LONGEST_PATTERN, ListCounter, ListLevel, whole
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


_FORMS = {"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero"}
DEEPEST = 8
"""The innermost level of a list: Word has nine, from 0."""
_heading = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) (\d)", re.IGNORECASE).match
_quote = re.compile(r"quote|quotation|block text|zitat|citation", re.IGNORECASE).search
_code = re.compile(r"source code|preformatted|html code|verbatim|macro text", re.IGNORECASE).search
_contents = re.compile(r"toc (?:\d|heading)|contents \d", re.IGNORECASE).match


def local_attribute(element: Element | None, name: str = "val") -> str:
    """Return an attribute by its local name; the namespace differs between the kinds of DOCX.

    It is empty if there is no such attribute.
    """
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a toggle property is on."""
    found = None if properties is None else properties.find(f"{{*}}{name}")
    return found is not None and local_attribute(found) not in ("0", "false", "off", "none")


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


class Parts:
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
        found = [core.find(f"{{*}}{name}") for name in ("title", "creator", "created")]
        title, author, date = ("" if each is None else (each.text or "").strip() for each in found)
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
                depth = whole(local_attribute(override, "ilvl"), -1)
                start = whole(local_attribute(override.find("{*}startOverride")), -1)
                if 0 <= depth <= DEEPEST and start >= 0:
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
        depth = min(whole(local_attribute(numbered.find("{*}ilvl"))), DEEPEST)
    return ParagraphStyle(min(_level(name, properties), 6), _kind(name), list_id, depth)


def _level(words: str, properties: Element | None) -> int:
    """Return the level of a heading style, by its name or its outline level; 0 for others."""
    if words.lower() == "title":
        return 1
    if found := _heading(words):
        return int(found[1])
    outline = (
        -1 if properties is None else whole(local_attribute(properties.find("{*}outlineLvl")), -1)
    )
    return outline + 1 if 0 <= outline < 9 else 0


def _kind(words: str) -> str:
    """Return the kind of a style by its name: "contents", "code", "quote" or ""."""
    found = ((_contents, "contents"), (_code, "code"), (_quote, "quote"))
    return next((kind for matches, kind in found if matches(words)), "")


def _levels(kind: Element) -> Iterator[tuple[int, ListLevel]]:
    """Yield the levels of a list, from 0, and how each is numbered."""
    for level in kind.iter("{*}lvl"):
        depth = whole(local_attribute(level, "ilvl"), -1)
        form = local_attribute(level.find("{*}numFmt"))
        pattern = local_attribute(level.find("{*}lvlText"))[:LONGEST_PATTERN]
        if form == "none":
            form, pattern = "decimal", ""
        if 0 <= depth <= DEEPEST:
            first = whole(local_attribute(level.find("{*}start")), 1)
            yield depth, ListLevel(form if form in _FORMS else "", pattern, first)


_STEP = 2
_LEFT_OUT = {"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr"}
_EVERY = 200
"""Blocks between two updates of the progress; also when the beginning is shown."""


def open_docx(source: DocumentInput) -> Document:
    """Open a DOCX.

    Raises:
        ReaderError: it is damaged, encrypted or has no words.
    """
    archive = ZipArchive(source)
    body = parse_xml(archive.read("word/document.xml"), source.label).find("{*}body")
    parts = Parts(archive, source.label)
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    words = _Words(prose, parts)
    blocks = [] if body is None else list(body)
    for done, block in enumerate(blocks):
        if done % _EVERY == 0:
            source.progress(done, len(blocks))
            if done == _EVERY:
                source.begins(writer.begun(source))
        words.block(block, BlockShape())
    words.finish()
    if not writer.at:
        raise ReaderError(f"{source.label} has no words; it may hold pictures only.")
    title, author, date = parts.facts()
    return writer.document(source, "docx", title=title, author=author, date=date)


class _Words:
    """A writer of blocks and runs."""

    def __init__(self, prose: InlineWriter, parts: Parts) -> None:
        self._prose = prose
        self._parts = parts
        self._addresses = parts.addresses()
        self._notes = Footnotes(prose)
        self._boxes: list[Element] = []  # text boxes, written after their paragraph
        self._before = ""  # the kind of the block before
        self._lists: set[str] = set()  # ids of the lists in the blocks right before
        self._code = False  # whether white space is significant

    def finish(self) -> None:
        """Write the footnotes and end the document."""
        self._notes.write()
        self._prose.close()

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph, a table, or a container of these."""
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

    def _inside(self, element: Element, shape: BlockShape) -> None:
        """Write the blocks in an element."""
        for child in _children(element):
            self.block(child, shape)

    def _take_boxes(self) -> list[Element]:
        """Return the text boxes of the paragraph that was written last, and forget them."""
        boxes, self._boxes = self._boxes, []
        return boxes

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
            depth = min(whole(local_attribute(numbered.find("{*}ilvl")), depth), DEEPEST)
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
                target = (
                    self._addresses.get(local_attribute(child, "id"), "")
                    or f"#{local_attribute(child, 'anchor')}"
                )
                with self._prose.styled("link", target):
                    self.runs(child)
            elif tag == "t":  # of a formula
                self._prose.words(child.text or "")
            elif tag not in _LEFT_OUT:
                self.runs(child)

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
        tag = _tag(piece)
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
                self._notes.mark(note, partial(self._note, note))
        elif tag in ("drawing", "pict", "object", "txbxContent"):
            self._boxes += _text_boxes(piece)
        elif tag in ("AlternateContent", "Choice", "Fallback"):
            self._pieces(piece)

    def _note(self, note: Element, shape: BlockShape) -> None:
        """Write the blocks of a footnote."""
        for block in note:
            self.block(block, shape)

    def _table(self, table: Element, shape: BlockShape) -> None:
        """Write a table; one with other tables or a single column is written as blocks."""
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
        """Write a cell, in bold if it is in a header row."""
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
    """Return the children of an element; of alternatives only the first that has words."""
    if _tag(element) != "AlternateContent":
        return element
    return next(([each] for each in element if _has_words(each)), [])


def _has_words(element: Element) -> bool:
    """Return whether an element contains text."""
    return any(text.text and text.text.strip() for text in element.iter("{*}t"))


def _nearest(element: Element, tag: str) -> Iterator[Element]:
    """Yield the elements with that tag, not those in one of them or in another table."""
    for child in _children(element):
        name = _tag(child)
        if name == tag:
            yield child
        elif name not in _LEFT_OUT and name != "tbl":
            yield from _nearest(child, tag)


def _text_boxes(drawing: Element) -> Iterator[Element]:
    """Yield the text boxes in a drawing, not those in one of them."""
    if _tag(drawing) == "txbxContent":
        yield drawing
    else:
        for child in _children(drawing):
            yield from _text_boxes(child)


def _tag(element: Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
