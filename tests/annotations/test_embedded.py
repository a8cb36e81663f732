"""The annotations that a file carries: shown beside those of the store, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.annotations.change import Change
from readerapp.annotations.embedded import NOT_CHANGED, make_records
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.list_model import AnnotationListModel
from readerapp.text.source import Text
from readerapp.workspace import make_context
from tests.made_documents import Made

COMMENTS: tuple[dict[str, Any], ...] = (
    {
        "words": "The ferry",
        "author": "Ida Holm",
        "created": "2026-11-02T10:00:00Z",
        "note": "Which?",
    },
    {"words": "The", "author": "Jon", "created": "2026-11-03", "note": "The old.", "reply_to": 0},
    {"words": "a bus", "kind": "highlight"},
    {"words": "noon", "author": "Ida Holm", "note": "Done.", "resolved": True},
    {"words": "noon", "author": "Jon", "note": "Yes.", "reply_to": 3},
)  # fmt: skip
BLOCKS = ("The ferry waits until noon.", "Then a bus comes.")

OpenMade = Callable[..., ReadingSession]


@pytest.fixture
def commented(made: Made) -> Path:
    return made(*BLOCKS, annotations=[dict(one) for one in COMMENTS])


@pytest.fixture
def session(commented: Path, tmp_path: Path):
    context = make_context(str(tmp_path / "store"), "Ana")
    with closing(context.open_session(documents.open(commented))) as opened:
        yield opened


def test_they_have_authors_dates_and_threads(session: ReadingSession) -> None:
    views = session.views()
    assert [(view.exact, view.creator, view.annotation.note) for view in views] == [
        ("The ferry", "Ida Holm", "Which?"),
        ("The ferry", "Jon", "The old."),
        ("noon", "Ida Holm", "Done."),
        ("noon", "Jon", "Yes."),
        ("a bus", "", ""),
    ]
    assert [view.thread is not None for view in views] == [False, True, False, True, False]
    assert [view.is_resolved for view in views] == [False, False, True, True, False]
    assert all(view.is_embedded and not view.is_own for view in views)
    assert [view.annotation.created for view in views][:2] == ["2026-11-02T10:00:00Z", "2026-11-03"]
    assert len(session.placed) == 0 and len(session.shown) == 3


def test_nothing_is_stored_by_opening(session: ReadingSession, tmp_path: Path) -> None:
    session.enrich()
    session.close()
    assert not [*tmp_path.glob("store/*.json")]


def test_their_ids_are_the_same_each_time(commented: Path, session: ReadingSession) -> None:
    again = documents.open(commented)
    records = make_records(again.text, again.embedded)
    assert list(records) == list(session.embedded.records)
    assert all(str(UUID(key)) == key and UUID(key).version == 8 for key in records)


def test_equal_comments_have_ids_of_their_own() -> None:
    text = Text.from_string("noon and noon")
    same = [EmbeddedAnnotation(0, 4, note="Ok"), EmbeddedAnnotation(9, 13, note="Ok")]
    assert len(make_records(text, same)) == 2


ACTS: dict[str, Callable[[ReadingSession, str], Change]] = {
    "note": lambda session, key: session.set_note(key, "Changed"),
    "colour": lambda session, key: session.set_colour(key, "red"),
    "tags": lambda session, key: session.set_tags(key, ["a"]),
    "speaker": lambda session, key: session.set_speaker([key], "Ida"),
    "ends": lambda session, key: session.set_ends(key, 0, 3),
    "orphan": lambda session, key: session.confirm_orphan(key),
    "delete": lambda session, key: session.delete(key),
    "reply": lambda session, key: session.reply(key, "No."),
    "resolve": lambda session, key: session.set_resolved(key),
    "delete several": lambda session, key: session.delete_all([key], "Deleted"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("number", [0, 1])
def test_they_cannot_be_changed(session: ReadingSession, act: str, number: int) -> None:
    key = list(session.embedded.records)[number]
    before = session.views()
    with pytest.raises(ReaderError, match=NOT_CHANGED):
        ACTS[act](session, key)
    assert session.views() == before
    assert not session.store.annotations and not session.store.speakers


def test_other_highlights_are_made_on_the_same_words(session: ReadingSession) -> None:
    model = AnnotationListModel(session)
    assert model.exactly(0, 9) is None
    change = session.highlight(0, 9, note="My own")
    model.apply_change(change)
    assert (model.exactly(0, 9) or pytest.fail()).key == change.focus
    assert [row.exact for row in model.rows].count("The ferry") == 3  # a reply among them
    assert len(session.placed) == 1 and len(session.shown) == 4
    session.undo()
    assert len(session.shown) == 3


def test_the_store_takes_their_place(session: ReadingSession) -> None:
    """An import makes them a person's own; what is deleted then still belongs to the file."""
    key, record = next(iter(session.embedded.records.items()))
    session.import_records("Imported", [(None, record)])
    session.refresh()
    model = AnnotationListModel(session)
    row = model.row(key)
    assert row is not None and not row.is_embedded and len(model.rows) == 3
    model.apply_change(session.set_note(key, "Which one?"))
    assert (model.row(key) or pytest.fail()).annotation.note == "Which one?"
    model.apply_change(session.delete(key))
    row = model.row(key)
    assert row is not None and row.is_embedded and row.annotation.note == "Which?"
    assert [one.id for one in session.trash] == [key]
    with pytest.raises(ReaderError, match=NOT_CHANGED):
        session.set_note(key, "Changed")
    model.apply_change(session.restore(key))
    assert (model.row(key) or pytest.fail()).annotation.note == "Which one?"


def test_an_undone_import_shows_them_again(session: ReadingSession) -> None:
    records = list(session.embedded.records.values())
    before = session.views()
    session.import_records("Imported", [(None, record) for record in records])
    session.refresh()
    model = AnnotationListModel(session)
    assert not any(row.is_embedded for row in model.rows)
    model.apply_change(session.undo())
    assert session.views() == before and len(session.placed) == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("is:embedded", ["Which?", "The old.", ""]),
        ("-is:embedded", ["Mine"]),
        ("is:embedded by:ida", ["Which?"]),
        ('is:"of the file" note:old', ["The old."]),
        ("by:me", ["Mine"]),
    ],
)
def test_the_filter_knows_them(session: ReadingSession, query: str, found: list[str]) -> None:
    session.highlight(0, 9, note="Mine")
    model = AnnotationListModel(session)
    model.set_filter(query)
    assert [row.annotation.note for row in model.rows] == found
    assert parse_filter(query).asks_for_embedded == query.startswith("is:")


def test_neighbours_are_those_of_store_and_file(session: ReadingSession) -> None:
    session.highlight(4, 9)
    model = AnnotationListModel(session)
    starts, at = [], -1
    while placed := model.neighbour(None, at, 1):
        starts.append(placed.start)
        at = placed.start + 1
    assert starts == [0, 4, 22, 34]


@pytest.mark.parametrize(
    ("start", "end", "exact"),
    [
        (9, 9, "ferry"),  # a comment mark stands behind its word
        (4, 4, "ferry"),
        (9, 10, "ferry"),
        (0, 0, "The"),
        (900, 950, "waits"),
        (-5, 3, "The"),
    ],
)
def test_a_place_without_words_is_shown_on_a_word(start: int, end: int, exact: str) -> None:
    text = Text.from_string("The ferry waits")
    (record,) = make_records(text, [EmbeddedAnnotation(start, end, note="Here")]).values()
    assert record.target is not None and record.target.exact == exact


def test_without_words_it_is_a_note_on_the_document() -> None:
    (record,) = make_records(Text.from_string(""), [EmbeddedAnnotation(0, 0, note="a")]).values()
    assert record.target is None


@given(
    st.text(st.sampled_from("ab \n"), max_size=30),
    st.lists(
        st.builds(
            EmbeddedAnnotation,
            st.integers(-3, 40),
            st.integers(-3, 40),
            author=st.text(max_size=3),
            note=st.text(st.characters(), max_size=3),
            reply_to=st.none() | st.integers(-2, 9),
            resolved=st.booleans(),
        ),
        max_size=8,
    ),
)
def test_every_annotation_of_a_file_is_a_record(
    text: str, embedded: list[EmbeddedAnnotation]
) -> None:
    records = make_records(Text.from_string(text), embedded)
    assert len(records) == len(embedded)
    for record in records.values():
        record.validate()
        if record.target:
            assert text[record.target.start : record.target.end] == record.target.exact
            assert record.target.exact.strip()
        if record.reply_to:
            assert not records[record.reply_to].reply_to
