"""Ends: where the first and the last word of a quotation went.

Letters are aligned first, the quotation's edge together with the context beyond it; then whole
words around the place found, because a changed word at the edge belongs to one side only.
"""

from __future__ import annotations

from readerapp.anchoring.aligning import Token, find_inside, inside_word, pair_words, tokens
from readerapp.anchoring.candidates import (
    Candidate,
    head_likeness,
    tail_likeness,
    weighed,
)
from readerapp.anchoring.quotations import Quotation

EDGE = 64
"""Code points at each end of a quotation that are aligned with its context."""

EDITED = 0.5
"""Strings less like each other than this are not one that was edited."""

_SURE = 12
_WORDS = 9
_LONGEST_WORD = 64
"""Code points of a word; what goes on longer without a space is no word that people read."""


def settle(text: str, quote: Quotation, candidate: Candidate) -> Candidate:
    """`candidate` with its ends where the first and the last word of the quotation went."""
    start, end = candidate.start, candidate.end
    if head_likeness(text, quote.exact[:EDGE], start) >= EDITED:
        start = _word_start(text, quote, start)
    if tail_likeness(text, quote.exact[-EDGE:], end) >= EDITED:
        end = _word_end(text, quote, end)
    if end <= start or (start, end) == (candidate.start, candidate.end):
        return candidate
    return weighed(text, quote, start, end, candidate.whole, candidate.runs)


def find_start(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation begins if it begins in `[low, high)`, and how like its head is."""
    head = (quote.exact + quote.after)[:EDGE]
    low = max(0, low - len(quote.before))
    window = text[low : max(low, high + len(head))]
    offsets = find_inside(quote.before + head, window)[1]
    start = low + offsets[len(quote.before)]
    return start, head_likeness(text, quote.exact[:EDGE], start)


def find_end(text: str, quote: Quotation, low: int, high: int) -> tuple[int, float]:
    """Where the quotation ends if it ends in `[low, high)`, and how like its tail is."""
    tail = (quote.before + quote.exact)[-EDGE:]
    low = max(0, low - len(tail))
    window = text[low : max(low, high + len(quote.after))]
    offsets = find_inside(tail + quote.after, window)[1]
    end = low + offsets[len(tail) - 1] + 1
    return end, tail_likeness(text, quote.exact[-EDGE:], end)


def whole_words(text: str, quote: Quotation, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` from where its first word begins to where its last one ends, with the
    punctuation that touches them; empty if it has no word.

    Where the quotation itself begins or ends inside a word, that end stays.
    """
    heads = tokens(text, start, min(end, start + _LONGEST_WORD))
    tails = tokens(text, max(start, end - _LONGEST_WORD), end)
    first = next((word.start for word in heads if _is_word(word)), end)
    last = next((word.end for word in reversed(tails) if _is_word(word)), start)
    if last <= first:
        return start, start
    while first > start and not text[first - 1].isspace():
        first -= 1
    while last < end and not text[last].isspace():
        last += 1
    if not inside_word(quote.before[-1:] + quote.exact[:1], 1):
        first = _outwards(text, first, -1)
    if not inside_word(quote.exact[-1:] + quote.after[:1], 1):
        last = _outwards(text, last, 1)
    return first, last


def _is_word(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def _outwards(text: str, offset: int, step: int) -> int:
    """The end, in one direction, of the word that `offset` is inside of, if it is not too far."""
    at = offset
    while 0 < at < len(text) and inside_word(text, at):
        at += step
        if abs(at - offset) > _LONGEST_WORD:
            return offset
    return at


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
