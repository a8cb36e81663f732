"""Identity of annotations without ids: another place, person, kind or time means another id."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from readerapp.interchange import importers
from readerapp.interchange.importers import ImportedAnnotation

Row = dict[str, Any]
DANA: Row = {"start": 12, "end": 15, "exact": "No,", "note": "why", "creator": "Dana"}


def read(content: str | bytes, name: str = "file") -> tuple[ImportedAnnotation, ...]:
    batch = importers.read_annotations(
        content if isinstance(content, bytes) else content.encode(), name
    )
    assert batch.problems == ()
    return batch.items


def as_csv(rows: Sequence[Row]) -> str:
    head = "start,end,quotation,note,annotator,created,tags"
    names = ("start", "end", "exact", "note", "creator", "created", "tags")
    lines = [",".join(f'"{row.get(name, "")}"' for name in names) for row in rows]
    return "\n".join([head, *lines])


def as_list(rows: Sequence[Row]) -> str:
    return json.dumps([{**row, "tags": [row.get("tags", "")]} for row in rows])


def as_w3c(rows: Sequence[Row]) -> str:
    return json.dumps(
        [
            {
                "type": "Annotation",
                "creator": {"name": row.get("creator", "")},
                "created": row.get("created"),
                "bodyValue": row["note"],
                "body": {"type": "TextualBody", "purpose": "tagging", "value": row.get("tags", "")},
                "target": {
                    "selector": [
                        {"type": "TextQuoteSelector", "exact": row["exact"]},
                        {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]},
                    ]
                },
            }
            for row in rows
        ]
    )


def as_hypothesis(rows: Sequence[Row]) -> str:
    items = [
        {
            **json.loads(as_w3c([row]))[0],
            "uri": "https://a.example",
            "user": f"acct:{row.get('creator', '')}@hypothes.is",
            "text": row["note"],
            "tags": [row.get("tags", "")],
        }
        for row in rows
    ]
    for item in items:
        item["target"] = [item["target"]]
    return json.dumps({"export_userid": "a", "annotations": items})


def as_qdpx(rows: Sequence[Row]) -> bytes:
    people = {row.get("creator", "") for row in rows}
    users = "".join(f'<User guid="u-{name}" name="{name}"/>' for name in people)
    codes = "".join(f'<Code guid="c-{n}" name="{r.get("tags", "")}"/>' for n, r in enumerate(rows))
    marks = "".join(
        f'<PlainTextSelection startPosition="{row["start"]}" endPosition="{row["end"]}" '
        f'creatingUser="u-{row.get("creator", "")}" creationDateTime="{row.get("created", "")}">'
        f"<Description>{row['note']}</Description>"
        f'<Coding><CodeRef targetGUID="c-{number}"/></Coding></PlainTextSelection>'
        for number, row in enumerate(rows)
    )
    return project(users, codes, marks)


TEXT = f"<PlainTextContent>{' ' * 12}No,{' ' * 29}No,</PlainTextContent>"


def project(users: str, codes: str, marks: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        xml = (
            f'<Project xmlns="urn:QDA-XML:project:1.0"><Users>{users}</Users>'
            f"<CodeBook><Codes>{codes}</Codes></CodeBook>"
            f"<Sources><TextSource>{TEXT}{marks}</TextSource></Sources></Project>"
        )
        archive.writestr("project.qde", xml)
    return packed.getvalue()


FORMATS: list[Callable[[Sequence[Row]], str | bytes]] = [
    as_csv,
    as_list,
    as_w3c,
    as_hypothesis,
    as_qdpx,
]
by_format = pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__[3:])


@by_format
@pytest.mark.parametrize(
    "other",
    [
        {"start": 44, "end": 47},
        {"creator": "Jo"},
        {"creator": "Jo", "note": ""},
        {"created": "2026-01-02T03:04:05Z"},
        {"note": "something else"},
        {"tags": "irony"},
    ],
    ids=str,
)
def test_different_rows_are_two_annotations_in_one_file(write: Any, other: Row) -> None:
    rows = [DANA, {**DANA, **other}]
    items = read(write(rows))
    assert len({item.id for item in items}) == len(items) == 2
    assert [item.note for item in items] == [row["note"] for row in rows]
    assert read(write(rows)) == items


@by_format
@pytest.mark.parametrize("other", [{"start": 44, "end": 47}, {"creator": "Jo"}], ids=str)
def test_different_rows_are_two_annotations_in_two_files(write: Any, other: Row) -> None:
    [one], [two] = read(write([DANA])), read(write([{**DANA, **other}]))
    assert one.id != two.id


@by_format
def test_equal_rows_are_one_annotation_and_an_edit_has_the_same_id(write: Any) -> None:
    [one] = read(write([DANA, DANA]))
    [edited] = read(write([{**DANA, "note": "because", "tags": "irony"}]))
    assert (edited.id, edited.note) == (one.id, "because")


def test_of_two_with_the_same_time_the_later_one_counts() -> None:
    rows = [{**DANA, "created": "2026-01-02T03:04:05Z", "note": note} for note in "ab"]
    batch = importers.read_annotations(as_csv(rows).encode(), "file")
    assert [item.note for item in batch.items] == ["b"]
    assert batch.problems == ("1 annotation repeated an id; the last one was used.",)


@pytest.mark.parametrize("given", ["1", "a-17", "row 3"])
def test_the_number_of_a_row_is_no_id_of_its_own(given: str) -> None:
    rows = [DANA, {**DANA, "creator": "Jo"}, {**DANA, "start": 44, "end": 47}]
    ids = [read(as_list([{**row, "id": given}]))[0].id for row in rows]
    assert len(set(ids)) == 3
    assert read(as_list([{**DANA, "id": given, "note": "edited"}]))[0].id == ids[0]
    assert read(as_list([{**DANA, "id": "another"}]))[0].id not in ids


@pytest.mark.parametrize(
    "given", ["https://a.example/1", "urn:x:1", "Vqcvm7KrEeyKcGtOcVGbLw", "6" * 8 + "-1" * 12]
)
def test_a_globally_unique_id_is_enough(given: str) -> None:
    [one] = read(as_list([{**DANA, "id": given}]))
    [moved] = read(as_list([{**DANA, "id": given, "start": 44, "creator": "Jo"}]))
    assert one.id == moved.id


def coded(*codings: str, maker: str = "") -> bytes:
    user = f' creatingUser="{maker}"' if maker else ""
    codes = "".join(
        f'<Coding creatingUser="{who}" creationDateTime="2024-0{n}-02T03:04:05Z">'
        f'<CodeRef targetGUID="c-{who}"/></Coding>'
        for n, who in enumerate(codings, 1)
    )
    people = ("ana", "bo", "cy")
    users = "".join(f'<User guid="{who}" name="{who.title()}"/>' for who in people)
    tags = "".join(f'<Code guid="c-{who}" name="{who}s"/>' for who in people)
    guid = "cccccccc-0000-4000-8000-000000000009"
    selection = f'<PlainTextSelection guid="{guid}" startPosition="12" endPosition="15"{user}>'
    return project(users, tags, f"{selection}{codes}</PlainTextSelection>")


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        (coded("ana", "bo"), [("Ana", ("anas",)), ("Bo", ("bos",))]),
        (coded("ana", "bo", maker="bo"), [("Bo", ("bos",)), ("Ana", ("anas",))]),
        (coded("bo", maker="ana"), [("Ana", ("bos",))]),
        (coded("bo", "cy", maker="ana"), [("Bo", ("bos",)), ("Cy", ("cys",))]),
        (coded("bo"), [("Bo", ("bos",))]),
        (coded(maker="ana"), [("Ana", ())]),
    ],
)
def test_each_coder_of_a_passage_has_a_mark(content: bytes, marks: Any) -> None:
    items = read(content)
    assert [(item.creator, item.tags) for item in items] == marks
    assert items[0].id == "cccccccc-0000-4000-8000-000000000009"
    assert len({item.id for item in items}) == len(items)
    if marks[0][1]:
        assert all(item.created for item in items)
    assert read(content) == items


# Kindle and KOReader: no ids, but times


def clipping(kind: str, place: str, minute: int, words: str) -> str:
    when = f"Added on Monday, April 21, 2014 10:{minute:02}:07 PM"
    return f"Emma (Jane Austen)\n- Your {kind} {place} | {when}\n\n{words}\n==========\n"


def kindle(*clippings: tuple[str, str, int, str]) -> list[tuple[str, str]]:
    return [(item.exact, item.note) for item in read("".join(clipping(*one) for one in clippings))]


@pytest.mark.parametrize("place", ["on page 3", "at location 3-3", "on page 1 | location 30-31"])
def test_highlights_of_different_words_at_one_place_are_all_imported(place: str) -> None:
    assert kindle(
        ("Highlight", place, 8, "handsome"),
        ("Highlight", place, 9, "comfortable home"),
        ("Highlight", place, 10, "very little to distress or vex her"),
    ) == [("handsome", ""), ("comfortable home", ""), ("very little to distress or vex her", "")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("handsome, clever", "handsome, clever, and rich"),
        ("handsome, clever, and rich", "clever"),
        ("one two three four five six", "three four five six seven eight"),
        ("彼女は美しい", "彼女は美しい、そして賢い"),
        ("—", "—"),
    ],
)
def test_a_highlight_with_words_in_common_is_an_edit(before: str, after: str) -> None:
    first = ("Highlight", "at location 3-4", 8, before)
    assert kindle(first, ("Highlight", "at location 3-4", 9, after)) == [(after, "")]
    [old], [new] = (
        read(clipping(*first)),
        read(clipping(*first) + clipping("Highlight", "at location 3-5", 9, after)),
    )
    assert old.id == new.id, "the file of later has it under the same id"


@pytest.mark.parametrize(
    ("before", "after"),
    [("art", "the party of the first part"), ("—", "handsome"), ("to be of the", "of the to be")],
)
def test_words_that_merely_resemble_are_two(before: str, after: str) -> None:
    place = "on page 3"
    found = kindle(("Highlight", place, 8, before), ("Highlight", place, 9, after))
    assert found == [(before, ""), (after, "")]


def test_a_note_goes_to_the_highlight_that_was_made_last_before_it() -> None:
    here = "at location 3-3"
    assert kindle(
        ("Highlight", here, 8, "handsome"),
        ("Highlight", here, 10, "comfortable home"),
        ("Note", here, 9, "on handsome"),
        ("Note", here, 11, "on home"),
        ("Note", here, 12, "on home, and more"),
        ("Note", here, 13, "besides"),
    ) == [("handsome", "on handsome"), ("comfortable home", "on home, and more\n\nbesides")]


def test_notes_on_one_page_are_all_imported() -> None:
    found = kindle(("Note", "on page 7", 1, "thought one"), ("Note", "on page 7", 2, "thought two"))
    assert found == [("", "thought one"), ("", "thought two")]


def test_two_readers_who_mark_the_same_words_are_two() -> None:
    [one] = read(clipping("Highlight", "on page 3", 8, "handsome"))
    [two] = read(clipping("Highlight", "on page 3", 9, "handsome"))
    assert one.id != two.id


def koreader(*pages: int, time: int = 1_700_000_000) -> tuple[ImportedAnnotation, ...]:
    entries = [{"text": "words", "page": page, "time": time, "drawer": "lighten"} for page in pages]
    return read(json.dumps({"title": "Emma", "entries": entries}))


def test_equal_words_on_two_pages_are_two_and_pages_may_move() -> None:
    assert len({item.id for item in koreader(3, 7)}) == 2
    assert koreader(3)[0].id == koreader(4)[0].id, "another size of the letters"
    assert koreader(3)[0].id != koreader(3, time=1_700_000_001)[0].id


def test_lines_of_slate_that_differ_in_labels_alone_are_two() -> None:
    def marked(lines: str) -> tuple[ImportedAnnotation, ...]:
        batch = importers.read_annotations(lines.encode(), "a.txt.annotations")
        assert batch.within
        return batch.within("one two\nthree four\n").items

    items = marked("(0, 1) - a\n(0, 1) - b\n(1, 1) - a\n")
    assert [item.tags for item in items] == [("a",), ("b",), ("a",)]
    assert len({item.id for item in items}) == 3
    [edited] = marked("(0, 1) - a c\n")
    assert replace(edited, tags=("a",)) == items[0]
