"""Flanks: unchanged context directly before and after a quote, which identifies it.

What is between the same words, in the same part of the text, is the quote even if hardly a letter
of it is left, for example if it is in capitals now. And what occurs once in both the old and the
new text, together with both flanks, is the quote wherever it was moved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from readerapp.anchoring.candidates import SearchTarget
from readerapp.anchoring.landmarks import Region, Seeds, find_snippet

FLANK = 32
"""Code points of a flank: few passages share so many on both sides by chance."""

_MOST_TWINS = 11
"""The most look-alikes of a quote that are certainly all known: `lookalikes.MOST` minus one."""

_FLANKED = 0.65
"""Similarity of a context, twice as long as a flank, from which it may contain an unchanged flank.

Half of its letters are the same then, and of the others some are the same by chance.
"""

_SAME = 0.95
"""Similarity of a context from which an edit may make it the same."""

_LONGEST = 2000
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
    if min(len(quote.before), len(quote.after)) < FLANK or size > _LONGEST:
        return None
    if not _apart(quote, _SAME):
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
    if max(len(before), len(after)) < FLANK or len(quote.exact) > _LONGEST:
        return None
    if not _apart(quote, _FLANKED):
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
    if not _apart(quote, _FLANKED):
        return None
    found = find_snippet(text, seeds, whole)
    if len(found) != 1 or text.find(whole) != found[0] or text.find(whole, found[0] + 1) >= 0:
        return None
    return found[0] + len(before)


def _apart(quote: SearchTarget, most: float) -> bool:
    """Return whether every look-alike's context has a similarity below `most` on both sides.

    One side is not enough: the other side may become the same when the quote is cut out.
    """
    known = len(quote.alike) == len(quote.twins) <= _MOST_TWINS
    return known and all(max(before, after) < most for _, before, after in quote.alike)


def _plain(words: str) -> str:
    return _NUMBER.sub("0", words).casefold()


def _loose(words: str) -> str:
    """Return a regular expression for `words` in which any number matches any other."""
    parts = [_quoted(part) for part in _NUMBER.split(words)]
    return _NUMBER.pattern.join(parts)


def _quoted(words: str) -> str:
    return re.escape(words).replace("ß", "(?:ß|ss)")
