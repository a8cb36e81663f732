"""Two text widgets: a scrollable page of lines (help), and a panel of styled rows.

The panel is as high as its content; review screens show their question in it, below the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.text import graphemes
from readerapp.text.line_layout import visible_end, wrap_paragraph
from readerapp.text.sanitize import sanitize, sanitize_label

Pieces = Sequence[tuple[str, Style]]
"""Pieces of text, each with a style that is added to the panel's style; not yet sanitized."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A row of a page: bold text (a title, a key), plain text, then pieces in styles of their own.

    The pieces are not sanitized.
    """

    strong: str = ""
    text: str = ""
    pieces: Pieces = ()


_MORE = "↓ PgDn more"
"""The last row while there is more below: Space is text where a search or a path is typed."""


class TextPage(Widget, can_focus=True):
    """A scrollable page; `lines(width)` returns its lines for a width in cells."""

    BINDINGS = [
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home,g", "scroll(-1000000000)", show=False),
        Binding("end,G", "scroll(1000000000)", show=False),
    ]

    def __init__(
        self, lines: Callable[[int], Sequence[PageLine]], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._make_lines = lines
        self._lines: Sequence[PageLine] = ()
        self._top = 0

    def on_resize(self) -> None:
        """Make the lines for the new width; keep about the same position."""
        line_count = len(self._lines)
        self._lines = self._make_lines(self.size.width - 1)
        self._top = self._top * len(self._lines) // line_count if line_count else 0
        self.action_scroll(0)

    def remake(self, *, keep_place: bool = False) -> None:
        """Make the lines again, after what they are about has changed.

        Args:
            keep_place: Whether to stay at the same line instead of going to the first one.
        """
        self._lines = self._make_lines(self.size.width - 1)
        self._top = self._top if keep_place else 0
        self.refresh()

    def reload(self) -> None:
        """Make the lines again, because they have changed, and go to the first one."""
        self._lines, self._top = self._make_lines(self.size.width - 1), 0
        self.refresh()

    def action_scroll(self, rows: int) -> None:
        """Scroll by a number of rows (negative: up)."""
        last = max(0, len(self._lines) - self.size.height)
        self._top = max(0, min(self._top + rows, last))
        self.refresh()

    def action_page(self, pages: int) -> None:
        """Scroll by pages (negative: up); one row of the old page stays."""
        self.action_scroll(pages * max(1, self.size.height - 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        self.action_scroll(-3)

    def cursor_cell(self) -> Offset:
        """Return the first cell on the screen."""
        return self.content_region.offset

    def render_line(self, y: int) -> Strip:
        """Render a row; the last one on screen says if there is more below."""
        base, width, number = self.rich_style, self.size.width, self._top + y
        if number >= len(self._lines):
            return Strip.blank(width, base)
        more = y == self.size.height - 1 and number + 1 < len(self._lines)
        line = PageLine("", _MORE) if more else self._lines[number]
        segments = [
            Segment(" ", base),
            Segment(line.strong, base + Style(bold=True)),
            Segment(label_keeping_indent(line.text, width - 1), base + Style(dim=more or None)),
            *(Segment(words, base + style) for words, style in line.pieces),
        ]
        return Strip(segments).adjust_cell_length(width, base)


def label_keeping_indent(text: str, width: int) -> str:
    """Return `text` sanitized and cut to `width` cells, with its leading spaces."""
    words = text.lstrip(" ")
    indent = len(text) - len(words)
    return " " * indent + sanitize_label(words, max(0, width - indent))


STRONG, FAINT = Style(bold=True), Style(dim=True)
PLAIN = Style()

_LENGTH_LIMIT = 4000
"""Maximum number of code points that are laid out: more than any panel shows."""


class QuestionPanel(Widget):
    """A panel of rows, which the screen sets."""

    @dataclass
    class Clicked(Message):
        """A row was clicked: its number, from 0."""

        row: int

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Pieces] = []

    def show(self, rows: Iterable[Pieces]) -> None:
        """Show rows, one per screen row, each cut at the width of the panel."""
        self._rows = list(rows)
        self.styles.height = max(1, len(self._rows))
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        """Post the number of the clicked row."""
        self.post_message(self.Clicked(event.y))

    def render_line(self, y: int) -> Strip:
        """Render a row."""
        base, width = self.rich_style, self.size.width
        pieces = self._rows[y] if y < len(self._rows) else ()
        strip = Strip(Segment(_clean(words), base + style) for words, style in pieces)
        if strip.cell_length > width:
            strip = Strip.join([strip.crop(0, width - 1), Strip([Segment("…", base)])])
        return strip.adjust_cell_length(width, base)


def flow_pieces(pieces: Pieces, width: int, most: int) -> list[Pieces]:
    """Wrap pieces of text as one paragraph.

    Args:
        pieces: The text.
        width: The width of a row in cells.
        most: The maximum number of rows; a longer text ends in "…" after a whole word.

    Returns:
        The pieces of each row, sanitized.
    """
    remaining, clean_pieces = _LENGTH_LIMIT, []
    for words, style in pieces:
        clean_pieces.append((_clean(words[:remaining]), style))
        remaining -= len(clean_pieces[-1][0])
    text = "".join(words for words, _ in clean_pieces)
    ends = wrap_paragraph(text, width, width)
    rows: list[Pieces] = []
    start = 0
    for number, end in enumerate(ends[:most]):
        last = number == most - 1 and (end < len(text) or remaining <= 0)
        stop = visible_end(text, start, end)
        if last:
            stop = _whole_words_end(text, start, graphemes.fit_cells(text[start:stop], width - 1))
        row = _slice_pieces(clean_pieces, start, stop)
        rows.append([*row, ("…", PLAIN)] if last else row)
        start = end
    return rows


def _whole_words_end(text: str, start: int, count: int) -> int:
    """Return where `count` code points from `start` end, without a word that would be cut.

    A word that is longer than a third of the row is cut, as are texts without spaces.
    """
    stop = start + count
    if stop >= len(text) or text[stop] == " ":
        return stop
    space = text.rfind(" ", start + count * 2 // 3, stop)
    return space if space > 0 else stop


def _slice_pieces(pieces: Pieces, start: int, end: int) -> list[tuple[str, Style]]:
    """Return the parts of the pieces that are in `[start, end)` of their joined text."""
    parts, at = [], 0
    for words, style in pieces:
        part = words[max(0, start - at) : max(0, end - at)]
        if part:
            parts.append((part, style))
        at += len(words)
    return parts


def _clean(text: str) -> str:
    """Return `text` sanitized and with each run of white space replaced by one space."""
    return sanitize(re.sub(r"\s+", " ", text))
