"""Replies, and notes that are written in two places at once: no text is lost or reassigned."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from readerapp.annotations.note_edits import TWO_NOTES
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.snapshot import Threads, root_of
from readerapp.collaboration.conflicts import list_conflicts, resolve_conflict
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.interchange.annotation_view import nest_threads
from readerapp.listing.filters import Filter
from readerapp.listing.list_model import AnnotationListModel
from tests.sessions import Open, mark

QUOTE = "A bus does not float,"


@pytest.fixture
def ana(open_session: Open) -> ReadingSession:
    return open_session(annotator="Ana")


@pytest.fixture
def bo(open_session: Open) -> ReadingSession:
    return open_session(annotator="Bo")


def thread(session: ReadingSession, key: str) -> list[tuple[str, str]]:
    """Return who wrote what: the note, then the replies."""
    found = [session.get(key).annotation, *session.threads.replies(key)]
    return [(session.creator_name(one), one.note) for one in found]


def reply(session: ReadingSession, key: str, note: str) -> str:
    """Write a reply; return its id."""
    before = set(session.store.annotations)
    session.reply(key, note)
    [made] = set(session.store.annotations) - before
    return made


def test_a_reply_belongs_to_its_writer_and_leaves_the_note_unchanged(
    ana: ReadingSession, bo: ReadingSession
) -> None:
    key = mark(ana, QUOTE, note="see the timetable", colour="red", speaker="Ida Holm", tags=("t",))
    bo.refresh()
    first = reply(bo, key, "it says noon")
    ana.refresh()
    reply(ana, first, "not on Sundays")  # an answer to an answer is one of the same thread
    bo.refresh()
    for session in (ana, bo):
        assert thread(session, key) == [
            ("Ana", "see the timetable"),
            ("Bo", "it says noon"),
            ("Ana", "not on Sundays"),
        ]
        assert list(session.placed) == [key]
        assert session.tags() == ["t"]
        assert session.get(first).start == session.get(key).start
        [stats] = AnnotationListModel(session).speaker_stats()
        assert (stats.quotations, stats.words) == (1, 5)


def test_an_older_version_shows_a_reply_as_a_note_on_the_passage(ana: ReadingSession) -> None:
    key = mark(ana, QUOTE, colour="red")
    row = ana.store.annotations[reply(ana, key, "yes")].to_dict()
    assert row["target"]["exact"] == QUOTE and row["colour"] == "red"
    assert (row["note"], row["reply_to"], "resolved" in row) == ("yes", key, False)
    assert "reply_to" not in ana.store.annotations[key].to_dict()


def test_replies_follow_what_they_answer_in_every_order_and_the_filter_finds_them(
    ana: ReadingSession, bo: ReadingSession
) -> None:
    key = mark(ana, QUOTE, note="one", speaker="Ida Holm")
    mark(ana, "harbour board")
    bo.refresh()
    reply(bo, key, "two floods?")
    ana.refresh()
    list_model = AnnotationListModel(ana)
    for order in ("place", "time", "speaker"):
        list_model.set_order(order)  # type: ignore[arg-type]
        place = list_model.index_of(key)
        assert place is not None
        assert [row.annotation.note for row in list_model.rows[place : place + 2]] == [
            "one",
            "two floods?",
        ]
    for query, notes in {
        "by:bo": ["two floods?"],
        "by:ana": ["", "one"],
        "floods": ["two floods?"],
        "float": ["one", "two floods?"],
        "speaker:Holm": ["one", "two floods?"],
        "colour:red": [],
    }.items():
        list_model.set_order("place")
        list_model.set_filter(query)
        assert [row.annotation.note for row in list_model.rows] == notes, query


def test_filtered_exports_have_replies_within_what_they_answer_or_alone(
    ana: ReadingSession, bo: ReadingSession
) -> None:
    key = mark(ana, QUOTE, note="one")
    bo.refresh()
    reply(bo, key, "two")
    rows = bo.views()
    [whole] = nest_threads(rows)
    assert [one.annotation.note for one in whole.replies] == ["two"]
    by_bo = [row for row in rows if Filter.of(by=["bo"]).matches(row)]
    [alone] = nest_threads(by_bo)
    assert (alone.creator, alone.thread_id, alone.exact) == ("Bo", key, QUOTE)


def test_resolved_is_hidden_and_can_be_opened_again_and_undone(
    ana: ReadingSession, bo: ReadingSession
) -> None:
    key = mark(ana, QUOTE)
    bo.refresh()
    keys = [reply(bo, key, "one"), reply(bo, key, "two")]
    list_model = AnnotationListModel(bo)

    def listed() -> list[str]:
        return [row.annotation.note for row in list_model.rows if row.thread]

    list_model.apply_change(bo.set_resolved(keys[0]))
    assert (listed(), list_model.hidden_count) == (["two"], 1)
    list_model.apply_change(bo.set_resolved(key))  # all that is open in the thread
    assert (listed(), list_model.hidden_count) == ([], 2)
    list_model.show_resolved()
    assert (listed(), list_model.hidden_count) == (["one", "two"], 0)
    list_model.show_resolved()
    list_model.apply_change(bo.undo())
    assert listed() == ["two"]
    list_model.apply_change(bo.set_resolved(keys[0]))
    assert listed() == ["one", "two"]
    with pytest.raises(ReaderError, match="no replies here"):
        bo.set_resolved(mark(bo, "harbour board"))


def test_the_answered_annotation_may_be_deleted_while_the_reply_is_written(
    ana: ReadingSession, bo: ReadingSession, open_session: Open
) -> None:
    key = mark(ana, QUOTE, note="one")
    bo.refresh()
    ana.delete(key)
    answer = reply(bo, key, "but why?")  # bo has not looked since
    for session in (ana, bo, open_session(annotator="Eve")):
        session.refresh()
        placed = session.placed[answer]
        assert (placed.annotation.note, placed.shown) == ("but why?", True)
        assert session.document.text.slice(placed.start, placed.end) == QUOTE
    list_model = AnnotationListModel(ana)
    list_model.apply_change(ana.undo())
    assert thread(ana, key) == [("Ana", "one"), ("Bo", "but why?")]
    assert [row.thread is None for row in list_model.rows] == [True, False]


def test_a_reply_is_deleted_and_restored_like_any_annotation(ana: ReadingSession) -> None:
    key = mark(ana, QUOTE)
    answer = reply(ana, key, "one")
    ana.delete(answer)
    assert thread(ana, key) == [("Ana", "")]
    assert [one.id for one in ana.trash] == [answer]
    ana.undo()
    assert thread(ana, key)[1:] == [("Ana", "one")]
    ana.undo()
    ana.redo()
    assert thread(ana, key)[1:] == [("Ana", "one")]


def test_typing_a_reply_is_one_step(ana: ReadingSession) -> None:
    key = mark(ana, QUOTE)
    for text in ("s", "so", "so be it"):
        ana.reply(key, text, "r1")
    ana.end_typing()
    assert thread(ana, key)[1:] == [("Ana", "so be it")]
    ana.undo()
    assert thread(ana, key)[1:] == []


# One note in two places


def two_texts(session: ReadingSession) -> list[str]:
    [one] = [one for one in list_conflicts(session) if one.field == "note"]
    return sorted(value.stored for value in one.values)


def test_two_texts_by_the_same_person_in_two_places_are_both_stored(
    ana: ReadingSession, open_session: Open
) -> None:
    key = mark(ana, QUOTE, note="base")
    other = open_session(annotator="Ana")
    ana.set_note(key, "base one", "base")
    other.refresh()
    sentences = [other.set_note(key, "base two", "base").sentence]  # the editor still had "base"
    ana.refresh()
    sentences.append(ana.set_note(key, "base one and more", "base one").sentence)
    other.refresh()
    sentences.append(other.set_note(key, "base two and more", "base two").sentence)
    sentences.append(ana.refresh().sentence)
    assert set(sentences) == {TWO_NOTES}
    for session in (ana, other):
        session.refresh()
        assert two_texts(session) == ["base one and more", "base two and more"]


def test_further_edits_and_undo_resolve_no_text_that_the_writer_has_not_seen(
    ana: ReadingSession, open_session: Open
) -> None:
    key = mark(ana, QUOTE, note="base")
    other = open_session(annotator="Ana")
    other.set_note(key, "theirs", "base")
    ana.refresh()
    ana.set_note(key, "ours", "base")
    ana.end_typing()
    shown = ana.get(key).annotation.note
    ana.set_note(key, "ours, again", shown)
    assert "theirs" in two_texts(ana)
    ana.undo()
    assert "theirs" in two_texts(ana)
    [one] = list_conflicts(ana)
    theirs = next(value for value in one.values if value.stored == "theirs")
    resolve_conflict(ana, one, theirs, "elsewhere")
    assert ana.get(key).annotation.note == "theirs" and not list_conflicts(ana)


def test_a_writer_who_has_seen_the_other_text_replaces_it(
    ana: ReadingSession, open_session: Open
) -> None:
    key = mark(ana, QUOTE, note="base")
    other = open_session(annotator="Ana")
    other.set_note(key, "base two", "base")
    ana.refresh()
    assert ana.set_note(key, "base two three", "base two").sentence == "Note saved"
    assert not list_conflicts(ana)


def test_a_note_that_is_being_written_survives_its_deletion_elsewhere(
    ana: ReadingSession, open_session: Open
) -> None:
    key = mark(ana, QUOTE)
    other = open_session(annotator="Ana")
    other.delete(key)
    ana.refresh()
    assert "Deleted elsewhere" in ana.set_note(key, "half a thought", "").sentence
    assert ana.get(key).annotation.note == "half a thought"
    assert [one.field for one in list_conflicts(ana)] == ["deleted"]
    with pytest.raises(ReaderError, match="was deleted"):
        other.set_note("no such", "x", "")


def test_the_same_name_on_another_machine_is_the_same_person(
    ana: ReadingSession, open_session: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = mark(ana, QUOTE, note="mine")
    monkeypatch.setenv("HOME", str(tmp_path / "laptop"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "laptop"))
    laptop = open_session(annotator="ana")
    assert laptop.annotator.id != ana.annotator.id
    assert laptop.is_own(laptop.get(key).annotation)
    assert not open_session(annotator="Bo").is_own(ana.get(key).annotation)


# Threads


def note(key: str, **fields: object) -> Annotation:
    return Annotation(id=key, **fields)  # type: ignore[arg-type]


class AnnotationSource:
    def __init__(self, *annotations: Annotation) -> None:
        self.annotations = {one.id: one for one in annotations}


def test_a_reply_to_nothing_or_to_itself_is_shown_on_its_own() -> None:
    annotation_source = AnnotationSource(
        note("lost", reply_to="nowhere"),
        note("self", reply_to="self"),
        note("a", reply_to="b"),
        note("b", reply_to="a"),
        note("c", reply_to="a"),
    )
    assert not list(Threads(annotation_source))


def test_threads_updated_step_by_step_equal_those_built_at_once() -> None:
    rng = random.Random(4)
    annotation_source = AnnotationSource()
    threads = Threads(annotation_source)
    for step in range(600):
        key = str(rng.randrange(12))
        answers = rng.choice((None, None, str(rng.randrange(14))))
        deleted = rng.choice((None, None, "then"))
        known = annotation_source.annotations.get(key)
        if known is not None:
            answers = known.reply_to  # never changes
        one = note(key, reply_to=answers, deleted=deleted, created=str(step))
        before = {k: threads.root(k) for k in annotation_source.annotations}
        annotation_source.annotations[key] = one
        changed = threads.update([key])
        fresh = Threads(annotation_source)
        assert set(threads) == set(fresh)
        for other in annotation_source.annotations:
            assert threads.root(other) == fresh.root(other)
            assert threads.replies(other) == fresh.replies(other)
            if before.get(other) not in (None, threads.root(other)):
                assert other in changed and threads.root(other) in changed
            root = root_of(annotation_source.annotations, annotation_source.annotations[other])
            alive = not annotation_source.annotations[other].deleted
            assert (other in threads) == (alive and root is not None)
