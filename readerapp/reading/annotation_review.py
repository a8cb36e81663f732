"""The queue of a review: annotations on which a person has to decide, one after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession


class AnnotationReview(ABC):
    """The open annotations of one session, by position; those left undecided come again."""

    def __init__(self, session: ReadingSession, at: int = 0) -> None:
        """Start at the first annotation whose actual or probable position is at or after `at`."""
        self.session = session
        waiting = self._list_open()
        self._keys = [placed.key for placed in waiting]
        later = (number for number, placed in enumerate(waiting) if position_of(placed) >= at)
        self._number = next(later, 0)

    @abstractmethod
    def is_open(self, placed: AnchoredAnnotation) -> bool:
        """Return whether a person has still to decide on an annotation."""

    @property
    def current(self) -> AnchoredAnnotation | None:
        """Return the annotation to decide on now; None if there is none left."""
        if not self._keys:
            return None
        placed = self.session.placed.get(self._keys[self._number])
        return placed if placed and self.is_open(placed) else None

    @property
    def progress(self) -> tuple[int, int]:
        """Return the number of the current annotation, from 1, and the total."""
        return self._number + 1, len(self._keys)

    @property
    def remaining(self) -> int:
        """Return the number of annotations that are not decided yet."""
        return len(self.open_keys)

    @property
    def open_keys(self) -> list[str]:
        """Return the ids of the annotations that are not decided yet."""
        return list(filter(self._is_open_key, self._keys))

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) open annotation, and wrap around at the ends."""
        for away in range(1, len(self._keys) + 1):
            number = (self._number + away * direction) % len(self._keys)
            if self._is_open_key(self._keys[number]):
                self._number = number
                return

    def apply_change(self, change: Change) -> None:
        """Update the queue after another change or an undo; what is open again returns."""
        self._keys += [placed.key for placed in self._list_open() if placed.key not in self._keys]
        changed = [number for number, key in enumerate(self._keys) if key in change.ids]
        self._number = next((n for n in changed if self._is_open_key(self._keys[n])), self._number)
        if self.current is None:
            self.step(1)

    def follow_change(self, _: Change) -> None:
        """Update the queue after a change of others; the current annotation stays while it is open.

        The next one follows if they have decided on it.
        """
        self._keys += [placed.key for placed in self._list_open() if placed.key not in self._keys]
        if self.current is None:
            self.step(1)

    def go_on(self, change: Change) -> Change:
        """Go to the next annotation if the current one is decided by `change`; return it."""
        if self.current is None:
            self.step(1)
        return change

    @property
    def current_key(self) -> str:
        """Return the id of the current annotation, also of one that is decided."""
        return self._keys[self._number]

    def _is_open_key(self, key: str) -> bool:
        placed = self.session.placed.get(key)
        return placed is not None and self.is_open(placed)

    def _list_open(self) -> list[AnchoredAnnotation]:
        return sorted(filter(self.is_open, self.session.placed.values()), key=position_of)


def position_of(placed: AnchoredAnnotation) -> int:
    """Return the actual or probable start offset."""
    return max(placed.start, placed.near)
