"""The `:` go-to prompt, and the facts about a document.

A target is a percentage, a paragraph, a page, a chapter, a time, or words of a heading. The facts
are what the document says about itself and where it comes from.
"""

from __future__ import annotations

import re

from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.text.phrases import count_noun

_KINDS = {"p.": "page", "ch.": "chapter"}


def document_facts(document: Document) -> dict[str, str]:
    """Return the known facts about a document by name.

    They are title, author, date, format with the number of pages or chapters, source, and time of
    reading.
    """
    origin = document.names[0] if document.names else ""
    when = f"{document.read[:16].replace('T', ' ')} UTC" if document.read else ""
    facts = {
        "Title": document.title,
        "Author": document.author,
        "Date": document.date,
        "Format": ", ".join(filter(None, (document.format, _count(document)))),
        "From": origin,
        "Read": when,
    }
    return {name: fact for name, fact in facts.items() if fact}


def byline(document: Document) -> str:
    """Return title and author, as far as they are known."""
    return " · ".join(filter(None, (document.title, document.author)))


def _count(document: Document) -> str:
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
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\Z")

HELP = "40 %, ¶12, p. 12, ch. 3, 00:12:03, or words of a heading"


def parse_goto(document: Document, query: str) -> int:
    """Parse a go-to query and return the offset in code points.

    A whole number alone is a paragraph number.

    Raises:
        ReaderError: There is no such place; the message says what can be typed.
    """
    query = query.strip()
    if match := _PERCENT.match(query):
        return document.text.at_fraction(min(float(match[1]), 100.0) / 100)
    if match := _PARAGRAPH.match(query):
        offset = document.paragraph_start(int(match[1]))
        if offset is None:
            raise ReaderError(f"There is no ¶{match[1]}; the document ends before it.")
        return offset
    words = " ".join(query.split()).casefold()
    if not words:
        raise ReaderError(f"Type where to go: {HELP}.")
    offset = _milestone(document, query)
    if offset is not None:
        return offset
    titles = [(" ".join(each.title.split()).casefold(), each.start) for each in document.headings]
    # Titles that match as a whole come first.
    for title, start in (*(entry for entry in titles if entry[0] == words), *titles):
        if words in title:
            return start
    raise ReaderError(f"There is no place called {query}; type {HELP}.")


def _milestone(document: Document, query: str) -> int | None:
    """Return the offset of a page, chapter or time as locators write it; None if not found.

    A time selects the last time mark at or before it, or the start of the text before the first.
    """
    if (asked := _seconds(query)) is not None:
        times = [(_seconds(each.label), each.start) for each in document.milestones]
        begun = [(at, -start) for at, start in times if at is not None and at <= asked]
        return -max(begun)[1] if begun else (0 if any(at is not None for at, _ in times) else None)
    match = _PART.match(query)
    label = f"{match[1]}. {match[2]}".casefold() if match else " ".join(query.split()).casefold()
    labels = [(each, each.label.casefold()) for each in document.milestones]
    milestone = next((each for each, folded in labels if folded == label), None)
    if milestone is None:  # the page of the first volume that has it, or the first message of a day
        inside = (each for each, folded in labels if folded.endswith(f" {label}"))
        began = (each for each, folded in labels if folded.startswith(f"{label} "))
        milestone = next(inside, None) or next(began, None)
    if milestone is None or match is None or match[3] is None:
        return milestone.start if milestone else None
    first = document.paragraph_number(milestone.start)
    return document.paragraph_start(first + int(match[3]) - 1)


def _seconds(label: str) -> int | None:
    """Parse a time such as "00:12:03" or "12:03" to seconds; None if it is none.

    >>> _seconds("00:12:03")
    723
    """
    match = _TIME.match(label)
    return match and int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
