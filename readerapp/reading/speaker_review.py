"""Review: every quotation without a speaker, one after the other, with who probably said it.

What a person settles anchors what is around it: after each answer the rest is ranked again.
Nothing is applied unasked.

Who may have said a passage: what the text suggests, then whom the person named last.

Turns of a transcript: a passage within one has its speaker without asking.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.speakers import SPEECH, KnownSpeaker, Suggestion, Turn, suggest, turns
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text

AT_ONCE = 40_000
"""Code points of a text that is ranked within a key press; longer ones are ranked beside."""


class SpeakerReview:
    """A walk through the quotations that nobody has been named for."""

    def __init__(self, session: ReadingSession, found: Sequence[Suggestion], at: int = 0) -> None:
        """A walk through `found`, from the first open one at or behind the offset `at`."""
        self._session = session
        self._marks = RangeIndex(placed for placed in session.placed.values() if placed.shown)
        self._found: list[Suggestion] = []
        self._open: list[int] = []  # numbers of the quotations without a speaker, in order
        self._place = 0  # where in `_open`
        self.rank_again(found, at)

    @property
    def current(self) -> Suggestion | None:
        """The quotation to settle now; None when all are."""
        return self._found[self._open[self._place]] if self._open else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many quotations have a speaker, and how many there are."""
        return len(self._found) - len(self._open), len(self._found)

    def rank_again(self, found: Sequence[Suggestion], at: int | None = None) -> None:
        """Take in a new ranking; the walk stays where it is, or goes to the offset `at`."""
        current = self.current
        here = at if at is not None else current.start if current else 0
        self._found = [suggestion for suggestion in found if suggestion.kind in SPEECH]
        self._open = [n for n, one in enumerate(self._found) if not self._said(one)]
        self._go_to(here)

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) quotation without a speaker, round the ends."""
        if self._open:
            self._place = (self._place + direction) % len(self._open)

    def accept(self, name: str) -> Change:
        """Say that `name` said the current quotation, and go to the next one.

        Raises:
            ReaderError: it could not be saved; the walk stays where it is.
        """
        current = self.current
        if current is None:
            return Change("Every quotation has a speaker")
        marked = self._marked(current)
        if marked:
            change = self._session.set_speaker([marked.key], name)
        else:
            change = self._session.highlight(current.start, current.end, speaker=name)
        self.take(change)
        return change

    def take(self, change: Change) -> None:
        """Take in a change of the session: what was settled leaves the walk, or comes back."""
        here = self.current
        for key in change.ids:
            self._marks.discard(key)
            placed = self._session.placed.get(key)
            if placed and placed.shown:
                self._marks.add(placed)
        before = set(self._open)
        self._open = [n for n, one in enumerate(self._found) if not self._said(one)]
        back = set(self._open) - before
        if back:
            self._go_to(self._found[min(back)].start)
        elif here:
            self._go_to(here.start)

    def _go_to(self, offset: int) -> None:
        """The first open quotation at or behind `offset`, else the first of all."""
        place = bisect_left(self._open, offset, key=lambda n: self._found[n].start)
        self._place = place if place < len(self._open) else 0

    def _said(self, suggestion: Suggestion) -> bool:
        marked = self._marked(suggestion)
        return marked is not None and bool(self._session.speaker_name(marked.annotation))

    def _marked(self, suggestion: Suggestion) -> AnchoredAnnotation | None:
        """The highlight that covers half of the quotation or more, one with a speaker first."""
        start, end = suggestion.start, suggestion.end
        half = [
            placed
            for placed in self._marks.touching(start, end)
            if 2 * (min(placed.end, end) - max(placed.start, start)) >= end - start
        ]
        return max(half, key=lambda p: bool(p.annotation.speaker), default=None)


BEFORE, AFTER = 12_000, 4_000
"""Code points that are read around a passage: what one key press can afford."""


@dataclass(frozen=True, slots=True)
class SpeakerProposal:
    """A speaker to choose: the name, why it is offered, and other names for the same person."""

    name: str
    why: str = ""
    also: tuple[str, ...] = ()


def suggest_speakers(
    session: ReadingSession, place: tuple[int, int] | None, key: str = ""
) -> list[SpeakerProposal]:
    """The speakers to offer for a passage, the likeliest first; nobody twice.

    `place` is where it stands in code points, None if it stands nowhere; `key` is the id of its
    own annotation, which says nothing about it.
    """
    proposals: dict[str, SpeakerProposal] = {}
    suggestion = _suggestion(session, *place, key) if place else None
    for number, candidate in enumerate(suggestion.candidates if suggestion else ()):
        known = session.speaker_called(candidate.name)
        name = known.name if known else candidate.name
        why = suggestion.reason if suggestion and number == 0 else "in the text"
        also = known.aliases if known else ()
        proposals.setdefault(name.casefold(), SpeakerProposal(name, why, also))
    for speaker in session.recent_speakers():
        proposal = SpeakerProposal(speaker.name, speaker.role or "named before", speaker.aliases)
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


LONGEST = 5_000_000
"""Code points of a text up to which it is looked at; longer ones are no transcripts."""


class TranscriptTurns:
    """The turns of a text; none if it is no transcript. Reads the whole text."""

    def __init__(self, text: Text) -> None:
        found = turns(text.whole()) if len(text) <= LONGEST else None
        self._turns: list[Turn] = found or []

    def around(self, start: int, end: int) -> Turn | None:
        """The turn that `[start, end)` lies in, its label included; None if in none or several."""
        place = bisect_right(self._turns, start, key=lambda turn: turn.label_start) - 1
        turn = self._turns[place] if place >= 0 else None
        return turn if turn and start >= turn.label_start and end <= turn.end else None
