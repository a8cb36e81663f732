"""Tracked changes of Word documents, as `office_revisions` shows them.

Source: ECMA-376, part 1, section 17.13.5 (revisions).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.office.revisions import INSERTION, MOVE, Revisions

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DELETED_TAGS = ("del", "moveFrom")
INSERTED_TAGS = ("ins", "moveTo")
_BREAKS = ("p", "tab", "br", "cr")


class DocxRevisions(Revisions):
    """A collector of the tracked changes of a Word document, by their elements."""

    @contextmanager
    def insertion_of(self, element: Element) -> Iterator[None]:
        """Write inserted words inside the `with` block."""
        kind = MOVE if local_name(element) == "moveTo" else INSERTION
        with self.insertion(*_author_and_date(element), kind):
            yield

    def delete_element(self, element: Element) -> None:
        """Take deleted words, which are not written; moved ones are where they went."""
        if local_name(element) != "moveFrom":
            self.delete(plain_words(element), *_author_and_date(element))

    def delete_row(self, row: Element, deletion: Element) -> None:
        """Take a deleted row of a table.

        Args:
            row: the row.
            deletion: the element in it that names the author.
        """
        self.delete(plain_words(row), *_author_and_date(deletion))


def _author_and_date(element: Element) -> tuple[str, str]:
    """Return who made a change and when, as the file writes it."""
    return local_attribute(element, "author"), local_attribute(element, "date")


def plain_words(element: Element) -> str:
    """Return the words in an element, deleted or not; paragraphs, tabs and breaks are a space."""
    words = []
    for each in element.iter():
        tag = local_name(each)
        if tag in ("delText", "t"):
            words.append(each.text or "")
        elif tag in _BREAKS and words:
            words.append(" ")
    return "".join(words)


def is_deleted_mark(properties: Element | None) -> bool:
    """Return whether the mark at the end of a paragraph is deleted: it continues in the next."""
    mark = None if properties is None else properties.find("{*}rPr")
    return mark is not None and any(mark.find(f"{{*}}{tag}") is not None for tag in DELETED_TAGS)


def deleted_row(row: Element) -> Element | None:
    """Return the element that says that a row of a table is deleted; None if it is not."""
    properties = row.find("{*}trPr")
    return None if properties is None else properties.find("{*}del")
