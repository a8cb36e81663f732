"""Our TinyDB storage and table: the same calls give the same results, and reach the disk."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import tinydb
from hypothesis import given
from hypothesis import strategies as st
from tinydb.storages import MemoryStorage

from readerapp.core.model import new_id
from readerapp.store.document_files import DocumentFiles
from readerapp.store.filesystem import Folder
from readerapp.store.tinydb_storage import JournalDB
from tests.store.disk import Unsynced

FIELDS = st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 3), min_size=1)
IDS = st.lists(st.integers(1, 6), max_size=3, unique=True)
A = tinydb.where("a")
CALLS = st.one_of(
    st.tuples(st.just("insert"), FIELDS),
    st.tuples(st.just("insert_multiple"), st.lists(FIELDS, max_size=3)),
    st.tuples(st.just("update"), FIELDS, st.integers(0, 3).map(lambda n: n == A)),
    st.tuples(st.just("upsert"), FIELDS, st.integers(0, 3).map(lambda n: n == A)),
    st.tuples(st.just("remove"), st.integers(0, 3).map(lambda n: n == A)),
    st.tuples(st.just("remove"), st.none(), IDS),
    st.tuples(st.just("update"), FIELDS, st.none(), IDS),
    st.tuples(st.just("search"), st.integers(0, 3).map(lambda n: n >= A)),
    st.tuples(st.just("get"), st.integers(0, 3).map(lambda n: n == A)),
    st.tuples(st.just("count"), st.integers(0, 3).map(lambda n: n <= A)),
    st.tuples(st.just("all")),
)
NUMBERS = count()


def opened(folder: Path, document: str) -> JournalDB:
    return JournalDB(DocumentFiles(Folder(folder, Unsynced()), document))


@given(st.lists(CALLS, max_size=12))
def test_every_call_answers_as_tinydb_does(calls: list[tuple[Any, ...]]) -> None:
    folder, document = Path.cwd() / f"store {next(NUMBERS)}", new_id()
    ours, theirs = opened(folder, document), tinydb.TinyDB(storage=MemoryStorage)
    for name, *args in calls:
        answers = [getattr(db.table("t"), name)(*args) for db in (ours, theirs)]
        assert answers[0] == answers[1], name
    assert ours.table("t").all() == theirs.table("t").all()
    again = opened(folder, document)
    assert list(again.table("t")) == theirs.table("t").all()
    ours.close()
    again.close()
    if (folder / f"{document}.json").exists():
        with tinydb.TinyDB(folder / f"{document}.json", access_mode="r") as plain:
            assert plain.table("t").all() == theirs.table("t").all()


def test_tables_and_whole_contents(folder: Path) -> None:
    document = new_id()
    db = opened(folder, document)
    assert db.tables() == set()
    db.table("t").insert({"a": 1})
    db.table("u").insert(tinydb.table.Document({"b": 2}, doc_id=7))
    assert db.tables() == {"t", "u"} and len(db.table("u")) == 1
    assert db.table("u").insert({"b": 3}) == 8
    db.table("t").truncate()
    assert db.table("t").all() == []
    db.drop_table("t")
    db.storage.write({"u": {"8": {"b": 3}}, "v": {"1": {"c": 1}}})
    assert db.table("u").all() == [{"b": 3}] and db.table("v").all() == [{"c": 1}]
    assert opened(folder, document).tables() >= {"u", "v"}
    db.drop_tables()
    assert opened(folder, document).storage.read() in (None, {"t": {}, "u": {}, "v": {}})


def test_an_updater_that_fails_changes_nothing(folder: Path) -> None:
    db = opened(folder, new_id())
    db.table("t").insert({"a": 1})

    def fails(row: Any) -> None:
        row["a"] = 2
        raise LookupError

    try:
        db.table("t").update(fails)
    except LookupError:
        assert db.table("t").all() == [{"a": 1}]
    else:
        raise AssertionError("the updater's error is the caller's")
