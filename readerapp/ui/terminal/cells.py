"""Cells of the terminal: a cluster of text and its style each; of wide clusters two."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from readerapp.text.cells import clusters, is_complex, is_narrow
from readerapp.ui.terminal.styles import Style, on_blank


class Cell(NamedTuple):
    """One cell: a cluster, or the empty text in the right half of a wide one; and its style."""

    text: str
    style: Style


Row = tuple[Cell, ...]

UNKNOWN = Cell("\0", "")
"""Nobody knows what the terminal shows here."""


@lru_cache(maxsize=1 << 15)
def cell(text: str, style: Style) -> Cell:
    """The cell of a cluster; equal cells are mostly the same object, which compares quickly.

    A blank has only that part of the style that can be seen on it.
    """
    return Cell(text, on_blank(style) if text == " " else style)


def cells(text: str, style: Style) -> list[Cell] | None:
    """The cells of a text in one style; None if it starts within a cluster."""
    if is_narrow(text):
        return [cell(sign, style) for sign in text]
    row = []
    for start, end, width in clusters(text):
        if not width:
            return None
        row.append(cell(text[start:end], style))
        if width == 2:
            row.append(cell("", style))
    return row


def blank(style: Style) -> Cell:
    """A blank in what `style` shows on one."""
    return cell(" ", style)


def is_unsure(text: str) -> bool:
    """Whether terminals may disagree with us on how many cells a cluster takes."""
    return not text.isascii() and _is_complex(text)


_is_complex = lru_cache(maxsize=1 << 12)(is_complex)
