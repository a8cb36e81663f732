"""What the terminal should show, as Textual's writing tells it."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.ui.terminal import frames
from readerapp.ui.terminal.screen import Screen

_SYNCHRONIZED_ON, _SYNCHRONIZED_OFF = "\x1b[?2026h", "\x1b[?2026l"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be sent as it is. `alters`: afterwards nobody knows what the terminal shows."""

    text: str
    alters: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen to be shown. `synchronized`: the terminal is asked to show it all at once."""

    screen: Screen
    synchronized: bool = False


Item = Passage | Picture


class Wanted:
    """The screen as the app means it to be, kept from frame to frame."""

    def __init__(self) -> None:
        self._screen: Screen | None = None
        self._synchronized = False

    def item(self, data: str, columns: int, rows: int) -> Item | None:
        """What to send for what Textual writes to a terminal of this size; None for nothing."""
        if data in (_SYNCHRONIZED_ON, _SYNCHRONIZED_OFF):
            self._synchronized = data == _SYNCHRONIZED_ON
            return None
        frame = frames.read(data, columns, rows)
        if frame is None:
            alters = not frames.leaves_cells_alone(data)
            if alters:
                self._screen = None
            return Passage(data, alters)
        if self._screen is None or self._screen.size != (columns, rows):
            self._screen = Screen.unknown(columns, rows)
        self._screen = self._screen.with_strokes(frame.strokes, frame.cursor)
        return Picture(self._screen, self._synchronized)
