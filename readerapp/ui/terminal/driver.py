"""The terminal driver: Textual's Linux driver with diffed output and fewer mouse reports.

Each frame is compared with what the terminal shows, and only the difference is sent; see
`readerapp.ui.terminal`. READERAPP_DRIVER=plain in the environment sends frames as Textual writes
them.

Textual requests every motion of the mouse (mode 1003). On a slow link these hover events, which
nothing here uses, take much of the bandwidth. Motion with a button held (mode 1002) is enough to
drag.
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

from readerapp.ui.first_page import ENTER_ALTERNATE_SCREEN, FirstPage
from readerapp.ui.terminal.escape_sequences import current_capabilities
from readerapp.ui.terminal.frame_parser import RawOutput, TargetScreen
from readerapp.ui.terminal.input import KeyParser, WakeableEvent, raise_sighup, read_input
from readerapp.ui.terminal.output_thread import FlowControl, OutputThread, is_remote, write_all
from readerapp.ui.terminal.renderer import DiffRenderer
from readerapp.ui.terminal.screen import screen_after_first_page

if TYPE_CHECKING:
    from textual.app import App

_MOUSE_ON = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
_MOUSE_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l"

_SWITCH_INTERVAL = 0.0005
"""Thread switch interval in seconds.

The output thread waits up to this long for the thread that has painted and continues with less
urgent work. Python's default is ten times as long, longer than a key takes.
"""


class FrameWriter:
    """A replacement for Textual's writer thread that sends frames as differences."""

    def __init__(self, file: TextIO, page: FirstPage | None = None) -> None:
        """Create a writer.

        Args:
            file: The terminal.
            page: The first page, if it was written to the terminal before.
        """
        self._file = file
        capabilities = current_capabilities()
        screen = screen_after_first_page(page, capabilities) if page else None
        self._wanted = TargetScreen()
        self.flow_control = FlowControl(asks=is_remote(os.environ))
        write = partial(write_all, file.fileno(), file.encoding)
        self._output_thread = OutputThread(
            write, DiffRenderer(capabilities, screen), self.flow_control, raise_sighup
        )
        self.start, self.stop = self._output_thread.start, self._output_thread.stop

    def write(self, data: str) -> None:
        """Send what Textual writes; of a frame only the difference from the screen."""
        try:
            size = os.get_terminal_size(self._file.fileno())
        except OSError:  # the terminal was closed
            return
        try:
            item = self._wanted.item(data, *size)
        except Exception:  # noqa: BLE001 - a frame that cannot be parsed can still be sent
            self._wanted, item = TargetScreen(), RawOutput(data, alters=True)
        if item:
            self._output_thread.post(item)

    def redraw(self) -> None:
        """Send all of the next frame: after a resize the terminal's content is unknown."""
        self._output_thread.post(RawOutput("", alters=True))


class ReaderDriver(LinuxDriver):
    """A driver that sends differences and reports clicks, drags and the wheel, not motion."""

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
        """Start application mode as Textual does, with a `FrameWriter` instead of its writer."""
        if os.environ.get("READERAPP_DRIVER") == "plain" or not _is_terminal(self._file):
            super().start_application_mode()  # type: ignore[no-untyped-call]
            return
        sys.setswitchinterval(_SWITCH_INTERVAL)
        with _replaced_writer(None if self._entered else self._painted()) as writers:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        for writer in writers:
            self._writer = writer
            _report_resizes(writer)

    def write(self, data: str) -> None:
        """Send `data`; do not enter the alternate screen again if it shows the first page."""
        if ENTER_ALTERNATE_SCREEN in data:
            if not self._entered and self._painted():
                data = data.replace(ENTER_ALTERNATE_SCREEN, "", 1)
            self._entered = True  # after a return from the shell it must be entered again
        if data:
            super().write(data)

    def _painted(self) -> FirstPage | None:
        """Return the first page, if one was drawn before the app."""
        page: FirstPage | None = getattr(self._app, "first_page", None)
        return page

    def run_input_thread(self) -> None:
        """Read input until it is disabled, with a parser that never loses Esc."""
        parser = KeyParser(on_reply=self._reply_arrived)
        if not read_input(self.fileno, parser, self.process_message, self._ending):
            raise_sighup()

    def _reply_arrived(self) -> None:
        if self._writer is not None:
            self._writer.flow_control.report_reply()

    def disable_input(self) -> None:
        """Stop reading input, after waiting for the terminal's reply if one is missing."""
        if self._writer is not None:
            self._writer.flow_control.wait_for_replies()
        super().disable_input()

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_MOUSE_ON)
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_MOUSE_OFF)
            self.flush()


def _is_terminal(file: IO[str] | None) -> bool:
    return file is not None and file.isatty()


@contextmanager
def _replaced_writer(page: FirstPage | None) -> Iterator[list[FrameWriter]]:
    """Make Textual create `FrameWriter` objects inside the block; yield the list of them.

    Textual has no other way to replace its writer, and already its first byte must go through
    a `FrameWriter`.
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


def _report_resizes(writer: FrameWriter) -> None:
    """Report every resize to the writer, also one that is undone before the next frame."""
    theirs = signal.getsignal(signal.SIGWINCH)

    def resized(number: int, stack: FrameType | None) -> None:
        writer.redraw()
        if callable(theirs):
            theirs(number, stack)

    signal.signal(signal.SIGWINCH, resized)
