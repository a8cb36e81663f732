"""The desk: rows kept change by change are those one would find by sorting and filtering."""

from __future__ import annotations

import random

import pytest

from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS
from readerapp.listing.filters import ORDERS, Order, parse_filter, sort_views
from readerapp.listing.view_model import AnnotationListModel
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
def test_rows_are_what_sorting_and_filtering_would_give(
    session: ReadingSession, order: Order, query: str
) -> None:
    chance = random.Random(f"{order} {query}")
    desk = AnnotationListModel(session)
    desk.set_order(order)
    desk.set_filter(query)
    for _ in range(60):
        desk.take(_act(session, chance))
        fresh = AnnotationListModel(session)
        wanted = [row for row in fresh.all_rows() if parse_filter(query).matches(row)]
        assert list(desk.rows) == sort_views(wanted, order)
        assert desk.all_rows() == fresh.all_rows()
        listed = {row.key: number for number, row in enumerate(desk.rows)}
        assert all(desk.place(row.key) == listed.get(row.key) for row in desk.all_rows())


def test_a_new_speaker_touches_one_row_only(session: ReadingSession) -> None:
    keys = [mark(session, word) for word in ("painful", "floods")]
    desk = AnnotationListModel(session)
    change = session.set_speaker(keys[:1], "Ida Holm")
    assert change.ids == {keys[0]}
    desk.take(change)
    assert [desk.row(key).speaker for key in keys] == ["Ida Holm", ""]  # type: ignore[union-attr]


def test_a_change_without_ids_reads_all_rows_anew(session: ReadingSession) -> None:
    key = mark(session, "painful", speaker="Holm")
    desk = AnnotationListModel(session)
    session.edit_speaker(session.speakers[0].id, name="Ida Holm")
    assert desk.row(key).speaker == "Holm"  # type: ignore[union-attr]
    assert [voice.speaker.name for voice in desk.voices()] == ["Ida Holm"]
    desk.take(Change("", speakers=True))
    assert desk.row(key).speaker == "Ida Holm"  # type: ignore[union-attr]


def test_a_row_knows_who_what_and_where(open_session: Open) -> None:
    mine, theirs = open_session(), open_session(annotator="Bo")
    key = mark(theirs, "painful", speaker="Per Aune", tags=["sale"])
    mine.refresh()
    desk = AnnotationListModel(mine)
    row = desk.row(key)
    assert row and (row.speaker, row.creator, row.locator, row.is_own) == (
        "Per Aune",
        "Bo",
        "¶4",
        False,
    )
    assert desk.row(None) is None and desk.row("nobody") is None
    assert desk.document_note() is None
    note = mine.note_document("n")
    desk.take(note)
    assert desk.document_note() == desk.row(note.focus)
    assert desk.row(note.focus).locator == ""  # type: ignore[union-attr]


def test_walking_from_highlight_to_highlight(session: ReadingSession) -> None:
    first, second = mark(session, "painful"), mark(session, "A bus")
    session.note_document("n")
    desk = AnnotationListModel(session)

    def walk(key: str | None, at: int, direction: int) -> str | None:
        found = desk.neighbour(key, at, direction)
        return found.key if found else None

    assert walk(None, 0, 1) == first and walk(first, 0, 1) == second
    assert walk(second, 0, 1) is None and walk(second, 0, -1) == first
    assert walk(None, len(ARTICLE), -1) == second
    assert desk.exactly(*span("painful")) == session.get(first)
    assert desk.exactly(0, 3) is None


def test_a_filter_that_is_not_understood_changes_nothing(session: ReadingSession) -> None:
    mark(session, "painful")
    desk = AnnotationListModel(session)
    desk.set_filter("painful")
    assert desk.filtered and desk.query == "painful"
    with pytest.raises(ReaderError, match="mauve is no colour"):
        desk.set_filter("colour:mauve")
    assert len(desk.rows) == 1 and desk.query == "painful"
    desk.set_filter("")
    assert not desk.filtered
