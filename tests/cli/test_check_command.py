"""The command `check`: what it finds, repairs and prints."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from readerapp import workspace
from readerapp.cli import check_command
from tests.sessions import Open, mark


def test_a_check_of_a_healthy_place(open_session: Open, tmp_path: Path) -> None:
    session = open_session()
    mark(session, "painful")
    session.close()
    report = check_command.check_everything(workspace.make_context(str(tmp_path / "store"), "Ana"))
    assert report.healthy
    data = report.to_dict()
    assert data["store"]["documents"] == 1 and data["store"]["annotations"] == 1
    assert data["annotator"] == "Ana" and data["clipboard"]["name"] == "file"
    text = "".join(check_command.report_lines(report))
    assert text.endswith("No problems found.\n") and "1 document, 1 annotation" in text
    assert "xterm-256color" in text and "256 colours" in text


def test_a_check_finds_damage_and_mends_it(open_session: Open, tmp_path: Path) -> None:
    session = open_session()
    mark(session, "painful")
    session.close()
    (file,) = (tmp_path / "store").glob("*.json")
    file.write_bytes(file.read_bytes()[:100])
    context = workspace.make_context(str(tmp_path / "store"), "Ana")
    report = check_command.check_everything(context)
    assert not report.healthy and "check --repair" in "".join(check_command.report_lines(report))
    mended = check_command.check_everything(context, repair=True)
    assert mended.healthy and "(repaired)" in "".join(check_command.report_lines(mended))
    again = check_command.check_everything(context)
    assert again.healthy and "copy of a damaged file" in "".join(check_command.report_lines(again))


def test_a_check_of_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    class Shut:
        problem = "It cannot be written. Choose another."
        folder = tmp_path / "nowhere"

    context = workspace.make_context(str(tmp_path), "Ana")
    vars(context)["store"] = Shut()
    report = check_command.check_everything(context)
    assert not report.healthy and report.to_dict()["store"]["problem"] == Shut.problem
    assert Shut.problem in "".join(check_command.report_lines(report))


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "16 million"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none (NO_COLOR is set)"),
    ],
)
def test_colours_of_a_terminal(environment: dict[str, str], colours: str) -> None:
    assert check_command.describe_terminal(environment).colours == colours


def test_what_spoils_a_terminal() -> None:
    fine = check_command.describe_terminal({"TERM": "tmux-256color", "TMUX": "x", "SSH_TTY": "y"})
    assert fine.tmux and fine.ssh and not fine.problem
    assert "export TERM" in replace(fine, term="dumb", columns=80).problem
    assert "export LANG" in replace(fine, encoding="ISO-8859-1").problem


def test_a_real_terminal_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback: os.terminal_size((120, 40)))
    found = check_command.describe_terminal({"TERM": "dumb"})
    assert (found.columns, found.rows) == (120, 40)
    report = replace(
        check_command.check_everything(workspace.make_context("nowhere", "Ana")), terminal=found
    )
    assert "dumb: 120x40" in "".join(check_command.report_lines(report))
    assert "export TERM" in "".join(check_command.report_lines(report))
