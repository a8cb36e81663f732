"""Comparison of two texts by paragraphs and words: what changed from the old one to the new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from readerapp.core.errors import ReaderError
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.word_diff import ComparedWords, divide, match_words, split_words_and_marks
from readerapp.versions.paragraph_alignment import (
    Kind,
    Paragraph,
    ParagraphGroup,
    align_paragraphs,
    list_paragraphs,
)

MAX_LENGTH = 10_000_000
"""Code points of the longest text that is compared: five of the longest novels. Two texts of that
length with nothing in common take 10 s and 600 MB."""

KINDS: tuple[Kind, ...] = ("changed", "added", "removed", "moved")
"""The kinds of changes in the order in which they are counted."""

SegmentKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class WordSegment:
    """A run of words of a change, within a paragraph.

    Attributes:
        kind: same, removed or added.
        start: the offset of its first word, in the old text if it was removed, else in the new one.
        end: the offset after its last word.
        spaced: whether white space is before it; a mark stands close to its word.
    """

    kind: SegmentKind
    start: int
    end: int
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class TextChange:
    """A change: a paragraph, or several that follow one another.

    Attributes:
        kind: changed, added, removed or moved; what has moved may have been edited as well.
        old_start: the offset of the old paragraphs; of an addition, where it would have been.
        old_end: the offset after them.
        new_start: the offset of the new paragraphs; of a removal, where they would be.
        new_end: the offset after them.
        words: the words of both sides in reading order, what was removed before what was added.
        paragraphs: how many paragraphs it has, on the side that has fewer of them.
    """

    kind: Kind
    old_start: int
    old_end: int
    new_start: int
    new_end: int
    words: tuple[WordSegment, ...]
    paragraphs: int = 1

    @property
    def is_edited(self) -> bool:
        """Return whether words differ, and not only the place."""
        return any(segment.kind != "same" for segment in self.words)

    @property
    def added_ranges(self) -> list[tuple[int, int]]:
        """Return the ranges of the new words, as offsets into the new text."""
        return [(one.start, one.end) for one in self.words if one.kind == "added"]


@dataclass(frozen=True)
class TextComparison:
    """What changed from one text to another.

    Attributes:
        changes: the changes, in the order of the new text.
    """

    changes: tuple[TextChange, ...]

    @cached_property
    def counts(self) -> Counter[Kind]:
        """Return the number of paragraphs by kind of change."""
        counts: Counter[Kind] = Counter()
        for change in self.changes:
            counts[change.kind] += change.paragraphs
        return counts

    @property
    def paragraphs(self) -> int:
        """Return the number of paragraphs that changed in any way."""
        return self.counts.total()


_NO_FLOW = ParagraphFlow()


def compare_texts(
    old: str, new: str, old_flow: ParagraphFlow = _NO_FLOW, new_flow: ParagraphFlow = _NO_FLOW
) -> TextComparison:
    r"""Compare two texts; only words count, not how they are wrapped.

    Args:
        old: the old text.
        new: the new text.
        old_flow: which newlines of the old text end a paragraph.
        new_flow: the same of the new text.

    Raises:
        ReaderError: one of them is longer than `MAX_LENGTH`.

    >>> found = compare_texts("A ferry sails.", "A ferry\nsails.\n\nNot on Sunday.")
    >>> [change.kind for change in found.changes]
    ['added']
    """
    if max(len(old), len(new)) > MAX_LENGTH:
        raise ReaderError(
            f"Texts above {MAX_LENGTH // 1_000_000} million characters are not compared; "
            "compare parts of them."
        )
    old_paragraphs = list_paragraphs(old, old_flow)
    new_paragraphs = list_paragraphs(new, new_flow)
    changes = (
        _make_change(group, (old, old_paragraphs), (new, new_paragraphs))
        for group in align_paragraphs(old_paragraphs, new_paragraphs)
    )
    # A mark that has white space before it now is no change.
    return TextComparison(tuple(one for one in changes if one.kind == "moved" or one.is_edited))


_Side = tuple[str, Sequence[Paragraph]]
"""One of the two texts, and its paragraphs."""


def _make_change(group: ParagraphGroup, old: _Side, new: _Side) -> TextChange:
    """Make the change of a group of paragraphs, with its words."""
    old_range = _range(old, group.old, group.old_place)
    new_range = _range(new, group.new, group.new_place)
    words = tuple(_list_segments(_words(old, group.old), _words(new, group.new)))
    # Lines that were wrapped by hand may count as paragraphs; what was changed has one at least.
    least = min(len(group.old), len(group.new)) or max(len(group.old), len(group.new))
    return TextChange(group.kind, *old_range, *new_range, words, least)


def _range(side: _Side, indexes: Sequence[int], place: int) -> tuple[int, int]:
    """Return the range of some paragraphs; an empty one at their place if there are none."""
    text, paragraphs = side
    if indexes:
        return paragraphs[indexes[0]].start, paragraphs[indexes[-1]].end
    at = paragraphs[place].start if place < len(paragraphs) else len(text)
    return at, at


@dataclass(frozen=True, slots=True)
class _GroupWords:
    """The words of some paragraphs, and the numbers of those with which paragraphs begin."""

    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    paragraph_starts: frozenset[int]

    def segments(self, kind: SegmentKind, first: int, end: int) -> Iterator[WordSegment]:
        """Yield the words from `first` to `end`, a segment for each paragraph."""
        begin = first
        for number in range(first + 1, end + 1):
            if number == end or number in self.paragraph_starts:
                start = self.starts[begin]
                spaced = begin in self.paragraph_starts or self.ends[begin - 1] < start
                yield WordSegment(kind, start, self.ends[number - 1], spaced)
                begin = number


def _words(side: _Side, indexes: Sequence[int]) -> _GroupWords:
    text, paragraphs = side
    parts: list[ComparedWords] = [
        split_words_and_marks(text, paragraphs[i].start, paragraphs[i].end) for i in indexes
    ]
    numbers, count = set(), 0
    for part in parts:
        numbers.add(count)
        count += len(part.words)
    return _GroupWords(
        [word for part in parts for word in part.words],
        [start for part in parts for start in part.starts],
        [end for part in parts for end in part.ends],
        frozenset(numbers),
    )


def _list_segments(old: _GroupWords, new: _GroupWords) -> Iterator[WordSegment]:
    """Yield the segments of two groups of words that were compared."""
    blocks = match_words(old.words, new.words)
    for is_same, old_range, new_range in divide(blocks, len(old.words), len(new.words)):
        if is_same:
            yield from new.segments("same", *new_range)
        else:
            yield from old.segments("removed", *old_range)
            yield from new.segments("added", *new_range)
