"""The desk: a session's annotations as rows, filtered and ordered, kept so change by change.

Ten thousand highlights are sorted once; after that a change moves only its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from readerapp.listing import Filter, Order, Row, arrange, parse_filter, sort_key
from readerapp.placing import Placed
from readerapp.session import Change, ReadingSession
from readerapp.voices import Voice, voices


class Desk:
    """What the panes show of one session."""

    def __init__(self, session: ReadingSession) -> None:
        self.session = session
        self.query = ""
        self.order: Order = "place"
        self._filter = Filter()
        self._rows: dict[str, Row] = {}
        self._by_place: list[Row] = []  # all of them; never resorted as a whole for one change
        self._listed: list[Row] = []
        self._rebuild()

    @property
    def rows(self) -> Sequence[Row]:
        """What the list shows, in its order."""
        return self._listed

    @property
    def filtered(self) -> bool:
        """True if a filter holds something back."""
        return bool(self._filter)

    def row(self, key: str | None) -> Row | None:
        """The row of an annotation; None if there is none."""
        return self._rows.get(key or "")

    def all_rows(self) -> Sequence[Row]:
        """Every row by place, filter or not."""
        return self._by_place

    def document_note(self) -> Row | None:
        """The first note on the document itself."""
        first = self._by_place[0] if self._by_place else None
        return first if first and first.placed.annotation.target is None else None

    def neighbour(self, focused: str | None, at: int, direction: int) -> Placed | None:
        """The next (1) or previous (-1) highlight, from the focused one or from an offset."""
        row = self._rows.get(focused or "")
        if row and row.placed.shown:
            index = bisect_left(self._by_place, _PLACE(row), key=_PLACE) + direction
        else:
            index = bisect_left(self._by_place, at, key=_start)
            index += 0 if direction > 0 else -1
        while 0 <= index < len(self._by_place):
            placed = self._by_place[index].placed
            if placed.shown:
                return placed
            index += direction
        return None

    def exactly(self, start: int, end: int) -> Placed | None:
        """A highlight of just this range."""
        index = bisect_left(self._by_place, start, key=_start)
        for row in self._by_place[index:]:
            if _start(row) != start:
                break
            if (row.placed.start, row.placed.end) == (start, end):
                return row.placed
        return None

    def voices(self) -> list[Voice]:
        """Who speaks how much."""
        return voices(self.session.speakers, self._rows.values())

    # Changing what is listed

    def set_filter(self, query: str) -> None:
        """List what `query` lets through; ReaderError if it is not understood."""
        self._filter = parse_filter(query)
        self.query = query.strip()
        self._arrange()

    def set_order(self, order: Order) -> None:
        """List by place, time or speaker."""
        self.order = order
        self._arrange()

    def take(self, change: Change) -> None:
        """Bring the rows up to a change of the session."""
        if change.speakers:  # names stand in many rows
            self._rebuild()
        else:
            self._replace(change.ids)

    def _replace(self, keys: Iterable[str]) -> None:
        for key in keys:
            if old := self._rows.pop(key, None):
                _take_out(self._by_place, old, _PLACE)
                _take_out(self._listed, old, sort_key(self.order))
            if placed := self.session.placed.get(key):
                row = self._rows[key] = self._row(placed)
                insort(self._by_place, row, key=_PLACE)
                if self._filter.matches(row):
                    insort(self._listed, row, key=sort_key(self.order))

    def _rebuild(self) -> None:
        self._rows = {key: self._row(placed) for key, placed in self.session.placed.items()}
        self._by_place = arrange(self._rows.values())
        self._arrange()

    def _arrange(self) -> None:
        self._listed = arrange(filter(self._filter.matches, self._by_place), self.order)

    def _row(self, placed: Placed) -> Row:
        session, annotation = self.session, placed.annotation
        locator = session.document.locator(placed.start) if placed.shown else ""
        speaker, creator = session.speaker_name(annotation), session.creator_name(annotation)
        own = annotation.creator == session.annotator.id
        return Row(placed, speaker, creator, locator, own)


_PLACE = sort_key("place")


def _start(row: Row) -> int:
    return row.placed.order[0]


def _take_out(rows: list[Row], row: Row, key: Callable[[Row], tuple[Any, ...]]) -> None:
    """Take `row` out of `rows`, which are sorted by `key`; nothing if it is not there."""
    index = bisect_left(rows, key(row), key=key)
    if index < len(rows) and rows[index].key == row.key:
        del rows[index]
