"""Versions of notes are written in the order in which they were typed."""

from __future__ import annotations

import pytest

from readerapp.annotations.note_edits import TWO_NOTES
from readerapp.annotations.note_writer import NoteWriter, Subject, Version
from readerapp.annotations.session import ReadingSession
from readerapp.collaboration.conflicts import list_conflicts
from readerapp.store import journal


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
    assert refused and refused.change is None and "deleted" in refused.problem
    writer.write()
    assert session.get(key).annotation.note == "saved"


def test_only_large_notes_wait_for_a_thread() -> None:
    assert not Version(Subject(None), "x" * 1000).large
    assert Version(Subject(None), "x" * 1_000_000).large


def test_a_reply_is_made_with_its_first_version(session: ReadingSession) -> None:
    key = session.highlight(0, 5).focus or ""
    writer, subject = NoteWriter(session), Subject(None, answers=key)
    for text in ("w", "why?"):
        writer.put(Version(subject, text))
    while writer.write():
        pass
    assert [(r.id, r.note) for r in session.threads.replies(key)] == [(subject.key, "why?")]


def test_a_version_replaces_only_the_text_that_its_writer_saw(session: ReadingSession) -> None:
    key = session.highlight(0, 5, note="base").focus or ""
    session.set_note(key, "theirs")
    writer, subject = NoteWriter(session), Subject(key, text="base")
    for text in ("base a", "base ab"):
        writer.put(Version(subject, text))
    while outcome := writer.write():
        assert outcome.change and outcome.change.sentence == TWO_NOTES
    [conflict] = list_conflicts(session)
    assert sorted(value.stored for value in conflict.values) == ["base ab", "theirs"]


def test_a_refused_version_does_not_count_as_seen_text(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = session.highlight(0, 5, note="base").focus or ""
    writer, subject = NoteWriter(session), Subject(key, text="base")
    writer.put(Version(subject, "x" * 600))
    with monkeypatch.context() as patch:
        patch.setattr(journal, "MAX_SAVE_SIZE", 500)
        refused = writer.write()
    assert refused and refused.problem
    writer.put(Version(subject, "base and more"))
    writer.write()
    assert session.get(key).annotation.note == "base and more"
    assert not list_conflicts(session)
