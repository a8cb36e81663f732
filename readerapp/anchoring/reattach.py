"""Reattachment, the entry point of anchoring: find all targets of a document in its new text."""

from __future__ import annotations

from collections.abc import Sequence

from readerapp.anchoring.anchor import Anchor, Sliceable, matches_at_position, slice_text
from readerapp.core.model import Target


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
