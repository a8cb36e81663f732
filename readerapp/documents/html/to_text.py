"""HTML elements to text: headings, paragraphs, lists, quotes, tables, code and links.

Addresses are stored with the style and never followed. Pictures, drawings and other media leave a
mark, or their words; scripts leave none. Page numbers become places, and no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, InlineWriter
from readerapp.documents.html import media
from readerapp.documents.html.elements import BLOCK_TAGS, table_rows, tag_name
from readerapp.documents.html.formulas import format_formula
from readerapp.documents.html.list_markers import OrderedList
from readerapp.documents.html.note_marks import mark_anchor, note_link, note_mark
from readerapp.documents.html.page_numbers import is_line_number, page_label
from readerapp.documents.html.parser import local_attribute, parse_html
from readerapp.documents.html.pictures import PictureMarks
from readerapp.documents.html.verse import class_indent, leading_spaces
from readerapp.documents.html.visibility import (
    WORDLESS,
    HiddenElements,
    has_hidden_words,
    has_words_outside,
    is_shadow_root,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLES = {
    "em": "emphasis", "i": "emphasis", "cite": "emphasis", "dfn": "emphasis", "var": "emphasis",
    "strong": "strong", "b": "strong", "s": "strike", "del": "strike", "strike": "strike",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_RUBY_READING = {"rt", "rp", "rtc"}
"""The pronunciation beside the base of a ruby annotation."""
_MEDIA_TAGS = {"object", "embed", "iframe", "audio", "video", "canvas"}
_WITHOUT_SCRIPTS = {"noscript", "noframes"}
"""Elements that a browser shows if it runs no scripts, or knows no frames."""
_TYPED_INPUTS = {"", "text", "search", "email", "url", "tel", "number", "date", "time"}
_TICKS = {"checkbox": "[x]", "radio": "(x)"}
_KNOWN_NAMESPACES = ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg")
_INDENT = 2
"""Cells by which quotes, code and definitions are indented."""
_LINE_NUMBER_GAP = "    "


class HtmlToText:
    """A converter that writes elements and their content with an `InlineWriter`.

    Attributes:
        pages: for each page break so far, the number of the page and the name of its anchor.

    Args:
        prose: the writer.
        anchor: makes the name of an anchor from an id; None to set no anchors.
        address: makes "#" and the name of an anchor from the address of a link in the document, and
            leaves other addresses; None leaves all.
        each: called for every block, with the number of blocks before it.
        article: the words of the article that is written; None if it is none (see `PictureMarks`).
        book: take an anchor such as "p13" for a page break (see `page_label`).
    """

    def __init__(
        self,
        prose: InlineWriter,
        anchor: Callable[[str], str] | None = None,
        address: Callable[[str], str] | None = None,
        each: Callable[[int], None] | None = None,
        article: str | None = None,
        *,
        book: bool = False,
    ) -> None:
        self._prose = prose
        self._anchor = anchor
        self._address = address
        self._each = each
        self._book = book
        self._pictures = PictureMarks(prose, article)
        self.pages: list[tuple[str, str]] = []
        self._number = 0
        self._in_cell = False  # inside a cell, blocks are words in one line
        self._quotes = 0  # open q elements
        self._omitted: Sequence[Element] = ()
        self._page: Element | None = None
        self._hidden: HiddenElements | None = None
        self._other_words: bool | None = None  # not looked for yet

    def write(
        self,
        element: Element,
        omitted: Sequence[Element] = (),
        shape: BlockShape = BlockShape(),  # noqa: B008 - it is frozen
    ) -> None:
        """Write an element as blocks of its own.

        Args:
            element: the element.
            omitted: elements in it that are left out.
            shape: the layout of its blocks.
        """
        self._page, self._hidden, self._omitted = element, HiddenElements(element), omitted
        self._other_words = None
        self._element(element, shape, 0)
        self._prose.block(BlockShape())

    def _element(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write one element without its tail, which belongs to the parent."""
        tag = tag_name(element)
        if not tag or (tag in WORDLESS and not is_shadow_root(element)) or element in self._omitted:
            return
        names = element.keys()
        if names:
            assert self._hidden is not None
            if not self._hidden.attributes.isdisjoint(names) and element in self._hidden:
                self._set_anchors(element, inner=True)
                if has_hidden_words(element):
                    self._prose.out.count_omission("hidden passage")
                return
            label = page_label(element, tag, names, book=self._book)
            if label is not None:
                self._begin_page(element, label)
                return
            if self._anchor and ("id" in names or tag == "a"):
                self._set_anchors(element)
        if depth > limits.DEPTH:
            space = " " if tag in BLOCK_TAGS else ""
            words = " ".join(str(words) for words in element.itertext())
            self._prose.words(f"{space}{words}{space}")
        elif tag in BLOCK_TAGS and self._in_cell:
            self._prose.words(" ")
            self._inside(element, shape, depth + 1)
            self._prose.words(" ")
        elif tag in BLOCK_TAGS:
            if self._each:
                self._each(self._number)
                self._number += 1
            self._prose.block(shape)
            self._block(element, tag, shape, depth + 1)
            self._prose.block(shape)
        else:
            self._inline(element, tag, shape, depth + 1)

    def _set_anchors(self, element: Element, *, inner: bool = False) -> None:
        """Set the anchors of an element, and of those in it if `inner`."""
        if self._anchor is None:
            return
        if name := element.get("id"):
            self._prose.anchor(self._anchor(name))
        if tag_name(element) == "a" and (name := element.get("name")):
            self._prose.anchor(self._anchor(name))
        if inner:
            for each in element.iterdescendants():
                self._set_anchors(each)

    def _begin_page(self, element: Element, label: str) -> None:
        """Begin a page of the printed edition; its number is no words of the text."""
        self._set_anchors(element, inner=True)
        if label:
            place = f"\0{self._anchor('') if self._anchor else ''}{len(self.pages)}"
            self._prose.anchor(place)
            self.pages.append((label, place))

    def _inside(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write the words and the elements in an element."""
        self._words(element.text)
        for child in element:
            self._element(child, shape, depth)
            self._words(child.tail)

    def _words(self, words: str | None) -> None:
        """Write words; the spaces at the beginning of a line of verse are kept."""
        if not words:
            return
        if "\u00ad" in words:
            words = words.replace("\u00ad", "")
        if not self._in_cell and (spaces := leading_spaces(words)):
            self._prose.line_indent(spaces)
        self._prose.words(words)

    def _inline(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write an inline element with its style."""
        if tag == "br":
            self._prose.line_break()
        elif tag == "a":
            self._link(element, shape, depth)
        elif tag in _RUBY_READING:
            self._bases(element, shape, depth)
        elif kind := _STYLES.get(tag):
            with self._prose.styled(kind):
                self._inside(element, shape, depth)
        elif tag == "q":
            self._quotation(element, shape, depth)
        elif tag in ("sup", "sub"):
            self._script(element, tag, shape, depth)
        elif tag in ("img", "image"):
            self._pictures.write(element)
        elif tag == "svg":
            self._drawing(element, shape, depth)
        elif tag == "math":
            self._formula(element, shape)
        elif tag in _MEDIA_TAGS:
            self._medium(element, tag, shape, depth)
        elif tag in ("input", "select"):
            self._field(element, tag)
        elif tag == "noembed":
            self._fallback(element, shape, depth)
        elif tag in _WITHOUT_SCRIPTS:
            if not self._has_other_words():
                self._fallback(element, shape, depth)
        elif tag == "switch":
            self._switch(element, shape, depth)
        elif tag == "span" and element.attrib:
            self._span(element, shape, depth)
        else:
            self._inside(element, shape, depth)

    def _span(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write a span; numbers of lines of verse are set off, and its indents kept."""
        if is_line_number(element):
            self._prose.separate(_LINE_NUMBER_GAP if self._prose.open else "")
            self._inside(element, shape, depth)
            self._prose.words(" ")
            return
        if indent := class_indent(element):
            self._prose.line_indent(indent, first=True)
        self._inside(element, shape, depth)

    def _bases(self, reading: Element, shape: BlockShape, depth: int) -> None:
        """Write the bases within a ruby reading, which is left out; its end tag may be missing."""
        for child in reading:
            if tag_name(child) == "rb":
                self._inside(child, shape, depth)
            elif tag_name(child) in _RUBY_READING and depth < limits.DEPTH:
                self._bases(child, shape, depth + 1)

    def _quotation(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write an inline quotation in quotation marks, which a browser adds."""
        opening, closing = "‘’" if self._quotes % 2 else "“”"
        self._quotes += 1
        self._prose.words(opening)
        self._inside(element, shape, depth)
        self._prose.words(closing)
        self._quotes -= 1

    def _script(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a superscript or subscript; links in it are marks of footnotes."""
        first = (element.text or "").lstrip()[:1]
        if first == "[" or any("#" in (link.get("href") or "") for link in element.iter("{*}a")):
            self._inside(element, shape, depth)
            return
        with self._prose.superscript() if tag == "sup" else self._prose.subscript():
            self._inside(element, shape, depth)

    def _link(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write a link; back links of footnotes are left out, and their marks are in brackets."""
        sign = note_mark(element)
        if sign == "":
            return
        address = element.get("href") or ""
        with ExitStack() as link:
            if address:
                target = self._address(address) if self._address else address
                if sign and self._anchor and target.startswith("#"):
                    self._prose.anchor(mark_anchor(target[1:]))
                    target = note_link(target[1:])
                link.enter_context(self._prose.styled("link", target))
            if sign:
                self._set_anchors(element, inner=True)
                self._prose.write(f"[{sign}]")
            else:
                self._inside(element, shape, depth)

    def _drawing(self, svg: Element, shape: BlockShape, depth: int) -> None:
        """Write the words of an SVG drawing, each text in a line, and a mark for the drawing."""
        lines = list(media.drawn_words(svg))
        title = media.drawing_title(svg)
        if lines and not self._in_cell:
            self._prose.block(shape)
        if title and (media.is_drawing(svg) or not lines):
            self._prose.mark("picture", title)
        elif title:
            self._prose.words(title)
        elif not lines and svg.get("aria-hidden") != "true" and media.is_drawing(svg):
            self._prose.out.count_omission("picture")
        for line in lines:
            if not isinstance(line, str):
                self._inside(line, shape, depth)
            elif self._in_cell:
                self._prose.words(f" {line} ")
            elif line:
                self._prose.block(replace(shape, tight=shape.tight or self._prose.open))
                self._prose.words(line)
        if lines and not self._in_cell:
            self._prose.block(shape)

    def _formula(self, math: Element, shape: BlockShape) -> None:
        """Write a formula in one line."""
        display = math.get("display") == "block" or math.get("mode") == "display"
        if display and not self._in_cell:
            self._prose.block(shape)
        self._prose.words(format_formula(math))
        if display and not self._in_cell:
            self._prose.block(shape)

    def _medium(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write what an embedded medium says if it cannot be shown, else a mark for it."""
        apart = not self._in_cell and any(tag_name(child) in BLOCK_TAGS for child in element.iter())
        if apart:
            self._prose.block(shape)
        if (source := element.get("srcdoc")) and tag == "iframe":
            self._frame(source, shape, depth)
            return
        kind = media.media_kind(element, tag)
        says = tag in ("object", "iframe", "canvas") and _has_content(element)
        if not says and tag != "canvas":
            self._prose.words(" ")
            name = media.media_name(element)
            if kind == "frame" and not name:
                self._prose.out.count_omission(kind)
            else:
                self._prose.mark("recording" if kind == "audio" else kind, name, label=kind)
            self._prose.words(" ")
        self._fallback(element, shape, depth)
        if apart:
            self._prose.block(shape)

    def _fallback(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write what an element holds for other programs, which the HTML parser takes for text."""
        if not len(element) and "<" in (element.text or ""):
            self._frame(element.text or "", shape, depth)
        else:
            self._inside(element, shape, depth)

    def _frame(self, source: str, shape: BlockShape, depth: int) -> None:
        """Write the page in the source of a frame."""
        try:
            page = parse_html(source.encode("utf-8", "replace"), "A frame", "utf-8")
        except ReaderError:
            return
        self._element(page, shape, depth)

    def _field(self, element: Element, tag: str) -> None:
        """Write what is filled in, chosen or ticked in a form."""
        if tag == "select":
            options = list(element.iter("{*}option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            self._prose.words(", ".join("".join(map(str, each.itertext())) for each in chosen))
            return
        kind = (element.get("type") or "").lower()
        if tick := _TICKS.get(kind):
            ticked = element.get("checked") is not None
            self._prose.words(f"{tick if ticked else tick.replace('x', ' ')} ")
        elif kind == "image":
            self._pictures.write(element)
        elif kind in _TYPED_INPUTS:
            self._words(element.get("value"))

    def _switch(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write one of the alternatives of an `epub:switch`: a known one, else the default."""
        cases = [child for child in element if tag_name(child) in ("case", "default")]
        if not cases:
            self._inside(element, shape, depth)
            return
        known = (
            case
            for case in cases
            if local_attribute(case, "required-namespace") in _KNOWN_NAMESPACES
        )
        default = (case for case in cases if tag_name(case) == "default")
        case = next(known, None)
        self._inside(next(default, cases[0]) if case is None else case, shape, depth)

    def _has_other_words(self) -> bool:
        """Return whether the page has words besides those for a browser without scripts."""
        if self._other_words is None:
            assert self._page is not None
            self._other_words = has_words_outside(self._page, _WITHOUT_SCRIPTS)
        return self._other_words

    def _block(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a block element by its tag."""
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._prose.block(replace(shape, heading=int(tag[1])))
            self._inside(element, shape, depth)
        elif tag == "hr":
            with self._prose.styled("rule"):
                self._prose.words("* * *")
        elif tag in ("ul", "ol", "menu", "dir"):
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
        elif tag == "table" and (rows := table_rows(element)):
            self._table(element, rows, shape, depth)
        else:
            if (spaces := leading_spaces(element.text)) and any(
                tag_name(each) == "br" for each in element
            ):
                self._prose.line_indent(spaces, first=True)
            self._inside(element, shape, depth)

    def _code(self, element: Element, shape: BlockShape) -> None:
        """Write preformatted text with its white space."""
        self._prose.block(replace(shape, indent=shape.indent + _INDENT, hang=_INDENT))
        if code := "".join(_list_texts(element)).strip("\n").rstrip():
            with self._prose.styled("code"):
                self._prose.write(code)

    def _list(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a list, with a bullet or a number before each item."""
        numbers = OrderedList(element) if tag == "ol" else None
        close = not any(tag_name(child) == "p" for item in element for child in item)
        first = True
        self._words(element.text)
        for item in element:
            assert self._hidden is not None
            if tag_name(item) != "li" or item in self._hidden:
                self._element(item, replace(shape, tight=False), depth)
                self._words(item.tail)
                continue
            marker = numbers.marker(item) if numbers else BULLET
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
        self._set_anchors(item)
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
            cells = [cell for cell in row if tag_name(cell) in ("td", "th")]
            if not any("".join(str(words) for words in cell.itertext()).strip() for cell in cells):
                continue
            self._prose.block(replace(shape, hang=_INDENT, tight=shape.tight or not first))
            first = False
            for column, cell in enumerate(cells):
                if column:
                    self._prose.separate(" | ")
                kind = "strong" if tag_name(cell) == "th" else ""
                self._in_cell = True
                with self._prose.styled(kind) if kind else ExitStack():
                    self._inside(cell, shape, depth)
                self._in_cell = False


def _list_texts(element: Element) -> Iterator[str]:
    """Yield the words in an element with their white space, and its line breaks."""
    yield element.text or ""
    for child in element:
        tag = tag_name(child)
        if tag == "br":
            yield "\n"
        elif tag and tag not in WORDLESS:
            yield from _list_texts(child)
        yield child.tail or ""


def _has_content(element: Element) -> bool:
    """Return whether an element holds words, or a picture or another medium."""
    inner = (
        tag_name(each) in _MEDIA_TAGS or tag_name(each) == "img"
        for each in element.iterdescendants()
    )
    return any(str(words).strip() for words in element.itertext()) or any(inner)
