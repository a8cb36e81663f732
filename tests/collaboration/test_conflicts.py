"""Conflicts: how a session lists and resolves them."""

from __future__ import annotations

import time

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.collaboration.conflicts import FieldConflict, list_conflicts, resolve_conflict
from readerapp.core.errors import ReaderError
from readerapp.workspace import AppContext, make_context
from tests.collaboration.conftest import ARTICLE, Person
from tests.collaboration.test_import import change


def opened(person: Person) -> tuple[AppContext, ReadingSession]:
    context = make_context(str(person.store), person.name)
    return context, context.open_session(documents.open(str(person.path)))


@pytest.fixture
def conflicting(ana: Person, bob: Person) -> tuple[Person, str]:
    """Return Ana after a merge with Bob's store, which differs in every field, and the id."""
    key = ana.marks("The last ferry across", "--note", "old", "--speaker", "Per Aune")
    bob.does("import", ana.file, "--into", bob.path)
    start = ARTICLE.index("last ferry")
    for person, note, tags, colour, end in (
        (ana, "hers", ["a"], "red", 10),
        (bob, "his", ["b", "c"], "blue", 17),
    ):
        change(person, key, note=note, tags=tags, colour=colour)
        _, session = opened(person)
        session.set_speaker([key], "Ida Holm" if person is ana else "")
        session.set_ends(key, start, start + end)
        session.close()
    ana.does("import", bob.file)
    return ana, key


def listed(person: Person) -> dict[str, FieldConflict]:
    _, session = opened(person)
    found = {one.name: one for one in list_conflicts(session)}
    session.close()
    return found


def test_every_field_has_its_values_and_whose_they_are(conflicting: tuple[Person, str]) -> None:
    ana, _ = conflicting
    found = listed(ana)
    values = {name: {value.shown for value in one.values} for name, one in found.items()}
    assert values == {
        "note": {"hers", "his"},
        "tags": {"a", "b, c"},
        "colour": {"red", "blue"},
        "speaker": {"Ida Holm", "no speaker"},
        "passage": {"last ferry", "last ferry across"},
    }
    owners = {value.shown: value.by for value in found["note"].values}
    assert owners == {"hers": "Ana", "his": "Bob"}
    assert found["note"].about.startswith("last ferry")


@pytest.mark.parametrize("name", ["note", "tags", "colour", "speaker", "passage"])
@pytest.mark.parametrize("number", [0, 1])
def test_choosing_a_value_undo_and_redo(
    name: str, number: int, conflicting: tuple[Person, str]
) -> None:
    ana, _ = conflicting
    context, session = opened(ana)
    device = context.actor.name

    def here() -> dict[str, set[str]]:
        found = list_conflicts(session)
        return {one.name: {value.shown for value in one.values} for one in found}

    before, [conflict] = here(), [each for each in list_conflicts(session) if each.name == name]
    taken = conflict.values[number]
    resolve_conflict(session, conflict, taken, device)
    assert name not in here()
    assert len(here()) == len(before) - 1
    with pytest.raises(ReaderError, match="resolved already"):
        resolve_conflict(session, conflict, taken, device)
    session.undo()
    assert here() == before
    [again] = [one for one in list_conflicts(session) if one.name == name]
    assert again.values[0].shown == conflict.values[0].shown
    session.redo()
    assert name not in here()
    session.close()


def test_a_resolved_conflict_is_resolved_for_everybody(
    conflicting: tuple[Person, str], bob: Person
) -> None:
    ana, key = conflicting
    context, session = opened(ana)
    for conflict in list_conflicts(session):
        resolve_conflict(session, conflict, conflict.values[-1], context.actor.name)
    session.close()
    bob.does("import", ana.file)
    assert listed(bob) == {} == listed(ana)
    [one], [other] = ana.list, bob.list
    assert one["id"] == key and {**one, "document": ""} == {**other, "document": ""}


def test_an_edit_against_a_deletion_is_listed_and_may_be_deleted_after_all(
    ana: Person, bob: Person
) -> None:
    key = ana.marks("The last ferry across")
    bob.does("import", ana.file, "--into", bob.path)
    change(ana, key, deleted=True)
    change(bob, key, note="still of use")
    ana.does("import", bob.file)
    assert [one["note"] for one in ana.list] == ["still of use"]
    context, session = opened(ana)
    [conflict] = list_conflicts(session)
    assert [value.shown for value in conflict.values] == ["kept", "deleted"]
    resolve_conflict(session, conflict, conflict.values[1], context.actor.name)
    assert not session.placed
    session.undo()
    assert [one.name for one in list_conflicts(session)] == ["deletion"]
    session.close()


def test_two_people_s_notes_on_one_passage_are_both_there(ana: Person, bob: Person) -> None:
    for person, note in ((ana, "hers"), (bob, "his")):
        person.marks("A bus does not float,", "--note", note)
    ana.does("import", bob.file)
    bob.does("import", ana.file)
    for person in (ana, bob):
        assert {(one["creator"], one["note"]) for one in person.list} == {
            ("Ana", "hers"),
            ("Bob", "his"),
        }
        assert listed(person) == {}


@pytest.mark.parametrize("years", [-30, 40])
def test_a_clock_that_is_wrong_by_years_does_no_harm(
    years: int, ana: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ana.marks("A bus does not float,", "--note", "old")
    bob.does("import", ana.file, "--into", bob.path)
    with monkeypatch.context() as wrong:
        then = time.time() + years * 365 * 86_400
        wrong.setattr("readerapp.interchange.record_merge.time.time", lambda: then)
        change(bob, key, note="of another time")
        bob.marks("ninety years", "--note", "his")
    ana.does("import", bob.file)
    assert [one["note"] for one in ana.list] == ["his", "of another time"]
    change(ana, key, note="last")
    bob.does("import", ana.file)
    for person in (ana, bob):
        assert [one["note"] for one in person.list] == ["his", "last"]
        assert listed(person) == {}
