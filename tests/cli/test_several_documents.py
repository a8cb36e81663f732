"""The commands `list`, `export` and `speakers` over several documents, and their help."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from readerapp.cli.command_options import COMMANDS
from tests.cli.test_edit_commands import Commands


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture
def files(run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two documents in two folders, with annotations."""
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Ana")
    monkeypatch.chdir(tmp_path)
    names = []
    for folder, name, words in (("one", "ferry", "The ferry waits."), ("two", "bus", "No bus.")):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / f"{name}.txt"
        file.write_text(f"{words}\n", encoding="utf-8")
        run.add(file, words, "--speaker", "Ida Holm", "--note", f"about {name}")
        names.append(str(file))
    run.add(Path(names[0]), "ferry", "--tag", "key")
    return names


def test_list_takes_files_folders_and_all(run: Commands, files: list[str]) -> None:
    out, _ = run("list", *files)
    assert out.splitlines()[0].startswith("ferry.txt ¶1") and out.count("\n") == 3
    assert sorted(out.splitlines()) == sorted(run("list", "--all")[0].splitlines())
    assert "bus.txt" in run("list", "--in", "two")[0]
    assert run("list", "--in", "two")[0].count("\n") == 1
    assert "in a folder nowhere" in run("list", "--in", "nowhere", code=1)[1]
    out, err = run("list", files[1], "missing.txt", code=1)
    assert "No bus." in out and "There is no file missing.txt" in err
    assert "only one of these" in run("list", files[0], "--all", code=2)[1]


def test_export_joins_documents(run: Commands, files: list[str], tmp_path: Path) -> None:
    out = run("export", *files, "--format", "md")[0]
    assert out.count("\n# ") + out.startswith("# ") == 2 and "about bus" in out
    rows = list(csv.reader(io.StringIO(run("export", "--all", "--format", "csv")[0])))
    assert len(rows) == 4 and sum(row[0] == "document" for row in rows) == 1
    items = json.loads(run("export", *files, "--format", "json")[0])
    assert [Path(one["document"]).name for one in items] == ["ferry.txt", "ferry.txt", "bus.txt"]
    assert run("export", "--all", "--tag", "key", "--format", "jsonl")[0].count("\n") == 1
    err = run("export", *files, "-o", "both.csv")[1]
    assert err == "3 annotations of 2 documents written to both.csv.\n"
    assert "-o FOLDER/" in run("export", *files, "--format", "htm", code=1)[1]
    assert "needs PATH" in run("export", code=2)[1]
    assert "did you mean markdown" in run("export", "--all", "--format", "markdwn", code=2)[1]


def test_export_into_a_folder(run: Commands, files: list[str], tmp_path: Path) -> None:
    run("export", "--all", "--format", "html", "-o", "pages/")
    assert {one.name for one in (tmp_path / "pages").iterdir()} == {
        "ferry-txt.html",
        "bus-txt.html",
    }
    Path(files[0]).unlink()
    _, err = run("export", "--all", "--format", "html", "-o", "again/", code=1)
    assert "ferry.txt: its file was not found" in err and (tmp_path / "again/bus-txt.html").exists()
    assert "about ferry" in run("export", "--all")[0]


def test_speakers_of_several_documents(run: Commands, files: list[str]) -> None:
    (joined,) = json.loads(run("speakers", *files, "--json")[0])
    assert (joined["name"], joined["words"], joined["share"]) == ("Ida Holm", 5, 1.0)
    assert [one["words"] for one in joined["documents"]] == [3, 2]
    assert "Ida Holm  in 2 documents" in run("speakers", "--all")[0]


def test_a_command_that_is_almost_right(run: Commands, files: list[str]) -> None:
    asks = "There is no file exprot; did you mean `readerapp export`?"
    assert run("exprot", code=1)[1] == f"readerapp: {asks}\n"
    assert asks in run("exprot", files[0], code=2)[1]
    assert "check the spelling" in run("zzzzzz", code=1)[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_has_examples_that_fit(command: str, run: Commands) -> None:
    lines = run(command, "-h")[0].partition("examples:\n")[2].splitlines()
    assert lines and all(line.startswith("  ") and len(line) <= 80 for line in lines)
