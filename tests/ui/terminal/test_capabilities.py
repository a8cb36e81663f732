"""Terminal capabilities by name. Each test has its own process: terminfo is read once."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = (
    "from readerapp.ui.terminal.capabilities import current_capabilities as a; x = a();"
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
