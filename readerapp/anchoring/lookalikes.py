"""Look-alikes (twins): other ranges in the same document that a target could be mistaken for.

They are searched for when the target is made. Later, when the target's own passage may be gone, a
look-alike could not be told from it.

Flanks are the unchanged context directly before and after a quote, which identifies it. What is
between the same words, in the same part of the text, is the quote even if hardly a letter of it is
left, for example if it is in capitals now. And what occurs once in both the old and the new text,
together with both flanks, is the quote wherever it was moved. Neither holds where a look-alike may
have the same flanks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
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
from readerapp.anchoring.landmarks import Region, Seeds, find_snippet, neighbouring_snippets
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


FLANK = 32
"""Code points of a flank: few passages share so many on both sides by chance."""

_ALL_KNOWN = MOST - 1
"""The most look-alikes of a quote that are certainly all known."""

_FLANKED = 0.65
"""Similarity of a context, twice as long as a flank, from which it may contain an unchanged flank.

Half of its letters are the same then, and of the others some are the same by chance.
"""

_SAME = 0.95
"""Similarity of a context from which an edit may make it the same."""

_RESTYLED_LONGEST = 2000
"""Code points of the longest quote that is searched for with different case or numbers.

A longer quote has enough letters left to be found by its similarity.
"""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def is_restyled(words: str, others: str) -> bool:
    """Return whether two strings differ only in upper and lower case and in the numbers in them.

    >>> is_restyled("Chapter 12", "CHAPTER 3")
    True
    """
    return _plain(words) == _plain(others)


def restyled_in_context(
    text: str, quote: SearchTarget, regions: Iterable[Region]
) -> tuple[int, int, str] | None:
    """Find the quote like `restyled_between`, but with all its context unchanged.

    This is more reliable than the exact words elsewhere. It finds nothing if a look-alike had
    nearly the same context.

    Returns:
        The range in the normalized text and the reason for the user; None if there is not exactly
        one such range, or if nothing changed in it.
    """
    size = len(quote.exact)
    if min(len(quote.before), len(quote.after)) < FLANK or size > _RESTYLED_LONGEST:
        return None
    if not _flanks_are_own(quote, _SAME):
        return None
    found = set()
    for region in regions:
        low, high = region.start - len(quote.before), region.end + FLANK
        at = text.find(quote.before, max(0, low), max(0, high))
        while at >= 0:
            start = at + len(quote.before)
            end = text.find(quote.after, start, start + 2 * size + len(quote.after) + FLANK)
            if end >= 0 and is_restyled(text[start:end], quote.exact):
                found.add((start, end))
            at = text.find(quote.before, at + 1, max(0, high))
    return _told(text, quote, found)


def restyled_between(
    text: str, quote: SearchTarget, regions: Iterable[Region]
) -> tuple[int, int, str] | None:
    """Find the quote between its flanks with different case or other numbers.

    Args:
        text: The normalized text.
        quote: The quote.
        regions: Where to search; if there are none, the whole text is searched.

    Returns:
        The range in the normalized text and the reason for the user; None if there is not exactly
        one such range, if nothing changed in it, or if a look-alike has the same flanks.
    """
    before, after = quote.before[-FLANK:], quote.after[:FLANK]
    if max(len(before), len(after)) < FLANK or len(quote.exact) > _RESTYLED_LONGEST:
        return None
    if not _flanks_are_own(quote, _FLANKED):
        return None
    # A lookahead finds overlapping matches too.
    pattern = re.compile(f"(?i:(?={_quoted(before)}({_loose(quote.exact)}){_quoted(after)}))")
    size = len(quote.probe)
    spans = [(region.start - size, region.end + 2 * size) for region in regions]
    found = {
        match.span(1)
        for low, high in spans or [(0, len(text))]
        for match in pattern.finditer(text, max(0, low), max(0, high))
    }
    return _told(text, quote, found)


def _told(
    text: str, quote: SearchTarget, found: Collection[tuple[int, int]]
) -> tuple[int, int, str] | None:
    """Return the range and what changed in it, if there is exactly one range and it changed."""
    if len(found) != 1:
        return None
    [(start, end)] = found
    words = text[start:end]
    if words == quote.exact:
        return None
    same = words.casefold() == quote.exact.casefold()
    return start, end, "only its case changed" if same else "a number in it changed"


def moved_to(text: str, quote: SearchTarget, seeds: Seeds) -> int | None:
    """Find the new offset of a quote that was moved verbatim, together with both flanks.

    Args:
        text: The normalized text.
        quote: The quote.
        seeds: The seeds of `text` and of the quote's probe.

    Returns:
        The offset; None if there is not exactly one such place, if the quote had a look-alike with
        similar flanks, or if that is not known.
    """
    before, after = quote.before[-FLANK:], quote.after[:FLANK]
    whole = before + quote.exact + after
    if min(len(before), len(after)) < FLANK or not quote.compared:
        return None
    if not _flanks_are_own(quote, _FLANKED):
        return None
    found = find_snippet(text, seeds, whole)
    if len(found) != 1 or text.find(whole) != found[0] or text.find(whole, found[0] + 1) >= 0:
        return None
    return found[0] + len(before)


def _flanks_are_own(quote: SearchTarget, most: float) -> bool:
    """Return whether every look-alike's context has a similarity below `most` on both sides.

    One side is not enough: the other side may become the same when the quote is cut out.
    """
    known = len(quote.alike) == len(quote.twins) <= _ALL_KNOWN
    return known and all(max(before, after) < most for _, before, after in quote.alike)


def _plain(words: str) -> str:
    return _NUMBER.sub("0", words).casefold()


def _loose(words: str) -> str:
    """Return a regular expression for `words` in which any number matches any other."""
    parts = [_quoted(part) for part in _NUMBER.split(words)]
    return _NUMBER.pattern.join(parts)


def _quoted(words: str) -> str:
    return re.escape(words).replace("ß", "(?:ß|ss)")
