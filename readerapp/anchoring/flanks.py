"""Flanks: the words right beside a quotation. Where both are unchanged, they say where it is.

What stands between the same words, in the same place, is the quotation even if hardly a letter
of it is left, as in capitals; and what stands once in either text with both its flanks is the
quotation wherever it was moved to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from readerapp.anchoring.candidates import SearchTarget
from readerapp.anchoring.landmarks import Region, Seeds, find_snippet

FLANK = 32
"""Code points of a flank: few passages have so many in common on both sides by chance."""

_MOST_TWINS = 11
"""Look-alikes of a quotation from which on there may be more than are known."""

_FLANKED = 0.65
"""Likeness of a context, of twice the length of a flank, from which on a flank may be unchanged in
it: half of the letters are the same then, and of the others some by chance."""

_SAME = 0.95
"""Likeness of a context from which on an edit may make it the same."""

_LONGEST = 2000
"""Code points of the longest quotation that is sought with another case or number: of a longer
one enough letters are left to find it by its likeness."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def is_restyled(words: str, others: str) -> bool:
    """Whether two strings are the same but for upper and lower case and the numbers in them."""
    return _plain(words) == _plain(others)


def restyled_in_context(
    text: str, quote: SearchTarget, regions: Iterable[Region]
) -> tuple[int, int, str] | None:
    """As `restyled_between`, with all its context unchanged: surer than its very words elsewhere.

    Nothing, either, if a look-alike had nearly the same context.
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
    """Where the quotation stands between its flanks with another case or other numbers.

    Its range in the folded text and what changed; None if it is not there, or not once, or if
    it has a look-alike between the same flanks.
    """
    before, after = quote.before[-FLANK:], quote.after[:FLANK]
    if max(len(before), len(after)) < FLANK or len(quote.exact) > _LONGEST:
        return None
    if not _apart(quote, _FLANKED):
        return None
    # It looks ahead, so that what overlaps is found as well.
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
    """The only range found and what changed in it, if something did."""
    if len(found) != 1:
        return None
    [(start, end)] = found
    words = text[start:end]
    if words == quote.exact:
        return None
    same = words.casefold() == quote.exact.casefold()
    return start, end, "only its case changed" if same else "a number in it changed"


def moved_to(text: str, quote: SearchTarget, seeds: Seeds) -> int | None:
    """Where the quotation stands, once, word for word between its flanks; `seeds` are those of
    the text and of its probe. None if it had a look-alike, or if that is not known."""
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
    """Whether the context of each look-alike is less like than `most` on both sides.

    One side is not enough: the other may become the same when the quotation is cut out.
    """
    known = len(quote.alike) == len(quote.twins) <= _MOST_TWINS
    return known and all(max(before, after) < most for _, before, after in quote.alike)


def _plain(words: str) -> str:
    return _NUMBER.sub("0", words).casefold()


def _loose(words: str) -> str:
    """A pattern of `words` in which any number stands for any other."""
    parts = [_quoted(part) for part in _NUMBER.split(words)]
    return _NUMBER.pattern.join(parts)


def _quoted(words: str) -> str:
    return re.escape(words).replace("ß", "(?:ß|ss)")
