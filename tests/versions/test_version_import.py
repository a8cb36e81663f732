"""`readerapp import OLD --into NEW`: the annotations of an earlier version, carried over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with two versions and a highlight in the first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    text = "“The ferry waits for nobody,” she said, and looked at the water.\n\nThen it left.\n"
    Path("v1.txt").write_text(text, encoding="utf-8")
    Path("v2.txt").write_text(text.replace("\n\nThen it left.", ""), encoding="utf-8")
    assert main(["add", "v1.txt", "--quote", "The ferry waits", "--speaker", "Ada"]) == 0
    assert main(["add", "v1.txt", "--quote", "Then it left"]) == 0
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_it_carries_over_once_with_counts(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("import", "v1.txt", "--into", "v2.txt")
    sentence = "2 carried over: 1 exact, 1 not found\n"
    assert said(capsys, *command, "--dry-run") == sentence
    assert json.loads(said(capsys, "list", "v2.txt", "--json")) == []
    assert said(capsys, *command) == sentence
    states = [
        (one["exact"], one["state"]) for one in json.loads(said(capsys, "list", "v2.txt", "--json"))
    ]
    assert sorted(states) == [("The ferry waits", "exact"), ("Then it left", "orphaned")]
    assert said(capsys, *command) == "All of v1.txt is here already\n"
    counts = json.loads(said(capsys, *command, "--json"))
    assert (counts["exact"], counts["orphaned"], counts["dry_run"]) == (0, 0, False)


@pytest.mark.usefixtures("folder")
def test_a_file_without_annotations_is_refused_as_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "v2.txt", "--into", "v1.txt"]) == 1
    error = capsys.readouterr().err
    assert main(["import", "v2.txt"]) == 1
    assert capsys.readouterr().err == error
    assert main(["import", "v1.txt", "--into", "v1.txt"]) == 1
    assert "v1.txt and v1.txt are one document here." in capsys.readouterr().err
