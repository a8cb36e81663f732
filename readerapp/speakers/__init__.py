"""Quotation attribution: find quotations, rank and explain their speakers; never applies a result.

Import `QuotationFinder` and `find_quotations` from `readerapp.speakers.quotations`. The ranker is
imported on first use, so the reader starts without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readerapp.speakers.types import (
    SPEECH,
    Candidate,
    KnownSpeaker,
    Suggestion,
    Turn,
    suggestions_as_json,
)

__all__ = [
    "SPEECH",
    "Candidate",
    "KnownSpeaker",
    "Suggestion",
    "Turn",
    "suggest",
    "suggestions_as_json",
    "turns",
]


def suggest(
    text: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
) -> list[Suggestion]:
    """Suggest a speaker for each quotation of `text`, or for each turn of a transcript.

    A quotation of several paragraphs gives one suggestion for each of them. Offline and
    deterministic; the time is linear in the length of `text`.

    Args:
        text: The whole text.
        known: The speakers that the user has named, with their aliases.
        accepted: Names that the user has confirmed, by half-open range in code points. They stay,
            and everything around them is ranked again.

    Returns:
        The suggestions in document order.
    """
    from readerapp.speakers.suggestions import make_suggestions

    return make_suggestions(text, known, accepted)


def turns(text: str) -> list[Turn] | None:
    """Return the turns of a transcript in document order; None if `text` is no transcript."""
    from readerapp.speakers import transcripts

    return transcripts.find_turns(text)
