"""The turns of a transcript: what its labels say about who speaks, and the highlights made of it.

A label in a transcript is not a suggestion: its turn is said by the speaker that it names. So the
turns count as said by their speakers, whether or not they are highlighted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.reading.caret import Span
from readerapp.speakers import turns
from readerapp.text.phrases import count_noun
from readerapp.text.turns import Turn

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.annotations.session import ReadingSession
    from readerapp.documents.document import Document

TRANSCRIPT_LENGTH = 5_000_000
"""The maximum length in code points of a text that is parsed; longer ones are not transcripts."""


class TranscriptTurns:
    """The turns of a transcript or chat; empty for other texts.

    They are those that the document itself names, as a chat does; else they are looked for in the
    whole text.

    Attributes:
        all: the turns in document order.
    """

    def __init__(self, document: Document) -> None:
        self.all: Sequence[Turn] = document.turns
        if not self.all and len(document.text) <= TRANSCRIPT_LENGTH:
            self.all = turns(document.text.whole()) or ()

    @property
    def labels(self) -> list[Span]:
        """Return the ranges of the labels, in document order."""
        return [Span(turn.label_start, turn.label_end) for turn in self.all]

    def speakers(self) -> list[str]:
        """Return the names that the labels give, the most frequent first."""
        return [name for name, _ in Counter(turn.speaker for turn in self.all).most_common()]

    def turn_around(self, start: int, end: int) -> Turn | None:
        """Return the turn that contains `[start, end)`, label included; None if none does."""
        index = bisect_right(self.all, start, key=lambda turn: turn.label_start) - 1
        turn = self.all[index] if index >= 0 else None
        return turn if turn and start >= turn.label_start and end <= turn.end else None


class TurnHighlights:
    """The highlights of whole turns: all are made, or taken away, in one undo step.

    Args:
        session: the session.
        turns: the turns of the transcript.
        colour: the colour of new highlights.
    """

    def __init__(self, session: ReadingSession, turns: Sequence[Turn], colour: str) -> None:
        self._session, self._turns, self._colour = session, turns, colour

    @property
    def total(self) -> int:
        """Return the number of turns."""
        return len(self._turns)

    def missing(self) -> list[Turn]:
        """Return the turns of which no highlight has exactly the range."""
        placed = self._session.placed.values()
        ranges = {(one.start, one.end) for one in placed if one.shown and not one.is_proposal}
        return [turn for turn in self._turns if (turn.start, turn.end) not in ranges]

    def toggle(self) -> Change:
        """Highlight all turns that are not highlighted; if all are, take the highlights away.

        A highlight that says more than its label, in a note, tags, replies or another colour, is
        never taken away, nor is one that somebody else has made.

        Raises:
            ReaderError: there are no turns, or no highlight may be taken away.
        """
        if not self._turns:
            raise ReaderError("This text has no labelled turns; set each speaker yourself.")
        missing = self.missing()
        if missing:
            return self._session.highlight_ranges(
                [(turn.start, turn.end, turn.speaker) for turn in missing],
                colour=self._colour,
                sentence=f"Highlighted {count_noun(len(missing), 'turn')}",
            )
        ranges = {(turn.start, turn.end) for turn in self._turns}
        placed = self._session.placed.values()
        whole = [one for one in placed if one.shown and (one.start, one.end) in ranges]
        bare = [one.key for one in whole if self._is_bare(one)]
        if not bare:
            raise ReaderError(
                "All turns have notes, tags or other colours; delete them one by one."
            )
        kept = (
            f" · {len(whole) - len(bare)} with notes or colours kept"
            if len(whole) > len(bare)
            else ""
        )
        sentence = f"Removed {count_noun(len(bare), 'turn highlight')}{kept}"
        return self._session.delete_all(bare, sentence)

    def _is_bare(self, placed: AnchoredAnnotation) -> bool:
        """Return whether a highlight is the annotator's own and says no more than the label."""
        annotation = placed.annotation
        has_more = annotation.note or annotation.tags or self._session.threads.replies(placed.key)
        has_code = annotation.colour != self._colour  # somebody chose it
        return self._session.is_own(annotation) and not has_more and not has_code
