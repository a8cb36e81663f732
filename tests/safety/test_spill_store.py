"""The spill store: refused writes survive the process and are saved at the next start."""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import stat
from pathlib import Path

import pytest
import tinydb

from readerapp.annotations.session import ReadingSession
from readerapp.annotations.write_buffer import list_spilled_documents
from readerapp.cli.check_command import check_everything, report_lines
from readerapp.documents import Document
from readerapp.workspace import AppContext, with_store
from tests.safety.conftest import mark, notes
from tests.safety.disk import SmallDisk


@pytest.fixture(autouse=True)
def full(disk: SmallDisk, context: AppContext) -> SmallDisk:
    """Make the store's disk fail whenever a fault is set; other folders work."""
    disk.only = context.store.folder
    return disk


def unsaved(context: AppContext, document: Document, full: SmallDisk, *made: str) -> None:
    """Highlight something on a full disk, then let the reader be killed."""
    session = context.open_session(document, allow_unsaved=True)
    full.fault = errno.ENOSPC
    for number, note in enumerate(made):
        mark(session, note, 10 * number)
    assert session.store.is_spilled and "kept aside" in session.store.warning
    del session
    gc.collect()  # what the kernel does with the locks of a process that has ended


def test_what_a_killed_reader_could_not_save_is_saved_at_the_next_start(
    context: AppContext, document: Document, full: SmallDisk
) -> None:
    unsaved(context, document, full, "one", "two")
    assert notes(context, document) == []
    assert "text.txt: 2 unsaved annotations in" in "".join(report_lines(check_everything(context)))
    full.fault = 0
    session = context.open_session(document, allow_unsaved=True)
    assert "saved now" in session.store.events[-1]
    assert notes(context, document) == ["one", "two"]
    assert not list_spilled_documents(context.store.folder)
    session.undo()
    session.undo()
    assert notes(context, document) == []


def test_writes_stay_spilled_while_the_store_fails(
    context: AppContext, document: Document, full: SmallDisk
) -> None:
    unsaved(context, document, full, "one")
    unsaved(context, document, full, "two")
    session = context.open_session(document, allow_unsaved=True)
    assert sorted(one.annotation.note for one in session.placed.values()) == ["one", "two"]
    assert "kept aside" in session.store.events[-1]
    session.close()
    del session
    gc.collect()
    assert [one.annotations for one in list_spilled_documents(context.store.folder)] == [2]
    full.fault = 0
    last = context.open_session(document, allow_unsaved=True)
    assert notes(context, document) == ["one", "two"]
    assert not list_spilled_documents(context.store.folder) and not last.store.unsaved


def test_spilled_writes_are_merged_with_what_others_saved_meanwhile(
    context: AppContext, other_place: AppContext, document: Document, full: SmallDisk
) -> None:
    key = mark(context.open_session(document), "first")
    session = context.open_session(document, allow_unsaved=True)
    full.fault = errno.EROFS
    session.set_note(key, "mine")
    session.delete(mark(session, "binned", 30))
    del session
    gc.collect()
    full.fault = 0
    other_place.open_session(document).set_colour(key, "green")
    again = context.open_session(document, allow_unsaved=True)
    found = again.get(key).annotation
    assert (found.note, found.colour) == ("mine", "green")
    assert [one.note for one in again.trash] == ["binned"]


def test_spilled_writes_of_a_running_reader_are_not_taken(
    session: ReadingSession, other_place: AppContext, document: Document, full: SmallDisk
) -> None:
    full.fault = errno.ENOSPC
    mark(session, "mine")
    full.fault = 0
    assert not other_place.open_session(document, allow_unsaved=True).placed
    full.fault = errno.ENOSPC
    other = other_place.open_session(document, allow_unsaved=True)
    mark(other, "theirs", 20)
    full.fault = 0
    session.refresh()
    assert [one.annotations for one in list_spilled_documents(other_place.store.folder)] == [1]
    other.refresh()
    assert notes(other_place, document) == ["mine", "theirs"]
    assert not list_spilled_documents(other_place.store.folder)


def test_a_full_home_falls_back_to_a_temporary_folder(
    session: ReadingSession, context: AppContext, home: Path, document: Document, full: SmallDisk
) -> None:
    (home / ".local" / "state").mkdir(parents=True, exist_ok=True)
    (home / ".local" / "state" / "readerapp").write_text("no folder can be made here")
    full.fault = errno.EDQUOT
    mark(session, "kept")
    (found,) = list_spilled_documents(context.store.folder)
    assert found.folder.is_relative_to(os.environ["TMPDIR"])
    full.fault = 0
    session.refresh()
    assert notes(context, document) == ["kept"]


@pytest.mark.parametrize("trap", ["open to all", "a link"])
def test_a_folder_that_others_may_have_created_is_not_used(
    session: ReadingSession, context: AppContext, home: Path, full: SmallDisk, trap: str
) -> None:
    (home / ".local" / "state").mkdir(parents=True, exist_ok=True)
    (home / ".local" / "state" / "readerapp").write_text("no folder can be made here")
    target, spare = home / "theirs", Path(os.environ["TMPDIR"]) / f"readerapp-{os.getuid()}"
    target.mkdir()
    target.chmod(0o777)
    if trap == "a link":
        target.chmod(0o700)
        spare.symlink_to(target)
    else:
        target.rename(spare)
    full.fault = errno.ENOSPC
    mark(session, "kept")
    assert "kept in memory" in session.store.warning
    assert not list_spilled_documents(context.store.folder)
    assert not list((target if trap == "a link" else spare).iterdir())


def test_spilled_writes_are_private(
    session: ReadingSession, context: AppContext, home: Path, full: SmallDisk
) -> None:
    before = os.umask(0)
    try:
        full.fault = errno.ENOSPC
        mark(session, "kept")
    finally:
        os.umask(before)
    (found,) = list_spilled_documents(context.store.folder)
    paths = [found.folder, *found.folder.parents[:2], *found.folder.iterdir()]
    assert len(paths) > 5
    assert not [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_saving_elsewhere_copies_all_tables_and_restarts_the_numbering(
    session: ReadingSession, context: AppContext, home: Path, document: Document, full: SmallDisk
) -> None:
    mark(session, "one")
    session.close()
    file = next(context.store.folder.glob("*-*.json"))
    older = {"table": "annotations", "record": {"id": "older"}}
    with tinydb.TinyDB(file) as plain:
        plain.table("conflicts").insert(older)
        plain.table("of another program").insert({"kept": [1, 2]})
    reader = context.open_session(document, allow_unsaved=True)
    full.fault = errno.ENOSPC
    mark(reader, "two", 20)
    there = with_store(context, str(home / "stick"))
    there.take_over(reader)
    assert not list_spilled_documents(context.store.folder)
    key = mark(reader, "three", 40)
    counted = reader.get(key).annotation.to_dict()["merge"]["set"]
    assert set(counted) == {there.actor.name} != {context.actor.name}
    reader.close()
    with tinydb.TinyDB(next((home / "stick").glob("*-*.json")), access_mode="r") as plain:
        assert [dict(row) for row in plain.table("conflicts")] == [older]
        assert [dict(row) for row in plain.table("of another program")] == [{"kept": [1, 2]}]
    assert notes(there, document) == ["one", "three", "two"]


def test_only_one_key_waits_for_a_program_that_holds_the_lock(
    session: ReadingSession,
    context: AppContext,
    document: Document,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark(session, "first")
    clock, pauses = iter(range(10**6)), []
    monkeypatch.setattr("readerapp.store.lock.time.monotonic", lambda: next(clock) / 1000)
    monkeypatch.setattr("readerapp.store.lock.time.sleep", pauses.append)
    lock = os.open(next(context.store.folder.glob("*.lock")), os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    mark(session, "second", 10)
    assert "the store is busy" in session.store.warning and 400 < len(pauses) < 600
    waited = len(pauses)
    mark(session, "third", 20)
    session.refresh()
    assert len(pauses) == waited
    os.close(lock)
    session.refresh()
    assert notes(context, document) == ["first", "second", "third"]


def test_retries_while_no_disk_has_room_leave_no_folders_and_no_open_files(
    context: AppContext, document: Document, full: SmallDisk, home: Path
) -> None:
    session = context.open_session(document, allow_unsaved=True)
    full.only, full.fault = None, errno.ENOSPC  # every disk is full
    mark(session, "one", 0)
    assert "kept in memory" in session.store.warning
    open_files = len(os.listdir("/dev/fd"))
    for _ in range(20):
        session.refresh()
    assert len(os.listdir("/dev/fd")) <= open_files
    assert not list_spilled_documents(context.store.folder)
    assert not list(home.rglob("unsaved/*/*"))
    full.fault = 0
    session.refresh()
    assert notes(context, document) == ["one"]
