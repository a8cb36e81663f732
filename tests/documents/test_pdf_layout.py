"""Lines of PDFs: tables, verse, raised numbers, wrong maps, and pages without words."""

import textwrap

import pytest

from readerapp.core.errors import ReaderError
from readerapp.documents.pdf.lines import page_from_data
from readerapp.documents.pdf.paragraphs import join_paragraphs
from tests.documents.pdfs import column, encrypted, pdf
from tests.documents.samples import located, opened

PROSE = "The harbour lay still in the morning and nobody\nspoke of it."
LINES = [
    (50.0, 700.0 - 14 * n, 10.0, f"This cover sheet says something, line {n}.") for n in range(9)
]


def page_of(*lines: str) -> list[str]:
    rows = [[words, 50, 300, 700 - 14 * n, 10, []] for n, words in enumerate(lines)]
    data = {"label": "", "height": 800, "pictures": False, "lines": rows}
    return [line.words for line in page_from_data(0, data, "\ufffe").lines]


def text_of(tmp_path, *pages) -> str:
    return opened(tmp_path, "a.pdf", pdf(pages)).text.whole()


def test_a_table_has_a_line_for_each_row(tmp_path):
    """D: pdf-table"""
    cells = [("Year", "Cod", "Herring"), ("1900", "12", "300"), ("1901", "14", "280")]
    page = [
        (50 + 150 * place, 700 - 16 * row, 10, words)
        for row, each in enumerate(cells)
        for place, words in enumerate(each)
    ]
    after = (50, 620, 10, "After the table the text goes on.")
    text = "Year Cod Herring\n1900 12 300\n1901 14 280\n\nAfter the table the text goes on."
    assert text_of(tmp_path, [*page, after]) == text


def test_cells_of_several_words_are_told_apart(tmp_path):
    cells = [("Harbour office", "Ida Holm", "12"), ("Fish market", "Per Lund", "9")]
    page = [
        (50 + 150 * place, 700 - 16 * row, 10, words)
        for row, each in enumerate(cells)
        for place, words in enumerate(each)
    ]
    assert text_of(tmp_path, page) == "Harbour office  Ida Holm  12\nFish market  Per Lund  9"


def test_verse_has_a_line_for_each_verse(tmp_path):
    """D: pdf-verse"""
    verse = (
        "The sea is calm tonight,\nthe tide is full, the moon lies fair\n   upon the straits;\n"
        "on the French coast the light\n\ngleams and is gone; the cliffs stand,"
    )
    assert text_of(tmp_path, column(verse)) == verse.replace("   ", "")


def test_verse_whose_lines_are_nearly_as_long_as_each_other(tmp_path):
    """D: the lines of a sonnet; beside it the first words of some lines would not have fitted."""
    verse = (
        "Thou art more lovely and more temperate:\nRough winds do shake the darling buds of May,\n"
        "And summer has no long and happy lease:\nSometime too hot the eye of heaven shines,\n"
        "And often is his gold complexion dim;\nAnd every fair from fair sometime declines,"
    )
    assert text_of(tmp_path, column(verse)) == verse


@pytest.mark.parametrize("width", [30, 45, 60, 80, 86])
def test_prose_is_no_verse(tmp_path, width):
    """Lines broken by their letters, also in short paragraphs, are joined."""
    prose = (
        "The harbour lay still in the morning and nobody spoke of the strike. Boats came in one by "
        "one and tied up at the long pier, where the men stood in small groups and smoked. "
    )
    lines = textwrap.wrap(prose * 3, width)
    widths = {"i": 2.8, "l": 2.8, "t": 2.8, " ": 2.5, "m": 7.8, "w": 7.2}
    rows = [
        [line, 50, 50 + sum(widths.get(sign, 5) for sign in line), 700 - 13 * n, 10, []]
        for n, line in enumerate(lines)
    ]
    data = {"label": "", "height": 800, "pictures": False, "lines": rows}
    (only,) = join_paragraphs([page_from_data(0, data, "\ufffe")])
    assert only.words == (prose * 3).strip()


def test_a_raised_number_is_a_superscript(tmp_path):
    """D: pdf-super"""
    page = [
        (50, 700, 10, "The harbour cost 10"), (166, 704, 6, "6"), (176, 700, 10, "crowns, it was"),
        (262, 704, 6, "12"), (270, 700, 10, "."), (50, 680, 10, "H"), (56, 678, 6, "2"),
        (60, 680, 10, "O and the 1"), (127, 684, 6, "st"), (140, 680, 10, "of May"),
    ]  # fmt: skip
    assert (
        text_of(tmp_path, page) == "The harbour cost 10⁶ crowns, it was¹². H₂O and the 1st of May"
    )


def test_letters_that_are_drawn_twice_are_there_once(tmp_path):
    """B19: bold that is made by drawing each letter again, a little to the right."""
    bold = [(50 + 6 * n + x, 700, 10, letter) for n, letter in enumerate("guest") for x in (0, 0.3)]
    assert text_of(tmp_path, bold) == "guest"
    plain = "Aaron will add 1122334455 to the bookkeeping"
    assert text_of(tmp_path, [(50, 700, 10, plain)]) == plain


def test_words_that_are_drawn_again_for_a_shadow_are_there_once(tmp_path):
    """B19: the second drawing is a line of its own, a little lower."""
    page = [(50, 700, 20, "Small boats"), (51.5, 698.5, 20, "Small boats"), *column(PROSE, top=650)]
    assert text_of(tmp_path, page).count("Small boats") == 1


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("15)ב()4(", "15(ב)(4)"),
        ("(ב) (4)", "(ב) (4)"),
        ("סעיף ]א[ (a)", "סעיף ]א[ (a)"),
        ("סעיף ]א[", "סעיף [א]"),
        (":) said he (:", ":) said he (:"),
    ],
)
def test_brackets_of_right_to_left_lines(drawn, read):
    """B20: mirrored only if all are then in pairs, and only in such lines."""
    assert page_of(drawn) == [read]


def test_letters_mapped_to_the_bytes_of_utf8():
    """B18: the map of the file gives bytes; Korean words stay."""
    words = "Перв примен Справ"
    wrong = "".join(
        chr(int.from_bytes(sign.encode(), "big")) if sign != " " else " " for sign in words
    )
    assert wrong.startswith("킟")
    assert page_of(wrong) == [words]
    assert page_of("항구는 아침에 고요했다") == ["항구는 아침에 고요했다"]


def test_letters_whose_bytes_are_swapped():
    """B18: letters beyond Latin-1 are right, the others look Chinese; Chinese words stay."""
    words = "Výsledková listina 2010: přijímací zkoušky"
    swapped = "".join(chr(ord(sign) << 8) if sign.isascii() else sign for sign in words)
    assert swapped.startswith("嘀ý猀")
    assert page_of(swapped) == [words]
    chinese = "港口在早晨很安静，没有人谈论罢工。一"
    assert page_of(chinese) == [chinese]


def test_letters_of_windows_read_as_those_of_the_mac():
    assert page_of("Allg‰u, f¸r 5 ‰ und ¸ber") == ["Allgäu, für 5 ‰ und ¸ber"]


def test_pages_whose_letters_are_not_known(tmp_path):
    """B18: a font with numbers of glyphs and no map; nonsense is refused, or has a mark."""
    words = "".join(f"\0{chr(ord(letter) - 29)}" for letter in "The harbour lay still")
    data = pdf([[(50, 700, 10, words)], column("Nobody spoke of it.")])
    wide = (
        b"/Font<</F<</Type/Font/Subtype/Type0/BaseFont/Xx/Encoding/Identity-H/DescendantFonts[<<"
        b"/Type/Font/Subtype/CIDFontType2/BaseFont/Xx/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>>>]>>>>"
    )
    one = data.replace(b"/Font<</F 3 0 R>>", wide, 1)
    document = opened(tmp_path, "a.pdf", one)
    assert document.text.whole() == (
        "[page 1 does not say which letters it shows]\n\nNobody spoke of it."
    )
    assert document.losses == ("1 of 2 pages does not say which letters it shows (p. 1)",)
    with pytest.raises(ReaderError, match="does not say which characters it shows"):
        opened(tmp_path, "b.pdf", one.replace(b"Nobody spoke of it.", b"                   "))


def test_pages_without_a_text_layer_are_marked(tmp_path):
    """A17: pdf-cover-and-scans"""
    document = opened(tmp_path, "a.pdf", pdf([LINES, *[[]] * 20], picture=range(1, 21)))
    assert document.text.whole().endswith("line 8.\n\n[pages 2-21 have no text layer]")
    assert document.omissions == ("20 of 21 pages have no text layer (p. 2-21)",)
    assert located(document, "[pages") == "p. 2"


def test_marks_stand_between_the_pages(tmp_path):
    """A17: sentences do not go on over them, empty pages have none, chapters keep their places."""
    pages = [column("It was"), [], column("the end."), [], [], [], column("It is")]
    data = pdf(pages, picture={1, 3, 5}, outline=(("One", 0), ("Plate", 5)))
    document = opened(tmp_path, "a.pdf", data)
    assert document.text.whole().split("\n\n") == [
        "It was", "[page 2 has no text layer]", "the end.", "[page 4 has no text layer]",
        "[page 6 has no text layer]", "It is",
    ]  # fmt: skip
    assert document.omissions == ("3 of 7 pages have no text layer (p. 2, 4, 6)",)
    assert [(heading.title, located(document, document.text.whole()[heading.start :][:12]))
            for heading in document.headings] == [("One", "p. 1"), ("Plate", "p. 6")]  # fmt: skip


def test_a_stamp_on_each_page_of_a_scan_is_no_text_layer(tmp_path):
    stamped = [[(400, 30, 8, "ARCHIVE COPY")] for _ in range(5)]
    document = opened(tmp_path, "a.pdf", pdf([LINES, *stamped], picture=range(1, 6)))
    assert "[pages 2-6 have no text layer]" in document.text.whole()
    with pytest.raises(ReaderError, match="is scanned"):
        opened(tmp_path, "b.pdf", pdf([[(400, 30, 8, str(n))] for n in range(5)], picture=True))


def test_a_few_words_on_a_picture_are_shown(tmp_path):
    assert opened(tmp_path, "a.pdf", pdf([[(50, 700, 9, "OK")]], picture=True)).text.whole() == "OK"


def test_the_empty_password_opens_a_pdf(tmp_path):
    """C5"""
    assert opened(tmp_path, "a.pdf", encrypted("Nobody spoke.")).text.whole() == "Nobody spoke."


@pytest.mark.parametrize(
    ("filters", "opens"),
    [
        (b"/CF<</StdCF<</CFM/None/Length 16>>>>/StmF/StdCF/StrF/StdCF", True),
        (b"/CF<</StdCF<</CFM/AESV2/Length 16>>>>/EFF/StdCF", True),
        (b"/CF<</StdCF<</CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF", False),
        (b"/CF<</StdCF<</CFM/V2/Length 16>>>>/StmF/StdCF", False),
        (b"/StmF/Other", False),
    ],
)
def test_a_password_that_hides_nothing_is_not_needed(tmp_path, filters, opens):
    """C5: crypt filters that encipher nothing, as PDFium does not see."""
    entry = b"/Filter/Standard/V 4/R 4/Length 128%s/P -4/O<%s>/U<%s>" % (
        filters,
        b"a" * 64,
        b"b" * 64,
    )
    data = pdf([column("Nobody spoke.")])
    data = data.replace(b"/Root", b"/Encrypt<<" + entry + b">>/ID[<aa><aa>]/Root")
    if opens:
        assert opened(tmp_path, "a.pdf", data).text.whole() == "Nobody spoke."
    else:
        with pytest.raises(ReaderError, match="needs a password"):
            opened(tmp_path, "a.pdf", data)


def test_each_entry_of_the_outline_is_a_heading(tmp_path):
    outline = tuple((f"Part {letter}", 0) for letter in "abc")
    page = column("One.\n\n\nTwo.\n\n\nThree.")
    document = opened(tmp_path, "a.pdf", pdf([page], outline=outline))
    assert [heading.title for heading in document.headings] == ["Part a", "Part b", "Part c"]


def test_a_form_in_xfa_is_named(tmp_path):
    data = pdf(
        [column("Please wait...")], annotations=((0, (1, 1, 2, 2), "/Subtype/Link", ""),), form=True
    )
    xfa = b"/NeedsRendering true/AcroForm<</XFA[(template)4 0 R]"
    document = opened(tmp_path, "a.pdf", data.replace(b"/AcroForm<<", xfa))
    assert document.losses == ("the XFA form of the file is not read",)


def test_attached_files_are_named(tmp_path):
    file = "/Subtype/FileAttachment/FS<</Type/Filespec/F(plan.pdf)/UF(plan.pdf)>>"
    data = pdf([column("See the plan.")], annotations=((0, (50, 500, 60, 510), file, ""),))
    document = opened(tmp_path, "a.pdf", data)
    assert document.text.whole() == "See the plan.\n\n[attached: plan.pdf]"
    assert document.omissions == ("1 attachment is not shown",)
