"""Dated copies: made after changes, limited in number, and restored in one undo step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tinydb
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.model import DocumentRecord
from readerapp.store import Backup, DocumentStore, Store, StoreError, check
from readerapp.store.backups import Backups, copies_to_remove
from tests.store.examples import annotation
from tests.store.subjects import content

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def copy_at(age: timedelta, size: int = 10) -> Backup:
    return Backup("d", NOW - age, Path(f"{age}"), size)


def test_a_changed_document_is_copied_when_closed_and_not_too_often(
    store: Store, record: DocumentRecord, home: Path
) -> None:
    for number in range(3):
        opened = store.open(record)
        assert content(opened).keys() == {f"a{n}" for n in range(number)}
        opened.commit(annotation(id=f"a{number}"))
        opened.close()
    store.open(record).close()
    (backup,) = store.backups()
    assert store.backups(record.id) == [backup] and store.backups("other") == []
    assert backup.path.is_relative_to(home / ".local") and backup.path.stat().st_mode & 0o077 == 0
    with tinydb.TinyDB(backup.path, access_mode="r") as plain:
        assert [row["id"] for row in plain.table("annotations")] == ["a0"]
    assert check(store.folder).backups == (str(backup.path),)


def test_restoring_is_one_step_and_can_be_undone(store: Store, record: DocumentRecord) -> None:
    opened = store.open(record)
    opened.commit(annotation(id="a"))
    opened.close()
    (backup,) = store.backups()
    watching = store.open(record)
    watching.commit(annotation(id="b"), removes=["a"])
    undo = store.restore(backup)
    assert undo is not None
    assert watching.refresh() == {"a", "b"} and set(watching.annotations) == {"a"}
    store.restore(undo)
    watching.refresh()
    assert set(watching.annotations) == {"b"}
    store.forget(record.id)
    assert store.restore(backup) is None
    assert set(store.open(record).annotations) == {"a"}
    assert store.open(record).record == record


def test_a_restore_that_fails_closes_the_files_that_it_opened(
    store: Store, record: DocumentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = store.open(record)
    opened.commit(annotation(id="a"))
    opened.close()
    (backup,) = store.backups()
    closed = []
    close = DocumentStore.close
    monkeypatch.setattr(DocumentStore, "close", lambda self: (closed.append(self), close(self)))
    monkeypatch.setattr(
        Backups, "take", lambda *_, **__: (_ for _ in ()).throw(StoreError("Full."))
    )
    with pytest.raises(StoreError, match="Full"):
        store.restore(backup)
    assert len(closed) == 1
    assert set(store.open(record).annotations) == {"a"}


def test_a_damaged_or_missing_copy_changes_nothing(store: Store, record: DocumentRecord) -> None:
    opened = store.open(record)
    opened.commit(annotation(id="a"))
    opened.close()
    (backup,) = store.backups()
    backup.path.write_text("rubbish")
    with pytest.raises(StoreError, match="damaged"):
        store.restore(backup)
    backup.path.unlink()
    with pytest.raises(StoreError):
        store.restore(backup)
    assert set(store.open(record).annotations) == {"a"}


def test_where_no_copy_can_be_made_the_store_works(
    store: Store, record: DocumentRecord, home: Path
) -> None:
    (home / ".local").write_text("in the way")
    opened = store.open(record)
    opened.commit(annotation(id="a"))
    opened.close()
    assert "No dated copy" in opened.events[0]
    assert set(store.open(record).annotations) == {"a"}


@given(st.lists(st.integers(0, 400 * 24), unique=True, min_size=1))
def test_old_copies_are_removed_and_the_newest_never(hours: list[int]) -> None:
    backups = [copy_at(timedelta(hours=n)) for n in sorted(hours)]
    gone = copies_to_remove(backups)
    remaining = [backup for backup in backups if backup not in gone]
    assert remaining[0] == backups[0] and len(remaining) <= 24 + 7 + 6 + 8
    days = [b.time.date() for b in remaining if backups[0].time - b.time >= timedelta(days=1)]
    assert len(set(days)) == len(days)
    assert copies_to_remove(remaining) == []


def test_fewer_copies_of_large_documents() -> None:
    backups = [copy_at(timedelta(days=n), size=90 * 2**20) for n in range(5)]
    assert copies_to_remove(backups) == backups[2:]
    huge = [copy_at(timedelta(days=n), size=400 * 2**20) for n in range(2)]
    assert copies_to_remove(huge) == huge[1:]
