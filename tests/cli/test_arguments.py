"""A command line means the same whether one subparser is built or all of them are."""

from __future__ import annotations

import contextlib
import io
from argparse import Namespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readerapp.cli import _COMMAND_MODULES
from readerapp.cli.arguments import build_parser, insert_command, parse
from readerapp.cli.command_options import COMMANDS

WORDS = st.sampled_from(
    "list export add check --json --store --as --tag --colour --format --group --quote --start "
    "--end --nth --output -o -oa --clipboard --search --state a b.txt red exact csv place 3 -1 - "
    "-- -h --help --version --tag=a --store=s --repair --bogus -x".split()
) | st.just("")


def outcome(names: list[str], words: list[str]) -> tuple[object, str, str]:
    """The options, or the exit code, and all that is printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            result: object = build_parser(names).parse_args(words, Namespace(store=None))
        except SystemExit as ending:
            result = ending.code
    return result, out.getvalue(), err.getvalue()


@given(st.lists(WORDS, max_size=6))
@example(["--help"])
@example(["--bogus", "list", "a", "b"])
@example(["--store", "list"])
@example(["export", "a", "-o", "b", "--clipboard"])
def test_the_subparser_asked_for_is_enough(arguments: list[str]) -> None:
    words, command = insert_command(arguments)
    if command:
        assert outcome([command], [*words]) == outcome([*COMMANDS], [*words])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_needs_no_other(command: str) -> None:
    result, out, err = outcome([command], [command, "--help"])
    assert (result, err) == (0, "")
    assert out.startswith(f"usage: readerapp {command} ")
    assert (result, out, err) == outcome([*COMMANDS], [command, "--help"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("list --format json", "list has no option --format; --json prints JSON, and `readerapp"),
        ("cite a --note=b", "cite has no option --note; `readerapp add` has it."),
        ("list a -o b", "list has no option -o; `readerapp export` has it."),
        ("export a --spaeker Bo", "export has no option --spaeker; did you mean --speaker?"),
        ("export a --group x", "argument --group: invalid choice: "),
        ("delete --bogus 3fa85f64", "delete has no option --bogus."),
        ("cite a b", "cite takes no other word; what does b mean?"),
    ],
)
def test_wrong_usage_is_one_sentence_and_where_to_look(
    arguments: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        parse(arguments.split())
    lines = capsys.readouterr().err.splitlines()
    assert ending.value.code == 2 and len(lines) == 2
    assert lines[0].startswith(f"readerapp: {sentence}")
    assert lines[1] == f"`readerapp {arguments.split()[0]} -h` shows how it is used."


def test_help_names_every_command() -> None:
    words, command = insert_command(["--help"])
    assert command == ""
    _, out, _ = outcome([*COMMANDS], [*words])
    assert all(out.count(f"\n  {name} ") == 1 for name in COMMANDS)
    assert max(map(len, out.splitlines())) < 80


def test_every_command_has_a_function() -> None:
    assert COMMANDS.keys() == _COMMAND_MODULES.keys()


@pytest.mark.parametrize("command", ["add", "config"])
def test_the_help_of_a_command_shows_its_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse([command, "-h"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: readerapp {command} ")
    assert {"add": "--quote", "config": "--check"}[command] in shown
