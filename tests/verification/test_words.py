"""Words as verification compares them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.verification.words import WordSequence, fold_word, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop, it's Anna's!", ["don't", "stop", "it's", "anna's"]),
        ("well-known: 1,000.5 or -5°", ["well", "known", "1,000.5", "or", "-5", "°"]),
        ("$5 & 5% in 1968-1972", ["$", "5", "and", "5", "%", "in", "1968", "1972"]),
        ("CAFE\u0301 cafe\u0301 café", ["café", "café", "café"]),
        ("of\u00adfice ﬁne", ["office", "fine"]),
        ("我们比较", ["我", "们", "比", "较"]),
        ("لقد طُلِب", ["لقد", "طلب"]),
        ("", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert [*split_words(text).words] == words


@pytest.mark.parametrize(
    "between",
    [
        "[3]",
        "[00:01:12]",
        "(laughter)",
        "[inaudible]",
        "\n12\n\f\n",
        "[citation needed]",
        "[p. 12]",
    ],
)
def test_what_a_page_puts_between_words_is_no_word_of_a_source(between: str) -> None:
    source = WordSequence(f"we met{between} at noon", is_source=True)
    assert [*source.words] == ["we", "met", "at", "noon"]
    assert len(source.text) == len(f"we met{between} at noon")


@given(st.text(max_size=200))
def test_offsets_lead_back_to_the_words(text: str) -> None:
    sequence = split_words(text, 7)
    for word, start, end in zip(sequence.words, sequence.starts, sequence.ends, strict=True):
        assert 7 <= start < end <= len(text) + 7
        assert fold_word(text[start - 7 : end - 7]) in (word, "i̇")
    assert len(sequence.letter_places) == len(sequence) + 1


def test_words_are_found_by_their_letters() -> None:
    source = split_words("the com-\nmittee met the committee")
    assert source.find_letters("thecommittee", 0, len(source), 9) == [(0, 3), (4, 6)]
    assert source.find_letters("committeemet", 0, len(source), 9) == [(1, 4)]
    assert source.find_letters("mmittee", 0, len(source), 9) == []
    assert source.find_spaced(["the"], 0, len(source), 9) == [0, 4]
    assert source.find_spaced(["the"], 1, 4, 9) == []


def test_a_rare_word_says_more_than_a_frequent_one() -> None:
    source = split_words("the ferry and the bridge and the town " * 50 + "umbrella")
    weights = source.weigh(["umbrella", "ferry", "the"])
    assert weights["umbrella"] > weights["ferry"] > weights["the"]


def test_places_of_words_are_the_same_however_often_they_are_looked_for() -> None:
    source = split_words("the boat and the ferry, and the boat again")
    for words in (["boat", "gone"], ["boat"], ["the"], ["and"], ["ferry"], ["again", "gone"]):
        found = source.find_places(words)
        for word in words:
            assert [*found.get(word, ())] == [
                index for index, other in enumerate(source.words) if other == word
            ]
