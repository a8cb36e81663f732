"""The terminal driver with the real app: the same screen as with Textual's driver."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import pytest
from textual.drivers import linux_driver

from readerapp.ui.terminal import frame_parser
from readerapp.ui.terminal.driver import FrameWriter
from readerapp.ui.terminal.output_thread import STATUS_QUERY, STATUS_REPLY
from tests.e2e.terminal import TIMEOUT, Pty, Tmux, needs_tmux
from tests.processes import state_of
from tests.ui.terminal.emulator import Glass, Look, wrong_cells

pytestmark = pytest.mark.e2e

SIZE = 120, 34
PLAIN = {"READERAPP_DRIVER": "plain"}
WORDS = "the ferry lay moored until the harbour froze and nobody asked the crew about it".split()
TEXT = "\n\n".join(
    " ".join(WORDS[(7 * n * n + k) % len(WORDS)] for k in range(40 + n % 50)) + f" {n}."
    for n in range(200)
)
WIDE = "\n\n".join(
    f"{n} 港の船は冬まで動かない。 “e\u0301te\u0301” 🚢 👩‍👩‍👧 นมัสเต ok {'한국 ' * (n % 20)}end."
    for n in range(120)
)


_ENDS_IN_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[@-~]\Z")


class Watched:
    """A reader in a terminal, with the screen of the terminal."""

    def __init__(self, terminal: Pty, size: tuple[int, int]) -> None:
        self.terminal = terminal
        self.glass = Glass(*size)
        self.fed = 0
        self._text = ""

    def look(self) -> str:
        """Update the screen from the output; return its text."""
        more, output = self.terminal.pump(0.02), self.terminal.output
        if not more and not _ENDS_IN_SEQUENCE.search(output, max(0, len(output) - 40)):
            more = self.terminal.pump(0.5)  # the program may have been stopped while it writes
        # What is still coming may go on in the middle of a cluster.
        end = output.rindex(b"\x1b") if more else len(output)
        if end > self.fed:
            self.glass.feed(self.terminal.output[self.fed : end].decode())
            self.fed = end
            rows = ("".join(str(cell[0]) for cell in row) for row in self.glass.cells)
            self._text = "\n".join(row.rstrip() for row in rows)
        return self._text

    @property
    def output(self) -> bytes:
        """Return all bytes so far."""
        return bytes(self.terminal.output)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until a condition on the terminal holds."""
        end = time.monotonic() + TIMEOUT
        while not holds():
            assert time.monotonic() < end, self.look()
            self.terminal.pump(0.02)

    def is_stopped(self) -> bool:
        """Return whether the program is suspended."""
        return state_of(self.terminal.pid) == "T"

    def resize(self, columns: int, rows: int) -> None:
        self.look()
        self.glass.resize(columns, rows)
        self.terminal.resize(columns, rows)


def command(path: Path, driver: str) -> list[str]:
    store = path.parent / f"store-{driver}"
    return [sys.executable, "-m", "readerapp", str(path), "--store", str(store), "--as", "Ana"]


@contextmanager
def reading(path: Path, driver: str) -> Iterator[Watched]:
    """Start the reader on a file, in a terminal of its own."""
    with Pty(command(path, driver), SIZE, {"READERAPP_DRIVER": driver}) as terminal:
        yield Watched(terminal, SIZE)


def both_show(wanted: str, plain: Watched, frugal: Watched) -> None:
    """Wait until both terminals show a text, and are equal in every cell."""
    end = time.monotonic() + TIMEOUT
    compared, wrong = (-1, -1), []
    while True:
        screens = plain.look(), frugal.look()
        shown = all(re.search(wanted, screen) for screen in screens)
        if shown and compared != (plain.fed, frugal.fed):
            compared = plain.fed, frugal.fed
            wrong = wrong_cells(frugal.glass, plain.glass)
        if shown and not wrong:
            return
        assert time.monotonic() < end, f"{wanted!r}, {wrong[:5]}\n" + "\n".join(screens)


@pytest.mark.parametrize(
    "text", [TEXT, pytest.param(WIDE, marks=pytest.mark.slow)], ids=["latin", "wide"]
)
def test_a_session_ends_in_the_same_cells_as_with_the_plain_driver(home: Path, text: str) -> None:
    path = home / "ferry.txt"
    path.write_text(text, encoding="utf-8")
    acts = [
        ("", "saved"),
        ("j" * 32, "saved"),
        ("\x1b[6~\x1b[6~", "saved"),
        ("vee1", "1 highlight"),
        ("ajetty", "Note saved"),
        ("\x1b", r"\? help"),
        ("?", "(?i)keys"),
        ("\x1b", r"\? help"),
        ("z" + "j" * 5 + "k" * 40, "highl"),
        ((70, 20), "highl"),
        ("z", "1 highlight"),
        ((110, 36), "saved"),
        ("G", "100%"),
        ("g", "0%"),
    ]
    with reading(path, "plain") as plain, reading(path, "") as frugal:
        for act, wanted in acts:
            for watched in (plain, frugal):
                if isinstance(act, str):
                    watched.terminal.write(act)
                else:
                    watched.resize(*act)
            both_show(wanted, plain, frugal)
        assert len(frugal.output) < len(plain.output) / 4


def test_a_suspended_reader_resumes_unchanged_and_leaves_a_clean_terminal(home: Path) -> None:
    path = home / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    with reading(path, "") as reader:
        reader.until(lambda: "saved" in reader.look())
        reader.terminal.write("\x1b[6~")
        reader.until(lambda: re.search("[1-9]% .* saved", reader.look()))
        before = reader.glass.cells
        reader.terminal.kill(signal.SIGTSTP)
        reader.until(reader.is_stopped)
        reader.look()
        reader.glass.feed("\x1b[3;1H\x1b[32m$ a shell was here\x1b[0m")
        reader.terminal.kill(signal.SIGCONT)
        reader.until(lambda: reader.look() and reader.glass.cells == before)
        reader.terminal.write("q")
        reader.terminal.wait_until_ended()
        reader.look()
        assert reader.glass.screen.cursor.attrs == reader.glass.screen.default_char
        assert reader.glass.screen.margins is None


def test_all_motion_of_the_mouse_is_reported_where_there_is_no_ssh(home: Path) -> None:
    path = home / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Pty(command(path, ""), SIZE, {"SSH_CONNECTION": "", "SSH_TTY": ""}) as terminal:
        terminal.wait_for("saved")
        assert b"1003h" in terminal.output
        assert b"1002h" not in terminal.output


def test_terminal_queries_lose_no_key_and_leave_nothing_for_the_shell(
    home: Path,
) -> None:
    path = home / "ferry.txt"
    said = [f"“The pier is number {n} of them,” said Ida Holm." for n in range(20)]
    path.write_text("\n\n".join(f"{TEXT[:2500]} {one}" for one in said), encoding="utf-8")
    afterwards = '"$@"; stty -icanon -echo min 0 time 5; echo ENDED; cat -v; echo NOTHING MORE'
    patient = (
        "import sys; from readerapp.ui.terminal import output_thread; "
        "output_thread._EXIT_TIMEOUT = 20; "
        "from readerapp.cli import main; sys.exit(main())"
    )
    reader = [sys.executable, "-c", patient, *command(path, "")[3:]]
    shell = ["sh", "-c", afterwards, "sh", *reader]
    far = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    with Pty(shell, SIZE, far, answers={STATUS_QUERY.encode(): STATUS_REPLY.encode()}) as terminal:
        terminal.wait_for(". next quotation")
        for _ in said:
            terminal.write(".")
            terminal.pump(0.01)
            terminal.write("1")
            terminal.pump(0.01)
        terminal.wait_for(f"{len(said)} highlights")
        for key, place in ("g", " 0%"), ("G", "100%"), ("g", " 0%"):  # a whole screen each
            terminal.write(key)
            terminal.wait_for(place)
        assert terminal.output.count(STATUS_QUERY.encode()) > 1, "again, so it was answered"
        terminal.write("gGgq")
        terminal.wait_for("NOTHING MORE")
        assert bytes(terminal.output).partition(b"ENDED")[2].split() == [b"NOTHING", b"MORE"]


def test_an_answer_that_comes_late_and_in_pieces_is_no_part_of_a_note(home: Path) -> None:
    path = home / "ferry.txt"
    path.write_text(f"“Said,” said Ida.\n\n{TEXT}", encoding="utf-8")
    far = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "ESCDELAY": "20000"}
    with Pty(command(path, ""), SIZE, far) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write("G")
        terminal.wait_for("100%")
        terminal.write("g.alate")
        terminal.wait_for("late")
        assert terminal.output.count(STATUS_QUERY.encode()) == 1, "its answer is missing"
        terminal.write(f" but{STATUS_REPLY[:2]}")
        terminal.wait_for("late but")
        terminal.write(f"{STATUS_REPLY[2:]} whole")
        terminal.wait_for("late but whole")
        terminal.write("\x1b")
        ends = cycle("Gg")

        def is_asked_again(_: str) -> bool:
            terminal.write(next(ends))
            return terminal.output.count(STATUS_QUERY.encode()) == 2

        terminal.wait_for(is_asked_again)
        terminal.write(f"{STATUS_REPLY}q")
        terminal.wait_until_ended()
    notes = subprocess.run(
        [*command(path, "")[:3], "list", str(path), *command(path, "")[4:], "--json"],
        capture_output=True,
        check=True,
    ).stdout
    assert [row["note"] for row in json.loads(notes)] == ["late but whole"]


@pytest.mark.slow
@needs_tmux
def test_tmux_shows_the_same_as_with_the_plain_driver(home: Path) -> None:
    path = home / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Tmux(command(path, "plain"), SIZE, PLAIN) as plain, Tmux(command(path, ""), SIZE) as ours:
        for keys, wanted in (
            ([], "saved"),
            (["NPage"], re.compile("[1-9]% .* saved")),
            (["v", "e", "1"], "1 highlight"),
            (["z", *"kkjj", "NPage", *"kkkk"], "▪"),
            (["z"], "1 highlight"),
        ):
            for terminal in (plain, ours):
                if keys:
                    terminal.keys(*keys)
            for terminal in (plain, ours):
                terminal.wait_for(wanted)
            ours.wait_for(lambda _: tmux_cells(ours) == tmux_cells(plain))


def tmux_cells(terminal: Tmux) -> list[list[Look]]:
    """Return the cells that tmux reports with their styles, without blanks at the ends of rows."""
    glass = Glass(*SIZE)
    for number, row in enumerate(terminal.styled().splitlines()):
        glass.feed(f"\x1b[{number + 1}H{row}")
    texts = terminal.text().splitlines()
    return [row[: len(text)] for row, text in zip(glass.cells, texts, strict=False)]


@needs_tmux
def test_tmux_erases_in_colour_which_its_terminfo_does_not_say() -> None:
    script = r"printf '\033[44m\033[K\033[2;1H\033[5X\033[2;6Hend\033[0m'; exec cat"
    outer = ["tmux", "-u", "-L", f"readerapp-{os.getpid()}", "-f", "/dev/null", "new-session"]
    glass = Glass(*SIZE)
    with Pty([*outer, "sh", "-c", script], SIZE, {"TERM": "xterm-256color"}) as terminal:
        terminal.wait_for("end")
        glass.feed(terminal.output.decode())
        subprocess.run([*outer[:4], "kill-server"], check=True)
    assert [cell[1] for cell in glass.cells[0]] == ["blue"] * SIZE[0]
    assert [cell[1] for cell in glass.cells[1][:5]] == ["blue"] * 5


def test_a_frame_that_cannot_be_read_is_sent_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(data: str, columns: int, rows: int) -> None:
        raise RuntimeError("a fault")

    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (6, 40))
    with os.fdopen(slave, "w") as terminal, os.fdopen(master, "rb", buffering=0) as other_end:
        writer = FrameWriter(terminal)
        writer.start()
        writer.write("\x1b[1;1Hbefore\x1b[1;1H")
        with monkeypatch.context() as faulty:
            faulty.setattr(frame_parser, "parse_frame", fault)
            writer.write("\x1b[1;1Hduring\x1b[1;1H")
        writer.write("\x1b[2;1Hafter\x1b[1;1H")
        writer.stop()
        terminal.close()
        sent = b""
        with suppress(OSError):  # what Linux says at the end
            while piece := other_end.read(4096):  # a pty hands over piece by piece
                sent += piece
        glass = Glass(40, 6)
        glass.feed(sent.decode())
    assert ["".join(str(cell[0]) for cell in row).strip() for row in glass.cells[:2]] == [
        "during",
        "after",
    ]


def test_textual_still_creates_the_writer_that_ours_replaces() -> None:
    """Check the private name that the driver replaces, and everything that Textual calls on it."""
    source = inspect.getsource(linux_driver)
    assert "self._writer_thread = WriterThread(self._file)" in source
    called = set(re.findall(r"_writer_thread\.(\w+)", source))
    assert called == {"start", "write", "stop"}
    assert all(hasattr(FrameWriter(sys.__stdout__), name) for name in called)
