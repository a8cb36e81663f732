"""Which files the sources that a person names stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readerapp.documents import web
from readerapp.verification import sources
from readerapp.verification.sources import list_sources


def write(*paths: str) -> None:
    """Write a text at each path."""
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(f"A text in {path}.\n", encoding="utf-8")


def test_a_folder_stands_for_its_documents_by_name() -> None:
    write("in/b.txt", "in/a.md", "in/deep/er/c.html", "in/.hidden.txt", "in/.git/d.txt")
    Path("in/film.mp4").write_bytes(b"\0")
    found = list_sources(["in", "in/b.txt"], "draft.txt")
    assert found.paths == ("in/a.md", "in/b.txt", "in/deep/er/c.html")
    assert found.problems == ()


def test_links_are_followed_once() -> None:
    write("in/a.txt", "elsewhere/b.txt")
    Path("in/loop").symlink_to("..", target_is_directory=True)
    Path("in/also.txt").symlink_to("a.txt")
    Path("in/gone.txt").symlink_to("nowhere.txt")
    found = list_sources(["in"], "draft.txt")
    names = [os.path.basename(path) for path in found.paths]
    assert names == ["a.txt", "gone.txt", "b.txt"]  # a link to nothing is named when it is read


def test_pipes_and_devices_of_a_folder_are_left_out() -> None:
    write("in/a.txt")
    os.mkfifo("in/pipe.txt")
    Path("in/zero.txt").symlink_to("/dev/zero")
    assert list_sources(["in"], "draft.txt").paths == ("in/a.txt",)
    pipe, stdin = list_sources(["in/pipe.txt", "-"], "draft.txt").problems
    assert pipe.reason.startswith("in/pipe.txt is a pipe or a device; save its text to a file")
    assert stdin.reason.startswith("- is a pipe or a device")


def test_the_draft_and_the_annotations_are_no_sources() -> None:
    write("in/draft.txt", "in/a.txt", "in/annotations/x.json")
    found = list_sources(["in"], "in/../in/draft.txt", [Path("in/annotations")])
    assert found.paths == ("in/a.txt",)
    [problem] = list_sources(["in/draft.txt"], "in/draft.txt").problems
    assert problem.reason.startswith("in/draft.txt is the draft itself")


def test_a_folder_that_is_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.txt", "in/b.txt", "in/c.txt")
    monkeypatch.setattr(sources, "MOST_SOURCES", 2)
    found = list_sources(["in"], "draft.txt")
    assert len(found.paths) == 2 and "more than 2 sources" in found.problems[0].reason


def test_a_deep_folder_does_not_end_the_search() -> None:
    write("/".join(["in", *["d"] * 1500, "a.txt"][:900]) + ".txt")
    assert len(list_sources(["in"], "draft.txt").paths) == 1


def test_an_address_stands_for_its_last_copy(home: Path) -> None:
    page = "https://news.example/minutes"
    [problem] = list_sources([page], "draft.txt").problems
    assert f"readerapp {page}" in problem.reason
    folder = web.snapshot_folder()
    folder.mkdir(parents=True)
    (folder / "minutes.html").write_text("<p>Nine boats.</p>")
    (folder / "minutes.html.read").write_text(
        f'{{"address": "{page}", "reached": "{page}", "read": "2026-11-30", '
        '"file": "minutes.html"}'
    )
    assert list_sources([page, f"{page}"], "draft.txt").paths == (page,)
    assert list_sources([page], page).paths == ()


def test_a_null_character_is_no_path() -> None:
    assert list_sources(["a\0b"], "draft.txt").paths == ("a\0b",)
