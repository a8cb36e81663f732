"""Anchored annotations: annotations with their positions in the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from readerapp.anchoring.anchor import SNIPPETS_KEY, Anchor, make_target, reattach
from readerapp.core.model import AnchorState, Annotation, DocumentRecord, Target
from readerapp.text.source import Text

FOUND = "found"
"""The field in a target's `extra` with the match in a changed text.

It has `exact`, the words found there, and `reason`, why they count as the highlight's. The target's
own words stay as they were marked.
"""

LOST = "lost"
"""The field in a target's `extra` of an orphan, which was not found in a changed text.

It has `reason`, why it was not found, `near`, where it would be, and `places`, candidate positions.
`kept` is true if a person has confirmed the orphan.
"""

Place = tuple[int, int, float]
"""Start and end of a candidate position, in code points, and its probability, 0 to 1."""


@dataclass(frozen=True, slots=True)
class AnchoredAnnotation:
    """An annotation and its position in the text as it is now.

    `start` and `end` are code points, half-open; both are -1 for an orphan and for a document note.
    `near` is where an orphan would be, -1 if that is not known; `suggestions` are candidate
    positions for a person to choose from, the best first. `is_confirmed_orphan` says that a
    person has confirmed the orphan, `is_embedded` that the annotation belongs to the file.
    """

    annotation: Annotation
    start: int = -1
    end: int = -1
    state: AnchorState = "exact"
    reason: str = ""
    near: int = -1
    suggestions: tuple[Place, ...] = ()
    is_confirmed_orphan: bool = False
    is_embedded: bool = False

    @property
    def key(self) -> str:
        """Return the annotation's id."""
        return self.annotation.id

    @property
    def is_proposal(self) -> bool:
        """Return whether it is a proposal that nobody has accepted yet."""
        return self.annotation.is_proposal

    @property
    def shown(self) -> bool:
        """Return whether it covers a range of the text."""
        return self.start >= 0

    @property
    def unsettled(self) -> bool:
        """Return whether a person has still to decide whether, and where, it belongs."""
        return self.state != "exact" and not self.is_confirmed_orphan

    @property
    def order(self) -> tuple[int, int, str]:
        """Return a sort key by position: document notes first, orphans where they used to be."""
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
    """Find the positions of annotations in `text`.

    Args:
        annotations: the annotations to anchor.
        text: the text as it is now.
        unchanged: the text is the one in which they were made: only their positions are checked.
            Otherwise they are matched together, which may read the whole text once.
        landmarks: snippets of the earlier text and their offsets there, in code points.

    Yields:
        The annotations with their positions, not in the order given.
    """
    sought: list[tuple[Annotation, Target]] = []
    for annotation in annotations:
        target = annotation.target
        if target is None:
            yield AnchoredAnnotation(annotation)
        elif unchanged and (
            known := _recorded_match(text, annotation) or _recorded_orphan(text, annotation)
        ):
            yield known
        else:
            sought.append((annotation, target))
    targets = [target for _, target in sought]
    anchors = reattach(text, targets, unchanged=unchanged, landmarks=landmarks)
    for (annotation, _), anchor in zip(sought, anchors, strict=True):
        yield _placed(annotation, anchor)


def rebase_target(text: Text, placed: AnchoredAnnotation) -> Annotation:
    """Return the annotation with its target moved to its position in `text`; its words stay.

    Notes on the document stay as they are; an orphan keeps the reason why it is one. The list of
    its look-alikes is emptied: they must be searched again.
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
    """Return the annotation with the words of `[start, end)` as its own, by a person's decision."""
    extra = _rest(annotation.target) if annotation.target else {}
    return replace(annotation, target=replace(make_target(text, start, end), extra=extra))


def mark_orphaned(placed: AnchoredAnnotation) -> Annotation:
    """Return the annotation as an orphan, by a person's decision.

    Its last position is among its suggestions, so that it can be chosen again.
    """
    target = placed.annotation.target
    if target is None:
        return placed.annotation
    here = ((placed.start, placed.end, 1.0),) if placed.shown else ()
    lost = replace(
        placed,
        reason="it was marked as lost",
        near=placed.start if placed.shown else placed.near,
        suggestions=(*here, *placed.suggestions),
        is_confirmed_orphan=True,
    )
    return replace(placed.annotation, target=_as_lost(target, lost))


def is_same_anchor(one: Target | None, other: Target | None) -> bool:
    """Return whether two targets of one annotation describe the same position."""
    if one is None or other is None:
        return one is other
    marks = [(t.extra.get(FOUND), t.extra.get(LOST)) for t in (one, other)]
    return one == other and marks[0] == marks[1]


def _rest(target: Target) -> dict[str, Any]:
    """Return the fields of the target's `extra` that this module does not define."""
    return {name: value for name, value in target.extra.items() if name not in (FOUND, LOST)}


def _as_lost(target: Target, placed: AnchoredAnnotation) -> Target:
    """Return the target of an orphan, with the field LOST.

    The snippets around it (SNIPPETS_KEY) are dropped: offsets into a text that no longer exists
    would mislead others.
    """
    lost: dict[str, object] = {
        "reason": placed.reason,
        "near": placed.near,
        "places": [list(place) for place in placed.suggestions],
    }
    if placed.is_confirmed_orphan:
        lost["kept"] = True
    rest = {name: value for name, value in _rest(target).items() if name != SNIPPETS_KEY}
    return replace(target, extra={**rest, LOST: lost})


def _recorded_match(text: Text, annotation: Annotation) -> AnchoredAnnotation | None:
    """Return the annotation at its recorded match; None if the matched words are not there."""
    target = annotation.target
    found = target.extra.get(FOUND) if target else None
    if target is None or not isinstance(found, Mapping) or target.end <= target.start:
        return None
    if text.slice(target.start, target.end) != found.get("exact"):
        return None
    reason = str(found.get("reason") or "it was found in the changed text")
    return AnchoredAnnotation(annotation, target.start, target.end, "drifted", reason)


def _recorded_orphan(text: Text, annotation: Annotation) -> AnchoredAnnotation | None:
    """Return the annotation as the recorded orphan; None if none is recorded."""
    lost = annotation.target.extra.get(LOST) if annotation.target else None
    if not isinstance(lost, Mapping):
        return None
    near, places = lost.get("near"), lost.get("places")
    length = len(text)
    return AnchoredAnnotation(
        annotation,
        state="orphaned",
        reason=str(lost.get("reason") or "its words are no longer in the text"),
        near=near if type(near) is int and 0 <= near <= length else -1,
        suggestions=tuple(
            one for one in _places(places, length) if not text.slice(*one[:2]).isspace()
        ),
        is_confirmed_orphan=lost.get("kept") is True,
    )


def _places(data: object, length: int) -> Iterator[Place]:
    """Yield the valid candidate positions in `data`, which may come from anywhere.

    Args:
        data: what a target's field `places` holds.
        length: the length of the text in code points.
    """
    for one in data if isinstance(data, Sequence) else ():
        match one:
            case [int(start), int(end), int() | float() as score] if 0 <= start < end <= length:
                yield start, end, min(1.0, max(0.0, float(score)))


def _placed(annotation: Annotation, anchor: Anchor) -> AnchoredAnnotation:
    """Return the annotation at the position of the anchor."""
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


# Earlier versions extracted the words of tables, and of text boxes in cells, in DOCX and ODT once
# more at every level. When the repetitions of a passage are gone, one of them cannot be told from
# another, and need not be: its words occur once now. In other documents that would be a guess.

_REPEATING_EXTRACTIONS = {"docx": ("", "docx 1"), "odt": ("", "odt 1")}
"""The extraction versions that repeat words, by format; at first no version was recorded ("")."""
_MAX_OCCURRENCES = 1000
"""Maximum number of positions of the same words that are compared."""
_SEVERAL_OCCURRENCES = "its words occur several times, as before"


def had_repeats(record: DocumentRecord) -> bool:
    """Return whether the text that the record's offsets refer to may repeat words."""
    return record.extraction in _REPEATING_EXTRACTIONS.get(record.format, ())


def on_their_words(text: Text, found: Iterable[AnchoredAnnotation]) -> Iterator[AnchoredAnnotation]:
    """Anchor the orphans in `found` on unchanged occurrences of their words.

    Confirmed orphans stay orphans. An orphan with one occurrence becomes exact, with several
    drifted.
    """
    whole = ""
    for placed in found:
        target = placed.annotation.target
        if (
            placed.state == "orphaned"
            and not placed.is_confirmed_orphan
            and target
            and target.exact
        ):
            whole = whole or text.whole()
            starts = list(_occurrences(whole, target.exact))
            if starts:
                # Of several, the one that shares the most context with the target.
                start = max(starts, key=lambda at: _common_context(whole, at, target))
                yield replace(
                    placed,
                    start=start,
                    end=start + len(target.exact),
                    state="exact" if len(starts) == 1 else "drifted",
                    reason="" if len(starts) == 1 else _SEVERAL_OCCURRENCES,
                    suggestions=(),
                )
                continue
        yield placed


def _occurrences(whole: str, words: str) -> Iterator[int]:
    at = whole.find(words)
    for _ in range(_MAX_OCCURRENCES):
        if at < 0:
            return
        yield at
        at = whole.find(words, at + 1)


def _common_context(whole: str, at: int, target: Target) -> int:
    """Count the characters around a position that match the target's prefix and suffix."""
    before = whole[max(0, at - len(target.prefix)) : at]
    end = at + len(target.exact)
    after = whole[end : end + len(target.suffix)]
    return _common_prefix_length(before[::-1], target.prefix[::-1]) + _common_prefix_length(
        after, target.suffix
    )


def _common_prefix_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
