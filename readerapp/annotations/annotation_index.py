"""The annotations of a document by id, by place and in order, kept up to date one by one.

What is in use among the annotations: tags, and speakers with who was named last.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.core.model import Annotation
from readerapp.text.range_index import RangeIndex

_Entry = tuple[int, int, str, str]  # start, end, created, id


class AnnotationIndex(Mapping[str, AnchoredAnnotation]):
    """Placed annotations by id; none of its answers takes longer where there are 100,000.

    Ranges and order are kept apart from what stands there, so that a change of colour or note
    moves nothing.
    """

    def __init__(self, placed: Iterable[AnchoredAnnotation] = ()) -> None:
        self._all = {one.key: one for one in placed}
        shown = [one for one in self._all.values() if one.shown]
        self._order = sorted(map(_entry, shown))
        self._ranges = RangeIndex(shown)
        self._notes = {one.key for one in self._all.values() if _is_note(one)}

    def __getitem__(self, key: str) -> AnchoredAnnotation:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def put(self, placed: AnchoredAnnotation) -> None:
        """Add an annotation, or put it in the place of what has its id."""
        old = self._all.get(placed.key)
        self._all[placed.key] = placed
        if old is None or (_entry(old), _is_note(old)) != (_entry(placed), _is_note(placed)):
            self._unlist(old)
            self._list(placed)

    def drop(self, key: str) -> AnchoredAnnotation | None:
        """Take an annotation away; what stood there."""
        old = self._all.pop(key, None)
        self._unlist(old)
        return old

    def touching(self, start: int, end: int) -> list[AnchoredAnnotation]:
        """What covers some of `[start, end)`, by place."""
        return [self._all[one.key] for one in self._ranges.touching(start, end)]

    def exactly(self, start: int, end: int) -> AnchoredAnnotation | None:
        """What covers just `[start, end)`; the first that was made."""
        index = bisect_left(self._order, (start, end))
        if index < len(self._order) and self._order[index][:2] == (start, end):
            return self._all[self._order[index][-1]]
        return None

    def neighbour(self, key: str | None, at: int, direction: int) -> AnchoredAnnotation | None:
        """The next (1) or previous (-1) highlight in the text, from `key`, else from `at`."""
        here = self._all.get(key or "")
        if here is not None and here.shown:
            index = bisect_left(self._order, _entry(here)) + direction
        else:
            index = bisect_left(self._order, (at,)) - (direction < 0)
        return self._all[self._order[index][-1]] if 0 <= index < len(self._order) else None

    def last(self) -> AnchoredAnnotation | None:
        """The highlight that begins last in the text."""
        return self._all[self._order[-1][-1]] if self._order else None

    def note(self, fits: Callable[[Annotation], bool] | None = None) -> AnchoredAnnotation | None:
        """The first note on the document itself, of those that fit."""
        notes = (self._all[key] for key in self._notes)
        fitting = (one for one in notes if fits is None or fits(one.annotation))
        return min(fitting, key=lambda one: one.order, default=None)

    def _list(self, placed: AnchoredAnnotation) -> None:
        if placed.shown:
            insort(self._order, _entry(placed))
            self._ranges.add(placed)
        elif _is_note(placed):
            self._notes.add(placed.key)

    def _unlist(self, placed: AnchoredAnnotation | None) -> None:
        if placed is None:
            return
        self._notes.discard(placed.key)
        if placed.shown:
            del self._order[bisect_left(self._order, _entry(placed))]
            self._ranges.discard(placed.key)


def _entry(placed: AnchoredAnnotation) -> _Entry:
    return placed.start, placed.end, placed.annotation.created, placed.key


def _is_note(placed: AnchoredAnnotation) -> bool:
    return placed.annotation.target is None


class UsageCounts:
    """Counts of tags and uses of speakers, kept change by change."""

    def __init__(self) -> None:
        self._tags: Counter[str] = Counter()
        self._said: dict[str, set[str]] = {}
        self._latest: dict[str, str] = {}

    def change(self, before: Annotation | None, after: Annotation | None) -> None:
        """Count `after` in the place of `before`; None is an annotation that is not there."""
        if before is not None:
            self._tags.subtract(before.tags)
            self._said.get(before.speaker or "", set()).discard(before.id)
        if after is not None:
            self._tags.update(after.tags)
            if after.speaker:
                self._said.setdefault(after.speaker, set()).add(after.id)
                latest = self._latest.get(after.speaker, "")
                self._latest[after.speaker] = max(latest, after.modified)

    def tags(self) -> list[str]:
        """Every tag in use, the most frequent first."""
        self._tags = +self._tags  # without what nobody uses any more
        return sorted(self._tags, key=lambda tag: (-self._tags[tag], tag))

    def said_by(self, speaker: str) -> Set[str]:
        """The ids of the annotations that a speaker (by id) said."""
        return self._said.get(speaker, frozenset())

    def latest(self, speaker: str) -> str:
        """When something said by a speaker (by id) was last changed; empty if never."""
        return self._latest.get(speaker, "")
