"""Undo and redo: one step per change, across restarts and with other readers at the same time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp import documents
from readerapp.annotations import undo
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import COLOURS, RecordError
from readerapp.workspace import make_context
from tests.sessions import ARTICLE, Open, mark, span, words

View = tuple[Any, Any]


def view(session: ReadingSession) -> View:
    """Return everything that a user can see of the annotations and the speakers."""
    annotations = {
        key: (
            placed.start,
            placed.end,
            placed.state,
            placed.annotation.colour,
            placed.annotation.note,
            placed.annotation.tags,
            session.speaker_name(placed.annotation),
        )
        for key, placed in session.placed.items()
    }
    return annotations, [(s.name, set(s.aliases), s.role) for s in session.speakers]


# Each act takes the session, a number and a text; acts on nothing do nothing.
Act = Callable[[ReadingSession, int, str], Change | None]


def _one(session: ReadingSession, number: int) -> str | None:
    keys = sorted(session.placed, key=lambda key: session.placed[key].order)
    return keys[number % len(keys)] if keys else None


def _on_one(act: Callable[[ReadingSession, str, int, str], Change]) -> Act:
    def run(session: ReadingSession, number: int, text: str) -> Change | None:
        key = _one(session, number)
        return act(session, key, number, text) if key else None

    return run


def _highlight(session: ReadingSession, number: int, text: str) -> Change:
    start = number % (len(ARTICLE) - 20)
    colour = COLOURS[number % 8]
    return session.highlight(start, start + 1 + number % 19, colour=colour, speaker=text)


def _rename(session: ReadingSession, number: int, text: str) -> Change | None:
    speakers = session.speakers
    if not speakers or not text.strip():
        return None
    return session.edit_speaker(speakers[number % len(speakers)].id, name=text, role=text)


def _merge(session: ReadingSession, number: int, _text: str) -> Change | None:
    speakers = session.speakers
    if len(speakers) < 2:
        return None
    first = number % len(speakers)
    return session.merge_speakers(speakers[first].id, speakers[first - 1].id)


def _restore(session: ReadingSession, number: int, _text: str) -> Change | None:
    gone = session.trash
    return session.restore(gone[number % len(gone)].id) if gone else None


def _ends(session: ReadingSession, key: str, number: int, _text: str) -> Change:
    start = number % (len(ARTICLE) - 40)
    return session.set_ends(key, start, start + 2 + number % 38)


def _enrich(session: ReadingSession, _number: int, _text: str) -> None:
    session.enrich()


ACTS: dict[str, Act] = {
    "highlight": _highlight,
    "note document": lambda s, n, t: s.note_document(t),
    "note": _on_one(lambda s, key, n, t: s.set_note(key, t)),
    "colour": _on_one(lambda s, key, n, t: s.set_colour(key, COLOURS[n % 8])),
    "tags": _on_one(lambda s, key, n, t: s.set_tags(key, [t, str(n % 3)])),
    "ends": _on_one(_ends),
    "speaker": _on_one(lambda s, key, n, t: s.set_speaker([key], t)),
    "everybody": lambda s, n, t: s.set_speaker(list(s.placed), t) if s.placed else None,
    "delete": _on_one(lambda s, key, n, t: s.delete(key)),
    "restore": _restore,
    "rename": _rename,
    "merge": _merge,
    "enrich": _enrich,
}

acts = st.lists(
    st.tuples(
        st.sampled_from(sorted(ACTS)),
        st.integers(0, 500),
        st.sampled_from(["", "Ida Holm", "ida holm", "Per", "The board", "  "]),
    ),
    min_size=1,
    max_size=14,
)
Acts = list[tuple[str, int, str]]


def check_inverse(sequence: Acts) -> None:
    """Check that undo restores every earlier view, redo every later one, also after a restart."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ferry.txt")
        path.write_text(ARTICLE, encoding="utf-8")
        context = make_context(str(Path(folder, "store")), "Ana")
        with closing(context.open_session(documents.open(path))) as session:
            views = [view(session)]
            for name, number, text in sequence:
                if ACTS[name](session, number, text):
                    views.append(view(session))
                session.end_typing()
        with closing(context.open_session(documents.open(path))) as session:
            assert view(session) == views[-1]
            for before in reversed(views[:-1]):
                assert session.undo()
                assert view(session) == before
            assert session.undo().sentence == "Nothing to undo"
            for after in views[1:]:
                assert session.redo()
                assert view(session) == after
            assert session.redo().sentence == "Nothing to redo"
        with closing(context.open_session(documents.open(path))) as session:
            assert view(session) == views[-1]


@given(acts)
@settings(max_examples=90)  # the same ones in every run
def test_undo_reverts_any_sequence_of_changes(sequence: Acts) -> None:
    check_inverse(sequence)


def test_a_note_being_typed_is_one_step(session: ReadingSession) -> None:
    key = mark(session, "painful")
    for text in ("w", "wh", "why"):
        session.set_note(key, text)
    session.end_typing()
    session.set_note(key, "why not")
    session.undo()
    assert session.get(key).annotation.note == "why"
    session.undo()
    assert session.get(key).annotation.note == ""
    session.undo()
    assert key not in session.placed
    session.redo()
    session.redo()
    assert session.get(key).annotation.note == "why"


def test_another_change_ends_the_typing_step(session: ReadingSession) -> None:
    key = mark(session, "painful")
    session.set_note(key, "a")
    session.set_colour(key, "red")
    session.set_note(key, "ab")
    session.undo()
    assert session.get(key).annotation.note == "a"


def test_typing_in_another_note_is_another_step(session: ReadingSession) -> None:
    one, other = mark(session, "painful"), mark(session, "floods")
    session.set_note(one, "1")
    session.set_note(other, "2")
    session.undo()
    assert (session.get(one).annotation.note, session.get(other).annotation.note) == ("1", "")


def test_a_document_note_grows_in_one_step(session: ReadingSession) -> None:
    key = session.note_document("a").focus or ""
    session.set_note(key, "about")
    session.undo()
    assert not session.placed
    session.redo()
    assert session.get(key).annotation.note == "about"


def test_a_note_typed_and_deleted_again_is_no_step(session: ReadingSession) -> None:
    key = mark(session, "painful")
    session.set_note(key, "oh")
    session.set_note(key, "")
    session.set_note(key, "no")
    session.set_note(key, "")
    assert len(session.store.history) == 1
    assert session.undo().sentence == "Undid: highlight"


def test_typing_on_after_undo_is_a_new_step(session: ReadingSession) -> None:
    key = mark(session, "painful")
    session.set_note(key, "a")
    session.undo()
    session.set_note(key, "b")
    session.set_note(key, "bc")
    session.undo()
    assert session.get(key).annotation.note == ""
    assert session.undo().sentence == "Undid: highlight"


def test_a_new_change_ends_redo(session: ReadingSession) -> None:
    key = mark(session, "painful")
    session.set_colour(key, "red")
    session.undo()
    session.set_colour(key, "blue")
    assert not session.redo()
    assert session.get(key).annotation.colour == "blue"


def test_ends_come_back_after_the_target_was_enriched(open_session: Open, path: Path) -> None:
    verse = (
        "Down at the pier the gulls are loud and every rope is tied by hand. "
        "The ferry leaves at noon, the gulls go with it, and nobody on the pier waves, "
        "for all of them will be home before the lamps are lit.\n\n"
    )
    song = f"A song\n\n{verse * 3}The end of it.\n"
    path.write_text(song, encoding="utf-8")
    session = open_session()
    key = mark(session, "The ferry leaves at noon")
    session.set_ends(key, *span("ferry leaves at noon", song))
    while session.needs_enriching:
        session.enrich()
    target = session.get(key).annotation.target
    assert target and len(target.twins) == 2
    assert session.undo().sentence == "Undid: range change"
    assert words(session, key) == "The ferry leaves at noon"
    assert session.redo().sentence == "Redid: range change"
    assert words(session, key) == "ferry leaves at noon"


def test_each_annotator_has_their_own_undo(open_session: Open) -> None:
    ana, bo = open_session(), open_session(annotator="Bo")
    mine = mark(ana, "painful")
    theirs = mark(bo, "floods")
    ana.undo()
    bo.refresh()
    assert set(bo.placed) == {theirs}
    assert bo.undo() and not bo.placed
    assert not bo.undo()
    ana.redo()
    assert set(ana.placed) == {mine}


def test_later_changes_by_others_are_not_undone(open_session: Open) -> None:
    ana, bo = open_session(), open_session(annotator="Bo")
    key = mark(ana, "painful")
    ana.set_note(key, "mine")
    bo.refresh()
    bo.set_note(key, "theirs")
    change = ana.undo()
    assert change.sentence.startswith("Not changed: ")
    assert ana.get(key).annotation.note == "theirs"
    ana.undo()
    assert key not in ana.placed


def test_the_rest_of_a_step_is_undone(open_session: Open) -> None:
    ana, bo = open_session(), open_session(annotator="Bo")
    first, second = mark(ana, "painful"), mark(ana, "floods")
    ana.set_speaker([first, second], "Ida Holm")
    bo.refresh()
    bo.set_speaker([first], "Per Aune")
    assert ana.undo().sentence.endswith("except later changes by others")
    names = [ana.speaker_name(ana.get(key).annotation) for key in (first, second)]
    assert names == ["Per Aune", ""]


def test_a_speaker_used_by_others_survives_undo(open_session: Open) -> None:
    ana, bo = open_session(), open_session(annotator="Bo")
    mark(ana, "A bus", speaker="Ida Holm")
    bo.refresh()
    theirs = mark(bo, "floods", speaker="Ida Holm")
    ana.undo()
    assert [s.name for s in ana.speakers] == ["Ida Holm"]
    assert ana.speaker_name(ana.get(theirs).annotation) == "Ida Holm"


def test_an_unused_speaker_is_removed_by_undo(session: ReadingSession) -> None:
    key = mark(session, "A bus")
    session.set_speaker([key], "Ida Holm")
    session.undo()
    assert not session.speakers
    session.set_speaker([key], "Ida Holm")
    assert [s.name for s in session.speakers] == ["Ida Holm"]
    assert session.speaker_name(session.get(key).annotation) == "Ida Holm"


def test_the_same_person_in_two_readers_undoes_each_step_once(open_session: Open) -> None:
    one, other = open_session(), open_session()
    first, second = mark(one, "painful"), mark(other, "floods")
    one.undo()
    other.undo()
    for session in (one, other):
        session.refresh()
        assert not session.placed
    assert not one.undo()
    one.redo()
    other.redo()
    one.refresh()
    assert set(one.placed) == {first, second}


def test_old_steps_are_forgotten(session: ReadingSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "UNDO_LIMIT", 9)
    key = mark(session, "painful")
    for number in range(undo.UNDO_LIMIT + 5):
        session.set_colour(key, COLOURS[1 + number % 2])
    assert len(session.store.history) == undo.UNDO_LIMIT
    while session.undo():
        pass
    assert key in session.placed


def test_unreadable_steps_are_skipped(open_session: Open) -> None:
    first = open_session()
    key = mark(first, "painful")
    first.store.commit({"id": "x", "by": first.annotator.id, "label": 3})
    first.store.commit(
        {"id": "y", "by": "b", "time": "", "label": "", "changes": [["birds", "r", "f", 1, 2]]}
    )
    first.store.commit({"id": "z", "by": 1, "time": "", "label": "", "changes": []})
    again = open_session()
    again.undo()
    assert key not in again.placed


def test_a_record_that_another_program_removed_stays_away(open_session: Open) -> None:
    session = open_session()
    key = mark(session, "painful")
    session.store.commit(removes=[key])
    session.refresh()
    assert session.undo().sentence.startswith("Not changed: ")


@pytest.mark.parametrize("data", [{}, {"id": "a", "changes": 3}, {"changes": [[1]]}])
def test_a_step_is_validated(data: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        undo.UndoStep.from_dict(data)
