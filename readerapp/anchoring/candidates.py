"""Candidates: ranges that may be a quotation, and what speaks for each.

Quotations: targets in the form in which they are searched for.

Ends: where the first and the last word of a quotation went.

Letters are aligned first, the quotation's edge together with the context beyond it; then whole
words around the place found, because a changed word at the edge belongs to one side only.

Looking: the candidate near a place, whole or what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.anchoring.alignment import (
    SPLIT,
    MatchingBlock,
    Token,
    clip_blocks,
    context_similarity,
    find_inside,
    find_matching_blocks,
    is_dense,
    is_inside_word,
    matching_share,
    pair_words,
    similarity,
    tokenize,
)
from readerapp.anchoring.anchor import BESIDE
from readerapp.anchoring.normalize import normalize
from readerapp.core.model import CONTEXT, Target

ALIKE = "alike"
"""A target's field for how like it each of its twins is, in their order: its words, the context
before and the context after, 0 to 1."""

Likeness = tuple[float, float, float]
"""How like something is to a quotation: its words, what stands before and what stands after."""

_SAME = 0.97


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """A target as it is searched for: folded, with the offset where it stood (code points)."""

    exact: str
    before: str
    after: str
    at: int
    twins: tuple[int, ...]
    alike: tuple[Likeness, ...]
    dense: bool
    compared: bool = False
    """Whether its look-alikes were looked for when it was marked."""

    @property
    def unmistakable(self) -> bool:
        """Whether no twin has the very same words in the very same context."""
        if self.twins and not self.alike:
            return False
        return all(min(like) < _SAME for like in self.alike)

    @property
    def shortest_run(self) -> int:
        """The fewest characters in a row that are not the same by chance."""
        return 4 if self.dense else 12

    @property
    def probe(self) -> str:
        """The quotation in its context."""
        return self.before + self.exact + self.after


def make_search_target(target: Target) -> SearchTarget:
    """What to search for to find `target`."""
    folded = normalize(target.exact)
    exact = folded.strip()
    lead = len(folded) - len(folded.lstrip())
    before = normalize(target.prefix)[-CONTEXT:]
    after = normalize(target.suffix)[:CONTEXT]
    if exact and folded[0].isspace() and not before.endswith(" "):
        before += " "
    if exact and folded[-1].isspace() and not after.startswith(" "):
        after = " " + after
    return SearchTarget(
        exact,
        before,
        after,
        target.start + lead,
        target.twins,
        tuple(_alike(target)),
        is_dense(exact),
        BESIDE in target.extra,
    )


def _alike(target: Target) -> Iterator[Likeness]:
    data = target.extra.get(ALIKE)
    if not isinstance(data, Sequence) or len(data) != len(target.twins):
        return
    for one in data:
        match one:
            case [float() | int() as words, float() | int() as before, float() | int() as after]:
                yield float(words), float(before), float(after)


LONGEST = 8000
"""Code points of the longest quotation that is compared as a whole."""

_NEAR = 24
"""Code points of context that count as much as all of it: what was inserted further off must
not hurt."""

_LEEWAY = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range of the folded text that may be the quotation.

    `whole` is the likeness of the words, `before` and `after` that of the context on either
    side (None where the document began or ended): of all of it or of its nearest part, whatever
    is kept better. `far` is the mean likeness of all the context. All are 0 to 1. If only some
    of the passage is there, interrupted or cut, `runs` are what is left word for word, and
    `whole` is their share.
    """

    start: int
    end: int
    whole: float
    before: float | None
    after: float | None
    far: float
    runs: tuple[MatchingBlock, ...] = ()

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


def score_range(text: str, quote: SearchTarget, start: int, end: int) -> Candidate:
    """What speaks for `text[start:end]` being the quotation."""
    return score_in_context(text, quote, start, end, words_likeness(quote.exact, text, start, end))


def words_likeness(words: str, text: str, start: int, end: int) -> float:
    """How like `words` the words of `text[start:end]` are; the time it takes has a limit."""
    if text[start:end] == words:
        return 1.0
    if len(words) <= LONGEST:
        return similarity(words, text[start:end])
    # A chapter: its first and last pages stand for it.
    head = head_similarity(text, words[: LONGEST // 2], start)
    tail = tail_similarity(text, words[-LONGEST // 2 :], end)
    return min(head, tail, 0.99)


def score_in_context(
    text: str,
    quote: SearchTarget,
    start: int,
    end: int,
    whole: float,
    runs: tuple[MatchingBlock, ...] = (),
) -> Candidate:
    """The candidate `text[start:end]`, which is like the quotation by `whole`, in its context."""
    least = max(0, start - len(quote.before) - _LEEWAY)
    before = context_similarity(quote.before, text[least:start])
    near_before = context_similarity(quote.before[-_NEAR:], text[max(0, start - _NEAR - 8) : start])
    after = context_similarity(quote.after, text[end : end + len(quote.after) + _LEEWAY])
    near_after = context_similarity(quote.after[:_NEAR], text[end : end + _NEAR + 8])
    sides = [side for side in (before, after) if side is not None]
    return Candidate(
        start,
        end,
        whole,
        _better(before, near_before),
        _better(after, near_after),
        sum(sides) / len(sides) if sides else 0.0,
        runs,
    )


def compare_words_and_context(text: str, quote: SearchTarget, found: Candidate) -> Likeness:
    """How like the quotation's words and context the candidate's are, all letters counted."""
    before, after = quote.before.strip(), quote.after.strip()
    least = max(0, found.start - len(before) - _LEEWAY)
    return (
        found.whole,
        similarity(before, text[least : found.start], "HW") if before else 0.0,
        similarity(after, text[found.end : found.end + len(after) + _LEEWAY], "HW")
        if after
        else 0.0,
    )


def _better(whole: float | None, near: float | None) -> float | None:
    return None if whole is None else max(whole, near or 0.0)


def head_similarity(text: str, head: str, start: int) -> float:
    """How like `head` the text is that begins at `start`."""
    return similarity(head, text[start : start + len(head) + 12], "SHW")


def tail_similarity(text: str, tail: str, end: int) -> float:
    """How like `tail` the text is that ends at `end`."""
    return similarity(tail[::-1], text[max(0, end - len(tail) - 12) : end][::-1], "SHW")


EDGE = 64
"""Code points at each end of a quotation that are aligned with its context."""

EDITED = 0.5
"""Strings less like each other than this are not one that was edited."""

_SURE = 12
_WORDS = 9
_LONGEST_WORD = 64
"""Code points of a word; what goes on longer without a space is no word that people read."""


def align_ends(text: str, quote: SearchTarget, candidate: Candidate) -> Candidate:
    """`candidate` with its ends where the first and the last word of the quotation went."""
    start, end = candidate.start, candidate.end
    if head_similarity(text, quote.exact[:EDGE], start) >= EDITED:
        start = _word_start(text, quote, start)
    if tail_similarity(text, quote.exact[-EDGE:], end) >= EDITED:
        end = _word_end(text, quote, end)
    if end <= start or (start, end) == (candidate.start, candidate.end):
        return candidate
    return score_in_context(text, quote, start, end, candidate.whole, candidate.runs)


def find_start(text: str, quote: SearchTarget, low: int, high: int) -> tuple[int, float]:
    """Where the quotation begins if it begins in `[low, high)`, and how like its head is."""
    head = (quote.exact + quote.after)[:EDGE]
    low = max(0, low - len(quote.before))
    window = text[low : max(low, high + len(head))]
    offsets = find_inside(quote.before + head, window)[1]
    start = low + offsets[len(quote.before)]
    return start, head_similarity(text, quote.exact[:EDGE], start)


def find_end(text: str, quote: SearchTarget, low: int, high: int) -> tuple[int, float]:
    """Where the quotation ends if it ends in `[low, high)`, and how like its tail is."""
    tail = (quote.before + quote.exact)[-EDGE:]
    low = max(0, low - len(tail))
    window = text[low : max(low, high + len(quote.after))]
    offsets = find_inside(tail + quote.after, window)[1]
    end = low + offsets[len(tail) - 1] + 1
    return end, tail_similarity(text, quote.exact[-EDGE:], end)


def whole_words(text: str, quote: SearchTarget, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` from where its first word begins to where its last one ends, with the
    punctuation that touches them; empty if it has no word.

    Where the quotation itself begins or ends inside a word, that end stays.
    """
    heads = tokenize(text, start, min(end, start + _LONGEST_WORD))
    tails = tokenize(text, max(start, end - _LONGEST_WORD), end)
    first = next((word.start for word in heads if _is_word(word)), end)
    last = next((word.end for word in reversed(tails) if _is_word(word)), start)
    if last <= first:
        return start, start
    while first > start and not text[first - 1].isspace():
        first -= 1
    while last < end and not text[last].isspace():
        last += 1
    if not is_inside_word(quote.before[-1:] + quote.exact[:1], 1):
        first = _outwards(text, first, -1)
    if not is_inside_word(quote.exact[-1:] + quote.after[:1], 1):
        last = _outwards(text, last, 1)
    return first, last


def _is_word(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def _outwards(text: str, offset: int, step: int) -> int:
    """The end, in one direction, of the word that `offset` is inside of, if it is not too far."""
    at = offset
    while 0 < at < len(text) and is_inside_word(text, at):
        at += step
        if abs(at - offset) > _LONGEST_WORD:
            return offset
    return at


def _word_start(text: str, quote: SearchTarget, start: int) -> int:
    if text.startswith(quote.exact[:_SURE], start) or is_inside_word(
        quote.before[-1:] + quote.exact[:1], 1
    ):
        return start
    outer = tokenize(quote.before)[-_WORDS:]
    inner = tokenize((quote.exact + quote.after)[:120])[:_WORDS]
    own = len(tokenize(quote.exact[:120])[:_WORDS])
    now = tokenize(text, *_around(text, start, quote))
    pairs = pair_words([*outer, *inner], now)[len(outer) : len(outer) + own]
    kept = [pair for pair in pairs if pair is not None]
    return now[kept[0]].start if kept else start


def _word_end(text: str, quote: SearchTarget, end: int) -> int:
    if text.endswith(quote.exact[-_SURE:], 0, end) or is_inside_word(
        quote.exact[-1:] + quote.after[:1], 1
    ):
        return end
    outer = tokenize(quote.after)[:_WORDS]
    inner = tokenize((quote.before + quote.exact)[-120:])[-_WORDS:]
    own = len(tokenize(quote.exact[-120:])[-_WORDS:])
    now = tokenize(text, *_around(text, end, quote))
    pairs = pair_words([*inner, *outer], now)[len(inner) - own : len(inner)]
    kept = [pair for pair in pairs if pair is not None]
    return now[kept[-1]].end if kept else end


def _around(text: str, offset: int, quote: SearchTarget) -> tuple[int, int]:
    reach = 3 * _WORDS if quote.dense else 8 * _WORDS
    low, high = max(0, offset - reach), min(len(text), offset + reach)
    while low and is_inside_word(text, low):
        low -= 1
    while high < len(text) and is_inside_word(text, high):
        high += 1
    return low, high


_NEAR_LEEWAY = 100
"""Code points by which a place can be off."""

_GOOD = 0.72
"""Likeness of a passage of which nothing is missing."""

_ADDED = 40
_WIDEST = 20_000


def find_near(text: str, quote: SearchTarget, place: int) -> Candidate | None:
    """The candidate near `place` in the folded text, where the quotation may begin."""
    size = len(quote.exact)
    if text.startswith(quote.probe, place - len(quote.before)):
        return score_range(text, quote, place, place + size)
    start, head = find_start(text, quote, place - _NEAR_LEEWAY, place + _NEAR_LEEWAY)
    end, tail = find_end(text, quote, place + size - _NEAR_LEEWAY, place + size + _NEAR_LEEWAY)
    if text.startswith(quote.exact, start):
        end, tail = start + size, 1.0
    elif text.endswith(quote.exact, 0, end):
        start, head = end - size, 1.0
    elif size > LONGEST and head >= _GOOD > tail:  # its end may be anywhere after a while
        end, tail = find_end(text, quote, start + size // 2, start + 2 * size)
    candidate = score_range(text, quote, start, end) if end > start else None
    in_pieces = 2 * quote.shortest_run <= size <= LONGEST
    if not in_pieces or (candidate and _whole(candidate, size, min(head, tail))):
        return candidate
    return _remains(text, quote, place) or candidate


def find_between(text: str, quote: SearchTarget, low: int, high: int) -> Candidate | None:
    """The candidate that begins in `[low, high]` of the folded text, of all the likeliest."""
    low = max(0, low - len(quote.before))
    probe = quote.probe[: len(quote.before) + 2 * EDGE]
    window = text[low : min(high, low + _WIDEST) + len(probe)]
    offsets = find_inside(probe, window)[1]
    return find_near(text, quote, low + offsets[len(quote.before)])


def _whole(candidate: Candidate, size: int, ends: float) -> bool:
    """Whether nothing of the quotation is missing, though words of it may have changed."""
    if min(candidate.whole, ends) >= _GOOD:
        return True
    surplus = candidate.end - candidate.start - size
    certain = min(candidate.whole, candidate.worst_context) >= EDITED
    return certain and surplus <= _ADDED


def _remains(text: str, quote: SearchTarget, place: int) -> Candidate | None:
    """The candidate made of the runs that are left of the quotation around `place`."""
    size = len(quote.exact)
    low, high = place - SPLIT, place + size + SPLIT
    # With its context the passage's own end is told from a phrase that is the same elsewhere.
    rows = find_matching_blocks(
        quote.probe, text, low - CONTEXT, high + CONTEXT, quote.shortest_run
    )
    runs = _apart(clip_blocks(rows, len(quote.before), len(quote.before) + size))
    if not runs:
        return None
    start = _first(text, quote, runs[0])
    end = _last(text, quote, runs[-1])
    if start is None or end is None or end <= start:
        return None
    if text[start:end] == quote.exact:
        return score_range(text, quote, start, end)
    whole = matching_share(quote.exact, runs)
    return score_in_context(text, quote, start, end, whole, tuple(runs))


def _apart(runs: list[MatchingBlock]) -> list[MatchingBlock]:
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


def _first(text: str, quote: SearchTarget, run: MatchingBlock) -> int | None:
    """Where what is left begins: at the quotation's beginning, or at the first whole word."""
    likely = run.new - run.old
    start, _ = find_start(text, quote, likely - run.old - 8, likely + run.old + 8)
    if start <= run.new and similarity(quote.exact[: run.old], text[start : run.new]) >= EDITED:
        return start
    for word in tokenize(quote.exact, 0, run.old + run.size):
        if word.start >= run.old and word.text[0].isalnum():
            return run.new + word.start - run.old
    return None


def _last(text: str, quote: SearchTarget, run: MatchingBlock) -> int | None:
    """Where what is left ends: at the quotation's end, or with the last whole word."""
    old_end, new_end = run.old + run.size, run.new + run.size
    missing = len(quote.exact) - old_end
    likely = new_end + missing
    end, _ = find_end(text, quote, likely - missing - 8, likely + missing + 8)
    if end >= new_end and similarity(quote.exact[old_end:], text[new_end:end]) >= EDITED:
        return end
    words = tokenize(quote.exact, run.old, len(quote.exact))
    ends = [word.end for word in words if word.end <= old_end]
    return run.new + ends[-1] - run.old if ends else None
