"""Candidates: ranges of the text that may be a highlighted passage, and their scores.

The passage that is searched for is called the quote. A `SearchTarget` is a target prepared for
the search; a `RangeCandidate` is a range with the similarity of its words and of its context.

`find_near` and `find_between` find the best candidate near an offset or in a range: the whole
passage, or what is left of it. `align_ends` finds where the first and the last word of the quote
are now. Letters are aligned first, the edge of the quote together with the context beyond it. Then
whole words around that offset are aligned, because a changed word at the edge belongs to one side
only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.anchoring.alignment import (
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
from readerapp.anchoring.anchor import SNIPPETS_KEY
from readerapp.anchoring.normalize import normalize
from readerapp.anchoring.thresholds import THRESHOLDS
from readerapp.core.model import CONTEXT, Target

LIKENESS_KEY = "alike"
"""The key in a target's `extra` for the similarity of each of its look-alikes, in their order.

For each of them: the similarity of the words, of the context before, and of the context after,
from 0 to 1.
"""

Likeness = tuple[float, float, float]
"""Similarity to a quote: of the words, of the context before, and of the context after."""


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """A target prepared for the search, with normalized text.

    Attributes:
        exact: The text of the quote, without white space at its ends.
        before: The context before it.
        after: The context after it.
        old_offset: The offset in the old text in code points.
        twins: The old offsets of the look-alikes of the quote in its own document.
        likenesses: The similarity of each look-alike to the quote, in their order; empty if not
            known.
        dense: Whether most of `exact` is in a script in which one character is worth a word.
    """

    exact: str
    before: str
    after: str
    old_offset: int
    twins: tuple[int, ...]
    likenesses: tuple[Likeness, ...]
    dense: bool
    compared: bool = False
    """Whether look-alikes were searched for when the target was made."""

    @property
    def unmistakable(self) -> bool:
        """Return whether no look-alike has the same words in the same context."""
        if self.twins and not self.likenesses:
            return False
        return all(min(likeness) < THRESHOLDS.same_likeness for likeness in self.likenesses)

    @property
    def shortest_run(self) -> int:
        """Return the fewest equal code points in a row that count as more than chance."""
        return THRESHOLDS.shortest_dense_run if self.dense else THRESHOLDS.shortest_run

    @property
    def probe(self) -> str:
        """Return the quote with its context."""
        return self.before + self.exact + self.after


def make_search_target(target: Target) -> SearchTarget:
    """Prepare `target` for the search."""
    normalized = normalize(target.exact)
    exact = normalized.strip()
    lead = len(normalized) - len(normalized.lstrip())
    before = normalize(target.prefix)[-CONTEXT:]
    after = normalize(target.suffix)[:CONTEXT]
    if exact and normalized[0].isspace() and not before.endswith(" "):
        before += " "
    if exact and normalized[-1].isspace() and not after.startswith(" "):
        after = " " + after
    return SearchTarget(
        exact,
        before,
        after,
        target.start + lead,
        target.twins,
        tuple(_stored_likenesses(target)),
        is_dense(exact),
        SNIPPETS_KEY in target.extra,
    )


def _stored_likenesses(target: Target) -> Iterator[Likeness]:
    data = target.extra.get(LIKENESS_KEY)
    if not isinstance(data, Sequence) or len(data) != len(target.twins):
        return
    for one in data:
        match one:
            case [float() | int() as words, float() | int() as before, float() | int() as after]:
                yield float(words), float(before), float(after)


@dataclass(frozen=True, slots=True)
class RangeCandidate:
    """A range of the normalized text that may be the quote. All similarities are from 0 to 1.

    Attributes:
        start: The start of the range in code points.
        end: The end of the range, exclusive.
        whole: The similarity of the words; of a partial candidate, the share that is left.
        before: The similarity of the context before the range: of all of it or of its nearest part,
            whichever is higher. None where the document began.
        after: The same for the context after the range. None where the document ended.
        far: The mean similarity of all the context.
        runs: What is left verbatim of a passage that was interrupted or cut; otherwise empty.
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
        """Return whether the passage was interrupted, or a part of it is gone."""
        return bool(self.runs)

    @property
    def verbatim(self) -> bool:
        """Return whether the words are the same."""
        return self.whole == 1.0

    @property
    def contexts(self) -> tuple[float, ...]:
        """Return the similarities of the context on those sides that have one."""
        return tuple(side for side in (self.before, self.after) if side is not None)

    @property
    def best_context(self) -> float:
        """Return the similarity of the context on the more similar side."""
        return max(self.contexts, default=0.0)

    @property
    def worst_context(self) -> float:
        """Return the similarity of the context on the less similar side."""
        return min(self.contexts, default=0.0)

    @property
    def mean_context(self) -> float:
        """Return the mean similarity of the context on both sides."""
        return sum(self.contexts) / len(self.contexts) if self.contexts else 0.0


def score_range(text: str, quote: SearchTarget, start: int, end: int) -> RangeCandidate:
    """Score `text[start:end]` as a candidate for the quote."""
    return score_in_context(text, quote, start, end, words_likeness(quote.exact, text, start, end))


def words_likeness(words: str, text: str, start: int, end: int) -> float:
    """Return the similarity of `words` to `text[start:end]`, in limited time.

    If `words` are longer than `Thresholds.longest_comparison`, only their two ends are compared.
    """
    if text[start:end] == words:
        return 1.0
    if len(words) <= THRESHOLDS.longest_comparison:
        return similarity(words, text[start:end])
    # The quote is as long as a chapter: compare only its first and last pages.
    head = head_similarity(text, words[: THRESHOLDS.longest_comparison // 2], start)
    tail = tail_similarity(text, words[-THRESHOLDS.longest_comparison // 2 :], end)
    return min(head, tail, 0.99)


def score_in_context(
    text: str,
    quote: SearchTarget,
    start: int,
    end: int,
    whole: float,
    runs: tuple[MatchingBlock, ...] = (),
) -> RangeCandidate:
    """Build the candidate `text[start:end]` and score its context.

    Args:
        text: The normalized text.
        quote: The quote.
        start: The start of the range.
        end: The end of the range, exclusive.
        whole: The similarity of the range to the quote.
        runs: The matching blocks, if the candidate is partial.
    """
    near, leeway = THRESHOLDS.near_context, THRESHOLDS.context_leeway
    reach = near + THRESHOLDS.near_context_leeway
    least = max(0, start - len(quote.before) - leeway)
    before = context_similarity(quote.before, text[least:start])
    near_before = context_similarity(quote.before[-near:], text[max(0, start - reach) : start])
    after = context_similarity(quote.after, text[end : end + len(quote.after) + leeway])
    near_after = context_similarity(quote.after[:near], text[end : end + reach])
    sides = [side for side in (before, after) if side is not None]
    return RangeCandidate(
        start,
        end,
        whole,
        _better_side(before, near_before),
        _better_side(after, near_after),
        sum(sides) / len(sides) if sides else 0.0,
        runs,
    )


def compare_words_and_context(text: str, quote: SearchTarget, found: RangeCandidate) -> Likeness:
    """Return the similarity of a candidate's words and context to those of the quote.

    All letters of the context count.
    """
    before, after = quote.before.strip(), quote.after.strip()
    leeway = THRESHOLDS.context_leeway
    text_before = text[max(0, found.start - len(before) - leeway) : found.start]
    text_after = text[found.end : found.end + len(after) + leeway]
    return (
        found.whole,
        similarity(before, text_before, "HW") if before else 0.0,
        similarity(after, text_after, "HW") if after else 0.0,
    )


def _better_side(whole: float | None, near: float | None) -> float | None:
    return None if whole is None else max(whole, near or 0.0)


def head_similarity(text: str, head: str, start: int) -> float:
    """Return the similarity of `head` to the text that begins at `start`."""
    return similarity(head, text[start : start + len(head) + THRESHOLDS.end_leeway], "SHW")


def tail_similarity(text: str, tail: str, end: int) -> float:
    """Return the similarity of `tail` to the text that ends at `end`."""
    low = max(0, end - len(tail) - THRESHOLDS.end_leeway)
    return similarity(tail[::-1], text[low:end][::-1], "SHW")


def align_ends(text: str, quote: SearchTarget, candidate: RangeCandidate) -> RangeCandidate:
    """Return `candidate` with its ends moved to the first and the last word of the quote."""
    start, end = candidate.start, candidate.end
    edge, edited = THRESHOLDS.edge, THRESHOLDS.edited_similarity
    if head_similarity(text, quote.exact[:edge], start) >= edited:
        start = _word_start(text, quote, start)
    if tail_similarity(text, quote.exact[-edge:], end) >= edited:
        end = _word_end(text, quote, end)
    if end <= start or (start, end) == (candidate.start, candidate.end):
        return candidate
    return score_in_context(text, quote, start, end, candidate.whole, candidate.runs)


def find_start(text: str, quote: SearchTarget, low: int, high: int) -> tuple[int, float]:
    """Find where the quote begins, assuming that it begins in `[low, high)`.

    Returns:
        The offset, and the similarity of the text there to the beginning of the quote.
    """
    head = (quote.exact + quote.after)[: THRESHOLDS.edge]
    low = max(0, low - len(quote.before))
    window = text[low : max(low, high + len(head))]
    offsets = find_inside(quote.before + head, window)[1]
    start = low + offsets[len(quote.before)]
    return start, head_similarity(text, quote.exact[: THRESHOLDS.edge], start)


def find_end(text: str, quote: SearchTarget, low: int, high: int) -> tuple[int, float]:
    """Find where the quote ends, assuming that it ends in `[low, high)`.

    Returns:
        The offset, and the similarity of the text before it to the end of the quote.
    """
    tail = (quote.before + quote.exact)[-THRESHOLDS.edge :]
    low = max(0, low - len(tail))
    window = text[low : max(low, high + len(quote.after))]
    offsets = find_inside(tail + quote.after, window)[1]
    end = low + offsets[len(tail) - 1] + 1
    return end, tail_similarity(text, quote.exact[-THRESHOLDS.edge :], end)


def whole_words(text: str, quote: SearchTarget, start: int, end: int) -> tuple[int, int]:
    """Adjust `[start, end)` to word boundaries, including the punctuation that touches the words.

    The result begins where the first word begins and ends where the last word ends. It is empty if
    the range has no word. If the quote itself begins or ends inside a word, that end is not moved
    outwards.
    """
    heads = tokenize(text, start, min(end, start + THRESHOLDS.longest_word))
    tails = tokenize(text, max(start, end - THRESHOLDS.longest_word), end)
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
    """Return the end, in one direction, of the word around `offset`.

    Returns `offset` itself if that end is more than `Thresholds.longest_word` away.
    """
    at = offset
    while 0 < at < len(text) and is_inside_word(text, at):
        at += step
        if abs(at - offset) > THRESHOLDS.longest_word:
            return offset
    return at


def _word_start(text: str, quote: SearchTarget, start: int) -> int:
    limits = THRESHOLDS
    if text.startswith(quote.exact[: limits.verbatim_end], start) or is_inside_word(
        quote.before[-1:] + quote.exact[:1], 1
    ):
        return start
    most, size = limits.end_words, limits.end_text
    outer = tokenize(quote.before)[-most:]
    inner = tokenize((quote.exact + quote.after)[:size])[:most]
    own = len(tokenize(quote.exact[:size])[:most])
    now = tokenize(text, *_window(text, start, quote))
    pairs = pair_words([*outer, *inner], now)[len(outer) : len(outer) + own]
    found = [pair for pair in pairs if pair is not None]
    return now[found[0]].start if found else start


def _word_end(text: str, quote: SearchTarget, end: int) -> int:
    limits = THRESHOLDS
    if text.endswith(quote.exact[-limits.verbatim_end :], 0, end) or is_inside_word(
        quote.exact[-1:] + quote.after[:1], 1
    ):
        return end
    most, size = limits.end_words, limits.end_text
    outer = tokenize(quote.after)[:most]
    inner = tokenize((quote.before + quote.exact)[-size:])[-most:]
    own = len(tokenize(quote.exact[-size:])[-most:])
    now = tokenize(text, *_window(text, end, quote))
    pairs = pair_words([*inner, *outer], now)[len(inner) - own : len(inner)]
    found = [pair for pair in pairs if pair is not None]
    return now[found[-1]].end if found else end


def _window(text: str, offset: int, quote: SearchTarget) -> tuple[int, int]:
    """Return the range of whole words around `offset` with which an end is aligned."""
    width = THRESHOLDS.dense_word_width if quote.dense else THRESHOLDS.word_width
    reach = width * THRESHOLDS.end_words
    low, high = max(0, offset - reach), min(len(text), offset + reach)
    while low and is_inside_word(text, low):
        low -= 1
    while high < len(text) and is_inside_word(text, high):
        high += 1
    return low, high


def find_near(text: str, quote: SearchTarget, offset: int) -> RangeCandidate | None:
    """Find the candidate for the quote near `offset` in the normalized text."""
    size, leeway = len(quote.exact), THRESHOLDS.offset_leeway
    if text.startswith(quote.probe, offset - len(quote.before)):
        return score_range(text, quote, offset, offset + size)
    start, head = find_start(text, quote, offset - leeway, offset + leeway)
    end, tail = find_end(text, quote, offset + size - leeway, offset + size + leeway)
    long = size > THRESHOLDS.longest_comparison  # its end may be far from the expected offset
    if text.startswith(quote.exact, start):
        end, tail = start + size, 1.0
    elif text.endswith(quote.exact, 0, end):
        start, head = end - size, 1.0
    elif long and head >= THRESHOLDS.whole_similarity > tail:
        end, tail = find_end(text, quote, start + size // 2, start + 2 * size)
    candidate = score_range(text, quote, start, end) if end > start else None
    divisible = 2 * quote.shortest_run <= size and not long
    if not divisible or (candidate and _is_whole(candidate, size, min(head, tail))):
        return candidate
    return _find_parts(text, quote, offset) or candidate


def find_between(text: str, quote: SearchTarget, low: int, high: int) -> RangeCandidate | None:
    """Find the most similar candidate that begins in `[low, high]` of the normalized text."""
    low = max(0, low - len(quote.before))
    probe = quote.probe[: len(quote.before) + 2 * THRESHOLDS.edge]
    window = text[low : min(high, low + THRESHOLDS.widest_search) + len(probe)]
    offsets = find_inside(probe, window)[1]
    return find_near(text, quote, low + offsets[len(quote.before)])


def _is_whole(candidate: RangeCandidate, size: int, ends: float) -> bool:
    """Return whether no part of the quote is missing, although words of it may have changed."""
    if min(candidate.whole, ends) >= THRESHOLDS.whole_similarity:
        return True
    surplus = candidate.end - candidate.start - size
    certain = min(candidate.whole, candidate.worst_context) >= THRESHOLDS.edited_similarity
    return certain and surplus <= THRESHOLDS.largest_surplus


def _find_parts(text: str, quote: SearchTarget, offset: int) -> RangeCandidate | None:
    """Build the candidate from the matching blocks that are left of the quote near `offset`."""
    size, reach = len(quote.exact), THRESHOLDS.longest_interruption
    low, high = offset - reach, offset + size + reach
    # The context is included to tell the passage's own end from an equal phrase elsewhere.
    blocks = find_matching_blocks(
        quote.probe, text, low - CONTEXT, high + CONTEXT, quote.shortest_run
    )
    runs = _without_contained(clip_blocks(blocks, len(quote.before), len(quote.before) + size))
    if not runs:
        return None
    start = _part_start(text, quote, runs[0])
    end = _part_end(text, quote, runs[-1])
    if start is None or end is None or end <= start:
        return None
    if text[start:end] == quote.exact:
        return score_range(text, quote, start, end)
    whole = matching_share(quote.exact, runs)
    return score_in_context(text, quote, start, end, whole, tuple(runs))


def _without_contained(runs: list[MatchingBlock]) -> list[MatchingBlock]:
    """Return `runs` without those that lie inside a longer one.

    The context of the passage may begin or end with the same letters as the passage, wherever that
    context is now.
    """
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


def _part_start(text: str, quote: SearchTarget, run: MatchingBlock) -> int | None:
    """Find where the rest of the quote begins: at its own beginning, or at its first whole word."""
    likely, leeway = run.new - run.old, THRESHOLDS.remainder_leeway
    start, _ = find_start(text, quote, likely - run.old - leeway, likely + run.old + leeway)
    alike = start <= run.new and similarity(quote.exact[: run.old], text[start : run.new])
    if alike >= THRESHOLDS.edited_similarity:
        return start
    for word in tokenize(quote.exact, 0, run.old + run.size):
        if word.start >= run.old and word.text[0].isalnum():
            return run.new + word.start - run.old
    return None


def _part_end(text: str, quote: SearchTarget, run: MatchingBlock) -> int | None:
    """Find where the rest of the quote ends: at its own end, or after its last whole word."""
    old_end, new_end = run.old + run.size, run.new + run.size
    missing = len(quote.exact) - old_end
    likely, leeway = new_end + missing, THRESHOLDS.remainder_leeway
    end, _ = find_end(text, quote, likely - missing - leeway, likely + missing + leeway)
    alike = end >= new_end and similarity(quote.exact[old_end:], text[new_end:end])
    if alike >= THRESHOLDS.edited_similarity:
        return end
    words = tokenize(quote.exact, run.old, len(quote.exact))
    ends = [word.end for word in words if word.end <= old_end]
    return run.new + ends[-1] - run.old if ends else None
