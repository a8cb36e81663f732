"""Exports to files: the suffix selects the format, and no other file is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.listing.export import export_source, export_to_file, format_for
from readerapp.listing.view_model import AnnotationListModel
from tests.sessions import ARTICLE, mark


@pytest.mark.parametrize(
    "name", ["notes.md", "notes.txt", "notes.json", "NOTES.CSV", "notes.jsonl", "notes.qdpx"]
)
def test_the_suffix_selects_the_format(session: ReadingSession, tmp_path: Path, name: str) -> None:
    mark(session, "painful", note="why")
    path = tmp_path / name
    message = export_to_file(session, AnnotationListModel(session).all_rows(), path)
    assert message == f"1 annotation written to {path}"
    data = path.read_bytes()
    assert b"painful" in data or data.startswith(b"PK")


def test_exports_that_are_refused(session: ReadingSession, path: Path, tmp_path: Path) -> None:
    mark(session, "painful")
    every = AnnotationListModel(session).all_rows()
    for name, sentence in (
        ("notes.xyz", "names no format"),
        ("notes", "names no format"),
        ("no/such/notes.md", "cannot be written"),
        ("ferry.txt", "is the document itself"),
        ("link.txt", "is the document itself"),
    ):
        if name == "link.txt":
            (tmp_path / name).symlink_to(path)
        with pytest.raises(ReaderError, match=sentence):
            export_to_file(session, every, tmp_path / name)
    assert path.read_text(encoding="utf-8") == ARTICLE
    with pytest.raises(ReaderError, match="No format is called"):
        export_to_file(session, every, tmp_path / "a.md", format="poem")
    assert export_to_file(session, [], tmp_path / "a", format="json").startswith("0 annotations")
    assert json.loads((tmp_path / "a").read_text()) == []


def test_the_source_of_an_export(session: ReadingSession, path: Path) -> None:
    about = export_source(session, text=True)
    assert (about.name, about.text) == (str(path), ARTICLE)
    assert about.title == "Ferry line to close after ninety years"
    assert export_source(session).text == ""
    assert format_for(Path("a.HTML")) == "html"
