import re

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.pdf import paragraphs
from readerapp.documents.pdf import reader as pdf_format
from readerapp.documents.pdf.lines import Page, PdfLine, page_from_data
from readerapp.reading import goto
from tests.documents.pdfs import column, pdf
from tests.documents.samples import located, opened, styled

FIRST = """The ferry left before the sun was up and nobody on
the quay had time to wave. Mother held the basket,
and I held the cat.

We were told that it would take two hours, per-
haps three, and that the sea was kind in May.
  The captain, a man with a well-known beard and
no hat, counted us twice and then a third time as
he did not believe us. His well-known beard was wet."""
SECOND = """the island came out of the mist like a loaf out
of an oven.
• bread
• salt, and some other things that we had bought in
the harbour
Nobody spoke."""


def book(**more: object) -> bytes:
    one = [(50, 730, 20, "The crossing"), *column(FIRST)[:-1]]
    one += column("he did not believe us. Then, with a well-", top=700 - 12 * 8)
    two = column("known song on his lips, he cast off. At ten\n" + SECOND, top=700)
    three = [
        (50, 700, 14, "Landing"),
        *column("We went ashore, and it was the end of it.", top=670),
    ]
    heads = [
        [(50, 770, 8, "SMALL BOATS"), (300, 30, 8, str(n))] for n in range(1, 4)
    ]  # fmt: skip
    pages = [
        [head[0], *lines, head[1]] for head, lines in zip(heads, (one, two, three), strict=True)
    ]
    return pdf(pages, **more)  # type: ignore[arg-type]


def test_paragraphs_over_lines_and_pages(tmp_path):
    document = opened(tmp_path, "ferry.txt", book())
    assert document.text.whole().split("\n\n") == [
        "The crossing",
        "The ferry left before the sun was up and nobody on the quay had time to wave. Mother held "
        "the basket, and I held the cat.",
        "We were told that it would take two hours, perhaps three, and that the sea was kind in "
        "May.",
        "The captain, a man with a well-known beard and no hat, counted us twice and then a third "
        "time as he did not believe us. Then, with a well-known song on his lips, he cast off. At "
        "ten the island came out of the mist like a loaf out of an oven.",
        "• bread",
        "• salt, and some other things that we had bought in the harbour",
        "Nobody spoke.",
        "Landing",
        "We went ashore, and it was the end of it.",
    ]
    assert document.format == "pdf"
    assert [(h.level, h.title) for h in document.headings] == [(1, "The crossing"), (2, "Landing")]
    assert styled(document, "heading2") == ["Landing"]


def test_pages_are_locators(tmp_path):
    document = opened(tmp_path, "ferry.pdf", book())
    assert located(document, "well-known beard") == "p. 1"
    assert located(document, "known song") == "p. 2"
    assert located(document, "ashore") == "p. 3"
    text = document.text.whole()
    assert goto.find_places(document, "p. 2") == [text.index("known song")]
    assert goto.find_places(document, "page 3") == [text.index("Landing")]
    roman = opened(tmp_path, "b.pdf", book(labels="0 <</S/r/St 9>> 1 <</S/D>>"))
    assert located(roman, "ferry") == "p. ix"
    assert located(roman, "ashore") == "p. 2"
    same = opened(tmp_path, "c.pdf", book(labels="0 <</P(A)>>"))
    assert located(same, "ashore") == "p. 3"


def test_metadata_and_outline(tmp_path):
    info = "/Title(Small boats)/Author(Ola Berg)/CreationDate(D:20180203120000Z)"
    outline = (("The crossing", 0), ("We were told", 0), ("Lost", 1))
    document = opened(tmp_path, "a.pdf", book(info=info, outline=outline))
    assert (document.title, document.author) == ("Small boats", "Ola Berg")
    assert document.date == "2018-02-03"
    text = document.text.whole()
    assert [(h.title, h.start) for h in document.headings][:2] == [
        ("The crossing", 0), ("We were told", text.index("We were")),
    ]  # fmt: skip
    assert "Lost" in [heading.title for heading in document.headings]
    draft = opened(tmp_path, "b.pdf", book(info="/Title(Microsoft Word - draft.doc)"))
    assert draft.title == "The crossing"


def test_two_columns_and_a_footnote(tmp_path):
    left = column("Left one has words enough to be full\nand it goes on without an end to the")
    right = column("right one, where the sentence ends.\nThen more.", left=320)
    note = [(50, 120, 7, "1 A note in small letters at the foot.")]
    after = column("then and there it goes on and on and on.", top=700)
    first = [*left, *right[:1], *column("And so it was said, and", left=320, top=688), *note]
    document = opened(tmp_path, "a.pdf", pdf([first, after]))
    assert document.text.whole().split("\n\n") == [
        "Left one has words enough to be full and it goes on without an end to the right one, "
        "where the sentence ends. And so it was said, and then and there it goes on and on and on.",
        "1 A note in small letters at the foot.",
    ]


def test_progress_is_reported_and_can_cancel(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(book())
    reports = []
    documents.open(path, progress=lambda done, total: reports.append((done, total)))
    assert reports == [(0, 3), (1, 3), (2, 3)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        documents.open(path, progress=stop)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pdf([[], []], picture=True), "is scanned and has no text"),
        (pdf([[]]), "has no text"),
        (b"%PDF-1.7\nnothing of the kind", "is damaged"),
        (book()[:700], "is damaged"),
        (b"%PDF-1.4\n" + b"[" * 200_000, "is damaged"),
    ],
)
def test_pdfs_that_cannot_be_read(tmp_path, data, sentence):
    with pytest.raises(ReaderError, match=sentence):
        opened(tmp_path, "a.pdf", data)


def test_pdfs_within_limits(tmp_path, monkeypatch):
    for name, least, sentence in (
        ("PDF_PAGES", 2, "has 3 pages"),
        ("PDF_SILENT_SECONDS", 0.001, "takes too long"),
        ("PDF", 10, "is larger than"),
    ):
        with monkeypatch.context() as context:
            context.setattr(limits, name, least)
            with pytest.raises(ReaderError, match=sentence):
                opened(tmp_path, "a.pdf", book())


def test_a_wrong_cross_reference_table_does_no_harm(tmp_path):
    data = book()
    wrong = data.replace(b"00000 n", b"00009 n").replace(b"/Count 3", b"/Count 3000000")
    try:
        assert "ferry" in opened(tmp_path, "a.pdf", wrong).text.whole()
    except ReaderError as error:
        assert str(error).endswith(".")


def test_the_title_stays_where_running_heads_repeat_it(tmp_path):
    pages = [
        [(50, 770, 20 if n == 0 else 8, "Small boats"), *column("Words of a page.", top=600)]
        for n in range(4)
    ]
    document = opened(tmp_path, "a.pdf", pdf(pages))
    assert document.text.whole().count("Small boats") == 1
    assert document.title == "Small boats"


def test_each_entry_of_a_printed_table_of_contents_has_a_line(tmp_path):
    entries = "1.1 Boats . . . . . . . . 5\n1.2 The sea . . . . . . . 7\n1.3 May . . . . . . . 9"
    document = opened(tmp_path, "a.pdf", pdf([column(entries)]))
    assert len(document.text.whole().split("\n\n")) == 3


def test_a_heading_in_two_lines_is_one_and_takes_its_level_from_the_outline(tmp_path):
    heading = [(50, 700, 16, "2.1 Why boats go out"), (50, 680, 16, "when nobody asks them to")]
    page = [*heading, (50, 640, 16, "2.2 Landing"), *column(FIRST, top=600)]
    outline = (("Why boats go out when nobody asks them to", 0), ("Not printed", 0))
    document = opened(tmp_path, "a.pdf", pdf([page], outline=outline))
    assert [(heading.level, heading.title) for heading in document.headings] == [
        (1, "2.1 Why boats go out when nobody asks them to"),
        (2, "2.2 Landing"),
    ]


def test_a_sign_in_large_letters_is_no_heading(tmp_path):
    page = [*column(FIRST), (50, 500, 24, "x"), *column("And so on.", top=460)]
    assert opened(tmp_path, "a.pdf", pdf([page])).headings == ()


def test_covers_that_are_counted_like_the_first_pages(tmp_path):
    pages = [column(f"Words of {number}.") for number in range(30)]
    document = opened(tmp_path, "a.pdf", pdf(pages, labels="0 <</S/D>> 2 <</S/D>>"))
    assert located(document, "Words of 0.") == "p. [1]"
    assert located(document, "Words of 2.") == "p. 1"
    assert located(document, "Words of 29.") == "p. 28"


def many_pages(count: int, letters: int) -> bytes:
    """A small PDF whose pages are all one page, with each letter on a line of its own."""
    page = [(n % 30 * 20.0, 780 - n // 30 * 4.0, 3, "a") for n in range(letters)]
    return pdf([page]).replace(b"/Kids[6 0 R]", b"/Kids[" + b"6 0 R " * count + b"]").replace(
        b"/Count 1", b"/Count %d" % count
    )  # fmt: skip


def test_pages_that_would_take_too_long_are_refused(tmp_path, monkeypatch):
    """The preview and the error sentence come long before all pages are read."""
    path = tmp_path / "a.pdf"
    path.write_bytes(many_pages(3000, 600))
    begun, reports = [], []
    monkeypatch.setattr(pdf_format, "_PREVIEW_SECONDS", 0.0)
    monkeypatch.setattr(limits, "PDF_ESTIMATE_AFTER", 0.0)
    monkeypatch.setattr(limits, "PDF_SECONDS", 1)
    with pytest.raises(ReaderError, match=r"would take \d+ minutes to read"):
        documents.open(
            path,
            progress=lambda *parts: reports.append(parts),
            preview=lambda text, _names: begun.append(text.whole()),
        )
    assert reports == [(0, 3000)]
    assert [set(text.split()) for text in begun] == [{"a"}]


def test_a_small_pdf_of_endless_lines_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "PDF_LINES", 1500)
    monkeypatch.setattr(limits, "PDF_ESTIMATE_AFTER", 600)
    reports = []
    path = tmp_path / "a.pdf"
    path.write_bytes(many_pages(3000, 600))
    with pytest.raises(ReaderError, match="is too long to display"):
        documents.open(path, progress=lambda *parts: reports.append(parts))
    assert reports[-1] == (2, 3000)


class Counted:
    """A regular expression that counts the code points that it has to search."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.seen = pattern, 0

    def findall(self, words: str) -> list[str]:
        self.seen += len(words)
        return self.pattern.findall(words)

    def match(self, words: str) -> re.Match[str] | None:
        return self.pattern.match(words)


def test_each_line_of_a_long_paragraph_is_read_once(monkeypatch):
    counted = Counted(paragraphs._word)
    monkeypatch.setattr(paragraphs, "_word", counted)
    count = 3000
    lines = tuple(PdfLine(0, "ab-", 0, 100, 7.0 * (count - n), 10, True) for n in range(count))
    (found,) = paragraphs.join_paragraphs([Page("", 800, lines)])
    assert found.words == "ab" * count + "-"
    assert counted.seen < count * 2 * paragraphs._END_LENGTH, "all that is before, for each line"
    row = [["a", n, n + 0.5, 100, 10] for n in range(count)]
    page = page_from_data(
        0, {"label": "", "height": 800, "pictures": False, "lines": row}, "\ufffe"
    )
    assert [line.words for line in page.lines] == [" ".join("a" * count)]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the har-", "bour and"], "the harbour and"),
        (["the Anglo-", "Saxon and"], "the Anglo-Saxon and"),
        (["‐-", "a"], "-a"),
        (["-", "-", "a"], "--a"),
    ],
)
def test_words_over_lines(lines, text):
    page = tuple(
        PdfLine(0, words, 0, 100, 90 - 10.0 * n, 10, words[-1] in "-‐")
        for n, words in enumerate(lines)
    )
    (found,) = paragraphs.join_paragraphs([Page("", 800, page)])
    assert found.words == text
