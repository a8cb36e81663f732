"""The heading of the highlight list: counts and order, the filter, and what the colours mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.theme import ThemeStyles, colour_key
from readerapp.ui.widgets.clickable_line import CLICK_CLEAR, CLICK_FILTER, CLICK_ORDER, Line, Piece

if TYPE_CHECKING:
    from readerapp.ui.colour_schemes import LegendEntry

QueryOf = Callable[["LegendEntry"], str]
"""Returns the query that finds the annotations of a legend entry."""

_LEAST_ITEM_ROWS = 5
"""Rows that the legend must leave to the items; with fewer it is not shown."""


@dataclass(frozen=True, slots=True)
class ListHeading:
    """What the heading says.

    Attributes:
        title: the name of the list with its counts.
        order: the order, as in "by place".
        query: the filter; "" if there is none.
        clear: how to clear it, as in "Esc clear".
        legend: what the colours stand for.
    """

    title: str = ""
    order: str = ""
    query: str = ""
    clear: str = ""
    legend: Sequence[LegendEntry] = ()


def heading_lines(
    heading: ListHeading, width: int, height: int, styles: ThemeStyles, query_of: QueryOf
) -> list[Line]:
    """Return the lines of the heading: the title, then the filter and the legend if there are any.

    Args:
        heading: what it says.
        width: the width of the pane in cells.
        height: the height of the pane in rows: the legend is left out where there are few.
        styles: the styles of the theme.
        query_of: returns the query that finds the annotations of a legend entry.
    """
    bold, dim = Style(bold=True), Style(dim=True)
    lines = [
        _both_ends(
            (heading.title, bold, CLICK_ORDER),
            (_shorten_order(heading, width), dim, CLICK_ORDER),
            width,
        )
    ]
    if heading.query:
        lines.append(
            _both_ends(
                (heading.query, Style(italic=True), CLICK_FILTER),
                (heading.clear, dim, CLICK_CLEAR),
                width,
            )
        )
    if heading.legend and height - len(lines) - 1 >= _LEAST_ITEM_ROWS:
        lines.append(_legend_line(heading.legend, width, styles, query_of))
    return lines


def _shorten_order(heading: ListHeading, width: int) -> str:
    """Return the order; only its last word if there is no room for more beside the title."""
    if cells(heading.title) + cells(heading.order) + 2 > width:
        return heading.order.rpartition(" ")[2]
    return heading.order


def _both_ends(left: tuple[str, Style, str], right: tuple[str, Style, str], width: int) -> Line:
    """Return a line with a text at each end; the left one is cut if there is no room."""
    end = sanitize_label(right[0], max(0, width - 8))
    start = " " + sanitize_label(left[0], max(0, width - cells(end) - 2))
    gap = " " * max(1, width - cells(start) - cells(end) - 1)
    return [Piece(start, left[1], left[2]), Piece(gap, Style()), Piece(end, right[1], right[2])]


def _legend_line(
    legend: Sequence[LegendEntry], width: int, styles: ThemeStyles, query_of: QueryOf
) -> Line:
    """Return the legend on one line; the names are cut to the same length if there is no room."""
    names = [sanitize_label(entry.name, 24) for entry in legend]
    longest, beside = 24, 3 if styles.colour and styles.draws else 4
    while longest > 4 and sum(min(longest, cells(name)) + beside for name in names) > width:
        longest -= 1
    line: Line = [Piece(" ", Style())]
    for entry, name in zip(legend, names, strict=True):
        query, bar = query_of(entry), styles.bar(entry.colour)
        sign = "▌" if styles.colour and styles.draws else f"{colour_key(entry.colour)} "
        line.append(Piece(sign, bar, query))
        line.append(Piece(sanitize_label(name, longest), Style(), query))
        line.append(Piece("  "))
    return line
