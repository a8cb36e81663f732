"""The store: lookup by content, then by name; its location; messages when it cannot be used."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import tinydb

from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord, new_id
from readerapp.store import Store, StoreError, locate_store
from readerapp.store.store import STALE_AFTER
from tests.store.disk import Unsynced
from tests.store.examples import annotation, document


def put(store: Store, **fields: object) -> DocumentRecord:
    record = document(**fields)
    opened = store.open(record)
    opened.commit(annotation())
    opened.close()
    return record


@pytest.fixture(params=["cached", "no cache", "broken cache"])
def quick(request: pytest.FixtureRequest, folder: Path, home: Path) -> Store:
    """Make a store whose cache works, cannot be made, or is damaged."""
    store = Store(folder, system=Unsynced())
    cache = home / ".cache"
    if request.param == "no cache":
        cache.write_text("in the way")
    elif request.param == "broken cache":
        store.find(fingerprint="")
        put(store)
        store.find(fingerprint="")
        (made,) = (cache / "readerapp").iterdir()
        made.write_bytes(b"rubbish" * 1000)
    return store


def test_content_comes_before_folded_content_before_names(quick: Store) -> None:
    named = put(quick, fingerprint="f1", folded="w1", names=("/texts/mill.txt", "/other"))
    folded = put(quick, fingerprint="f2", folded="w2", names=("/texts/river.txt",))
    same = put(quick, fingerprint="f3", folded="w3")
    assert quick.find(fingerprint="f3", folded="w2", names=["/texts/mill.txt"]) == same
    assert quick.find(fingerprint="f9", folded="w2", names=["/texts/mill.txt"]) == folded
    assert quick.find(fingerprint="f9", folded="w9", names=["/texts/mill.txt"]) == named
    assert quick.find(fingerprint="f9", names=["/other", "/texts/river.txt"]) in (named, folded)
    assert quick.find(fingerprint="f9", folded="w9", names=["/elsewhere"]) is None
    assert quick.find(fingerprint="", folded="", names=[]) is None


def test_lookups_follow_the_current_files(quick: Store) -> None:
    record = put(quick, fingerprint="old", names=("/a",), landmarks=(("by the stream", 12),))
    assert quick.find(fingerprint="old") == record
    opened = quick.open(record)
    changed = replace(record, fingerprint="new", names=("/a", "/b"))
    opened.commit(changed)
    assert quick.find(fingerprint="new") == changed, "from the journal, before any checkpoint"
    assert quick.find(fingerprint="old") is None
    assert quick.find(fingerprint="?", names=["/b"]) == changed
    opened.close()
    path = quick.folder / f"{record.id}.json"
    with tinydb.TinyDB(path) as plain:
        plain.table("document").update({"names": ["/a", "/c"]})
    assert quick.find(fingerprint="?", names=["/c"]) is not None
    assert quick.find(fingerprint="?", names=["/b"]) is None
    rewritten = json.dumps(json.loads(path.read_text()))
    path.write_text(rewritten.replace('"new"', '"newest"'))
    assert quick.find(fingerprint="newest") is not None
    for left in quick.folder.iterdir():
        left.unlink()
    assert quick.find(fingerprint="newest") is None


def test_names_that_are_no_text_are_found(quick: Store) -> None:
    name = os.fsdecode(b"/texts/caf\xe9.txt")
    record = put(quick, fingerprint="f", names=(name,))
    assert quick.find(fingerprint="?", names=[name]) == record


def test_documents_are_listed_without_what_is_not_one(quick: Store) -> None:
    records = [put(quick, title=f"Text {n}", landmarks=(("x", 1),)) for n in range(3)]
    (quick.folder / f"{new_id()}.json").write_text("rubbish")
    (quick.folder / f"{new_id()}.json").write_text('{"document": {"1": {"id": 5}}}')
    (quick.folder / "letter.json").write_text("{}")
    listed = sorted(quick.documents(), key=lambda record: record.title)
    titles = [record.title for record in listed if record.title != "The mill"]
    assert titles == ["Text 0", "Text 1", "Text 2"]
    assert {record.id for record in records} <= {record.id for record in listed}
    assert all(record.landmarks == () for record in listed)


def test_a_file_under_a_new_name_is_another_document(store: Store) -> None:
    record = put(store, fingerprint="f")
    copied = new_id()
    text = (store.folder / f"{record.id}.json").read_bytes()
    store.forget(record.id)
    (store.folder / f"{copied}.json").write_bytes(text)
    found = store.find(fingerprint="f")
    assert found is not None and found.id == copied
    assert store.open(found).record.id == copied


def test_forgetting_removes_a_document_and_nothing_else(store: Store) -> None:
    one, two = put(store), put(store)
    store.forget(one.id)
    store.forget("../../etc/passwd")
    assert {path.stem for path in store.folder.iterdir()} == {two.id}
    assert [record.id for record in store.documents()] == [two.id]


def test_a_missing_store_is_empty_and_no_problem(store: Store) -> None:
    assert store.problem is None
    assert store.find(fingerprint="f", names=["/a"]) is None
    assert list(store.documents()) == []
    store.forget(new_id())
    assert not store.folder.exists()


KNOWN = "5d1c2a52-3f0c-4f63-9d0e-5c8a4b7e9a11"


@pytest.mark.parametrize("bad", ["../escape", "x", "", KNOWN + "\n", KNOWN.upper()])
def test_an_id_that_is_no_uuid_never_becomes_a_path(store: Store, bad: str) -> None:
    with pytest.raises(StoreError, match="UUID"):
        store.open(document(id=bad))


def test_a_store_that_is_a_file_says_so_before_the_first_mark(folder: Path) -> None:
    folder.write_text("mine")
    store = Store(folder)
    assert store.problem is not None and "or not a folder" in store.problem
    below = Store(folder / "below")
    assert below.problem is not None and "not in a folder" in below.problem
    with pytest.raises(ReaderError):
        store.open(document())
    assert folder.read_text() == "mine"


class ReadOnly(Unsynced):
    """A store on a medium that cannot be written."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def writable(self, folder: int, name: str) -> bool:
        return bool(self.name) and not name.endswith(self.name)

    def open(self, folder: int, name: str, flags: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and not self.name:
            raise OSError(30, os.strerror(30))
        return super().open(folder, name, flags)


@pytest.mark.parametrize("name", ["", ".json", ".journal"])
def test_a_read_only_store_is_read_and_says_so_at_once(store: Store, name: str) -> None:
    record = put(store, fingerprint="f")
    store.open(record).commit(annotation("not at rest"))
    before = {path: path.read_bytes() for path in store.folder.iterdir()}
    barred = Store(store.folder, system=ReadOnly(name))
    assert (barred.problem is None) == bool(name)
    opened = barred.open(record)
    assert len(opened.annotations) == 2
    assert opened.problem is not None and "read-only" in opened.problem
    with pytest.raises(StoreError, match="read-only"):
        opened.commit(annotation())
    assert len(opened.annotations) == 2
    opened.close()
    assert {path: path.read_bytes() for path in store.folder.iterdir()} == before


def test_a_damaged_file_in_a_read_only_store_is_shown_from_the_last_good_copy(store: Store) -> None:
    record = put(store)
    (store.folder / f"{record.id}.json").write_text("rubbish")
    opened = Store(store.folder, system=ReadOnly()).open(record)
    assert len(opened.annotations) == 1 and "rebuilt" in opened.events[0]
    assert (store.folder / f"{record.id}.json").read_text() == "rubbish"


def test_what_killed_processes_left_half_written_goes_after_an_hour(store: Store) -> None:
    record = put(store)
    old, young = (store.folder / f"{record.id}.{name}.tmp" for name in ("old", "young"))
    old.write_text("half")
    young.write_text("half")
    os.utime(old, (1, old.stat().st_mtime - STALE_AFTER - 9))
    list(store.documents())
    assert young.exists() and not old.exists()


def test_the_cache_is_private_and_outside_the_store(store: Store, home: Path) -> None:
    put(store, fingerprint="f")
    os.umask(0)
    try:
        store.find(fingerprint="f")
    finally:
        os.umask(0o022)
    (cache,) = (home / ".cache" / "readerapp").iterdir()
    assert cache.stat().st_mode & 0o077 == 0
    with sqlite3.connect(cache) as base:
        assert base.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    base.close()
    assert not list(store.folder.glob("*.sqlite*"))


def test_where_the_store_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locate_store() == home / ".local" / "share" / "readerapp" / "annotations"
    (home / "work" / "annotations").write_text("a file is no store")
    assert locate_store().is_relative_to(home / ".local")
    (home / "work" / "annotations").unlink()
    (home / "work" / "annotations").mkdir()
    assert locate_store() == home / "work" / "annotations"
    monkeypatch.setenv("READERAPP_STORE", "~/notes")
    assert locate_store() == home / "notes"
    assert locate_store("other") == home / "work" / "other"
    assert locate_store(environment={}) == home / "work" / "annotations"
