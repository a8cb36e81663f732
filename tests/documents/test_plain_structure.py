"""Chapters of plain-text books; other texts have none."""

import pytest

from readerapp.documents import limits
from readerapp.reading import goto
from tests.documents.samples import located, opened, styled

PROSE = "The tide came in and nobody wrote it down, for it always had come in before.\n" * 5


def book(*headings: str, top: str = "THE SALT ROAD\n\nBy Ida Holm\n\n\n") -> str:
    return top + "\n\n".join(f"{heading}\n\n{PROSE} In {heading}." for heading in headings) + "\n"


def titles(document):
    return [(heading.level, heading.title) for heading in document.headings]


def labels(document):
    return [milestone.label for milestone in document.milestones]


def test_chapters_are_headings_and_locators(tmp_path):
    document = opened(tmp_path, "a.txt", book("CHAPTER I", "CHAPTER II", "CHAPTER III"))
    assert titles(document) == [(1, "CHAPTER I"), (1, "CHAPTER II"), (1, "CHAPTER III")]
    assert located(document, "In CHAPTER II.") == "ch. 2 ¶2"
    assert located(document, "SALT") == "¶1"
    assert (document.title, document.author) == ("THE SALT ROAD", "Ida Holm")
    headings = ["THE SALT ROAD", "CHAPTER I", "CHAPTER II", "CHAPTER III"]
    assert styled(document, "heading1") == headings
    assert document.text.whole() == book("CHAPTER I", "CHAPTER II", "CHAPTER III")


def test_volumes_that_count_their_own_chapters(tmp_path):
    names = ("VOLUME I", "CHAPTER I", "CHAPTER II", "VOLUME II", "CHAPTER I", "CHAPTER II")
    document = opened(tmp_path, "a.txt", book(*names))
    assert [level for level, _ in titles(document)] == [1, 2, 2, 1, 2, 2]
    assert labels(document) == [
        *("vol. 1", "vol. 1 ch. 1", "vol. 1 ch. 2"),
        *("vol. 2", "vol. 2 ch. 1", "vol. 2 ch. 2"),
    ]
    second = document.milestones[4].start
    assert goto.find_places(document, "vol. 2 ch. 1") == [second]
    assert goto.find_places(document, "ch. 2") == [document.milestones[n].start for n in (2, 5)]
    assert goto.find_places(document, "volume ii") == [document.milestones[3].start]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["PREFACE.", "Chapter One", "Chapter Two: Rain"], ["PREFACE.", "ch. 1", "ch. 2"]),
        (["LETTER I", "LETTER II"], ["letter 1", "letter 2"]),
        (["ACT I", "SCENE 1", "SCENE 2", "ACT II", "SCENE 1"],
         ["act 1", "act 1 sc. 1", "act 1 sc. 2", "act 2", "act 2 sc. 1"]),
        (["Erstes Stück", "Kapitel 1", "Kapitel 2"], ["ch. 1", "ch. 2"]),
        (["CHAPTER THE FIRST", "CHAPTER THE SECOND"], ["ch. 1", "ch. 2"]),
        (["CHAPTER I\nThe Ferry", "CHAPTER II\nThe Flood"], ["ch. 1", "ch. 2"]),
    ],
)  # fmt: skip
def test_names_of_chapters(tmp_path, names, expected):
    assert labels(opened(tmp_path, "a.txt", book(*names))) == expected


def test_a_title_below_the_number_belongs_to_it(tmp_path):
    document = opened(tmp_path, "a.txt", book("CHAPTER I\nThe Ferry", "CHAPTER II\nThe Flood"))
    assert titles(document) == [(1, "CHAPTER I The Ferry"), (1, "CHAPTER II The Flood")]


def test_a_table_of_contents_is_not_the_chapters(tmp_path):
    contents = "\n\n".join(["CONTENTS", "CHAPTER I", "CHAPTER II", "CHAPTER III"])
    text = contents + "\n\n" + book("CHAPTER I", "CHAPTER II", "CHAPTER III", top="")
    document = opened(tmp_path, "a.txt", text)
    assert labels(document) == ["ch. 1", "ch. 2", "ch. 3"]
    assert document.milestones[0].start > len(contents)


def test_metadata_of_project_gutenberg(tmp_path):
    head = (
        "The Project Gutenberg eBook of The Salt Road\n\nThis eBook is for the use of anyone.\n\n"
        "Title: The Salt Road\n\nAuthor: Ida Holm\n\nRelease Date: May 1, 1998 [eBook #158]\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK THE SALT ROAD ***\n\n"
    )
    tail = "\n\n*** END OF THE PROJECT GUTENBERG EBOOK ***\n\nCHAPTER XX\n\nLicence.\n"
    document = opened(tmp_path, "a.txt", book("CHAPTER I", "CHAPTER II", top=head) + tail)
    facts = (document.title, document.author, document.date)
    assert facts == ("The Salt Road", "Ida Holm", "May 1, 1998")
    assert labels(document) == ["ch. 1", "ch. 2"]


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 1 of it says so.\n\nChapter 2 does not.\nIt goes on for a while,\nand on.\n",
        book("CHAPTER I"),
        book("INTRODUCTION", "CONCLUSION"),
        PROSE + "\n\nPart of it was gone.\n\nPart of it came back.\n\n" + PROSE,
    ],
)
def test_texts_that_are_no_books(tmp_path, text):
    document = opened(tmp_path, "a.txt", text)
    assert document.headings == ()
    assert document.milestones == ()


def test_a_text_too_long_for_a_book_is_not_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "BOOK", 100)
    assert opened(tmp_path, "a.txt", book("CHAPTER I", "CHAPTER II")).headings == ()


FILM = """THE LONG PIER

1   INT. HARBOUR OFFICE - DAY   1

Rain.

        JON
    It fell.

2A  EXT. PIER - NIGHT   2A

Ext. is short for external.

INT./EXT. CAR - DAY

Gone.
"""


def test_scenes_of_a_screenplay(tmp_path):
    document = opened(tmp_path, "film.txt", FILM)
    assert document.text.whole() == FILM
    assert [each.title for each in document.headings] == [
        "INT. HARBOUR OFFICE - DAY",
        "EXT. PIER - NIGHT",
        "INT./EXT. CAR - DAY",
    ]
    assert located(document, "short for") == "sc. 2A ¶2"
    assert located(document, "Gone") == "sc. 3 ¶2"


def test_two_scenes_are_no_screenplay(tmp_path):
    document = opened(tmp_path, "film.txt", FILM[: FILM.index("INT./EXT.")])
    assert not document.headings
