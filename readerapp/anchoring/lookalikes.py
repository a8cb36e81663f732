"""Twins: other places in the same document that a target could be mistaken for.

They are looked for when the target is made, because later, when its own passage may be gone,
a look-alike cannot be told from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from readerapp.anchoring.anchor import BESIDE, Sliceable, slice_text
from readerapp.anchoring.candidates import (
    ALIKE,
    Candidate,
    Likeness,
    SearchTarget,
    compare_words_and_context,
    find_near,
    make_search_target,
    score_range,
)
from readerapp.anchoring.flanks import is_restyled
from readerapp.anchoring.landmarks import Seeds, neighbouring_snippets
from readerapp.anchoring.normalize import NormalizedText
from readerapp.core.model import Target

REACH = 2_000_000
"""Code points on both sides of the targets that are searched; keeps it quick in huge texts."""

MOST = 12
"""Twins that are looked for; a quotation that has so many may have more."""

_LIKE = 0.7
_CONTEXT = 0.45
_LONG = 24
_OFF = 24


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A place that is like a target, and how like its words and its context are."""

    start: int
    like: Likeness


def add_look_alikes(text: Sliceable | str, targets: Sequence[Target]) -> list[Target]:
    """`targets`, which were made in `text`, each with the starts of the places like it, how like
    they are, and what stands beside it and them.

    Takes some 50 ms for each million code points, however few the targets: do it in the
    background, for many at once. Places further off than `REACH` are not seen.
    """
    if not targets:
        return []
    low = max(0, min(target.start for target in targets) - REACH)
    high = min(len(text), max(target.end for target in targets) + REACH)
    around = slice_text(text, low, high)
    probes = [target.prefix + target.exact + target.suffix for target in targets]
    seeds = Seeds(around, probes)
    found = []
    for target, probe in zip(targets, probes, strict=True):
        quote = make_search_target(target)
        places = [p + len(target.prefix) for p in seeds.places(probe, MOST + 1)]
        own = target.start - low, target.end - low
        alike = {one.start: one for p in places if (one := _look_alike(around, quote, own, p))}
        twins = [alike[start] for start in sorted(alike)]
        found.append(_with(target, twins))
    groups = [
        [_range(target, start - low) for start in (target.start, *target.twins)] for target in found
    ]
    return [
        replace(target, extra={**target.extra, BESIDE: [[words, low + at] for words, at in near]})
        for target, near in zip(found, neighbouring_snippets(around, groups), strict=True)
    ]


def _range(target: Target, start: int) -> tuple[int, int]:
    return start, start + target.end - target.start


def _with(target: Target, twins: Sequence[LookAlike]) -> Target:
    extra = {name: value for name, value in target.extra.items() if name != ALIKE}
    if twins:
        extra[ALIKE] = [[round(part, 3) for part in twin.like] for twin in twins]
    return replace(target, twins=tuple(twin.start for twin in twins), extra=extra)


def _look_alike(
    text: str, quote: SearchTarget, own: tuple[int, int], place: int
) -> LookAlike | None:
    """The look-alike near `place`, if there is one: any but the quotation's own range."""
    low = max(0, place - 400)
    folded = NormalizedText(text[low : max(low, place) + 2 * len(quote.exact) + 400])
    start, end = (folded.to_folded(max(0, offset - low)) for offset in own)
    at = folded.to_folded(max(0, place - low))
    found = find_near(folded.text, quote, at)
    if found and found.start < end and start < found.end:  # itself, with all its context
        at = max(folded.text.find(quote.exact, max(0, at - _OFF), at + len(quote.exact) + _OFF), at)
        apart = at + len(quote.exact) <= start or end <= at
        found = score_range(folded.text, quote, at, at + len(quote.exact)) if apart else None
    if found and is_distinctive(found, quote) and _same_words(folded.text, quote, found):
        return LookAlike(
            low + folded.to_raw(found.start), compare_words_and_context(folded.text, quote, found)
        )
    return None


def _same_words(text: str, quote: SearchTarget, found: Candidate) -> bool:
    """Whether its words are nearly the quotation's, or become them by a change of case or number.

    Then one of them can be mistaken for the other, changed.
    """
    return found.whole >= _LIKE or is_restyled(text[found.start : found.end], quote.exact)


def is_distinctive(found: Candidate, quote: SearchTarget) -> bool:
    """Whether a candidate with the words of the quotation is more than a common phrase."""
    return found.best_context >= _CONTEXT or len(quote.exact) >= _LONG
