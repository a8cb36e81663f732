"""Lines of a plain text as locators: the setting `locators = "lines"`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.documents.document import Document, LineIndex
from readerapp.reading.goto import find_places
from readerapp.text.source import Text
from tests.documents.samples import opened

POEM = "One line.\nAnother one,\n\nand a last one\nof two.\n"


@given(st.text(alphabet="ab\n é", max_size=200), st.sampled_from([4, 16, 64]), st.booleans())
def test_lines_are_counted_as_editors_do(content, block, crlf):
    raw = content.replace("\n", "\r\n") if crlf else content
    text = Text.from_string(raw, block=block)
    index = LineIndex(text)
    for offset in range(len(content)):
        assert index.number(offset) == content.count("\n", 0, offset) + 1
    starts = [0, *(at + 1 for at, sign in enumerate(content) if sign == "\n")]
    for number, start in enumerate(starts, 1):
        assert index.start(number) == (start if start < len(content) else None)


def test_places_and_passages(tmp_path):
    document = replace(opened(tmp_path, "poem.txt", POEM), cites_lines=True)
    at = POEM.index
    assert document.locator(at("Another")) == "l. 2"
    assert document.range_locator(at("One"), at(".\n") + 1) == "l. 1"
    assert document.range_locator(at("Another"), at("of two")) == "ll. 2-4"
    assert document.range_locator(at("Another"), at("and")) == "ll. 2-3"  # with the blank line
    assert document.known_range_locator(at("and"), len(POEM)) == "ll. 4-5"


def test_paragraphs_unless_lines_are_asked_for(tmp_path):
    document = opened(tmp_path, "poem.txt", POEM)
    assert document.range_locator(POEM.index("and"), len(POEM)) == "¶3"


@pytest.mark.parametrize("query", ["l4", "l. 4", "line 4", "ll. 4-5", "lines 4–5"])
def test_go_to_a_line_whatever_the_setting(tmp_path, query):
    document = opened(tmp_path, "poem.txt", POEM)
    assert find_places(document, query) == [POEM.index("and")]


def test_go_to_a_line_past_the_end(tmp_path):
    document = opened(tmp_path, "poem.txt", POEM)
    with pytest.raises(ReaderError, match=r"l\. 6 is not in the text \(last: l\. 5\)"):
        find_places(document, "l6")


def test_no_line_is_counted_far_ahead_for_a_key():
    counted = []

    class Slow(Text):
        def read_bytes(self, start: int, end: int) -> bytes:
            counted.append((start, end))
            return super().read_bytes(start, end)

    text = Slow(Text.from_string("a line of words\n" * 100_000).raw, block=1024)
    document = Document(text, "", "text", cites_lines=True)
    last = len(text) - 1
    counted.clear()
    assert document.known_locator(last) == ""
    assert len(counted) < 0.1 * text.block_count
    document.index()
    assert document.known_locator(last) == "l. 100000"
