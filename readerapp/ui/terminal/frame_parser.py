"""A parser that turns the frames that Textual writes into the target screen.

A frame is a sequence of pieces, each a cursor move `ESC[row;columnH` and styled text, and then a
last move to the final position of the cursor. A newline may end a piece; the next move makes it
ineffective.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from readerapp.ui.terminal.cell_screen import Cell, CellScreen, Row, Stroke, make_cells
from readerapp.ui.terminal.escape_sequences import DEFAULT, CellPosition, parse_sgr

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_PIECE = re.compile(r"\x1b\[([\d;]*)m|([^\x00-\x1f\x7f-\x9f]+)")

_MODES = "7|25|1000|1002|1003|1004|1005|1006|1015|1016|2004|2048"
_HARMLESS = re.compile(
    rf"(?:\x1b\[\?(?:{_MODES})[hl]"  # wrapping, cursor, mouse, focus, paste, size
    r"|\x1b\[\?\d+\$p|\x1b\[[<>=][\d;]*u"  # query of a mode, keyboard protocol
    r"|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)"  # title, clipboard, pointer; not links
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\"  # the same, passed through to an outer terminal
    r"|\x07)+"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The strokes that a frame draws, and the position of the cursor after it."""

    strokes: tuple[Stroke, ...]
    cursor: CellPosition


def parse_frame(data: str, columns: int, rows: int) -> Frame | None:
    """Parse a frame.

    Args:
        data: What Textual has written in one call.
        columns: The width of the terminal in cells.
        rows: The height of the terminal in rows.

    Returns:
        The frame; None if the effect of anything in `data` is not fully known. That is any
        other escape sequence, any control character, and text that leaves the screen or
        scrolls it.
    """
    lead, *fields = _MOVE.split(data)
    if lead or not fields:
        return None
    strokes = []
    column = row = 0
    for line, place, text in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        column, row = int(place) - 1, int(line) - 1
        drawn = _cells(text.removesuffix("\n"))
        if drawn is None or not (0 <= row < rows and 0 <= column <= columns - len(drawn)):
            return None
        if text.endswith("\n") and row == rows - 1:
            return None
        if drawn:
            strokes.append(Stroke(column, row, drawn))
    if fields[-1] or column >= columns:
        return None
    return Frame(tuple(strokes), (column, row))


def parse_ahead(text: str) -> None:
    """Parse text that a frame may soon contain, so that it is in the cache by then."""
    _cells(text)


def is_harmless(data: str) -> bool:
    """Return whether `data` surely changes no cell, no style and no cursor position."""
    return _HARMLESS.fullmatch(data) is not None


@lru_cache(maxsize=1024)
def _cells(text: str) -> Row | None:
    """Parse styled text into cells; None if it contains anything else.

    Cached, because the same rows come many times, also at other positions.
    """
    row: list[Cell] = []
    style, end = DEFAULT, 0
    while end < len(text):
        match = _PIECE.match(text, end)
        if not match:
            return None
        end = match.end()
        parameters, plain_text = match.groups()
        if plain_text is None:
            # Textual ends each style explicitly: a style is never added to another one.
            following = parse_sgr(parameters)
            if following is None or (style and following):
                return None
            style = following
        elif (drawn := make_cells(plain_text, style)) is None:
            return None
        else:
            row += drawn
    return tuple(row)


_SYNCHRONIZED_ON, _SYNCHRONIZED_OFF = "\x1b[?2026h", "\x1b[?2026l"


@dataclass(frozen=True, slots=True)
class RawOutput:
    """A text to send unchanged; if `alters`, the terminal's content is unknown afterwards."""

    text: str
    alters: bool


@dataclass(frozen=True, slots=True)
class ScreenUpdate:
    """A screen to show; if `synchronized`, the terminal is told to show it in one step."""

    screen: CellScreen
    synchronized: bool = False


Item = RawOutput | ScreenUpdate


class TargetScreen:
    """The screen that the terminal must show, updated with each frame of Textual."""

    def __init__(self) -> None:
        self._screen: CellScreen | None = None
        self._synchronized = False

    def item(self, data: str, columns: int, rows: int) -> Item | None:
        """Return the item to send for what Textual has written; None if there is nothing.

        Args:
            data: What Textual has written in one call.
            columns: The width of the terminal in cells.
            rows: The height of the terminal in rows.
        """
        if data in (_SYNCHRONIZED_ON, _SYNCHRONIZED_OFF):
            self._synchronized = data == _SYNCHRONIZED_ON
            return None
        frame = parse_frame(data, columns, rows)
        if frame is None:
            alters = not is_harmless(data)
            if alters:
                self._screen = None
            return RawOutput(data, alters)
        if self._screen is None or self._screen.size != (columns, rows):
            self._screen = CellScreen.unknown(columns, rows)
        self._screen = self._screen.with_strokes(frame.strokes, frame.cursor)
        return ScreenUpdate(self._screen, self._synchronized)
