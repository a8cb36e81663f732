"""Quotations that are similar to a place of a source: the place, and what differs."""

from __future__ import annotations

import pytest

from readerapp.verification.alignment import align
from readerapp.verification.comparison import Occurrence
from readerapp.verification.quotation import split_quotation
from readerapp.verification.senses import NameFinder, plain_forms
from readerapp.verification.similarity import find_runs, find_similar
from readerapp.verification.words import split_words

SOURCE = """We do not intend to sell the well-known ferry for $5 million. It cost 1,000 crowns,
or 5% of the budget, said the report in 2019. Um, I, uh, think we should go now. Twenty-five people
came to the hall. I was tired, and nobody could help. It was possible. Renn, who leads the
committee, called Anna Berg. We compared two prices. That was long before the storm came over the
harbour. We compared two towns, said the mayor, who cast the vote. “We were asked,” said Renn, “to
wait.” The end was near.
"""


def find(words: str, text: str = SOURCE) -> Occurrence | None:
    return find_similar(split_quotation(words), split_words(text), NameFinder(text), 20.0)


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("We do intend to sell the well-known ferry", ["negation"]),
        ("I was tired, and anybody could help", ["negation"]),
        ("I was tired. It was impossible. Renn", ["cut", "negation"]),
        ("It cost 1,000 crowns, or 15% of the budget", ["number"]),
        ("sell the well-known ferry for €5 million", ["number"]),
        ("said the report in 2020. Um, I", ["number"]),
        ("Brandt, who leads the committee, called Anna Berg", ["name"]),
        ("Renn, who leads the chamber, called Anna Berg", ["word"]),
        ("Renn, who leads the committee, gladly called Anna Berg", ["word"]),
        ("We compared two prices. We compared two towns", ["cut"]),
        ("the well-known ferry for five million dollars", ["typography"]),
        ("It cost one thousand crowns, or five per cent of the budget", ["typography"] * 2),
        ("25 people came to the hall", ["typography"]),
        ("I think we should go now", ["typography"]),
        ("We were asked to wait. The end was near", ["typography"]),
    ],
)
def test_differences_have_kinds(words: str, kinds: list[str]) -> None:
    found = find(words)
    assert found
    assert [one.kind for one in found.differences] == kinds


def test_the_place_is_from_the_first_to_the_last_word() -> None:
    found = find("They do not intend to sell the well-known boat")
    assert found
    assert SOURCE[found.start : found.end] == "We do not intend to sell the well-known ferry"


@pytest.mark.parametrize(
    "words",
    [
        "I do not think that it was in the end for him to say",
        "Wir haben zwei Preise verglichen und nichts bereut",
        "It was not that",
    ],
)
def test_frequent_words_alone_are_no_place(words: str) -> None:
    assert find(words) is None


def test_a_long_quotation_is_aligned_between_anchors() -> None:
    words = [f"w{number * 7919 % 1009}" for number in range(3000)]
    quotation = [*words[500:1500], "x", *words[1501:1700], *words[1720:2500]]
    steps = align(quotation, words, lambda _word: 5.0)
    assert sum(step.same for step in steps) == len(quotation) - 1
    assert steps[0].source == 500
    assert [step.source for step in steps if step.quotation is None] == [*range(1700, 1720)]


def test_runs_are_as_long_as_they_can_be() -> None:
    source = split_words("one two three four five six seven eight nine ten")
    runs = find_runs("zero three four five x eight nine ten".split(), source, 3)
    assert {(run.position, run.index, run.length) for run in runs} == {(1, 2, 3), (5, 7, 3)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000", "1000"),
        ("twenty five", "25"),
        ("two million", "2 million"),
        ("one hundred and fifty", "150"),
        ("five percent", "5 %"),
        ("$ 5", "five dollars"),
    ],
)
def test_numbers_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert plain_forms(one.split()) == plain_forms(other.split())


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("one two", "12"), ("twenty", "2")])
def test_other_numbers_are_not(one: str, other: str) -> None:
    assert plain_forms(one.split()) != plain_forms(other.split())
