"""The commands `edit`, `tag`, `speaker`, `delete` and `restore`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.workspace import make_context
from tests.made_documents import Made

TEXT = "The ferry waits.\n\nA bus does not float.\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a text into the working folder; return its path."""
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Ana")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "ferry.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


class Commands:
    """Runs commands in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        self._capture.readouterr()
        try:
            assert main([*words]) == code
        except SystemExit as end:
            assert end.code == code
        out, err = self._capture.readouterr()
        assert "Traceback" not in err
        return out, err

    def add(self, path: Path, words: str, *more: str) -> str:
        return self("add", str(path), "--quote", words, *more)[0].strip()

    def list(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self("list", "--json")[0])
        return found


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


def test_fields_are_changed_by_the_beginning_of_the_id(
    run: Commands, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = run.add(path, "ferry", "--note", "one", "--tag", "old")
    out, err = run("edit", key[:8], "--note", "two", "--colour", "blue", "--json")
    assert err == "Note saved · Colour: blue · ferry.txt.\n"
    (item,) = json.loads(out)
    assert (item["id"], item["note"], item["changed"]) == (key, "two", True)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"drei\r\nvier\n")))
    assert run("edit", key, "--note-file", "-") == ("", "Note saved · ferry.txt.\n")
    run("tag", key, "--add", "risk", "--add", "place/pier", "--remove", "old")
    run("speaker", key, "Ida Holm")
    (one,) = run.list()
    assert (one["note"], one["colour"], one["speaker"]) == ("drei\nvier", "blue", "Ida Holm")
    assert one["tags"] == ["risk", "place/pier"]
    run("tag", key, "--set", "only")
    run("speaker", key, "")
    (one,) = run.list()
    assert (one["tags"], one["speaker"]) == (["only"], None)
    assert run("tag", key, "--add", "only")[1] == "Nothing to change · ferry.txt.\n"


def test_the_reader_takes_them_back(run: Commands, path: Path) -> None:
    keys = [run.add(path, "ferry"), run.add(path, "bus")]
    run("tag", *keys, "--add", "risk")
    assert run("delete", *keys)[1] == "Deleted · 2 annotations · ferry.txt.\n"
    session = make_context(None, None).open_session(documents.open(str(path)))
    assert session.undo().sentence == "Undid: deletion of 2 highlights"
    assert {*session.placed} == {*keys}
    assert session.undo().sentence == "Undid: tags"
    assert not any(one.annotation.tags for one in session.placed.values())
    session.close()


def test_annotations_of_a_document_that_is_gone(run: Commands, path: Path) -> None:
    key, other = run.add(path, "ferry", "--note", "one"), run.add(path, "bus")
    path.unlink()
    run("delete", key, other)
    assert run.list() == []
    assert run("restore", key)[1] == "Restored · ferry.txt.\n"
    run("edit", key, "--note", "two")
    (one,) = run.list()
    assert (one["id"], one["note"], one["exact"]) == (key, "two", "ferry")
    assert f"`readerapp restore {other}`" in run("edit", other, "--note", "x", code=1)[1]


def test_several_documents_are_changed_by_one_command(run: Commands, path: Path) -> None:
    second = path.with_name("bus.txt")
    second.write_text("Another text.\n", encoding="utf-8")
    keys = [run.add(path, "ferry"), run.add(second, "text")]
    done = run("tag", *keys, "--add", "risk")[1]
    assert done == "Tags changed · 2 annotations · 2 documents.\n"
    assert [one["tags"] for one in run.list()] == [["risk"], ["risk"]]


def test_ids_that_do_not_say_which(run: Commands, path: Path, tmp_path: Path) -> None:
    key = run.add(path, "ferry")
    assert "at least 4 characters" in run("delete", key[:3], code=1)[1]
    assert "No annotation has the id feed" in run("delete", "feedfeed", code=1)[1]
    assert "readerapp check" in run("restore", "feedfeed", code=1)[1]
    row = json.loads(run("export", str(path), "--format", "w3c")[0])
    twin = json.dumps(row).replace(key, f"{key[:8]}-0000-4000-8000-000000000000")
    (tmp_path / "twin.jsonld").write_text(twin.replace('"ferry"', '"bus"'), encoding="utf-8")
    run("import", "twin.jsonld", "--into", str(path))
    assert len(run.list()) == 2
    error = run("delete", key[:8], code=1)[1]
    assert error.startswith(f"readerapp: {key[:8]} is the beginning of 2 ids") and key in error
    run("delete", key)
    assert len(run.list()) == 1


def test_annotations_of_the_file_are_refused(
    run: Commands, made: Made, path: Path, tmp_path: Path
) -> None:
    comment = {"words": "The ferry", "author": "Jon", "note": "Which?"}
    file = made("The ferry waits until noon.", annotations=[comment])
    run.add(file, "noon")
    key = next(one["id"] for one in run.list() if one.get("embedded"))
    error = run("edit", key, "--note", "x", code=1)[1]
    assert "belongs to the file" in error and "readerapp import" in error


def test_wrong_usage(run: Commands, path: Path) -> None:
    assert "needs --note" in run("edit", "abcd", code=2)[1]
    assert "needs --add" in run("tag", "abcd", code=2)[1]
    assert "comma" in run("tag", "abcd", "--add", "a,b", code=1)[1]
    assert "cannot be read" in run("edit", "abcd", "--note-file", "none.md", code=1)[1]
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run("edit", "abcd", "--note-file", "ferry.txt", code=1)[1]
