"""Lines of which parts take a click: a name in a list filters the list by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from readerapp.text.graphemes import cell_width as cells
from readerapp.text.sanitize import sanitize_label


class Piece(NamedTuple):
    """A part of a line, and what a click on it asks for.

    Attributes:
        text: the text, safe to show.
        style: its style.
        click: what a click asks for: a query to filter by, `CLICK_ORDER`, `CLICK_FILTER` or
            `CLICK_CLEAR`; "" for nothing.
    """

    text: str
    style: Style = Style()
    click: str = ""


CLICK_ORDER, CLICK_FILTER, CLICK_CLEAR = "\norder", "\nfilter", "\nclear"
"""Clicks that are no query, which has no newline: next order, ask for a filter, clear it."""

Line = list[Piece]


def click_at(line: Line, column: int) -> str:
    """Return what a click on a cell of a line asks for; "" for nothing.

    Args:
        line: the line.
        column: the cell, from 0.
    """
    for piece in line:
        column -= cells(piece.text)
        if column < 0:
            return piece.click
    return ""


def segments(line: Line, base: Style) -> list[Segment]:
    """Return the segments of a line on a base style."""
    return [Segment(piece.text, base + piece.style) for piece in line]


def tag_pieces(tags: Sequence[str], width: int) -> Line:
    """Return the tags as pieces that fit in `width` cells; a click on one filters by it."""
    pieces: Line = []
    for tag in tags:
        room = width - sum(cells(piece.text) for piece in pieces) - bool(pieces)
        if room < 2:
            break
        if pieces:
            pieces.append(Piece(" ", Style(dim=True)))
        text = sanitize_label(f"#{tag}", room)
        pieces.append(Piece(text, Style(dim=True), query_for("tag", tag)))
    return pieces


def query_for(field: str, value: str) -> str:
    """Return the query of a click on a name."""
    from readerapp.listing.filter_query import term  # the first page does not wait for it

    return term(field, value)
