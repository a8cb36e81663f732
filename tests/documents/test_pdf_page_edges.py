"""Page edges of PDFs (A1): running heads and page numbers go, all else stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.documents.pdf.lines import Cell, Page, PdfLine
from readerapp.documents.pdf.running_heads import describe_heads, remove_running_heads
from tests.documents.pdfs import column, pdf
from tests.documents.samples import located, opened

PROSE = "\n".join(["The harbour lay still in the morning and nobody spoke."] * 6)


def text_of(tmp_path, pages, **more: object) -> str:
    return opened(tmp_path, "a.pdf", pdf(pages, **more)).text.whole()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "size", "base"),
    [
        (["Chapter 1", "Chapter 2", "Chapter 3", "Chapter 4"], 18, 750),
        (["Question 1", "Question 2", "Question 3", "Question 4"], 10, 750),
        (["A. Yes."] * 8, 10, 40),
        (["1914", "1915", "1916", "1917", "1918"], 10, 750),
        (["Results"] * 5, 16, 750),
        (["§ 1.", "§ 2.", "§ 3.", "§ 4."], 10, 750),
        (["Week 1 7 kg", "Week 2 14 kg", "Week 3 21 kg", "Week 4 28 kg"], 10, 750),
        ([f"Table {n}" for n in range(1, 9)], 8, 750),
        ([f"{n} May 1916" for n in range(3, 12)], 9, 760),
        ([f"§ {n}" for n in range(12, 20)], 9, 760),
        (["Thank you"] * 5, 13.5, 60),
        (["THE WITNESS:"] * 8, 9, 760),
        (["2 Ibid."] * 8, 8, 60),
    ],
    ids=[
        "A1-chapters",
        "A1-questions",
        "A1-answers",
        "A1-years",
        "A1-slides",
        "A1-items",
        "A1-rows",
        "A1-captions",
        "A1-days",
        "A1-sections",
        "A1-last-slides",
        "A1-labels",
        "A1-notes",
    ],
)
def test_what_stands_at_the_edge_of_pages_stays(tmp_path, words, size, base):
    pages = [[(50, base, size, each), *column(PROSE, top=700)] for each in words]
    text = text_of(tmp_path, pages)
    assert [line for line in text.splitlines() if line in words] == words


def test_rows_of_a_ledger_stay_on_all_pages(tmp_path):
    """A1, D: each page is full of rows that are alike but for their numbers."""
    rows = [
        [f"Week {10 * page + n} {7 * n + 100 * page} kg" for n in range(50)] for page in range(4)
    ]
    text = text_of(tmp_path, [column("\n".join(page), top=770) for page in rows])
    assert text == "\n\n".join("\n".join(page) for page in rows)


@pytest.mark.parametrize("gap", [12, 40])
def test_the_head_of_a_table_stays_on_all_pages(tmp_path, gap):
    """A1: also if it stands apart from its rows."""
    places = (50, 200, 350)
    head = [
        (x, 770, 10, words) for x, words in zip(places, ("Year", "Catch", "Boats"), strict=True)
    ]
    rows = [(x, 770 - gap - 12 * n, 10, f"{12 + 7 * n}{x}") for n in range(20) for x in places]
    assert text_of(tmp_path, [[*head, *rows]] * 8).split().count("Catch") == 8


@pytest.mark.parametrize(("size", "count"), [(10, 8), (9, 4), (9, 8)])
def test_one_word_at_the_end_of_each_page_stays(tmp_path, size, count):
    """A1: without page numbers, what repeats where a text may be is the text."""
    pages = [[*column(f"Words {n}.\n{PROSE}"), (50, 60, size, "Amen")] for n in range(count)]
    assert text_of(tmp_path, pages).count("Amen") == count


def test_answers_in_an_appendix_of_small_print_stay(tmp_path):
    """A1: the size of the text is that of the page, not only that of the document."""
    prose = [[*column("\n".join([PROSE] * 6), top=720), (300, 30, 8, str(n))] for n in range(1, 4)]
    answers = [
        [*column(PROSE, top=720, size=8), (50, 80, 8, "Yes, sir"), (300, 30, 8, str(n))]
        for n in range(4, 8)
    ]
    assert text_of(tmp_path, [*prose, *answers]).count("Yes, sir") == 4


def test_the_heads_of_columns_stay_whatever_their_distance(tmp_path):
    columns = (50, 200, 350)
    pages = [
        [(x, 722, 9, head) for x, head in zip(columns, ("Year", "Species", "Tonnes"), strict=True)]
        + [
            (x, 700.0 - 14 * row, 9, f"{word}{page}{row}")
            for row in range(40) for x, word in zip(columns, ("19", "Cod ", "7"), strict=True)
        ]
        for page in range(8)
    ]  # fmt: skip
    assert text_of(tmp_path, pages).count("Species") == 8


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (lambda n: [(50, 770, 8, "SMALL BOATS")], lambda n: [(300, 30, 8, str(n + 1))]),
        (lambda n: [(50, 770, 10, "Small boats"), (500, 770, 10, str(n + 7))], lambda n: []),
        (lambda n: [(50 + 300 * (n % 2), 770, 8, ("PART ONE", "BOATS")[n % 2])], lambda n: []),
        (lambda n: [], lambda n: [(250, 30, 10, f"Page {n + 1} of 8")]),
        (lambda n: [], lambda n: [(250, 30, 10, f"- {n + 1} -")]),
        (lambda n: [], lambda n: [(250, 30, 10, ("i ii iii iv v vi vii viii".split())[n])]),
        (lambda n: [(50, 770, 8, f"Boats {n + 40}")], lambda n: []),
        (lambda n: [], lambda n: [(50, 30, 10, f"Harbour Reports 555-0100 | {n + 1}")]),
        (lambda n: [(50, 770, 10, str(n + 211))], lambda n: []),
        (
            lambda n: [(50, 785, 9, f"Case 3:19-cv-00213 Page {n + 1} of 8, 03/12/20, Boats")],
            lambda n: [],
        ),
    ],
)
def test_running_heads_are_removed(tmp_path, head, foot):
    pages = [[*head(n), *column(f"Words {n} of it.\n{PROSE}"), *foot(n)] for n in range(8)]
    text = text_of(tmp_path, pages)
    words = text.split()
    assert words.count("harbour") == 48
    assert {"boats", "BOATS", "Boats", "Page", "555-0100", "-", "iii", "213"}.isdisjoint(words)


def test_the_words_of_running_heads_are_an_omission(tmp_path):
    pages = [[(50, 770, 8, "SMALL BOATS"), *column(PROSE), (9, 30, 8, str(n))] for n in range(4)]
    document = opened(tmp_path, "a.pdf", pdf(pages))
    assert document.omissions == ("running heads are not shown (“SMALL BOATS”)",)
    assert describe_heads(["a", "b", "c", "d\x1b[2J"]).endswith("(“a”, “b”, “c” and 1 other)")
    assert "\x1b" not in describe_heads(["\x1b[2J"])
    assert describe_heads([]) == ""


def test_a_number_at_the_top_and_the_foot_of_each_page(tmp_path):
    """Poems with numbers, one on each page: the number of the page is at the foot."""
    pages = [
        [(50, 770, 10, str(n + 1)), *column(PROSE), (300, 30, 10, str(n + 11))] for n in range(9)
    ]
    numbers = [word for word in text_of(tmp_path, pages).split() if word.isdecimal()]
    assert numbers == [str(n + 1) for n in range(9)]


def test_a_number_that_its_label_tells_is_a_page_number(tmp_path):
    pages = [[*column(f"Words {n}.\n{PROSE}"), (300, 30, 10, str(n + 1912))] for n in range(2)]
    document = opened(tmp_path, "a.pdf", pdf(pages, labels="0 <</S/D/St 1912>>"))
    assert "1913" not in document.text.whole()
    assert located(document, "Words 1") == "p. 1913"


WORD = st.text("abcdefgh", min_size=1, max_size=6)


@given(st.lists(st.lists(WORD, min_size=1, max_size=5), min_size=1, max_size=6, unique_by=tuple))
@settings(max_examples=40, deadline=None)
def test_words_that_no_other_page_has_stay(pages):
    """Whatever stands alone is kept, wherever it stands."""
    made = [
        Page("", 800, tuple(
            PdfLine(number, f"{word} {number * number}", 50, 90, 790 - 150.0 * place, 10)
            for place, word in enumerate(words)
        ))
        for number, words in enumerate(pages)
    ]  # fmt: skip
    assert remove_running_heads(made).pages == made


def test_a_title_and_its_number_in_one_line_are_judged_each():
    """A line of two cells goes only if both are what many pages have."""

    def page(number: int, title: str) -> Page:
        cells = (Cell(title, 50, 120), Cell(str(number + 1), 500, 510))
        head = PdfLine(number, f"{title} {number + 1}", 50, 510, 780, 8, cells=cells)
        body = tuple(PdfLine(number, "Words of it.", 50, 300, 700 - 12.0 * n, 10) for n in range(9))
        return Page("", 800, (head, *body))

    same = remove_running_heads([page(n, "Boats") for n in range(5)])
    assert [len(each.lines) for each in same.pages] == [9] * 5
    assert same.words == ["Boats"]
    others = [page(n, f"Chapter {'abcde'[n]}") for n in range(5)]
    assert remove_running_heads(others).pages == others


def test_a_word_divided_above_notes_is_joined_on_the_next_page(tmp_path):
    """A note that goes on in a second line stays whole, though other pages have the same one."""
    pages = [
        [
            *column(("" if n == 0 else "bour was dark.\n") + PROSE + "\nWe saw the far har-"),
            (50, 60, 7, f"{n + 1} See above, and the har-"),
            (50, 51, 7, "bour master"),
            (300, 30, 7, str(n + 1)),
        ]
        for n in range(4)
    ]
    text = text_of(tmp_path, pages)
    assert text.count("We saw the far harbour was dark.") == 3
    assert text.count("See above, and the harbour master") == 4


def test_a_letterhead_is_no_end_of_the_letter_before(tmp_path):
    head = [(200, 775, 9, "HARBOUR BOARD"), (200, 764, 7, "Pier 3, Oslo")]
    letter = column(f"Dear Ida,\n\n{PROSE}\n\nYours,\nBert")
    text = text_of(tmp_path, [[*head, *letter], [*head, *letter]])
    assert text.count("Bert\n\nHARBOUR BOARD\n\nPier 3, Oslo\n\nDear Ida,\n\nThe") == 1


def test_a_wide_title_above_a_narrow_column_does_not_divide_its_lines(tmp_path):
    title = (50, 770, 10, "A journal of small boats and of what was seen of them in the harbour")
    text = text_of(tmp_path, [[title, *column(PROSE.replace(" and nobody spoke", ""), top=700)]])
    assert text.count("\n\n") == 1
