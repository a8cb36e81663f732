"""The filter language and the sort orders of the list."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES, Annotation, Target
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.listing.filters import ORDERS, Filter, parse_filter, sort_views

QUOTE = "The rent doesn’t\n  go down"


def row(speaker: str = "Maria Ortega", creator: str = "Ana", **fields: Any) -> AnnotationView:
    target = Target(start=3, end=3 + len(QUOTE), exact=QUOTE)
    annotation = Annotation(**{"id": "a", "target": target, **fields})
    return AnnotationView(
        annotation=annotation, start=3, end=3 + len(QUOTE), speaker=speaker, creator=creator
    )


ROW = row(note="Ask the *landlord*", tags=("Key Point", "rent"), colour="green", created="1")


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
    ],
)
def test_rows_that_match(query: str) -> None:
    assert parse_filter(query).matches(ROW)


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
        "http://rent",
        "words:rent",
    ],
)
def test_rows_that_do_not_match(query: str) -> None:
    assert not parse_filter(query).matches(ROW)


def test_a_dash_matches_rows_without_speaker() -> None:
    assert parse_filter("speaker:-").matches(row(speaker=""))
    assert parse_filter("by:-").matches(row(creator=""))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("colour:mauve", "mauve is no colour"), ("is:lost", "lost is no state")],
)
def test_unknown_fields_and_values(query: str, sentence: str) -> None:
    with pytest.raises(ReaderError, match=f"{sentence}; choose one of"):
        parse_filter(query)


@given(st.text(max_size=40))
def test_any_input_is_a_filter_or_an_error_sentence(query: str) -> None:
    try:
        found = parse_filter(query)
    except ReaderError as error:
        assert "choose one of" in str(error)
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
