"""Escape sequences: each change of style is exact; terminfo defines the capabilities."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.ui.terminal.escape_sequences import (
    combine_with_blank,
    parse_sgr,
    sgr_change,
    split_style,
    style_on_blank,
)

ENDS = {22: {1, 2}, 23: {3}, 24: {4, 21}, 25: {5, 6}, 27: {7}, 28: {8}, 29: {9}, 55: {53}}
colours = st.sampled_from(("", "31", "97", "38;5;252", "38;2;1;20;200"))
backgrounds = st.sampled_from(("", "41", "107", "48;5;234", "48;2;0;5;0"))
numbers = st.sets(st.sampled_from((1, 2, 3, 4, 5, 7, 8, 9, 21, 53)), max_size=4)


@st.composite
def styles(draw: st.DrawFn) -> str:
    codes = [*map(str, draw(st.permutations(sorted(draw(numbers)))))]
    codes += [draw(colours), draw(backgrounds)]
    style = parse_sgr(";".join(code for code in codes if code))
    assert style is not None
    return style


def applied(style: str, sequence: str) -> tuple[set[int], str, str]:
    """Interpret SGR sequences independently; return attributes and colours."""
    attributes, foreground, background = split_style(style)
    on = set(attributes)
    for group in re.findall(r"\x1b\[([\d;]*)m", sequence):
        for code in re.findall(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+", group or "0"):
            number = int(code.split(";")[0])
            if number == 0:
                on, foreground, background = set(), "", ""
            elif number in ENDS:
                on -= ENDS[number]
            elif number < 22 or number == 53:
                on.add(number)
            elif 30 <= number <= 39 or 90 <= number <= 97:
                foreground = code if number != 39 else ""
            else:
                background = code if number != 49 else ""
    return on, foreground, background


@given(styles(), styles())
def test_a_change_leads_from_any_style_to_any_other(before: str, after: str) -> None:
    sequence = sgr_change(before, after)
    assert applied(before, sequence) == applied(after, "")
    assert len(sequence) <= len(sgr_change(None, after))
    assert bool(sequence) == (before != after)


@given(styles())
def test_a_change_from_an_unknown_style_relies_on_nothing(after: str) -> None:
    for before in ("", "1;2;3;4;5;7;8;9;31;41"):
        assert applied(before, sgr_change(None, after)) == applied(after, "")


@given(styles(), backgrounds)
def test_blanks_look_as_they_should_in_a_style_taken_over(style: str, background: str) -> None:
    assert style_on_blank(combine_with_blank(style, background)) == background


@pytest.mark.parametrize("text", ["10", "38", "38;5", "38;2;1;2", "38;5;", "58;5;1", "200"])
def test_what_is_not_understood_is_no_style(text: str) -> None:
    assert parse_sgr(text) is None


def test_the_order_of_codes_does_not_matter() -> None:
    assert parse_sgr("48;5;1;1;38;5;2") == parse_sgr("1;38;5;2;48;5;1") == "1;38;5;2;48;5;1"
    assert parse_sgr("1;31;0;3") == "3"


SCRIPT = (
    "from readerapp.ui.terminal.escape_sequences import current_capabilities as a; x = a();"
    "print(*map(int, (x.scrolls, x.erases_cells, x.erases_in_colour)))"
)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("xterm-256color", "1 1 1"),
        ("linux", "1 1 1"),
        ("tmux-256color", "1 1 1"),
        ("screen-256color", "1 0 0"),
        ("vt100", "1 0 0"),
        ("dumb", "0 0 0"),
        ("nobody-knows-this", "0 0 0"),
    ],
)
def test_terminals_by_name(term: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    if expected != "0 0 0" and subprocess.run(["infocmp", term], capture_output=True).returncode:
        pytest.skip(f"terminfo here does not know {term}")
    assert asked() == expected


def test_gnu_screen_erases_without_colour_whatever_it_says_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STY", "1234.pts-0.host")
    assert asked()[-1] == "0"


def asked() -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
