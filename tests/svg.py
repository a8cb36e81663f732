"""Screens of cells as SVG: the pictures of the documentation, and the snapshots of the tests.

Drawn by our own hand, a screen row on a line of the file: so that a picture needs no font from the
network, does not change with the libraries that draw the screen, and shows in a diff what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, takewhile

CELL, LINE, FONT = 8.43, 18, 14
DEFAULT_FG, DEFAULT_BG = "#d8d8d8", "#1a1b1e"


@dataclass(frozen=True)
class Look:
    """How a run of cells is drawn."""

    fg: str
    bg: str
    bold: bool
    italics: bool
    underlined: bool
    dim: bool = False


Cell = tuple[str, Look]
"""A character, empty behind a wide one, and how it is drawn."""


def draw_svg(rows: Sequence[Sequence[Cell]], title: str, ground: str = DEFAULT_BG) -> str:
    """Draw a whole screen, on a ground of a colour, as one SVG text."""
    width, height = len(rows[0]) * CELL, len(rows) * LINE
    lines = "".join(part for y, cells in enumerate(rows) for part in draw_row(cells, y))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 {width + 24:.0f} {height + 24}"'
        f' role="img"><title>{escape(title)}</title>\n'
        f'<rect x="-12" y="-12" width="{width + 24:.0f}" height="{height + 24}" rx="8"'
        f' fill="{ground}"/>\n'
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace"'
        f' font-size="{FONT}">\n{lines}</g></svg>\n'
    )


def draw_row(cells: Iterable[Cell], y: int) -> Iterator[str]:
    """Runs of cells that look alike: a box where there is a background, and their text."""
    x = 0
    for style, run in groupby(cells, lambda cell: cell[1]):
        chars = [char for char, _ in run]
        left, width, top = x * CELL, len(chars) * CELL, y * LINE
        x += len(chars)
        if style.bg != DEFAULT_BG:
            yield (
                f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{LINE}"'
                f' fill="{style.bg}"/>'
            )
        blanks = len(list(takewhile(str.isspace, chars)))
        while len(chars) > blanks and chars[-1].isspace():
            chars.pop()
        if len(chars) > blanks:
            # Stretched to its cells, so that every font stays in its columns. Browsers drop spaces
            # at the ends and make one of several, whatever xml:space says.
            text = "".join(chars[blanks:]).replace("  ", "\N{NO-BREAK SPACE}" * 2)
            left, width = left + blanks * CELL, (len(chars) - blanks) * CELL
            yield (
                f'<text x="{left:.1f}" y="{top + LINE - 5}" textLength="{width:.1f}"'
                f' fill="{style.fg}"{attributes(style)}>{escape(text)}</text>'
            )
    yield "\n"


def attributes(style: Look) -> str:
    """The SVG attributes of a style."""
    given = (
        (style.bold, 'font-weight="bold"'),
        (style.italics, 'font-style="italic"'),
        (style.underlined, 'text-decoration="underline"'),
        (style.dim, 'opacity="0.6"'),
    )
    return "".join(f" {text}" for wanted, text in given if wanted)
