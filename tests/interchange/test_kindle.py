"""Clippings of Kindles: places, languages, edits, notes on highlights, and damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.interchange import importers
from readerapp.interchange.importers import ImportBatch
from readerapp.interchange.importers.kindle_languages import is_note, parse_place, without_limit
from readerapp.interchange.place import format_place, place_order, place_share

RULE = "==========\n"


def read(*clippings: str, ends: str = "\n") -> ImportBatch:
    content = "".join(f"{one}\n{RULE}" for one in clippings)
    return importers.read_annotations(content.replace("\n", ends).encode(), "My Clippings.txt")


def clipping(description: str, words: str, *, minute: int = 0, title: str = "Emma (A)") -> str:
    return (
        f"{title}\n- {description} | Added on Friday, 3 February 2023 9:{minute:02}:07\n\n{words}"
    )


def marks(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(item.exact, item.note) for item in batch.items]


def places(batch: ImportBatch) -> list[str]:
    return [item.place for item in batch.items]


@pytest.mark.parametrize(
    ("highlight", "note", "place"),
    [
        ("Your Highlight on page 7 | Location 90-91", "Your Note on page 7 | Location 91", "p. 7"),
        ("Your Highlight at location 90-91", "Your Note at location 91", ""),
        ("Highlight on Page 7 | Loc. 90-91", "Note on Page 7 | Loc. 91", "p. 7"),
        (
            "Deine Markierung auf Seite 7 | bei Position 90-91",
            "Deine Notiz bei Position 91",
            "p. 7",
        ),
        ("La subrayado en la página 7 | posición 90-91", "La nota en la posición 91", "p. 7"),
        ("Votre surlignement sur la page 7 | emplacement 90-91", "Votre note empl. 91", "p. 7"),
        ("La tua evidenziazione a pagina 7 | posizione 90-91", "La tua nota | pos. 91", "p. 7"),
        ("Seu destaque na página 7 | posição 90-91", "Sua nota ou posição 91", "p. 7"),
        ("Je highlight op pagina 7 | locatie 90 t/m 91", "Je notitie op locatie 91", "p. 7"),
        ("Ваш выделенный отрывок на странице 7 | Место 90–91", "Ваша заметка | Место 91", "p. 7"),
        ("7ページ|位置No. 90-91のハイライト", "7ページ|位置No. 91のメモ", "p. 7"),
        ("位置No. 90-91のハイライト", "位置No. 91のメモ", ""),
        ("您在第 7 页（位置 #90-91）的标注", "您在第 7 页（位置 #91）的笔记", "p. 7"),
        ("您在第 7 頁（位置 #90-91）的標註", "您在第 7 頁（位置 #91）的筆記", "p. 7"),
        ("7페이지|위치 90-91의 하이라이트", "7페이지|위치 91의 메모", "p. 7"),
        ("Din markering på sida 7 | plats 90-91", "Din anteckning | plats 91", "p. 7"),
    ],
)
def test_the_note_of_a_highlight_in_each_language(highlight: str, note: str, place: str) -> None:
    batch = read(clipping(highlight, "handsome"), clipping(note, "my note", minute=1))
    assert marks(batch) == [("handsome", "my note")]
    assert places(batch) == [", ".join(filter(None, (place, "loc. 90-91")))]
    assert not batch.problems and batch.items[0].created
    assert is_note(note) and not is_note(highlight)


@pytest.mark.parametrize(
    ("description", "page", "location", "unit", "position"),
    [
        ("Highlight Loc. 1170-72", "", "1170-1172", "loc", (1170, 1172)),
        ("Highlight Loc. 1199-1", "", "1199", "loc", (1199, 1199)),
        ("Your Highlight at location 1,204-1,206", "", "1204-1206", "loc", (1204, 1206)),
        ("Your Highlight on page xii", "xii", "", "roman", (12, 12)),
        ("Your Highlight on page xii-xiv", "xii-xiv", "", "roman", (12, 14)),
        ("Your Highlight on page xii | location 90", "xii", "90", "loc", (90, 90)),
        ("Ihre Markierung auf Seite 3-4", "3-4", "", "page", (3, 4)),
        ("Your Highlight on Unnumbered Page | location 60-61", "", "60-61", "loc", (60, 61)),
        ("Your Note", "", "", "", None),
        ("Your Highlight 17", "", "17", "loc", (17, 17)),
    ],
)
def test_where_a_clipping_is(
    description: str, page: str, location: str, unit: str, position: tuple[int, int] | None
) -> None:
    place = parse_place(description)
    assert (place.page, place.location) == (page, location)
    assert (place.unit, place.position) == (unit, position)


@pytest.mark.parametrize(
    ("highlight", "note"),
    [
        ("Your Highlight on page 1 | location 10-14", "Your Note on page 1 | location 12"),
        ("Highlight Loc. 1170-72", "Note Loc. 1172"),
        ("Your Highlight on page xii", "Your Note on page xii"),
        ("Your Highlight on page 3", "Your Note on page 3"),
    ],
)
def test_a_note_in_the_range_of_a_highlight_is_its_note(highlight: str, note: str) -> None:
    batch = read(clipping(highlight, "handsome"), clipping(note, "in it", minute=1))
    assert marks(batch) == [("handsome", "in it")]


def test_a_note_inside_several_highlights_is_on_the_narrowest_and_outside_on_none() -> None:
    batch = read(
        clipping("Your Highlight on location 10-40", "a long passage of many words"),
        clipping("Your Highlight on location 20-30", "some other words"),
        clipping("Your Note on location 25", "inside", minute=1),
        clipping("Your Note on location 35", "beside", minute=2),
        clipping("Your Note on location 41", "outside", minute=3),
        clipping("Your Note on location 25", "of another book", minute=4, title="Persuasion"),
    )
    assert marks(batch) == [
        ("a long passage of many words", "beside"),
        ("some other words", "inside"),
        ("", "outside"),
        ("", "of another book"),
    ]
    assert places(batch)[2:] == ["loc. 41", "loc. 25"]


def test_a_highlight_that_grew_to_any_side_is_one_and_different_ones_are_two() -> None:
    batch = read(
        clipping("Your Highlight on page 1 | location 10-11", "handsome, clever"),
        clipping("Your Highlight on page 1 | location 10-12", "handsome, clever, and rich"),
        clipping(
            "Your Highlight on page 1 | location 9-12", "Emma Woodhouse, handsome, clever, and"
        ),
        clipping("Your Highlight on page 1 | location 11-12", "a comfortable home"),
        clipping("Your Highlight on page 9 | location 99-100", "handsome, clever"),
    )
    assert [exact for exact, _ in marks(batch)] == [
        "Emma Woodhouse, handsome, clever, and",
        "a comfortable home",
        "handsome, clever",
    ]
    first = read(clipping("Your Highlight on page 1 | location 10-11", "handsome, clever"))
    assert first.items[0].id == batch.items[0].id, "the same highlight in the file of last month"


def test_an_extended_highlight_of_a_dutch_kindle_is_one() -> None:
    batch = read(
        clipping("Je highlight op pagina 7 | locatie 90 t/m 91", "handsome, clever"),
        clipping("Je highlight op pagina 7 | locatie 90 t/m 92", "handsome, clever, and rich"),
    )
    assert marks(batch) == [("handsome, clever, and rich", "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "<You have reached the clipping limit for this item>",
        " <您已达到本内容的剪贴上限>",
        "<Has alcanzado el límite de recortes>",
        "<Вы достигли предела вырезок>",
        " <このアイテムのクリップの上限に達しました>",
    ],
)
def test_the_sentence_of_the_clipping_limit_is_told_and_left_out(sentence: str) -> None:
    kept = clipping("Your Highlight on location 1-2", "<div> has no limit")
    batch = read(
        kept,
        clipping("Your Highlight on location 10-12", sentence),
        clipping("Your Highlight on location 20-22", f"the first words of it {sentence}"),
    )
    assert marks(batch) == [("<div> has no limit", ""), ("the first words of it", "")]
    assert batch.problems == (
        "1 clipping without words skipped: the book had reached its clipping limit.",
        "1 clipping cut off by the clipping limit of the book.",
    )
    assert without_limit(long := f"<{'limit ' * 100}>") == long


def test_a_highlight_over_several_replaces_them_all() -> None:
    """As the clippings of a real Kindle: two, one over both, and it made short again."""
    one, other = "his mother knows him by smell", "the men who jumped smelled of fear"
    short = clipping("Your Highlight on location 1586-1587", one)
    second = clipping("Your Highlight on location 1591-1594", other)
    whole = clipping("Your Highlight on location 1586-1594", f"{one}. Much between. {other}.")
    note = clipping("Your Note on location 1590", "on it", minute=3)
    assert len(read(short, second).items) == 2
    [item] = read(short, second, whole, note).items
    assert (item.exact, item.note) == (f"{one}. Much between. {other}.", "on it")
    assert marks(read(short, second, whole, short)) == [(one, "")]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("trimmed by hand", "it does not say what it is"),
        ("Emma\nno description\n\nwords", "it does not say what it is"),
        ("- Your Note on page 1 | location 12 | Added on 3 March 2016\n\nx", "it has no title"),
    ],
)
def test_a_damaged_clipping_costs_itself_only(
    damaged: str, why: str, position: int, ends: str
) -> None:
    whole = [
        clipping("Your Highlight on page 1 | location 10-12", "handsome, clever"),
        clipping("Your Highlight on page 2 | location 20-22", "a comfortable home"),
    ]
    whole.insert(position, damaged)
    batch = read(*whole, ends=ends)
    assert [exact for exact, _ in marks(batch)] == ["handsome, clever", "a comfortable home"]
    assert batch.problems == (f"Clipping {position + 1} skipped: {why}.",)


def test_a_file_that_was_cut_off_has_what_is_left_of_it() -> None:
    whole = clipping("Your Highlight on location 1-2", "first") + f"\n{RULE}"
    cut = clipping("Your Highlight on location 3-4", "half of the sec")
    batch = importers.read_annotations(f"\ufeff{whole}\ufeff{cut}".encode(), "My Clippings.txt")
    assert marks(batch) == [("first", ""), ("half of the sec", "")]


def test_thousands_of_damaged_clippings_are_counted() -> None:
    batch = read(*["x"] * 3000, clipping("Your Highlight on location 1-2", "first"))
    assert (len(batch.items), len(batch.problems)) == (1, 21)


def test_places_are_read_back() -> None:
    place = format_place(chapter="Chapter 1\n", page="13", pages="300", location="170-172")
    assert place == "Chapter 1, p. 13 of 300, loc. 170-172"
    assert (place_order(place), place_share(place)) == (170.0, (12 / 300, 13 / 300))
    front, first = place_order("p. xii"), place_order("p. 1")
    assert front is not None and first is not None and front < first
    assert place_order("Chapter 1") is place_share("p. 13") is place_share("p. 9 of 3") is None


@given(st.text(max_size=300))
def test_any_description_has_a_place(description: str) -> None:
    place = parse_place(description)
    assert place.position is None or place.position[0] <= place.position[1]
    line = format_place(page=place.page, location=place.location)
    assert (place_order(line) is None) == (place.position is None)
