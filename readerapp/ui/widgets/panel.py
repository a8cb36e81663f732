"""A panel of styled rows, as high as what it shows: what a screen asks, below the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text import cells
from readerapp.text.safe import display
from readerapp.text.wrap import shown_end, wrap

Pieces = Sequence[tuple[str, Style]]
"""Text in pieces, each in its style over that of the panel; not safe to show yet."""

STRONG, FAINT = Style(bold=True), Style(dim=True)
PLAIN = Style()

_LONGEST = 4000
"""Code points of a text that are laid out: more than any panel shows."""


class Panel(Widget):
    """Rows of pieces; the screen says which."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Pieces] = []

    def show(self, rows: Iterable[Pieces]) -> None:
        """Show these rows, each cut where the panel ends."""
        self._rows = list(rows)
        self.styles.height = max(1, len(self._rows))
        self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        """A row."""
        base, width = self.rich_style, self.size.width
        pieces = self._rows[y] if y < len(self._rows) else ()
        strip = Strip(Segment(_safe(words), base + style) for words, style in pieces)
        if strip.cell_length > width:
            strip = Strip.join([strip.crop(0, width - 1), Strip([Segment("…", base)])])
        return strip.adjust_cell_length(width, base)


def flow(pieces: Pieces, width: int, most: int) -> list[Pieces]:
    """The pieces as a paragraph of at most `most` rows of `width` cells; "…" where it is cut."""
    left, shown = _LONGEST, []
    for words, style in pieces:
        shown.append((_safe(words[:left]), style))
        left -= len(shown[-1][0])
    text = "".join(words for words, _ in shown)
    ends = wrap(text, width, width)
    found: list[Pieces] = []
    start = 0
    for number, end in enumerate(ends[:most]):
        last = number == most - 1 and (end < len(text) or left <= 0)
        stop = shown_end(text, start, end)
        if last:
            stop = start + cells.fitting(text[start:stop], width - 1)
        row = _part(shown, start, stop)
        found.append([*row, ("…", PLAIN)] if last else row)
        start = end
    return found


def _part(pieces: Pieces, start: int, end: int) -> list[tuple[str, Style]]:
    """What of the pieces lies in `[start, end)` of all of them joined."""
    found, at = [], 0
    for words, style in pieces:
        part = words[max(0, start - at) : max(0, end - at)]
        if part:
            found.append((part, style))
        at += len(words)
    return found


def _safe(text: str) -> str:
    """On one line, with stand-ins for what a terminal would obey; spaces at the ends stay."""
    return display(re.sub(r"\s+", " ", text))
