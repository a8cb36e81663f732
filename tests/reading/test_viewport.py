"""The viewport: the rows on screen, tied to an offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readerapp.reading.viewport import Viewport
from readerapp.text.line_layout import LineLayout
from readerapp.text.source import Text
from tests.reading.test_caret import texts

sizes = st.tuples(st.integers(1, 40), st.integers(1, 12))


def view_on(text: str, size: tuple[int, int]) -> Viewport:
    view = Viewport(LineLayout(Text.from_string(text), size[0]))
    view.resize(*size)
    view.lay_out(0)
    return view


def check(view: Viewport) -> None:
    """Check that the rows are those of the layout from the top, as many as fit."""
    assert view.rows == view.layout.rows_from(view.top, view.height)
    assert view.rows[0].start == view.top
    for number, row in enumerate(view.rows):
        assert view.row_index(row.start) == number


@given(texts, sizes, st.lists(st.integers(-30, 30), max_size=8))
def test_scrolling_stays_within_the_text_and_can_be_taken_back(
    text: str, size: tuple[int, int], ways: list[int]
) -> None:
    view = view_on(text, size)
    for rows in ways:
        before = view.top
        moved = view.scroll(rows)
        check(view)
        assert 0 <= moved <= abs(rows)
        assert (moved > 0) == (view.top != before)
        if moved:
            assert view.scroll(-moved if rows > 0 else moved) == moved
            assert view.top == before
            view.scroll(rows)
    view.scroll(10_000)
    assert view.at_end
    view.scroll(-10_000)
    assert view.top == 0


@given(texts, sizes, st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_following_shows_the_place(text: str, size: tuple[int, int], offsets: list[int]) -> None:
    view = view_on(text, size)
    for offset in offsets:
        offset = min(offset, len(text))
        seen = view.row_index(offset) is not None
        moved = view.follow(offset)
        check(view)
        assert moved is not seen
        assert view.row_index(offset) is not None
        assert not view.follow(offset)


@given(texts, sizes, st.integers(0, 400), st.integers(1, 80))
def test_showing_a_range_shows_its_start(
    text: str, size: tuple[int, int], start: int, length: int
) -> None:
    view = view_on(text, size)
    start = min(start, len(text))
    end = min(start + length, len(text))
    view.show(start, end)
    check(view)
    assert view.row_index(start) is not None
    again = view.show(start, end)
    if not again:
        assert view.row_index(max(start, end - 1)) is not None


@given(texts, sizes, st.integers(0, 400), st.lists(sizes, min_size=1, max_size=5))
def test_sizes_that_come_and_go_lead_back(
    text: str, size: tuple[int, int], offset: int, others: list[tuple[int, int]]
) -> None:
    view = view_on(text, size)
    view.lay_out(min(offset, len(text)))
    rows = list(view.rows)
    for other in others:
        view.resize(*other)
        assert view.row_index(rows[0].start) is not None, "the words at the top stay on screen"
    view.resize(*size)
    assert view.rows == rows


def test_a_near_offset_scrolls_little_and_a_far_one_jumps() -> None:
    text = "\n".join(f"line {number}" for number in range(200))
    view = view_on(text, (20, 10))
    assert view.follow(text.index("line 11\n"))
    assert view.rows[-1].text == "line 11"
    assert view.follow(text.index("line 150"))
    assert view.rows[3].text == "line 150"
    assert view.follow(text.index("line 145"))
    assert view.rows[0].text == "line 145"
    assert view.follow(text.index("line 20\n"))
    assert view.rows[3].text == "line 20"
    assert view.row_index(text.index("line 5\n")) is None
    assert view.row_index(len(text)) is None
    view.scroll(500)
    assert view.row_index(len(text)) == len(view.rows) - 1


def test_a_range_that_is_on_screen_moves_nothing() -> None:
    text = "\n".join(f"line {number}" for number in range(50))
    view = view_on(text, (20, 10))
    assert not view.show(0, 12)
    assert not view.show(7)
    assert view.show(text.index("line 8"), text.index("line 12"))
