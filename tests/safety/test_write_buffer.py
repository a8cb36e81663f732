"""The write buffer: changes while a store cannot be written, for a while or for ever."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.workspace import AppContext, with_store
from tests.safety.conftest import mark, notes
from tests.safety.disk import SmallDisk


def test_a_disk_that_fills_up_loses_nothing(
    session: ReadingSession, context: AppContext, document: documents.Document, disk: SmallDisk
) -> None:
    disk.room = 1_000_000
    saved = 0
    while not session.store.unsaved:
        change = session.highlight(saved, saved + 5, note=f"{saved:04} " + "x" * 5000)
        saved += 1
    assert 50 < saved < 190
    assert "the disk is full" in change.sentence and "Move annotations" in change.sentence
    late = [mark(session, f"late {n}", n) for n in range(3)]
    assert len(session.placed) == saved + 3
    session.set_note(late[0], "late and edited")
    session.delete(late[1])
    assert len(notes(context, document)) == saved - 1, "nobody else sees what is not saved"
    assert session.refresh().sentence == ""
    disk.room = 100_000_000
    assert "Saved" in session.refresh().sentence
    assert not session.store.unsaved
    found = notes(context, document)
    assert len(found) == saved + 2
    assert "late and edited" in found and "late 1" not in found
    assert session.undo().sentence.startswith("Undid: deletion")
    assert "late 1" in notes(context, document)


def test_what_is_not_saved_can_be_undone_and_redone(
    session: ReadingSession, context: AppContext, document: documents.Document, disk: SmallDisk
) -> None:
    mark(session, "first")
    disk.room = 0
    key = mark(session, "second", 10)
    session.set_colour(key, "red")
    session.undo()
    assert session.get(key).annotation.colour == "yellow"
    session.undo()
    assert key not in session.placed
    session.redo()
    assert session.get(key).annotation.note == "second"
    assert [speaker.name for speaker in session.speakers] == ["Ida"]
    disk.room = None
    session.refresh()
    assert notes(context, document) == ["first", "second"]
    again = context.open_session(document)
    assert again.redo().sentence == "Redid: colour red"
    assert again.get(key).annotation.colour == "red"


def test_what_others_save_meanwhile_is_merged(
    session: ReadingSession,
    context: AppContext,
    other_place: AppContext,
    document: documents.Document,
    disk: SmallDisk,
) -> None:
    key = mark(session, "first")
    other = other_place.open_session(document)
    disk.room = 0
    session.set_note(key, "mine")
    disk.room = None
    other.set_colour(key, "green")
    mark(other, "theirs", 20)
    disk.room = 0
    session.refresh()
    assert session.get(key).annotation.note == "mine"
    disk.room = None
    other.set_tags(key, ["tag"])
    session.set_ends(key, 0, 9)
    for one in (session, context.open_session(document)):
        one.refresh()
        found = one.get(key).annotation
        assert (found.note, found.colour, found.tags) == ("mine", "green", ("tag",))
        assert found.target and found.target.end == 9
        assert len(one.placed) == 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
def test_every_kind_of_failed_save(
    session: ReadingSession,
    context: AppContext,
    document: documents.Document,
    disk: SmallDisk,
    code: int,
) -> None:
    disk.fault = code
    change = session.highlight(0, 5, note="kept")
    assert change.focus in session.placed
    assert "Not saved" in change.sentence and "kept in memory" in change.sentence
    assert not (context.store.folder / f"{session.store.record.id}.json").exists()
    disk.fault = 0
    session.close()
    assert not session.store.unsaved
    assert notes(context, document) == ["kept"]


def test_the_store_is_deleted_while_nothing_can_be_written(
    session: ReadingSession, context: AppContext, document: documents.Document, disk: SmallDisk
) -> None:
    mark(session, "before")
    disk.room = 0
    mark(session, "during", 10)
    for path in context.store.folder.iterdir():
        path.unlink()
    context.store.folder.rmdir()
    session.refresh()
    assert len(session.placed) == 2
    disk.room = None
    session.refresh()
    assert notes(context, document) == ["before", "during"]


def test_saving_to_another_folder_copies_everything(
    session: ReadingSession,
    context: AppContext,
    document: documents.Document,
    disk: SmallDisk,
    home: Path,
) -> None:
    for n in range(3):
        mark(session, f"before {n}", 10 * n)
    session.delete(mark(session, "binned", 60))
    disk.fault = errno.EROFS
    mark(session, "during", 90)
    there = with_store(context, str(home / "stick"))
    with pytest.raises(ReaderError, match="read"):
        there.take_over(session)
    assert session.store.unsaved and len(session.placed) == 4
    disk.only, disk.fault = context.store.folder, errno.EROFS
    there.take_over(session)
    assert not session.store.unsaved
    mark(session, "after", 120)
    assert notes(there, document) == ["after", *(f"before {n}" for n in range(3)), "during"]
    assert len(context.open_session(document).trash) == len(there.open_session(document).trash) == 1
    assert len(notes(context, document)) == 3, "the old store stays as it is"
    session.undo()
    session.undo()
    assert len(notes(there, document)) == 3


def test_another_folder_that_knows_the_document_is_merged_with(
    session: ReadingSession,
    context: AppContext,
    other_place: AppContext,
    document: documents.Document,
    disk: SmallDisk,
    home: Path,
) -> None:
    key = mark(session, "shared")
    there = with_store(context, str(home / "stick"))
    other = other_place.open_session(document, allow_unsaved=True)
    there.take_over(other)
    mark(other, "theirs", 30)
    other.set_colour(key, "blue")
    disk.only, disk.fault = context.store.folder, errno.ENOSPC
    session.set_note(key, "mine")
    change = there.take_over(session)
    assert key in change.ids
    found = session.get(key).annotation
    assert (found.note, found.colour) == ("mine", "blue")
    assert notes(there, document) == ["mine", "theirs"]


def test_a_command_does_not_wait(
    context: AppContext, document: documents.Document, disk: SmallDisk
) -> None:
    session = context.open_session(document)
    disk.room = 0
    with pytest.raises(ReaderError, match="no room left"):
        mark(session, "lost")
    assert not session.placed and not session.store.unsaved


def test_a_file_of_a_newer_version_is_not_changed(
    session: ReadingSession, context: AppContext, document: documents.Document
) -> None:
    mark(session, "old")
    session.close()
    file = next(context.store.folder.glob("*-*.json"))
    newer = file.read_text().replace('"schema":1', '"schema":99')
    assert newer != file.read_text()
    file.write_text(newer)
    reader = context.open_session(document, allow_unsaved=True)
    with pytest.raises(ReaderError, match="newer version"):
        mark(reader, "new", 10)
    assert len(reader.placed) == 1 and not reader.store.unsaved
