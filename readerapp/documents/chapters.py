"""Chapters of a document whose format names none: by its headings, else by the words of a book."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from readerapp.documents import limits

if TYPE_CHECKING:
    from readerapp.documents.builder import DocumentBuilder


def find_chapters(builder: DocumentBuilder, text: str) -> None:
    """Set milestones at the headings that have numbers.

    If there is at most one heading, chapters are looked for in the text as if it were plain.

    Args:
        builder: what has been written, without milestones.
        text: the whole text.
    """
    if len(builder.headings) > 1:
        from readerapp.documents.toc import TocEntry, chapter_labels, parse_chapter_number

        numbers = [parse_chapter_number(heading.title) for heading in builder.headings]
        if sum(1 for number in numbers if number and not number.divides) > 1:
            entries = [TocEntry(each.start, each.level, each.title) for each in builder.headings]
            for start, label in chapter_labels(entries):
                builder.milestone(label, start, numbered=True)
    elif len(text) <= limits.BOOK:
        from readerapp.documents.formats.plain_structure import find_book

        book = find_book(text)
        starts = {heading.start for heading in book.headings}
        kept = [each for each in builder.headings if each.start not in starts]
        builder.headings = sorted([*kept, *book.headings], key=attrgetter("start"))
        builder.runs += book.runs
        for each in book.milestones:
            builder.milestone(each.label, each.start, numbered=each.numbered)
