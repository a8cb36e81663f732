"""Dropped, stalled and suspended connections: typed text is on the disk, no process remains."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.processes import state_of
from tests.safety.link import Link, drop, endings

pytestmark = pytest.mark.e2e


def test_a_terminal_that_is_closed_while_a_note_is_typed(tmp_path: Path) -> None:
    for one in endings(drop, tmp_path, 4):
        assert not one.wrong, one
        assert len(one.saved) >= one.shown, one


def test_a_reader_that_is_killed_during_typing_without_a_pause(tmp_path: Path) -> None:
    link = Link(tmp_path, hurried=True)
    typed = "<"
    link.pty.write(".a" + typed)
    link.pty.wait_for(typed)

    def is_saved_in_part() -> bool:
        nonlocal typed
        typed += "x"
        link.pty.write("x")  # the next will come before a pause that saves is over
        link.pty.pump(0.1)
        return any(mark.note for mark in link.marks())

    link.until(is_saved_in_part, "nothing is saved before a pause")
    screen = link.pty.text()
    link.pty.kill()
    link.ended_after()
    link.pty.hang_up()
    (mark,) = link.marks()
    assert typed.startswith(mark.note)
    if "· saved" in screen:
        shown = max(n for n in range(len(typed) + 1) if typed[:n] in screen)
        assert len(mark.note) >= shown


def test_a_terminal_that_accepts_no_more_bytes_blocks_no_save(tmp_path: Path) -> None:
    link = Link(tmp_path, hurried=True)
    link.pty.write("j   " * 100)
    note = "x" * 300
    link.pty.write("g.a" + note)
    link.until(lambda: [mark.note for mark in link.marks()] == [note], "the note was not saved")
    link.pty.write("\t" + " j" * 100 + "G\r")
    link.until(lambda: len(link.marks()) == 2, "the highlight was not saved")
    os.kill(link.pty.pid, signal.SIGTERM)
    link.ended_after()
    link.pty.hang_up()


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT],
    ids=["SIGTERM", "SIGINT", "SIGQUIT"],
)
def test_a_signal_saves_what_is_typed_and_restores_the_terminal(
    tmp_path: Path, number: signal.Signals
) -> None:
    link = Link(tmp_path)
    link.pty.write(".ahalf a thought")
    link.pty.wait_for("half a thought")
    os.kill(link.pty.pid, number)
    link.pty.wait_until_ended()
    assert link.pty.exit_code() == 128 + number
    assert [mark.note for mark in link.marks()] == ["half a thought"]
    for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"):
        assert mode in bytes(link.pty.output), "alternate screen, cursor, mouse"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setsid") is None, reason="macOS has no setsid")
def test_a_process_that_no_signal_reaches_ends_when_its_terminal_is_gone(tmp_path: Path) -> None:
    link = Link(tmp_path, "setsid", "-w")
    link.pty.write(".ahalf a thought")
    link.pty.wait_for("half a thought")
    reader = int(Path(f"/proc/{link.pty.pid}/task/{link.pty.pid}/children").read_text())
    link.pty.hang_up()
    link.until(lambda: not Path(f"/proc/{reader}").exists(), "it never ends")
    assert [mark.note for mark in link.marks()] == ["half a thought"]


def test_suspended_and_resumed(tmp_path: Path) -> None:
    with (link := Link(tmp_path)).pty:
        link.pty.write(".abefore ")
        link.until(lambda: [m.note for m in link.marks()] == ["before "], "not saved")
        os.kill(link.pty.pid, signal.SIGTSTP)
        link.until(lambda: state_of(link.pty.pid) == "T", "runs on")
        os.kill(link.pty.pid, signal.SIGCONT)
        link.pty.write("after")
        link.pty.wait_for("before after")
        link.until(lambda: [m.note for m in link.marks()] == ["before after"], "not saved")
        link.pty.write("\tq")
        link.pty.wait_until_ended()
        assert link.pty.exit_code() == 0
