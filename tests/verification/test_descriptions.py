"""What a check found, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readerapp.speakers import SURE
from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.descriptions import describe_speakers, speaker_label
from readerapp.verification.quotation import DraftQuotation


@pytest.mark.parametrize(
    ("draft", "source", "sentence"),
    [
        (
            "Its director",
            "Hanne Lovelace",
            "The draft says Its director, the source Hanne Lovelace · perhaps the same person",
        ),
        ("Ida Holm", None, "The draft says Ida Holm, the source names nobody"),
        (None, "Ida Holm", "The draft names nobody, the source Ida Holm"),
        (None, None, "No speaker is named"),
    ],
)
def test_a_speaker_of_the_source_is_always_named(
    draft: str | None, source: str | None, sentence: str
) -> None:
    place = SourcePlace("a.txt", 0, 3, "One", "¶1", source)
    quotation = DraftQuotation(0, 3, "One", draft)
    assert describe_speakers(QuotationCheck(quotation, "verbatim", 1.0, place)) == sentence


def test_a_speaker_that_is_only_a_guess_is_called_one() -> None:
    place = SourcePlace("a.txt", 0, 3, "One", "¶1", "Bo Lind")
    sure, guess = (
        DraftQuotation(0, 3, "One", "Ida Holm", speaker_confidence=confidence)
        for confidence in (SURE, SURE - 0.01)
    )
    check = QuotationCheck(sure, "verbatim", 1.0, place, "other")
    assert describe_speakers(check) == "The draft says Ida Holm, the source Bo Lind"
    assert speaker_label(sure) == "Ida Holm"
    sentence = describe_speakers(replace(check, quotation=guess))
    assert sentence == "readerapp guesses Ida Holm in the draft, the source Bo Lind"
    assert speaker_label(guess) == "Ida Holm?" and speaker_label(guess, 6) == "Ida…?"
    assert speaker_label(replace(guess, speaker=None)) == ""
