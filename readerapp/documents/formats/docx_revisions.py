"""Tracked changes of Word documents: the text is the accepted one, and the changes are named.

Each insertion is an underlined annotation of its author, each deletion is one at its place, with
the deleted words in its note. Changes of the format are not counted.

Source: ECMA-376, part 1, section 17.13.5 (revisions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.builder import InlineWriter
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DELETED_TAGS = ("del", "moveFrom")
INSERTED_TAGS = ("ins", "moveTo")
_NOUNS = {"del": "deletion", "ins": "insertion", "moveTo": "move"}
_BREAKS = ("p", "tab", "br", "cr")


@dataclass(slots=True)
class _Revision:
    """A tracked change.

    Attributes:
        tag: the tag of its element.
        author: who made it.
        created: when, as the file writes it.
        start: the offset at which it begins.
        end: the offset of its end; that of `start` for a deletion.
        words: the words of a deletion.
    """

    tag: str
    author: str
    created: str
    start: int
    end: int
    words: str = ""


class Revisions:
    """A collector of the tracked changes of a document, while its text is written."""

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._revisions: list[_Revision] = []

    @contextmanager
    def insertion(self, element: Element) -> Iterator[None]:
        """Write inserted words inside the `with` block; one after another is one insertion."""
        place = self._prose.begin("")
        yield
        start, end = self._prose.end(place)
        if start < end:
            self._add(element, local_name(element), start, end)

    def delete(self, element: Element) -> None:
        """Take deleted words, which are not written."""
        tag = local_name(element)
        words = deleted_words(element)
        if tag in ("moveFrom", "moveTo") or not words.strip():  # moved words are where they went
            return
        self._add(element, "del", self._prose.out.at, self._prose.out.at, words)

    def delete_row(self, row: Element, deletion: Element) -> None:
        """Take a deleted row of a table.

        Args:
            row: the row.
            deletion: the element in it that names the author.
        """
        if (words := deleted_words(row)).strip():
            self._add(deletion, "del", self._prose.out.at, self._prose.out.at, words)

    def annotate(self) -> None:
        """Give the document an annotation for each change, and say how many there are."""
        counts = Counter(_NOUNS[each.tag] for each in self._revisions)
        if not counts:
            return
        for each in self._revisions:
            deleted = each.tag == "del"
            note = " ".join(each.words.split())
            note = (
                f"deleted: {note}"
                if deleted
                else "moved here"
                if "move" in each.tag
                else "inserted"
            )
            self._prose.out.annotate(
                EmbeddedAnnotation(
                    each.start,
                    each.end,
                    "strike" if deleted else "underline",
                    each.author,
                    each.created,
                    note,
                )
            )
        named = [count_noun(counts[noun], noun) for noun in _NOUNS.values() if counts[noun]]
        listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
        verb = "is" if counts.total() == 1 else "are"
        sentence = f"{listed} {verb} tracked; the text shows the accepted version"
        self._prose.out.omit(sentence, words=counts["deletion"] > 0)

    def _add(self, element: Element, tag: str, start: int, end: int, words: str = "") -> None:
        """Add a change, or extend the one right before by the same person."""
        author, created = local_attribute(element, "author"), local_attribute(element, "date")
        last = self._revisions[-1] if self._revisions else None
        if (
            last is not None
            and (last.tag, last.author) == (tag, author)
            and 0 <= start - last.end <= 1
        ):
            last.end, last.words = end, last.words + words
        else:
            self._revisions.append(_Revision(tag, author, created, start, end, words))


def deleted_words(element: Element) -> str:
    """Return the words in a deleted element; paragraphs, tabs and breaks are a space."""
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
