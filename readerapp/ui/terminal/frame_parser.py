"""Reads what Textual writes: frames of styled text that begin with a cursor move.

A frame is `ESC[row;columnH` and text in styles, again and again, and a last move to where the
cursor should rest. A newline may end a piece; the next move makes it void.

What the terminal should show, as Textual's writing tells it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from readerapp.ui.terminal.screen import Cell, CellScreen, Place, Row, Stroke, make_cells
from readerapp.ui.terminal.sgr import DEFAULT, parse_sgr

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_PIECE = re.compile(r"\x1b\[([\d;]*)m|([^\x00-\x1f\x7f-\x9f]+)")

_MODES = "7|25|1000|1002|1003|1004|1005|1006|1015|1016|2004|2048"
_HARMLESS = re.compile(
    rf"(?:\x1b\[\?(?:{_MODES})[hl]"  # wrapping, cursor, mouse, focus, paste, size
    r"|\x1b\[\?\d+\$p|\x1b\[[<>=][\d;]*u"  # asks for a mode, keyboard protocol
    r"|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)"  # title, clipboard, pointer; not links
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\"  # the same, handed on to an outer terminal
    r"|\x07)+"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame draws, and where the cursor rests after it."""

    strokes: tuple[Stroke, ...]
    cursor: Place


def parse_frame(data: str, columns: int, rows: int) -> Frame | None:
    """The frame in `data`; None if there is anything in it whose effect is not fully known.

    That is any other sequence, any control character, and whatever would leave a screen of this
    size or scroll it.
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
    """Read a piece of a frame that may come soon: it is read quickly then."""
    _cells(text)


def is_harmless(data: str) -> bool:
    """Whether `data` surely changes no cell, no style and no place of the cursor."""
    return _HARMLESS.fullmatch(data) is not None


@lru_cache(maxsize=1024)
def _cells(text: str) -> Row | None:
    """The cells of styled text; cached, for rows come again and again, in other places too."""
    row: list[Cell] = []
    style, end = DEFAULT, 0
    while end < len(text):
        found = _PIECE.match(text, end)
        if not found:
            return None
        end = found.end()
        parameters, signs = found.groups()
        if signs is None:
            # Textual ends each style by itself: what comes is never added to one in force.
            following = parse_sgr(parameters)
            if following is None or (style and following):
                return None
            style = following
        elif (drawn := make_cells(signs, style)) is None:
            return None
        else:
            row += drawn
    return tuple(row)


_SYNCHRONIZED_ON, _SYNCHRONIZED_OFF = "\x1b[?2026h", "\x1b[?2026l"


@dataclass(frozen=True, slots=True)
class RawOutput:
    """A text to be sent as it is. `alters`: afterwards nobody knows what the terminal shows."""

    text: str
    alters: bool


@dataclass(frozen=True, slots=True)
class ScreenUpdate:
    """A screen to be shown. `synchronized`: the terminal is asked to show it all at once."""

    screen: CellScreen
    synchronized: bool = False


Item = RawOutput | ScreenUpdate


class TargetScreen:
    """The screen as the app means it to be, kept from frame to frame."""

    def __init__(self) -> None:
        self._screen: CellScreen | None = None
        self._synchronized = False

    def item(self, data: str, columns: int, rows: int) -> Item | None:
        """What to send for what Textual writes to a terminal of this size; None for nothing."""
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
