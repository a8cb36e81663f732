"""Lists of contents of OpenDocument texts: which of their entries only repeat a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_name
from readerapp.documents.odt.parts import plain_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_number = re.compile(r"[\W_]*(?:\d+|[ivxlc]+|[a-z])(?:[.)\d]*)[\W_]+", re.IGNORECASE).sub
_page = re.compile(r"[\W_]+(?:\d+|[ivxlc]+)\Z", re.IGNORECASE).sub


class ContentsEntries:
    """The entries of the lists of contents of a document."""

    def __init__(self, content: Element) -> None:
        self._content = content
        self._words: set[str] | None = None  # of all paragraphs outside the lists; read when needed

    def kept(self, contents: Element) -> list[Element]:
        """Return the title and the entries of a list that say more than a paragraph of the text.

        There are none if only the title does.
        """
        lines = list(contents.iter("{*}p", "{*}h"))
        kept = [line for line in lines if not self._repeats(line)]
        titles = {each for title in contents.iter("{*}index-title") for each in title.iter()}
        if lines and not _ends_with_page(lines[0]):
            titles.add(lines[0])
        return kept if any(line not in titles for line in kept) else []

    def _repeats(self, entry: Element) -> bool:
        """Return whether an entry has no words, or says only what a paragraph says."""
        if self._words is None:
            self._words = set(_paragraphs(self._content))
        written = _folded_words(entry)
        title = _page("", written).strip(" .\u2026")
        candidates = (written, title, _number("", title, count=1))
        return not title or any(each in self._words for each in candidates)


def _paragraphs(element: Element) -> Iterator[str]:
    """Yield the words of the paragraphs and headings that are in no list of contents."""
    for child in element:
        tag = local_name(child)
        if tag in ("p", "h"):
            yield _folded_words(child)
        elif tag not in ("table-of-content", "tracked-changes"):
            yield from _paragraphs(child)


def _ends_with_page(line: Element) -> bool:
    """Return whether a line ends with the number of a page."""
    words = _folded_words(line)
    return _page("", words) != words


def _folded_words(paragraph: Element) -> str:
    """Return the words of a paragraph for comparison."""
    return " ".join(plain_words(paragraph).split()).casefold()
