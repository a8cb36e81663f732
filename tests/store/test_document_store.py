"""One document: saves are visible to us, to other processes, and to plain TinyDB."""

from __future__ import annotations

import errno
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tinydb

from readerapp.core.model import Annotator, DocumentRecord, RecordError, Speaker, new_id
from readerapp.store import DocumentStore, Store, StoreError
from readerapp.store.document_files import DocumentFiles
from tests.store.disk import Faulty
from tests.store.examples import annotation, edited


def test_saves_are_visible_to_the_next_process(store: Store, record: DocumentRecord) -> None:
    opened = store.open(record)
    mark, speaker, who = (
        annotation("“so”"),
        Speaker(id=new_id(), name="Ada"),
        Annotator(id="a", name="Ann"),
    )
    opened.commit(mark, speaker, who)
    again = store.open(record)
    assert again.annotations == {mark.id: mark}
    assert again.speakers == {speaker.id: speaker}
    assert again.annotators == {"a": who}
    assert again.record == record
    assert again.events == []


def test_nothing_is_written_before_the_first_commit(
    store: Store, opened: DocumentStore, folder: Path
) -> None:
    assert store.problem is None and opened.problem is None
    assert opened.annotations == {} and opened.history == () and opened.refresh() == frozenset()
    opened.close()
    assert not folder.exists()


def test_after_close_plain_tinydb_reads_everything(
    opened: DocumentStore, folder: Path, record: DocumentRecord
) -> None:
    mark = annotation("café 日本 👩‍👩‍👧")
    opened.commit(mark, {"id": "h1", "label": "highlight"})
    opened.commit(edited(mark, "second"), removes=["h1"])
    opened.close()
    with tinydb.TinyDB(folder / f"{record.id}.json", access_mode="r", encoding="utf-8") as plain:
        (row,) = plain.table("annotations").all()
        assert row["note"] == "second" and row["target"]["exact"] == "the wheel"
        assert plain.table("document").all()[0]["id"] == record.id
        assert "history" not in plain.tables()


def test_undo_steps_keep_their_order_and_are_copies(
    opened: DocumentStore, store: Store, record: DocumentRecord
) -> None:
    for n in (3, 1, 2):
        opened.commit({"id": f"step {n}", "changes": [[n]], "undone": False})
    opened.commit({"id": "step 1", "changes": [], "undone": True})
    steps = store.open(record).history
    assert [step["id"] for step in steps] == ["step 3", "step 1", "step 2"]
    assert [step["undone"] for step in steps] == [False, True, False]
    steps[0]["changes"][0].append("scribble")
    opened.history[0]["changes"].clear()
    assert opened.history[0]["changes"] == [[3]]


def test_one_commit_is_one_transaction_over_all_tables(
    opened: DocumentStore, store: Store, record: DocumentRecord
) -> None:
    mark = annotation()
    opened.commit(mark)
    with pytest.raises(StoreError, match="Not saved"):
        opened.commit(
            edited(mark, "x"), Speaker(id="s", name="Ada"), {"id": "h", "bad": float("nan")}
        )
    for one in (opened, store.open(record)):
        assert one.annotations == {mark.id: mark} and not one.speakers and not one.history
    opened.commit(edited(mark, "after"))
    assert store.open(record).annotations[mark.id].note == "after"


def test_processes_see_each_others_saves_by_id(store: Store, record: DocumentRecord) -> None:
    one, two = store.open(record), store.open(record)
    mark = annotation()
    one.commit(mark)
    assert two.refresh() == {mark.id, record.id}
    assert two.annotations[mark.id] == mark
    two.commit(removes=[mark.id])
    assert one.refresh() == {mark.id} and mark.id not in one.annotations
    assert one.refresh() == frozenset()


def test_commit_says_what_others_changed_meanwhile(store: Store, record: DocumentRecord) -> None:
    one, two = store.open(record), store.open(record)
    first, second = annotation("1"), annotation("2")
    one.commit(first)
    assert two.commit(second) == {first.id, record.id}
    assert two.refresh() == frozenset()
    assert one.commit(annotation()) == {second.id}


def test_a_stale_put_overwrites_nothing(store: Store, record: DocumentRecord) -> None:
    one, two = store.open(record), store.open(record)
    mark = annotation("base")
    one.commit(mark)
    two.refresh()
    theirs, ours = edited(mark, "theirs"), edited(mark, "ours")
    two.commit(theirs)
    assert mark.id in one.commit(ours)
    assert one.annotations[mark.id] == ours
    one.close()
    with tinydb.TinyDB(store.folder / f"{record.id}.json", access_mode="r") as plain:
        (lost,) = plain.table("conflicts").all()
    assert lost["record"]["note"] == "theirs" and lost["table"] == "annotations"


def test_a_merge_function_resolves_stale_puts(folder: Path, record: DocumentRecord) -> None:
    def merge(theirs, ours):
        return replace(ours, note=f"{theirs.note}+{ours.note}")

    store = Store(folder, merge=merge)
    one, two = store.open(record), store.open(record)
    mark = annotation("base")
    one.commit(mark)
    two.refresh()
    two.commit(edited(mark, "b"))
    one.commit(edited(mark, "a"))
    assert two.refresh() == {mark.id} and two.annotations[mark.id].note == "b+a"


def test_unknown_fields_tables_and_records_survive(
    store: Store, opened: DocumentStore, record: DocumentRecord
) -> None:
    mark = annotation()
    opened.commit(mark)
    opened.close()
    path = store.folder / f"{record.id}.json"
    with tinydb.TinyDB(path) as plain:
        plain.table("annotations").update({"future": {"a": [1]}}, doc_ids=[1])
        plain.table("annotations").insert({"id": "bad", "target": 7})
        plain.table("stars").insert({"at": 2})
    again = store.open(record)
    assert set(again.annotations) == {mark.id} and len(again.annotations) == 1
    assert again.annotations[mark.id].extra == {"future": {"a": [1]}}
    assert any("skipped" in event for event in again.events)
    again.commit(edited(again.annotations[mark.id], "n"))
    again.close()
    with tinydb.TinyDB(path, access_mode="r") as plain:
        rows = plain.table("annotations").all()
        assert rows[0]["future"] == {"a": [1]} and rows[0]["note"] == "n"
        assert rows[1] == {"id": "bad", "target": 7}
        assert plain.table("stars").all() == [{"at": 2}]


def test_the_file_is_brought_up_to_date_in_the_background(
    folder: Path, record: DocumentRecord
) -> None:
    opened = Store(folder, checkpoint_at=2000).open(record)
    path = folder / f"{record.id}.json"
    for number in range(200):
        opened.commit(annotation(id=f"a{number}"))
        if "annotations" in path.read_text():
            break
    else:
        raise AssertionError("no checkpoint in 200 saves")
    opened.close()
    assert len(Store(folder).open(record).annotations) == number + 1


def test_only_saves_that_the_file_lacks_cause_a_checkpoint(
    folder: Path, record: DocumentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first change beside many would write the whole file while its key waits."""
    threads: list[str] = []
    checkpoint = DocumentFiles.checkpoint

    def record_thread(files: DocumentFiles) -> None:
        threads.append(threading.current_thread().name)
        checkpoint(files)

    monkeypatch.setattr(DocumentFiles, "checkpoint", record_thread)

    def commit(*ids: str, checkpoint_at: int = 20_000) -> DocumentStore:
        opened = Store(folder, checkpoint_at=checkpoint_at).open(record)
        opened.commit(*map(annotation, ids))
        return opened

    many = [f"a{number}" for number in range(100)]
    commit(*many, checkpoint_at=1 << 30).close()
    assert (folder / f"{record.id}.journal").stat().st_size > 20_000
    threads.clear()
    commit("first").close()
    assert threads == ["MainThread"], "the file had all of the long journal"

    commit(*many, checkpoint_at=1 << 30).close()
    killed = commit("not in the file")
    threads.clear()
    commit("next").close()
    assert threads == ["MainThread"], "the file lacked one save of the long journal"
    killed.close()

    unfinished = commit(*(f"b{number}" for number in range(100)), checkpoint_at=1 << 30)
    threads.clear()
    commit("second").close()
    assert threads[0] == "checkpoint", "saves of a process that has not ended well"
    unfinished.close()
    assert len(Store(folder).open(record).annotations) == 304


def test_a_failed_checkpoint_is_reported_and_loses_nothing(
    folder: Path, record: DocumentRecord
) -> None:
    system = Faulty(only="rename")
    opened = Store(folder, system=system, checkpoint_at=2000).open(record)
    opened.commit(annotation(id="first"))
    system.calls, system.fail_at, system.fault = 0, 1, errno.ENOSPC
    for number in range(10):
        opened.commit(annotation(id=f"a{number}"))
    opened.close()
    assert any("no room" in event for event in opened.events)
    assert len(Store(folder).open(record).annotations) == 11
    opened = Store(folder, system=system).open(record)
    opened.commit(annotation(id="again"))
    system.calls, system.fail_at = 0, 1
    opened.close()
    assert "not complete yet" in opened.events[-1]
    assert len(Store(folder).open(record).annotations) == 12


def test_a_failing_merge_keeps_both_versions(folder: Path, record: DocumentRecord) -> None:
    def merge(theirs: Any, ours: Any) -> Any:
        raise RecordError("these two cannot be merged")

    store = Store(folder, merge=merge)
    one, two = store.open(record), store.open(record)
    mark = annotation("base")
    one.commit(mark)
    two.refresh()
    newer = edited(mark, "newer")
    two.commit(newer)
    assert one.commit(mark) >= {mark.id}
    assert one.annotations[mark.id] == newer, "an older put does not win"


def test_two_who_did_the_same_have_no_conflict(store: Store, record: DocumentRecord) -> None:
    one, two = store.open(record), store.open(record)
    mark = annotation("same")
    one.commit(mark)
    assert two.commit(mark) == {mark.id, record.id}
    two.close()
    assert "conflicts" not in (store.folder / f"{record.id}.json").read_text()


def test_it_is_quiet_until_others_save_and_again_when_that_is_known(
    store: Store, record: DocumentRecord
) -> None:
    one, two = store.open(record), store.open(record)
    assert one.is_up_to_date, "nothing is there"
    for mark in (annotation("first"), annotation("second")):
        two.commit(mark)
        assert not one.is_up_to_date
        assert mark.id in one.refresh()
        assert one.is_up_to_date
    two.close()
    one.refresh()
    assert one.is_up_to_date, "the files were only tidied"
