"""Where annotations stand in the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from readerapp.anchoring.anchor import BESIDE, Anchor, make_target
from readerapp.anchoring.reattach import reattach
from readerapp.core.model import AnchorState, Annotation, Target
from readerapp.text.source import Text

FOUND = "found"
"""A target's field for what it was found as in a text that had changed: `exact`, the words that
stand there now, and `reason`, why they count as its own. Its own words stay as they were marked."""

LOST = "lost"
"""A target's field for why it was not found in a text that had changed: `reason`, `near`, where it
would stand, and `places` that may be it. With `kept`, a person has said that it is an orphan."""

Place = tuple[int, int, float]
"""Start and end of a place that may be it, in code points, and how likely it is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class AnchoredAnnotation:
    """An annotation and where it stands in the text as it is now.

    `start` and `end` are code points; both are -1 for an orphan and for a document note. `near`
    is where an orphan would stand, -1 if that is not known; `suggestions` are places that a
    person may choose, the best first. `kept` says that a person has settled that it is an orphan.
    """

    annotation: Annotation
    start: int = -1
    end: int = -1
    state: AnchorState = "exact"
    reason: str = ""
    near: int = -1
    suggestions: tuple[Place, ...] = ()
    kept: bool = False

    @property
    def key(self) -> str:
        """The annotation's id."""
        return self.annotation.id

    @property
    def shown(self) -> bool:
        """True if it covers a range of the text."""
        return self.start >= 0

    @property
    def unsettled(self) -> bool:
        """True if a person has still to say whether, and where, it stands."""
        return self.state != "exact" and not self.kept

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts by place: document notes first, orphans where they used to be."""
        target = self.annotation.target
        place = self.start if self.shown else (target.start if target else -1)
        return place, self.end, self.annotation.created


def anchor_annotations(
    annotations: Iterable[Annotation],
    text: Text,
    *,
    unchanged: bool,
    landmarks: Sequence[tuple[str, int]] = (),
) -> Iterator[AnchoredAnnotation]:
    """Place annotations in `text`.

    `unchanged` says that the text is the one they were made in: then only their positions are
    looked at. Otherwise they are judged together, which may read the whole text once.
    """
    sought: list[tuple[Annotation, Target]] = []
    for annotation in annotations:
        target = annotation.target
        if target is None:
            yield AnchoredAnnotation(annotation)
        elif unchanged and (known := _drifted(text, annotation) or _lost(text, annotation)):
            yield known
        else:
            sought.append((annotation, target))
    targets = [target for _, target in sought]
    anchors = reattach(text, targets, unchanged=unchanged, landmarks=landmarks)
    for (annotation, _), anchor in zip(sought, anchors, strict=True):
        yield _placed(annotation, anchor)


def rebase_target(text: Text, placed: AnchoredAnnotation) -> Annotation:
    """The annotation with a target that says where it stands in `text`, and keeps its words.

    Notes on the document stay as they are; of an orphan it is kept why it is one. What it could
    be mistaken for is to be looked for anew.
    """
    annotation, target = placed.annotation, placed.annotation.target
    if target is None:
        return annotation
    if not placed.shown:
        return replace(annotation, target=_as_lost(target, placed))
    made = make_target(text, placed.start, placed.end)
    if placed.state == "exact":
        return replace(annotation, target=replace(made, extra=_rest(target)))
    found = {FOUND: {"exact": made.exact, "reason": placed.reason}}
    moved = replace(target, start=made.start, end=made.end, twins=())
    return replace(annotation, target=replace(moved, extra={**_rest(target), **found}))


def retarget(text: Text, annotation: Annotation, start: int, end: int) -> Annotation:
    """The annotation with the words of `[start, end)` for its own: a person says so."""
    extra = _rest(annotation.target) if annotation.target else {}
    return replace(annotation, target=replace(make_target(text, start, end), extra=extra))


def mark_orphaned(placed: AnchoredAnnotation) -> Annotation:
    """The annotation as an orphan, because a person says so; where it stood may be chosen again."""
    target = placed.annotation.target
    if target is None:
        return placed.annotation
    here = ((placed.start, placed.end, 1.0),) if placed.shown else ()
    lost = replace(
        placed,
        reason="it was kept as an orphan",
        near=placed.start if placed.shown else placed.near,
        suggestions=(*here, *placed.suggestions),
        kept=True,
    )
    return replace(placed.annotation, target=_as_lost(target, lost))


def is_same_anchor(one: Target | None, other: Target | None) -> bool:
    """Whether two targets of one annotation say the same of where it stands."""
    if one is None or other is None:
        return one is other
    marks = [(t.extra.get(FOUND), t.extra.get(LOST)) for t in (one, other)]
    return one == other and marks[0] == marks[1]


def _rest(target: Target) -> dict[str, Any]:
    """What the target holds besides, of which nothing is known here."""
    return {name: value for name, value in target.extra.items() if name not in (FOUND, LOST)}


def _as_lost(target: Target, placed: AnchoredAnnotation) -> Target:
    """The target of an orphan: offsets into a text that is no more would mislead others."""
    lost: dict[str, object] = {
        "reason": placed.reason,
        "near": placed.near,
        "places": [list(place) for place in placed.suggestions],
    }
    if placed.kept:
        lost["kept"] = True
    kept = {name: value for name, value in _rest(target).items() if name != BESIDE}
    return replace(target, extra={**kept, LOST: lost})


def _drifted(text: Text, annotation: Annotation) -> AnchoredAnnotation | None:
    """Where it stands, if what it was found as still stands there."""
    target = annotation.target
    found = target.extra.get(FOUND) if target else None
    if target is None or not isinstance(found, Mapping) or target.end <= target.start:
        return None
    if text.slice(target.start, target.end) != found.get("exact"):
        return None
    reason = str(found.get("reason") or "it was found in a changed text")
    return AnchoredAnnotation(annotation, target.start, target.end, "drifted", reason)


def _lost(text: Text, annotation: Annotation) -> AnchoredAnnotation | None:
    """The orphan that it was found to be."""
    lost = annotation.target.extra.get(LOST) if annotation.target else None
    if not isinstance(lost, Mapping):
        return None
    near, places = lost.get("near"), lost.get("places")
    length = len(text)
    return AnchoredAnnotation(
        annotation,
        state="orphaned",
        reason=str(lost.get("reason") or "its words are not in the text any more"),
        near=near if type(near) is int and 0 <= near <= length else -1,
        suggestions=tuple(
            one for one in _places(places, length) if not text.slice(*one[:2]).isspace()
        ),
        kept=lost.get("kept") is True,
    )


def _places(data: object, length: int) -> Iterator[Place]:
    """The places that `data`, which may come from anywhere, names within a text of that length."""
    for one in data if isinstance(data, Sequence) else ():
        match one:
            case [int(start), int(end), int() | float() as score] if 0 <= start < end <= length:
                yield start, end, min(1.0, max(0.0, float(score)))


def _placed(annotation: Annotation, anchor: Anchor) -> AnchoredAnnotation:
    """The annotation where the anchor says that it stands."""
    if anchor.state == "orphaned":
        return AnchoredAnnotation(
            annotation,
            state="orphaned",
            reason=anchor.reason,
            near=anchor.start,
            suggestions=anchor.suggestions,
        )
    start, end, reason = anchor.start, anchor.end, anchor.reason
    return AnchoredAnnotation(
        annotation, start, end, anchor.state, reason, suggestions=anchor.suggestions
    )
