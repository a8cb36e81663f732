"""The output thread with a slow terminal: only the newest frame waits, other output in order."""

from __future__ import annotations

import io
import threading

import pytest

from readerapp.ui.terminal.escape_sequences import Capabilities
from readerapp.ui.terminal.frame_parser import Item, RawOutput, TargetScreen
from readerapp.ui.terminal.output_thread import FlowControl, OutputThread
from readerapp.ui.terminal.renderer import DiffRenderer
from tests.ui.terminal.emulator import Glass, wrong_cells

SIZE = 40, 6


class SlowTerminal(io.StringIO):
    """A terminal that accepts nothing until it is released; then everything."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.takes = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        assert self.takes.wait(60)
        return super().write(text)


def frame(text: str, row: int = 1) -> str:
    return f"\x1b[{row};1H{text.ljust(SIZE[0])}\x1b[1;1H"


def screen_after(output: str) -> list[str]:
    glass = Glass(*SIZE)
    glass.feed(output)
    return ["".join(str(cell[0]) for cell in row).rstrip() for row in glass.cells]


def test_the_newest_picture_replaces_those_that_the_terminal_has_not_taken() -> None:
    terminal, wanted = SlowTerminal(), TargetScreen()
    output_thread = OutputThread(terminal.write, DiffRenderer(Capabilities()))
    output_thread.start()
    output_thread.post(wanted.item(frame("number first"), *SIZE))
    assert terminal.asked.wait(60), "the first is on its way"
    for number in range(500):
        output_thread.post(wanted.item(frame(f"number {number}", 1 + number % 2), *SIZE))
    terminal.takes.set()
    output_thread.stop()
    output = terminal.getvalue()
    assert screen_after(output)[:2] == ["number 498", "number 499"]
    assert "497" not in output
    assert len(output) < 3 * SIZE[0]


def test_other_texts_keep_their_place_among_pictures() -> None:
    terminal, wanted = SlowTerminal(), TargetScreen()
    terminal.takes.set()
    output_thread = OutputThread(terminal.write, DiffRenderer(Capabilities()))
    for data in (frame("one"), "\x1b]52;c;YQ==\x07", frame("two"), "\x1b[?1049l"):
        output_thread.post(wanted.item(data, *SIZE))
    output_thread.start()
    output_thread.stop()
    output = terminal.getvalue()
    places = [output.index(part) for part in ("one", "\x1b]52;c;YQ==\x07", "two", "\x1b[?1049l")]
    assert places == sorted(places)


def test_synchronized_output_is_kept_around_what_is_sent_and_around_nothing_else() -> None:
    terminal, wanted = SlowTerminal(), TargetScreen()
    terminal.takes.set()
    output_thread = OutputThread(terminal.write, DiffRenderer(Capabilities()))
    output_thread.start()
    page = "".join(f"\x1b[{row};1H{'same' * 25}" for row in range(1, 11)) + "\x1b[1;1H"
    for _ in range(3):
        for data in ("\x1b[?2026h", page, "\x1b[?2026l"):
            if item := wanted.item(data, 100, 10):
                output_thread.post(item)
    output_thread.stop()
    output = terminal.getvalue()
    assert output.count("\x1b[?2026h") == output.count("\x1b[?2026l") == 1
    assert output.startswith("\x1b[?2026h")
    assert output.endswith("\x1b[?2026l")


def test_a_frame_that_fits_into_a_packet_is_not_wrapped() -> None:
    shown, wanted = DiffRenderer(Capabilities()), TargetScreen()
    wanted.item("\x1b[?2026h", *SIZE)
    assert "2026" not in shown.text(wanted.item(frame("short"), *SIZE))


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def test_a_closed_terminal_blocks_nothing_and_is_reported_once() -> None:
    reports = threading.Semaphore(0)
    output_thread = OutputThread(
        Gone().write, DiffRenderer(Capabilities()), on_closed=reports.release
    )
    output_thread.start()
    for _ in range(100):
        output_thread.post(RawOutput("\x07", alters=False))
    assert reports.acquire(timeout=60)
    output_thread.stop()
    assert not output_thread.is_alive()
    assert not reports.acquire(blocking=False)


def test_at_exit_a_closed_terminal_is_not_reported() -> None:
    stopping, reports = threading.Event(), []

    class Stopped(FlowControl):
        def release(self) -> None:
            stopping.set()

    def write(text: str) -> None:
        assert stopping.wait(60)
        raise OSError(5, "Input/output error")

    output_thread = OutputThread(
        write, DiffRenderer(Capabilities()), Stopped(), on_closed=lambda: reports.append(True)
    )
    output_thread.start()
    output_thread.post(RawOutput("farewell", alters=True))
    output_thread.stop()
    assert not reports


class Faulty(DiffRenderer):
    """A renderer that fails after the first frame."""

    worked = False

    def text(self, item: Item) -> str:
        if self.worked:
            raise RuntimeError("a fault")
        self.worked = True
        return super().text(item)


class FaultyPace(FlowControl):
    """A flow control that never gets an answer."""

    def wait(self) -> None:
        raise RuntimeError("a fault")


@pytest.mark.parametrize(
    ("shown", "flow_control"),
    [(Faulty, FlowControl), (DiffRenderer, FaultyPace), (Faulty, FaultyPace)],
    ids=["difference", "flow control", "both"],
)
def test_a_fault_in_what_to_send_freezes_nothing(
    shown: type[DiffRenderer], flow_control: type[FlowControl]
) -> None:
    terminal, wanted = SlowTerminal(), TargetScreen()
    terminal.takes.set()
    output_thread = OutputThread(terminal.write, shown(Capabilities(scrolls=True)), flow_control())
    output_thread.start()
    frames = [
        frame("\x1b[1;31mwide 港\x1b[0m and red"),
        frame("moved down", 2),
        "\x1b]52;c;YQ==\x07",
        "\x1b[3;5H\x1b[7mreverse\x1b[0m" + frame("e\u0301nd", 6),
        "\x1b[?1049l",
    ]
    glass = Glass(*SIZE)
    for data in frames:
        if item := wanted.item(data, *SIZE):
            output_thread.post(item)
        glass.feed(data)
    output_thread.stop()
    seen = Glass(*SIZE)
    seen.feed(terminal.getvalue())
    assert not wrong_cells(seen, glass)
    assert seen.cursor == glass.cursor
    assert "\x1b]52;c;YQ==\x07" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[?1049l")


@pytest.mark.parametrize("data", ["\x1b[?1049l", "\x1b[2J", "plain"])
def test_what_may_draw_is_sent_in_the_default_style(data: str) -> None:
    shown, wanted = DiffRenderer(Capabilities()), TargetScreen()
    shown.text(wanted.item("\x1b[1;1H\x1b[31mred\x1b[0m\x1b[1;4H", *SIZE))
    assert shown.text(wanted.item(data, *SIZE)) == f"\x1b[m{data}"
