"""`readerapp check` lists dated copies, `readerapp restore` restores one and can be undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.cli import main


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.fixture
def text(home: Path) -> str:
    path = home / "ferry.txt"
    path.write_text("The ferry sails on Sunday. It is the last one.\n")
    return str(path)


def test_a_copy_is_listed_restored_and_the_restore_undone(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Backups" not in out(capsys, "check")
    out(capsys, "add", text, "--quote", "ferry", "--note", "first")
    out(capsys, "add", text, "--quote", "Sunday", "--note", "second")
    report = out(capsys, "check")
    (copy,) = json.loads(out(capsys, "check", "--json"))["copies"]
    assert copy["name"] in report and "readerapp restore" in report
    done = out(capsys, "restore", copy["name"])
    assert "ferry" in done
    assert "[first]" in out(capsys, "list", text) and "second" not in out(capsys, "list", text)
    undo = done.split()[-1]
    assert undo in out(capsys, "check")
    out(capsys, "restore", undo + ".json")
    assert "[second]" in out(capsys, "list", text)


def test_a_copy_of_a_document_that_is_gone(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = Path(text).parent / "store"
    out(capsys, "add", "--store", str(store), text, "--quote", "ferry", "--note", "first")
    (copy,) = json.loads(out(capsys, "check", "--store", str(store), "--json"))["copies"]
    for file in store.iterdir():
        file.unlink()
    assert "none before" in out(capsys, "restore", "--store", str(store), copy["name"])
    assert "[first]" in out(capsys, "list", "--store", str(store), text)


@pytest.mark.parametrize("name", ["nothing", "", "../x", "\x1b]0;x\x07"])
def test_a_copy_that_does_not_exist(
    text: str, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["restore", name]) == 1
    error = capsys.readouterr().err
    assert "readerapp check" in error and "\x1b" not in error
