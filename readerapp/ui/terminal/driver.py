"""The terminal driver: Textual's Linux driver with diffed output and fewer mouse reports.

Each frame is compared with what the terminal shows, and only the difference is sent; see
`readerapp.ui.terminal`. READERAPP_DRIVER=plain in the environment sends frames as Textual writes
them.

Textual requests every motion of the mouse (mode 1003). Over SSH these events take much of the
bandwidth, and they only underline what a click would do; so there only motion with a button held
is requested (mode 1002), which is enough to drag.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, TextIO

from readerapp.ui.first_page import ENTER_ALTERNATE_SCREEN, FirstPage
from readerapp.ui.terminal.cell_screen import screen_after_first_page
from readerapp.ui.terminal.escape_sequences import current_capabilities
from readerapp.ui.terminal.frame_parser import RawOutput, TargetScreen
from readerapp.ui.terminal.input import KeyParser, WakeableEvent, raise_sighup, read_input
from readerapp.ui.terminal.output_thread import FlowControl, OutputThread, is_remote, write_all
from readerapp.ui.terminal.renderer import DiffRenderer
from readerapp.ui.textual_internals import HookedDriver

if TYPE_CHECKING:
    from textual.app import App

_SWITCH_INTERVAL = 0.0005
"""Thread switch interval in seconds.

The output thread waits up to this long for the thread that has painted and continues with less
urgent work. Python's default is ten times as long, longer than a key takes.
"""


HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_SIGNAL_DELAY = 0.02
"""Seconds in which a stop signal that was sent to the own process arrives."""


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
        self._target = TargetScreen()
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
            item = self._target.item(data, *size)
        except Exception:  # noqa: BLE001 - a frame that cannot be parsed can still be sent
            self._target, item = TargetScreen(), RawOutput(data, alters=True)
        if item:
            self._output_thread.post(item)

    def redraw(self) -> None:
        """Send all of the next frame: after a resize the terminal's content is unknown."""
        self._output_thread.post(RawOutput("", alters=True))


class ReaderDriver(HookedDriver):
    """A driver that sends differences; over SSH it requests no motion of the mouse but drags."""

    mouse_off = "\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l"
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
        motion = "1002" if is_remote(os.environ) else "1003"
        self.mouse_on = f"\x1b[?1000h\x1b[?{motion}h\x1b[?1006h"
        self.exit_event = self._stop_event = WakeableEvent()

    def start_application_mode(self) -> None:
        """Start application mode as Textual does, with a `FrameWriter` instead of its writer."""
        if os.environ.get("READERAPP_DRIVER") == "plain" or not _is_terminal(self.terminal):
            super().start_application_mode()
            return
        sys.setswitchinterval(_SWITCH_INTERVAL)
        page = None if self._entered else self._first_page()
        writers: list[FrameWriter] = []

        def make_writer(terminal: TextIO) -> FrameWriter:
            writers.append(FrameWriter(terminal, page))
            return writers[-1]

        self.start_with_writer(make_writer)
        for writer in writers:  # none if the program was sent to the background again
            self._writer = writer
            _report_resizes(writer)

    def redraw(self) -> None:
        """Send all of the next frame."""
        if self._writer is not None:
            self._writer.redraw()

    def suspend_process(self) -> bool:
        """Stop as a program in the terminal is stopped by Ctrl+Z, until the shell continues it.

        The whole process group is stopped: a program that started this one, such as `uv run`,
        is in it, and a shell waits for that one. The kernel discards the signal where no shell
        could continue the group, as in a tmux window that runs nothing else.

        Returns:
            False if the kernel has discarded it.
        """
        continued: list[int] = []
        with self.no_automatic_restart():
            self.suspend_application_mode()
            on_stop = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            on_continue = signal.signal(signal.SIGCONT, lambda number, _: continued.append(number))
            os.kill(0, signal.SIGTSTP)
            time.sleep(_SIGNAL_DELAY)  # on some systems another thread takes the signal
            signal.signal(signal.SIGTSTP, on_stop)
            signal.siginterrupt(signal.SIGTSTP, False)  # as asyncio has it
            signal.signal(signal.SIGCONT, on_continue)
        self.resume_application_mode()
        return bool(continued)

    def write(self, data: str) -> None:
        """Send `data`; do not enter the alternate screen again if it shows the first page.

        For a screen reader the cursor stays visible, where Textual hides it.
        """
        if ENTER_ALTERNATE_SCREEN in data:
            if not self._entered and self._first_page():
                data = data.replace(ENTER_ALTERNATE_SCREEN, "", 1)
            self._entered = True  # after a return from the shell it must be entered again
        if getattr(self.driven_app, "screen_reader", False):
            data = data.replace(HIDE_CURSOR, SHOW_CURSOR)
        if data:
            super().write(data)

    def _first_page(self) -> FirstPage | None:
        """Return the first page, if one was drawn before the app."""
        page: FirstPage | None = getattr(self.driven_app, "first_page", None)
        return page

    def run_input_thread(self) -> None:
        """Read input until it is disabled, with a parser that never loses Esc."""
        parser = KeyParser(on_reply=self._reply_arrived)
        if not read_input(self.fileno, parser, self.process_message, self._stop_event):
            raise_sighup()

    def _reply_arrived(self) -> None:
        if self._writer is not None:
            self._writer.flow_control.report_reply()

    def disable_input(self) -> None:
        """Stop reading input, after waiting for the terminal's reply if one is missing."""
        if self._writer is not None:
            self._writer.flow_control.wait_for_replies()
        super().disable_input()


def _is_terminal(file: IO[str] | None) -> bool:
    return file is not None and file.isatty()


def _report_resizes(writer: FrameWriter) -> None:
    """Report every resize to the writer, also one that is undone before the next frame."""
    textual_handler = signal.getsignal(signal.SIGWINCH)

    def resized(number: int, stack: FrameType | None) -> None:
        writer.redraw()
        if callable(textual_handler):
            textual_handler(number, stack)

    signal.signal(signal.SIGWINCH, resized)
