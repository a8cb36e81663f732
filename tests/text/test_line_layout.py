from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from readerapp.text import graphemes, sanitize
from readerapp.text.line_layout import LineLayout
from readerapp.text.paragraph_flow import Indent, ParagraphFlow
from readerapp.text.source import Text
from tests.text.samples import ascii_lines, texts

widths = st.integers(1, 40)
blocks = st.sampled_from([128, 512, 16384])
columns = st.sampled_from([0, 0, 20])


def make(source: str, width: int, block: int, column: int) -> LineLayout:
    text = Text.from_string(source, block=block)
    text.flow = ParagraphFlow(column)
    return LineLayout(text, width)


def rows_of(layout: LineLayout) -> list:
    return layout.rows_from(0, 10_000)


@given(st.one_of(texts, ascii_lines), widths, blocks, columns)
def test_rows_are_contiguous_cover_the_text_and_fit(source, width, block, column):
    layout = make(source, width, block, column)
    text = layout.text.whole()
    rows = rows_of(layout)
    assert rows[0].start == 0
    assert rows[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(rows))
    for row in rows:
        assert row.start <= row.stop <= row.end
        assert row.text == text[row.start : row.stop]
        assert len(row.display) == len(row.text)
        assert not text[row.stop : row.end].strip()
        used = sum(piece.cells for piece in layout.pieces(row))
        assert used <= width or len(list(graphemes.clusters(row.display))) == 1
        assert row.end > row.start or len(text) == 0


@given(texts, widths, blocks, columns)
def test_pieces_cover_the_row_and_are_as_wide_as_they_say(source, width, block, column):
    layout = make(source, width, block, column)
    for row in rows_of(layout):
        pieces = layout.pieces(row)
        assert [p.start for p in pieces] == [row.start, *[p.end for p in pieces]][: len(pieces)]
        assert (pieces[-1].end if pieces else row.start) == row.stop
        for piece in pieces:
            assert cell_len(piece.text) == piece.cells
            assert sanitize.sanitize(piece.text) == piece.text
            assert piece.cells > 0


@settings(max_examples=50)
@given(texts, widths, st.data())
def test_cuts_split_pieces_but_never_a_cluster(source, width, data):
    layout = make(source, width, 16384, 0)
    for row in rows_of(layout):
        cuts = data.draw(st.lists(st.integers(row.start, row.end + 1), max_size=4))
        whole, cut = layout.pieces(row), layout.pieces(row, cuts)
        assert "".join(p.text for p in whole) == "".join(p.text for p in cut)
        starts = {row.start + start for start, _, _ in graphemes.clusters(row.display)}
        assert {p.start for p in cut} <= starts
        assert {c for c in cuts if c in starts and c < row.stop} <= {p.start for p in cut}


@given(texts, widths, blocks, columns)
def test_offset_row_offset(source, width, block, column):
    layout = make(source, width, block, column)
    rows = rows_of(layout)
    for row in rows:
        for offset in {row.start, row.stop, max(row.start, row.end - 1)}:
            if offset < row.end:
                assert layout.row_at(offset) == row
        for start, _, _ in graphemes.clusters(row.display):
            column = layout.column(row, row.start + start)
            assert layout.offset_at(row, column) == row.start + start
        right = layout.offset_at(row, 10_000)
        assert row.start <= right <= row.stop
        assert right < row.end or row.start == row.end
        assert layout.offset_at(row, -5) == row.start
    assert layout.row_at(len(layout.text)) == rows[-1]
    assert layout.row_at(10**9) == rows[-1]


@given(texts, widths, blocks, columns, st.data())
def test_rows_before_and_after_agree(source, width, block, column, data):
    layout = make(source, width, block, column)
    rows = rows_of(layout)
    k = data.draw(st.integers(0, len(rows) - 1))
    n = data.draw(st.integers(0, 12))
    assert layout.rows_from(rows[k].start, n) == rows[k : k + n]
    assert layout.rows_before(rows[k].start, n) == rows[max(0, k - n) : k]


@given(texts, widths)
def test_an_indented_block_stays_within_the_width(source, width):
    text = Text.from_string(source)
    text.flow = ParagraphFlow(indents=[Indent(3, 60, 2, 6)])
    layout = LineLayout(text, width)
    for row in rows_of(layout):
        used = row.indent + sum(piece.cells for piece in layout.pieces(row))
        assert used <= width or len(list(graphemes.clusters(row.display))) == 1
        if row.display:
            assert layout.column(row, row.start) == row.indent
            assert layout.offset_at(row, row.indent) == row.start


def test_a_long_text_is_read_to_its_end_and_back():
    source = "".join(f"Line {n} of a text in many blocks.\n" for n in range(2000))
    layout = LineLayout(Text.from_string(source, block=256), 20)
    rows = rows_of(layout)
    assert rows[-1].end == len(source)
    assert layout.rows_before(len(source), len(rows)) == rows[:-1]


def test_a_new_width_wraps_again():
    layout = LineLayout(Text.from_string("one two three four"), 80)
    assert layout.width == 80
    assert [row.text for row in rows_of(layout)] == ["one two three four"]
    layout.width = 9
    assert [row.text for row in rows_of(layout)] == ["one two", "three", "four"]


def test_an_empty_text_is_one_empty_row():
    row = LineLayout(Text.from_string(""), 10).row_at(0)
    assert (row.start, row.end, row.text) == (0, 0, "")


def test_hanging_indent():
    text = Text.from_string("• one two three\nfour five six")
    text.flow = ParagraphFlow(indents=[Indent(0, 16, 1, 3)])
    rows = rows_of(LineLayout(text, 10))
    assert [(row.indent, row.display, row.first) for row in rows] == [
        (1, "• one two", True),
        (3, "three", False),
        (0, "four five", True),
        (0, "six", False),
    ]


@pytest.mark.parametrize(
    ("source", "width", "expected"),
    [
        ("a well-known fact", 7, ["a well-", "known", "fact"]),
        ("minus -5 and x-2 y", 7, ["minus", "-5 and", "x-2 y"]),
        ("one—two three", 6, ["one—", "two", "three"]),
        ("日本語「テスト」です", 8, ["日本語", "「テス", "ト」です"]),
        ("中文。中文", 4, ["中", "文。", "中文"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("go  \n  on", 9, ["go", "  on"]),
        ("a\tb", 9, ["a\tb"]),
        ("a\tb", 8, ["a", "b"]),
        ("👨\u200d👩\u200d👧👍🏽🇨🇭", 2, ["👨\u200d👩\u200d👧", "👍🏽", "🇨🇭"]),
    ],
)  # fmt: skip
def test_where_rows_break(source, width, expected):
    assert [row.text for row in rows_of(LineLayout(Text.from_string(source), width))] == expected


def test_tabs_reach_the_next_stop():
    layout = LineLayout(Text.from_string("ab\tc\td"), 40)
    row = layout.row_at(0)
    assert [layout.column(row, n) for n in range(6)] == [0, 1, 2, 8, 9, 16]
    assert [piece.text for piece in layout.pieces(row)] == ["ab", " " * 6, "c", " " * 7, "d"]
    assert layout.offset_at(row, 5) == 2


def test_soft_newlines_are_drawn_as_spaces():
    text = Text.from_string("She had been wrapped\nby hand.\n\nEnd.")
    text.flow = ParagraphFlow(20)
    rows = rows_of(LineLayout(text, 60))
    assert [row.display for row in rows] == ["She had been wrapped by hand.", "", "End."]
    assert rows[0].text == "She had been wrapped\nby hand."


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(texts, widths, blocks, columns)
def test_many_layouts(source, width, block, column):
    layout = make(source, width, block, column)
    rows = rows_of(layout)
    assert rows[-1].end == len(layout.text)
    for row in rows:
        used = sum(piece.cells for piece in layout.pieces(row))
        assert used <= width or len(list(graphemes.clusters(row.display))) == 1
        assert layout.row_at(row.start) == row
