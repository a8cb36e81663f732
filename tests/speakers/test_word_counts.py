"""Counting words: split afterwards, they are the words that a pattern finds in the whole text."""

import re
from collections import Counter

import pytest

from readerapp.speakers.word_counts import split_words, word_frequencies

TEXT = "It was _so_ late, 10x later than 9_o_clock; c1oud, CLOUD and cloud. École __ 42 x² so so"


@pytest.mark.parametrize("pattern", [r"[^\W_]+", r"[^\W\d_]+"])
def test_the_parts_of_words_are_counted_as_in_the_text(pattern: str) -> None:
    part = re.compile(pattern)
    assert split_words(word_frequencies(TEXT), part) == Counter(part.findall(TEXT))


def test_the_counts_that_are_split_stay_as_they_were() -> None:
    words = word_frequencies("_so_ so")
    split_words(words, re.compile("[a-z]+"))
    assert words == {"_so_": 1, "so": 1}
