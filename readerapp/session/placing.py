"""Where annotations stand in the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp.anchoring import Anchor, make_target, reattach
from readerapp.model import AnchorState, Annotation, Target
from readerapp.text.source import Text

FOUND = "found"
"""A target's field for what it was found as in a text that had changed: `exact`, the words that
stand there now, and `reason`, why they count as its own. Its own words stay as they were marked."""


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
    sought: list[tuple[Annotation, Target]] = []
    for annotation in annotations:
        target = annotation.target
        if target is None:
            yield Placed(annotation)
        elif unchanged and (reason := _drift(text, target)):
            yield Placed(annotation, target.start, target.end, "drifted", reason)
        else:
            sought.append((annotation, target))
    targets = [target for _, target in sought]
    anchors = reattach(text, targets, unchanged=unchanged, landmarks=landmarks)
    for (annotation, _), anchor in zip(sought, anchors, strict=True):
        yield _placed(annotation, anchor)


def followed(text: Text, placed: Placed) -> Annotation:
    """The annotation with a target that says where it stands in `text`, and keeps its words.

    Orphans and notes on the document stay as they are. What it could be mistaken for is to be
    looked for anew.
    """
    annotation, target = placed.annotation, placed.annotation.target
    if target is None or not placed.shown:
        return annotation
    made = make_target(text, placed.start, placed.end)
    if placed.state == "exact":
        rest = {name: value for name, value in target.extra.items() if name != FOUND}
        return replace(annotation, target=replace(made, extra=rest))
    found = {FOUND: {"exact": made.exact, "reason": placed.reason}}
    moved = replace(target, start=made.start, end=made.end, twins=())
    return replace(annotation, target=replace(moved, extra={**target.extra, **found}))


def _drift(text: Text, target: Target) -> str:
    """Why the target drifted, if what it was found as still stands there; else empty."""
    found = target.extra.get(FOUND)
    if not isinstance(found, Mapping) or target.end <= target.start:
        return ""
    stands = text.slice(target.start, target.end) == found.get("exact")
    return str(found.get("reason") or "it was found in a changed text") if stands else ""


def _placed(annotation: Annotation, anchor: Anchor) -> Placed:
    if anchor.state == "orphaned":
        return Placed(annotation, state="orphaned", reason=anchor.reason)
    return Placed(annotation, anchor.start, anchor.end, anchor.state, anchor.reason)
