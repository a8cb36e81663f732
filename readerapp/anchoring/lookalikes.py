"""Look-alikes (twins): other ranges in the same document that a target could be mistaken for.

They are searched for when the target is made. Later, when the target's own passage may be gone, a
look-alike could not be told from it.
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
"""Code points before and after the targets that are searched; limits the time in huge texts."""

MOST = 12
"""Most look-alikes that are searched for; a quote that has this many may have more."""

_LIKE = 0.7
_CONTEXT = 0.45
_LONG = 24
_OFF = 24


@dataclass(frozen=True, slots=True)
class LookAlike:
    """The start of a range that is similar to a target, and its similarity in words and context."""

    start: int
    like: Likeness


def add_look_alikes(text: Sliceable | str, targets: Sequence[Target]) -> list[Target]:
    """Return `targets` with their look-alikes, the similarities of these, and snippets next to all.

    Takes some 50 ms for each million code points, however few the targets are: call it in the
    background, for many targets at once. Look-alikes further away than `REACH` are not found.

    Args:
        text: The text in which the targets were made.
        targets: The targets.
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
    """Return the look-alike near `place`, or None; the quote's own range is not one.

    Args:
        text: The raw text.
        quote: The quote.
        own: The range of the quote in `text`.
        place: The expected offset in `text`.
    """
    low = max(0, place - 400)
    folded = NormalizedText(text[low : max(low, place) + 2 * len(quote.exact) + 400])
    start, end = (folded.to_folded(max(0, offset - low)) for offset in own)
    at = folded.to_folded(max(0, place - low))
    found = find_near(folded.text, quote, at)
    if found and found.start < end and start < found.end:  # the quote itself
        at = max(folded.text.find(quote.exact, max(0, at - _OFF), at + len(quote.exact) + _OFF), at)
        apart = at + len(quote.exact) <= start or end <= at
        found = score_range(folded.text, quote, at, at + len(quote.exact)) if apart else None
    if found and is_distinctive(found, quote) and _same_words(folded.text, quote, found):
        return LookAlike(
            low + folded.to_raw(found.start), compare_words_and_context(folded.text, quote, found)
        )
    return None


def _same_words(text: str, quote: SearchTarget, found: Candidate) -> bool:
    """Return whether a candidate's words are like the quote's, or differ in case or numbers only.

    Then one of the two can be mistaken for a changed version of the other.
    """
    return found.whole >= _LIKE or is_restyled(text[found.start : found.end], quote.exact)


def is_distinctive(found: Candidate, quote: SearchTarget) -> bool:
    """Return whether a candidate with similar words is more than a common phrase."""
    return found.best_context >= _CONTEXT or len(quote.exact) >= _LONG
