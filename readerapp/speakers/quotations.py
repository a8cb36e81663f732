"""Quotations: what stands between quotation marks, of whatever kind, in any text.

One pass, paragraph by paragraph, with a stack of open marks (`marks` says which role a mark
can play). A paragraph is the place of recovery: a mark that nothing closes reaches no
further than its paragraph, unless the next one reopens or plainly closes the quotation.

Where paragraphs begin and end in plain text, with or without hard-wrapped lines.

Speech that no mark closes: opened by a dash or a lonely mark, or set in as a block.

The former ends where the narration begins to say who speaks ("— At the harbour, said Tom.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from readerapp.speakers import quotation_marks

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n+\s*")


def paragraph_break_pattern(sample: str) -> re.Pattern[str]:
    """The pattern of a paragraph break in texts like `sample`.

    A blank line, where blank lines are common enough to part the paragraphs (the lines
    between are then wrapped by hand); else every end of a line.
    """
    lines = sample.count("\n")
    blank = sum(1 for _ in _BLANK_LINE.finditer(sample))
    return _BLANK_LINE if blank > max(3, lines // 12) else _LINE


def paragraph_ranges(text: str, pattern: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
    """The paragraphs of `text` as half-open ranges in code points, breaks excluded, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in (pattern or paragraph_break_pattern(text)).finditer(text):
        if match.start() > start:
            found.append((start, match.start()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def is_wrapped(sample: str, pattern: re.Pattern[str]) -> bool:
    """Whether the lines inside the paragraphs of `sample` were broken by hand to one width."""
    if pattern is _LINE:
        return False
    lines = [line for line in sample.split("\n") if line.strip()]
    if not lines:
        return False
    blocks = sum(1 for _ in _BLANK_LINE.finditer(sample)) + 1
    return len(lines) > 1.3 * blocks and max(map(len, lines[:2000])) < 130


_CUE = re.compile(
    r"(?<=[,?!…])[ \n]+(?:[—–][ ]?)?"
    r"(?:([a-z]+)[ \n]+(?:(?:he|she|I|they|the|an?|his|her|my)\b|[A-Z])|"
    r"(?:he|she|I|they|[A-Z]\w+(?:[ ][A-Z]\w+)?)[ \n]+([a-z]+)(?=[.,;:]|$))"
)
_BULLET = re.compile(r"(?:[>\s]*)(?:[-*+•·|#]|\(?\w{1,3}[.)][ \t])")
_WORD = re.compile(r"[a-z]+")
_ANNOUNCED = 120  # code points before the colon in which a verb of speech announces a block
_RESUMED = re.compile(r"[.,;:][ \n]+[—–―][ \n]*(?=\w)")


def speech_ranges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of `[start, end)` that are speech, in order; narration between is left out."""
    from readerapp.speakers.lexicon import SPEECH_VERBS  # not needed where every mark is closed

    while start < end:
        cue = next(
            (m for m in _CUE.finditer(text, start, end) if (m[1] or m[2]) in SPEECH_VERBS), None
        )
        yield start, cue.start() if cue else end
        resumed = _RESUMED.search(text, cue.end(), end) if cue else None
        start = resumed.end() if resumed else end


def is_block_quotation(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether the paragraph at `start` is set in as a quotation that the one `before` announces.

    Set in by white space or ">", behind a colon and a verb of speech ("She wrote to them:").
    """
    low, high = before
    if text[high - 1] != ":" or _BULLET.match(text, start):
        return False
    if not (text[start] == ">" or _set_in(text, start)) or _set_in(text, low):
        return False
    from readerapp.speakers.lexicon import SPEECH_VERBS

    announced = text[max(low, high - _ANNOUNCED) : high].lower()
    return not SPEECH_VERBS.isdisjoint(_WORD.findall(announced))


def _set_in(text: str, start: int) -> bool:
    """Whether the line of `start` begins with a tab or two spaces."""
    line = text.rfind("\n", 0, start) + 1
    return "\t" in text[line:start] or start - line > 1


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
class TextConventions:
    """How a text is set: its paragraph breaks, and whether single marks or dashes open speech."""

    paragraph_break: re.Pattern[str]
    singles: bool
    dashes: bool


def detect_conventions(sample: str) -> TextConventions:
    """The habits of the text that begins with `sample`."""
    sample = sample[:SAMPLE]
    pattern = paragraph_break_pattern(sample)
    doubles = quotation_marks.count_doubles(sample)
    singles = quotation_marks.count_singles(sample) > 2 * doubles
    dashed = sum(
        1
        for start, _ in paragraph_ranges(sample, pattern)
        if quotation_marks.dash_length(sample, start)
    )
    return TextConventions(
        pattern, singles, dashes=not singles and dashed > 2 and dashed > 2 * doubles
    )


def find_quotations(
    text: str, nested: bool = False, like: TextConventions | None = None
) -> list[Quotation]:
    """Every quotation of `text` in document order, in time linear in its length.

    With `nested`, quotations inside quotations too (`depth` > 0); an outer one comes first.
    `like` gives the habits of the text where `text` is only a part of it.
    """
    like = like or detect_conventions(text)
    found = list(_scan(text, paragraph_ranges(text, like.paragraph_break), like))
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
        self._habits = detect_conventions(text.slice(0, SAMPLE))

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
        found = find_quotations(part[skip:], nested, self._habits)
        return [quotation.shifted(first + skip) for quotation in found]


def _scan(text: str, blocks: list[tuple[int, int]], like: TextConventions) -> Iterator[Quotation]:
    """All quotations, in any order, nested ones too."""
    parts: list[tuple[int, int]] = []  # what earlier paragraphs hold of a quotation that goes on
    first = 0  # where it began, its mark included
    resume = 0  # everything before is done: a quotation ran on without reopened marks
    for index, (start, end) in enumerate(blocks):
        start = max(start, resume)
        if start >= end:
            continue
        if like.dashes and (dash := quotation_marks.dash_length(text, start)):
            for low, high in speech_ranges(text, start + dash, end):
                outer = start if low == start + dash else low
                yield from _quotation(outer, high, text, [(low, high)], "dash")
            continue
        pairs, still_open = quotation_marks.pair_marks(text, start, end, like.singles)
        unquoted = index and not pairs and not still_open
        if unquoted and is_block_quotation(text, blocks[index - 1], start):
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
        closing = quotation_marks.find_lone_closing(text, following, following + _JOIN, family)
        if quotation_marks.opening_mark_at(text, following, family):
            parts.append((still_open.end, end))
        elif closing:
            inner = [*parts, (still_open.end, closing.start)]
            yield from _quotation(first, closing.end, text, inner, family)
            resume, parts = closing.end, []
        else:
            least, most = _UNCLOSED
            alone = least < end - still_open.end < most and text[end - 1] not in ",:"
            if parts or alone:
                low, high = next(speech_ranges(text, still_open.end, end), (end, end))
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
