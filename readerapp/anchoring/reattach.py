"""Re-attaching: every target of a document to its place in the text as it is now."""

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
    """Where each of `targets` stands in `text` now, in their order.

    `unchanged` says that the text is the one the targets were made in (its fingerprint is the
    same); then nothing but the positions is looked at. `landmarks` are those of the text that
    the targets were made in. The more of a document's targets are given at once, the surer
    each answer is: they bear each other out.
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
