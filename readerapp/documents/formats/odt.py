"""ODT: headings, paragraphs, lists, tables, quotes, links and notes of OpenDocument text.

Notes are footnotes and endnotes.

`Styles` reads what its styles mean: headings, quotes, code, emphasis, and the markers of lists.

Source: OpenDocument 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
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


_INNERMOST_LEVEL = 10
"""The innermost level of a list that OpenDocument has a style for, from 1."""
_quote = re.compile(r"quotation|quote|block_20_text|zitat", re.IGNORECASE).search
_code = re.compile(r"preformatted|source_20_code|code_20_block", re.IGNORECASE).search
_inline_code = re.compile(r"source_20_text|verbatim_20_char", re.IGNORECASE).search
_NUMBER_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"
}  # fmt: skip


class OdtStyles:
    """The styles of a document; those in later trees override earlier ones."""

    def __init__(self, trees: Sequence[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        for tree in trees:
            self._styles.update((local_attribute(s, "name"), s) for s in tree.iter("{*}style"))
            self._lists.update((local_attribute(s, "name"), s) for s in tree.iter("{*}list-style"))
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
            name = local_attribute(style, "parent-style-name")


def _levels(style: Element) -> Iterator[tuple[int, ListLevel]]:
    """Yield the levels of a list, from 0, and how each is numbered."""
    for level in style:
        depth = whole_number(local_attribute(level, "level"))
        if 0 < depth <= _INNERMOST_LEVEL:
            form = _NUMBER_FORMS.get(local_attribute(level, "num-format"), "")
            numbered = str(level.tag).endswith("}list-level-style-number")
            before, after = (
                local_attribute(level, "num-prefix"),
                local_attribute(level, "num-suffix"),
            )
            if numbered and not form:
                form, pattern = "decimal", ""
            else:
                pattern = f"{before[:PATTERN_LENGTH]}%{depth % 10}{after[:PATTERN_LENGTH]}"
            first = whole_number(local_attribute(level, "start-value"), 1)
            yield depth - 1, ListLevel(form if numbered else "", pattern, first)


def _own_kinds(name: str, style: Element) -> Iterator[str]:
    """Yield what a style of words says itself."""
    if _inline_code(name):
        yield "code"
    for properties in style.iterchildren("{*}text-properties"):
        if local_attribute(properties, "font-weight") in ("bold", "700", "800", "900"):
            yield "strong"
        if local_attribute(properties, "font-style") in ("italic", "oblique"):
            yield "emphasis"
        if local_attribute(properties, "text-line-through-style") not in ("", "none"):
            yield "strike"


_MANIFEST = "META-INF/manifest.xml"
_SPACES = 200
"""Spaces that one element writes at most: its few bytes can ask for any number."""


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
    styles = OdtStyles([*named, content])
    blocks = list(next(content.iter("{*}text"), []))
    builder = _OdtWriter(InlineWriter(DocumentBuilder()), styles).write(source, blocks)
    title, author, date = _facts(archive, source.label)
    return builder.document(source, "odt", title=title, author=author, date=date)


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


class _OdtWriter(OfficeWriter):
    """A writer of the blocks of an ODT, and of what is in them."""

    left_out = frozenset(
        {"tracked-changes", "table-of-content", "annotation", "annotation-end", "forms",
         "note-citation", "sequence-decls", "variable-decls", "user-field-decls",
         "bibliography-source", "title", "desc"}
    )  # fmt: skip
    paragraph_tags = ("p", "h")
    table_tag = "table"

    def __init__(self, prose: InlineWriter, styles: OdtStyles) -> None:
        super().__init__(prose)
        self._styles = styles
        self._code_before = False  # whether the block before was code

    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a heading, a paragraph, a list, a table, or a container of these."""
        tag = local_name(element)
        if tag in ("p", "h"):
            self._paragraph(element, tag, shape)
            for box in self.take_boxes():
                self.inside(box, shape)
            return
        self._code_before = False
        if tag == "list":
            self._list(element, shape, 0, None)
        elif tag == "table":
            self.table(element, shape)
        elif tag not in self.left_out:
            self.inside(element, shape)

    def _paragraph(self, paragraph: Element, tag: str, shape: BlockShape) -> None:
        """Write a paragraph or heading."""
        style = self._styles.paragraph(local_attribute(paragraph, "style-name"))
        level = style.level
        if tag == "h":
            level = min(whole_number(local_attribute(paragraph, "outline-level")), 6) or 1
        if style.kind in ("quote", "code"):
            shape = replace(shape, indent=shape.indent + INDENT)
        code = style.kind == "code"
        tight = shape.tight or (code and self._code_before)
        self._prose.block(replace(shape, heading=level, tight=tight))
        with self._prose.styled(style.kind) if style.kind else ExitStack():
            self._words(paragraph, code)
        self._code_before = code and self._prose.open

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
        tag = local_name(piece)
        if tag == "s":
            say(" " * min(whole_number(local_attribute(piece, "c"), 1), _SPACES))
        elif tag == "tab":
            say("\t" if code else " ")
        elif tag == "line-break":
            self._prose.line_break()
        elif tag == "a":
            with self._prose.styled("link", local_attribute(piece, "href")):
                self._words(piece, code)
        elif tag == "note":
            body = piece.find("{*}note-body")
            if body is not None:
                self.mark_note(body)
        elif tag == "text-box":
            self._boxes.append(piece)
        elif tag == "span":
            with ExitStack() as styles:
                for kind in self._styles.words(local_attribute(piece, "style-name")):
                    styles.enter_context(self._prose.styled(kind))
                self._words(piece, code)
        elif tag not in self.left_out:
            self._words(piece, code)

    def _list(
        self, element: Element, shape: BlockShape, depth: int, counter: ListCounter | None
    ) -> None:
        """Write a list; lists in it share its counter, unless their style has other levels."""
        own = self._styles.counter(local_attribute(element, "style-name"))
        if own is not None and (counter is None or own.levels != counter.levels):
            counter = own
        counter = counter or ListCounter({})
        first = True
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            outer_marker = self._prose.marker
            marker = counter.next_marker(depth) if local_name(item) == "list-item" else ""
            self._prose.marker += marker
            tight = shape.tight or not first
            inner = replace(shape, indent=shape.indent + len(marker), tight=tight)
            for child in item:
                if local_name(child) == "list":
                    self._list(child, replace(inner, tight=True), depth + 1, counter)
                else:
                    self.block(child, inner)
            first = first and bool(self._prose.marker)
            self._prose.marker = outer_marker if self._prose.marker else ""

    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words of a paragraph; white space in it is not significant."""
        self._words(paragraph)

    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells."""
        return [
            (row, list(row.iterchildren("{*}table-cell", "{*}covered-table-cell")))
            for row in self.nearest(table, "table-row")
        ]

    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""
        return next(row.iterancestors("{*}table-header-rows"), None) is not None

    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""
        return any(str(text).strip() for text in cell.itertext())
