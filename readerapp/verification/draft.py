"""The quotations of a draft: those in quotation marks, with their speakers, and those set off.

A quotation of several paragraphs is one, from its first to its last word. One that narration
interrupts ("We were asked," she said, "to compare") is two. A quotation inside a quotation is
checked with the one around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from readerapp.documents import Document
from readerapp.speakers import Suggestion, suggest
from readerapp.speakers.quotations import Quotation, find_quotations, paragraph_ranges
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.source_speakers import may_be_english, trusted_confidence

_LIKELY = 0.6
"""Confidence from which on a draft names the speaker of a quotation."""
_QUOTED = ("quotation", "phrase")
"""Kinds of suggestions that are words in quotation marks."""
_MOST_NAME_WORDS = 8
"""Words of a line below a block quotation that names who says it."""
_quoted_line = re.compile(r"[ \t]*>")
_attribution = re.compile(r"(?:—|–|―|--?)[ \t]*(?P<name>[^\W\d_][^\n,(]*)")
_bare_attribution = re.compile(r"(?P<name>[^\W\d_][^\n,(.!?:;\"“”]*)(?:[,(][^\n.!?]*)?\Z")


def list_quotations(document: Document) -> list[DraftQuotation]:
    """Return the quotations of a draft in order, each with the speaker that the draft names."""
    text = document.text.whole()
    blocks = [*_find_blocks(document, text)]
    marked, places = _with_marks(text, [(start, end) for start, end, _ in blocks])
    names = {start: name for start, _, name in blocks}
    suggestions = [one for one in suggest(marked, labelled=document.turns) if one.kind in _QUOTED]
    starts = [one.start for one in suggestions]
    is_english = may_be_english(text)
    found = []
    for quotation in _outermost(find_quotations(marked)):
        first = max(0, bisect_right(starts, quotation.start) - 1)
        members = [*_within(suggestions, first, quotation)]
        start, end = _original(places, quotation.start), _original(places, quotation.end)
        is_block = quotation.kind == "block" or start in names
        is_phrase = bool(members) and all(one.kind == "phrase" for one in members)
        speaker, confidence = names.get(start), 1.0
        if speaker is None:
            speaker, confidence = _likely_speaker(members, is_english)
        kind = "block" if is_block else "phrase" if is_phrase else "quotation"
        found.append(DraftQuotation(start, end, text[start:end], speaker, kind, confidence))
    return found


def _outermost(quotations: Iterable[Quotation]) -> Iterator[Quotation]:
    """Yield quotations that have a word, without those inside of another one."""
    end = -1
    for quotation in quotations:
        if quotation.start >= end:
            end = quotation.end
            yield quotation


def _within(
    suggestions: Sequence[Suggestion], first: int, quotation: Quotation
) -> Iterator[Suggestion]:
    """Yield the suggestions about a quotation."""
    for number in range(first, len(suggestions)):
        if suggestions[number].start >= quotation.end:
            return
        if suggestions[number].end > quotation.start:
            yield suggestions[number]


def _likely_speaker(members: Sequence[Suggestion], is_english: bool) -> tuple[str | None, float]:
    """Return who says a quotation by the draft, None if it is not clear; and how sure it is."""
    best = max(members, key=lambda one: one.confidence, default=None)
    confidence = trusted_confidence(best, is_english)
    return (best.speaker, confidence) if best and confidence >= _LIKELY else (None, 0.0)


def _find_blocks(document: Document, text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield the quotations that are set off, with the name in the line below them.

    Blocks that are in quotation marks themselves are left out: the marks say what is quoted.
    """
    ranges = [(run.start, run.end) for run in document.styles if run.kind == "quote"]
    if not ranges and ">" in text:
        ranges = [*_quoted_lines(text)]
    last = 0
    for start, end in sorted(ranges):
        if start < last:
            continue
        last = end
        start, end, name = _without_attribution(text, start, end)
        while start < end and (text[start].isspace() or text[start] == ">"):
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end and not any(
            2 * (one.end - one.start) > end - start for one in find_quotations(text[start:end])
        ):
            yield start, end, name


def _quoted_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a plain text of which all lines begin with ">"."""
    first = last = -1
    at = 0
    for line in text.splitlines(keepends=True):
        if _quoted_line.match(line):
            first, last = at if first < 0 else first, at + len(line)
        elif first >= 0:
            yield first, last
            first = -1
        at += len(line)
    if first >= 0:
        yield first, last


def _without_attribution(text: str, start: int, end: int) -> tuple[int, int, str | None]:
    """Return a block quotation without its last line, and the name in it, if that is a name."""
    ranges = paragraph_ranges(text[start:end], _line_end)
    if len(ranges) < 2:
        return start, end, None
    low = start + ranges[-1][0]
    line = text[low : start + ranges[-1][1]].strip("> \t\n")
    found = _attribution.match(line)
    if found is None and len(line.split()) <= _MOST_NAME_WORDS:
        found = _bare_attribution.match(line)
        if found and not all(word[0].isupper() for word in found["name"].split() if len(word) > 3):
            found = None
    if found is None or len(found["name"].split()) > _MOST_NAME_WORDS:
        return start, end, None
    return start, low, found["name"].strip()


_line_end = re.compile(r"\n\s*")


def _with_marks(text: str, blocks: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    """Return a text with quotation marks around its blocks, and the offsets of the marks.

    So the search for quotations and their speakers finds them like all others. Each paragraph of a
    block opens again.
    """
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for start, end in blocks:
        openings = [start, *(start + low for low, _ in paragraph_ranges(text[start:end])[1:])]
        for place, mark in [*((one, "“") for one in openings), (end, "”")]:
            pieces += [text[at:place], mark]
            places.append(place + len(places))
            at = place
    pieces.append(text[at:])
    return "".join(pieces), places


def _original(places: Sequence[int], offset: int) -> int:
    """Return an offset of the text with marks in the text without them."""
    return offset - bisect_right(places, offset - 1)
