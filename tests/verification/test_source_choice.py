"""The list of sources as a person names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading.last_positions import LastPosition
from readerapp.verification.source_choice import (
    SourceChoice,
    describe_source,
    find_source,
    list_recent_sources,
    suggest_sources,
)


def test_a_file_or_a_folder_is_found_however_it_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my sources").mkdir()
    (tmp_path / "my sources" / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path / "my sources")
    folder = str(tmp_path / "my sources")
    assert find_source("..") == str(tmp_path)
    assert find_source(f"'{folder}'\n") == folder
    assert find_source("a.txt") == f"{folder}/a.txt"
    monkeypatch.chdir("/")
    assert find_source("my sources", [tmp_path]) == folder
    for typed, sentence in (
        ("", "Type a file name"),
        ("no such", "There is no file no such"),
        ("https://a.example/b", "No copy of this page is kept"),
    ):
        with pytest.raises(ReaderError, match=sentence):
            find_source(typed)
    kinds = [folder, f"{folder}/a.txt", "/no/such", "https://a.example/b"]
    assert [describe_source(one).what for one in kinds] == [
        "folder",
        "file",
        "not there",
        "no copy kept",
    ]


def test_each_change_is_saved_and_can_be_taken_back() -> None:
    saved: list[list[str]] = []
    choice = SourceChoice(["/a"], lambda sources: saved.append([*sources]), ["/draft.txt"])
    choice.add("/b")
    choice.remove("/a")
    assert saved == [["/a", "/b"], ["/b"]]
    for source, sentence in (("/b", "in the list already"), ("/draft.txt", "the draft itself")):
        with pytest.raises(ReaderError, match=sentence):
            choice.add(source)
    choice.undo()
    choice.undo()
    assert choice.sources == ["/a"] == saved[-1]
    with pytest.raises(ReaderError, match="not changed here"):
        choice.undo()


def test_a_list_that_cannot_be_saved_stays_as_it_is() -> None:
    def refuse(_sources: object) -> None:
        raise ReaderError("The disk is full.")

    choice = SourceChoice(["/a"], refuse)
    with pytest.raises(ReaderError, match="full"):
        choice.remove("/a")
    assert choice.sources == ["/a"]


def test_documents_that_were_read_are_offered_without_the_draft(tmp_path: Path) -> None:
    for name in ("a.txt", "draft.txt"):
        (tmp_path / name).write_text("x")
    positions = [
        LastPosition("1", "Draft", "text", (f"{tmp_path}/draft.txt", "/old/draft.txt")),
        LastPosition("2", "A", "text", ("/gone.txt", f"{tmp_path}/a.txt")),
        LastPosition("3", "Gone", "text", ("/gone.txt",)),
        LastPosition("4", "Page", "html", ("https://a.example/b",)),
    ]
    recent = list_recent_sources(positions, ("/old/draft.txt",))
    assert [one.name for one in recent] == [f"{tmp_path}/a.txt", "https://a.example/b"]


def test_the_next_version_of_a_draft_is_offered_the_same_sources() -> None:
    positions = [
        LastPosition("1", "Other", "text", ("/elsewhere/a.txt",), sources=("/x",)),
        LastPosition("2", "None", "text", ("/news/b.txt",)),
        LastPosition("3", "First", "text", ("/news/v1.txt",), sources=("/news/v2.txt", "/notes")),
    ]
    assert suggest_sources(positions, ("/news/v2.txt",)) == ("/news/v1.txt", ("/notes",))
    assert suggest_sources(positions, ("/new/v2.txt",)) == ("", ())
    assert suggest_sources(positions, ("https://a.example/v2",)) == ("", ())
