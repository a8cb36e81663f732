"""Markdown: its visible text with styles, headings and indents; parsed by markdown-it-py.

The text has no mark-up: list items have their bullet or number, cells of a table are divided by a
bar, of HTML only the words are left. Blocks are divided by one blank line, the items of a tight
list by none. Addresses of links are stored with the style and never followed. Footnotes are at the
end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BULLET, BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.critic_marks import (
    COMMENT,
    DELETE,
    INSERT,
    MARK,
    CriticMarks,
    enable_critic_marks,
    has_critic_marks,
)
from readerapp.documents.formats.markdown_parts import split_footnotes, split_front_matter
from readerapp.documents.formats.plain import open_plain
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text
from readerapp.text.superscript import format_subscript, format_superscript

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

NESTING_DEPTH = 100
"""Levels of nested tokens; a document that is nested deeper is shown as plain text."""

_SIGNS = "[*_`~<&!|"
_RULE = "* * *"
_QUOTE = _CODE = 2
"""Cells by which quotes and code are indented."""
_CRITIC = (MARK, INSERT, DELETE, COMMENT)
_STYLES = {"em": "emphasis", "strong": "strong", "s": "strike", "link": "link"}
_HTML_STYLES = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
    "var": "emphasis", "s": "strike", "del": "strike", "strike": "strike", "code": "code",
    "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_SCRIPTS = {"sup": format_superscript, "sub": format_subscript}
_UNREAD_TAGS = {"rt", "rp", "script", "style", "template"}
"""Tags in a line whose words are left out, as in `html.to_text`."""
_tag = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_attributes = re.compile(r"\{(?>(?>[#.:=][^{}\s]*+|[\w-]++=[^{}\s]++|\s++)+)\}")
"""Attributes as pandoc, kramdown and Hugo write them after a heading, code or a link."""
_quotation_signs = re.compile(r"^[>\s]+(?=\|)")
_INLINE_TAGS = {
    "a", "abbr", "audio", "b", "bdi", "bdo", "big", "br", "button", "canvas", "cite", "code",
    "data", "del", "dfn", "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label", "map",
    "mark", "math", "meter", "object", "output", "picture", "pre", "progress", "q", "rb", "rp",
    "rt", "ruby", "s", "samp", "script", "select", "small", "span", "strike", "strong", "style",
    "sub", "sup", "svg", "template", "textarea", "time", "tt", "u", "var", "video", "wbr",
}  # fmt: skip
"""Elements of HTML besides those that begin a block in CommonMark."""
_footnote_mark = re.compile(r"\[\^([^\]\s]+)\]")
_new_line = re.compile(r"(?::\s+|\|\s)").match
"""The beginning of a definition, and of a line of verse in pandoc."""


def open_markdown(source: DocumentInput) -> Document:
    """Open a Markdown file; it is plain text if it is too large or nested too deep to parse.

    Raises:
        ReaderError: it is not text.
    """
    if source.raw.size > limits.MARKDOWN:
        return open_plain(source)
    written = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    front, body = split_front_matter(written)
    if sum(map(body.count, _SIGNS)) > limits.MARKDOWN_SIGNS:
        return open_plain(source)
    body, notes = split_footnotes(body)
    parser = make_parser()
    if has_critic_marks(body):
        enable_critic_marks(parser)
    trees = [_parse(parser, part) for part in (body, *notes.values())]
    if any(tree is None for tree in trees):
        return open_plain(source)
    writer = DocumentBuilder()
    tree, *note_trees = (tree for tree in trees if tree is not None)
    blocks = _Blocks(writer, body.split("\n"), dict(zip(notes, note_trees, strict=True)))
    blocks.write(tree.children)
    blocks.write_notes()
    blocks.critic.annotate()
    if front.others:
        fields = ", ".join(sanitize_label(name) for name in front.others)
        writer.omit(f"The front matter is not shown ({fields})", words=False)
    return writer.document(
        source,
        "markdown",
        title=front.title,
        author=front.author,
        date=front.date,
        reference=front.reference,
    )


def make_parser() -> MarkdownIt:
    """Make the parser: CommonMark with tables and strikethrough."""
    from markdown_it import MarkdownIt  # 100 ms to import

    return MarkdownIt("commonmark", {"maxNesting": NESTING_DEPTH}).enable(
        ["table", "strikethrough"]
    )


def _parse(parser: MarkdownIt, body: str) -> SyntaxTreeNode | None:
    """Parse the body; return None if it is nested so deep that the parser would drop words."""
    from markdown_it.tree import SyntaxTreeNode

    tokens = parser.parse(body)
    inside = (child for token in tokens for child in token.children or ())
    if any(token.level >= NESTING_DEPTH - 1 for token in chain(tokens, inside)):
        return None
    return SyntaxTreeNode(tokens)


class _Blocks:
    """A writer of the blocks of a tree; it keeps the marker of a list item until its first word.

    Args:
        writer: the builder of the text.
        lines: the lines of the file.
        notes: the trees of the footnotes by their label.
    """

    def __init__(
        self, writer: DocumentBuilder, lines: Sequence[str], notes: Mapping[str, SyntaxTreeNode]
    ) -> None:
        self._out = writer
        self._lines = lines
        self._notes = notes
        self._numbers: dict[str, int] = {}  # of the footnotes that have a mark
        self._marked: list[str] = []  # their labels in order
        self._marker = ""
        self._anchor = ""  # of the next block
        self.critic = CriticMarks(writer)

    def write_notes(self) -> None:
        """Write the footnotes in the order of their marks, those without a mark at the end."""
        written = 0
        for label in ("", *self._notes):
            if label:
                self._number(label)
            while written < len(self._marked):
                tree = self._notes[self._marked[written]]
                written += 1
                self._marker = f"[{written}] "
                self._anchor = f"note-{written}"
                indent = len(self._marker)
                self.write(tree.children, indent)
                self._marker = ""

    def _number(self, label: str) -> int:
        """Return the number of a footnote: the next one if it has none yet."""
        if label not in self._numbers:
            self._marked.append(label)
            self._numbers[label] = len(self._marked)
        return self._numbers[label]

    def write(self, nodes: Sequence[SyntaxTreeNode], indent: int = 0, tight: bool = False) -> None:
        """Write sibling blocks.

        Args:
            nodes: the blocks.
            indent: cells by which they are indented.
            tight: put no blank line between them.
        """
        for node in nodes:
            if node.type in ("bullet_list", "ordered_list"):
                self._list(node, indent, tight)
            elif node.type == "blockquote":
                with self._out.styled_blocks("quote"):
                    self.write(node.children, indent + _QUOTE, tight)
            elif node.type == "table":
                self._table(node, indent, tight)
            else:
                self._leaf(node, indent, tight)

    def _leaf(self, node: SyntaxTreeNode, indent: int, tight: bool) -> None:
        """Write a block that contains no other blocks."""
        if node.type in ("fence", "code_block"):
            with self._block(indent + _CODE, tight, hang=_CODE), self._out.styled("code"):
                self._out.write(node.content.removesuffix("\n"))
        elif node.type == "html_block":
            self._html(node.content, indent, tight)
        elif node.type == "hr":
            with self._block(indent, tight), self._out.styled("rule"):
                self._out.write(_RULE)
        elif node.type == "heading":
            with self._block(indent, tight), self._out.heading(int(node.tag[1:])):
                self._line().write(node.children, heading=True)
        else:
            with self._block(indent, tight):
                self._inline(node.children)

    def _inline(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Write the words of a block."""
        self._line().write(nodes)

    def _line(self) -> _Line:
        return _Line(self._out, self._notes, self._number, self.critic)

    def _html(self, source: str, indent: int, tight: bool) -> None:
        """Write the words of a block of HTML; it may be a part, such as an end tag alone."""
        from readerapp.documents.html.parser import parse_html
        from readerapp.documents.html.to_text import HtmlToText

        known = _tag.sub(lambda tag: tag[0] if _is_html(tag[2]) else f"&lt;{tag[0][1:]}", source)
        try:
            page = parse_html(known.encode("utf-8", "replace"), "HTML", "utf-8")
        except ReaderError:
            return
        prose = InlineWriter(self._out)
        prose.marker, self._marker = self._marker, ""
        HtmlToText(prose).write(page, shape=BlockShape(indent=indent, tight=tight))
        prose.close()
        self._marker = prose.marker

    @contextmanager
    def _block(self, indent: int, tight: bool, hang: int = 0) -> Iterator[None]:
        """Open a block; if it is the first of a list item, it begins with the item's marker."""
        marker, self._marker = self._marker, ""
        with self._out.block(max(0, indent - len(marker)), indent + hang, tight=tight):
            if self._anchor:
                self._out.anchors[self._anchor] = self._out.at
                self._anchor = ""
            self._out.write(marker)
            yield

    def _list(self, node: SyntaxTreeNode, indent: int, tight: bool) -> None:
        """Write a list, with a bullet or a number before each item."""
        number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        close = all(
            block.hidden
            for item in node.children
            for block in item.children
            if block.type == "paragraph"
        )
        for place, item in enumerate(node.children):
            delimiter = node.markup or "."
            sign = BULLET if number is None else f"{number + place}{delimiter} "
            self._marker += sign
            inner = indent + len(sign)
            self.write(item.children[:1], inner, close if place else tight)
            self.write(item.children[1:], inner, close)
            if self._marker:  # the item has no words
                with self._block(inner, close if place else tight):
                    pass

    def _table(self, node: SyntaxTreeNode, indent: int, tight: bool) -> None:
        """Write a table: a row in each line, cells divided by a bar."""
        rows = [row for part in node.children for row in part.children]
        columns = len(rows[0].children) if rows else 0
        for number, row in enumerate(rows):
            with self._block(indent, tight or number > 0, hang=_CODE):
                for column, cell in enumerate(row.children):
                    if column:
                        self._out.write(" | ")
                    start = self._out.at
                    self._inline(cell.children)
                    if cell.type == "th":
                        self._out.style(start, "strong")
                for cell_source in self._cells_beyond(row, columns):
                    self._out.write(f" | {cell_source}")

    def _cells_beyond(self, row: SyntaxTreeNode, columns: int) -> list[str]:
        """Return the sources of the cells of a row for which the table has no column."""
        if row.map is None or not columns:
            return []
        from markdown_it.rules_block.table import escapedSplit

        line = _quotation_signs.sub("", self._lines[row.map[0]]).strip()
        cells = [cell.strip() for cell in escapedSplit(line.strip())]
        cells = cells[1 if cells and not cells[0] else 0 :]
        return [cell for cell in cells[columns:] if cell]


class _Line:
    """A writer of the words of one block; it knows the HTML tags that are open in it."""

    def __init__(
        self,
        out: DocumentBuilder,
        notes: Mapping[str, SyntaxTreeNode],
        number: Callable[[str], int],
        critic: CriticMarks,
    ) -> None:
        self._out = out
        self._critic = critic
        self._notes = notes
        self._number = number
        self._open: list[tuple[str, int]] = []  # HTML tags that are open, each with its offset

    def write(self, nodes: Sequence[SyntaxTreeNode], *, heading: bool = False) -> None:
        """Write the nodes of a block; attributes at the end of a heading are left out."""
        before = last_words = ""
        for place, node in enumerate(nodes):
            kind = node.type
            if self._open and kind != "html_inline" and self._is_unread():
                continue
            if kind == "text":
                words = node.content
                if before in (COMMENT, DELETE) and last_words.endswith(" "):
                    words = words.removeprefix(" ")  # it had a space on each side
                last_words = node.content
                self._words(words, before, last=heading and place == len(nodes) - 1)
            elif kind in _CRITIC:
                self._critic_mark(node, heading=heading)
            elif kind in _STYLES:
                with self._out.styled(_STYLES[kind], str(node.attrs.get("href", ""))):
                    self.write(node.children)
            elif kind == "code_inline":
                with self._out.styled("code"):
                    self._out.write(node.content)
            elif kind == "image":
                self._picture(node)
            elif kind == "softbreak":
                following = nodes[place + 1] if place + 1 < len(nodes) else None
                is_line = following is not None and _new_line(following.content)
                self._out.write("\n" if is_line else " ")
            elif kind == "hardbreak":
                self._out.write("\n")
            elif kind == "html_inline":
                self._tag(node.content)
            elif node.children:
                self.write(node.children, heading=heading)
            else:
                self._out.write(node.content)
            last_words = last_words if kind in ("text", COMMENT, DELETE) else ""
            before = kind

    def _critic_mark(self, node: SyntaxTreeNode, *, heading: bool) -> None:
        """Write what a mark of a review leaves in the text, and take the mark."""
        start = self._out.at
        if node.type == COMMENT:
            self._critic.comment(node.content)
        elif node.type == DELETE:
            self._critic.deletion(node.content)
        else:
            self.write(node.children, heading=heading)
            take = self._critic.highlight if node.type == MARK else self._critic.insertion
            take(start)

    def _is_unread(self) -> bool:
        """Return whether a tag is open whose words are left out."""
        return any(tag in _UNREAD_TAGS for tag, _ in self._open)

    def _words(self, words: str, before: str, *, last: bool) -> None:
        """Write words, with the marks of footnotes in them.

        Args:
            words: the words.
            before: the type of the node before them.
            last: they end a heading.
        """
        if before in ("code_inline", "link", "image") and (found := _attributes.match(words)):
            words = words[found.end() :]
        if last and words.endswith("}"):
            at = words.rfind("{")
            if at >= 0 and _attributes.fullmatch(words, at):
                words = words[:at].rstrip()
        if not self._notes:
            self._out.write(words)
            return
        at = 0
        for mark in _footnote_mark.finditer(words):
            if mark[1] not in self._notes:
                continue
            self._out.write(words[at : mark.start()])
            at = mark.end()
            number = self._number(mark[1])
            self._out.anchors.setdefault(f"mark-{number}", self._out.at)
            with self._out.styled("link", f"#note-{number}"):
                self._out.write(f"[{number}]")
        self._out.write(words[at:])

    def _picture(self, node: SyntaxTreeNode) -> None:
        """Write a mark for a picture with an alternative text."""
        from readerapp.documents.html.media import is_sign

        words = " ".join(_plain(node).split())
        with self._out.styled("image", str(node.attrs.get("src", ""))):
            if not words:
                self._out.count_omission("picture")
            elif is_sign(words):
                self._out.write(words)
            else:
                self._out.count_omission("picture")
                self._out.write(f"[picture: {words}]")

    def _tag(self, source: str) -> None:
        """Take a tag of HTML: its style, its mark, or nothing; what is no HTML is written."""
        found = _tag.match(source)
        if found is None:
            return  # a comment, or what only programs read
        name = found[2].lower()
        if not _is_html(name):
            self._out.write(source)
        elif name == "br":
            self._out.write("\n")
        elif name == "img":
            self._html_picture(source)
        elif not found[1]:
            if not source.endswith("/>"):
                self._open.append((name, self._out.at))
        elif any(tag == name for tag, _ in self._open):
            self._end(name)

    def _end(self, name: str) -> None:
        """End the last open tag with that name, and those in it."""
        while self._open:
            tag, start = self._open.pop()
            if tag in _SCRIPTS and self._out.at > start:
                self._out.rewrite(start, _SCRIPTS[tag])
            elif tag in _HTML_STYLES:
                self._out.style(start, _HTML_STYLES[tag])
            if tag == name:
                return

    def _html_picture(self, source: str) -> None:
        """Write the mark of a picture that is an HTML tag."""
        from readerapp.documents.html.media import alternative_text
        from readerapp.documents.html.parser import parse_html

        image = next(parse_html(source.encode("utf-8", "replace"), "HTML", "utf-8").iter("img"))
        words = alternative_text(image)
        self._out.count_omission("picture")
        if words:
            self._out.write(f"[picture: {words}]")


def _plain(node: SyntaxTreeNode) -> str:
    """Return the words of a node without their mark-up."""
    if node.children:
        return "".join(map(_plain, node.children))
    return " " if node.type in ("softbreak", "hardbreak") else node.content


def _is_html(name: str) -> bool:
    """Return whether a name is that of an HTML element: others are mostly not meant as tags."""
    from markdown_it.common.html_blocks import block_names

    return name.lower() in _INLINE_TAGS or name.lower() in block_names
