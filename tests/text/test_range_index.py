from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.range_index import (
    EDITOR_LIMIT,
    EXCERPT_LENGTH,
    RangeIndex,
    excerpt_around,
    is_too_long_for_editor,
    split_at_edges,
)


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    key: int


@st.composite
def marks(draw):
    places = st.one_of(st.integers(0, 60), st.integers(0, 100_000))
    ends = draw(st.lists(st.tuples(places, places), max_size=30))
    return [Mark(min(pair), max(pair), key) for key, pair in enumerate(ends)]


@given(marks(), st.integers(0, 100_100), st.integers(0, 100_100), st.data())
def test_touching_agrees_with_a_linear_search(all_marks, a, b, data):
    index = RangeIndex(all_marks)
    gone = data.draw(st.sets(st.integers(0, 30)))
    for key in gone:
        index.discard(key)
    start, end = min(a, b), max(a, b)
    expected = {m for m in all_marks if m.key not in gone and m.start < end and m.end > start}
    found = index.touching(start, end)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found == sorted(found, key=lambda m: (m.start, -m.end))
    assert len(index) == len([m for m in all_marks if m.key not in gone]) == len(list(index))


def test_adding_a_known_key_replaces_its_span():
    index = RangeIndex([Mark(0, 10, 1)])
    index.add(Mark(500, 510, 1))
    assert index.touching(0, 100) == []
    assert index.get(1) == Mark(500, 510, 1)
    assert 1 in index
    assert index.get(2) is None
    index.discard(2)
    assert len(index) == 1


@given(marks(), st.integers(0, 50), st.integers(0, 50))
def test_sweep_divides_the_range_at_every_edge(all_marks, a, length):
    end = a + length
    parts = split_at_edges(a, end, all_marks)
    assert [p[0] for p in parts] == [a, *(p[1] for p in parts)][: len(parts)]
    assert (parts[-1][1] if parts else a) == end
    for start, stop, over in parts:
        assert start < stop
        for place in range(start, stop):
            assert [m for m in all_marks if m.start <= place < m.end] == list(over)


WORDS = "".join(f"{number} words " for number in range(20_000))


def test_short_texts_are_edited_whole() -> None:
    assert not is_too_long_for_editor("")
    assert not is_too_long_for_editor("x" * EXCERPT_LENGTH)
    assert not is_too_long_for_editor("a line\n" * (EDITOR_LIMIT // 7))


def test_long_texts_and_long_lines_are_not() -> None:
    assert is_too_long_for_editor("a line\n" * (EDITOR_LIMIT // 7 + 1))
    assert is_too_long_for_editor("short\n" + "x" * (EXCERPT_LENGTH + 1))


@pytest.mark.parametrize("text", [WORDS, "x" * 100_000, "line\n" * 20_000], ids=len)
@pytest.mark.parametrize("share", [0, 0.0001, 0.3, 0.5, 0.9999, 1])
def test_a_part_holds_the_place_it_is_made_for(text: str, share: float) -> None:
    at = round(len(text) * share)
    start, end = excerpt_around(text, at)
    assert 0 <= start <= at <= end <= len(text)
    assert end - start <= EXCERPT_LENGTH + 200
    assert start == 0 or at - start > EXCERPT_LENGTH // 4
    assert end == len(text) or end - at > EXCERPT_LENGTH // 4


def test_a_part_begins_and_ends_between_words() -> None:
    start, end = excerpt_around(WORDS, 50_000)
    assert WORDS[start - 1] == WORDS[end - 1] == " "
