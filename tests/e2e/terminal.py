"""Terminals to run a program in: a real tmux, and a pty with an emulator behind it.

Both end what they started when their `with` block ends. Neither ever waits a fixed time:
`wait_for` polls until the screen shows what is wanted, and fails with the screen if it never does.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte
import pytest

TIMEOUT = 60.0
"""Seconds until a condition that never comes true fails: generous, for a busy machine."""

Wanted = str | re.Pattern[str] | Callable[[str], object]
"""A screen that shows this text, matches this pattern, or makes this function true."""

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal(ABC):
    """Common interface of tmux and a pty."""

    @abstractmethod
    def text(self) -> str:
        """The rows of the screen, without the blanks at their ends, joined by newlines."""

    @abstractmethod
    def running(self) -> bool:
        """Whether the program has not ended yet."""

    @abstractmethod
    def close(self) -> None:
        """End the program and take the terminal away."""

    def wait_for(self, wanted: Wanted, timeout: float = TIMEOUT) -> str:
        """Wait until the screen shows what is wanted, and return it.

        Raises:
            AssertionError: It is not shown within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while not _shows(screen := self.text(), wanted):
            assert time.monotonic() < end, f"{wanted!r} is not to be seen in {timeout} s:\n{screen}"
            self._pause()
        return screen

    def wait_until_ended(self, timeout: float = TIMEOUT) -> None:
        """Wait until the program has ended; AssertionError if it does not."""
        end = time.monotonic() + timeout
        while self.running():
            assert time.monotonic() < end, f"still running after {timeout} s:\n{self.text()}"
            self._pause()

    def _pause(self) -> None:
        time.sleep(0.02)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Tmux(Terminal):
    """A program in a tmux server of its own, without the user's settings.

    The screen stays readable after the program has ended. If it ended at once, its output may be
    missing (1 of 300 times, on a busy machine). Only Pty knows the exit code: tmux sometimes
    never reports it.
    """

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="readerapp-tmux-")
        columns, rows = size
        self._tmux(
            *("set-option", "-g", "default-terminal", "tmux-256color", ";"),
            *("set-option", "-g", "remain-on-exit", "on", ";"),
            # Its notice would push the first row away. Before tmux 3.3 it cannot be silenced.
            *("set-option", "-gq", "remain-on-exit-format", "", ";"),
            *("set-option", "-g", "status", "off", ";"),
            *("set-option", "-s", "escape-time", "0", ";"),
            *("new-session", "-d", "-x", str(columns), "-y", str(rows), "--", *command),
            env={**os.environ, **(env or {})},
        )

    def keys(self, *names: str) -> None:
        """Press keys by their tmux names: `Enter`, `Escape`, `C-d`, `PageDown`, `a`."""
        self._tmux("send-keys", "--", *names)

    def type(self, text: str) -> None:
        """Type text literally."""
        self._tmux("send-keys", "-l", "--", text)

    def paste(self, text: str) -> None:
        """Paste as a terminal does: in brackets, if the program asked for them."""
        self._tmux("load-buffer", "-", stdin=text)
        self._tmux("paste-buffer", "-p")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the screen."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def text(self) -> str:
        """The rows of the screen, without the blanks at their ends, joined by newlines."""
        return self._tmux("capture-pane", "-p")

    def styled(self) -> str:
        """Return the rows of the screen with the escape sequences of their styles."""
        return self._tmux("capture-pane", "-p", "-e")

    def ask(self, format: str) -> str:  # noqa: A002 - tmux's word
        """Return what tmux knows about the pane, as in `#{cursor_x}` or `#{alternate_on}`."""
        return self._tmux("display-message", "-p", format).rstrip("\n")

    def running(self) -> bool:
        """Whether the program has not ended yet."""
        return self.ask("#{pane_dead}") != "1"

    def close(self) -> None:
        """End the program and its tmux server."""
        self._tmux("kill-server", check=False)
        self._folder.cleanup()

    def _tmux(
        self,
        *words: str,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
        check: bool = True,
    ) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", f"{self._folder.name}/socket", "-f", os.devnull, *words],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env=env,
            check=False,
        )
        assert done.returncode == 0 or not check, f"tmux {words[0]}: {done.stderr}"
        return done.stdout


class Pty(Terminal):
    """A program on a pty: every byte it writes is recorded, and drawn by an emulator.

    `output` holds all bytes so far. `answers` maps queries to the replies of the terminal, as
    in `{b"\\x1b[c": b"\\x1b[?62c"}`; other queries get no reply.
    """

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        answers: Mapping[bytes, bytes] | None = None,
    ) -> None:
        self.output = bytearray()
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._answers = answers or {}
        self._drawn = self._asked = 0
        self._status: int | None = None
        self._hung_up = False
        self._master, slave = os.openpty()
        self._set_size(*size)
        # In a session of its own, opening the terminal makes it the controlling one: resizing
        # and hanging up are felt as in a real terminal. No fork: test runners have threads.
        self.pid = os.posix_spawnp(
            command[0],
            list(command),
            {**os.environ, **(env or {})},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
            # What a shell has ignore Ctrl+C in the background is no terminal's doing.
            setsigdef=[signal.SIGPIPE, signal.SIGINT],
        )
        os.close(slave)
        os.set_blocking(self._master, False)

    def write(self, keys: str | bytes) -> None:
        """Send the bytes of keys: `j`, `\\r`, `\\x1b[B`."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            assert select.select([], [self._master], [], TIMEOUT)[1], "the program does not read"
            data = data[os.write(self._master, data) :]

    def pump(self, timeout: float = 0.0) -> bytes:
        """Wait for output for at most `timeout` seconds; return the first chunk that came."""
        if self._hung_up or not select.select([self._master], [], [], timeout)[0]:
            return b""
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError as error:  # how Linux says that nobody has the other end open
            if error.errno != errno.EIO:
                raise
            chunk = b""
        self._hung_up = not chunk
        self.output += chunk
        self._answer()
        return chunk

    def settle(self, quiet: float = 0.1, timeout: float = TIMEOUT) -> bytes:
        """Read output until there is none for `quiet` seconds; AssertionError if it goes on."""
        start, end = len(self.output), time.monotonic() + timeout
        while self.pump(quiet):
            assert time.monotonic() < end, f"no end of output in {timeout} s"
        return bytes(self.output[start:])

    def text(self) -> str:
        """The rows of the screen, without the blanks at their ends, joined by newlines."""
        self._drain()
        self.draw()
        # Not pyte's `display`, which fails where half of a wide character was written over: the
        # other half is "", and a terminal shows it as a blank.
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        rows = ("".join(buffer[y][x].data for x in columns) for y in range(self.screen.lines))
        return "\n".join(row.rstrip() for row in rows)

    def draw(self) -> None:
        """Update `screen` from the output so far."""
        fresh = bytes(self.output[self._drawn :])
        if cut := _UNFINISHED.search(fresh):
            fresh = fresh[: cut.start()]
        self._drawn += len(fresh)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", fresh))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the screen, as a window manager does."""
        self.text()
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def hang_up(self) -> None:
        """Close the terminal of the program, as a dropped connection does."""
        if self._master >= 0:
            os.close(self._master)
        self._master, self._hung_up = -1, True

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program."""
        if self.running():
            os.kill(self.pid, number)

    def running(self) -> bool:
        """Whether the program has not ended yet."""
        if self._status is None:
            self._drain()  # a program cannot end while its last words wait for a reader
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
                self._drain()
        return self._status is None

    def exit_code(self) -> int | None:
        """Return the exit code of the program, -N for signal N; None while it runs."""
        return None if self.running() else self._status

    def close(self) -> None:
        """End the program and take the terminal away."""
        self.kill()
        self.hang_up()
        self.wait_until_ended()

    def _drain(self) -> None:
        while self.pump():
            pass

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _answer(self) -> None:
        """Reply to each query once, in order."""
        if not self._answers:
            return
        questions = re.compile(b"|".join(re.escape(question) for question in self._answers))
        for found in questions.finditer(self.output, self._asked):
            self.write(self._answers[found.group()])
            self._asked = found.end()
        # What may be the beginning of a question is looked at again when more has come.
        self._asked = max(self._asked, len(self.output) - max(map(len, self._answers)) + 1)


# pyte draws the tail of these as text, or fails: private CSI sequences, device control strings,
# and vim's question about keys.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b[P_^X][^\x1b]*\x1b\\|\x1b\[\?[0-9;]*m"
)
_UNFINISHED = re.compile(rb"\x1b(\[[0-?]*[ -/]*|[P_^X\]][^\x1b\x07]*\x1b?)?\Z")


def _shows(screen: str, wanted: Wanted) -> bool:
    if isinstance(wanted, str):
        return wanted in screen
    if isinstance(wanted, re.Pattern):
        return wanted.search(screen) is not None
    return bool(wanted(screen))
