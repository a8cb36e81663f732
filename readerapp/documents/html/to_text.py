"""HTML elements to text: headings, paragraphs, lists, quotes, tables, code and links.

Addresses are stored with the style and never followed. Pictures, drawings and other media leave a
mark, or their words; scripts leave none. Page numbers become places, and no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, InlineWriter
from readerapp.documents.html import media
from readerapp.documents.html.formulas import format_formula
from readerapp.documents.html.list_markers import OrderedList
from readerapp.documents.html.page_numbers import is_line_number, page_label
from readerapp.documents.html.parser import local_attribute, local_name, semantic_types
from readerapp.documents.html.visibility import HIDING_ATTRIBUTES, WORDLESS, HiddenElements

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "summary", "table", "ul", "caption", "tr", "tbody", "thead",
    "tfoot", "td", "th",
    # DTBook (ANSI/NISO Z39.86), which EPUB 2 allows
    "book", "frontmatter", "bodymatter", "rearmatter", "level", "level1", "level2", "level3",
    "level4", "level5", "level6", "doctitle", "docauthor", "list", "line", "linegroup", "poem",
    "stanza", "prodnote", "sidebar", "imggroup", "epigraph", "hd",
}  # fmt: skip
_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr"}
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
_WIDTHS = {"\u00a0": 1, "\u2002": 1, "\u2007": 1, "\u2003": 2, "\u3000": 2}
"""Spaces that do not collapse, with their width in cells: with them verse is indented."""
_note_sign = re.compile(
    r"[\[(]?(\d{1,4}[a-z]?|[^\w\s\[\]()↩↑←^]{1,3}|[a-z]|[ivxlc]{1,6})[\])]?"
).fullmatch
_names_note = re.compile(r"note|fnref|fnlink|(?:^|[\s_-])fn(?:$|[\s_-])", re.IGNORECASE).search
_is_return_sign = re.compile(r"[\[(]?(?:[↩↑⏎⤴⬆←^]\ufe0e?\s?)+[\])]?").fullmatch
_verse_indent = re.compile(r"(?:^|\s)i(\d{1,2})(?:$|\s)").search
_is_verse = re.compile(r"poem|poetry|stanza|verse", re.IGNORECASE).search
_LINE_NUMBER_GAP = "    "
_LONGEST_NOTE_SIGN = 12


class HtmlToText:
    """A converter that writes elements and their content with an `InlineWriter`.

    Attributes:
        pages: for each page break so far, the number of the page and the name of its anchor.

    Args:
        prose: the writer.
        anchor: makes the name of an anchor from an id; None to set no anchors.
        each: called for every block, with the number of blocks before it.
        article: the words of the article that is written; pictures whose alternative text it holds,
            or repeats, have no mark. None if what is written is no article.
    """

    def __init__(
        self,
        prose: InlineWriter,
        anchor: Callable[[str], str] | None = None,
        each: Callable[[int], None] | None = None,
        article: str | None = None,
    ) -> None:
        self._prose = prose
        self._anchor = anchor
        self._each = each
        self._article = None if article is None else _fold(article)
        self._told: set[str] = set()  # alternative texts of the article so far
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
        tag = _tag(element)
        if tag in WORDLESS or not tag or element in self._omitted:
            return
        names = element.keys()
        if names:
            assert self._hidden is not None
            if not HIDING_ATTRIBUTES.isdisjoint(names) and element in self._hidden:
                self._set_anchors(element, inner=True)
                return
            label = page_label(element, tag, names, book=self._anchor is not None)
            if label is not None:
                self._begin_page(element, label)
                return
            if self._anchor and ("id" in names or tag == "a"):
                self._set_anchors(element)
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

    def _set_anchors(self, element: Element, *, inner: bool = False) -> None:
        """Set the anchors of an element, and of those in it if `inner`."""
        if self._anchor is None:
            return
        for each in element.iter() if inner else (element,):
            for name in (each.get("id"), each.get("name") if _tag(each) == "a" else None):
                if name:
                    self._prose.anchor(self._anchor(name))

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
        if not self._in_cell and (spaces := _leading_spaces(words)):
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
            self._picture(element)
        elif tag == "svg":
            self._drawing(element, shape, depth)
        elif tag == "math":
            self._formula(element, shape)
        elif tag in _MEDIA_TAGS:
            self._medium(element, tag, shape, depth)
        elif tag in ("input", "select"):
            self._field(element, tag)
        elif tag in _WITHOUT_SCRIPTS:
            if not self._has_other_words():
                self._inside(element, shape, depth)
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
        names = element.get("class")
        if names and (match := _verse_indent(names)) and _is_in_verse(element):
            self._prose.line_indent(int(match[1]), first=True)
        self._inside(element, shape, depth)

    def _bases(self, reading: Element, shape: BlockShape, depth: int) -> None:
        """Write the bases within a ruby reading, which is left out; its end tag may be missing."""
        for child in reading:
            if _tag(child) == "rb":
                self._inside(child, shape, depth)
            elif _tag(child) in _RUBY_READING and depth < limits.DEPTH:
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
        kinds = semantic_types(element)
        address = element.get("href") or ""
        if "backlink" in kinds:
            return
        sign = ""
        if "#" in address:
            said = " ".join("".join(map(str, element.itertext())).split())
            if _is_return_sign(said):
                return
            if len(said) <= _LONGEST_NOTE_SIGN and (
                "noteref" in kinds or (_note_sign(said) and _looks_like_note_mark(element))
            ):
                sign = said
        with ExitStack() as link:
            if address:
                link.enter_context(self._prose.styled("link", address))
            if sign:
                self._set_anchors(element, inner=True)
                self._prose.write(f"[{sign.strip('[]()')}]")
            else:
                self._inside(element, shape, depth)

    def _picture(self, element: Element) -> None:
        """Write a mark for a picture with an alternative text; count one without."""
        words = media.alternative_text(element)
        if media.is_sign(words) or media.is_initial(element, words):
            self._prose.words(words)
        elif words and not self._is_told(element, words):
            self._prose.words(" ")
            self._prose.mark("picture", words)
            self._prose.words(" ")
        elif not media.is_spacer(element) and element.get("role") not in ("presentation", "none"):
            self._prose.out.count_omission("picture")

    def _is_told(self, element: Element, words: str) -> bool:
        """Return whether the words beside a picture say already what stands for it."""
        folded = _fold(words)
        figure = next(element.iterancestors("{*}figure"), None)
        caption = None if figure is None else next(figure.iter("{*}figcaption"), None)
        if caption is not None and folded in _fold("".join(map(str, caption.itertext()))):
            return True
        if self._article is None:
            return False
        if _is_link_to_a_page(element) or folded in self._told or folded in self._article:
            return True
        self._told.add(folded)
        return False

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
        apart = not self._in_cell and any(_tag(child) in _BLOCK_TAGS for child in element.iter())
        if apart:
            self._prose.block(shape)
        kind = media.media_kind(element, tag)
        says = tag in ("object", "iframe", "canvas") and _has_content(element)
        if not says and tag != "canvas":
            self._prose.words(" ")
            name = media.media_name(element)
            if kind == "frame" and not name:
                self._prose.out.count_omission(kind)
            else:
                self._prose.mark(kind, name)
            self._prose.words(" ")
        self._inside(element, shape, depth)
        if apart:
            self._prose.block(shape)

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
            self._picture(element)
        elif kind in _TYPED_INPUTS:
            self._words(element.get("value"))

    def _switch(self, element: Element, shape: BlockShape, depth: int) -> None:
        """Write one of the alternatives of an `epub:switch`: a known one, else the default."""
        cases = [child for child in element if _tag(child) in ("case", "default")]
        if not cases:
            self._inside(element, shape, depth)
            return
        known = (
            case
            for case in cases
            if local_attribute(case, "required-namespace") in _KNOWN_NAMESPACES
        )
        default = (case for case in cases if _tag(case) == "default")
        case = next(known, None)
        self._inside(next(default, cases[0]) if case is None else case, shape, depth)

    def _has_other_words(self) -> bool:
        """Return whether the page has words besides those for a browser without scripts."""
        if self._other_words is not None:
            return self._other_words
        assert self._page is not None
        self._other_words = True
        skipped = {*WORDLESS, *_WITHOUT_SCRIPTS}
        pieces = [self._page]
        while pieces:
            piece = pieces.pop()
            if _tag(piece) and _tag(piece) not in skipped:
                if (piece.text or "").strip():
                    return True
                pieces.extend(piece)
            if piece is not self._page and (piece.tail or "").strip():
                return True
        self._other_words = False
        return False

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
        elif tag == "table" and (rows := _rows(element)):
            self._table(element, rows, shape, depth)
        else:
            if (spaces := _leading_spaces(element.text)) and any(
                _tag(each) == "br" for each in element
            ):
                self._prose.line_indent(spaces, first=True)
            self._inside(element, shape, depth)

    def _code(self, element: Element, shape: BlockShape) -> None:
        """Write preformatted text with its white space."""
        self._prose.block(replace(shape, indent=shape.indent + _INDENT, hang=_INDENT))
        if code := "".join(_written(element)).strip("\n").rstrip():
            with self._prose.styled("code"):
                self._prose.write(code)

    def _list(self, element: Element, tag: str, shape: BlockShape, depth: int) -> None:
        """Write a list, with a bullet or a number before each item."""
        numbers = OrderedList(element) if tag == "ol" else None
        close = not any(_tag(child) == "p" for item in element for child in item)
        first = True
        self._words(element.text)
        for item in element:
            assert self._hidden is not None
            if _tag(item) != "li" or item in self._hidden:
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
    """Return the name of an element in lower case; empty for comments and the like.

    In XHTML that was read as HTML, a prefix such as "epub:" is part of the name.
    """
    name = local_name(element).lower()
    return name.rpartition(":")[2] if ":" in name else name


def _written(element: Element) -> Iterator[str]:
    """Yield the words in an element with their white space, and its line breaks."""
    yield element.text or ""
    for child in element:
        tag = _tag(child)
        if tag == "br":
            yield "\n"
        elif tag and tag not in WORDLESS:
            yield from _written(child)
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


def _leading_spaces(words: str | None) -> int:
    """Return the cells of the spaces that do not collapse, before the first word."""
    if not words or not words[0].isspace() or words.lstrip(" \t\r\n")[:1] not in _WIDTHS:
        return 0
    return sum(_WIDTHS.get(space, 0) for space in words[: len(words) - len(words.lstrip())])


def _is_link_to_a_page(image: Element) -> bool:
    """Return whether a picture is a link to another page, so that it leads out of an article."""
    link = next(image.iterancestors("{*}a"), None)
    address = "" if link is None else (link.get("href") or "")
    return bool(address) and not media.is_picture_name(address)


def _fold(words: str) -> str:
    """Return words for comparison: small letters and digits, a space between words."""
    return " ".join(re.findall(r"\w+", words.lower()))


def _has_content(element: Element) -> bool:
    """Return whether an element holds words, or a picture or another medium."""
    inner = (_tag(each) in _MEDIA_TAGS or _tag(each) == "img" for each in element.iterdescendants())
    return any(str(words).strip() for words in element.itertext()) or any(inner)


def _is_in_verse(element: Element) -> bool:
    """Return whether an element is in one whose class says that it is verse."""
    return any(
        _is_verse(holder.get("class") or "")
        for _, holder in zip(range(4), element.iterancestors(), strict=False)
    )


def _looks_like_note_mark(link: Element) -> bool:
    """Return whether a short link is the mark of a footnote: raised, or named so."""
    parent = link.getparent()
    if any(_tag(child) == "sup" for child in link) or (
        parent is not None and _tag(parent) == "sup"
    ):
        return True
    return bool(_names_note(f"{link.get('class') or ''} {link.get('id') or ''}"))
