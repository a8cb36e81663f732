"""A row as styled segments: what lies over its words, added layer by layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from readerapp.text.layout import Piece

Layer = tuple[int, int, Style]
"""A range of the text in code points and the style it adds; later layers lie above."""


def edges(layers: Iterable[Layer]) -> list[int]:
    """Where pieces must be cut so that no layer begins or ends inside one."""
    return sorted({edge for start, end, _ in layers for edge in (start, end)})


def paint(pieces: Iterable[Piece], layers: Sequence[Layer], base: Style) -> list[Segment]:
    """Segments for pieces that are cut at the layers' edges; equal neighbours are joined."""
    segments: list[Segment] = []
    for piece in pieces:
        style = base
        for low, high, added in layers:
            if low <= piece.start < high:
                style = _add(style, added)
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + piece.text, style)
        else:
            segments.append(Segment(piece.text, style))
    return segments


@lru_cache(4096)
def _add(style: Style, added: Style) -> Style:
    return style + added
