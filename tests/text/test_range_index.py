from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.range_index import RangeIndex, split_at_edges


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
