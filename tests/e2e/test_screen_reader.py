"""The reader for a screen reader, in real terminals: where the cursor is, and what is sent."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import TIMEOUT, Pty, Tmux, needs_tmux

pytestmark = pytest.mark.e2e

TEXT = """\
The ferry

The last ferry sails on Sunday.

“We kept the boats running,” said Ida Holm, who has steered the line since 1998.

“A bus does not float,” Holm said.
"""
_ROWS = TEXT.splitlines()
ENVIRONMENT = {"READERAPP_SCREEN_READER": "1"}


@pytest.fixture
def command(home: Path) -> list[str]:
    path = home / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    words = ("--store", str(home / "store"), "--as", "Ana", str(path))
    return [sys.executable, "-m", "readerapp", *words]


@needs_tmux
@pytest.mark.parametrize("size", [(80, 24)])
def test_the_cursor_is_where_the_keys_act(command: list[str], size: tuple[int, int]) -> None:
    with Tmux(command, size=size, env=ENVIRONMENT) as terminal:

        def at_cursor() -> str:
            """Return the row of the cursor from the cursor on, once it is shown there."""
            column, row, shown = map(
                int, terminal.ask("#{cursor_x},#{cursor_y},#{cursor_flag}").split(",")
            )
            rows = [*terminal.text().split("\n"), *[""] * size[1]]
            return rows[row][column:] if shown else "hidden"

        def cursor_comes_to(words: str) -> None:
            terminal.wait_for(lambda _: at_cursor().startswith(words) or words == at_cursor())

        terminal.wait_for("next quotation")
        cursor_comes_to("The ferry")
        terminal.keys("j", "j", "w")
        cursor_comes_to("last ferry sails")
        terminal.keys(".")
        terminal.wait_for("selected, 5 words: We kept")
        terminal.keys("a")
        terminal.type("why")
        terminal.wait_for("why")
        terminal.keys("Left", "Left")
        cursor_comes_to("hy")
        terminal.keys("Escape")
        cursor_comes_to("We kept")
        terminal.keys("Tab")
        terminal.wait_for("1 of 1, highlight, yellow, n")
        cursor_comes_to("> ")
        terminal.keys("s")
        terminal.type("ida")
        terminal.keys("Left")
        cursor_comes_to("a")
        terminal.keys("Enter", "S")
        terminal.wait_for(lambda screen: "Ida Holm" in screen and "Enter" in screen)
        cursor_comes_to("Ida Holm")
        terminal.keys("Escape", "Escape", "/")
        terminal.type("bus")
        terminal.keys("Left")
        cursor_comes_to("s")
        terminal.keys("Escape", "g", "]")
        cursor_comes_to("We kept")
        screen = terminal.wait_for("highlight, yellow")
        assert not re.search("[─-◿⏎›✎‡]", screen), screen


def test_moving_the_caret_moves_only_the_cursor(command: list[str]) -> None:
    with Pty(command, env=ENVIRONMENT) as terminal:
        terminal.wait_for("next quotation")
        terminal.write("l")  # the first key ends the hint
        terminal.wait_for("0 highlights")
        terminal.settle(quiet=0.5)
        for key in "llh":
            terminal.write(key)
            sent = terminal.pump(TIMEOUT) + terminal.settle()
            assert re.fullmatch(rb"(\x1b\[[\d;]*[CDGH]|\x08)", sent), sent
        assert not terminal.screen.cursor.hidden
