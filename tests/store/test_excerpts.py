"""Excerpts of annotation files say what the files and their journals say."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from readerapp.store import DocumentStore, Store
from readerapp.store.excerpts import StoreExcerpts
from tests.store.examples import annotation, document

pytestmark = pytest.mark.usefixtures("no_copies")


def excerpts(folder: Path, seconds: float = 60.0) -> StoreExcerpts:
    return StoreExcerpts(folder, time.monotonic() + seconds)


def notes(folder: Path, document: str) -> list[str]:
    rows = [*excerpts(folder).read_rows(document, "annotations")]
    values = [*excerpts(folder).read_values(document, "annotations", "note")]
    assert [row["note"] for row in rows if not row.get("deleted")] == values
    return sorted(values)


def test_saves_in_the_journal_count(opened: DocumentStore, folder: Path) -> None:
    key = opened.record.id
    first, second = annotation(note="first"), annotation(note="second")
    opened.commit(first)
    assert notes(folder, key) == ["first"]
    opened.close()  # now the file has it
    assert notes(folder, key) == ["first"]
    opened.commit(second, annotation(id=first.id, note='a "note":"x"'))
    assert notes(folder, key) == ['a "note":"x"', "second"]
    opened.commit(annotation(id=second.id, note="second", deleted="2026-11-30T10:00:00Z"))
    assert notes(folder, key) == ['a "note":"x"']
    opened.close()
    assert notes(folder, key) == ['a "note":"x"']
    part = f'"id":"{first.id}'.encode()
    (row,) = excerpts(folder).read_rows(key, "annotations", part)
    assert row["id"] == first.id


def test_a_document_is_found_by_its_names(store: Store, folder: Path) -> None:
    record = document(names=("/home/é/talk.txt",))
    opened = store.open(record)
    opened.commit(annotation())
    opened.close()
    found = excerpts(folder)
    assert [one for one, _ in found.list_documents()] == [record.id]
    assert found.find_document(["/elsewhere", "/home/é/talk.txt"]) == record.id
    assert found.find_document(["/home/é/talk.tx"]) == ""


def test_files_of_plain_tinydb_are_read_and_damaged_ones_are_left_out(
    opened: DocumentStore, folder: Path
) -> None:
    opened.commit(annotation(note="mine"))
    opened.close()
    (file,) = folder.glob("*.json")
    file.write_text(json.dumps(json.loads(file.read_text())))
    assert notes(folder, opened.record.id) == ["mine"]
    for damage in ("", "[", "{" * 100_000, '{"annotations": 5}'):
        file.write_text(damage)
        assert notes(folder, opened.record.id) == []


def test_nothing_is_read_after_the_deadline(opened: DocumentStore, folder: Path) -> None:
    opened.commit(annotation())
    assert excerpts(folder, -1.0).is_late
    assert excerpts(folder, -1.0).list_documents() == []
    assert excerpts(folder / "none").list_documents() == []
