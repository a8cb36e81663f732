"""The list model: rows updated change by change equal those made by sorting and filtering."""

from __future__ import annotations

import random

import pytest

from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS
from readerapp.listing.filter_query import parse_filter, term
from readerapp.listing.filters import ORDERS, Order, sort_views
from readerapp.listing.list_model import AnnotationListModel
from tests.sessions import ARTICLE, Open, mark, span


def _act(session: ReadingSession, chance: random.Random) -> Change:
    keys = sorted(session.placed)
    start = chance.randrange(len(ARTICLE) - 60)
    name = chance.choice(["Ida Holm", "Per Aune", "Board", ""])
    if len(keys) < 4:
        return session.highlight(start, start + 5 + chance.randrange(50), speaker=name)
    key = chance.choice(keys)
    acts = [
        lambda: session.highlight(start, start + 9, tags=["bus"]),
        lambda: session.set_colour(key, chance.choice(COLOURS)),
        lambda: session.set_speaker([key], name),
        lambda: session.set_note(key, chance.choice(["why", "rent", ""])),
        lambda: (
            session.set_ends(key, start, start + 3 + chance.randrange(30))
            if session.placed[key].shown
            else session.note_document("x")
        ),
        lambda: session.delete(key),
        session.undo,
        session.redo,
    ]
    if session.speakers and chance.random() < 0.2:
        speaker = chance.choice(session.speakers)
        return session.edit_speaker(speaker.id, name=chance.choice(["Holm", "Aune", "Ida Holm"]))
    return chance.choice(acts)()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", ["", "speaker:holm", "why", "tag:bus colour:yellow"])
def test_incremental_rows_equal_sorted_and_filtered_rows(
    session: ReadingSession, order: Order, query: str
) -> None:
    chance = random.Random(f"{order} {query}")
    list_model = AnnotationListModel(session)
    list_model.set_order(order)
    list_model.set_filter(query)
    for _ in range(60):
        list_model.apply_change(_act(session, chance))
        fresh = AnnotationListModel(session)
        names = [speaker.name for speaker in session.speakers]
        aliases = {alias: one.name for one in session.speakers for alias in one.aliases}
        wanted_filter = parse_filter(query).for_names(names, [], aliases)
        wanted = [row for row in fresh.all_rows() if wanted_filter.matches(row)]
        assert list(list_model.rows) == sort_views(wanted, order)
        assert list_model.all_rows() == fresh.all_rows()
        listed = {row.key: number for number, row in enumerate(list_model.rows)}
        assert all(
            list_model.index_of(row.key) == listed.get(row.key) for row in list_model.all_rows()
        )


def test_a_new_speaker_changes_one_row_only(session: ReadingSession) -> None:
    keys = [mark(session, word) for word in ("painful", "floods")]
    list_model = AnnotationListModel(session)
    change = session.set_speaker(keys[:1], "Ida Holm")
    assert change.ids == {keys[0]}
    list_model.apply_change(change)
    assert [list_model.row(key).speaker for key in keys] == ["Ida Holm", ""]  # type: ignore[union-attr]


def test_a_filter_by_a_whole_name_finds_the_person_also_by_other_names(
    session: ReadingSession,
) -> None:
    for words, name in (("painful", "Joan"), ("floods", "Joanna"), ("noon", 'Al "Ace" O\'Hara')):
        mark(session, words, speaker=name)
    list_model = AnnotationListModel(session)

    def found(name: str) -> list[str]:
        list_model.set_filter(term("speaker", name))
        return [row.exact for row in list_model.rows]

    assert found("Joan") == ["painful"] and found('Al "Ace" O\'Hara') == ["noon"]
    assert found("Joanna") == ["floods"]
    joanna = session.speaker_called("Joanna")
    assert joanna
    list_model.apply_change(session.edit_speaker(joanna.id, name="Dr. Smith"))
    assert [row.speaker for row in list_model.rows] == ["Dr. Smith"], "the filter follows"
    assert found("Joanna") == ["floods"] and found("Joan") == ["painful"]
    mark(session, "bus", speaker="-")
    list_model = AnnotationListModel(session)
    assert found("-") == ["bus"]


def test_a_change_without_ids_rebuilds_all_rows(session: ReadingSession) -> None:
    key = mark(session, "painful", speaker="Holm")
    list_model = AnnotationListModel(session)
    session.edit_speaker(session.speakers[0].id, name="Ida Holm")
    assert list_model.row(key).speaker == "Holm"  # type: ignore[union-attr]
    assert [stats.speaker.name for stats in list_model.speaker_stats()] == ["Ida Holm"]
    list_model.apply_change(Change("", speakers=True))
    assert list_model.row(key).speaker == "Ida Holm"  # type: ignore[union-attr]


def test_a_row_has_speaker_annotator_and_locator(open_session: Open) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    key = mark(theirs, "painful", speaker="Per Aune", tags=["sale"])
    mine.refresh()
    list_model = AnnotationListModel(mine)
    row = list_model.row(key)
    assert row and (row.speaker, row.creator, row.locator, row.is_own) == (
        "Per Aune",
        "Bo",
        "¶4",
        False,
    )
    assert list_model.row(None) is None and list_model.row("nobody") is None
    assert list_model.document_note() is None
    note = mine.note_document("n")
    list_model.apply_change(note)
    assert list_model.document_note() == list_model.row(note.focus)
    assert list_model.row(note.focus).locator == ""  # type: ignore[union-attr]


def test_next_and_previous_highlight(session: ReadingSession) -> None:
    first, second = mark(session, "painful"), mark(session, "A bus")
    session.note_document("n")
    list_model = AnnotationListModel(session)

    def walk(key: str | None, at: int, direction: int) -> str | None:
        found = list_model.neighbour(key, at, direction)
        return found.key if found else None

    assert walk(None, 0, 1) == first and walk(first, 0, 1) == second
    assert walk(second, 0, 1) is None and walk(second, 0, -1) == first
    assert walk(None, len(ARTICLE), -1) == second
    assert list_model.exactly(*span("painful")) == session.get(first)
    assert list_model.exactly(0, 3) is None


def test_an_invalid_filter_changes_nothing(session: ReadingSession) -> None:
    mark(session, "painful")
    list_model = AnnotationListModel(session)
    list_model.set_filter("painful")
    assert list_model.is_filtered and list_model.query == "painful"
    with pytest.raises(ReaderError, match="No such colour: mauve"):
        list_model.set_filter("colour:mauve")
    assert len(list_model.rows) == 1 and list_model.query == "painful"
    list_model.set_filter("")
    assert not list_model.is_filtered
