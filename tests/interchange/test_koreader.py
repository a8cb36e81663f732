"""KOReader: highlights that were extended, notes on bookmarks of pages, and places."""

from __future__ import annotations

from readerapp.interchange import importers
from readerapp.interchange.importers import ImportedAnnotation


def entry(**fields: object) -> str:
    made = {
        "chapter": "Chapter 1",
        "datetime": "2024-03-01 10:03:00",
        "drawer": "lighten",
        "pageno": 16,
        "page": "/body/p[3]",
        "pos0": "/body/p[3]/text().1",
        "pos1": "/body/p[3]/text().9",
        "text": "comfortable home",
        **fields,
    }
    cells = (f'["{name}"] = {value!r}' for name, value in made.items() if value is not None)
    return f"{{ {', '.join(cells)} }}".replace("'", '"')


def read(*entries: str) -> tuple[ImportedAnnotation, ...]:
    book = '["doc_props"] = { ["title"] = "Emma", ["authors"] = "Jane Austen" }'
    lua = f'return {{ ["annotations"] = {{ {", ".join(entries)} }}, {book}, ["doc_pages"] = 300 }}'
    return importers.read_annotations(lua.encode(), "metadata.epub.lua").items


def test_an_extended_highlight_is_the_same_and_keeps_its_place() -> None:
    [before] = read(entry())
    longer = {"text": "a comfortable home and happy disposition", "pos0": "x", "pos1": "y"}
    [after] = read(entry(**longer, datetime_updated="2024-03-03 10:00:00", note="edited"))
    assert (before.id, before.created) == (after.id, after.created)
    assert after.modified == "2024-03-03T10:00:00.000000Z"
    assert (after.place, after.author) == ("Chapter 1, p. 16 of 300", "Jane Austen")


def test_highlights_of_one_second_are_told_apart_by_words_and_position() -> None:
    one, other = read(entry(), entry(text="happy disposition", pos0="z"))
    assert one.id != other.id
    assert one.id != read(entry(datetime="2024-03-01 10:03:01"))[0].id


def test_a_note_on_the_bookmark_of_a_page_is_a_note_on_the_document() -> None:
    mark = entry(drawer=None, pos0=None, pos1=None, text="in Chapter 1", note="a thought")
    plain = entry(drawer=None, text="in Chapter 1", datetime="2024-03-01 11:00:00")
    [item] = read(mark, plain)
    assert (item.exact, item.note, item.place) == ("", "a thought", "Chapter 1, p. 16 of 300")


def test_a_page_bookmark_of_older_versions_has_its_own_text_as_a_note() -> None:
    lua = """return { ["bookmarks"] = {
        [1] = { ["datetime"] = "2020-01-01 10:00:00", ["page"] = 4, ["text"] = "mine" },
        [2] = { ["datetime"] = "2020-01-02 10:00:00", ["page"] = 5,
                ["text"] = "Page 5 so @ 2020-01-02 10:00:00" } },
        ["highlight"] = {}, ["stats"] = { ["title"] = "Emma", ["pages"] = 40 } }"""
    [item] = importers.read_annotations(lua.encode(), "metadata.epub.lua").items
    assert (item.exact, item.note, item.place) == ("", "mine", "p. 4 of 40")
