"""Command lines with only a path are parsed as argparse parses them."""

from __future__ import annotations

import pytest

from readerapp.cli import _COMMAND_MODULES, parse_bare_path
from readerapp.cli.arguments import parse

FILES = (
    ["a.txt"],
    ["a.txt", "--store", "s"],
    ["--store", "s", "a.txt", "--as", "Ana"],
    ["--as", "Ana Olsen", "a b.txt"],
)
MORE = (
    *([], ["-"], ["--", "a"], ["list"], ["read", "a"], ["a", "b"], ["a", "--store"], ["--help"]),
    *(["a", "--store", "-x"], ["a", "--store=s"], ["a", "--as", "A", "--as", "B"], ["--version"]),
)


@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_a_file_is_read_as_argparse_would(words: list[str]) -> None:
    found = parse_bare_path(words, frozenset(_COMMAND_MODULES))
    assert found is not None
    assert vars(found) == vars(parse(words))


@pytest.mark.parametrize("words", MORE, ids=" ".join)
def test_all_that_is_more_is_left_to_argparse(words: list[str]) -> None:
    assert parse_bare_path(words, frozenset(_COMMAND_MODULES)) is None
