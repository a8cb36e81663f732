"""Data tables: which tables hold words in rows and columns, rather than the layout of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.documents.html.elements import BLOCK_TAGS, TABLE_TAGS, tag_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


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
