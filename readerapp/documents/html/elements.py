"""Elements of HTML: their names, which of them are blocks, which tables hold words in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BLOCK_TAGS = {
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
TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr"}


def tag_name(element: Element) -> str:
    """Return the name of an element in lower case; empty for comments and the like.

    In XHTML that was read as HTML, a prefix such as "epub:" is part of the name.
    """
    name = local_name(element).lower()
    return name.rpartition(":")[2] if ":" in name else name


def table_rows(table: Element) -> list[Element]:
    """Return the rows of a table of words; none for a layout table, which is read as blocks."""
    if next(table.iterdescendants("{*}table"), None) is not None:
        return []  # early, because going through nested tables at each level is quadratic
    rows = list(table.iter("{*}tr"))
    cells = [cell for row in rows for cell in row]
    frame = [each for each in table.iter() if tag_name(each) in TABLE_TAGS]
    stray = [*(each.text for each in frame), *(each.tail for each in (*frame[1:], *cells))]
    layout = any(
        tag_name(inner) in BLOCK_TAGS and tag_name(inner) not in ("p", "div", "ul", "li", "tr")
        for cell in cells
        for inner in cell.iterdescendants()
    )
    several = any(sum(1 for inner in cell if tag_name(inner) in ("p", "div")) > 1 for cell in cells)
    if any(words and words.strip() for words in stray):
        return []
    if layout or several or max((len(row) for row in rows), default=0) < 2:
        return []
    return rows
