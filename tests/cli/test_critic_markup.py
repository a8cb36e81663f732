"""CriticMarkup on the command line: out of one store, into another, and nothing twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_edit_commands import Commands

DRAFT = "# Draft\n\nThe *ferry* waits.\n"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Commands:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Ana")
    monkeypatch.chdir(tmp_path)
    Path("draft.md").write_text(DRAFT, encoding="utf-8")
    return Commands(capsys)


def test_a_review_goes_out_and_comes_back(run: Commands, tmp_path: Path) -> None:
    run.add(Path("draft.md"), "ferry waits", "--note", "Which?", "--tag", "fact")
    out = run("export", "draft.md", "--format", "critic")[0]
    assert out == "# Draft\n\nThe {==*ferry* waits==}{>>Which? [Tags: fact]<<}.\n"
    sentence = run("export", "draft.md", "-o", "draft.critic.md")[1]
    assert sentence == "1 annotation written to draft.critic.md, a copy of draft.md.\n"
    assert Path("draft.md").read_text(encoding="utf-8") == DRAFT
    assert len(json.loads(run("list", "draft.critic.md", "--json")[0])) == 1
    other = ("--store", str(tmp_path / "other"))
    run("import", "draft.critic.md", *other)
    (item,) = json.loads(run("list", "draft.critic.md", "--json", *other)[0])
    assert (item["exact"], item["note"], item["tags"]) == ("ferry waits", "Which?", ["fact"])
    assert run("import", "draft.critic.md", *other)[0].startswith("0 new")


def test_what_has_no_file_or_another_format_is_refused(run: Commands) -> None:
    Path("page.html").write_text("<p>Words</p>")
    error = run("export", "page.html", "--format", "critic", code=1)[1]
    assert "a copy of a Markdown or text file" in error
    assert "copy of a file" in run("-", "--print", "critic", code=2)[1]
