"""Markdown: its visible text with styles, headings and indents; parsed by markdown-it-py.

The text has no mark-up: list items have their bullet or number, cells of a table are divided by a
bar, HTML is shown as source. Blocks are divided by one blank line, the items of a tight list by
none. Addresses of links are stored with the style and never followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.builder import BULLET, DocumentBuilder
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain
from readerapp.text.source import Text

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

NESTING_DEPTH = 100
"""Levels of nested tokens; a document that is nested deeper is shown as plain text."""

_front_matter = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL).match
_front_title = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE).search
_is_key = re.compile(r"[\w-]+[ \t]*:").match
_SIGNS = "[*_`~<&!|"
_RULE = "* * *"
_QUOTE = _CODE = 2
"""Cells by which quotes and code are indented."""
_STYLES = {"em": "emphasis", "strong": "strong", "s": "strike", "link": "link"}


def open_markdown(source: DocumentInput) -> Document:
    """Open a Markdown file; it is plain text if it is too large or nested too deep to parse.

    Raises:
        ReaderError: it is not text.
    """
    if source.raw.size > limits.MARKDOWN:
        return open_plain(source)
    written = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    front, body = _divide(written)
    if sum(map(body.count, _SIGNS)) > limits.MARKDOWN_SIGNS:
        return open_plain(source)
    tree = _parse(body)
    if tree is None:
        return open_plain(source)
    writer = DocumentBuilder()
    _Blocks(writer).write(tree.children)
    return writer.document(source, "markdown", title=front)


def _divide(written: str) -> tuple[str, str]:
    """Return the title in the front matter, "" if there is none, and the text after it."""
    found = _front_matter(written)
    if found is None or not _is_key((found[1] or "").lstrip()):
        return "", written
    title = _front_title(found[1])
    return (title[1].strip("\"'") if title else ""), written[found.end() :]


def _parse(body: str) -> SyntaxTreeNode | None:
    """Parse the body; return None if it is nested so deep that the parser would drop words."""
    from markdown_it import MarkdownIt  # 100 ms to import
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"maxNesting": NESTING_DEPTH}).enable(
        ["table", "strikethrough"]
    )
    tokens = parser.parse(body)
    inside = (child for token in tokens for child in token.children or ())
    if any(token.level >= NESTING_DEPTH - 1 for token in chain(tokens, inside)):
        return None
    return SyntaxTreeNode(tokens)


class _Blocks:
    """A writer of the blocks of a tree; it keeps the marker of a list item until its first word."""

    def __init__(self, writer: DocumentBuilder) -> None:
        self._out = writer
        self._marker = ""

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
            with self._block(indent, tight):
                self._out.write(node.content.rstrip("\n"))
        elif node.type == "hr":
            with self._block(indent, tight), self._out.styled("rule"):
                self._out.write(_RULE)
        elif node.type == "heading":
            with self._block(indent, tight), self._out.heading(int(node.tag[1:])):
                _inline(self._out, node.children)
        else:
            with self._block(indent, tight):
                _inline(self._out, node.children)

    @contextmanager
    def _block(self, indent: int, tight: bool, hang: int = 0) -> Iterator[None]:
        """Open a block; if it is the first of a list item, it begins with the item's marker."""
        marker, self._marker = self._marker, ""
        with self._out.block(max(0, indent - len(marker)), indent + hang, tight=tight):
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
            sign = BULLET if number is None else f"{number + place}. "
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
        for number, row in enumerate(rows):
            with self._block(indent, tight or number > 0, hang=_CODE):
                for column, cell in enumerate(row.children):
                    if column:
                        self._out.write(" | ")
                    start = self._out.at
                    _inline(self._out, cell.children)
                    if cell.type == "th":
                        self._out.style(start, "strong")


def _inline(out: DocumentBuilder, nodes: Sequence[SyntaxTreeNode]) -> None:
    """Write the words of a block."""
    for node in nodes:
        if node.type in _STYLES:
            with out.styled(_STYLES[node.type], str(node.attrs.get("href", ""))):
                _inline(out, node.children)
        elif node.type == "code_inline":
            with out.styled("code"):
                out.write(node.content)
        elif node.type == "image":
            with out.styled("image", str(node.attrs.get("src", ""))):
                out.write(node.content)
        elif node.type == "softbreak":
            out.write(" ")
        elif node.type == "hardbreak":
            out.write("\n")
        elif node.children:
            _inline(out, node.children)
        else:
            out.write(node.content)
