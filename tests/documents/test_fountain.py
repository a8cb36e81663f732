"""Screenplays in Fountain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.fountain import open_fountain
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import located, opened, styled

PLAY = r"""Title:
    _**THE LONG PIER**_
Credit: Written by
Author: Ida Holm
Draft date: 1/20/2026

# Act One

= They meet at the pier.

INT. HARBOUR OFFICE - DAY #12A#

Rain. JON, 40, reads the log.[[Is he really 40?]]
A crane *moves*.

JON
(to himself)
It is **not** possible, 5 \* 3.
{blank}
Or is it?

@McCall ^
No.

ANN (O.S.)
Who is there?

> THE TOWN HALL CLOCK STRIKES <

.BACK AT THE OFFICE

!THE CRANE
falls.

/* This scene
was too long. */

CUT TO:

EXT. PIER - NIGHT

JON
~Oh, the tide,

ANN (CONT'D)
Sing on.

===

[[The end is missing.]]
""".replace("{blank}", "  ")


def test_elements_of_a_screenplay(tmp_path):
    document = opened(tmp_path, "pier.fountain", PLAY)
    assert document.text.whole() == (
        "THE LONG PIER\n\nCredit: Written by\n\nAuthor: Ida Holm\n\nDraft date: 1/20/2026\n\n"
        "Act One\n\nThey meet at the pier.\n\nINT. HARBOUR OFFICE - DAY\n\n"
        "Rain. JON, 40, reads the log.\nA crane moves.\n\n"
        "JON\n(to himself)\nIt is not possible, 5 * 3.\nOr is it?\n\nMcCall\nNo.\n\n"
        "ANN (O.S.)\nWho is there?\n\nTHE TOWN HALL CLOCK STRIKES\n\nBACK AT THE OFFICE\n\n"
        "THE CRANE\nfalls.\n\nCUT TO:\n\nEXT. PIER - NIGHT\n\nJON\nOh, the tide,\n\n"
        "ANN (CONT'D)\nSing on."
    )
    assert (document.format, document.title) == ("fountain", "THE LONG PIER")
    assert (document.author, document.date) == ("Ida Holm", "1/20/2026")
    assert styled(document, "strong")[:2] == ["THE LONG PIER", "JON"]
    assert "moves" in styled(document, "emphasis")


def test_scenes_are_headings_and_locators(tmp_path):
    document = opened(tmp_path, "pier.fountain", PLAY)
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "THE LONG PIER"),
        (2, "Act One"),
        (3, "INT. HARBOUR OFFICE - DAY"),
        (3, "BACK AT THE OFFICE"),
        (3, "EXT. PIER - NIGHT"),
    ]
    assert located(document, "Who is there") == "sc. 12A ¶11"
    assert located(document, "Sing on") == "sc. 3 ¶5"


def test_notes_and_cuts_are_not_lost(tmp_path):
    document = opened(tmp_path, "pier.fountain", PLAY)
    text = document.text.whole()
    assert [(note.start, note.note) for note in document.embedded] == [
        (text.index("the log.") + len("the log."), "Is he really 40?"),
        (len(text), "The end is missing."),
    ]
    assert document.omissions == ("1 cut passage is not shown",)


def test_dialogue_is_a_turn(tmp_path):
    document = opened(tmp_path, "pier.fountain", PLAY)
    text = document.text.whole()
    turns = document.turns
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in turns] == [
        ("JON", "It is not possible, 5 * 3.\nOr is it?"),
        ("McCall", "No."),
        ("ANN", "Who is there?"),
        ("JON", "Oh, the tide,"),
        ("ANN", "Sing on."),
    ]
    assert text[turns[2].label_start : turns[2].label_end] == "ANN (O.S.)"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("pier.txt", PLAY + "\n\nINT. QUAY - DAY\n\nNight.\n", "fountain"),
        ("pier.txt", "Title: The pier\n\nWords about INT. and EXT.\n\nMore.\n", "text"),
        ("pier.txt", PLAY[PLAY.index("INT.") :], "text"),
    ],
)
def test_content_tells_only_with_a_title_page(tmp_path, name, content, expected):
    document = opened(tmp_path, name, content)
    assert document.format == expected
    if expected == "text":
        assert document.text.whole() == content


def read(content: str) -> Document:
    return open_fountain(DocumentInput(MemoryBytes(content.encode()), "a.fountain", "a"))


@given(st.text(alphabet="aB \n@.>!~", max_size=80))
def test_every_word_is_in_the_text(content):
    words = "".join(sign for sign in content if sign.isalpha())
    assert "".join(sign for sign in read(content).text.whole() if sign.isalpha()) == words


@given(st.text(alphabet="aB \n@.>!~*_[]/#=():^\\<\x00", max_size=80))
def test_any_text_can_be_read(content):
    read(content)
