"""The table of `readerapp verify`: a quotation, its verdict and its source in one row.

A terminal that is too narrow for the row gets two or more lines for each quotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.documents import Document
from readerapp.text.graphemes import cell_width
from readerapp.text.phrases import count_noun, quote
from readerapp.text.sanitize import sanitize_label
from readerapp.verification.checker import QuotationCheck, SourcePlace
from readerapp.verification.descriptions import (
    LOUD_KINDS,
    VERDICT_NAMES,
    describe_differences,
    describe_speakers,
    source_label,
    speaker_label,
    summarize,
)

_WIDEST_PLACE = 14
_WIDEST_SPEAKER = 20
_WIDEST_SOURCE = 36
_FEWEST_WORDS = 28
"""Cells for the words of a quotation, below which a row becomes several lines."""
_MOST_ALSO = 3
"""Other places that are named."""
_GAP = "  "
_MARK = "! "
"""Before a quotation for which the command fails: seen without colours too."""
_RED, _YELLOW, _GREEN, _BOLD, _DIM = "31", "33", "32", "1", "2"


@dataclass(frozen=True, slots=True)
class _Row:
    """What is printed about one quotation, safe for a terminal."""

    check: QuotationCheck
    fails: bool
    place: str
    verdict: str
    speaker: str
    source: str


@dataclass(frozen=True, slots=True)
class _Widths:
    """The widths of the columns in cells; 0 for words or source: on lines of their own."""

    place: int
    speaker: int
    source: int
    words: int


def format_table(
    draft: Document,
    checks: Sequence[QuotationCheck],
    failing: Sequence[bool],
    sources: int,
    width: int,
    *,
    colours: bool,
) -> Iterator[str]:
    """Yield the lines of the table; the last one counts the verdicts.

    Args:
        draft: the draft.
        checks: the checks in its order.
        failing: for each whether the command fails because of it.
        sources: the number of sources that were read.
        width: cells of a line.
        colours: whether to write the escape sequences of colours.
    """
    rows = [
        _Row(
            check,
            fails,
            sanitize_label(
                draft.range_locator(check.quotation.start, check.quotation.end), _WIDEST_PLACE
            ),
            VERDICT_NAMES[check.verdict],
            speaker_label(check.quotation, _WIDEST_SPEAKER) or "–",
            _cite(check.place, _WIDEST_SOURCE),
        )
        for check, fails in zip(checks, failing, strict=True)
    ]
    widths = _measure(rows, width)
    for row in rows:
        yield from _format_row(row, widths, width, colours=colours)
    if checks:
        yield f"{summarize(checks)} · {count_noun(sources, 'source')}\n"


def _measure(rows: Sequence[_Row], width: int) -> _Widths:
    """Return the widths of the columns, as wide as their contents as far as there is room."""
    place = max((cell_width(row.place) for row in rows), default=0)
    speaker = max((cell_width(row.speaker) for row in rows), default=0)
    source = max((cell_width(row.source) for row in rows), default=0)
    left = width - sum((len(_MARK), place, _VERDICT_WIDTH, speaker, 3 * len(_GAP)))
    if left - source - len(_GAP) >= _FEWEST_WORDS:
        return _Widths(place, speaker, source, left - source - len(_GAP))
    return _Widths(place, speaker, 0, left if left >= _FEWEST_WORDS else 0)


_VERDICT_WIDTH = max(map(len, VERDICT_NAMES.values()))


def _format_row(row: _Row, widths: _Widths, width: int, *, colours: bool) -> Iterator[str]:
    """Yield the lines about one quotation."""
    mark = _paint(_MARK, _RED, colours) if row.fails else " " * len(_MARK)
    verdict = _paint(row.verdict, _colour_of(row), colours)
    speaker = row.speaker
    if row.check.speaker_check == "other":
        speaker = _paint(speaker, _RED, colours)
    words = quote(" ".join(row.check.quotation.exact.split()))
    if widths.words:
        cells = [_pad(row.place, widths.place)]
        cells.append(verdict + " " * (_VERDICT_WIDTH - len(row.verdict)))
        cells.append(speaker + " " * (widths.speaker - cell_width(row.speaker)))
        indent = len(_MARK) + widths.place + _VERDICT_WIDTH + widths.speaker + 3 * len(_GAP)
        cells.append(sanitize_label(words, widths.words))
        if widths.source and row.source:
            cells[-1] = _pad(cells[-1], widths.words)
            cells.append(_paint(row.source, _DIM, colours))
        yield f"{mark}{_GAP.join(cells)}\n"
    else:
        indent = len(_MARK) + len(_GAP)
        yield f"{mark}{row.place} {verdict}{_GAP}{speaker}\n"
        yield f"{' ' * indent}{sanitize_label(words, width - indent)}\n"
    room = width - indent
    if row.source and not widths.source:
        source = _cite(row.check.place, room)
        yield f"{' ' * indent}{_paint(source, _DIM, colours)}\n"
    for fact, is_loud in _facts(row.check):
        for line in _wrap(fact, width - indent):
            yield f"{' ' * indent}{_paint(line, _BOLD, colours) if is_loud else line}\n"


def _wrap(text: str, width: int) -> Iterator[str]:
    """Yield a text in lines of at most `width` cells, broken between words."""
    line = ""
    for word in sanitize_label(text).split(" "):
        longer = f"{line} {word}" if line else word
        if line and cell_width(longer) > width:
            yield line
            longer = word
        line = longer
    yield sanitize_label(line, width)


def _facts(check: QuotationCheck) -> Iterator[tuple[str, bool]]:
    """Yield what is said below a row, and whether it changes what the quotation says."""
    if check.speaker_check == "other":
        yield describe_speakers(check), True
    if check.verdict not in ("verbatim", "same_words"):
        for line in describe_differences(check):
            yield line, line.startswith(tuple(f"{kind}:" for kind in LOUD_KINDS))
    if check.also:
        named = [_cite(place, _WIDEST_SOURCE) for place in check.also[:_MOST_ALSO]]
        more = len(check.also) - len(named)
        label = "other parts" if check.verdict == "spliced" else "also"
        yield f"{label}: {'; '.join(named)}{f' and {more} more' if more else ''}", False


def _cite(place: SourcePlace | None, width: int) -> str:
    """Return source and locator in at most `width` cells; the name of the source is cut."""
    if place is None:
        return ""
    locator = sanitize_label(place.locator, width // 2)
    name = sanitize_label(source_label(place.source), width - cell_width(locator) - 1)
    return f"{name} {locator}".strip()


def _colour_of(row: _Row) -> str:
    """Return the colour of a verdict."""
    if row.check.verdict in ("verbatim", "same_words"):
        return _GREEN
    return _RED if row.fails else _YELLOW


def _paint(text: str, code: str, colours: bool) -> str:
    """Return text with the escape sequences of a colour, if there are colours."""
    return f"\x1b[{code}m{text}\x1b[0m" if colours else text


def _pad(text: str, width: int) -> str:
    """Return text with spaces up to a width in cells."""
    return text + " " * (width - cell_width(text))
