"""Edit distances: both implementations agree with each other and with the definition."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.anchoring import edit_distance
from readerapp.anchoring.edit_distance import Mode, plain_distance, plain_path_inside

letters = st.text(alphabet="ab", max_size=40)
signs = st.text(alphabet="ab e\u0301é中\0𝔸𝔹👩\u200d", max_size=80)
anything = st.text(max_size=30)
strings = st.one_of(letters, signs, anything)
MODES: tuple[Mode, ...] = ("NW", "HW", "SHW")


def by_definition(pattern: str, text: str, mode: Mode) -> int:
    row = [0 if mode == "HW" else column for column in range(len(text) + 1)]
    for number, character in enumerate(pattern, 1):
        above, row = row, [number]
        for column, other in enumerate(text):
            same = above[column] + (character != other)
            row.append(min(same, above[column + 1] + 1, row[column] + 1))
    return row[-1] if mode == "NW" else min(row)


@given(strings, strings)
def test_distances_are_those_of_the_definition(pattern: str, text: str) -> None:
    for mode in MODES:
        expected = by_definition(pattern, text, mode)
        assert edit_distance.distance(pattern, text, mode) == expected
        if pattern and text:
            assert plain_distance(pattern, text, mode) == expected


@given(strings, strings, strings)
def test_both_backends_find_the_same_place(pattern: str, before: str, after: str) -> None:
    pytest.importorskip("edlib")
    text = before + pattern[: len(pattern) // 2] + before[:2] + pattern[len(pattern) // 2 :] + after
    if pattern and text:
        assert edit_distance.path_inside(pattern, text) == plain_path_inside(pattern, text)


@given(strings.filter(bool), strings.filter(bool))
def test_a_path_leads_where_the_pattern_is_most_alike(pattern: str, text: str) -> None:
    fewest, offsets = plain_path_inside(pattern, text)
    assert len(offsets) == len(pattern) + 1
    assert offsets == sorted(offsets)
    assert fewest == by_definition(pattern, text, "HW")
    assert fewest == by_definition(pattern, text[offsets[0] : offsets[-1]], "NW")


def test_a_pattern_with_more_characters_than_edlib_accepts_is_exact() -> None:
    pattern = "".join(chr(0x20000 + number) for number in range(400))
    rarest = pattern[260:]
    assert edit_distance.distance(rarest + pattern, rarest[1:] + "x" + pattern) == 2
    assert edit_distance.distance(pattern, pattern[:299] + pattern[300] + pattern[300:], "HW") == 1


def test_characters_that_are_not_in_the_pattern_are_all_equal() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    assert edit_distance.distance("abc", f"{text}axc{text}", "HW") == 1
    assert edit_distance.path_inside("abc", f"{text}axc{text}") == (1, [300, 301, 302, 303])


def test_without_edlib_nothing_is_missing(backend: str) -> None:
    assert (edit_distance.accelerator() is None) == (backend == "plain")
    assert edit_distance.distance("kitten", "sitting") == 3


def test_edlib_is_loaded_when_something_is_aligned() -> None:
    program = (
        "import sys; from readerapp.anchoring import alignment, lookalikes, matcher; "
        "assert 'edlib' not in sys.modules; alignment.similarity('ab', 'ac'); "
        "import importlib.util as u; assert ('edlib' in sys.modules) == bool(u.find_spec('edlib'))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
