"""Caret and selection on any text: in range, on whole clusters, and what keys select."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.reading.caret import MOTIONS, Caret, Span
from readerapp.text import motions
from readerapp.text.line_layout import LineLayout
from readerapp.text.source import Text
from tests.sessions import ARTICLE, span

PIECES = [
    "word ",
    "a",
    "\n",
    "\n\n",
    "“Quoted, she said.” ",
    "e\u0301",
    "漢字",
    "👩‍👩‍👧",
    "🇳🇴",
    "\t",
    ". ",
    "שלום ",
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
ROWS = ("up", "down", "row_start", "row_end")
NAMES = (*MOTIONS, *ROWS)

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["move", "extend"]), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(["jump"]), st.integers(-5, 500)),
        st.tuples(st.sampled_from(["toggle", "drop", "swap", "grow", "shrink"]), st.none()),
        st.tuples(st.sampled_from(["quotation"]), st.sampled_from([1, -1])),
    ),
    max_size=25,
)


def caret_in(text: str, width: int = 20) -> Caret:
    source = Text.from_string(text)
    return Caret(source, LineLayout(source, width))


def run(caret: Caret, sequence: list[tuple[str, Any]]) -> None:
    for name, value in sequence:
        method = getattr(caret, name)
        method() if value is None else method(value)


@given(texts, st.integers(1, 30), steps)
def test_the_caret_stays_in_the_text_on_whole_clusters(
    text: str, width: int, sequence: list[tuple[str, Any]]
) -> None:
    source = Text.from_string(text)
    caret = Caret(source, LineLayout(source, width))
    for step in sequence:
        run(caret, [step])
        assert 0 <= caret.at <= len(text)
        assert caret.at == len(text) or motions.cluster_at(source, caret.at)[0] == caret.at
        if selected := caret.selection:
            assert 0 <= selected.start < selected.end <= len(text)
        if subject := caret.subject():
            assert text[subject.start : subject.end].strip()


@given(texts, steps)
def test_a_move_drops_a_finished_selection_and_extends_an_active_one(
    text: str, sequence: list[tuple[str, Any]]
) -> None:
    caret = caret_in(text)
    run(caret, sequence)
    mode = caret.mode
    caret.move("right")
    assert caret.mode == ("visual" if mode == "visual" else "none")


@given(texts, st.integers(0, 200), st.integers(0, 6))
def test_shrinking_takes_back_each_growing(text: str, at: int, times: int) -> None:
    caret = caret_in(text)
    caret.jump(at)
    seen = []
    for _ in range(times):
        seen.append((caret.selection, caret.at))
        before = caret.selection
        caret.grow()
        if caret.selection == before:
            seen.pop()
            break
    for selection, place in reversed(seen):
        caret.shrink()
        assert caret.selection == selection
        if selection is None:
            assert caret.at == place


def test_growing_goes_from_word_to_paragraph() -> None:
    caret = caret_in(ARTICLE, 80)
    caret.jump(ARTICLE.index("running"))
    found, units = [], []
    for _ in range(3):
        units.append(caret.grow())
        assert caret.selection
        found.append(ARTICLE[caret.selection.start : caret.selection.end])
    assert found[0] == "running"
    assert found[1] == "We kept the boats running through two floods,"
    assert found[-1].startswith("“We kept") and found[-1].endswith("since 1998.")
    assert len(found[1]) < len(found[2])
    assert units[:2] == ["word", "quotation"]
    while caret.grow():
        pass
    assert caret.grow() == ""


def test_shrinking_what_was_not_grown_takes_the_next_smaller_unit() -> None:
    caret = caret_in(ARTICLE, 80)
    assert caret.quotation(1)
    caret.shrink()
    assert caret.selection == Span(*span("We"))
    caret.shrink()
    assert caret.selection == Span(*span("We"))
    caret.drop()
    caret.shrink()
    assert caret.selection is None


def test_a_new_selection_forgets_what_was_grown() -> None:
    caret = caret_in(ARTICLE, 80)
    caret.jump(3)
    caret.grow()
    caret.quotation(1)
    selected = caret.selection
    caret.shrink()
    assert caret.selection != Span(3, 3) and selected
    assert caret.selection and selected.start <= caret.selection.start < selected.end


def test_quotations_one_after_the_other_and_back() -> None:
    caret, found = caret_in(ARTICLE, 80), []
    while caret.quotation(1):
        assert caret.selection and caret.mode == "fixed"
        found.append(ARTICLE[caret.selection.start : caret.selection.end])
    assert found == [
        "We kept the boats running through two floods,",
        "a painful but necessary step",
        "A bus does not float,",
    ]
    assert caret.quotation(-1) and caret.selection == Span(*span("a painful but necessary step"))


def test_what_enter_marks() -> None:
    caret = caret_in(ARTICLE, 80)
    caret.jump(ARTICLE.index("boats"))
    assert caret.subject() == Span(*span("We kept the boats running through two floods,"))
    caret.jump(ARTICLE.index("leaves at noon"))
    assert caret.subject() == Span(*span("The last ferry leaves at noon."))
    caret.select(*span("noon"))
    assert caret.subject() == Span(*span("noon"))
    caret.select(*span("\n\n"))
    assert caret.subject() is None
    assert caret_in("").subject() is None


def test_visual_selections_take_in_the_cluster_under_the_caret() -> None:
    caret = caret_in("one two", 80)
    caret.toggle()
    assert caret.selection == Span(0, 1)
    caret.move("word_end")
    assert caret.selection == Span(0, 3)
    caret.swap()
    assert caret.at == 0 and caret.selection == Span(0, 3)
    caret.toggle()
    assert caret.mode == "fixed" and caret.selection == Span(0, 3)
    caret.move("right")
    assert caret.selection is None


@pytest.mark.parametrize(("motion", "end"), [("right", 1), ("row_end", 7), ("next_word", 4)])
def test_shift_selects_up_to_the_caret(motion: str, end: int) -> None:
    caret = caret_in("one two\n", 80)
    caret.extend(motion)
    assert caret.mode == "typed" and caret.selection == Span(0, end)
    selected = caret.selection
    caret.toggle()
    assert caret.mode == "visual" and caret.selection == selected
    caret.extend("left")
    assert caret.mode == "visual"


def test_turning_a_selection_made_backward_into_a_visual_one_keeps_it() -> None:
    caret = caret_in("one two", 80)
    caret.jump(7)
    caret.extend("left")
    caret.extend("left")
    caret.toggle()
    assert caret.selection == Span(5, 7)
    caret.extend("left")
    assert caret.selection == Span(4, 7)


def test_a_jump_extends_an_active_selection_and_drops_a_finished_one() -> None:
    caret = caret_in(ARTICLE, 80)
    caret.toggle()
    caret.jump(10)
    assert caret.selection == Span(0, 11)
    caret.select(2, 5)
    caret.jump(10)
    assert caret.selection is None and caret.at == 10


def test_adjusting_changes_the_end() -> None:
    caret = caret_in("one two three", 80)
    caret.adjust(4, 7)
    assert caret.selection == Span(4, 7)
    caret.move("word_end")
    assert caret.selection == Span(4, 13)


def test_rows_keep_the_column() -> None:
    caret = caret_in("abcdef\nxy\nuvwxyz", 10)
    caret.jump(5)
    caret.move("down")
    assert caret.at == 9
    caret.move("down")
    assert caret.at == 15
    caret.move("up")
    caret.move("up")
    assert caret.at == 5
    caret.move("up")
    assert caret.at == 5
    caret.to_row(10)
    assert caret.at == 15
    caret.select(0, 3)
    caret.to_row(7)
    assert caret.selection is None and caret.at == 7
    caret.move("row_end")
    assert caret.at == 8
    caret.move("row_start")
    assert caret.at == 7


def test_a_jump_into_a_cluster_goes_to_its_start() -> None:
    caret = caret_in("ab👩‍👩‍👧cd", 10)
    caret.jump(5)
    assert caret.at == 2


class Counting(Text):
    """A text that fails when its whole length is requested."""

    counted = False

    def __len__(self) -> int:
        self.counted = True
        return super().__len__()


def test_moving_near_the_start_does_not_index_the_whole_text() -> None:
    text = Counting.from_string("word and word.\n\n" * 4000)
    caret = Caret(text, LineLayout(text, 60))
    for name in (*ROWS, "left", "right", "next_word", "next_sentence", "next_paragraph"):
        caret.move(name)
        caret.extend(name)
    caret.jump(900)
    assert isinstance(text, Counting) and not text.counted
    caret.jump(10**9)
    assert caret.at == 16 * 4000
