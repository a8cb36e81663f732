"""Versions of notes are written in the order in which they were typed."""

from __future__ import annotations

from readerapp.session.note_writing import NoteWriter, Subject, Version
from readerapp.session.session import ReadingSession


def test_versions_are_written_one_after_the_other(session: ReadingSession) -> None:
    key = session.highlight(0, 5).focus or ""
    writer, subject = NoteWriter(session), Subject(key)
    for text in ("one", "one two"):
        writer.put(Version(subject, text))
    assert session.get(key).annotation.note == ""
    first, second, last = writer.write(), writer.write(), writer.write()
    assert first and first.version.text == "one" and first.change
    assert second and second.change and second.change.ids == {key}
    assert last is None
    assert session.get(key).annotation.note == "one two"


def test_a_note_on_the_document_is_made_with_its_first_version(session: ReadingSession) -> None:
    writer, subject = NoteWriter(session), Subject(None)
    for text in ("a", "ab"):
        writer.put(Version(subject, text))
    while writer.write():
        pass
    assert [(p.key, p.annotation.note) for p in session.placed.values()] == [(subject.key, "ab")]


def test_a_version_that_cannot_be_saved_does_not_hold_up_the_next(session: ReadingSession) -> None:
    key = session.highlight(0, 5).focus or ""
    writer = NoteWriter(session)
    writer.put(Version(Subject("nobody"), "lost"))
    writer.put(Version(Subject(key), "saved"))
    refused = writer.write()
    assert refused and refused.change is None and "gone" in refused.problem
    writer.write()
    assert session.get(key).annotation.note == "saved"


def test_only_large_notes_wait_for_a_thread() -> None:
    assert not Version(Subject(None), "x" * 1000).large
    assert Version(Subject(None), "x" * 1_000_000).large
