import re
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp import documents
from readerapp.documents import Document, Heading, limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats import markdown
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.line_layout import LineLayout


def read(written: str, name: str = "a.md") -> Document:
    source = textwrap.dedent(written).encode()
    return markdown.open_markdown(DocumentInput(MemoryBytes(source), name, name))


def styled(document: Document, kind: str) -> list[str]:
    text = document.text.whole()
    runs = sorted((run for run in document.styles if run.kind == kind), key=lambda run: run.start)
    return [text[run.start : run.end] for run in runs]


def shown(document: Document, width: int = 30) -> list[str]:
    rows = LineLayout(document.text, width).rows_from(0, 200)
    return [(" " * row.indent + row.display).rstrip() for row in rows]


def test_words_without_markup_and_styles_over_them():
    document = read("""\
        # The *great* day

        Some **bold**, some *slanted*, `code`, ~~gone~~ and
        a [link](http://example.org/a) to ![a cat](cat.png) &amp; <b>more</b>.
        """)
    assert document.text.whole() == (
        "The great day\n\nSome bold, some slanted, code, gone and a link to "
        "[picture: a cat] & more."
    )
    assert styled(document, "heading1") == ["The great day"]
    assert styled(document, "strong") == ["bold", "more"]
    assert styled(document, "emphasis") == ["great", "slanted"]
    assert styled(document, "code") == ["code"]
    assert styled(document, "strike") == ["gone"]
    assert styled(document, "link") == ["link"]
    assert styled(document, "image") == ["[picture: a cat]"]
    assert document.omissions == ("1 picture is not shown",)
    assert {run.value for run in document.styles if run.kind == "link"} == {"http://example.org/a"}
    assert document.title == "The great day"
    assert document.headings == (Heading(0, 1, "The great day"),)


def test_lists_are_indented_by_their_markers():
    document = read("""\
        Intro

        - one two three four five six seven
        - two
          1. deep
          2. deeper
        - three

        9. loose

           more
        10. ten
        """)
    assert shown(document) == [
        "Intro", "",
        "• one two three four five six", "  seven",
        "• two", "  1. deep", "  2. deeper", "• three", "",
        "9. loose", "", "   more", "", "10. ten",
    ]  # fmt: skip


def test_items_without_words_keep_their_markers():
    assert read("- - a\n-\n- b\n").text.whole() == "• • a\n• \n• b"


def test_quotes_and_code():
    document = read("""\
        > said
        > > before
        >
        > - item

        ```python
        if  x:

            y
        ```

            old style
        """)
    assert document.text.whole() == ("said\n\nbefore\n\n• item\n\nif  x:\n\n    y\n\nold style")
    assert styled(document, "quote") == ["said\n\nbefore\n\n• item", "before"]
    assert styled(document, "code") == ["if  x:\n\n    y", "old style"]
    assert shown(document)[:3] == ["  said", "", "    before"]
    assert shown(document)[6] == "  if  x:"


def test_tables_rules_breaks_and_html():
    document = read("""\
        | name | *age* |
        |------|-----|
        | Ann  | 41  |

        ---

        one\\
        two

        <div>
        **raw**
        </div>
        """)
    assert document.text.whole() == ("name | age\nAnn | 41\n\n* * *\n\none\ntwo\n\n**raw**")
    assert styled(document, "strong") == ["name", "age"]
    assert styled(document, "rule") == ["* * *"]


@pytest.mark.parametrize(
    ("written", "title", "text"),
    [
        ("---\ntitle: 'Named'\n---\n# Head\n", "Named", "Head"),
        ("---\nauthor: me\n...\n# Head\n", "Head", "Head"),
        ("---\ntitle: x\nno end\n", "a.md", "* * *\n\ntitle: x no end"),
        ("---\nJust words\n---\n", "Just words", "* * *\n\nJust words"),
        ("No heading\n", "a.md", "No heading"),
        ("#\n\ntext\n", "a.md", "text"),
        ("", "a.md", ""),
    ],
)
def test_titles_and_front_matter(written, title, text):
    document = read(written)
    assert document.title == title
    assert document.text.whole().strip() == text


def test_headings_in_order_with_their_offsets():
    document = read("# A\n\ntext\n\n## B `c`\n\nSet\n===\n")
    text = document.text.whole()
    assert [(h.level, h.title) for h in document.headings] == [(1, "A"), (2, "B c"), (1, "Set")]
    assert all(text[h.start :].startswith(h.title) for h in document.headings)


def test_what_is_nested_too_deep_is_shown_as_written():
    written = "> " * 200 + "words\n"
    document = read(written)
    assert document.text.whole() == written
    assert document.format == "text"


def test_the_same_file_gives_the_same_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# A\n\n- b\n- *c*\n\n> d\n")
    first, second = documents.open(path), documents.open(path)
    assert first.text.fingerprint() == second.text.fingerprint()
    assert sorted(first.styles, key=str) == sorted(second.styles, key=str)


PIECES = [
    "# ", "- ", "1. ", "> ", "*", "**", "`", "```\n", "\n", "\n\n", "word", " ", "    ", "[",
    "](u)", "|", "---", "<b>", "漢", "\\", "~~", "![", "&lt;", "\t",
]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(pieces)
def test_any_markdown_gives_runs_within_the_text(written):
    document = read("x" + written)
    text = document.text.whole()
    assert all(0 <= run.start < run.end <= len(text) for run in document.styles)
    indents = document.text.flow.indents
    assert all(a.end <= b.start for a, b in pairwise(indents))
    rows = LineLayout(document.text, 10).rows_from(0, 1000)
    assert rows[-1].end == len(text)
    if re.search(r"(?:```|~~~).*(?:word|漢)", written):
        return  # what follows a fence names the language of its code
    for word in ("word", "漢"):
        assert written.count(word) <= text.count(word) + sum(
            run.value.count(word) for run in document.styles
        )


def test_text_with_too_much_markup_is_shown_as_written(monkeypatch):
    monkeypatch.setattr(limits, "MARKDOWN_SIGNS", 10)
    assert read("*a* " * 10).format == "text"
    assert read("*a* " * 5).format == "markdown"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1) one\n2) two", "1) one\n2) two"),
        ("# Head {#id .cls}", "Head"),
        ("# Set {a, b}", "Set {a, b}"),
        ("`code`{.py} and [a](b){target=_blank}.", "code and a."),
        ("a<!-- note\nto self -->b", "ab"),
        ("<!-- gone -->\n\nkept", "kept"),
        (
            "<details><summary>Sum</summary>\n\nInside.\n\n</details>\n\nAfter.",
            "Sum\n\nInside.\n\nAfter.",
        ),
        ("- <p>raw</p>\n- b", "• raw\n• b"),
        ("x<sup>2</sup>, H<sub>2</sub>O<br>new", "x², H₂O\nnew"),
        ("<ruby>漢<rt>kan</rt></ruby>字", "漢字"),
        ("Write <your name> here", "Write <your name> here"),
        ("<Your-name>\n\nb", "<Your-name>\n\nb"),
        ("![alt *words*](i.png)", "[picture: alt words]"),
        ("a ![](i.png)", "a "),
        ('Logo <img src="a.png" alt="The crane"> here', "Logo [picture: The crane] here"),
        ("|a|\n|-|\n|b|`c|d`|", "a\nb | `c | d`"),
        ("> |a|\n> |-|\n> |b|c|", "a\nb | c"),
        ("| The sea\n|     is calm", "| The sea\n|     is calm"),
        ("Term\n: What it means", "Term\n: What it means"),
        ("One[^1] two[^b].\n\n[^b]: Bee.\n[^1]: First\ngoes on.\n\n    More.\n\nEnd.",
         "One[1] two[2].\n\nEnd.\n\n[1] First goes on.\n\nMore.\n\n[2] Bee."),
        ("A[^no] b.\n\n[^x]: Never marked.", "A[^no] b.\n\n[1] Never marked."),
        ("```\n[^1]: code\n```\n\n`[^1]`", "[^1]: code\n\n[^1]"),
        ("a[^1]\n\n[^1]: word", "a[1]\n\n[1] word"),
    ],
)  # fmt: skip
def test_what_programs_add_to_markdown(written, text):
    """D: md.md and its like."""
    assert read(written).text.whole() == text


@pytest.mark.parametrize(
    ("front", "facts"),
    [
        ("---\ntitle: T\nauthor: [Ann, 'Bo']\ndate: 2024-05-03T10:00\n---\n",
         ("T", "Ann, Bo", "2024-05-03")),
        ("---\ntitle: T\nauthors:\n  - name: Ann\n  - Bo\ndate: May\n---\n",
         ("T", "Ann, Bo", "May")),
        ('+++\ntitle = "T"\nauthor = "Ann"\n+++\n', ("T", "Ann", "")),
        ("% T\n  goes on\n% Ann; Bo\n% May 2024\n", ("T goes on", "Ann, Bo", "May 2024")),
    ],
)  # fmt: skip
def test_what_front_matter_says(front, facts):
    document = read(front + "\nWords.\n")
    assert (document.title, document.author, document.date) == facts
    assert document.text.whole() == "Words."
    assert document.omissions == ()


def test_front_matter_that_is_not_shown_is_named():
    document = read(
        "---\ntitle: T\nlayout: post\nabstract: |\n  Long\n  words\ntags: [a, b]\n---\nWords.\n"
    )
    assert document.omissions == ("The front matter is not shown (abstract, tags)",)
