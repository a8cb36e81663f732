"""Quotations in a text and who said them: found, ranked and explained; never applied.

Import `QuotationFinder` and `find_all` from `readerapp.speakers.quotations`. What ranks is
imported when it is first asked for: the reader starts without it.
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
    """Who said what in `text`, in document order: quotations, or the turns of a transcript.

    A quotation of several paragraphs gives one suggestion for each of them. `known` are the
    speakers that the reader has named, with their aliases; `accepted` maps ranges of the text to
    names that the reader has settled on: they are kept, and everything around is ranked anew.
    Offline and deterministic; time is linear in the length of `text`.
    """
    from readerapp.speakers.suggestions import make_suggestions

    return make_suggestions(text, known, accepted)


def turns(text: str) -> list[Turn] | None:
    """The turns of a transcript in document order, or None where `text` is no transcript."""
    from readerapp.speakers import transcripts

    return transcripts.find_turns(text)
