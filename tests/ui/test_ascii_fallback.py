"""Terminals without UTF-8: stand-ins of the same width, and a notice that is shown once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize
from readerapp.ui.ascii_fallback import NOTICE, is_utf8_output, to_ascii
from tests.e2e.terminal import Pty

TEXT = "“Café” — 港の船… e\u0301te\u0301 ¶ ▌ 🚢\n"


@given(st.text())
def test_a_text_in_ascii_takes_as_many_cells(text: str) -> None:
    shown = sanitize(text)
    assert to_ascii(shown).isascii()
    assert cell_width(to_ascii(shown)) == cell_width(shown)


def test_readable_characters_are_unchanged() -> None:
    assert to_ascii(sanitize(TEXT.strip())) == '"Cafe" - ??????. ete P | ??'


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),  # which is what Python makes of LANG=C
        ({"LANG": "C", "LC_ALL": "de_DE.UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, False),
    ],
    ids=str,
)
def test_the_locale_determines_the_encoding(
    asked: dict[str, str], taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert is_utf8_output() is taken


LATIN = {"PYTHONIOENCODING": "iso-8859-1", "PYTHONUTF8": "0"}


@pytest.mark.e2e
@pytest.mark.parametrize("locale", [LATIN, {"LANG": "C"}], ids=["latin", "C"])
def test_the_reader_in_another_locale(home: Path, locale: dict[str, str]) -> None:
    path = home / "ferry.txt"
    path.write_text(TEXT * 3, encoding="utf-8")
    command = [sys.executable, "-m", "readerapp", str(path), "--store", str(home / "store")]
    with Pty(command, (100, 24), locale) as terminal:
        terminal.wait_for(NOTICE)
        terminal.write("vw1")
        terminal.wait_for("1 highlight")
        assert '"Cafe" - ??' in terminal.text()
        assert terminal.output.isascii()
        terminal.write("q")
        terminal.wait_until_ended()
        assert terminal.exit_code() == 0
