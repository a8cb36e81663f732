"""Review: every quotation without a speaker, one after the other, with who probably said it.

What a person settles anchors what is around it: after each answer the rest is ranked again.
Nothing is applied unasked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from readerapp.session.change import Change
from readerapp.session.placing import Placed
from readerapp.session.session import ReadingSession
from readerapp.speakers import SPEECH, Suggestion
from readerapp.text.spans import SpanIndex

AT_ONCE = 40_000
"""Code points of a text that is ranked within a key press; longer ones are ranked beside."""


class Review:
    """A walk through the quotations that nobody has been named for."""

    def __init__(self, session: ReadingSession, found: Sequence[Suggestion], at: int = 0) -> None:
        """A walk through `found`, from the first open one at or behind the offset `at`."""
        self._session = session
        self._marks = SpanIndex(placed for placed in session.placed.values() if placed.shown)
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

    def _marked(self, suggestion: Suggestion) -> Placed | None:
        """The highlight that covers half of the quotation or more, one with a speaker first."""
        start, end = suggestion.start, suggestion.end
        half = [
            placed
            for placed in self._marks.touching(start, end)
            if 2 * (min(placed.end, end) - max(placed.start, start)) >= end - start
        ]
        return max(half, key=lambda p: bool(p.annotation.speaker), default=None)
