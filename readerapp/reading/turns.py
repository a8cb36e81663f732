"""Turns of a transcript: a passage within one has its speaker without asking."""

from __future__ import annotations

from bisect import bisect_right

from readerapp.speakers import Turn, turns
from readerapp.text.source import Text

LONGEST = 5_000_000
"""Code points of a text up to which it is looked at; longer ones are no transcripts."""


class Turns:
    """The turns of a text; none if it is no transcript. Reads the whole text."""

    def __init__(self, text: Text) -> None:
        found = turns(text.whole()) if len(text) <= LONGEST else None
        self._turns: list[Turn] = found or []

    def around(self, start: int, end: int) -> Turn | None:
        """The turn that `[start, end)` lies in, its label included; None if in none or several."""
        place = bisect_right(self._turns, start, key=lambda turn: turn.label_start) - 1
        turn = self._turns[place] if place >= 0 else None
        return turn if turn and start >= turn.label_start and end <= turn.end else None
