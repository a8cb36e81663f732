"""The outline: what is in which chapter, and what a few words name."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.reading.goto import find_places
from readerapp.reading.outline import Outline, make_outline

_PROSE = "Rain fell on the harbour all day, and nobody came. " * 8
NAMES = ("VOLUME I", "CHAPTER I", "CHAPTER II", "VOLUME II", "CHAPTER I", "CHAPTER X")


@pytest.fixture
def book(tmp_path: Path) -> documents.Document:
    path = tmp_path / "book.md"
    parts = (f"{'#' if n.startswith('V') else '##'} {n}\n\n{_PROSE}\n" for n in NAMES)
    path.write_text("Before it begins.\n\n" + "\n".join(parts), encoding="utf-8")
    return documents.open(str(path))


def named(outline: Outline, indexes: list[int]) -> list[str]:
    return [outline.entries[index].path for index in indexes]


def test_a_title_that_occurs_twice_is_named_with_its_volume(book: documents.Document) -> None:
    outline = make_outline(book)
    assert [entry.name for entry in outline.entries] == [
        *("VOLUME I", "VOLUME I › CHAPTER I", "CHAPTER II"),
        *("VOLUME II", "VOLUME II › CHAPTER I", "CHAPTER X"),
    ]
    assert [entry.depth for entry in outline.entries] == [0, 1, 1, 0, 1, 1]


def test_the_chapter_at_an_offset(book: documents.Document) -> None:
    outline = make_outline(book)
    starts = [heading.start for heading in book.headings]
    assert (outline.index_at(0), outline.chapter_at(0)) == (None, "")
    assert [outline.index_at(start) for start in starts] == [*range(6)]
    assert outline.chapter_at(starts[4] - 1) == "VOLUME II"
    assert outline.chapter_at(len(book.text)) == "CHAPTER X"


def test_highlights_count_for_the_chapters_above_too(book: documents.Document) -> None:
    outline = make_outline(book)
    marks = [book.headings[n].start + 1 for n in (1, 1, 2, 5)] + [0]

    def count(start: int, end: int) -> int:
        return sum(start <= mark < end for mark in marks)

    assert outline.counts(count, len(book.text)) == [3, 2, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("chap i", [1, 2, 4]),
        ("vol ii ch", [4, 5]),
        ("ii chapter x", [5]),
        ("2 1", [4, 5]),  # as it is cited
        ("apter", [1, 2, 4, 5]),
        ("zebra", []),
    ],
)
def test_what_is_typed_filters(book: documents.Document, typed: str, found: list[int]) -> None:
    outline = make_outline(book)
    assert outline.find(typed) == found


@pytest.mark.parametrize(
    ("query", "count"),
    [("chapter i", 2), ("CHAPTER X", 1), ("volume i", 1), ("chapter", 4), ("ch. 1", 2)],
)
def test_words_that_fit_several_headings(book: documents.Document, query: str, count: int) -> None:
    places = find_places(book, query)
    assert len(places) == count
    assert set(places) <= {heading.start for heading in book.headings}


def test_pages_and_times_stand_in_for_headings(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    times = [f"00:0{n // 2}:{n % 2 * 30:02}" for n in range(8)]
    cues = (f"{n}\n{at},000 --> {at},999\nWord {n}.\n" for n, at in enumerate(times))
    path.write_text("\n".join(cues), encoding="utf-8")
    outline = make_outline(documents.open(str(path)))
    assert not outline.has_headings and outline.chapter_at(3) == ""
    assert [entry.label for entry in outline.entries] == [f"00:0{n}:00" for n in range(4)]
    assert outline.entries[1].title == "00:01:00  Word 2. Word 3. Word 4. Word 5. Word 6. Word 7."


@pytest.mark.parametrize(
    ("query", "title"),
    [("ch. 3", "3. Who"), ("chapter 3", "3. Who"), ("section 3.1", "3.1"), ("Part II", "Part II")],
)
def test_a_number_finds_the_heading_that_begins_with_it(
    tmp_path: Path, query: str, title: str
) -> None:
    path = tmp_path / "numbered.md"
    path.write_text("# 1. One\n\na\n\n# 3. Who\n\nb\n\n## 3.1 Sub\n\nc\n\n# Part II\n\nd 33\n")
    document = documents.open(str(path))
    [place] = find_places(document, query)
    assert document.text.slice(place, len(document.text)).startswith(title)
    with pytest.raises(ReaderError, match="No such place"):
        find_places(document, "ch. 33")
