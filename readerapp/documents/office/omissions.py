"""What the texts of office documents leave out on purpose: page headers, lists of contents."""

from __future__ import annotations

from collections.abc import Iterable

from readerapp.documents.builder import DocumentBuilder
from readerapp.text.sanitize import sanitize_label

_WIDTH = 300
"""Cells of the words that "About this document" shows."""


def omit_page_edges(builder: DocumentBuilder, lines: Iterable[str]) -> None:
    """Say which words of page headers and footers the text does not show, each line once.

    Page numbers are not named.
    """
    folded = (" ".join(line.split()) for line in lines)
    words = [line for line in dict.fromkeys(folded) if any(map(str.isalpha, line))]
    if words:
        shown = sanitize_label(" / ".join(words), _WIDTH)
        sentence = f"The words at the edges of pages are not shown: {shown}"
        builder.omit(sentence, words=False)


def omit_contents(builder: DocumentBuilder) -> None:
    """Say that the text does not show a list of contents."""
    builder.omit("The list of contents is not shown; its headings are in the text", words=False)
