"""The `:` go-to prompt, and the facts about a document.

A target is a percentage, a paragraph, a line, a page, a chapter, a time, or words of a heading. The
facts are what the document says about itself and where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.languages import LANGUAGE_NAMES, base_language, language_name
from readerapp.core.reference import LABELS, Reference
from readerapp.documents import Document
from readerapp.reading.caret import Span
from readerapp.speakers.languages.recognition import SAMPLE, recognise_language
from readerapp.text.graphemes import cell_width
from readerapp.text.phrases import count_noun, format_moment

if TYPE_CHECKING:
    from readerapp.reading.outline import Outline

_REFERENCE_FACTS = ("citekey", "container", "publisher", "doi", "isbn", "address", "zotero")
_KINDS = {"p.": "page", "ch.": "chapter"}


_NOTICE_CELLS = 50
"""The widest notice about losses, in cells: place and saved state fit beside it at 80 columns."""

Fact = str | Sequence[str]
"""A fact, or several sentences, each of which begins a row."""


def document_facts(document: Document, stored: Reference | None = None) -> dict[str, Fact]:
    """Return the known facts about a document by name.

    Args:
        document: the document.
        stored: what people and reference managers say of it, if that is known.

    Returns:
        Title, author, date, what a bibliography needs, format with the number of pages or chapters,
        language as it was set, else as the search for speakers recognises it, source, time of
        reading, and what of the file is not shown.
    """
    origin = document.names[0] if document.names else ""
    reference = (stored or Reference()).completed(replace(document.reference, authors=()))
    facts: dict[str, Fact] = {
        "Title": document.title,
        "Author": "; ".join(reference.authors) or document.author,
        "Date": reference.date or document.date,
        **{LABELS[name]: getattr(reference, name) for name in _REFERENCE_FACTS},
        "Format": ", ".join(filter(None, (document.format, _count(document)))),
        "Language": _describe_language(document, reference.language),
        "From": origin,
        "Read": format_moment(document.read),
        "Omissions": [_with_capital(omission) for omission in document.omissions],
    }
    return {name: fact for name, fact in facts.items() if fact}


def _describe_language(document: Document, language: str) -> str:
    """Return the language of a document, and whether its words are in another one.

    Args:
        document: the document.
        language: the code that was set; empty if none was.
    """
    recognised = recognise_language(document.text.slice(0, SAMPLE))
    if not language:
        return LANGUAGE_NAMES.get(recognised, "")
    differs = recognised not in ("", base_language(language))
    words = f"; its words: {LANGUAGE_NAMES[recognised]}" if differs else ""
    return f"{language_name(language)} (set{words})"


def loss_notice(document: Document, about: str) -> str:
    """Return what the status line says of words that are not shown; empty if there are none.

    Args:
        document: the document.
        about: how to see all omissions, as in "Ctrl+P About".
    """
    if not document.losses:
        return ""
    first, *more = document.losses
    brief = _with_capital(first.partition(" (")[0])
    said = [f"{brief} and {len(more)} more"] if more else [brief]
    notices = [f"{one} · {about}" for one in (*said, "Words of the file are not shown")]
    return next((one for one in notices if cell_width(one) <= _NOTICE_CELLS), notices[-1])


def _with_capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def byline(document: Document) -> str:
    """Return title and author, as far as they are known."""
    return " · ".join(filter(None, (document.title, document.author)))


def _count(document: Document) -> str:
    if pages := {each.page for each in document.milestones if each.line}:
        return count_noun(len(pages), "page")
    for sign, kind in _KINDS.items():
        labels = [each.label for each in document.milestones if f" {sign} " in f" {each.label}"]
        if labels:
            return count_noun(len(labels), kind)
    return ""


_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%\Z")
_PARAGRAPH = re.compile(r"¶?\s*(\d+)\Z")
_PART = re.compile(
    r"(p|ch)(?:age|apter)?(?:\.\s*|\s+|(?=\d))(\w+)(?:[\s,]*¶\s*(\d+))?\Z", re.IGNORECASE
)

_SECTION = re.compile(
    r"(ch|sec|part|§)(?:apter|tion|t)?\.?\s*(\d+(?:\.\d+)*|[ivxlc]+)\Z", re.IGNORECASE
)
_LINE = re.compile(r"(?:ll?|lines?)\.?\s*(\d+)(?:\s*[-–]\s*(\d+))?\Z", re.IGNORECASE)
"""A line of a plain text: "l. 120", "l120", "line 120", or the lines "ll. 120-124"."""
_PAGE_LINE = re.compile(r"([\w\[\]]+):(\d+)(?:\s*[-–]\s*(?:([\w\[\]]+):)?(\d+))?\Z")
"""A line of a page, or a passage that begins there: "45:12", "45:12-15", "45:12-46:3"."""

_HELP = "40%, 12 (paragraph), p. 12, ch. 3, 00:12:03 or part of a heading"
_HELP_FOR_LINES = "40%, l. 120, ll. 120-124, 12 (paragraph), ch. 3 or part of a heading"
_HELP_FOR_PAGE_LINES = "40%, {first}, p. 12, 45:12-46:3 (selects) or part of a heading"


def place_help(document: Document) -> str:
    """Return what can be typed to go to a place of a document."""
    if document.cites_lines:
        return _HELP_FOR_LINES
    first = next((each.label for each in document.milestones if each.line), "")
    return _HELP_FOR_PAGE_LINES.format(first=first) if first else _HELP


def find_places(document: Document, query: str, outline: Outline | None = None) -> list[int]:
    """Return the offsets in code points of the places that a go-to query names, at least one.

    A whole number alone is a paragraph number. Several places are chapters of different volumes, or
    headings with the same words.

    Args:
        document: the document.
        query: what was typed.
        outline: the outline of the document; made anew if it is None.

    Raises:
        ReaderError: There is no such place; the message says what can be typed.
    """
    query = query.strip()
    if match := _PERCENT.match(query):
        return [document.text.at_fraction(min(float(match[1]), 100.0) / 100)]
    if match := _PARAGRAPH.match(query):
        offset = document.paragraph_start(int(match[1]))
        if offset is None:
            last = document.paragraph_number(max(0, len(document.text) - 1))
            raise ReaderError(f"¶{match[1]} is past the end (last: ¶{last}).")
        return [offset]
    if not query:
        raise ReaderError(f"Type a place: {place_help(document)}.")
    if (match := _LINE.match(query)) and document.format == "text":
        return [_line(document, int(match[1]))]
    if (match := _PAGE_LINE.match(query)) and document.has_page_lines:
        return [_page_line(document, match[1], int(match[2]))]
    places = _milestones(document, query)
    if not places:
        from readerapp.reading.outline import make_outline

        outline = outline or make_outline(document)
        places = _numbered_headings(outline, query) or [
            outline.entries[index].start for index in outline.find_best(query)
        ]
    if not places:
        raise ReaderError(f"No such place: {query}. Try {place_help(document)}.")
    return places


def find_passage(document: Document, query: str) -> Span | None:
    """Return the passage that a query names by its first and last line; None if it names none.

    It is written as `Document.range_locator` writes it: "45:12-15", "45:12-46:3", "ll. 120-124".

    Raises:
        ReaderError: there is no such line.
    """
    query = query.strip()
    if (match := _LINE.match(query)) and match[2] and document.format == "text":
        start, after = _line(document, int(match[1])), document.line_start(int(match[2]) + 1)
    elif (match := _PAGE_LINE.match(query)) and match[4] and document.has_page_lines:
        start = _page_line(document, match[1], int(match[2]))
        last = _page_line(document, match[3] or match[1], int(match[4]))
        after = next((each.start for each in document.milestones if each.start > last), None)
    else:
        return None
    end = len(document.text) if after is None else after
    words = document.text.slice(start, end)
    return Span(start, start + len(words.rstrip())) if words.strip() else None


def _line(document: Document, number: int) -> int:
    """Return the offset of a line of a plain text.

    Raises:
        ReaderError: there is no such line.
    """
    offset = document.line_start(number)
    if offset is None:
        last = document.line_number(max(0, len(document.text) - 1))
        raise ReaderError(f"l. {number} is not in the text (last: l. {last}).")
    return offset


def _page_line(document: Document, page: str, number: int) -> int:
    """Return the offset of a numbered line of a page; of a blank one, that of the next with words.

    Raises:
        ReaderError: there is no such page or line.
    """
    lines = [each for each in document.milestones if each.line and each.page == page]
    if not lines:
        pages = [each.page for each in document.milestones if each.line]
        raise ReaderError(f"There is no page {page} (pages {pages[0]} to {pages[-1]}).")
    found = next((each for each in lines if each.line >= number), None)
    if found is None:
        raise ReaderError(f"Page {page} ends at line {lines[-1].line}.")
    return found.start


def _numbered_headings(outline: Outline, query: str) -> list[int]:
    """Return the offsets of the headings that begin with the number in "ch. 3" or "section 2.1"."""
    match = _SECTION.match(query)
    if match is None:
        return []
    kind, number = map(re.escape, match.groups())
    start = re.compile(rf"(?:{kind}\w*\s+)?{number}(?![\w.]*\w)", re.IGNORECASE)
    return [entry.start for entry in outline.entries if start.match(entry.title)]


def _milestones(document: Document, query: str) -> list[int]:
    """Return the offsets of a page, chapter or time as locators write it; none if not found.

    A time selects the last time mark at or before it, or the start of the text before the first.
    A chapter that each volume has, without its volume, is several places.
    """
    from readerapp.reading.time_marks import parse_seconds

    if (asked := parse_seconds(query)) is not None:
        return [] if (start := _time(document, asked)) is None else [start]
    match = _PART.match(query)
    label = f"{match[1]}. {match[2]}".casefold() if match else " ".join(query.split()).casefold()
    labels = [(each.start, each.label.casefold()) for each in document.milestones]
    same = [start for start, folded in labels if folded == label][:1]
    if match and match[1] in "pP" and not same:
        pages = ((each.start, each.page) for each in document.milestones if each.line)
        same = [start for start, page in pages if page == match[2]][:1]
    inside = [start for start, folded in labels if folded.endswith(f" {label}")]
    began = [start for start, folded in labels if folded.startswith(f"{label} ")][:1]  # a day
    starts = same or inside or began
    if match is None or match[3] is None:
        return starts
    numbers = [document.paragraph_number(start) + int(match[3]) - 1 for start in starts]
    found = map(document.paragraph_start, numbers)
    return [start for start in found if start is not None]


def _time(document: Document, seconds: int) -> int | None:
    """Return the offset of the last time mark at or before a time; None without time marks."""
    from readerapp.reading.time_marks import list_time_marks

    marks = list_time_marks(document)
    begun = [(mark.seconds, -mark.start) for mark in marks if mark.seconds <= seconds]
    return -max(begun)[1] if begun else (0 if marks else None)
