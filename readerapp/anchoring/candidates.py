"""Candidates: ranges that may be a quotation, and what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.anchoring.aligning import context_likeness, likeness
from readerapp.anchoring.quotations import Likeness, Quotation
from readerapp.anchoring.surviving import Run

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


def measured(text: str, quote: Quotation, start: int, end: int) -> Candidate:
    """What speaks for `text[start:end]` being the quotation."""
    return weighed(text, quote, start, end, words_likeness(quote.exact, text, start, end))


def words_likeness(words: str, text: str, start: int, end: int) -> float:
    """How like `words` the words of `text[start:end]` are; the time it takes has a limit."""
    if text[start:end] == words:
        return 1.0
    if len(words) <= LONGEST:
        return likeness(words, text[start:end])
    # A chapter: its first and last pages stand for it.
    head = head_likeness(text, words[: LONGEST // 2], start)
    tail = tail_likeness(text, words[-LONGEST // 2 :], end)
    return min(head, tail, 0.99)


def weighed(
    text: str, quote: Quotation, start: int, end: int, whole: float, runs: tuple[Run, ...] = ()
) -> Candidate:
    """The candidate `text[start:end]`, which is like the quotation by `whole`, in its context."""
    least = max(0, start - len(quote.before) - _LEEWAY)
    before = context_likeness(quote.before, text[least:start])
    near_before = context_likeness(quote.before[-_NEAR:], text[max(0, start - _NEAR - 8) : start])
    after = context_likeness(quote.after, text[end : end + len(quote.after) + _LEEWAY])
    near_after = context_likeness(quote.after[:_NEAR], text[end : end + _NEAR + 8])
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


def likenesses(text: str, quote: Quotation, found: Candidate) -> Likeness:
    """How like the quotation's words and context the candidate's are, all letters counted."""
    before, after = quote.before.strip(), quote.after.strip()
    least = max(0, found.start - len(before) - _LEEWAY)
    return (
        found.whole,
        likeness(before, text[least : found.start], "HW") if before else 0.0,
        likeness(after, text[found.end : found.end + len(after) + _LEEWAY], "HW") if after else 0.0,
    )


def _better(whole: float | None, near: float | None) -> float | None:
    return None if whole is None else max(whole, near or 0.0)


def head_likeness(text: str, head: str, start: int) -> float:
    """How like `head` the text is that begins at `start`."""
    return likeness(head, text[start : start + len(head) + 12], "SHW")


def tail_likeness(text: str, tail: str, end: int) -> float:
    """How like `tail` the text is that ends at `end`."""
    return likeness(tail[::-1], text[max(0, end - len(tail) - 12) : end][::-1], "SHW")
