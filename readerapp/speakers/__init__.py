"""Quotation attribution: find quotations, rank and explain their speakers; never applies a result.

Import `QuotationFinder` and `find_quotations` from `readerapp.speakers.quotations`. The ranker is
imported on first use, so the reader starts without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readerapp.text.turns import Turn

if TYPE_CHECKING:
    from readerapp.speakers.plugins import SpeakerRules

SPEECH = ("quotation", "turn")
"""Kinds of suggestions that are direct speech, each a turn of its own."""
LABELLED = "turn"
"""The kind of suggestions whose speaker the text itself names, in a label."""
SURE = 0.9
"""Least confidence of a sure suggestion.

In articles and novels that it was not trained on, 95 in 100 of them were right
(`benchmarks/speakers.py`).
"""
_LIKELY = 0.6
"""Least confidence of a likely suggestion: of those below, about every second one is wrong."""


def certainty(confidence: float) -> str:
    """Return in words how far a suggestion can be trusted, with its confidence.

    >>> certainty(0.97), certainty(0.7), certainty(0.4)
    ('Sure (97%)', 'Likely (70%), check it', 'Unsure (40%), check it')
    """
    if confidence >= SURE:
        return f"Sure ({confidence:.0%})"
    word = "Likely" if confidence >= _LIKELY else "Unsure"
    return f"{word} ({confidence:.0%}), check it"


NO_SPEECH = "a title or phrase, probably not speech"
NO_NAME = "no name nearby"
SET_BY_PERSON = "set by you"
SAME_TURN = "goes on from the words you confirmed"
SAME_PARAGRAPH = "goes on in the same paragraph"
NEXT_PARAGRAPH = "the quotation goes on from the paragraph before"
"""Reasons of suggestions."""


@dataclass(frozen=True, slots=True)
class KnownSpeaker:
    """A person whom the user has named, with all other names of the same person."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible speaker; the scores of all candidates of a suggestion add up to at most 1."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The probable speaker of a range of the text, quotation marks excluded.

    Attributes:
        start: First offset in code points.
        end: Offset after the last.
        speaker: Name of the first candidate, or None if no speaker is likely.
        confidence: Share of such suggestions that are right, 0.0 to 1.0.
        reason: A short phrase that the user can check in the text.
        candidates: Possible speakers, the best first.
        kind: "quotation", "turn" (of a transcript), "nested" (inside a quotation) or "phrase"
            (words in quotation marks that are probably no speech: a title, a slogan, scare quotes).
            A phrase has no speaker, but candidates for callers that want one.
    """

    start: int
    end: int
    speaker: str | None
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...] = ()
    kind: str = "quotation"


def suggestion_item(suggestion: Suggestion, locator: str) -> dict[str, Any]:
    """Return a suggestion as JSON-ready data, in the form of `readerapp suggest --json`.

    Args:
        suggestion: the suggestion.
        locator: how its range is cited.
    """
    return {
        "start": suggestion.start,
        "end": suggestion.end,
        "speaker": suggestion.speaker,
        "confidence": suggestion.confidence,
        "reason": suggestion.reason,
        "candidates": [
            {"name": candidate.name, "score": candidate.score}
            for candidate in suggestion.candidates
        ],
        "kind": suggestion.kind,
        "locator": locator,
    }


def suggest(
    text: str,
    known: Sequence[KnownSpeaker] = (),
    accepted: Mapping[tuple[int, int], str] | None = None,
    labelled: Sequence[Turn] = (),
    rules: Sequence[SpeakerRules] = (),
    language: str = "",
) -> list[Suggestion]:
    """Suggest a speaker for each quotation of `text`, or for each turn of a transcript.

    A quotation of several paragraphs gives one suggestion for each of them. Offline and
    deterministic; the time is linear in the length of `text`.

    Args:
        text: The whole text.
        known: The speakers that the user has named, with their aliases.
        accepted: Names that the user has confirmed, by half-open range in code points. They stay,
            and everything around them is ranked again.
        labelled: The turns that the document itself names; without them, turns are looked for in
            the text.
        rules: The rules of languages that plug-ins add (`plugins.load_all_speaker_rules`).
        language: The code of the language in ISO 639-1; "" recognises it.

    Returns:
        The suggestions in document order.
    """
    from readerapp.speakers.suggestions import make_suggestions

    return make_suggestions(text, known, accepted, labelled, rules, language)


def turns(text: str) -> list[Turn] | None:
    """Return the turns of a transcript in document order; None if `text` is no transcript."""
    from readerapp.speakers import transcripts

    return transcripts.find_turns(text)
