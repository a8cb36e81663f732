"""Quotations: what counts as a quotation, and where the quotations of a text are.

A quotation is the text between quotation marks, and speech without marks that a dash, a single mark
or an indented block shows.

The search is one pass, paragraph by paragraph, with a stack of open marks (`quotation_marks`
decides which role a mark can have). Errors do not spread past a paragraph: a mark that nothing
closes reaches no further than the end of its paragraph, unless the next one reopens or plainly
closes the quotation.

Speech after a dash or a single mark ends where the narration begins to name the speaker ("— At the
harbour, said Tom."). The module also finds paragraph breaks in plain text, with or without
hard-wrapped lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from readerapp.speakers import quotation_marks
from readerapp.text.source import Sliceable

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n+\s*")


def paragraph_break_pattern(sample: str) -> re.Pattern[str]:
    """Return the pattern of a paragraph break in texts like `sample`.

    It is a blank line if blank lines are frequent enough to separate the paragraphs (the lines
    between them are then wrapped by hand). Otherwise it is the end of a line.
    """
    lines = sample.count("\n")
    blank = sum(1 for _ in _BLANK_LINE.finditer(sample))
    return _BLANK_LINE if blank > max(3, lines // 12) else _LINE


def paragraph_ranges(text: str, pattern: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
    """Return the paragraphs of `text` in order, as half-open ranges in code points.

    Paragraph breaks are excluded.

    Args:
        text: The text.
        pattern: The pattern of a paragraph break; None detects it.
    """
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
    """Return whether the lines in the paragraphs of `sample` were wrapped by hand."""
    if pattern is _LINE:
        return False
    lines = [line for line in sample.split("\n") if line.strip()]
    if not lines:
        return False
    blocks = sum(1 for _ in _BLANK_LINE.finditer(sample)) + 1
    return len(lines) > 1.3 * blocks and max(map(len, lines[:2000])) < 130


_NARRATION_START = re.compile(
    r"(?<=[,?!…])[ \n]+(?:[—–][ ]?)?"
    r"(?:([a-z]+)[ \n]+(?:(?:he|she|I|they|the|an?|his|her|my)\b|[A-Z])|"
    r"(?:he|she|I|they|[A-Z]\w+(?:[ ][A-Z]\w+)?)[ \n]+([a-z]+)"
    r"(?=(?:[ \n]+[a-z]+ly|[ \n]+(?:in|with)[ \n][^.,;:?!—–]{1,60}|[ \n]+to[ \n](?:him|her)self)?"
    r"(?:[.,;:]|$)))"
)
_BULLET = re.compile(r"(?:[>\s]*)(?:[-*+•·|#]|\(?\w{1,3}[.)][ \t])")
_WORD = re.compile(r"[a-z]+")
_VERB_REACH = 120  # code points before the colon searched for the verb of speech
_SPEECH_RESUMED = re.compile(r"[.,;:][ \n]+[—–―][ \n]*(?=\w)")
_LONGEST_ASIDE = 1_000  # code points of narration after which a dash resumes the speech
_SENTENCE_RESUMED = re.compile(r"[^.]{0,80}\.[ \n]+(?=[A-Z])(?!(?:He|She|They|His|Her|The|Then)\b)")


def speech_ranges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of `[start, end)` that are speech, in order, without the narration."""
    from readerapp.speakers.lexicon import SPEECH_VERBS  # not needed if every mark is closed

    while start < end:
        cue = next(
            (
                m
                for m in _NARRATION_START.finditer(text, start, end)
                if (m[1] or m[2]) in SPEECH_VERBS
            ),
            None,
        )
        yield start, cue.start() if cue else end
        start = _resume(text, cue.end(), end) if cue else end


def _resume(text: str, start: int, end: int) -> int:
    """Return where speech goes on after the narration at `start`, or `end`.

    A dash shows it. Where dashes only begin paragraphs, the sentence after the narration is speech
    ("— No, said Tom. I am tired.") unless it begins with a word of narration.
    """
    dash = _SPEECH_RESUMED.search(text, start, min(end, start + _LONGEST_ASIDE))
    resumed = dash or _SENTENCE_RESUMED.match(text, start, end)
    return resumed.end() if resumed else end


_SIGNED = re.compile(
    r"([\s>]*)(?=(?:—|–|―|--)[ ]?(?!(?:The|A|An)\b)[A-ZÀ-Þ])"
    r"[^\n“”\"]{3,80}(?<![!?])(?=[ \t]*(?:\n|\Z))"
)
"""A line with a dash and the name of who said or wrote the words before it."""
_SIGNATURE_REACH = 120  # code points behind the words in which the line ends


def find_signature(text: str, start: int) -> tuple[int, int] | None:
    """Return the range of the dash and the name on the line after a quotation that ends at `start`.

    Nothing else may be between, and nothing but the name on that line.
    """
    match = _SIGNED.match(text, start, start + _SIGNATURE_REACH)
    return (match.end(1), match.end()) if match and "\n" in match[1] else None


def is_signed_block(text: str, start: int, end: int) -> int:
    """Return the end of the words of a block quotation with a line that names its author, or 0.

    The block is set in by white space or ">", and the line is its last one or follows it.
    """
    if not (text[start] == ">" or _is_indented(text, start)) or _BULLET.match(text, start):
        return 0
    line = text.rfind("\n", start, end)
    signature = find_signature(text, line) if line > start else None
    if signature and signature[1] == end:
        return line
    return end if find_signature(text, end) else 0


def is_block_quotation(text: str, before: tuple[int, int], start: int) -> bool:
    """Return whether the paragraph at `start` is a block quotation that `before` announces.

    It must be set in by white space or ">". The previous paragraph, in the range `before`, must not
    be set in; it must end with a colon and have a verb of speech near it ("She wrote to them:").
    """
    low, high = before
    if text[high - 1] != ":" or _BULLET.match(text, start):
        return False
    if not (text[start] == ">" or _is_indented(text, start)) or _is_indented(text, low):
        return False
    from readerapp.speakers.lexicon import SPEECH_VERBS

    announced = text[max(low, high - _VERB_REACH) : high].lower()
    return not SPEECH_VERBS.isdisjoint(_WORD.findall(announced))


def _is_indented(text: str, start: int) -> bool:
    """Return whether the line of `start` begins with a tab or two spaces."""
    line = text.rfind("\n", 0, start) + 1
    return "\t" in text[line:start] or start - line > 1


SAMPLE = 200_000
"""Code points from which a text's conventions (paragraphs, single quotes, dashes) are detected."""

WINDOW = 16_384
"""Code points that `QuotationFinder` reads on each side of the searched range."""

REACH = 4_000_000
"""Maximum distance in code points that `QuotationFinder.after` and `.before` search."""

_CLOSING_REACH = 4_000  # code points to search in later paragraphs if marks are not reopened
_UNCLOSED_LENGTHS = (15, 3_000)  # limits of the length of a quotation that nothing closes


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation; `[start, end)` excludes the marks and the white space at its edges.

    All offsets are code points.

    Attributes:
        start: Start of the words.
        end: End of the words.
        outer_start: Start of the opening mark.
        outer_end: End of the closing mark.
        kind: Family of the marks: ``straight``, ``curly``, ``doubled`` (two apostrophes or grave
            accents), ``guillemet``, ``angle``, ``single``, ``apostrophe`` (straight single),
            ``corner``, ``white corner``, ``dash`` or ``block`` (set in, without marks).
        parts: The range in each paragraph if marks were reopened; otherwise one range.
        depth: Number of quotations around it.
        closed: False if the closing mark is missing.
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
        """Return the same quotation for a text in which all offsets are larger by `by`."""
        return replace(
            self,
            start=self.start + by,
            end=self.end + by,
            outer_start=self.outer_start + by,
            outer_end=self.outer_end + by,
            parts=tuple((start + by, end + by) for start, end in self.parts),
        )


@dataclass(frozen=True, slots=True)
class TextConventions:
    """Conventions of a text: paragraph breaks, and whether single marks or dashes open speech."""

    paragraph_break: re.Pattern[str]
    singles: bool
    dashes: bool


def detect_conventions(sample: str) -> TextConventions:
    """Detect the conventions of the text that begins with `sample`."""
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
    text: str,
    nested: bool = False,
    conventions: TextConventions | None = None,
    paragraphs: list[tuple[int, int]] | None = None,
) -> list[Quotation]:
    """Find every quotation of `text` in document order, in time linear in its length.

    Args:
        text: The text, or a part of it.
        nested: Whether to include quotations inside quotations (`depth` > 0); an outer one comes
            first.
        conventions: Conventions of the whole text; None detects them from `text`.
        paragraphs: The paragraphs of `text`; None finds them.
    """
    conventions = conventions or detect_conventions(text)
    paragraphs = paragraphs or paragraph_ranges(text, conventions.paragraph_break)
    found = list(_scan(text, paragraphs, conventions))
    found.sort(key=lambda quotation: (quotation.outer_start, -quotation.outer_end))
    with_depth: list[Quotation] = []
    open_ends: list[int] = []  # ends of the quotations that are open here
    for quotation in found:
        while open_ends and open_ends[-1] <= quotation.outer_start:
            open_ends.pop()
        if nested or not open_ends:
            depth = len(open_ends)
            with_depth.append(replace(quotation, depth=depth) if depth else quotation)
        open_ends.append(quotation.outer_end)
    return with_depth


class QuotationFinder:
    """Finds quotations near an offset of a text of any size; reads only a window around it."""

    def __init__(self, text: Sliceable) -> None:
        self._text = text
        self._conventions = detect_conventions(text.slice(0, SAMPLE))

    def at(self, offset: int, nested: bool = False) -> Quotation | None:
        """Return the outermost quotation at `offset`, or None; with `nested`, the innermost.

        The marks of a quotation belong to it.
        """
        enclosing = [
            quotation
            for quotation in self._near(offset, offset + 1, nested=True)
            if quotation.outer_start <= offset < quotation.outer_end
        ]
        if not enclosing:
            return None
        return enclosing[-1] if nested else enclosing[0]

    def after(self, offset: int, reach: int = REACH) -> Quotation | None:
        """Return the first quotation that begins at `offset` or at most `reach` later, or None."""
        for low in range(offset, offset + reach, 2 * WINDOW):
            high = low + 2 * WINDOW
            for quotation in self._near(low, high):
                if low <= quotation.outer_start < high:
                    return quotation
            if not self._text.slice(high, high + 1):
                return None
        return None

    def before(self, offset: int, reach: int = REACH) -> Quotation | None:
        """Return the last quotation that ends at `offset` or at most `reach` earlier, or None."""
        for high in range(offset, max(0, offset - reach), -2 * WINDOW):
            low = max(0, high - 2 * WINDOW)
            for quotation in reversed(self._near(low, high)):
                if low < quotation.outer_end <= high:
                    return quotation
        return None

    def within(self, low: int, high: int) -> list[Quotation]:
        """Return the outermost quotations that overlap `[low, high)`, in order."""
        return [q for q in self._near(low, high) if q.outer_start < high and q.outer_end > low]

    def _near(self, low: int, high: int, nested: bool = False) -> list[Quotation]:
        """Find the quotations of a window around `[low, high)`; correct for those that touch it."""
        first = max(0, low - WINDOW)
        part = self._text.slice(first, high + WINDOW)
        skip = 0
        if first:  # begin with a whole paragraph, not inside a quotation
            match = self._conventions.paragraph_break.search(part, 0, low - first)
            skip = match.end() if match else 0
        found = find_quotations(part[skip:], nested, self._conventions)
        return [quotation.shifted(first + skip) for quotation in found]


def _scan(
    text: str, paragraphs: list[tuple[int, int]], conventions: TextConventions
) -> Iterator[Quotation]:
    """Yield all quotations in any order, including nested ones."""
    parts: list[tuple[int, int]] = []  # ranges in earlier paragraphs of a quotation that continues
    continued_from = 0  # start of that quotation, its mark included
    done = 0  # end of the text done: a quotation continued without reopened marks
    for index, (start, end) in enumerate(paragraphs):
        start = max(start, done)
        if start >= end:
            continue
        if conventions.dashes and (dash := quotation_marks.dash_length(text, start)):
            for low, high in speech_ranges(text, start + dash, end):
                outer = start if low == start + dash else low
                yield from _quotation(outer, high, text, [(low, high)], "dash")
            continue
        pairs, still_open = quotation_marks.pair_marks(text, start, end, conventions.singles)
        unquoted = not pairs and not still_open
        if unquoted and (stop := is_signed_block(text, start, end)):
            mark = 1 if text[start] == ">" else 0
            yield from _quotation(start, stop, text, [(start + mark, stop)], "block")
        elif unquoted and index and is_block_quotation(text, paragraphs[index - 1], start):
            mark = 1 if text[start] == ">" else 0
            yield from _quotation(start, end, text, [(start + mark, end)], "block")
        for found in pairs:
            opening = found.opening
            inner = [(opening.end, found.end)]
            outer_start = opening.start
            if parts and opening.start == start:
                inner, outer_start = [*parts, *inner], continued_from
            yield from _quotation(
                outer_start, found.outer_end, text, inner, opening.family, found.closed
            )
        if still_open is None:
            parts = []
            continue
        if not parts or still_open.start != start:
            continued_from, parts = still_open.start, []
        family = still_open.family
        following = paragraphs[index + 1][0] if index + 1 < len(paragraphs) else len(text)
        closing = quotation_marks.find_lone_closing(
            text, following, following + _CLOSING_REACH, family
        )
        if quotation_marks.opening_mark_at(text, following, family):
            parts.append((still_open.end, end))
        elif closing:
            inner = [*parts, (still_open.end, closing.start)]
            yield from _quotation(continued_from, closing.end, text, inner, family)
            done, parts = closing.end, []
        else:
            least, most = _UNCLOSED_LENGTHS
            plausible = least < end - still_open.end < most and text[end - 1] not in ",:"
            if parts or plausible:
                low, high = next(speech_ranges(text, still_open.end, end), (end, end))
                inner = [*parts, (low, high)]
                yield from _quotation(continued_from, high, text, inner, family, closed=False)
            parts = []


def _quotation(
    outer_start: int,
    outer_end: int,
    text: str,
    inner: list[tuple[int, int]],
    kind: str,
    closed: bool = True,
) -> Iterator[Quotation]:
    """Yield the quotation with these ranges between its marks; nothing if they are empty."""
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
