"""The command `check`: what it finds, repairs and prints."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from readerapp import workspace
from readerapp.cli import check_command, main
from tests.made_documents import Made
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


def test_a_check_of_a_document_lists_its_omissions(
    made: Made, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Case A17, on a document that nobody has annotated: nothing is stored for it."""
    lost = "20 of 21 pages have no text layer (p. 2-21)"
    path = made("The words of\x1b page 1.", losses=[lost], things=["picture"])
    store = ["--store", str(tmp_path / "store")]
    assert main(["check", str(path), *store]) == 0
    said = capsys.readouterr().out
    assert f"Omission: {lost}\n" in said and "Omission: 1 picture is not shown\n" in said
    assert main(["check", str(path), "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out)["omissions"] == [lost, "1 picture is not shown"]
    assert not [*tmp_path.glob("store/*.json")]


def test_the_text_command_says_on_standard_error_what_words_are_lost(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made("Words.", losses=["page 2 has no text", "1 chapter is missing"], things=["picture"])
    assert main(["text", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == "Words."
    assert said.err == "page 2 has no text; 1 chapter is missing.\n"
    assert main(["text", str(made("Words.", things=["picture"]))]) == 0
    assert capsys.readouterr().err == ""
