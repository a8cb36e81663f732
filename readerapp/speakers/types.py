"""What the speakers part hands out: suggestions, turns, and how a person's answers come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPEECH = ("quotation", "turn")
"""Kinds of suggestions that are somebody's own words, each a turn of its own."""


@dataclass(frozen=True, slots=True)
class KnownSpeaker:
    """A person whom the reader has named already, with every other name for the same person."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have said it; the scores of all candidates add up to at most 1."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who probably said `[start, end)`, marks excluded.

    `speaker` is the first candidate's name, or None where nobody is likely. `confidence` is
    how often such a suggestion is right. `reason` is a short phrase that a person can check in
    the text. `kind` is "quotation", "turn" (of a transcript), "nested" (inside a quotation) or
    "phrase" (marked words that are probably no speech: a title, a slogan, a word held at a
    distance); a phrase has no speaker, but candidates for whoever wants one.
    """

    start: int
    end: int
    speaker: str | None
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...] = ()
    kind: str = "quotation"


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn in a transcript: its label and its words, as ranges of the text.

    A turn without a label of its own (a carried speaker) has `label_start == label_end`.
    `speaker` is the name without time and role; `role` is what stood in brackets after it.
    """

    label_start: int
    label_end: int
    start: int
    end: int
    speaker: str
    role: str = ""


def suggestions_as_json(fingerprint: str, suggestions: Sequence[Suggestion]) -> dict[str, object]:
    """The suggestions as JSON-ready data, in the form that `readerapp suggest --json` prints.

    Speech is under "quotations"; what is nested in it, and what is probably none, under "others".
    """
    speech = [_item(one) for one in suggestions if one.kind in SPEECH]
    others = [_item(one) for one in suggestions if one.kind not in SPEECH]
    return {"fingerprint": fingerprint, "quotations": speech, "others": others}


def _item(suggestion: Suggestion) -> dict[str, object]:
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
    }
