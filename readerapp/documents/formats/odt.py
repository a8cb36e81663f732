"""ODT: headings, paragraphs, lists, tables, quotes, links and notes of OpenDocument text.

Notes are footnotes and endnotes.

`Styles` reads what its styles mean: headings, quotes, code, emphasis, and the markers of lists.

Source: OpenDocument 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
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


_DEEPEST = 10
"""The innermost level of a list that OpenDocument has a style for, from 1."""
_quote = re.compile(r"quotation|quote|block_20_text|zitat", re.IGNORECASE).search
_code = re.compile(r"preformatted|source_20_code|code_20_block", re.IGNORECASE).search
_inline_code = re.compile(r"source_20_text|verbatim_20_char", re.IGNORECASE).search
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"
}  # fmt: skip


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, "" if missing."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The meaning of a paragraph style: the level of a heading or 0, and "quote", "code" or ""."""

    level: int = 0
    kind: str = ""


class Styles:
    """The styles of a document; those in later trees override earlier ones."""

    def __init__(self, trees: Sequence[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        for tree in trees:
            self._styles.update((attribute(s, "name"), s) for s in tree.iter("{*}style"))
            self._lists.update((attribute(s, "name"), s) for s in tree.iter("{*}list-style"))
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, tuple[str, ...]] = {}
        self._levels: dict[str, dict[int, ListLevel] | None] = {}

    def paragraph(self, name: str) -> ParagraphStyle:
        """Return the meaning of a paragraph style, from its name and those of its parents."""
        if name not in self._paragraphs:
            names = [each for each, _ in self._chain(name)] or [name]
            code, quote = any(map(_code, names)), any(map(_quote, names))
            kind = "code" if code else "quote" if quote else ""
            self._paragraphs[name] = ParagraphStyle(int("Title" in names), kind)
        return self._paragraphs[name]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the styles of a run of words: strong, emphasis, strike, code."""
        if name not in self._words:
            self._words[name] = tuple(dict.fromkeys(self._kinds(name)))
        return self._words[name]

    def counter(self, name: str) -> ListCounter | None:
        """Return a new counter for a list of that style; None if there is no such style."""
        if name not in self._levels:
            style = self._lists.get(name)
            self._levels[name] = None if style is None else dict(_levels(style))
        levels = self._levels[name]
        return None if levels is None else ListCounter(levels)

    def _kinds(self, name: str) -> Iterator[str]:
        """Yield the styles of words that a style has, from itself and its parents."""
        for each, style in self._chain(name):
            if each not in self._own:
                self._own[each] = tuple(dict.fromkeys(_own_kinds(each, style)))
            yield from self._own[each]

    def _chain(self, name: str) -> Iterator[tuple[str, Element]]:
        """Yield a style and its parents, each with its name."""
        for _ in range(12):  # styles can be based on each other in a cycle
            style = self._styles.get(name)
            if style is None:
                return
            yield name, style
            name = attribute(style, "parent-style-name")


def _levels(style: Element) -> Iterator[tuple[int, ListLevel]]:
    """Yield the levels of a list, from 0, and how each is numbered."""
    for level in style:
        depth = whole(attribute(level, "level"))
        if 0 < depth <= _DEEPEST:
            form = _FORMS.get(attribute(level, "num-format"), "")
            numbered = str(level.tag).endswith("}list-level-style-number")
            before, after = attribute(level, "num-prefix"), attribute(level, "num-suffix")
            if numbered and not form:
                form, pattern = "decimal", ""
            else:
                pattern = f"{before[:LONGEST_PATTERN]}%{depth % 10}{after[:LONGEST_PATTERN]}"
            first = whole(attribute(level, "start-value"), 1)
            yield depth - 1, ListLevel(form if numbered else "", pattern, first)


def _own_kinds(name: str, style: Element) -> Iterator[str]:
    """Yield what a style of words says itself."""
    if _inline_code(name):
        yield "code"
    for properties in style.iterchildren("{*}text-properties"):
        if attribute(properties, "font-weight") in ("bold", "700", "800", "900"):
            yield "strong"
        if attribute(properties, "font-style") in ("italic", "oblique"):
            yield "emphasis"
        if attribute(properties, "text-line-through-style") not in ("", "none"):
            yield "strike"


_MANIFEST = "META-INF/manifest.xml"
_STEP = 2
_LEFT_OUT = {
    "tracked-changes", "table-of-content", "annotation", "annotation-end", "forms", "note-citation",
    "sequence-decls", "variable-decls", "user-field-decls", "bibliography-source", "title", "desc",
}  # fmt: skip
_SPACES = 200
"""Spaces that one element writes at most: its few bytes can ask for any number."""
_EVERY = 200
"""Blocks between two updates of the progress; also when the beginning is shown."""


def open_odt(source: DocumentInput) -> Document:
    """Open an ODT.

    Raises:
        ReaderError: it is damaged, encrypted or has no words.
    """
    archive = ZipArchive(source)
    if _MANIFEST in archive:
        manifest = parse_xml(archive.read(_MANIFEST), source.label)
        if next(manifest.iter("{*}encryption-data"), None) is not None:
            raise ReaderError(f"{source.label} is encrypted; save it without a password.")
    content = parse_xml(archive.read("content.xml"), source.label)
    named = [parse_xml(archive.read(n), source.label) for n in ("styles.xml",) if n in archive]
    writer = DocumentBuilder()
    words = _Words(InlineWriter(writer), Styles([*named, content]))
    blocks = list(next(content.iter("{*}text"), []))
    for done, block in enumerate(blocks):
        if done % _EVERY == 0:
            source.progress(done, len(blocks))
            if done == _EVERY:
                source.begins(writer.begun(source))
        words.block(block, BlockShape())
    words.finish()
    if not writer.at:
        raise ReaderError(f"{source.label} has no words; it may hold pictures only.")
    title, author, date = _facts(archive, source.label)
    return writer.document(source, "odt", title=title, author=author, date=date)


def _facts(archive: ZipArchive, label: str) -> tuple[str, str, str]:
    """Return title, author and date, empty where the document does not say."""
    if "meta.xml" not in archive:
        return "", "", ""
    meta = parse_xml(archive.read("meta.xml"), label)

    def first(*names: str) -> str:
        found = (element.text for name in names for element in meta.iter(f"{{*}}{name}"))
        return next((" ".join(text.split()) for text in found if text), "")

    date = first("creation-date", "date")[:10]
    return first("title"), first("initial-creator", "creator"), date


class _Words:
    """A writer of blocks and what is in them."""

    def __init__(self, prose: InlineWriter, styles: Styles) -> None:
        self._prose = prose
        self._styles = styles
        self._notes = Footnotes(prose)
        self._boxes: list[Element] = []  # text boxes, written after their paragraph
        self._code = False  # whether the block before was code

    def finish(self) -> None:
        """Write the footnotes and end the document."""
        self._notes.write()
        self._prose.close()

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a heading, a paragraph, a list, a table, or a container of these."""
        tag = _tag(element)
        if tag in ("p", "h"):
            self._paragraph(element, tag, shape)
            for box in self._take_boxes():
                self._inside(box, shape)
            return
        self._code = False
        if tag == "list":
            self._list(element, shape, 0, None)
        elif tag == "table":
            self._table(element, shape)
        elif tag not in _LEFT_OUT:
            self._inside(element, shape)

    def _inside(self, element: Element, shape: BlockShape) -> None:
        """Write the blocks in an element."""
        for child in element:
            self.block(child, shape)

    def _take_boxes(self) -> list[Element]:
        """Return the text boxes of the paragraph that was written last, and forget them."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def _paragraph(self, paragraph: Element, tag: str, shape: BlockShape) -> None:
        """Write a paragraph or heading."""
        style = self._styles.paragraph(attribute(paragraph, "style-name"))
        level = style.level
        if tag == "h":
            level = min(whole(attribute(paragraph, "outline-level")), 6) or 1
        if style.kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + _STEP)
        code = style.kind == "code"
        tight = shape.tight or (code and self._code)
        self._prose.block(replace(shape, heading=level, tight=tight))
        with self._prose.styled(style.kind) if style.kind else ExitStack():
            self._words(paragraph, code)
        self._code = code and self._prose.open

    def _words(self, element: Element, code: bool = False) -> None:
        """Write the words in an element; in `code` each space is significant."""
        say = self._prose.write if code else self._prose.words

        def speak(words: str | None) -> None:
            if words:
                say(words)

        speak(element.text)
        for child in element:
            self._piece(child, say, code)
            speak(child.tail)

    def _piece(self, piece: Element, say: Callable[[str], None], code: bool) -> None:
        """Write an element inside a paragraph with `say`; `code` is as in `_words`."""
        tag = _tag(piece)
        if tag == "s":
            say(" " * min(whole(attribute(piece, "c"), 1), _SPACES))
        elif tag == "tab":
            say("\t" if code else " ")
        elif tag == "line-break":
            self._prose.line_break()
        elif tag == "a":
            with self._prose.styled("link", attribute(piece, "href")):
                self._words(piece, code)
        elif tag == "note":
            body = piece.find("{*}note-body")
            if body is not None:
                self._notes.mark(body, partial(self._inside, body))
        elif tag == "text-box":
            self._boxes.append(piece)
        elif tag == "span":
            with ExitStack() as styles:
                for kind in self._styles.words(attribute(piece, "style-name")):
                    styles.enter_context(self._prose.styled(kind))
                self._words(piece, code)
        elif tag not in _LEFT_OUT:
            self._words(piece, code)

    def _list(
        self, element: Element, shape: BlockShape, depth: int, counter: ListCounter | None
    ) -> None:
        """Write a list; lists in it share its counter, unless their style has other levels."""
        own = self._styles.counter(attribute(element, "style-name"))
        if own is not None and (counter is None or own.levels != counter.levels):
            counter = own
        counter = counter or ListCounter({})
        first = True
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            held = self._prose.marker
            sign = counter.sign(depth) if _tag(item) == "list-item" else ""
            self._prose.marker += sign
            tight = shape.tight or not first
            inner = replace(shape, indent=shape.indent + len(sign), tight=tight)
            for child in item:
                if _tag(child) == "list":
                    self._list(child, replace(inner, tight=True), depth + 1, counter)
                else:
                    self.block(child, inner)
            first = first and bool(self._prose.marker)
            self._prose.marker = held if self._prose.marker else ""

    def _table(self, table: Element, shape: BlockShape) -> None:
        """Write a table; one with other tables or a single column is written as blocks."""
        rows = [
            (row, list(row.iterchildren("{*}table-cell", "{*}covered-table-cell")))
            for row in _nearest(table, "table-row")
        ]
        nested = next(table.iterdescendants("{*}table"), None) is not None
        if nested or max((len(cells) for _, cells in rows), default=0) < 2:
            for _, cells in rows:
                for cell in cells:
                    self._inside(cell, shape)
            return
        first = True
        for row, cells in rows:
            if any(str(text).strip() for cell in cells for text in cell.itertext()):
                heading = next(row.iterancestors("{*}table-header-rows"), None) is not None
                line = replace(shape, hang=_STEP, tight=shape.tight or not first)
                self._prose.row(line, [partial(self._cell, cell, heading) for cell in cells])
                first = False

    def _cell(self, cell: Element, heading: bool) -> None:
        """Write a cell, in bold if it is in a header row."""
        with self._prose.styled("strong") if heading else ExitStack():
            self._cell_words(cell)

    def _cell_words(self, holder: Element) -> None:
        """Write the paragraphs in a cell, each with its text boxes, as words of one line."""
        for paragraph in _nearest(holder, "p", "h"):
            self._words(paragraph)
            self._prose.words(" ")
            for box in self._take_boxes():
                self._cell_words(box)


def _nearest(element: Element, *tags: str) -> Iterator[Element]:
    """Yield the elements with these tags, not those in one of them or in another table."""
    for child in element:
        name = _tag(child)
        if name in tags:
            yield child
        elif name not in _LEFT_OUT and name != "table":
            yield from _nearest(child, *tags)


def _tag(element: Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
