"""Ctrl+Z and `fg`, in a shell with job control."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Pty, Tmux, needs_tmux
from tests.ui.conftest import ARTICLE

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
]
SHELL = ["bash", "--norc", "--noprofile", "-i"]
MODES = "#{alternate_on} #{mouse_any_flag} #{cursor_flag}"


def command(home: Path) -> str:
    path = home / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return f"{sys.executable} -m readerapp {path} --store {home / 'store'} --as Ana"


@needs_tmux
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_returns(home: Path) -> None:
    with Tmux(SHELL, (80, 24), {"PS1": "shell> "}) as terminal:
        # `sh -c` stands for a program that starts the reader, such as `uv run`.
        terminal.type(f"sh -c '{command(home)}; echo LEFT'")
        terminal.keys("Enter")
        terminal.wait_for(". next quotation")
        terminal.keys(".", "a")
        terminal.type("half a note")
        terminal.keys("Escape", "C-z")
        terminal.wait_for("Stopped")
        assert terminal.ask(MODES) == "0 0 1"
        terminal.resize(100, 30)
        terminal.type("fg")
        terminal.keys("Enter")
        terminal.wait_for(lambda screen: "1 highlight · saved" in screen and "fg" not in screen)
        assert terminal.ask(MODES).startswith("1 1")
        assert "Stopped" not in terminal.text()
        assert "Holm has sixty days to appeal." in terminal.text()
        terminal.keys("q")
        terminal.wait_for("LEFT")
        assert terminal.ask(MODES) == "0 0 1"


def test_ctrl_z_without_a_shell_to_return_to_goes_on(home: Path) -> None:
    with Pty(command(home).split()) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write("\x1a")
        terminal.wait_for("No shell to go back to here")
        terminal.write("j")
        terminal.wait_for(lambda screen: "No shell" not in screen and "saved" in screen)
