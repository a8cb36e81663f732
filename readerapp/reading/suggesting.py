"""Who may have said a passage: what the text suggests, then whom the person named last."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.session.session import ReadingSession
from readerapp.speakers import KnownSpeaker, Suggestion, suggest
from readerapp.text.source import Text

BEFORE, AFTER = 12_000, 4_000
"""Code points that are read around a passage: what one key press can afford."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A speaker to choose: the name, why it is offered, and other names for the same person."""

    name: str
    why: str = ""
    also: tuple[str, ...] = ()


def suggest_speakers(
    session: ReadingSession, place: tuple[int, int] | None, key: str = ""
) -> list[Proposal]:
    """The speakers to offer for a passage, the likeliest first; nobody twice.

    `place` is where it stands in code points, None if it stands nowhere; `key` is the id of its
    own annotation, which says nothing about it.
    """
    proposals: dict[str, Proposal] = {}
    suggestion = _suggestion(session, *place, key) if place else None
    for number, candidate in enumerate(suggestion.candidates if suggestion else ()):
        known = session.speaker_called(candidate.name)
        name = known.name if known else candidate.name
        why = suggestion.reason if suggestion and number == 0 else "in the text"
        also = known.aliases if known else ()
        proposals.setdefault(name.casefold(), Proposal(name, why, also))
    for speaker in session.recent_speakers():
        proposal = Proposal(speaker.name, speaker.role or "named before", speaker.aliases)
        proposals.setdefault(speaker.name.casefold(), proposal)
    return list(proposals.values())


def _suggestion(session: ReadingSession, start: int, end: int, key: str) -> Suggestion | None:
    """The suggestion for the quotation that is most like the passage in extent."""
    text = session.document.text
    low, high = _window(text, start, end)
    known = [KnownSpeaker(s.name, s.aliases) for s in session.speakers]
    accepted = {
        (p.start - low, p.end - low): name
        for p in session.placed.touching(low, high)
        if low <= p.start and p.end <= high and p.key != key
        if (name := session.speaker_name(p.annotation))
    }
    start, end = start - low, end - low
    found = suggest(text.slice(low, high), known, accepted)
    overlapping = [s for s in found if s.start < end and s.end > start]
    return max(overlapping, key=lambda s: _likeness(s, start, end), default=None)


def _likeness(suggestion: Suggestion, start: int, end: int) -> float:
    """The share of two ranges that both have."""
    shared = min(suggestion.end, end) - max(suggestion.start, start)
    return shared / (max(suggestion.end, end) - min(suggestion.start, start))


def _window(text: Text, start: int, end: int) -> tuple[int, int]:
    """The surroundings of a passage, cut at paragraphs where there are any."""
    low, high = max(0, start - BEFORE), min(len(text), end + AFTER)
    if low:
        found = text.slice(low, start).find("\n\n")
        low += found + 2 if found >= 0 else 0
    if high < len(text):
        found = text.slice(end, high).rfind("\n\n")
        high = end + found if found > 0 else high
    return low, high
