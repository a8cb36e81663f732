"""Annotations of PDFs: form fields and typed notes are words, highlights are annotations."""

import pytest

from readerapp.documents.pdf.fields import insert_fields
from readerapp.documents.pdf.lines import Piece
from readerapp.documents.pdf.notes import _iso_date
from tests.documents.pdfs import column, pdf
from tests.documents.samples import located, opened

PROSE = "The crane fell at nine and\nnobody on the long pier\nsaid a word about it."


def quads(*lines: tuple[float, float, float]) -> str:
    """Return the quadrilaterals of lines: left, right and base line."""
    points = [
        f"{left} {base + 8} {right} {base + 8} {left} {base - 2} {right} {base - 2}"
        for left, right, base in lines
    ]
    return f"/QuadPoints[{' '.join(points)}]"


def markup(kind: str, lines: tuple[tuple[float, float, float], ...], more: str = "") -> tuple:
    left, right = min(line[0] for line in lines), max(line[1] for line in lines)
    bottom, top = min(line[2] for line in lines) - 2, max(line[2] for line in lines) + 8
    return (0, (left, bottom, right, top), f"/Subtype/{kind}{quads(*lines)}{more}", "")


def embedded(tmp_path, *annotations: tuple, pages=None) -> list[tuple]:
    data = pdf(pages or [column(PROSE)], annotations=annotations)
    document = opened(tmp_path, "a.pdf", data)
    text = document.text.whole()
    return [
        (each.kind, text[each.start : each.end], each.author, each.created, each.note,
         each.reply_to, each.resolved)
        for each in document.embedded
    ]  # fmt: skip


def test_a_form_has_its_values_at_their_places(tmp_path):
    """A16: pdf-form"""
    page = [(50, 700, 12, "Name of witness:"), (50, 660, 12, "What did you see?")]
    page += column("And so it was said.", top=600)
    name = (0, (200, 696, 400, 716), "/Subtype/Widget/FT/Tx/T(a)/V(Ida Holm)", "Ida Holm")
    seen = (0, (200, 656, 400, 676), "/Subtype/Widget/FT/Tx/T(b)/V(A fall)", "A fall")
    typed = (
        0,
        (50, 400, 250, 420),
        "/Subtype/FreeText/Contents(By hand)/DA(/F 9 Tf)",
        "By hand",
    )
    document = opened(tmp_path, "a.pdf", pdf([page], annotations=(name, seen, typed), form=True))
    assert document.text.whole().split("\n\n") == [
        "Name of witness: Ida Holm", "What did you see? A fall", "And so it was said.", "By hand",
    ]  # fmt: skip
    assert document.embedded == ()


def test_a_form_without_any_words_of_the_page_opens(tmp_path):
    """A16: the words of the page are all in its fields, one of which is not drawn."""
    drawn = (0, (50, 600, 200, 620), "/Subtype/Widget/FT/Tx/T(a)/V(Ida Holm)", "Ida Holm")
    plain = (0, (50, 500, 200, 520), "/Subtype/FreeText/Contents(By hand)", "")
    hidden = (0, (50, 400, 200, 420), "/Subtype/FreeText/F 2/Contents(Not seen)", "Not seen")
    document = opened(tmp_path, "a.pdf", pdf([[]], annotations=(drawn, plain, hidden), form=True))
    assert document.text.whole() == "Ida Holm\n\nBy hand"


def test_fields_between_the_words_of_one_line():
    row = [Piece("Name:", 50, 80, 700, 10), Piece("Born:", 200, 230, 700, 10)]
    drawn = [[Piece("1970", 240, 260, 699, 10)], [Piece("Ida", 90, 105, 699, 10)]]
    fields = [((88.0, 695.0, 190.0, 712.0), "Ida"), ((238.0, 695.0, 300.0, 712.0), "")]
    (made,) = insert_fields([row], fields, drawn)
    assert [piece.words for piece in made] == ["Name:", "Ida", "Born:", "1970"]


def test_a_field_of_several_lines_stands_below_its_label():
    rows = [[Piece("Remarks", 50, 90, 700, 10)], [Piece("Signed", 50, 80, 600, 10)]]
    drawn = [[Piece("One line", 50, 90, 670, 10)], [Piece("and another", 50, 99, 658, 10)]]
    made = insert_fields(rows, [((48.0, 650.0, 300.0, 690.0), "")], drawn)
    assert [piece.words for row in made for piece in row] == [
        "Remarks", "One line", "and another", "Signed",
    ]  # fmt: skip


def test_highlights_are_annotations_on_their_words(tmp_path):
    date = "/M(D:20230405120000+02'00')"
    one = markup("Highlight", ((74, 104, 700),), f"/T(Ola Berg){date}/Contents(Which one?)")
    two = markup("Underline", ((140, 206, 700), (50, 86, 688)), "/T(Ida)")
    three = markup("StrikeOut", ((50, 176, 676),))
    assert embedded(tmp_path, one, two, three) == [
        ("highlight", "crane", "Ola Berg", "2023-04-05T10:00:00Z", "Which one?", None, False),
        ("underline", "at nine and nobody", "Ida", "", "", None, False),
        ("strike", "said a word about it.", "", "", "", None, False),
    ]


def test_highlights_that_only_repeat_their_words_have_no_note(tmp_path):
    (only,) = embedded(tmp_path, markup("Highlight", ((74, 134, 700),), "/Contents(crane fell)"))
    assert only[1:] == ("crane fell", "", "", "", None, False)


def test_replies_and_the_end_of_a_thread(tmp_path):
    place = (0, (50, 700, 60, 710))
    first = markup("Highlight", ((50, 104, 700),), "/T(Ola)/Contents(True?)")
    answer = (*place, "/Subtype/Text/T(Ida)/Contents(Yes.)/IRT @0 ", "")
    end = (*place, "/Subtype/Text/T(Ola)/StateModel(Review)/State(Completed)/IRT @1 ", "")
    assert embedded(tmp_path, first, answer, end) == [
        ("highlight", "The crane", "Ola", "", "True?", None, True),
        ("note", "The crane", "Ida", "", "Yes.", 0, False),
    ]


def test_a_note_beside_the_text_is_at_its_place(tmp_path):
    note = (1, (104, 684, 124, 704), "/Subtype/Text/T(Ola)/Contents(Look here.)", "")
    data = pdf([column("One."), column(PROSE)], annotations=(note,))
    document = opened(tmp_path, "a.pdf", data)
    (only,) = document.embedded
    assert (only.kind, only.note, only.start) == ("note", "Look here.", only.end)
    assert document.text.whole()[only.start :].startswith("on the long pier")
    assert document.locator(only.start) == "p. 2"


def test_a_note_on_a_page_without_words(tmp_path):
    note = (1, (50, 700, 60, 710), "/Subtype/Square/T(Ola)/Contents(A stain.)", "")
    data = pdf([column(PROSE), [], column("End.")], annotations=(note,), picture={1})
    document = opened(tmp_path, "a.pdf", data)
    (only,) = document.embedded
    assert document.text.whole()[only.start :].startswith("[page 2 has")


def test_a_typed_note_with_an_author_is_its_own(tmp_path):
    typed = (0, (50, 400, 250, 420), "/Subtype/FreeText/T(Ola)/Contents(Too late.)", "Too late.")
    assert embedded(tmp_path, typed) == [("note", "Too late.", "Ola", "", "", None, False)]


def test_a_highlight_over_two_pages_of_rows_has_its_place(tmp_path):
    """The words of a row are written with other blanks than those of its line."""
    cells = [("Harbour office", "Ida Holm", "12"), ("Fish market", "Per Lund", "9")]
    page = [
        (50 + 150 * place, 700 - 16 * row, 10, words)
        for row, each in enumerate(cells)
        for place, words in enumerate(each)
    ]
    (only,) = embedded(tmp_path, markup("Highlight", ((200, 248, 684),)), pages=[page])
    assert only[1] == "Per Lund"


def test_annotations_that_answer_each_other_do_no_harm(tmp_path):
    place = (0, (50, 700, 60, 710))
    one = (*place, "/Subtype/Text/Contents(One)", "")
    two = (*place, "/Subtype/Text/Contents(Two)/IRT @0 ", "")
    made = pdf([column(PROSE)], annotations=(one, two)).replace(b"(One)", b"(One)/IRT 99 0 R")
    try:
        assert located(opened(tmp_path, "a.pdf", made), "crane") == "p. 1"
    except Exception as error:  # noqa: BLE001 - the table of places is wrong now
        assert str(error).endswith(".")


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("D:20230405120000+02'00'", "2023-04-05T10:00:00Z"),
        ("D:20230405120000Z", "2023-04-05T12:00:00Z"),
        ("D:20230405", "2023-04-05T00:00:00"),
        ("D:20239905", "D:20239905"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_dates(said, date):
    assert _iso_date(said) == date
