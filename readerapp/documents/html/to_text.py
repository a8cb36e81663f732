"""HTML elements to text: headings, paragraphs, lists, quotes, tables, code and links.

Addresses are stored with the style and never followed; pictures, scripts and forms leave no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, InlineWriter
from readerapp.documents.html.parser import local_name, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SKIPPED_TAGS = {
    "script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "embed",
    "button", "input", "select", "textarea", "canvas", "audio", "video", "img", "meta", "link",
}  # fmt: skip
_BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "ul", "caption", "tr", "tbody", "thead", "tfoot", "td", "th",
}  # fmt: skip
_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr"}
_STYLES = {
    "em": "emphasis", "i": "emphasis", "cite": "emphasis", "dfn": "emphasis", "var": "emphasis",
    "strong": "strong", "b": "strong", "s": "strike", "del": "strike", "strike": "strike",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_INDENT = 2
"""Cells by which quotes, code and definitions are indented."""
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


class HtmlToText:
    """A converter that writes elements and their content with an `InlineWriter`.

    Args:
        prose: the writer.
        anchor: makes the name of an anchor from an id; None to set no anchors.
        each: called for every block, with the number of blocks before it.
    """

    def __init__(
        self,
        prose: InlineWriter,
        anchor: Callable[[str], str] | None = None,
        each: Callable[[int], None] | None = None,
    ) -> None:
        self._prose = prose
        self._anchor = anchor
        self._each = each
        self._number = 0
        self._in_cell = False  # inside a cell, blocks are words in one line

    def write(self, element: Element) -> None:
        """Write an element as blocks of its own."""
        self._element(element, BlockShape(), 0)
        self._prose.block(BlockShape())

    def _element(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write one element without its tail, which belongs to the parent."""
        tag = _tag(element)
        if tag in _SKIPPED_TAGS or not tag or "hidden" in element.attrib:
            return
        if self._anchor:
            for name in (element.get("id"), element.get("name") if tag == "a" else None):
                if name:
                    self._prose.anchor(self._anchor(name))
        if depth > limits.DEPTH:
            space = " " if tag in _BLOCK_TAGS else ""
            words = " ".join(str(words) for words in element.itertext())
            self._prose.words(f"{space}{words}{space}")
        elif tag in _BLOCK_TAGS and self._in_cell:
            self._prose.words(" ")
            self._inside(element, shape, depth + 1)
            self._prose.words(" ")
        elif tag in _BLOCK_TAGS:
            if self._each:
                self._each(self._number)
                self._number += 1
            self._prose.block(shape)
            self._block(element, tag, shape, depth + 1)
            self._prose.block(shape)
        else:
            self._inline(element, tag, shape, depth + 1)

    def _inside(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write the words and the elements in an element."""
        self._words(element.text)
        for child in element:
            self._element(child, shape, depth)
            self._words(child.tail)

    def _words(self, words: str | None) -> None:
        if words:
            self._prose.words(words)

    def _inline(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write an inline element with its style."""
        if tag == "br":
            self._prose.line_break()
        elif tag == "a":
            self._link(element, shape, depth)
        elif tag in ("rt", "rp"):
            pass  # the pronunciation in a ruby annotation
        elif kind := _STYLES.get(tag):
            with self._prose.styled(kind):
                self._inside(element, shape, depth)
        elif tag == "q":
            self._prose.words("“")
            self._inside(element, shape, depth)
            self._prose.words("”")
        else:
            self._inside(element, shape, depth)

    def _link(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write a link; back links of footnotes are left out."""
        kind = f"{element.get('role', '')} {element.get(_EPUB_TYPE, '')}"
        if "backlink" in kind:
            return
        address = element.get("href") or ""
        with ExitStack() as link:
            if address:
                link.enter_context(self._prose.styled("link", address))
            if "noteref" in kind:
                note = " ".join("".join(str(words) for words in element.itertext()).split())
                self._prose.write(f"[{note.strip('[]')}]")
            else:
                self._inside(element, shape, depth)

    def _block(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a block element by its tag."""
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._prose.block(replace(shape, heading=int(tag[1])))
            self._inside(element, shape, depth)
        elif tag == "hr":
            with self._prose.styled("rule"):
                self._prose.words("* * *")
        elif tag in ("ul", "ol", "menu"):
            self._list(element, tag, shape, depth)
        elif tag == "blockquote":
            inner = replace(shape, indent=shape.indent + _INDENT)
            self._prose.block(inner)
            with self._prose.styled("quote"):
                self._inside(element, inner, depth)
        elif tag == "pre":
            self._code(element, shape)
        elif tag == "dd":
            inner = replace(shape, indent=shape.indent + _INDENT, tight=True)
            self._prose.block(inner)
            self._inside(element, inner, depth)
        elif tag == "dt":
            with self._prose.styled("strong"):
                self._inside(element, shape, depth)
        elif tag == "table" and (rows := _rows(element)):
            self._table(element, rows, shape, depth)
        else:
            self._inside(element, shape, depth)

    def _code(self, element: Element, shape: BlockShape) -> None:
        """Write preformatted text with its white space."""
        self._prose.block(replace(shape, indent=shape.indent + _INDENT, hang=_INDENT))
        if code := "".join(_written(element)).strip("\n").rstrip():
            with self._prose.styled("code"):
                self._prose.write(code)

    def _list(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a list, with a bullet or a number before each item."""
        number = whole_number(element.get("start"), 1)
        close = not any(_tag(child) == "p" for item in element for child in item)
        first = True
        self._words(element.text)
        for item in element:
            if _tag(item) != "li":
                self._element(item, replace(shape, tight=False), depth)
                self._words(item.tail)
                continue
            number = whole_number(item.get("value"), number)
            marker = BULLET if tag != "ol" else f"{number}. "
            number += 1
            outer_marker, self._prose.marker = self._prose.marker, self._prose.marker + marker
            tight = shape.tight if first else close
            inner = BlockShape(shape.indent + len(marker), 0, tight)
            self._prose.block(inner)
            self._item(item, inner, close, depth)
            if self._prose.marker:  # the item has no words and is dropped
                self._prose.marker = outer_marker
            else:
                first = False
            self._prose.block(shape)
            self._words(item.tail)

    def _item(self, item: Element, shape: BlockShape, close: bool, depth: int) -> None:
        """Write the content of a list item."""
        if self._anchor and (name := item.get("id")):
            self._prose.anchor(self._anchor(name))
        later = replace(shape, tight=close)
        self._words(item.text)
        for child in item:
            self._element(child, later if not self._prose.marker else shape, depth)
            self._words(child.tail)

    def _table(self, table: Element, rows: list[Element], shape: BlockShape, depth: int) -> None:
        """Write a table: a row in each line, cells divided by a bar."""
        for caption in table.iterchildren("{*}caption"):
            self._element(caption, shape, depth)
        first = True
        for row in rows:
            cells = [cell for cell in row if _tag(cell) in ("td", "th")]
            if not any("".join(str(words) for words in cell.itertext()).strip() for cell in cells):
                continue
            self._prose.block(replace(shape, hang=_INDENT, tight=shape.tight or not first))
            first = False
            for column, cell in enumerate(cells):
                if column:
                    self._prose.separate(" | ")
                kind = "strong" if _tag(cell) == "th" else ""
                self._in_cell = True
                with self._prose.styled(kind) if kind else ExitStack():
                    self._inside(cell, shape, depth)
                self._in_cell = False


def _tag(element: Element) -> str:
    """Return the name of an element in lower case; empty for comments and the like."""
    return local_name(element).lower()


def _written(element: Element) -> Iterator[str]:
    """Yield the words in an element with their white space, and its line breaks."""
    yield element.text or ""
    for child in element:
        yield from ("\n",) if _tag(child) == "br" else _written(child)
        yield child.tail or ""


def _rows(table: Element) -> list[Element]:
    """Return the rows of a table of words; none for a layout table, which is read as blocks."""
    if next(table.iterdescendants("{*}table"), None) is not None:
        return []  # early, because going through nested tables at each level is quadratic
    rows = list(table.iter("{*}tr"))
    cells = [cell for row in rows for cell in row]
    frame = [each for each in table.iter() if _tag(each) in _TABLE_TAGS]
    stray = [*(each.text for each in frame), *(each.tail for each in (*frame[1:], *cells))]
    layout = any(
        _tag(inner) in _BLOCK_TAGS and _tag(inner) not in ("p", "div", "ul", "li", "tr")
        for cell in cells
        for inner in cell.iterdescendants()
    )
    several = any(sum(1 for inner in cell if _tag(inner) in ("p", "div")) > 1 for cell in cells)
    if any(words and words.strip() for words in stray):
        return []
    if layout or several or max((len(row) for row in rows), default=0) < 2:
        return []
    return rows
