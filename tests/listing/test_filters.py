"""The filter language and the sort orders of the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES, Annotation, Target
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.listing.filter_query import parse_days, parse_filter, split_query
from readerapp.listing.filters import ORDERS, Filter, sort_views

QUOTE = "The rent doesn’t\n  go down"


def row(speaker: str = "Maria Ortega", creator: str = "Ana", **fields: Any) -> AnnotationView:
    target = Target(start=3, end=3 + len(QUOTE), exact=QUOTE)
    annotation = Annotation(**{"id": "a", "target": target, **fields})
    return AnnotationView(
        annotation=annotation, start=3, end=3 + len(QUOTE), speaker=speaker, creator=creator
    )


ROW = row(
    note="Ask the *landlord*",
    tags=("Key Point", "rent", "place/harbour"),
    colour="green",
    created="2026-11-10T12:00:00.000000Z",
)
NAMES = {"green": "Evidence", "red": "to check"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "rent",
        "RENT landlord",
        "doesn't",
        "rent doesn’t",
        '"rent doesn\'t go"',
        "ortega",
        "key",
        "speaker:ortega",
        "speaker:'maria ortega'",
        'speaker:"Maria Ortega" rent',
        "speaker:nair speaker:ortega",
        "tag:rent tag:'key point'",
        "colour:green",
        "color:red colour:Green",
        "by:ana",
        "by:bo by:an",
        "is:exact",
        "state:exact is:orphaned",
        "speaker:",
        "tag: rent",
        "rent doesn't go",
        "tag:place",
        "tag:Place/Harbour",
        "tag:other,rent",
        "-tag:harbour",
        "-lease",
        "-tag:other,more -speaker:nair",
        "colour:evidence",
        "colour:'to check',evidence",
        "note:landlord",
        "note:lease,landlord text:rent",
        "has:note has:tags has:speaker no:reply",
        "no:reply,note",
        "by:me",
        "is:unchanged",
        "since:2026-11-10 after:2026-11-09 before:2026-11-11 on:2026-11-10",
        "on:2026 created:2026-11 after:2025-12",
        "-before:2026-11-10",
        "-",
        "on:",
    ],
)
def test_rows_that_match(query: str) -> None:
    assert parse_filter(query, NAMES).matches(ROW)


@pytest.mark.parametrize(
    "query",
    [
        "lease",
        "rent lease",
        "speaker:nair",
        "speaker:-",
        "tag:key",
        "tag:rent tag:other",
        "colour:red",
        "by:bo",
        "by:-",
        "is:orphaned",
        "is:changed,not-found",
        'is:"not found"',
        "http://rent",
        "12:30",
        '"words:rent"',
        "tag:plac",
        "tag:harbour",
        "-tag:place",
        "-rent",
        "-speaker:ortega,nair",
        "colour:'to check'",
        "note:rent",
        "text:landlord",
        "no:note",
        "has:reply",
        "-has:note",
        "by:m",
        "after:2026-11-10",
        "before:2026-11-10",
        "since:2026-12 ",
        "on:2026-11-09",
    ],
)
def test_rows_that_do_not_match(query: str) -> None:
    assert not parse_filter(query, NAMES).matches(ROW)


def test_a_dash_matches_rows_without_speaker() -> None:
    assert parse_filter("speaker:-").matches(row(speaker=""))
    assert parse_filter("by:-").matches(row(creator=""))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour:mauve", "No such colour: mauve · choose one of evidence, to check, yellow"),
        ("colour:gren", "No such colour: gren · did you mean green"),
        ("is:odd", "No such state: odd · choose one of exact, changed, not found"),
        ("no:colour", "No such part: colour · choose one of note, tag, speaker, reply"),
        ("nota:rent", "No such filter: nota: · did you mean note:"),
        ("words:rent", "No such filter: words: · tag: speaker: colour: note:"),
        ("on:2026-13-01", "No such date: 2026-13-01 · as 2026-11-30, 2026-11, today, 7d"),
        ("since:soon", "No such date: soon · as"),
        ("before:9999-12-31", "No such date"),
    ],
)
def test_unknown_fields_and_values(query: str, sentence: str) -> None:
    with pytest.raises(ReaderError) as error:
        parse_filter(query, NAMES)
    assert str(error.value).startswith(sentence)


def test_a_whole_name_is_that_person_only() -> None:
    joan, joanna = row(speaker="Joan"), row(speaker="Joanna", creator="An")
    for query, names, found in (
        ("speaker:joan", ["Joan", "Joanna"], [True, False]),
        ("speaker:joan", ["Joanna"], [True, True]),
        ("speaker:jo", ["Joan", "Joanna"], [True, True]),
        ("-speaker:joan", ["Joan", "Joanna"], [False, True]),
        ("by:an", ["Joan"], [False, True]),
    ):
        wanted = parse_filter(query).for_names(names, ["An", "Ana"])
        assert [wanted.matches(one) for one in (joan, joanna)] == found, query


def test_dates_as_people_type_them() -> None:
    today = date(2026, 12, 15)
    for typed, first, following in (
        ("today", "2026-12-15", "2026-12-16"),
        ("yesterday", "2026-12-14", "2026-12-15"),
        ("7d", "2026-12-08", "2026-12-09"),
        ("2w", "2026-12-01", "2026-12-02"),
        ("1y", "2025-12-15", "2025-12-16"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-2-28", "2026-02-28", "2026-03-01"),
    ):
        assert parse_days(typed, today) == (
            date.fromisoformat(first),
            date.fromisoformat(following),
        ), typed


def test_quotation_marks_are_those_of_a_shell() -> None:
    query = """speaker:'O'"'"'Neil' tag:"a, b",c don't "x y" note:"not closed"""
    assert [(one.field, one.values) for one in split_query(query)] == [
        ("speaker", ("O'Neil",)),
        ("tag", ("a, b", "c")),
        ("", ("don't",)),
        ("", ("x y",)),
        ("note", ("not closed",)),
    ]


@given(st.text(max_size=40))
def test_any_input_is_a_filter_or_an_error_sentence(query: str) -> None:
    try:
        found = parse_filter(query)
    except ReaderError as error:
        assert str(error).startswith("No such ")
    else:
        assert found.matches(ROW) in (True, False)
        assert bool(found) or found.matches(ROW)


@given(st.text(min_size=1, max_size=12).map(str.strip).filter(bool))
def test_a_name_given_as_a_part_finds_itself(name: str) -> None:
    assert Filter.of(speaker=[name]).matches(row(speaker=name)) or not name.split()


rows = st.lists(
    st.builds(
        lambda number, speaker, created, start, colour, state: AnnotationView(
            annotation=Annotation(id=str(number), created=created, colour=colour),
            start=start,
            end=start + 2,
            state=state,
            speaker=speaker,
        ),
        st.integers(),
        st.sampled_from(["", "Ana", "bo", "Cy"]),
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.integers(0, 50),
        st.sampled_from(COLOURS),
        st.sampled_from(STATES),
    ),
    unique_by=lambda one: one.key,
)


@given(rows)
def test_every_order_keeps_every_row(found: list[AnnotationView]) -> None:
    for order in ORDERS:
        assert sorted(r.key for r in sort_views(found, order)) == sorted(r.key for r in found)
    times = [r.annotation.created for r in sort_views(found, "time")]
    assert times == sorted(times, reverse=True)
    starts = [r.start for r in sort_views(found)]
    assert starts == sorted(starts)
    speakers = [r.speaker for r in sort_views(found, "speaker")]
    named = [name for name in speakers if name]
    assert speakers == [*sorted(named, key=str.casefold), *[""] * (len(speakers) - len(named))]


def test_a_row_without_its_text_has_no_place() -> None:
    assert ROW.locator == ""
