"""Carrying: copies of an earlier version's annotations in a later one, also made twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.interchange.record_merge import find_conflicts, merge_tables
from readerapp.store import DocumentStore
from readerapp.versions import carrying
from readerapp.versions.carrying import ORIGIN, CarryCounts, commit_carry, list_waiting, plan_carry
from readerapp.workspace import make_context
from tests.sessions import ARTICLE, Open

SALE = "Board chairman Per Aune called the sale “a painful but necessary step” and promised a bus."
LATER = "From our own reporter\n\n" + ARTICLE.replace(
    "will sail on Sunday", "sailed last Sunday"
).replace(f"{SALE}\n\n", "")


def span(words: str, text: str = ARTICLE) -> tuple[int, int]:
    """Return where `words` are in the article."""
    start = text.index(words)
    return start, start + len(words)


def carry(session: ReadingSession, earlier: ReadingSession | DocumentStore) -> CarryCounts:
    """Carry over what the store of `earlier` has now."""
    store = earlier.store if isinstance(earlier, ReadingSession) else earlier
    plan = plan_carry(session, store, f"device.{session.annotator.name}")
    commit_carry(session, plan, "highlights of ferry.txt")
    session.refresh()
    return plan.counts


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Write the later version; return its path."""
    file = tmp_path / "ferry_v2.txt"
    file.write_text(LATER, encoding="utf-8")
    return file


@pytest.fixture
def earlier(open_session: Open) -> ReadingSession:
    """Return a session on the earlier version with four highlights, a reply and a note."""
    session = open_session(annotator="Bea")
    session.highlight(*span("the harbour board"), colour="green", tags=["who"], note="which one?")
    session.highlight(*span("The last ferry across the Venn will sail on Sunday"))
    session.highlight(*span("a painful but necessary step"), speaker="Per Aune")
    first = session.highlight(*span("A bus does not float"), speaker="Ida Holm", note="good").focus
    session.reply(first or "", "use it")
    session.note_document("second reading")
    return session


def test_everything_comes_with_its_words_makers_and_replies(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    counts = carry(session, earlier)
    assert counts == CarryCounts(exact=2, drifted=1, orphaned=1, notes=1, replies=1)
    by_words = {
        one.annotation.target and one.annotation.target.exact: one
        for one in session.placed.values()
    }
    board = by_words["the harbour board"]
    assert (board.start, board.end) == span("the harbour board", LATER) and board.state == "exact"
    assert (board.annotation.colour, board.annotation.tags) == ("green", ("who",))
    assert session.creator_name(board.annotation) == "Bea" and not session.is_own(board.annotation)
    float_ = by_words["A bus does not float"]
    assert session.speaker_name(float_.annotation) == "Ida Holm"
    assert [one.note for one in session.threads.replies(float_.key)] == ["use it"]
    assert by_words["a painful but necessary step"].state == "orphaned"
    assert by_words[None].annotation.note == "second reading"
    origins = {one.id: one.created for one in earlier.store.annotations.values()}
    for copy in session.store.annotations.values():
        origin = copy.extra[ORIGIN]
        assert origin["document"] == earlier.store.record.id
        assert origins[origin["id"]] == copy.created and origin["id"] != copy.id
    assert session.store.record.earlier == (earlier.store.record.id,)
    assert not list_waiting(session.store, earlier.store)


def test_a_second_time_changes_nothing(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    carry(session, earlier)
    before = [one.to_dict() for one in session.store.annotations.values()]
    steps = len(session.steps_made)
    assert not carry(session, earlier) and not carry(open_session(later, annotator="Cem"), earlier)
    session.refresh()
    assert [one.to_dict() for one in session.store.annotations.values()] == before
    assert len(session.steps_made) == steps


def test_only_what_is_new_comes_and_edits_on_both_sides_stay(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    board = next(iter(earlier.placed))
    session = open_session(later)
    carry(session, earlier)
    [copy] = [k for k, one in session.placed.items() if one.annotation.extra[ORIGIN]["id"] == board]
    session.set_colour(copy, "red")
    session.set_ends(copy, *span("harbour board", LATER))
    earlier.set_note(board, "the new one")
    earlier.delete(list(earlier.placed)[1])
    earlier.highlight(*span("two floods"))
    assert carry(session, earlier) == CarryCounts(exact=1, updated=1)
    now = session.get(copy)
    assert (now.annotation.colour, now.annotation.note) == ("red", "the new one")
    assert (now.start, now.end) == span("harbour board", LATER)
    assert len(session.placed) == 6
    assert not any(find_conflicts(one.to_dict()) for one in session.store.annotations.values())


def test_one_undo_takes_all_back_and_a_second_try_restores_it(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    first = carry(session, earlier)
    assert session.undo().sentence == "Undid: highlights of ferry.txt"
    assert not session.placed and not session.speakers
    assert carry(session, earlier) == first
    assert len(session.placed) == 5 and len(session.speakers) == 2


def test_what_was_deleted_here_stays_deleted(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    carry(session, earlier)
    session.delete(next(iter(session.placed)))
    assert not carry(session, earlier)
    assert len(session.placed) == 4 and not list_waiting(session.store, earlier.store)


def test_a_speaker_of_the_same_name_is_the_same_person(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    session.highlight(*span("two floods", LATER), speaker="ida holm")
    carry(session, earlier)
    assert [one.name for one in session.speakers] == ["ida holm", "Per Aune"]


def test_through_a_version_between_nothing_comes_twice(
    open_session: Open, earlier: ReadingSession, later: Path, tmp_path: Path
) -> None:
    third = tmp_path / "ferry_v3.txt"
    third.write_text(LATER + "\nMore on page 2.\n", encoding="utf-8")
    session, last = open_session(later), open_session(third)
    carry(session, earlier)
    counts = carry(last, session)
    assert (counts.exact, counts.drifted, counts.orphaned) == (2, 1, 1)
    assert not carry(last, earlier)
    assert set(last.store.record.earlier) == {session.store.record.id, earlier.store.record.id}


def test_an_earlier_version_that_was_imported_is_not_copied(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    own = [(None, one) for one in earlier.store.annotations.values()]
    session.import_records("import", own)
    assert not carry(session, earlier) and not list_waiting(session.store, earlier.store)


def test_a_text_that_changed_since_is_followed_first(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    session = open_session(later)
    session.highlight(*span("Ida Holm", LATER))
    later.write_text("A line before.\n\n" + LATER, encoding="utf-8")
    session = open_session(later)
    carry(session, earlier)
    states = sorted(one.state for one in open_session(later).placed.values())
    assert states == ["drifted", "exact", "exact", "exact", "exact", "orphaned"]


def test_the_landmarks_of_the_later_version_stay(
    open_session: Open, earlier: ReadingSession, later: Path
) -> None:
    """They are made after the first highlight, and saved beside the session's own record."""
    session = open_session(later)
    session.highlight(*span("Ida Holm", LATER))
    while session.needs_enriching:
        session.enrich()
    made = session.store.record.landmarks
    carry(session, earlier)
    assert made and session.store.record.landmarks == made


def test_many_are_found_in_a_child_process_that_can_be_stopped(
    open_session: Open,
    earlier: ReadingSession,
    later: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = open_session(later)
    plan = plan_carry(session, earlier.store, "device")
    monkeypatch.setattr(carrying, "_MANY", 1)
    again = plan_carry(session, earlier.store, "device")
    assert again == plan and again.counts.exact == 2
    with pytest.raises(ReaderError, match="stopped"):
        plan_carry(session, earlier.store, "device", lambda: True)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "Cem"]), st.sampled_from(["carry", "note", "tag", "mark", "origin"])
    ),
    max_size=6,
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS)
def test_two_people_who_carry_and_edit_apart_end_with_the_same(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str]]
) -> None:
    """Each works on a copy of the store; merged in either order, the tables are the same."""
    folder = tmp_path_factory.mktemp("apart")
    first, second = folder / "v1.txt", folder / "v2.txt"
    first.write_text(ARTICLE, encoding="utf-8")
    second.write_text(LATER, encoding="utf-8")
    people = {name: _Person(folder / name, name, first, second) for name in ("Ana", "Cem")}
    key = people["Ana"].old.highlight(*span("the harbour board"), speaker="Ida").focus or ""
    people["Cem"].old.import_records(
        "copy", [(None, one) for one in people["Ana"].old.store.annotations.values()]
    )
    for number, (name, what) in enumerate([*edits, ("Ana", "carry"), ("Cem", "carry")]):
        people[name].does(what, key, number)
    tables = [one.tables() for one in people.values()]
    both = merge_tables(*tables)
    assert both == merge_tables(*reversed(tables))
    copies = [row for row in both["annotations"] if row.get(ORIGIN, {}).get("id") == key]
    assert len(copies) == 1
    for one in people.values():
        one.new.close()
        one.old.close()


class _Person:
    def __init__(self, store: Path, name: str, first: Path, second: Path) -> None:
        from readerapp import documents

        context = make_context(str(store), name)
        self.old = context.open_session(documents.open(str(first)))
        self.new = context.open_session(documents.open(str(second)))

    def does(self, what: str, key: str, number: int) -> None:
        if what == "carry":
            carry(self.new, self.old)
        elif what == "mark":
            self.old.highlight(number, number + 5)
            self.old.refresh()
        elif what == "origin":
            self.old.refresh()
            self.old.set_note(key, f"origin {number}")
        elif copies := list(self.new.placed):
            if what == "note":
                self.new.set_note(copies[0], f"note {number}")
            else:
                self.new.set_tags(copies[0], [f"t{number}"])

    def tables(self) -> dict[str, list[dict[str, object]]]:
        return {"annotations": [one.to_dict() for one in self.new.store.annotations.values()]}
