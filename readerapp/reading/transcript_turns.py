"""The turns of a transcript: what its labels say about who speaks, and the highlights made of it.

A label in a transcript is not a suggestion: its turn is said by the speaker that it names. So the
turns count as said by their speakers, whether or not they are highlighted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from readerapp.speakers import Turn, turns
from readerapp.text.source import Text

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.session import ReadingSession

TRANSCRIPT_LENGTH = 5_000_000
"""The maximum length in code points of a text that is parsed; longer ones are not transcripts."""


class TranscriptTurns:
    """The turns of a transcript; empty for other texts. Reads the whole text.

    Attributes:
        all: the turns in document order.
    """

    def __init__(self, text: Text) -> None:
        found = turns(text.whole()) if len(text) <= TRANSCRIPT_LENGTH else None
        self.all: Sequence[Turn] = found or []

    def turn_around(self, start: int, end: int) -> Turn | None:
        """Return the turn that contains `[start, end)`, label included; None if none does."""
        index = bisect_right(self.all, start, key=lambda turn: turn.label_start) - 1
        turn = self.all[index] if index >= 0 else None
        return turn if turn and start >= turn.label_start and end <= turn.end else None


def turns_to_highlight(session: ReadingSession, turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns of which no highlight has exactly the range."""
    ranges = {(placed.start, placed.end) for placed in session.placed.values() if placed.shown}
    return [turn for turn in turns if (turn.start, turn.end) not in ranges]


def bare_turn_highlights(
    session: ReadingSession, turns: Iterable[Turn]
) -> tuple[list[AnchoredAnnotation], int]:
    """Find the annotator's own highlights that say no more than the labels do.

    Returns:
        The highlights whose range is exactly a turn and which have neither note, tags nor
        replies, and how many highlights of whole turns have any of these.
    """
    ranges = {(turn.start, turn.end) for turn in turns}
    whole = [
        placed
        for placed in session.placed.values()
        if placed.shown and (placed.start, placed.end) in ranges
    ]
    bare = [placed for placed in whole if _is_bare(session, placed)]
    return bare, len(whole) - len(bare)


def _is_bare(session: ReadingSession, placed: AnchoredAnnotation) -> bool:
    annotation = placed.annotation
    has_words = annotation.note or annotation.tags or session.threads.replies(placed.key)
    return session.is_own(annotation) and not has_words
