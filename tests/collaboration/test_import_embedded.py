"""A document with comments of its own is imported like a file of annotations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.cli import main
from tests.made_documents import Made

COMMENT = {"words": "The ferry", "author": "Jon", "created": "2026-11-02", "note": "Which?"}
REPLY = {"words": "The ferry", "author": "Ida", "note": "The old.", "reply_to": 0}
NAMELESS = {"words": "a bus", "kind": "highlight"}


@pytest.fixture
def path(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    comments = [dict(COMMENT), dict(REPLY), dict(NAMELESS)]
    return str(made("The ferry waits.", "Then a bus comes.", annotations=comments))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0
    return capsys.readouterr().out


def items(capsys: pytest.CaptureFixture[str], path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(said(capsys, "list", path, "--json"))
    return found


def test_a_second_import_changes_nothing(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = items(capsys, path)
    assert said(capsys, "import", path) == "3 new, 0 changed\n"
    imported = items(capsys, path)
    assert not any("embedded" in item for item in imported)
    for before, after in zip(shown, imported, strict=True):
        for name in ("id", "start", "end", "exact", "note", "colour"):
            assert before[name] == after[name]
    assert imported[0]["creator"] == "Jon"
    assert said(capsys, "import", path) == "0 new, 0 changed, 3 unchanged\n"
    assert items(capsys, path) == imported


def test_another_document_can_take_them(
    path: str, made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    other = made("A line before.", "The ferry waits.", "Then a bus comes.", name="b.made")
    assert said(capsys, "import", path, "--into", str(other)) == "3 new, 0 changed\n"
    assert [item["exact"] for item in items(capsys, str(other))] == ["The ferry", "a bus"]


def test_a_document_without_comments_is_said_to_have_none(
    tmp_path: Path, made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Just words.")
    assert main(["import", str(notes)]) == 1
    assert "cannot be imported. Formats:" in capsys.readouterr().err
    script = tmp_path / "a.fountain"
    script.write_text("INT. FERRY - DAY\n\nIt waits.\n")
    assert main(["import", str(script)]) == 1
    assert "a.fountain carries no comments or highlights" in capsys.readouterr().err
