"""Candidates: a place where a quotation may stand now, its ends, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readerapp.anchoring.aligning import (
    context_likeness,
    find_inside,
    inside_word,
    is_dense,
    likeness,
    pair_words,
    tokens,
)
from readerapp.anchoring.folding import fold
from readerapp.anchoring.surviving import SPLIT, Run, clipped, share_kept, surviving_runs
from readerapp.model import CONTEXT, Target

_EDGE = 64
_NEAR = 24
_LEEWAY = 100
_GOOD = 0.72
_WORDS = 9
_EDITED = 0.5
_SURE = 12
_ADDED = 40
_LONGEST = 8000
_WIDEST = 20_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]
    dense: bool

    @property
    def shortest_run(self) -> int:
        """The fewest characters in a row that are not the same by chance."""
        return 4 if self.dense else 12

    @property
    def probe(self) -> str:
        """The quotation in its context."""
        return self.before + self.exact + self.after


def quotation(target: Target) -> Quotation:
    """What to search for to find `target`."""
    folded = fold(target.exact)
    exact = folded.strip()
    lead = len(folded) - len(folded.lstrip())
    before = fold(target.prefix)[-CONTEXT:]
    after = fold(target.suffix)[:CONTEXT]
    if exact and folded[0].isspace() and not before.endswith(" "):
        before += " "
    if exact and folded[-1].isspace() and not after.startswith(" "):
        after = " " + after
    return Quotation(exact, before, after, target.start + lead, target.twins, is_dense(exact))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range of the folded text that may be the quotation.

    `whole` is the likeness of the words, `before` and `after` that of the context on either
    side (None where the document began or ended), all 0 to 1. If only some of it is there,
    interrupted or cut, `runs` are what is left word for word, and `whole` is their share.
    """

    start: int
    end: int
    whole: float
    before: float | None
    after: float | None
    runs: tuple[Run, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether the passage was interrupted or a part of it is gone."""
        return bool(self.runs)

    @property
    def verbatim(self) -> bool:
        """Whether the words are the same."""
        return self.whole == 1.0

    @property
    def contexts(self) -> tuple[float, ...]:
        """The likeness of the context, of those sides that there are."""
        return tuple(side for side in (self.before, self.after) if side is not None)

    @property
    def best_context(self) -> float:
        """The likeness of the side that is kept better."""
        return max(self.contexts, default=0.0)

    @property
    def worst_context(self) -> float:
        """The likeness of the side that is kept worse."""
        return min(self.contexts, default=0.0)

    @property
    def mean_context(self) -> float:
        """The mean likeness of both sides."""
        return sum(self.contexts) / len(self.contexts) if self.contexts else 0.0


def look(text: str, quote: Quotation, place: int) -> Candidate | None:
    """The candidate near `place` in the folded text, where the quotation may begin."""
    size = len(quote.exact)
    if text.startswith(quote.probe, place - len(quote.before)):
        return judge_range(text, quote, place, place + size)
    start, head = _start(text, quote, place - _LEEWAY, place + _LEEWAY)
    end, tail = _end(text, quote, place + size - _LEEWAY, place + size + _LEEWAY)
    if size > _LONGEST and head >= _GOOD > tail:  # its end may be anywhere after a while
        end, tail = _end(text, quote, start + size // 2, start + 2 * size)
    candidate = judge_range(text, quote, start, end) if end > start else None
    in_pieces = 2 * quote.shortest_run <= size <= _LONGEST
    if not in_pieces or (candidate and _whole(candidate, size, min(head, tail))):
        return candidate
    return _remains(text, quote, place) or candidate


def _whole(candidate: Candidate, size: int, ends: float) -> bool:
    """Whether nothing of the quotation is missing, though words of it may have changed."""
    if min(candidate.whole, ends) >= _GOOD:
        return True
    surplus = candidate.end - candidate.start - size
    certain = min(candidate.whole, candidate.worst_context) >= _EDITED
    return certain and surplus <= _ADDED


def look_in(text: str, quote: Quotation, low: int, high: int) -> Candidate | None:
    """The candidate that begins in `[low, high]` of the folded text, of all the likeliest."""
    low = max(0, low - len(quote.before))
    probe = quote.probe[: len(quote.before) + 2 * _EDGE]
    window = text[low : min(high, low + _WIDEST) + len(probe)]
    offsets = find_inside(probe, window)[1]
    return look(text, quote, low + offsets[len(quote.before)])


def _remains(text: str, quote: Quotation, place: int) -> Candidate | None:
    """The candidate made of the runs that are left of the quotation around `place`."""
    size = len(quote.exact)
    low, high = place - SPLIT, place + size + SPLIT
    # With its context the passage's own end is told from a phrase that is the same elsewhere.
    rows = surviving_runs(quote.probe, text, low - CONTEXT, high + CONTEXT, quote.shortest_run)
    runs = clipped(rows, len(quote.before), len(quote.before) + size)
    if not runs:
        return None
    start = _first(text, quote, runs[0])
    end = _last(text, quote, runs[-1])
    if start is None or end is None or end <= start:
        return None
    if text[start:end] == quote.exact:
        return judge_range(text, quote, start, end)
    whole = share_kept(quote.exact, runs)
    before, after = _before(text, quote.before, start), _after(text, quote.after, end)
    return Candidate(start, end, whole, before, after, tuple(runs))


def _first(text: str, quote: Quotation, run: Run) -> int | None:
    """Where what is left begins: at the quotation's beginning, or at the first whole word."""
    likely = run.new - run.old
    start, _ = _start(text, quote, likely - run.old - 8, likely + run.old + 8)
    if start <= run.new and likeness(quote.exact[: run.old], text[start : run.new]) >= _EDITED:
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
    end, _ = _end(text, quote, likely - missing - 8, likely + missing + 8)
    if end >= new_end and likeness(quote.exact[old_end:], text[new_end:end]) >= _EDITED:
        return end
    words = tokens(quote.exact, run.old, len(quote.exact))
    ends = [word.end for word in words if word.end <= old_end]
    return run.new + ends[-1] - run.old if ends else None


def judge_range(text: str, quote: Quotation, start: int, end: int) -> Candidate:
    """What speaks for `text[start:end]` being the quotation."""
    if text[start:end] == quote.exact:
        whole = 1.0
    elif len(quote.exact) <= _LONGEST:
        whole = likeness(quote.exact, text[start:end])
    else:  # a chapter: its first and last pages stand for it
        head = _head_likeness(text, quote.exact[: _LONGEST // 2], start)
        tail = _tail_likeness(text, quote.exact[-_LONGEST // 2 :], end)
        whole = min(head, tail, 0.99)
    before, after = _before(text, quote.before, start), _after(text, quote.after, end)
    return Candidate(start, end, whole, before, after)


def _before(text: str, context: str, start: int) -> float | None:
    size = len(context)
    whole = context_likeness(context, text[max(0, start - size - 12) : start])
    near = context_likeness(context[-_NEAR:], text[max(0, start - _NEAR - 8) : start])
    return _better(whole, near)


def _after(text: str, context: str, end: int) -> float | None:
    whole = context_likeness(context, text[end : end + len(context) + 12])
    near = context_likeness(context[:_NEAR], text[end : end + _NEAR + 8])
    return _better(whole, near)


def _better(whole: float | None, near: float | None) -> float | None:
    return None if whole is None else max(whole, near or 0.0)


def settle(text: str, quote: Quotation, candidate: Candidate) -> Candidate:
    """`candidate` with its ends where the first and the last word of the quotation went."""
    start, end = candidate.start, candidate.end
    if _head_likeness(text, quote.exact[:_EDGE], start) >= _EDITED:
        start = _word_start(text, quote, start)
    if _tail_likeness(text, quote.exact[-_EDGE:], end) >= _EDITED:
        end = _word_end(text, quote, end)
    if end <= start or (start, end) == (candidate.start, candidate.end):
        return candidate
    return replace(
        candidate,
        start=start,
        end=end,
        before=_before(text, quote.before, start),
        after=_after(text, quote.after, end),
    )


def _start(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation begins if it begins in `[low, high)`, and how like its head is."""
    head = (quote.exact + quote.after)[:_EDGE]
    low = max(0, low - len(quote.before))
    window = text[low : max(low, high + len(head))]
    offsets = find_inside(quote.before + head, window)[1]
    start = low + offsets[len(quote.before)]
    return start, _head_likeness(text, quote.exact[:_EDGE], start)


def _end(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation ends if it ends in `[low, high)`, and how like its tail is."""
    tail = (quote.before + quote.exact)[-_EDGE:]
    low = max(0, low - len(tail))
    window = text[low : max(low, high + len(quote.after))]
    offsets = find_inside(tail + quote.after, window)[1]
    end = low + offsets[len(tail) - 1] + 1
    return end, _tail_likeness(text, quote.exact[-_EDGE:], end)


def _head_likeness(text: str, head: str, start: int) -> float:
    return likeness(head, text[start : start + len(head) + 12], "SHW")


def _tail_likeness(text: str, tail: str, end: int) -> float:
    return likeness(tail[::-1], text[max(0, end - len(tail) - 12) : end][::-1], "SHW")


def _word_start(text: str, quote: Quotation, start: int) -> int:
    if text.startswith(quote.exact[:_SURE], start) or inside_word(
        quote.before[-1:] + quote.exact[:1], 1
    ):
        return start
    outer = tokens(quote.before)[-_WORDS:]
    inner = tokens((quote.exact + quote.after)[:120])[:_WORDS]
    own = len(tokens(quote.exact[:120])[:_WORDS])
    now = tokens(text, *_around(text, start, quote))
    pairs = pair_words([*outer, *inner], now)[len(outer) : len(outer) + own]
    kept = [pair for pair in pairs if pair is not None]
    return now[kept[0]].start if kept else start


def _word_end(text: str, quote: Quotation, end: int) -> int:
    if text.endswith(quote.exact[-_SURE:], 0, end) or inside_word(
        quote.exact[-1:] + quote.after[:1], 1
    ):
        return end
    outer = tokens(quote.after)[:_WORDS]
    inner = tokens((quote.before + quote.exact)[-120:])[-_WORDS:]
    own = len(tokens(quote.exact[-120:])[-_WORDS:])
    now = tokens(text, *_around(text, end, quote))
    pairs = pair_words([*inner, *outer], now)[len(inner) - own : len(inner)]
    kept = [pair for pair in pairs if pair is not None]
    return now[kept[-1]].end if kept else end


def _around(text: str, offset: int, quote: Quotation) -> tuple[int, int]:
    reach = 3 * _WORDS if quote.dense else 8 * _WORDS
    low, high = max(0, offset - reach), min(len(text), offset + reach)
    while low and inside_word(text, low):
        low -= 1
    while high < len(text) and inside_word(text, high):
        high += 1
    return low, high
