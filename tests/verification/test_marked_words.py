"""The words of a quotation and of its source with those that differ marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readerapp.verification.comparison import Difference
from readerapp.verification.marked_words import (
    ELSEWHERE,
    MarkedWords,
    mark_differences,
    shorten_alike,
)

_words = st.lists(
    st.sampled_from(["the", "boat", "Never", "two", "[W]e", "[…]", "don’t", "\n", "«", "渡船"]),
    max_size=30,
).map(" ".join)
_differences = st.lists(
    st.builds(Difference, _words, _words, st.sampled_from(["word", "number", "cut"])), max_size=3
)


def test_what_differs_has_the_kind_of_the_check() -> None:
    draft, source = mark_differences(
        "We never kept […] two boats",
        "We kept a lot and two big boats",
        [Difference("never", "", "negation"), Difference("", "big", "cut")],
    )
    assert [(one.text, one.kind) for one in draft if one.kind] == [("never", "negation")]
    assert [(one.text, one.kind) for one in source if one.kind] == [("big", "cut")]


def test_words_of_another_part_of_a_splice_are_from_elsewhere() -> None:
    draft, source = mark_differences("the boat sails at noon", "the boat", (), spliced=True)
    assert draft[-1] == MarkedWords("sails at noon", ELSEWHERE)
    assert source == [MarkedWords("the boat")]


@given(_words, _words, _differences, st.booleans())
def test_no_word_is_lost(
    draft: str, source: str, differences: list[Difference], spliced: bool
) -> None:
    left, right = mark_differences(draft, source, differences, spliced=spliced)
    assert "".join(one.text for one in left) == draft
    assert "".join(one.text for one in right) == source


@given(
    st.lists(st.builds(MarkedWords, _words, st.sampled_from(["", "number"])), max_size=6),
    st.integers(0, 200),
)
def test_what_differs_is_never_shortened(parts: list[MarkedWords], length: int) -> None:
    shortened = shorten_alike(parts, length)
    assert [one for one in shortened if one.kind] == [one for one in parts if one.kind]
    assert sum(len(one.text) for one in shortened) <= sum(len(one.text) for one in parts)
