"""Quotations: what stands between quotation marks, of whatever kind, in any text.

One pass, paragraph by paragraph, with a stack of open marks (`marks` says which role a mark
can play). A paragraph is the place of recovery: a mark that nothing closes reaches no
further than its paragraph, unless the next one reopens or plainly closes the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from readerapp.speakers import marks, paragraphs, unmarked

SAMPLE = 200_000
"""Code points from which a text's habits (paragraphs, single quotes, dashes) are read."""

WINDOW = 16_384
"""Code points that `QuotationFinder` looks at beyond both sides of the place it searches."""

REACH = 4_000_000
"""Code points that `QuotationFinder.after` and `.before` search at most."""

_JOIN = 4_000  # how far a quotation without reopened marks is followed into later paragraphs
_UNCLOSED = (15, 3_000)  # a quotation that nothing closes must have a length within these


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: `[start, end)` leaves the marks and the white space at its edges out.

    `kind` is the family of its marks: ``straight``, ``curly``, ``doubled`` (two apostrophes or
    grave accents), ``guillemet``, ``angle``, ``single``, ``apostrophe`` (straight single),
    ``corner``, ``white corner``, ``dash`` or ``block`` (set in, without marks). `parts` are its
    ranges in each paragraph where marks were reopened; else only itself. `depth` counts the
    quotations around it; `closed` is False where the closing mark is missing.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    kind: str
    parts: tuple[tuple[int, int], ...] = ()
    depth: int = 0
    closed: bool = True

    def shifted(self, by: int) -> Quotation:
        """The same quotation in a text where everything stands `by` code points later."""
        return replace(
            self,
            start=self.start + by,
            end=self.end + by,
            outer_start=self.outer_start + by,
            outer_end=self.outer_end + by,
            parts=tuple((start + by, end + by) for start, end in self.parts),
        )


class Sliceable(Protocol):
    """A text that can be read in parts (`readerapp.text.source.Text` is one)."""

    def slice(self, start: int, end: int, /) -> str:
        """The code points in `[start, end)`, fewer at the end of the text."""
        ...


@dataclass(frozen=True, slots=True)
class Habits:
    """How a text is set: its paragraph breaks, and whether single marks or dashes open speech."""

    paragraph_break: re.Pattern[str]
    singles: bool
    dashes: bool


def habits(sample: str) -> Habits:
    """The habits of the text that begins with `sample`."""
    sample = sample[:SAMPLE]
    pattern = paragraphs.break_pattern(sample)
    doubles = marks.count_doubles(sample)
    singles = marks.count_singles(sample) > 2 * doubles
    dashed = sum(
        1 for start, _ in paragraphs.spans(sample, pattern) if marks.dash_at(sample, start)
    )
    return Habits(pattern, singles, dashes=not singles and dashed > 2 and dashed > 2 * doubles)


def find_all(text: str, nested: bool = False, like: Habits | None = None) -> list[Quotation]:
    """Every quotation of `text` in document order, in time linear in its length.

    With `nested`, quotations inside quotations too (`depth` > 0); an outer one comes first.
    `like` gives the habits of the text where `text` is only a part of it.
    """
    like = like or habits(text)
    found = list(_scan(text, paragraphs.spans(text, like.paragraph_break), like))
    found.sort(key=lambda quotation: (quotation.outer_start, -quotation.outer_end))
    placed: list[Quotation] = []
    around: list[int] = []  # the ends of the quotations that are still open here
    for quotation in found:
        while around and around[-1] <= quotation.outer_start:
            around.pop()
        if nested or not around:
            placed.append(replace(quotation, depth=len(around)) if around else quotation)
        around.append(quotation.outer_end)
    return placed


class QuotationFinder:
    """Finds quotations near a place of a text of any size, reading only a window around it."""

    def __init__(self, text: Sliceable) -> None:
        self._text = text
        self._habits = habits(text.slice(0, SAMPLE))

    def at(self, offset: int, nested: bool = False) -> Quotation | None:
        """The outermost quotation whose marks enclose `offset` (with `nested`, the innermost)."""
        around = [
            quotation
            for quotation in self._near(offset, offset + 1, nested=True)
            if quotation.outer_start <= offset < quotation.outer_end
        ]
        if not around:
            return None
        return around[-1] if nested else around[0]

    def after(self, offset: int, reach: int = REACH) -> Quotation | None:
        """The first quotation that begins at `offset` or later, at most `reach` further on."""
        for low in range(offset, offset + reach, 2 * WINDOW):
            high = low + 2 * WINDOW
            for quotation in self._near(low, high):
                if low <= quotation.outer_start < high:
                    return quotation
            if not self._text.slice(high, high + 1):
                return None
        return None

    def before(self, offset: int, reach: int = REACH) -> Quotation | None:
        """The last quotation that ends at `offset` or earlier, at most `reach` further back."""
        for high in range(offset, max(0, offset - reach), -2 * WINDOW):
            low = max(0, high - 2 * WINDOW)
            for quotation in reversed(self._near(low, high)):
                if low < quotation.outer_end <= high:
                    return quotation
        return None

    def within(self, low: int, high: int) -> list[Quotation]:
        """The outermost quotations that touch `[low, high)`, in order."""
        return [q for q in self._near(low, high) if q.outer_start < high and q.outer_end > low]

    def _near(self, low: int, high: int, nested: bool = False) -> list[Quotation]:
        """The quotations of a window that holds `[low, high)`; right for those that touch it."""
        first = max(0, low - WINDOW)
        part = self._text.slice(first, high + WINDOW)
        skip = 0
        if first:  # from the first whole paragraph, so that no half quotation comes first
            match = self._habits.paragraph_break.search(part, 0, low - first)
            skip = match.end() if match else 0
        found = find_all(part[skip:], nested, self._habits)
        return [quotation.shifted(first + skip) for quotation in found]


def _scan(text: str, blocks: list[tuple[int, int]], like: Habits) -> Iterator[Quotation]:
    """All quotations, in any order, nested ones too."""
    parts: list[tuple[int, int]] = []  # what earlier paragraphs hold of a quotation that goes on
    first = 0  # where it began, its mark included
    resume = 0  # everything before is done: a quotation ran on without reopened marks
    for index, (start, end) in enumerate(blocks):
        start = max(start, resume)
        if start >= end:
            continue
        if like.dashes and (dash := marks.dash_at(text, start)):
            for low, high in unmarked.ranges(text, start + dash, end):
                outer = start if low == start + dash else low
                yield from _quotation(outer, high, text, [(low, high)], "dash")
            continue
        pairs, still_open = marks.pair(text, start, end, like.singles)
        unquoted = index and not pairs and not still_open
        if unquoted and unmarked.is_block(text, blocks[index - 1], start):
            mark = 1 if text[start] == ">" else 0
            yield from _quotation(start, end, text, [(start + mark, end)], "block")
        for found in pairs:
            opening = found.opening
            inner = [(opening.end, found.end)]
            outer_start = opening.start
            if parts and opening.start == start:
                inner, outer_start = [*parts, *inner], first
            yield from _quotation(
                outer_start, found.outer_end, text, inner, opening.family, found.closed
            )
        if still_open is None:
            parts = []
            continue
        if not parts or still_open.start != start:
            first, parts = still_open.start, []
        family = still_open.family
        following = blocks[index + 1][0] if index + 1 < len(blocks) else len(text)
        closing = marks.lone_closing(text, following, following + _JOIN, family)
        if marks.opening_at(text, following, family):
            parts.append((still_open.end, end))
        elif closing:
            inner = [*parts, (still_open.end, closing.start)]
            yield from _quotation(first, closing.end, text, inner, family)
            resume, parts = closing.end, []
        else:
            least, most = _UNCLOSED
            alone = least < end - still_open.end < most and text[end - 1] not in ",:"
            if parts or alone:
                low, high = next(unmarked.ranges(text, still_open.end, end), (end, end))
                inner = [*parts, (low, high)]
                yield from _quotation(first, high, text, inner, family, closed=False)
            parts = []


def _quotation(
    outer_start: int,
    outer_end: int,
    text: str,
    inner: list[tuple[int, int]],
    kind: str,
    closed: bool = True,
) -> Iterator[Quotation]:
    """The quotation with these ranges between its marks, or nothing if they are empty."""
    parts = [trimmed for part in inner if (trimmed := _trim(text, *part))]
    if parts:
        yield Quotation(
            parts[0][0], parts[-1][1], outer_start, outer_end, kind, tuple(parts), closed=closed
        )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
