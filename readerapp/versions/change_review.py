"""The walk through the changes of a document: first those that touch one's own highlights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readerapp.text.word_diff import DiffSegment
from readerapp.versions.document_comparison import DocumentComparison, shorten_unchanged

if TYPE_CHECKING:
    from readerapp.annotations.anchored_annotation import AnchoredAnnotation
    from readerapp.annotations.change import Change
    from readerapp.annotations.session import ReadingSession
    from readerapp.versions.comparison import SegmentKind, TextChange

INSIDE, BESIDE = "in a highlight", "beside a highlight"
"""What the screen says of a change that touches the words of a highlight, or its paragraph."""

_BESIDE_REMOVED = 2
"""Code points between a highlight and the place of a removed paragraph beside it: a blank line."""


class ChangeReview:
    """The changes of a comparison, one after the other.

    Attributes:
        found: the comparison.
        changes: the changes: those in or beside own highlights, then the others, by position.
        near_count: how many are in or beside own highlights.
    """

    def __init__(self, found: DocumentComparison, session: ReadingSession) -> None:
        self.found = found
        self._session = session
        self._orphans = [
            one.annotation.target
            for one in session.placed.values()
            if not one.shown and one.annotation.target and session.is_own(one.annotation)
        ]
        self._relations = {change: self._relate(change) for change in found.changes.changes}
        self.changes = sorted(found.changes.changes, key=lambda one: not self._relations[one])
        self.near_count = sum(map(bool, self._relations.values()))
        self._number = 0

    @property
    def current(self) -> TextChange:
        """Return the change that is shown."""
        return self.changes[self._number]

    @property
    def progress(self) -> tuple[int, int]:
        """Return the number of the current change, from 1, and how many there are."""
        return self._number + 1, len(self.changes)

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) change; around at the ends."""
        self._number = (self._number + direction) % len(self.changes)

    def apply_change(self, change: Change) -> None:
        """Do nothing: no change of the annotations makes another change of the text."""

    def relation(self, change: TextChange) -> str:
        """Return whether a change is in or beside an own highlight, in words; else ""."""
        return self._relations[change]

    def _relate(self, change: TextChange) -> str:
        start, end = change.new_start, change.new_end
        if start == end:
            start, end = max(0, start - _BESIDE_REMOVED), end + 1
        own = [
            one for one in self._session.placed.touching(start, end)
            if self._session.is_own(one.annotation)
        ]  # fmt: skip
        if self._has_lost(change) or any(_is_inside(change, one) for one in own):
            return INSIDE
        return BESIDE if own else ""

    def _has_lost(self, change: TextChange) -> bool:
        """Return whether the old paragraphs of a change had a highlight that is not found now."""
        text = self.found.old.text
        return any(
            target.start < change.old_end
            and target.end > change.old_start
            and text.slice(target.start, target.end) == target.exact
            for target in self._orphans
        )


def _is_inside(change: TextChange, placed: AnchoredAnnotation) -> bool:
    """Return whether words within a highlight were added or removed."""
    at = change.new_start
    for segment in change.words:
        if segment.kind == "removed":  # between what was the same before and after it
            if placed.start < at < placed.end:
                return True
        else:
            touches = segment.start < placed.end and segment.end > placed.start
            if segment.kind == "added" and touches:
                return True
            at = segment.end
    return False


def side_words(
    found: DocumentComparison, change: TextChange, side: SegmentKind
) -> list[DiffSegment]:
    """Return the words of one side of a change; long unchanged parts are shortened.

    Args:
        found: the comparison.
        change: the change.
        side: "removed" for the old side, "added" for the new one.
    """
    segments = [one for one in change.words if one.kind in ("same", side)]
    words: list[DiffSegment] = []
    for number, segment in enumerate(segments):
        text = found.segment_words(segment)
        if segment.kind == "same":
            text = shorten_unchanged(text, first=number == 0, last=number == len(segments) - 1)
        space = " " if segment.spaced and words else ""
        words.append(DiffSegment(space + text, segment.kind == side))
    return words


def changed_ranges(changes: Sequence[TextChange]) -> list[tuple[int, int]]:
    """Return the ranges of the new text that are new, or at a new place, in order."""
    ranges = []
    for change in changes:
        if change.kind == "moved":
            ranges += [(one.start, one.end) for one in change.words if one.kind != "removed"]
        else:
            ranges += change.added_ranges
    return sorted(ranges)
