"""The commands of the `:` prompt: names, arguments, completion."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.reading.prompt_commands import PROMPT_COMMANDS, complete_prompt, parse_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        *((name, "quit") for name in ("q", "quit", "wq", "x", "qa", "wqa", " q ")),
        *((name, "quit.now") for name in ("q!", "qa!")),
        *((name, "save") for name in ("w", "write")),
        *((name, "open") for name in ("o", "e", "open", "edit")),
        ("noh", "drop.match"),
        ("h", "help"),
    ],
)
def test_habits_of_vim_and_less_are_commands(line: str, command: str) -> None:
    found = parse_command(line)
    assert found is not None
    assert found == (found[0], "")
    assert found[0].id == command


@pytest.mark.parametrize("line", ["40 %", "12", "ch. 3", "Q", "flood", "q uestion", "", "help me"])
def test_what_is_no_command_is_a_place(line: str) -> None:
    assert parse_command(line) is None


def test_the_rest_of_the_line_is_the_argument() -> None:
    found = parse_command("open  ~/My notes.txt ")
    assert found is not None
    assert (found[0].id, found[1]) == ("open", "~/My notes.txt")


def test_a_whole_heading_is_a_place_even_if_it_begins_like_a_command() -> None:
    assert parse_command("open letters", ["Preface", "Open  Letters"]) is None
    assert parse_command("open letter", ["Preface", "Open  Letters"]) is not None


def test_no_name_belongs_to_two_commands() -> None:
    names = [name for command in PROMPT_COMMANDS for name in command.names]
    assert len(names) == len(set(names))


def test_tab_completes_commands_headings_and_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("harbour.txt").touch()
    titles = ["Libraries", "The flood"]
    assert complete_prompt("li", titles).words == ("library", "Libraries")
    assert complete_prompt("op", titles).words == ("open ",)
    assert complete_prompt("fl", titles).words == ("The flood",)
    path = complete_prompt("e ha", titles)
    assert (path.start, path.words) == (2, ("harbour.txt",))
    assert complete_prompt("theme reader-l", titles).words == ("reader-light",)
    assert complete_prompt("theme ", titles).words[:2] == ("dark", "light")
    assert complete_prompt("theme terminal colours, l", titles).words == (
        "terminal colours, light",
    )
