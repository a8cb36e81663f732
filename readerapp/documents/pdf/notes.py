"""Annotations of a PDF by people: highlights, notes and their replies on the words they are about.

They are markup annotations (ISO 32000-2, 12.5.6.2). The worker process gives the words under each
line of a highlight; they are looked for in the line of the text that stands at that height.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.documents.pdf.lines import Page, PdfLine, clean_words
from readerapp.documents.pdf.paragraphs import Paragraph

_date = re.compile(
    r"D:(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?"
    r"(?:(?P<zulu>Z)|(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?)?"
).match
_ENDS = {"Completed", "Accepted", "Rejected", "Cancelled"}
"""States of a review that settle a matter (ISO 32000-2, 12.5.6.3)."""

OWN = "readerapp:"
"""How the names of the annotations begin that an export of ours has written."""
PART = "#"
"""What divides the name of such an annotation from the number of a part on a further page."""
LONGEST_QUOTE = 20_000
"""Code points of a passage that an annotation of ours names, so that its range is exact."""
_DIGITS = 12
"""Digits of an offset, which no text has."""
_REACH = 1_000
"""Code points around the place of an annotation where its passage is looked for."""
_Place = tuple[int, PdfLine]
"""The offset of a line in the text, and the line."""


def add_notes(
    writer: DocumentBuilder,
    pages: Sequence[Page],
    paragraphs: Sequence[Paragraph],
    starts: Sequence[int],
) -> list[tuple[int, int]]:
    """Add the annotations of all pages to a document, on the words that have been written.

    Returns:
        The index of the page of each, and its index on the page.

    Args:
        writer: the builder of the document.
        pages: the pages with their annotations.
        paragraphs: the paragraphs that have been written.
        starts: the offset of each of them.
    """
    if not any(page.notes for page in pages):
        return []
    begins: dict[int, int] = {}
    for start, paragraph in zip(starts, paragraphs, strict=True):
        begins.setdefault(paragraph.page, start)
    lines = lines_by_page(paragraphs, starts)
    names = {note["own"][0] for page in pages for note in page.notes}
    text = writer.whole() if any(note["own"][1] for page in pages for note in page.notes) else ""
    places: list[tuple[int, int]] = []
    for number, page in enumerate(pages):
        if page.notes:
            nearest = [at for each, at in begins.items() if each >= number]
            end = min(nearest) if nearest else writer.at
            notes = [note for note in page.notes if _root_name(note) not in names]
            added = _add_page(writer, notes, lines.get(number, []), end, text)
            places += [(number, index) for index in added]
    return places


def lines_by_page(
    paragraphs: Sequence[Paragraph], starts: Sequence[int]
) -> dict[int, list[_Place]]:
    """Return the lines by the index of their page, each with its offset in the text.

    Args:
        paragraphs: the paragraphs that have been written.
        starts: the offset of each of them.
    """
    lines: dict[int, list[_Place]] = {}
    for start, paragraph in zip(starts, paragraphs, strict=True):
        for offset, line in paragraph.lines:
            lines.setdefault(line.page, []).append((start + offset, line))
    return lines


def _root_name(note: dict[str, Any]) -> str | None:
    """Return the name of the annotation that one of ours continues on a further page, or None."""
    name, divided, _ = note["own"][0].partition(PART)
    return name if divided and name.startswith(OWN) else None


def _add_page(
    writer: DocumentBuilder,
    notes: Sequence[dict[str, Any]],
    lines: Sequence[_Place],
    begin: int,
    text: str,
) -> list[int]:
    """Add the annotations of a page, those first that others answer; return their indexes.

    Args:
        writer: the builder of the document.
        notes: the annotations.
        lines: the lines of the page.
        begin: the offset of the page.
        text: the whole text, if a passage is to be looked for in it.
    """
    by_index = {note["index"]: note for note in notes}
    resolved = {
        _root(note, by_index)
        for note in notes
        if note["state"] in _ENDS and note["reply_to"] in by_index
    }
    added: dict[int, int] = {}
    ranges: dict[int, tuple[int, int]] = {}
    ordered = sorted(notes, key=lambda note: (_depth(note, by_index), note["index"]))
    for note in ordered:
        index, answered = note["index"], note["reply_to"]
        if not _tells_something(note):
            continue
        reply = answered in added
        start, end = ranges[answered] if reply else _range(note, lines, begin)
        name, quote, colour = note["own"]
        if quote and not reply:
            start, end = _quoted_range(text, quote, start, end)
        ranges[index] = start, end
        typed = note["kind"] == "typed"
        said = "" if typed or _is_same(note["note"], note["lines"]) else note["note"]
        annotation = EmbeddedAnnotation(
            start,
            end,
            "note" if typed or reply else note["kind"],
            author=" ".join(note["author"].split()),
            created=_iso_date(note["created"]),
            note=said.replace("\r\n", "\n").replace("\r", "\n").strip(),
            resolved=index in resolved,
            colour=colour if name.startswith(OWN) else "",
        )
        if reply:
            annotation = replace(annotation, reply_to=added[answered])
        added[index] = writer.annotate(annotation)
    return list(added)


def _quoted_range(text: str, quote: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of the passage that an annotation names, if it is near; else the range.

    Args:
        text: the whole text.
        quote: the offset that the passage had, a colon, and the passage.
        start: the offset of what stands under the annotation.
        end: the offset after it.
    """
    place = start, end
    offset, _, quote = quote.partition(":")
    low, high = max(0, start - _REACH), start + _REACH + len(quote)
    if offset.isdecimal() and len(offset) < _DIGITS and low <= int(offset) <= start + _REACH:
        start = int(offset)  # of equal passages, that one
    found = list(_places(text[low:high], quote)) if len(quote) <= LONGEST_QUOTE else []
    if not found:
        return place
    start = low + min(found, key=lambda place: abs(low + place - start))
    return start, start + len(quote)


def _tells_something(note: dict[str, Any]) -> bool:
    """Return whether an annotation is more than a drawing, typed words, or a mark of a review."""
    if note["state"]:
        return False
    if note["kind"] == "typed":
        return bool(note["author"])
    return note["kind"] != "note" or bool(note["note"].strip())


def _root(note: dict[str, Any], by_index: dict[int, dict[str, Any]]) -> int:
    """Return the index of the annotation that begins the thread of a note."""
    index = int(note["index"])
    for _ in range(len(by_index)):
        answered = by_index[index]["reply_to"]
        if answered not in by_index:
            break
        index = answered
    return index


def _depth(note: dict[str, Any], by_index: dict[int, dict[str, Any]]) -> int:
    """Return how many annotations a note answers, one after the other; cycles have an end."""
    depth = 0
    while depth < len(by_index) and note["reply_to"] in by_index:
        note = by_index[note["reply_to"]]
        depth += 1
    return depth


def _is_same(note: str, lines: Sequence[tuple[float, float, float, str]]) -> bool:
    """Return whether the words of a highlight only repeat what is highlighted."""
    return clean_words(note) == clean_words(" ".join(words for *_, words in lines))


def _range(note: dict[str, Any], lines: Sequence[_Place], begin: int) -> tuple[int, int]:
    """Return the range of the text that an annotation is about, or the place of a note."""
    found = [
        place
        for left, right, middle, words in note["lines"]
        if (place := _words_at(lines, left, right, middle, words)) is not None
    ]
    if found:
        return min(start for start, _ in found), max(end for _, end in found)
    left, bottom, _, top = note["place"]
    if note["kind"] == "typed":
        typed = [
            (at, at + len(line.words))
            for at, line in lines
            if line.filled and bottom <= line.base + 0.3 * line.size <= top
        ]
        if typed:
            return min(start for start, _ in typed), max(end for _, end in typed)
    return _nearest(lines, left, (bottom + top) / 2, begin)


def _nearest(lines: Sequence[_Place], left: float, middle: float, begin: int) -> tuple[int, int]:
    """Return the place in the line that is nearest to a note, at the word beside it."""
    if not lines:
        return begin, begin
    at, line = min(
        lines,
        key=lambda each: (
            abs(each[1].base + 0.3 * each[1].size - middle)
            + max(0.0, each[1].left - left, left - each[1].right) / 4
        ),
    )
    inner = _letters_before(line, left)
    inner = line.words.rfind(" ", 0, inner) + 1
    return at + inner, at + inner


def _letters_before(line: PdfLine, x: float) -> int:
    """Return the number of letters of a line before `x` points, as if all had one width."""
    return min(max(0, round((x - line.left) / max(line.letter, 0.01))), len(line.words))


def _words_at(
    lines: Sequence[_Place], left: float, right: float, middle: float, words: str
) -> tuple[int, int] | None:
    """Return the range of the words that stand under one line of a highlight."""
    best: tuple[float, int, PdfLine] | None = None
    for at, line in lines:
        distance = abs(line.base + 0.3 * line.size - middle)
        overlaps = line.left < right and line.right > left
        if overlaps and distance < 0.7 * line.size and (best is None or distance < best[0]):
            best = distance, at, line
    if best is None:
        return None
    _, at, line = best
    wanted = clean_words(words)
    guess = _letters_before(line, left)
    places = list(_places(line.words, wanted)) if wanted else []
    if places:
        start = min(places, key=lambda place: abs(place - guess))
        end = start + len(wanted)
    else:
        start, end = guess, max(guess, _letters_before(line, right))
    return _whole_words(line.words, at, start, end)


def _places(words: str, wanted: str) -> Iterator[int]:
    """Yield the offsets of some words in a line."""
    place = words.find(wanted)
    while place >= 0:
        yield place
        place = words.find(wanted, place + 1)


def _whole_words(words: str, at: int, start: int, end: int) -> tuple[int, int] | None:
    """Return a range, grown to whole words, as offsets of the text; None if it has no words."""
    while start > 0 and words[start - 1].isalnum() and words[start : start + 1].isalnum():
        start -= 1
    while end < len(words) and words[end].isalnum() and words[end - 1 : end].isalnum():
        end += 1
    inner = words[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    return (at + start, at + end) if end > start else None


def _iso_date(said: str) -> str:
    """Return a date of a PDF (ISO 32000-2, 7.9.4) as ISO 8601, in UTC if it tells its zone."""
    found = _date(said)
    if found is None:
        return said
    parts = [int(found[name] or low) for name, low in (
        ("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0),
    )]  # fmt: skip
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]
        if not (found["zulu"] or found["sign"]):
            return moment.isoformat()
        offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
        zone = timezone(-offset if found["sign"] == "-" else offset)
        return moment.replace(tzinfo=zone).astimezone(UTC).isoformat()[:19] + "Z"
    except (ValueError, OverflowError):
        return said
