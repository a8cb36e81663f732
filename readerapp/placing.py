"""Where annotations stand in the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from readerapp.anchoring import Anchor, reattach
from readerapp.model import AnchorState, Annotation
from readerapp.text.source import Text


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation and where it stands in the text as it is now.

    `start` and `end` are code points; both are -1 for an orphan and for a document note.
    """

    annotation: Annotation
    start: int = -1
    end: int = -1
    state: AnchorState = "exact"
    reason: str = ""

    @property
    def key(self) -> str:
        """The annotation's id."""
        return self.annotation.id

    @property
    def shown(self) -> bool:
        """True if it covers a range of the text."""
        return self.start >= 0

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts by place: document notes first, orphans where they used to be."""
        target = self.annotation.target
        place = self.start if self.shown else (target.start if target else -1)
        return place, self.end, self.annotation.created


def place(
    annotations: Iterable[Annotation],
    text: Text,
    *,
    unchanged: bool,
    landmarks: Sequence[tuple[str, int]] = (),
) -> Iterator[Placed]:
    """Place annotations in `text`.

    `unchanged` says that the text is the one they were made in: then only their positions are
    looked at. Otherwise they are judged together, which may read the whole text once.
    """
    targeted = []
    for annotation in annotations:
        if annotation.target is None:
            yield Placed(annotation)
        else:
            targeted.append((annotation, annotation.target))
    targets = [target for _, target in targeted]
    anchors = reattach(text, targets, unchanged=unchanged, landmarks=landmarks)
    for (annotation, _), anchor in zip(targeted, anchors, strict=True):
        yield _placed(annotation, anchor)


def _placed(annotation: Annotation, anchor: Anchor) -> Placed:
    if anchor.state == "orphaned":
        return Placed(annotation, state="orphaned", reason=anchor.reason)
    return Placed(annotation, anchor.start, anchor.end, anchor.state, anchor.reason)
