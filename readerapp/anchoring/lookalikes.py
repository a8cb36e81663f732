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

from readerapp.anchoring.anchor import SNIPPETS_KEY, slice_text
from readerapp.anchoring.candidates import (
    LIKENESS_KEY,
    Likeness,
    RangeCandidate,
    SearchTarget,
    compare_words_and_context,
    find_near,
    make_search_target,
    score_range,
)
from readerapp.anchoring.landmarks import Region, Seeds, find_snippet, neighbouring_snippets
from readerapp.anchoring.normalize import NormalizedText
from readerapp.anchoring.thresholds import THRESHOLDS
from readerapp.core.model import Target
from readerapp.text.source import Sliceable


@dataclass(frozen=True, slots=True)
class LookAlike:
    """The start of a range that is similar to a target, and its similarity in words and context."""

    start: int
    likeness: Likeness


def add_look_alikes(text: Sliceable | str, targets: Sequence[Target]) -> list[Target]:
    """Return `targets` with their look-alikes, the similarities of these, and snippets next to all.

    Takes some 50 ms for each million code points, however few the targets are: call it in the
    background, for many targets at once. Those further away than
    `Thresholds.look_alike_reach` are not found.

    Args:
        text: The text in which the targets were made.
        targets: The targets.
    """
    if not targets:
        return []
    low = max(0, min(target.start for target in targets) - THRESHOLDS.look_alike_reach)
    high = min(len(text), max(target.end for target in targets) + THRESHOLDS.look_alike_reach)
    searched = slice_text(text, low, high)
    probes = [target.prefix + target.exact + target.suffix for target in targets]
    seeds = Seeds(searched, probes)
    found = []
    for target, probe in zip(targets, probes, strict=True):
        quote = make_search_target(target)
        starts = seeds.offsets(probe, THRESHOLDS.most_look_alikes + 1)
        offsets = [start + len(target.prefix) for start in starts]
        own = target.start - low, target.end - low
        alike = {
            one.start: one
            for offset in offsets
            if (one := _look_alike(searched, quote, own, offset))
        }
        twins = [alike[start] for start in sorted(alike)]
        found.append(_add_twins(target, twins))
    groups = [
        [_range(target, start - low) for start in (target.start, *target.twins)] for target in found
    ]
    return [
        replace(
            target, extra={**target.extra, SNIPPETS_KEY: [[words, low + at] for words, at in near]}
        )
        for target, near in zip(found, neighbouring_snippets(searched, groups), strict=True)
    ]


def _range(target: Target, start: int) -> tuple[int, int]:
    return start, start + target.end - target.start


def _add_twins(target: Target, twins: Sequence[LookAlike]) -> Target:
    extra = {name: value for name, value in target.extra.items() if name != LIKENESS_KEY}
    if twins:
        extra[LIKENESS_KEY] = [[round(part, 3) for part in twin.likeness] for twin in twins]
    return replace(target, twins=tuple(twin.start for twin in twins), extra=extra)


def _look_alike(
    text: str, quote: SearchTarget, own: tuple[int, int], offset: int
) -> LookAlike | None:
    """Return the look-alike near `offset`, or None; the quote's own range is not one.

    Args:
        text: The raw text.
        quote: The quote.
        own: The range of the quote in `text`.
        offset: The expected offset in `text`.
    """
    window, size = THRESHOLDS.look_alike_window, len(quote.exact)
    low = max(0, offset - window)
    normalized = NormalizedText(text[low : max(low, offset) + 2 * size + window])
    start, end = (normalized.to_normalized(max(0, at - low)) for at in own)
    at = normalized.to_normalized(max(0, offset - low))
    found = find_near(normalized.text, quote, at)
    if found and found.start < end and start < found.end:  # the quote itself
        reach = THRESHOLDS.exact_words_reach
        at = max(normalized.text.find(quote.exact, max(0, at - reach), at + size + reach), at)
        separate = at + size <= start or end <= at
        found = score_range(normalized.text, quote, at, at + size) if separate else None
    if found and is_distinctive(found, quote) and _has_same_words(normalized.text, quote, found):
        return LookAlike(
            low + normalized.to_raw(found.start),
            compare_words_and_context(normalized.text, quote, found),
        )
    return None


def _has_same_words(text: str, quote: SearchTarget, found: RangeCandidate) -> bool:
    """Return whether a candidate's words are like the quote's, or differ in case or numbers only.

    Then one of the two can be mistaken for a changed version of the other.
    """
    similar = found.whole >= THRESHOLDS.look_alike_words
    return similar or is_restyled(text[found.start : found.end], quote.exact)


def is_distinctive(found: RangeCandidate, quote: SearchTarget) -> bool:
    """Return whether a candidate with similar words is more than a common phrase."""
    in_context = found.best_context >= THRESHOLDS.distinctive_context
    return in_context or len(quote.exact) >= THRESHOLDS.distinctive_length


_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def is_restyled(words: str, others: str) -> bool:
    """Return whether two strings differ only in upper and lower case and in the numbers in them.

    >>> is_restyled("Chapter 12", "CHAPTER 3")
    True
    """
    return _mask_style(words) == _mask_style(others)


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
    size, flank = len(quote.exact), THRESHOLDS.flank
    shorter = min(len(quote.before), len(quote.after))
    if shorter < flank or size > THRESHOLDS.longest_restyled:
        return None
    if not _flanks_are_own(quote, THRESHOLDS.recoverable_context):
        return None
    found = set()
    for region in regions:
        low, high = region.start - len(quote.before), region.end + flank
        at = text.find(quote.before, max(0, low), max(0, high))
        while at >= 0:
            start = at + len(quote.before)
            end = text.find(quote.after, start, start + 2 * size + len(quote.after) + flank)
            if end >= 0 and is_restyled(text[start:end], quote.exact):
                found.add((start, end))
            at = text.find(quote.before, at + 1, max(0, high))
    return _single_change(text, quote, found)


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
    flank = THRESHOLDS.flank
    before, after = quote.before[-flank:], quote.after[:flank]
    longer = max(len(before), len(after))
    if longer < flank or len(quote.exact) > THRESHOLDS.longest_restyled:
        return None
    if not _flanks_are_own(quote, THRESHOLDS.similar_flank):
        return None
    # A lookahead finds overlapping matches too.
    pattern = re.compile(
        f"(?i:(?={_escape(before)}({_any_number_pattern(quote.exact)}){_escape(after)}))"
    )
    size = len(quote.probe)
    spans = [(region.start - size, region.end + 2 * size) for region in regions]
    found = {
        match.span(1)
        for low, high in spans or [(0, len(text))]
        for match in pattern.finditer(text, max(0, low), max(0, high))
    }
    return _single_change(text, quote, found)


def _single_change(
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
    return start, end, "only upper and lower case changed" if same else "a number in it changed"


def moved_to(text: str, quote: SearchTarget, seeds: Seeds) -> int | None:
    """Find the new offset of a quote that was moved verbatim, together with both flanks.

    Args:
        text: The normalized text.
        quote: The quote.
        seeds: The seeds of `text` and of the quote's probe.

    Returns:
        The offset; None if there is not exactly one such range, if the quote had a look-alike with
        similar flanks, or if that is not known.
    """
    flank = THRESHOLDS.flank
    before, after = quote.before[-flank:], quote.after[:flank]
    whole = before + quote.exact + after
    if min(len(before), len(after)) < flank or not quote.compared:
        return None
    if not _flanks_are_own(quote, THRESHOLDS.similar_flank):
        return None
    found = find_snippet(text, seeds, whole)
    if len(found) != 1 or text.find(whole) != found[0] or text.find(whole, found[0] + 1) >= 0:
        return None
    return found[0] + len(before)


def _flanks_are_own(quote: SearchTarget, most: float) -> bool:
    """Return whether every look-alike's context has a similarity below `most` on both sides.

    One side is not enough: the other side may become the same when the quote is cut out.
    """
    known = len(quote.likenesses) == len(quote.twins) <= THRESHOLDS.all_look_alikes
    return known and all(max(before, after) < most for _, before, after in quote.likenesses)


def _mask_style(words: str) -> str:
    return _NUMBER.sub("0", words).casefold()


def _any_number_pattern(words: str) -> str:
    """Return a regular expression for `words` in which any number matches any other."""
    parts = [_escape(part) for part in _NUMBER.split(words)]
    return _NUMBER.pattern.join(parts)


def _escape(words: str) -> str:
    return re.escape(words).replace("ß", "(?:ß|ss)")
