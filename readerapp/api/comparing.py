"""The comparison of two documents, for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readerapp.api.records import Item
from readerapp.versions.comparison_data import comparison_item
from readerapp.versions.document_comparison import DocumentComparison


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words of a change.

    Attributes:
        kind: "removed", "added" or "same".
        start: The offset of the first code point; of removed words in the old text, else in the new
            one.
        end: The offset after the last code point.
        text: The words.
    """

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class TextChange(Item):
    """A paragraph that has changed, or several that follow one another.

    The fields are those of `diff --json`.

    Attributes:
        kind: "changed", "added", "removed" or "moved".
        paragraphs: How many paragraphs it has.
        old_start: The offset of the old paragraphs; of an addition, where it would have been.
        old_end: The offset after them.
        old_locator: How the old place is cited; None for an addition.
        new_start: The offset of the new paragraphs; of a removal, where they would be.
        new_end: The offset after them.
        new_locator: How the new place is cited; None for a removal.
        words: The words of both sides in reading order.
    """

    kind: str
    paragraphs: int
    old_start: int
    old_end: int
    old_locator: str | None
    new_start: int
    new_end: int
    new_locator: str | None
    words: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Item):
    """What changed between two documents.

    Attributes:
        old: The path or address of the old document.
        new: The path or address of the new document.
        counts: How many changes of each kind there are.
        changes: The changes in the order of the new text.
    """

    old: str
    new: str
    counts: Mapping[str, int]
    changes: tuple[TextChange, ...]

    def __bool__(self) -> bool:
        """Return whether anything has changed."""
        return bool(self.changes)


def make_comparison(found: DocumentComparison) -> Comparison:
    """Make the record of a comparison."""
    item = comparison_item(found)
    return Comparison(
        old=item["old"]["document"],
        new=item["new"]["document"],
        counts=item["counts"],
        changes=tuple(map(_make_change, item["changes"])),
        _data=item,
    )


def _make_change(item: dict[str, Any]) -> TextChange:
    words = tuple(Segment(**one) for one in item["words"])
    return TextChange(**{**item, "words": words}, _data=item)
