"""Review of drifted and orphaned highlights, with candidate places.

The person decides for each highlight where it is now, or that it is lost. Nothing is decided
automatically. A highlight that is left undecided appears in the next review again.
"""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.reading.annotation_review import AnnotationReview
from readerapp.text.phrases import count_noun

NOTHING_TO_CHECK = "No highlights to check"
"""What the screen says if no highlight is unsettled."""

MAXIMUM_CANDIDATES = 9
"""The maximum number of candidate places: one for each digit key."""

CONTEXT_LENGTH = 80
"""The number of code points of context that are shown on each side of a place."""


@dataclass(frozen=True, slots=True)
class CandidatePlace:
    """A place where the highlight may be now.

    Attributes:
        start: The start offset, in code points.
        end: The end offset, exclusive.
        words: The text of the range.
        before: The context before it.
        after: The context after it.
        locator: The locator for citations.
        score: The estimated probability, 0 to 1.
        here: True if the highlight is shown there already.
    """

    start: int
    end: int
    words: str
    before: str
    after: str
    locator: str
    score: float = 1.0
    here: bool = False


class ReanchorReview(AnnotationReview):
    """The review of the unsettled highlights of one session, by position."""

    def is_open(self, placed: AnchoredAnnotation) -> bool:
        """Return whether a highlight is unsettled; of a proposal, its acceptance comes first."""
        return placed.unsettled and not placed.is_proposal

    def candidates(self) -> list[CandidatePlace]:
        """Return the candidate places: where the highlight is shown, then the best matches."""
        current = self.current
        if current is None:
            return []
        candidates = [self._candidate(current.start, current.end, 1.0)] if current.shown else []
        for start, end, score in current.suggestions:
            candidate = self._candidate(start, end, score)
            if candidate.words and not any(_overlap(candidate, other) for other in candidates):
                candidates.append(candidate)
        return candidates[:MAXIMUM_CANDIDATES]

    def accept(self, number: int) -> Change:
        """Attach the current highlight to a candidate place.

        Args:
            number: The number of the candidate, from 1.

        Raises:
            ReaderError: There is no such candidate, or the change could not be saved.
        """
        candidates = self.candidates()
        if number > len(candidates):
            raise ReaderError("There is no place with this number.")
        candidate, key = candidates[number - 1], self.current_key
        sentence = "Accepted" if candidate.here else "Attached to the chosen place"
        return self.go_on(self.session.set_ends(key, candidate.start, candidate.end, sentence))

    def keep_orphaned(self) -> Change:
        """Confirm that the current highlight is orphaned; it stays in the list."""
        return self.go_on(self.session.confirm_orphan(self.current_key))

    def delete(self) -> Change:
        """Move the current highlight to the bin."""
        return self.go_on(self.session.delete(self.current_key))

    def _candidate(self, start: int, end: int, score: float) -> CandidatePlace:
        """Build a candidate place, without the white space at both ends."""
        document, current = self.session.document, self.current
        text, context = document.text, CONTEXT_LENGTH
        words = text.slice(start, end)
        start += len(words) - len(words.lstrip())
        words = words.strip()
        end = start + len(words)
        return CandidatePlace(
            start,
            end,
            words=words,
            before=last_words(text.slice(max(0, start - context - 1), start), context),
            after=first_words(text.slice(end, min(len(text), end + context + 1)), context),
            locator=document.range_locator(start, end),
            score=score,
            here=current is not None and current.shown and start <= current.start < end,
        )


def last_words(text: str, length: int) -> str:
    """Return the whole words at the end of `text` that fit in a length in code points.

    A text without spaces is cut anywhere.

    >>> last_words("two bad floods", 9), last_words("two bad floods", 10)
    ('floods', 'bad floods')
    """
    if len(text) <= length:
        return text
    cut = text[len(text) - length :]
    if text[-length - 1].isspace() or not length:
        return cut
    _, space, rest = cut.partition(" ")
    return rest if space else cut


def first_words(text: str, length: int) -> str:
    """Return the whole words at the start of `text` that fit in a length in code points.

    >>> first_words("two bad floods", 8), first_words("two bad floods", 7)
    ('two bad', 'two bad')
    """
    if len(text) <= length or text[length].isspace():
        return text[:length].rstrip()
    rest, space, _ = text[:length].rpartition(" ")
    return rest if space else text[:length]


def describe_unsettled(session: ReadingSession) -> str:
    """Describe what is unsettled, as "Text changed in 2 highlights"; empty if nothing is."""
    unsettled = _unsettled(session)
    drifted = sum(placed.shown for placed in unsettled)
    orphaned = len(unsettled) - drifted
    if not drifted:
        return f"Text not found for {count_noun(orphaned, 'highlight')}" if orphaned else ""
    changed = f"Text changed in {count_noun(drifted, 'highlight')}"
    return f"{changed}, not found for {orphaned}" if orphaned else changed


def _overlap(one: CandidatePlace, other: CandidatePlace) -> bool:
    return one.start < other.end and other.start < one.end


def _unsettled(session: ReadingSession) -> list[AnchoredAnnotation]:
    """Return what a person has to decide; on a proposal, its acceptance is decided first."""
    return [one for one in session.placed.values() if one.unsettled and not one.is_proposal]
