"""Looking: the candidate near a place, whole or what is left of it."""

from __future__ import annotations

from readerapp.anchoring.aligning import find_inside, likeness, tokens
from readerapp.anchoring.candidates import (
    LONGEST,
    Candidate,
    measured,
    weighed,
)
from readerapp.anchoring.ends import EDGE, EDITED, find_end, find_start
from readerapp.anchoring.quotations import Quotation
from readerapp.anchoring.surviving import SPLIT, Run, clipped, share_kept, surviving_runs
from readerapp.model import CONTEXT

_LEEWAY = 100
"""Code points by which a place can be off."""

_GOOD = 0.72
"""Likeness of a passage of which nothing is missing."""

_ADDED = 40
_WIDEST = 20_000


def look(text: str, quote: Quotation, place: int) -> Candidate | None:
    """The candidate near `place` in the folded text, where the quotation may begin."""
    size = len(quote.exact)
    if text.startswith(quote.probe, place - len(quote.before)):
        return measured(text, quote, place, place + size)
    start, head = find_start(text, quote, place - _LEEWAY, place + _LEEWAY)
    end, tail = find_end(text, quote, place + size - _LEEWAY, place + size + _LEEWAY)
    if text.startswith(quote.exact, start):
        end, tail = start + size, 1.0
    elif text.endswith(quote.exact, 0, end):
        start, head = end - size, 1.0
    elif size > LONGEST and head >= _GOOD > tail:  # its end may be anywhere after a while
        end, tail = find_end(text, quote, start + size // 2, start + 2 * size)
    candidate = measured(text, quote, start, end) if end > start else None
    in_pieces = 2 * quote.shortest_run <= size <= LONGEST
    if not in_pieces or (candidate and _whole(candidate, size, min(head, tail))):
        return candidate
    return _remains(text, quote, place) or candidate


def look_in(text: str, quote: Quotation, low: int, high: int) -> Candidate | None:
    """The candidate that begins in `[low, high]` of the folded text, of all the likeliest."""
    low = max(0, low - len(quote.before))
    probe = quote.probe[: len(quote.before) + 2 * EDGE]
    window = text[low : min(high, low + _WIDEST) + len(probe)]
    offsets = find_inside(probe, window)[1]
    return look(text, quote, low + offsets[len(quote.before)])


def _whole(candidate: Candidate, size: int, ends: float) -> bool:
    """Whether nothing of the quotation is missing, though words of it may have changed."""
    if min(candidate.whole, ends) >= _GOOD:
        return True
    surplus = candidate.end - candidate.start - size
    certain = min(candidate.whole, candidate.worst_context) >= EDITED
    return certain and surplus <= _ADDED


def _remains(text: str, quote: Quotation, place: int) -> Candidate | None:
    """The candidate made of the runs that are left of the quotation around `place`."""
    size = len(quote.exact)
    low, high = place - SPLIT, place + size + SPLIT
    # With its context the passage's own end is told from a phrase that is the same elsewhere.
    rows = surviving_runs(quote.probe, text, low - CONTEXT, high + CONTEXT, quote.shortest_run)
    runs = _apart(clipped(rows, len(quote.before), len(quote.before) + size))
    if not runs:
        return None
    start = _first(text, quote, runs[0])
    end = _last(text, quote, runs[-1])
    if start is None or end is None or end <= start:
        return None
    if text[start:end] == quote.exact:
        return measured(text, quote, start, end)
    whole = share_kept(quote.exact, runs)
    return weighed(text, quote, start, end, whole, tuple(runs))


def _apart(runs: list[Run]) -> list[Run]:
    """`runs` without those of which all is in another one: what stood beside the passage may
    begin or end with the same letters, wherever it is now."""
    return [
        run
        for run in runs
        if not any(
            other is not run
            and other.old <= run.old
            and run.old + run.size <= other.old + other.size
            and other.size > run.size
            for other in runs
        )
    ]


def _first(text: str, quote: Quotation, run: Run) -> int | None:
    """Where what is left begins: at the quotation's beginning, or at the first whole word."""
    likely = run.new - run.old
    start, _ = find_start(text, quote, likely - run.old - 8, likely + run.old + 8)
    if start <= run.new and likeness(quote.exact[: run.old], text[start : run.new]) >= EDITED:
        return start
    for word in tokens(quote.exact, 0, run.old + run.size):
        if word.start >= run.old and word.text[0].isalnum():
            return run.new + word.start - run.old
    return None


def _last(text: str, quote: Quotation, run: Run) -> int | None:
    """Where what is left ends: at the quotation's end, or with the last whole word."""
    old_end, new_end = run.old + run.size, run.new + run.size
    missing = len(quote.exact) - old_end
    likely = new_end + missing
    end, _ = find_end(text, quote, likely - missing - 8, likely + missing + 8)
    if end >= new_end and likeness(quote.exact[old_end:], text[new_end:end]) >= EDITED:
        return end
    words = tokens(quote.exact, run.old, len(quote.exact))
    ends = [word.end for word in words if word.end <= old_end]
    return run.new + ends[-1] - run.old if ends else None
