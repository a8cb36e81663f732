"""How an extra is added to the environment that readerapp runs in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from readerapp.core import installation
from readerapp.core.installation import extras_command, needs_extra, repair_command


@pytest.mark.parametrize(
    ("prefix", "begins"),
    [
        ("/home/ana/.local/share/pipx/venvs/readerapp", "pipx inject readerapp 'mcp>="),
        ("/home/ana/.local/share/uv/tools/readerapp", "uv tool install --force "),
        ("/home/ana/.cache/uv/archive-v0/abc", "uvx --from "),
        (sys.base_prefix, "pipx install "),
        ("/nowhere/at-all", "pipx install "),
    ],
)
def test_the_program_that_installed_it_adds_the_extra(
    prefix: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = ["textual>=8", "mcp>=2.0; extra == 'mcp'", 'xlsxwriter>=3; extra == "xlsx"']
    monkeypatch.setattr(installation.metadata, "requires", lambda _: needs)
    monkeypatch.setattr(sys, "prefix", prefix)
    assert extras_command("mcp").startswith(begins)
    assert "mcp" in extras_command("mcp") and "xlsx" in extras_command("mcp", "xlsx")


def test_pip_of_the_environment_or_uv_adds_it_in_a_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/my venv/bin/python")
    monkeypatch.setattr(installation, "find_spec", lambda name: name)
    assert extras_command("mcp") == "'/my venv/bin/python' -m pip install 'readerapp[mcp]'"
    monkeypatch.setattr(installation, "find_spec", lambda _: None)
    assert extras_command("mcp").startswith("uv pip install --python '/my venv/bin/python' ")
    assert repair_command(["textual>=8"]).startswith("uv pip install")
    assert str(needs_extra("X", "mcp")).endswith("'readerapp[mcp]'`.")
