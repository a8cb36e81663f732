"""What is heard without argparse is heard as argparse has it."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readerapp.cli.arguments import parse
from readerapp.cli.fast_arguments import parse_fast

USUAL = (
    ["list"],
    ["list", "a.txt", "--json"],
    ["--store", "s", "list", "--as", "Ana", "--speaker", "Bo", "--speaker", "Eve", "a.txt"],
    ["export", "a.txt"],
    ["export", "a b.txt", "--format", "csv", "-o", "out.csv", "--tag", "key"],
    ["add", "a.txt", "--quote", "the words", "--note", "n", "--colour", "red"],
    ["add", "a.txt", "--start", "3", "--end", "7"],
    ["speakers", "a.txt", "--json"],
    ["check", "--repair"],
    ["library"],
)
UNUSUAL = (
    *(["list", "a", "b"], ["list", "--jso"], ["list", "--colour", "mauve"], ["list", "--tag"]),
    *(["list", "--tag=a"], ["list", "--", "a"], ["list", "-h"], ["export"], ["a.txt"], []),
    *(["export", "a", "-o", "b", "--clipboard"], ["export", "a", "--group", "x"]),
    *(["add", "a", "--start", "x", "--end", "2"], ["add", "a", "--quote", "b", "--start", "1"]),
    *(["add", "-", "--quote", "b"], ["agreement", "a", "b"], ["--version"], ["--store"]),
)
WORDS = st.sampled_from(
    "list export add check --json --store --as --tag --colour --format --group --quote --start "
    "--end --nth --output -o -oa --clipboard --search --state a b.txt red exact csv place 3 -1 - "
    "-- -h --tag=a --repair".split()
) | st.just("")


def as_argparse(words: list[str]) -> dict[str, object] | None:
    """What argparse makes of the words; None where it ends the process."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            return vars(parse(words))
        except SystemExit:
            return None


@pytest.mark.parametrize("words", USUAL, ids=" ".join)
def test_the_usual_is_heard(words: list[str]) -> None:
    found = parse_fast(words)
    assert found is not None
    assert vars(found) == as_argparse(words)


@pytest.mark.parametrize("words", UNUSUAL, ids=" ".join)
def test_the_unusual_is_left_to_argparse(words: list[str]) -> None:
    assert parse_fast(words) is None


@given(
    st.builds(
        lambda command, rest: [command, *rest],
        st.sampled_from(["list", "export"]),
        st.lists(WORDS, max_size=6),
    )
    | st.lists(WORDS, max_size=6)
)
@example(["export", "a", "--tag", "", "--tag", "b"])
def test_no_words_are_heard_otherwise(words: list[str]) -> None:
    found = parse_fast(words)
    assert found is None or vars(found) == as_argparse(words)
