"""Depositions, court transcripts and pleadings in PDF: B16 of the cases and its siblings."""

import pytest

from readerapp.documents.pdf.line_numbers import LineNumbers
from readerapp.documents.pdf.lines import Page, PdfLine
from tests.documents.depositions import Deposition, check_passages
from tests.documents.pdfs import Line, column, pdf
from tests.documents.samples import located, opened
from tests.documents.test_pdf_annotations import markup


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param({}, id="B16 numbers before their lines"),
        pytest.param({"order": "numbers"}, id="pdf-deposition-numbers-first"),
        pytest.param({"right": True}, id="numbers at the right"),
        pytest.param({"right": True, "order": "numbers"}, id="all numbers first, at the right"),
    ],
)
def test_numbers_leave_the_words_and_become_locators(tmp_path, layout):
    deposition = Deposition(6, first=12)
    document = opened(tmp_path, "holm.pdf", deposition.pdf(**layout))
    check_passages(document, deposition)


def test_a_deposition_of_sixty_pages(tmp_path):
    deposition = Deposition(60, first=101)
    check_passages(opened(tmp_path, "holm.pdf", deposition.pdf()), deposition)


def test_four_pages_on_a_sheet(tmp_path):
    deposition = Deposition(8, first=12)
    document = opened(tmp_path, "holm.pdf", deposition.condensed_pdf())
    check_passages(document, deposition)


def glued(width: float) -> list[Line]:
    """Return 25 lines with their numbers glued to them; they begin at `width` points."""
    words = ["Q. Would you state your name for", "the record, please.", "A. Ida Holm."] * 9
    return [(width, 740 - 26 * n, 12, f"{n} {words[n - 1]}") for n in range(1, 26)]


def test_numbers_glued_to_their_lines(tmp_path):
    """B16: the number and the words are one piece of the file."""
    document = opened(tmp_path, "holm.pdf", pdf([glued(60), glued(60)]))
    text = document.text.whole()
    assert text.split("\n\n")[:2] == [
        "Q. Would you state your name for the record, please.",
        "A. Ida Holm.",
    ]
    assert document.range_locator(0, text.index("\n")) == "1:1-2"
    assert not any(sign.isdigit() for sign in text)


def test_page_26_is_not_line_26(tmp_path):
    """The number of the page stands below those of the lines."""
    pages = [[*glued(60), (60, 740 - 26 * 26, 12, str(number))] for number in range(24, 31)]
    document = opened(tmp_path, "holm.pdf", pdf(pages))
    text = document.text.whole()
    assert document.locator(0) == "24:1"
    assert document.locator(len(text) - 1) == "30:25"
    assert not any(sign.isdigit() for sign in text)


@pytest.mark.parametrize("time", ["{n} 10:15:{n:02} ", "10:15:{n:02} {n} "])
def test_times_beside_the_lines(tmp_path, time):
    page = [
        (x, y, size, time.format(n=n) + words.partition(" ")[2])
        for n, (x, y, size, words) in enumerate(glued(60), 1)
    ]
    document = opened(tmp_path, "holm.pdf", pdf([page, page]))
    assert document.text.whole().startswith(
        "Q. Would you state your name for the record, please.\n\nA. Ida Holm."
    )
    assert located(document, "the record") == "1:2"
    assert document.omissions == ("the times beside the lines are not shown",)


def test_a_foot_is_kept_once_and_pages_without_numbers_have_theirs(tmp_path):
    deposition = Deposition(3, first=12)
    with_foot = deposition.pdf(foot="Harbour Reporting 555-0100")
    text = opened(tmp_path, "holm.pdf", with_foot).text.whole()
    assert text.count("Harbour Reporting 555-0100") == 1
    cover = column("IN THE MATTER OF THE LONG PIER\n\nTaken at Venn on the ninth of May")
    index = column("crane 1:5\nharbour 1:9")
    mixed = pdf([cover, glued(60), glued(60), index])
    document = opened(tmp_path, "mixed.pdf", mixed)
    assert document.text.whole().startswith("IN THE MATTER OF THE LONG PIER\n\nTaken at Venn")
    assert located(document, "Taken at") == "p. 1"
    assert located(document, "the record") == "1:2"
    assert located(document, "harbour 1:9") == "p. 4"


PLEADING = """\
     Plaintiff, through counsel, moves this
court for an order that the pier be closed.
     The crane fell on the ninth of May. The
witness said so, and nobody has denied it
since.




          ARGUMENT
     The harbour board knew it.




"""


def test_pleading_paper_has_28_lines(tmp_path):
    rows = (PLEADING + "\n" * 28).split("\n")[:28]
    page = [(40, 740 - 24 * n, 12, str(n + 1)) for n in range(28)]
    # The words are not exactly beside their numbers; a block is set closer than they are.
    page += [
        (80 + 7.2 * (len(row) - len(row.lstrip())), 737 - 24 * n, 12, row.strip())
        for n, row in enumerate(rows)
        if row.strip()
    ]
    page += [(100, 737 - 24 * 16 - 12 * n, 12, f"close line {n} of a block") for n in range(4)]
    heads = [[*page, (300, 20, 10, str(number))] for number in (1, 2)]
    document = opened(tmp_path, "motion.pdf", pdf(heads))
    text = document.text.whole()
    assert text.startswith(
        "Plaintiff, through counsel, moves this court for an order that the pier be closed.\n\n"
        "The crane fell on the ninth of May. The witness said so, and nobody has denied it since."
        "\n\nARGUMENT\n\nThe harbour board knew it.\n\nclose line 0 of a block"
    )
    assert located(document, "witness said") == "1:4"
    assert located(document, "close line 0") == "1:17"
    assert located(document, "close line 3") in ("1:18", "1:19")


def test_other_numbers_at_the_edge_stay_in_the_words(tmp_path):
    table = [(60, 740 - 26 * n, 12, f"{n}") for n in range(1, 26)]
    table += [(100, 740 - 26 * n, 12, f"Boat {n} of the town") for n in range(1, 26)]
    text = opened(tmp_path, "boats.pdf", pdf([table, table])).text.whole()
    assert all(f"{n} " in text for n in range(1, 26))


def test_a_page_of_many_numbers_takes_no_time():
    lines = tuple(
        PdfLine(0, str(n % 9 + 1), 10.0 * (n % 50), 10.0 * (n % 50) + 6, 800 - n / 20, 6)
        for n in range(60_000)
    )
    assert not LineNumbers([Page("", 800.0, lines)])


def test_highlights_and_the_outline_lie_on_the_lines(tmp_path):
    highlight = markup("Highlight", ((96, 160, 740 - 26 * 3),), "/T(Ann)/Contents(Who?)")
    outline = [("The second page", 1)]
    data = pdf([glued(60), glued(60)], annotations=(highlight,), outline=outline)
    document = opened(tmp_path, "holm.pdf", data)
    [found] = document.embedded
    assert document.text.slice(found.start, found.end) == "Ida Holm."
    assert document.range_locator(found.start, found.end) == "1:3"
    [heading] = document.headings
    assert (heading.title, document.locator(heading.start)) == ("The second page", "2:1")
