"""Annotations of a document in another store than the one in force."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.catalog.other_stores import describe_other_stores, find_in_other_stores
from readerapp.cli import main
from readerapp.workspace import make_context


def test_annotations_in_another_usual_store_are_named(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone, home = tmp_path / "clone", tmp_path / "my home"
    (clone / "annotations").mkdir(parents=True)
    home.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.delenv("READERAPP_STORE", raising=False)
    monkeypatch.chdir(home)
    default = home / "readerapp" / "annotations"

    def told(*words: str) -> str:
        capsys.readouterr()
        assert main([*words, str(path)]) == 0
        return capsys.readouterr().err

    main(["add", str(path), "--quote", "A bus does not float"])
    assert "store" not in told("list")
    monkeypatch.chdir(clone)
    sentence = f"1 annotation of this text is in another store; use `--store '{default}'`.\n"
    assert told("list").startswith(sentence)
    assert str(clone / "annotations") in told("list")
    assert sentence in told("export") and sentence in told("speakers")
    assert told("list", "--store", str(default)) == ""
    main(["add", str(path), "--quote", "two floods"])
    assert told("list") == ""

    context = make_context()
    with closing(context.open_snapshot(documents.open(str(path)))) as snapshot:
        assert describe_other_stores(context, snapshot) == ""
        (found,) = find_in_other_stores(context, snapshot.fingerprint)
    assert (found.folder, found.annotations) == (default, 1)


def test_an_empty_text_and_stores_that_cannot_be_read_are_left_out(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "5d1c2a52-3f0c-4f63-9d0e-5c8a4b7e9a11.json").write_text("{")
    context = make_context(str(tmp_path / "store"))
    text = documents.open(str(path)).text
    assert find_in_other_stores(context, text.fingerprint()) == []
    path.write_text("")
    assert find_in_other_stores(context, documents.open(str(path)).text.fingerprint()) == []


def test_a_store_above_the_document_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "project" / "texts" / "a.txt"
    text.parent.mkdir(parents=True)
    text.write_text("We kept the boats running through two floods.")
    (tmp_path / "project" / "annotations").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    main(["add", "texts/a.txt", "--quote", "two floods"])
    monkeypatch.chdir(tmp_path)
    context = make_context()
    with closing(context.open_snapshot(documents.open(str(text)))) as snapshot:
        assert str(tmp_path / "project" / "annotations") in describe_other_stores(context, snapshot)
