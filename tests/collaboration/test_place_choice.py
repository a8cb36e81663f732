"""Passages that stand several times: what the file says of their place chooses one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.collaboration.importing.place_choice import choose_by_place
from readerapp.collaboration.importing.quote_locator import locate_quotes
from readerapp.interchange.importers import ImportedAnnotation
from tests.collaboration.conftest import Person

CHAPTERS = [f"Chapter {n}. Emma said so. Then number {n} happened. " for n in "123456"]
TEXT = "".join(CHAPTERS)
LENGTH = len(CHAPTERS[0])


def item(exact: str, place: str = "") -> ImportedAnnotation:
    return ImportedAnnotation(id=exact, exact=exact, place=place)


def found(*items: ImportedAnnotation) -> list[int]:
    anchors = locate_quotes(TEXT, items, lambda done: None)
    return [anchor.start if anchor.state == "exact" else -1 for anchor in anchors]


@pytest.mark.parametrize(
    ("before", "twin", "behind"),
    [
        ("p. 20", "p. 30", "p. 40"),
        ("loc. 20-21", "loc. 30", "loc. 40-41"),
        ("p. ii", "p. v", "p. 1"),
    ],
)
def test_the_neighbours_in_the_file_are_its_neighbours_in_the_text(
    before: str, twin: str, behind: str
) -> None:
    items = item("number 2 happened", before), item("Emma", twin), item("Chapter 3", behind)
    assert found(*items)[1] == -1, "none between them"
    items = item("number 2 happened", before), item("Emma", twin), item("Chapter 4", behind)
    assert found(*items)[1] == TEXT.index("Emma", 2 * LENGTH)


def test_the_place_between_the_neighbours_decides_among_several() -> None:
    first, last = item("Chapter 1", "loc. 0"), item("number 6 happened", "loc. 600")
    places = [found(first, item("Emma", f"loc. {n}"), last)[1] // LENGTH for n in (115, 320, 430)]
    assert places == [1, 3, 4]
    assert found(first, item("Emma", "loc. 186"), last)[1] == -1, "as near to one as to another"


def test_the_page_of_all_pages_decides_where_nothing_else_is_known() -> None:
    assert found(item("Emma", "p. 2 of 3")) == [-1], "a page of three is much of the book"
    start = TEXT.index("Emma", 3 * LENGTH)
    page = round(100 * start / len(TEXT) + 0.5)
    assert found(item("Emma", f"p. {page} of 100")) == [start]
    assert found(item("Emma", "p. 13")) == found(item("Emma")) == [-1]


def test_an_order_that_is_not_that_of_the_text_decides_nothing() -> None:
    items = item("Chapter 6", "p. 10"), item("Emma", "p. 20"), item("Chapter 1", "p. 30")
    assert found(*items)[1] == -1


def test_where_nothing_decides_the_places_are_offered() -> None:
    [anchor] = locate_quotes(TEXT, [item("Emma")], lambda done: None)
    assert (anchor.state, anchor.reason) == ("orphaned", "its words stand in 6 places")
    assert [TEXT[start:end] for start, end, _ in anchor.suggestions] == ["Emma"] * 6


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 999)), max_size=8),
)
def test_what_is_chosen_is_one_of_the_places(
    starts: list[int], others: list[tuple[int, int]]
) -> None:
    items = [
        item("twin", "p. 50"),
        *(item(str(n), f"p. {page}") for n, (page, _) in enumerate(others)),
    ]
    known = {n: start for n, (_, start) in enumerate(others, 1)}
    chosen = choose_by_place(1000, items, known, {0: sorted(starts)})
    assert set(chosen.values()) <= set(starts)


LUA = """return { ["annotations"] = {
  [1] = { ["chapter"] = "Chapter 1", ["datetime"] = "2024-03-01 10:00:00", ["drawer"] = "lighten",
          ["pageno"] = 14, ["text"] = "words of another edition", ["note"] = "keep me" },
  [2] = { ["chapter"] = "Chapter 1", ["datetime"] = "2024-03-01 10:02:00", ["pageno"] = 15,
          ["page"] = "/body", ["text"] = "in Chapter 1", ["note"] = "on a page" },
  [3] = { ["datetime"] = "2024-03-01 10:03:00", ["drawer"] = "lighten", ["pageno"] = 16,
          ["text"] = "A bus does not float" },
}, ["doc_props"] = { ["title"] = "ferry" }, ["doc_pages"] = 300 }"""
WAS = ["Chapter 1, p. 15 of 300", "Chapter 1, p. 14 of 300", "p. 16 of 300"]


def test_the_place_is_kept_shown_where_it_helps_and_travels(ana: Person, bob: Person) -> None:
    file = ana.path.with_name("metadata.lua")
    file.write_text(LUA)
    assert ana.does("import", file, "--into", ana.path).startswith("3 new")
    assert sorted(one["place"] for one in ana.list) == sorted(WAS)
    listed = ana.does("list", ana.path)
    assert f"was: {WAS[0]}  document note" in listed and f"was: {WAS[1]}  yellow" in listed
    assert WAS[2] not in listed, "it has a place in this text"
    for name in ("markdown", "text"):
        assert f"was: {WAS[1]}" in ana.does("export", ana.path, "--format", name)
    exported = {"json": "a.json", "csv": "a.csv", "w3c": "a.jsonld", "hypothesis": "h.json"}
    for name, out in exported.items():
        copy = ana.path.with_name(out)
        ana.does("export", ana.path, "--format", name, "-o", copy)
        bob.does("import", copy, "--into", bob.path)
        assert [one["place"] for one in bob.list] == [one["place"] for one in ana.list], name
    assert json.loads(ana.does("import", file, "--into", ana.path, "--json"))["unchanged"] == 3
