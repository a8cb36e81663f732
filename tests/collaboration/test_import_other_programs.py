"""Web annotations as other programs write them: targets, bodies, and positions without words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readerapp.core.errors import ReaderError
from readerapp.interchange import importers
from readerapp.interchange.importers import ImportBatch
from tests.collaboration.conftest import Person


def annotation(**fields: Any) -> dict[str, Any]:
    made = {"id": "http://example.org/a1", "type": "Annotation", "motivation": "commenting"}
    return {**made, "target": target("A bus does not float"), **fields}


def target(*quotes: str, **selector: Any) -> dict[str, Any]:
    selectors = [{"type": "TextQuoteSelector", "exact": quote} for quote in quotes]
    return {
        "source": "http://example.org/ferry",
        "selector": [*selectors, *filter(None, [selector])],
    }


def body(value: str, **fields: Any) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "purpose": "commenting", **fields}


def position(start: int, end: int) -> dict[str, Any]:
    return target(type="TextPositionSelector", start=start, end=end)


def read(*annotations: dict[str, Any]) -> ImportBatch:
    return importers.read_annotations(json.dumps(list(annotations)).encode(), "a.jsonld")


def test_a_comment_on_several_passages_is_one_on_each() -> None:
    both = [target("A bus does not float"), target("The last ferry"), "http://example.org/else"]
    items = read(annotation(target=both, body=body("both"))).items
    assert [(item.exact, item.note) for item in items] == [
        ("A bus does not float", "both"),
        ("The last ferry", "both"),
    ]
    [first] = read(annotation(body=body("both"))).items
    assert items[0].id == first.id != items[1].id
    assert [item.id for item in read(annotation(target=both)).items] == [item.id for item in items]


@pytest.mark.parametrize("others", [[], ["http://example.org/else"], [target("The last ferry")]])
def test_one_passage_named_twice_is_one(others: list[Any]) -> None:
    again = [target("The last ferry"), *others]
    assert len(read(annotation(target=again)).items) == 1


def test_a_bookmark_with_a_description_is_a_highlight_and_one_without_is_none() -> None:
    described = annotation(motivation="bookmarking", body=body("come back", purpose="describing"))
    [item] = read(described, annotation(id="http://e.org/2", motivation="bookmarking")).items
    assert (item.exact, item.note) == ("A bus does not float", "come back")


def test_who_wrote_the_body_made_the_annotation_if_nobody_else_is_named() -> None:
    bo = {"creator": {"type": "Person", "name": "Bo"}, "created": "2024-02-03T04:05:06Z"}
    [item] = read(annotation(body=[body("said by Bo", **bo)])).items
    assert (item.creator, item.created) == ("Bo", "2024-02-03T04:05:06.000000Z")
    [item] = read(annotation(body=[body("said by Bo", **bo)], creator={"name": "Ana"})).items
    assert (item.creator, item.note) == ("Ana", "said by Bo")
    two = [body("one", **bo), body("two", creator={"name": "Cy"}), body("k", purpose="tagging")]
    [item] = read(annotation(body=two)).items
    assert (item.creator, item.note, item.tags) == ("Bo", "Bo: one\n\nCy: two", ("k",))


def test_a_position_without_words_is_placed_to_be_checked(ana: Person) -> None:
    start = ana.path.read_text().index("A bus")
    file = ana.path.with_name("positions.jsonld")
    there, outside = position(start, start + 5), position(10**6, 10**6 + 5)
    file.write_text(
        json.dumps([annotation(target=there), annotation(id="http://e.org/2", target=outside)])
    )
    said = ana.types("import", file, "--into", ana.path)
    assert said.out == "1 new, 0 changed\n"
    assert "1 annotation without words skipped: the position is not in the text." in said.err
    [one] = ana.list
    assert (one["exact"], one["start"], one["state"]) == ("A bus", start, "drifted")
    assert ana.does("import", file, "--into", ana.path) == "0 new, 0 changed, 1 unchanged\n"
    assert read(annotation(target=target())).problems


def test_positions_in_utf_16_choose_between_equal_words(ana: Person) -> None:
    text = "𝒜lice said no. 𝒜lice said no. 😀 Bob said yes.\n"
    path = ana.path.with_name("alice.txt")
    path.write_text(text)
    units = len(text[: text.rindex("said no")].encode("utf-16-le")) // 2
    marks = [
        {**target("said no"), "selector": [*target("said no")["selector"], pos["selector"][0]]}
        for pos in (position(units, units + 7),)
    ]
    last = len(text[: text.index("Bob")].encode("utf-16-le")) // 2
    bob = target("Bob")
    bob["selector"].append({"type": "TextPositionSelector", "start": last, "end": last + 3})
    file = ana.path.with_name("utf16.jsonld")
    file.write_text(
        json.dumps([annotation(target=marks[0]), annotation(id="http://e.org/2", target=bob)])
    )
    assert ana.does("import", file, "--into", path).startswith("2 new, 0 changed\n")
    listed = json.loads(ana.does("list", path, "--json"))
    assert [one["start"] for one in listed] == [text.rindex("said no"), text.index("Bob")]


HYPOTHESIS_CSV = """Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags
2024-05-01 10:00,ana,12,https://example.org/ferry,Public,Annotation,"A bus, it floats",why?,"a,b"
2024-05-01 10:01,bo,,https://example.org/ferry,Public,Reply,,because,
2024-05-01 10:02,bo,,https://example.org/ferry,Public,Page note,,on the page,c
2024-05-01 10:03,bo,,https://example.org/ferry,Public,Highlight,the last ferry,,
"""


@pytest.mark.parametrize("header", ["Quote/description", "Quote"])
def test_the_table_of_the_hypothesis_client(header: str) -> None:
    table = HYPOTHESIS_CSV.replace("Quote/description", header)
    batch = importers.read_annotations(table.encode(), "export.csv")
    assert batch.format == "Hypothesis CSV"
    first, *_, last = batch.items
    assert (first.exact, first.note, first.tags) == ("A bus, it floats", "why?", ("a", "b"))
    assert (first.creator, first.place, first.document) == (
        *("ana", "p. 12", "https://example.org/ferry"),
    )
    assert first.created == "2024-05-01T10:00:00.000000Z"
    assert [item.note for item in batch.items[1:3]] == ["because", "on the page"]
    assert (last.exact, last.creator) == ("the last ferry", "bo")
    assert batch.problems == (
        "1 reply became document notes: the table does not say what they answer.",
    )


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2024-05-01 10:00:00+00:00", "2024-05-01T10:00:00.000000Z"),
        ("2024-05-01", "2024-05-01T00:00:00.000000Z"),
        ("May 1, 2024 10:00 AM", "2024-05-01T10:00:00.000000Z"),
        ("May 1st, 2024 at 10:00 PM", "2024-05-01T22:00:00.000000Z"),
        ("1 May 2024 10:00", "2024-05-01T10:00:00.000000Z"),
        ("Sept. 1, 2024", "2024-09-01T00:00:00.000000Z"),
        ("05/06/2024", ""),
        ("yesterday", ""),
    ],
)
def test_the_dates_of_readwise(written: str, time: str) -> None:
    table = f'Highlight,Title,Author,Location,Date\nwords,Emma,A,3,"{written}"\nmore,Emma,A,4,\n'
    batch = importers.read_annotations(table.encode(), "readwise.csv")
    assert [item.created for item in batch.items] == [time, ""]
    assert [item.place for item in batch.items] == ["loc. 3", "loc. 4"]
    told = "1 annotation without a time: the date cannot be read; write it as 2024-05-31."
    assert batch.problems == (() if time else (told,))


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(ReaderError, match="cannot be imported"):
        importers.read_annotations(b"Created at,URL,Comment\n2024,x,y\n", "x.csv")
