"""Cells of the terminal: a cluster of text and its style each; of wide clusters two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from readerapp.text.cells import clusters, is_complex, is_narrow
from readerapp.ui.terminal.styles import Style, on_blank


class Cell(NamedTuple):
    """One cell: a cluster, or the empty text in the right half of a wide one; and its style."""

    text: str
    style: Style


Row = tuple[Cell, ...]

_text, _style = itemgetter(0), itemgetter(1)

UNKNOWN = Cell("\0", "")
"""Nobody knows what the terminal shows here."""


class _Signs(dict[str, Cell]):
    """The cells of single signs in one style, each made once: the same cells compare quickly."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def __missing__(self, sign: str) -> Cell:
        made = self[sign] = Cell(sign, self._style)
        return made


_signs = lru_cache(maxsize=256)(_Signs)


def cells(text: str, style: Style) -> list[Cell] | None:
    """The cells of a text in one style; None if it starts within a cluster."""
    signs = _signs(style)
    if is_narrow(text):
        return [signs[sign] for sign in text]
    row = []
    for start, end, width in clusters(text):
        if not width:
            return None
        row.append(Cell(text[start:end], style))
        if width == 2:
            row.append(signs[""])
    return row


def text_of(row: Sequence[Cell]) -> str:
    """The text of a row or a part of it; of a wide cluster once."""
    return "".join(map(_text, row))


def styles_of(row: Sequence[Cell]) -> Iterator[Style]:
    """The style of each cell."""
    return map(_style, row)


def look_the_same(one: Cell, other: Cell) -> bool:
    """Whether nobody can tell two cells apart: blanks show little of their style."""
    return one == other or (
        one.text == " " == other.text and on_blank(one.style) == on_blank(other.style)
    )


def is_unsure(text: str) -> bool:
    """Whether terminals may disagree with us on how many cells a cluster takes."""
    return not text.isascii() and _is_complex(text)


_is_complex = lru_cache(maxsize=1 << 12)(is_complex)
