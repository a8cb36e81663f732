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

    def speaker(self, start: int, end: int) -> str:
        """Whose turn `[start, end)` lies in; empty if in none, or in several."""
        place = bisect_right(self._turns, start, key=lambda turn: turn.label_start) - 1
        if place < 0:
            return ""
        turn = self._turns[place]
        return turn.speaker if end <= turn.end else ""
