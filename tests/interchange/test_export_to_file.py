"""Exports to files: the suffix selects the format, and no other file is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.interchange.exporters import choose_format, export_to_file
from tests.sessions import ARTICLE, mark


def write(session: ReadingSession, views: list[AnnotationView], path: Path, name: str = "") -> str:
    """Export as a command does."""
    export_format = choose_format(path, name)
    return export_to_file(
        path,
        export_format.name,
        session.export_source(text=export_format.needs_text),
        views,
        document=session.document.path,
        store=session.store.folder,
    )


@pytest.mark.parametrize(
    "name", ["notes.md", "notes.txt", "notes.json", "NOTES.CSV", "notes.jsonl", "notes.qdpx"]
)
def test_the_suffix_selects_the_format(session: ReadingSession, tmp_path: Path, name: str) -> None:
    mark(session, "painful", note="why")
    path = tmp_path / name
    assert write(session, session.views(), path) == f"1 annotation written to {path}"
    data = path.read_bytes()
    assert b"painful" in data or data.startswith(b"PK")


def test_exports_that_are_refused(session: ReadingSession, path: Path, tmp_path: Path) -> None:
    mark(session, "painful")
    every = session.views()
    for name, sentence in (
        ("notes.xyz", "Unknown format .xyz"),
        ("notes", "Unknown format of "),
        ("no/such/notes.md", "cannot be written"),
        ("ferry.txt", "is the document itself"),
        ("link.txt", "is the document itself"),
    ):
        if name == "link.txt":
            (tmp_path / name).symlink_to(path)
        with pytest.raises(ReaderError, match=sentence):
            write(session, every, tmp_path / name)
    assert path.read_text(encoding="utf-8") == ARTICLE
    with pytest.raises(ReaderError, match="There is no format"):
        write(session, every, tmp_path / "a.md", "poem")
    assert write(session, [], tmp_path / "a", "json").startswith("0 annotations")
    assert json.loads((tmp_path / "a").read_text()) == []


def test_the_source_of_an_export(session: ReadingSession, path: Path) -> None:
    about = session.export_source(text=True)
    assert (about.name, about.text) == (str(path), ARTICLE)
    assert about.title == "Ferry line to close after ninety years"
    assert session.export_source().text == ""
    assert choose_format(Path("a.HTML")).name == "html"
