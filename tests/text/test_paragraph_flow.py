import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.paragraph_flow import Indent, ParagraphFlow, detect_column
from readerapp.text.phrases import fold_text
from tests.text.samples import texts

STORY = (
    "The ferry left the harbour shortly after six, with eleven passengers, two dogs and a crate "
    "of lemons that nobody would own to. By the time it passed the lighthouse the wind had turned, "
    "and Mrs. Ahlberg, who had never been to sea, was asking the mate how deep it was just here."
)


def paragraphs(flow: ParagraphFlow, source: str) -> list[str]:
    return [source[a:b] for a, b in flow.paragraphs(source)]


@given(texts, st.sampled_from([0, 10, 72]))
def test_paragraphs_cover_the_text(source, column):
    spans = ParagraphFlow(column).paragraphs(source)
    assert [a for a, _ in spans] == [0, *(b for _, b in spans)][: len(spans)]
    assert (spans[-1][1] if spans else 0) == len(source)
    assert all(source[b - 1] == "\n" for _, b in spans[:-1])


@pytest.mark.parametrize("column", [45, 60, 72, 79])
def test_wrapped_prose_is_recognised_and_comes_back_whole(column):
    wrapped = textwrap.fill(STORY, column)
    sample = "\n\n".join([wrapped] * 8)
    found = detect_column(sample)
    assert column - 8 <= found <= column
    assert paragraphs(ParagraphFlow(found), wrapped) == [wrapped]
    assert len(paragraphs(ParagraphFlow(found), sample)) == 15


@pytest.mark.parametrize(
    "sample",
    [
        "",
        STORY,
        "\n\n".join([STORY] * 20),
        "\n".join(f"{n}. An item that is rather long and nearly fills it" for n in range(30)),
        "\n".join(["A short line", "And Another One", "Of This Verse"] * 20),
        "\n".join(["    if value is None: return other  # and so on and so on it goes"] * 30),
        "\n".join(["name\tvalue\tother things that are in the table of this file"] * 3),
    ],
)  # fmt: skip
def test_other_texts_are_not_taken_for_wrapped_prose(sample):
    assert detect_column(sample) == 0


@pytest.mark.parametrize(
    "source",
    [
        "A line that is full to the edge of it\n\nA new one",
        "A line that is full to the edge of it\n- an item",
        "A line that is full to the edge of it\n12. an item",
        "A line that is full to the edge of it\n(b) an item",
        "A line that is full to the edge of it\n    indented far",
        "    indented line full to the edge of\nand more",
        "some | table | that is full | of it |\nand | more | of it |",
        "Short line\nAnd Another",
        "\nAfter a blank line",
    ],
)
def test_hard_newlines(source):
    assert len(paragraphs(ParagraphFlow(40), source)) == source.count("\n") + 1


@pytest.mark.parametrize(
    "source",
    [
        "A line that is full to the edge of\nits column",
        "A line that might take another one\nMr. Brown said so",
        "A line that is not quite full,\nbut goes on in lower case",
    ],
)
def test_soft_newlines(source):
    assert paragraphs(ParagraphFlow(40), source) == [source]


def test_indents():
    flow = ParagraphFlow(indents=[Indent(2, 5, 1, 3), Indent(7, 9, 4, 4)])
    assert [flow.indent(n) for n in (0, 2, 4, 5, 8, 9)] == [
        (0, 0), (1, 3), (1, 3), (0, 0), (4, 4), (0, 0)
    ]  # fmt: skip


def test_folding_ignores_wrapping_and_typography():
    assert fold_text("“It’s”  well—\nknown --- so\u00a0be\u00adit") == '"It\'s"well-known-sobeit'
    assert fold_text('"It\'s" well-known-so be it') == '"It\'s"well-known-sobeit'


@given(texts)
def test_folding_removes_white_space_and_is_idempotent(source):
    folded = fold_text(source)
    assert not any(sign.isspace() for sign in folded)
    assert fold_text(folded) == folded
    assert fold_text(" ".join(source.split())) == folded
