"""The terminal driver: Textual's own, frugal with bytes and with quieter mouse reports.

Frames are compared with what the terminal shows, and only the difference is sent; how, stands in
`ui/terminal`. READERAPP_DRIVER=plain in the environment sends frames as Textual writes them.

Textual asks for every motion of the mouse (mode 1003), which floods a slow link with
hover events nobody needs. Motion with a button held (1002) is enough to drag.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, TextIO

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from readerapp.ui.first_page import ENTER, FirstPage
from readerapp.ui.terminal.capabilities import current_capabilities
from readerapp.ui.terminal.frame_parser import RawOutput, TargetScreen
from readerapp.ui.terminal.input import KeyParser, WakeableEvent, raise_sighup, read_input
from readerapp.ui.terminal.output_thread import FlowControl, OutputThread, is_remote, write_all
from readerapp.ui.terminal.renderer import DiffRenderer
from readerapp.ui.terminal.screen import screen_after_first_page

if TYPE_CHECKING:
    from textual.app import App

_ON = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l"

_SWITCH = 0.0005
"""Seconds that the thread which sends waits for the one that has painted, and goes on with what
nobody waits for; Python would have it wait ten times as long, longer than a key takes."""


class FrameWriter:
    """Stands where Textual has a thread that writes its frames to `file`, a terminal."""

    def __init__(self, file: TextIO, page: FirstPage | None = None) -> None:
        """`page` is what was written to the terminal before."""
        self._file = file
        abilities = current_capabilities()
        screen = screen_after_first_page(page, abilities) if page else None
        self._wanted = TargetScreen()
        self.pace = FlowControl(asks=is_remote(os.environ))
        write = partial(write_all, file.fileno(), file.encoding)
        self._outbox = OutputThread(write, DiffRenderer(abilities, screen), self.pace, raise_sighup)
        self.start, self.stop = self._outbox.start, self._outbox.stop

    def write(self, data: str) -> None:
        """Send what Textual writes: of frames only the difference that they make."""
        try:
            size = os.get_terminal_size(self._file.fileno())
        except OSError:  # the terminal is gone
            return
        try:
            item = self._wanted.item(data, *size)
        except Exception:  # noqa: BLE001 - a frame that cannot be read is still one that can be sent
            self._wanted, item = TargetScreen(), RawOutput(data, alters=True)
        if item:
            self._outbox.post(item)

    def redraw(self) -> None:
        """The terminal was resized, and shows nobody knows what: send all of the next frame."""
        self._outbox.post(RawOutput("", alters=True))


class ReaderDriver(LinuxDriver):
    """Sends what changed; reports clicks, drags and the wheel, never plain motion."""

    _entered = False
    _writer: FrameWriter | None = None

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.exit_event = self._ending = WakeableEvent()

    def start_application_mode(self) -> None:
        """Take the terminal, as Textual does, with a frugal writer in place of its own."""
        if os.environ.get("READERAPP_DRIVER") == "plain" or not _is_terminal(self._file):
            super().start_application_mode()  # type: ignore[no-untyped-call]
            return
        sys.setswitchinterval(_SWITCH)
        with _frugal_writers(None if self._entered else self._painted()) as writers:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        for writer in writers:
            self._writer = writer
            _tell_when_resized(writer)

    def write(self, data: str) -> None:
        """Send `data`; over a first page that stands already the screen is not entered again."""
        if ENTER in data:
            if not self._entered and self._painted():
                data = data.replace(ENTER, "", 1)
            self._entered = True  # when the reader comes back from the shell, it enters anew
        if data:
            super().write(data)

    def _painted(self) -> FirstPage | None:
        page: FirstPage | None = getattr(self._app, "painted", None)
        return page

    def run_input_thread(self) -> None:
        """Listen until the input is disabled, with a parser that never loses Esc."""
        parser = KeyParser(answered=self._answered)
        if not read_input(self.fileno, parser, self.process_message, self._ending):
            raise_sighup()

    def _answered(self) -> None:
        if self._writer is not None:
            self._writer.pace.answered()

    def disable_input(self) -> None:
        """Stop listening, but not before the terminal has said what it was asked."""
        if self._writer is not None:
            self._writer.pace.settle()
        super().disable_input()

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_ON)
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_OFF)
            self.flush()


def _is_terminal(file: IO[str] | None) -> bool:
    return file is not None and file.isatty()


@contextmanager
def _frugal_writers(page: FirstPage | None) -> Iterator[list[FrameWriter]]:
    """Textual makes frugal writers instead of its own until the end of the block: these.

    It has no other way to replace them, and from its first byte on it must write through one.
    """
    made: list[FrameWriter] = []

    def make(file: TextIO) -> FrameWriter:
        made.append(FrameWriter(file, page))
        return made[-1]

    theirs = vars(linux_driver)["WriterThread"]
    vars(linux_driver)["WriterThread"] = make
    try:
        yield made
    finally:
        vars(linux_driver)["WriterThread"] = theirs


def _tell_when_resized(writer: FrameWriter) -> None:
    """Have the writer know of every new size, also of one that is gone before a frame."""
    theirs = signal.getsignal(signal.SIGWINCH)

    def resized(number: int, stack: FrameType | None) -> None:
        writer.redraw()
        if callable(theirs):
            theirs(number, stack)

    signal.signal(signal.SIGWINCH, resized)
