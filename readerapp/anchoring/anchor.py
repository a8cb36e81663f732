"""Targets and anchors: what to store about a highlighted range, and where it is in the text now.

`make_target` makes the target of a range, by which the range can be found again. An `Anchor` is
the result of a search for a target. `reattach`, the entry point of anchoring, finds all targets of
a document in its new text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readerapp.core.model import CONTEXT, AnchorState, Target
from readerapp.text.source import Sliceable


@dataclass(frozen=True, slots=True)
class Anchor:
    """The result of anchoring: the range of a target in the present text.

    Attributes:
        state: "exact", "drifted" (found, but changed) or "orphaned" (not found).
        start: The start of the range in code points, within the text.
        end: The end of the range, exclusive. An orphan's start and end are equal: the offset where
            the range would probably be.
        reason: What changed, in words for the user; empty if the state is exact.
        suggestions: The ranges that the user may want to choose, best first, as (start, end, score
            from 0 to 1). They are never applied automatically.
    """

    state: AnchorState
    start: int
    end: int
    reason: str = ""
    suggestions: tuple[tuple[int, int, float], ...] = ()


SNIPPETS_KEY = "beside"
"""The key in a target's `extra` for the snippets next to it and its look-alikes, with offsets."""


def make_target(text: Sliceable | str, start: int, end: int) -> Target:
    """Return the target of `text[start:end]`: its offsets, its text, and the context around it.

    Reads only the range and its context, so it is fast in a text of any size. `add_look_alikes`
    adds the ranges that the target could be mistaken for.
    """
    return Target(
        start=start,
        end=end,
        exact=slice_text(text, start, end),
        prefix=slice_text(text, max(0, start - CONTEXT), start),
        suffix=slice_text(text, end, min(len(text), end + CONTEXT)),
    )


def matches_at_position(text: Sliceable | str, target: Target, *, unchanged: bool) -> bool:
    """Return whether the text of a target is in `text` at the target's own offsets.

    Args:
        text: The present text.
        target: The target.
        unchanged: Whether `text` is certainly the text in which the target was made. If not, the
            context must match too.
    """
    start, end, words = target.start, target.end, target.exact
    if not unchanged:
        start, end = start - len(target.prefix), end + len(target.suffix)
        words = f"{target.prefix}{target.exact}{target.suffix}"
    inside = 0 <= start < end <= len(text) and target.exact != ""
    return inside and slice_text(text, start, end) == words


def slice_text(text: Sliceable | str, start: int, end: int) -> str:
    """Return `text[start:end]` from a string or from a `Sliceable`."""
    return text[start:end] if isinstance(text, str) else text.slice(start, end)


def reattach(
    text: Sliceable | str,
    targets: Sequence[Target],
    *,
    unchanged: bool,
    landmarks: Sequence[tuple[str, int]] = (),
) -> list[Anchor]:
    """Return the anchor of each of `targets` in `text`, in the same order.

    The more of a document's targets are given at once, the more reliable each answer is, because
    targets confirm each other.

    Args:
        text: The present text.
        targets: The targets to find.
        unchanged: Whether `text` is the text in which the targets were made (it has the same
            fingerprint). Then a target whose text is at its offsets is found, whatever its context.
        landmarks: The landmarks of the text in which the targets were made, each with its offset.
    """
    anchors: dict[int, Anchor] = {}
    for number, target in enumerate(targets):
        if matches_at_position(text, target, unchanged=unchanged):
            anchors[number] = Anchor("exact", target.start, target.end)
    lost = [number for number in range(len(targets)) if number not in anchors]
    if lost:
        from readerapp.anchoring.matcher import MatchingRun

        whole = text if isinstance(text, str) else slice_text(text, 0, len(text))
        anchors.update(MatchingRun(whole, landmarks).anchors(targets, anchors))
    return [anchors[number] for number in range(len(targets))]
