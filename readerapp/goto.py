"""`:` go to: a percentage, a paragraph number, or the words of a heading."""

from __future__ import annotations

import re

from readerapp.documents import Document
from readerapp.model import ReaderError

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%\Z")
_PARAGRAPH = re.compile(r"¶?\s*(\d+)\Z")

HELP = "40 %, ¶12, or words of a heading"


def place(document: Document, query: str) -> int:
    """The offset that `query` means, in code points: a whole number alone is a paragraph's.

    Raises:
        ReaderError: there is no such place; the sentence says what can be typed.
    """
    query = query.strip()
    if match := _PERCENT.match(query):
        return document.text.at_fraction(min(float(match[1]), 100.0) / 100)
    if match := _PARAGRAPH.match(query):
        offset = document.paragraph_start(int(match[1]))
        if offset is None:
            raise ReaderError(f"There is no ¶{match[1]}; the document ends before it.")
        return offset
    wanted = " ".join(query.split()).casefold()
    if not wanted:
        raise ReaderError(f"Type where to go: {HELP}.")
    for heading in document.headings:
        if wanted in heading.title.casefold():
            return heading.start
    raise ReaderError(f"There is no place called {query}; type {HELP}.")
