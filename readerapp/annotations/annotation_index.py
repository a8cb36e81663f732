"""Index of a document's annotations by id, range and order, and usage counts of tags and speakers.

All are updated incrementally, one annotation at a time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.core.model import Annotation
from readerapp.text.range_index import RangeIndex

_Entry = tuple[int, int, str, str]  # start, end, created, id


class AnnotationIndex(Mapping[str, AnchoredAnnotation]):
    """Anchored annotations by id; no query takes longer with 100,000 of them.

    Ranges and order are stored apart from the annotations, so that a change of colour or note moves
    nothing.
    """

    def __init__(self, placed: Iterable[AnchoredAnnotation] = ()) -> None:
        self._by_id = {one.key: one for one in placed}
        with_range = [one for one in self._by_id.values() if one.shown]
        self._order = sorted(map(_entry, with_range))
        self._ranges = RangeIndex(with_range)
        self._document_notes = {one.key for one in self._by_id.values() if _is_note(one)}

    def __getitem__(self, key: str) -> AnchoredAnnotation:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def put(self, placed: AnchoredAnnotation) -> None:
        """Add an annotation, or replace the one with its id."""
        old = self._by_id.get(placed.key)
        self._by_id[placed.key] = placed
        if old is None or (_entry(old), _is_note(old)) != (_entry(placed), _is_note(placed)):
            self._unlist(old)
            self._list(placed)

    def drop(self, key: str) -> AnchoredAnnotation | None:
        """Remove an annotation and return it; None if it was not there."""
        old = self._by_id.pop(key, None)
        self._unlist(old)
        return old

    def touching(self, start: int, end: int) -> list[AnchoredAnnotation]:
        """Return the annotations that overlap `[start, end)`, by position."""
        return [self._by_id[one.key] for one in self._ranges.touching(start, end)]

    def exactly(self, start: int, end: int) -> AnchoredAnnotation | None:
        """Return the annotation on exactly `[start, end)`, the oldest of several; None if none."""
        index = bisect_left(self._order, (start, end))
        if index < len(self._order) and self._order[index][:2] == (start, end):
            return self._by_id[self._order[index][-1]]
        return None

    def neighbour(self, key: str | None, at: int, direction: int) -> AnchoredAnnotation | None:
        """Return the next or previous highlight in the text.

        Args:
            key: start from this annotation, if it has a position.
            at: start from this code point otherwise.
            direction: 1 for the next, -1 for the previous.

        Returns:
            The highlight, or None at the end of the text.
        """
        current = self._by_id.get(key or "")
        if current is not None and current.shown:
            index = bisect_left(self._order, _entry(current)) + direction
        else:
            index = bisect_left(self._order, (at,)) - (direction < 0)
        return self._by_id[self._order[index][-1]] if 0 <= index < len(self._order) else None

    def count_between(self, start: int, end: int) -> int:
        """Return the number of highlights that begin in `[start, end)`."""
        return bisect_left(self._order, (end,)) - bisect_left(self._order, (start,))

    def last(self) -> AnchoredAnnotation | None:
        """Return the highlight that begins last in the text; None if there is none."""
        return self._by_id[self._order[-1][-1]] if self._order else None

    def note(self, fits: Callable[[Annotation], bool] | None = None) -> AnchoredAnnotation | None:
        """Return the first note on the document itself for which `fits` is true; None if none.

        Without `fits`, all of them qualify.
        """
        notes = (self._by_id[key] for key in self._document_notes)
        fitting = (one for one in notes if fits is None or fits(one.annotation))
        return min(fitting, key=lambda one: one.order, default=None)

    @property
    def note_count(self) -> int:
        """Return the number of notes on the document itself, which are no highlights."""
        return len(self._document_notes)

    def _list(self, placed: AnchoredAnnotation) -> None:
        if placed.shown:
            insort(self._order, _entry(placed))
            self._ranges.add(placed)
        elif _is_note(placed):
            self._document_notes.add(placed.key)

    def _unlist(self, placed: AnchoredAnnotation | None) -> None:
        if placed is None:
            return
        self._document_notes.discard(placed.key)
        if placed.shown:
            del self._order[bisect_left(self._order, _entry(placed))]
            self._ranges.discard(placed.key)


def _entry(placed: AnchoredAnnotation) -> _Entry:
    return placed.start, placed.end, placed.annotation.created, placed.key


def _is_note(placed: AnchoredAnnotation) -> bool:
    return placed.annotation.target is None


class UsageCounts:
    """Counts of tags and uses of speakers, updated change by change."""

    def __init__(self) -> None:
        self._tags: Counter[str] = Counter()
        self._ids_by_speaker: dict[str, set[str]] = {}
        self._latest: dict[str, str] = {}

    def change(self, before: Annotation | None, after: Annotation | None) -> None:
        """Count `after` instead of `before`; None is an annotation that does not exist."""
        if before is not None:
            self._tags.subtract(before.tags)
            self._ids_by_speaker.get(before.speaker or "", set()).discard(before.id)
        if after is not None:
            self._tags.update(after.tags)
            if after.speaker:
                self._ids_by_speaker.setdefault(after.speaker, set()).add(after.id)
                latest = self._latest.get(after.speaker, "")
                self._latest[after.speaker] = max(latest, after.modified)

    def tags(self) -> list[str]:
        """Return all tags in use, the most frequent first."""
        self._tags = +self._tags  # drops the tags with a count of zero
        return sorted(self._tags, key=lambda tag: (-self._tags[tag], tag))

    def said_by(self, speaker: str) -> Set[str]:
        """Return the ids of the annotations of a speaker (by id)."""
        return self._ids_by_speaker.get(speaker, frozenset())

    def latest(self, speaker: str) -> str:
        """Return when an annotation of a speaker (by id) was last changed; empty if never."""
        return self._latest.get(speaker, "")
