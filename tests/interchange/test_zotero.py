"""Import of Zotero's JSON, and of the .annot files of Kobo and Adobe Digital Editions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readerapp.core.errors import ReaderError
from readerapp.interchange import importers
from readerapp.interchange.importers import ImportBatch

API = {
    "itemType": "annotation",
    "parentItem": "FILE0001",
    "annotationType": "highlight",
    "annotationText": "We kept the boats running",
    "annotationComment": "Ask her.",
    "annotationColor": "#ff6666",
    "annotationPageLabel": "xii",
    "annotationSortIndex": "00005|000465|00603",
    "annotationPosition": '{"pageIndex":5,"rects":[[79.766,180.921,288.693,189.772]]}',
    "tags": [{"tag": "boats"}, {"tag": "town hall"}],
    "dateAdded": "2024-01-02T03:04:05Z",
    "dateModified": "2024-02-03T04:05:06Z",
}
WORK = {
    "itemType": "book",
    "title": "The Ferry",
    "creators": [{"creatorType": "author", "firstName": "Ida", "lastName": "Holm"}],
}
READER = {
    "id": "READER01",
    "type": "underline",
    "text": "A bus does not float",
    "comment": "",
    "color": "#2ea8e5",
    "pageLabel": "3",
    "sortIndex": "00002|000100|00200",
    "position": {"pageIndex": 2, "rects": [[0, 0, 1, 1]]},
    "tags": [{"name": "bus", "color": "#ff0000"}],
    "authorName": "Bo",
    "dateModified": "2024-02-03T04:05:06Z",
}


def read(value: Any) -> ImportBatch:
    content = value if isinstance(value, str) else json.dumps(value)
    return importers.read_annotations(content.encode(), "file")


def api_items(*annotations: dict[str, Any]) -> list[dict[str, Any]]:
    file = {"itemType": "attachment", "title": "ferry.pdf", "parentItem": "WORK0001"}
    items = {"WORK0001": WORK, "FILE0001": file}
    items |= {f"ANNO{number:04}": one for number, one in enumerate(annotations)}
    return [{"key": key, "version": 1, "data": {"key": key, **one}} for key, one in items.items()]


def test_items_of_the_web_api_are_joined_with_their_work() -> None:
    batch = read(api_items(API))
    [item] = batch.items
    assert (item.exact, item.note) == ("We kept the boats running", "Ask her.")
    assert (item.colour, item.tags) == ("red", ("boats", "town hall"))
    assert (item.document, item.author, item.place) == ("The Ferry", "Ida Holm", "p. xii")
    assert item.created.startswith("2024-01-02T03:04:05")
    assert item.modified.startswith("2024-02-03T04:05:06")
    assert (item.start, batch.problems) == (None, ())


def test_better_bibtex_has_annotations_in_the_attachments() -> None:
    bare = {name: value for name, value in API.items() if name != "parentItem"}
    work = {**WORK, "attachments": [{"path": "ferry.pdf", "annotations": [{**bare, "key": "A1"}]}]}
    batch = read({"config": {"id": "BetterBibTeX JSON"}, "items": [WORK, work]})
    assert [(one.document, one.exact) for one in batch.items] == [
        ("The Ferry", "We kept the boats running")
    ]


def test_the_reader_has_shorter_names() -> None:
    [item] = read([READER]).items
    assert (item.exact, item.colour, item.tags, item.creator) == (
        "A bus does not float",
        "blue",
        ("bus",),
        "Bo",
    )
    assert item.created.startswith("2024-02-03")


def test_an_annotation_is_known_by_its_key() -> None:
    [first] = read(api_items(API)).items
    [edited] = read(api_items({**API, "annotationComment": "Asked.", "annotationText": "We"})).items
    assert first.id == edited.id
    two = read(api_items(API, API)).items
    assert len({one.id for one in two}) == 2


def test_notes_are_kept_and_drawings_are_told() -> None:
    note = {**API, "annotationType": "note", "annotationText": "", "annotationComment": "Why?"}
    image = {**API, "annotationType": "image", "annotationText": "", "annotationComment": ""}
    batch = read(api_items(note, image))
    assert [(one.exact, one.note, one.place) for one in batch.items] == [("", "Why?", "p. xii")]
    assert len(batch.problems) == 1


ANNOT = """<?xml version="1.0"?>
<annotationSet xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns="http://ns.adobe.com/digitaleditions/annotations">
  <publication><dc:identifier>x</dc:identifier><dc:title>The Ferry</dc:title>
    <dc:creator>Ida Holm</dc:creator></publication>
  <annotation>
    <dc:identifier>urn:uuid:4e4a26ca-3997-4c9d-8230-cc0b14fd3bd2</dc:identifier>
    <dc:date>2024-01-02T03:04:05Z</dc:date>
    <target><fragment start="a.xhtml#point(/1/4/2:3)" end="a.xhtml#point(/1/4/2:9)"
      progress="0.426"><text>We kept &amp; kept</text></fragment></target>
    <content><dc:date>2024-01-02T03:04:05Z</dc:date><text>Ask her.</text></content>
  </annotation>
  <annotation><target><fragment start="" end=""><text> </text></fragment></target></annotation>
</annotationSet>
"""


def test_annot_files_have_words_notes_and_dates() -> None:
    batch = read(ANNOT)
    [item] = batch.items
    assert item.id == "4e4a26ca-3997-4c9d-8230-cc0b14fd3bd2"
    assert (item.exact, item.note, item.place) == ("We kept & kept", "Ask her.", "43 %")
    assert (item.document, item.author) == ("The Ferry", "Ida Holm")
    assert item.created.startswith("2024-01-02T03:04:05")
    assert len(batch.problems) == 1


@pytest.mark.parametrize("content", [ANNOT[:400], ANNOT.replace("?>", "?><!DOCTYPE x []>")])
def test_damaged_annot_files_are_refused(content: str) -> None:
    with pytest.raises(ReaderError, match=r"\.annot file is damaged"):
        read(content)
