"""Quotations that a source has as they are, set as in it or otherwise."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readerapp.verification.comparison import Occurrence, find_exact
from readerapp.verification.quotation import split_literally, split_quotation
from readerapp.verification.words import WordSequence, split_words

SOURCE = """The mayor spoke. We were asked to compare two prices, and in the end we compared two
towns. I have never regretted it! He said: “It’s over.” The com-
mittee met at 5 o'clock;  nobody came[3] at all.

Page two begins with co-operation. Do you see?
"""
WORDS = WordSequence(SOURCE, is_source=True)


def find(words: str, source: WordSequence = WORDS) -> list[Occurrence]:
    return find_exact(split_quotation(words), split_literally(words), source)


@pytest.mark.parametrize(
    "words",
    [
        "We were asked to compare two prices",
        "We were asked to compare two prices,",
        "We were asked to compare two prices.",
        "in the end we compared two towns",
        "compared two\ntowns.",
        "nobody came at all. Page two begins",
        "nobody came at all.\n\n“Page two begins",
        "never regretted it!",
        "Do you see?",
        "at 5 o'clock; nobody",
        "“It’s over.”",
    ],
)
def test_the_same_words_and_signs_are_verbatim(words: str) -> None:
    [found] = find(words)
    assert found.differences == ()


@pytest.mark.parametrize(
    "words",
    [
        "we were asked to compare two prices",
        "We were asked - to compare two prices",
        "We were  asked to compare",
        "[I]n the end we compared",
        "“It's over.”",
        "We were asked […] two prices",
        "We were asked ... two towns",
        "We were asked [by him] to compare",
        "in the end [they] compared two towns",
        "I have never regret[ed] it",
        "The committee met at 5",
        "begins with cooperation",
        "Do you see.",
        "never regretted it,",
        "…in the end we compared…",
    ],
)
def test_another_setting_is_typography(words: str) -> None:
    [found] = find(words)
    assert found.differences
    assert found.has_same_words


@pytest.mark.parametrize(
    "words",
    ["I have […] regretted it", "I have [ever] regretted it", "We were [not] asked to compare"],
)
def test_marks_that_turn_the_sense_round_are_loud(words: str) -> None:
    [found] = find(words)
    assert [one.kind for one in found.differences] == ["negation"]


@pytest.mark.parametrize(
    "words", ["We were told to compare", "at 50 o'clock", "now here came", "asked to compared", "x"]
)
def test_other_words_are_not_found(words: str) -> None:
    assert find(words) == []


def test_digits_do_not_run_together() -> None:
    assert find("3 5 boats", split_words("35 boats came")) == []
    assert find("now here came", split_words("nowhere came")) == []


_word = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=8)
_gap = st.sampled_from([" ", " ", ", ", ". ", "\n", "; ", "-", "\n\n", " (", " — "])


@given(st.lists(st.tuples(_word, _gap), min_size=4, max_size=40), st.data())
def test_any_words_of_a_source_are_verbatim_there(pairs: list[tuple[str, str]], data) -> None:
    text = "".join(word + gap for word, gap in pairs)
    source = WordSequence(text, is_source=True)
    assume(len(source) >= 3)
    low = data.draw(st.integers(0, len(source) - 1))
    high = data.draw(st.integers(low + 1, len(source)))
    start, end = source.starts[low], source.ends[high - 1]
    found = find(text[start:end], source)
    assert (start, end, ()) in [(one.start, one.end, one.differences) for one in found]


@given(st.lists(_word, min_size=3, max_size=20), st.data())
def test_another_word_is_never_the_same(words: list[str], data) -> None:
    source = split_words(" ".join(words))
    place = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(_word)
    changed = [*words[:place], other, *words[place + 1 :]]
    letters = "".join(split_words(" ".join(changed)).words)
    assume(letters not in source.letters)
    assert find(" ".join(changed), source) == []
