"""What a check found, in words."""

from __future__ import annotations

import pytest

from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.descriptions import describe_speakers
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
