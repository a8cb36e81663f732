"""Candidates: a place where a quotation may stand now, its ends, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.anchoring.aligning import (
    context_likeness,
    find_inside,
    inside_word,
    likeness,
    pair_words,
    tokens,
)
from readerapp.anchoring.folding import fold
from readerapp.model import CONTEXT, Target

_EDGE = 64
_NEAR = 24
_LEEWAY = 100
_GOOD = 0.72
_WORDS = 9
_INSERTED = 2500
_RUN = 12
_SURE = 12


@dataclass(frozen=True, slots=True)
class Quotation:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]

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
    return Quotation(exact, before, after, target.start + lead, target.twins)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range of the folded text that may be the quotation.

    `whole` is the likeness of the words, `before` and `after` that of the context on either
    side (None where the document began or ended), all 0 to 1.
    """

    start: int
    end: int
    whole: float
    before: float | None
    after: float | None

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
    def mean_context(self) -> float:
        """The mean likeness of both sides."""
        return sum(self.contexts) / len(self.contexts) if self.contexts else 0.0


def look(text: str, quote: Quotation, place: int) -> Candidate | None:
    """The candidate near `place` in the folded text, where the quotation may begin."""
    if text.startswith(quote.exact, max(0, place)) and text.startswith(
        quote.probe, place - len(quote.before)
    ):
        return judge_range(text, quote, place, place + len(quote.exact))
    ends = _ends(text, quote, place)
    return None if ends is None else judge_range(text, quote, *ends)


def judge_range(text: str, quote: Quotation, start: int, end: int) -> Candidate:
    """What speaks for `text[start:end]` being the quotation."""
    found = text[start:end]
    if found == quote.exact:
        whole = 1.0
    else:  # what was inserted inside is not held against it; both ends are looked at anyway
        inserted = max(0, len(found) - len(quote.exact))
        whole = likeness(quote.exact, found) if inserted < 40 else _kept(quote.exact, found)
    return Candidate(
        start, end, whole, _before(text, quote.before, start), _after(text, quote.after, end)
    )


def _kept(exact: str, found: str) -> float:
    from readerapp.anchoring.aligning import distance

    inserted = len(found) - len(exact)
    return max(0.0, 1 - (distance(exact, found) - inserted) / len(exact))


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
    start = _word_start(text, quote, candidate.start)
    end = _word_end(text, quote, candidate.end)
    return candidate if end <= start else judge_range(text, quote, start, end)


def _ends(text: str, quote: Quotation, place: int) -> tuple[int, int] | None:
    size = len(quote.exact)
    start, head = _start(text, quote, place - _LEEWAY, place + _LEEWAY)
    end, tail = _end(text, quote, place + size - _LEEWAY, place + size + _LEEWAY)
    if size > _EDGE:
        if head >= _GOOD > tail:
            end, tail = _end(text, quote, start + _EDGE, start + size + _INSERTED)
        elif tail >= _GOOD > head:
            start, head = _start(text, quote, end - size - _INSERTED, end - _EDGE)
        if min(head, tail) < _GOOD or end <= start:
            return _survivors(text, quote, place)
    return (start, end) if end > start else None


def _start(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation begins if it begins in `[low, high)`, and how like its head is."""
    head = (quote.exact + quote.after)[:_EDGE]
    low = max(0, low - len(quote.before))
    window = text[low : max(low, high + len(head))]
    offsets = find_inside(quote.before + head, window)[1]
    start = low + offsets[len(quote.before)]
    inner = quote.exact[:_EDGE]
    return start, likeness(inner, text[start : start + len(inner) + 12], "SHW")


def _end(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation ends if it ends in `[low, high)`, and how like its tail is."""
    tail = (quote.before + quote.exact)[-_EDGE:]
    low = max(0, low - len(tail))
    window = text[low : max(low, high + len(quote.after))]
    offsets = find_inside(tail + quote.after, window)[1]
    end = low + offsets[len(tail) - 1] + 1
    inner = quote.exact[-_EDGE:]
    return end, likeness(inner[::-1], text[max(0, end - len(inner) - 12) : end][::-1], "SHW")


def _word_start(text: str, quote: Quotation, start: int) -> int:
    if text.startswith(quote.exact[:_SURE], start) or inside_word(
        quote.before[-1:] + quote.exact[:1], 1
    ):
        return start
    outer = tokens(quote.before)[-_WORDS:]
    inner = tokens((quote.exact + quote.after)[:120])[:_WORDS]
    own = len(tokens(quote.exact[:120])[:_WORDS])
    now = tokens(text, *_around(text, start))
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
    now = tokens(text, *_around(text, end))
    pairs = pair_words([*inner, *outer], now)[len(inner) - own : len(inner)]
    kept = [pair for pair in pairs if pair is not None]
    return now[kept[-1]].end if kept else end


def _around(text: str, offset: int) -> tuple[int, int]:
    low, high = max(0, offset - 72), min(len(text), offset + 72)
    while low and inside_word(text, low):
        low -= 1
    while high < len(text) and inside_word(text, high):
        high += 1
    return low, high


def _survivors(text: str, quote: Quotation, place: int) -> tuple[int, int] | None:
    """From the first to the last run of the quotation that is still there word for word."""
    low = max(0, place - _LEEWAY)
    window = text[low : place + len(quote.exact) + _LEEWAY]
    offsets = find_inside(quote.exact, window)[1]
    runs, begun = [], 0
    for at in range(1, len(quote.exact) + 1):
        unbroken = offsets[at] == offsets[at - 1] + 1 and at < len(quote.exact)
        same = window[offsets[at - 1] : offsets[at - 1] + 1] == quote.exact[at - 1]
        if not (unbroken and same):
            if at - begun >= _RUN:
                runs.append((offsets[begun], offsets[at - 1] + 1))
            begun = at
    return (low + runs[0][0], low + runs[-1][1]) if runs else None
