from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readerapp.core.errors import ReaderError
from readerapp.core.templates import CITATION_STYLES
from readerapp.interchange.citation import (
    cite,
    escape_markdown,
    find_quotation_marks,
    in_quotation_marks,
    one_line,
)

WHERE = {"speaker": "Maria Ortega", "title": "Council split", "locator": "¶2"}


def test_plain_is_the_quotation_and_its_source():
    cited = cite("We were promised a vote.", **WHERE)
    assert cited == '"We were promised a vote." (Maria Ortega, Council split, ¶2)'


@pytest.mark.parametrize(
    ("left_out", "end"),
    [
        ("speaker", "(Council split, ¶2)"),
        ("title", "(Maria Ortega, ¶2)"),
        ("locator", "(Maria Ortega, Council split)"),
    ],
)
def test_what_is_empty_is_left_out(left_out, end):
    assert cite("A vote.", **{**WHERE, left_out: ""}) == f'"A vote." {end}'


def test_words_alone_need_no_brackets():
    assert cite("A vote.") == '"A vote."'
    assert cite("", title="Council split") == "(Council split)"
    assert cite("A vote.", style="transcript") == "A vote."


def test_transcript_begins_with_the_place():
    cited = cite(
        "We were\npromised a vote.", **{**WHERE, "locator": "00:12:31"}, style="transcript"
    )
    assert cited == "[00:12:31] Maria Ortega: We were promised a vote. (Council split)"


def test_markdown_is_a_block_quotation_with_its_paragraphs():
    cited = cite("First *half*\nof it.\n\n1. Second.", **WHERE, style="markdown")
    assert cited.splitlines() == [
        "> First \\*half\\* of it.",
        ">",
        "> 1\\. Second.",
        ">",
        "> — **Maria Ortega**, *Council split*, ¶2",
    ]
    assert cite("Alone.", style="markdown") == "> Alone."


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("“We were promised a vote.”", '"We were promised a vote."'),
        ('"We were promised a vote."', '"We were promised a vote."'),
        ("«Nous attendons.»", "«Nous attendons.»"),
        ("「投票です」", "「投票です」"),
        ("„Wir warten.“", "„Wir warten.“"),
        ("“No,” she said, “not yet.”", '"‘No,’ she said, ‘not yet.’"'),
        ('He said "no" twice', "\"He said 'no' twice\""),
        ("It’s the town’s", '"It’s the town’s"'),
        ("  spaced \n out\t ", '"spaced out"'),
        ('"', '"\'"'),
        ("“”", ""),
        ("", ""),
    ],
)
def test_quotation_marks_inside(exact, shown):
    assert in_quotation_marks(exact) == shown


@pytest.mark.parametrize(
    ("text", "exact", "shown"),
    [
        ("“No,” she said.", 'a “b” and "c"', "“a ‘b’ and ‘c’”"),
        ("“No,” she said.", "“all of it”", "“all of it”"),
        ("It’s late.", "a", "“a”"),
        ('"No," she said. “Or not.”', "a", '"a"'),
        ("„Nein“, sagte sie. Er sagte „ja“.", "er rief „halt“", "„er rief ‚halt‘“"),
        ("« Non », dit-elle.", "il dit « oui »", "«il dit “ oui ”»"),
        ("»Nein«, sagte sie.", "a", "»a«"),
        ("「いいえ」", "彼は「はい」と", "「彼は『はい』と」"),
        ("No marks at all.", "a", '"a"'),
    ],
)
def test_a_citation_has_the_marks_of_the_text(text, exact, shown):
    assert cite(exact, marks=find_quotation_marks([text, exact])) == shown


ACCESS = "https://example.org/a_b, read 2026-11-28, sha256 3f2a9c1b04de"


@pytest.mark.parametrize(
    ("style", "end"),
    [
        ("plain", f'vote." (Maria Ortega, Council split, ¶2, {ACCESS})'),
        ("transcript", f"vote. (Council split) {ACCESS}"),
        (
            "markdown",
            "*Council split*, ¶2, <https://example.org/a_b>, read 2026-11-28, sha256 3f2a9c1b04de",
        ),
    ],
)
def test_the_citation_of_a_web_page_says_which_version_was_read(style, end):
    assert cite("A vote.", **WHERE, access=ACCESS, style=style).endswith(end)


def test_an_unknown_style_is_reported():
    with pytest.raises(ReaderError, match="plain, markdown, transcript"):
        cite("x", style="apa")


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("*_`<>[]()!#&;~1.-+=\\ ")
    )
)
def test_markdown_shows_any_words_as_they_are(text):
    line = one_line(text)
    [html] = [MarkdownIt("commonmark").render(escape_markdown(line))]
    assert unescape(html.removeprefix("<p>").removesuffix("</p>\n")) == line


@given(st.text(max_size=40), st.sampled_from([s for s in CITATION_STYLES if s != "latex"]))
def test_no_style_loses_or_invents_letters(text, style):
    def letters(t):
        return [c for c in t if c.isalnum()]

    assert letters(cite(text, style=style)) == letters(text)
