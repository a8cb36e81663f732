"""A terminal emulator: pyte, with behaviour of real terminals that pyte lacks.

It draws clusters with the widths that we assume and blanks the other half of a wide cluster that is
cut. It can be made to differ: to erase without colour, or to draw the characters of a cluster one
by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

import pyte
from rich.cells import cell_len

from readerapp.text.graphemes import clusters, is_complex

Look = tuple[object, ...]
"""What can be seen of a cell: its text and its style."""

_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<=>?][0-9;:]*[ $]?[pu]")


class Glass:
    """A terminal of a given size; `feed` it, then compare its `cells`."""

    def __init__(
        self, columns: int, rows: int, *, erases_in_colour: bool = True, honest: bool = True
    ) -> None:
        self.screen = _Screen(columns, rows)
        self.screen.erases_in_colour = erases_in_colour
        self.screen.honest = honest
        self._stream = _Stream(self.screen)
        self.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        """Process output; LF includes CR, as in the usual mode of a terminal."""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text).replace("\n", "\r\n"))

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def cells(self) -> list[list[Look]]:
        """Return all rows; of blanks only the visible part of their style."""
        screen = self.screen
        return [
            [_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
        ]


def _look(char: pyte.screens.Char) -> Look:
    if char.data == " " and not (char.underscore or char.strikethrough or char.reverse):
        return " ", char.bg, char.blink
    return tuple(char)


def wrong_cells(
    ours: Glass, plain: Glass, matters: Callable[[str], object] = lambda _: True
) -> list[tuple[int, int, Look, Look]]:
    """Return row and column of the cells that differ, with the contents of both.

    Only cells whose text in `plain` matters; right halves of wide clusters have no text.
    """
    return [
        (y, x, mine, theirs)
        for y, rows in enumerate(zip(ours.cells, plain.cells, strict=True))
        for x, (mine, theirs) in enumerate(zip(*rows, strict=True))
        if mine != theirs and matters(str(theirs[0]))
    ]


class _Stream(pyte.Stream):
    csi: ClassVar[dict[str, str]] = {
        **pyte.Stream.csi,
        "S": "scroll_up",
        "T": "scroll_down",
        "r": "scroll_between",
    }


class _Screen(pyte.Screen):
    erases_in_colour = True
    honest = True

    def draw(self, data: str) -> None:
        if pyte.modes.DECAWM in self.mode:
            super().draw(data)  # nothing of ours is drawn while lines are wrapped
            return
        for start, end, width in clusters(data):
            text = data[start:end]
            if self.honest or not is_complex(text):
                self._put(text, width)
            else:
                for sign in text:
                    self._put(sign, max(1, cell_len(sign)))

    def _put(self, text: str, width: int) -> None:
        line, x = self.buffer[self.cursor.y], self.cursor.x
        if not width:
            line[x - 1] = line[x - 1]._replace(data=line[x - 1].data + text)
            return
        x = min(x, self.columns - width)
        if line[x].data == "" and x:
            line[x - 1] = line[x - 1]._replace(data=" ")
        if x + width < self.columns and line[x + width].data == "":
            line[x + width] = line[x + width]._replace(data=" ")
        for column in range(x, x + width):
            line[column] = self.cursor.attrs._replace(data=text if column == x else "")
        self.cursor.x = min(x + width, self.columns)

    def _blank(self) -> pyte.screens.Char:
        plain = self.default_char
        return plain._replace(bg=self.cursor.attrs.bg) if self.erases_in_colour else plain

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        start = 0 if how else self.cursor.x
        self._erase(start, self.cursor.x + 1 if how == 1 else self.columns)

    def erase_characters(self, count: int | None = None) -> None:
        self._erase(self.cursor.x, min(self.cursor.x + (count or 1), self.columns))

    def _erase(self, x: int, end: int) -> None:
        line = self.buffer[self.cursor.y]
        if line[x].data == "" and x:
            line[x - 1] = line[x - 1]._replace(data=" ")
        if end < self.columns and line[end].data == "":
            line[end] = line[end]._replace(data=" ")
        for column in range(x, end):
            line[column] = self._blank()

    def index(self) -> None:
        bottom = (self.margins or pyte.screens.Margins(0, self.lines - 1)).bottom
        scrolls = self.cursor.y == bottom
        super().index()
        if scrolls:
            self._fill(bottom)

    def reverse_index(self) -> None:
        top = (self.margins or pyte.screens.Margins(0, self.lines - 1)).top
        scrolls = self.cursor.y == top
        super().reverse_index()
        if scrolls:
            self._fill(top)

    def scroll_between(self, top: int | None = None, bottom: int | None = None) -> None:
        self.set_margins(top, bottom)
        self.cursor_position()  # pyte forgets it where margins are taken away

    def scroll_up(self, count: int | None = None) -> None:
        self._scroll(self.index, -1, count)

    def scroll_down(self, count: int | None = None) -> None:
        self._scroll(self.reverse_index, 0, count)

    def _scroll(self, move: Callable[[], None], edge: int, count: int | None) -> None:
        row = self.cursor.y
        self.cursor.y = (self.margins or pyte.screens.Margins(0, self.lines - 1))[edge]
        for _ in range(count or 1):
            move()
        self.cursor.y = row

    def _fill(self, row: int) -> None:
        for column in range(self.columns):
            self.buffer[row][column] = self._blank()
