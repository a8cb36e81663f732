"""The answer: where a target stands now."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.model import AnchorState


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a target stands in the text as it is now.

    `start` and `end` are code points of the text, in range. Of an orphan they are equal: the
    place where it would stand. `reason` says what changed, empty for an exact one.
    `suggestions` are the places that a person may want to choose, best first, as
    (start, end, score from 0 to 1); they are never applied by themselves.
    """

    state: AnchorState
    start: int
    end: int
    reason: str = ""
    suggestions: tuple[tuple[int, int, float], ...] = ()
