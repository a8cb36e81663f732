"""Making targets: what is kept of a range so that it can be found again.

The answer: where a target stands now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from readerapp.core.model import CONTEXT, AnchorState, Target


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


BESIDE = "beside"
"""A target's field for what stands beside it and its twins: snippets, each with its offset."""


class Sliceable(Protocol):
    """A text that hands out parts of itself, as `readerapp.text.source.Text` does."""

    def __len__(self) -> int:
        """The length in code points."""

    def slice(self, start: int, end: int) -> str:
        """The part `[start, end)`."""


def make_target(text: Sliceable | str, start: int, end: int) -> Target:
    """The target of `text[start:end]`: its position, its words and the words around them.

    Touches nothing but the range and its context, so it is quick in a text of any size.
    Places it could be mistaken for are added by `with_twins`.
    """
    return Target(
        start=start,
        end=end,
        exact=slice_text(text, start, end),
        prefix=slice_text(text, max(0, start - CONTEXT), start),
        suffix=slice_text(text, end, min(len(text), end + CONTEXT)),
    )


def matches_at_position(text: Sliceable | str, target: Target, *, unchanged: bool) -> bool:
    """Whether the target's words are in `text` where they were made.

    In a text that is not known to be `unchanged`, the words around them must be there too.
    """
    start, end, words = target.start, target.end, target.exact
    if not unchanged:
        start, end = start - len(target.prefix), end + len(target.suffix)
        words = f"{target.prefix}{target.exact}{target.suffix}"
    inside = 0 <= start < end <= len(text) and target.exact != ""
    return inside and slice_text(text, start, end) == words


def slice_text(text: Sliceable | str, start: int, end: int) -> str:
    """`text[start:end]` of either kind of text."""
    return text[start:end] if isinstance(text, str) else text.slice(start, end)
