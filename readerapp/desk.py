"""The desk: a session's annotations as rows, filtered and ordered, kept so change by change.

Ten thousand highlights are sorted once; after that a change moves only its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

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
        self._rows = {key: self._row(placed) for key, placed in session.placed.items()}
        self._listed: list[Row] = []
        self._arrange()

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

    def all_rows(self) -> list[Row]:
        """Every row by place, filter or not."""
        return arrange(self._rows.values())

    def highlights(self) -> list[Placed]:
        """Every annotation that covers text, by place."""
        return [row.placed for row in self.all_rows() if row.placed.shown]

    def document_note(self) -> Row | None:
        """The first note on the document itself."""
        notes = (row for row in self._rows.values() if row.placed.annotation.target is None)
        return min(notes, key=lambda row: row.placed.order, default=None)

    def neighbour(self, focused: str | None, at: int, direction: int) -> Placed | None:
        """The next (1) or previous (-1) highlight, from the focused one or from an offset."""
        shown = self.highlights()
        keys = [placed.key for placed in shown]
        if focused in keys:
            index = keys.index(focused) + direction
        else:
            index = bisect_left(shown, at, key=lambda placed: placed.start)
            index += 0 if direction > 0 else -1
        return shown[index] if 0 <= index < len(shown) else None

    def exactly(self, start: int, end: int) -> Placed | None:
        """A highlight of just this range."""
        placed = self.session.placed.values()
        return next((p for p in placed if (p.start, p.end) == (start, end)), None)

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
            self._rows = {k: self._row(p) for k, p in self.session.placed.items()}
            self._arrange()
        else:
            self._replace(change.ids)

    def _replace(self, keys: Iterable[str]) -> None:
        order = sort_key(self.order)
        for key in keys:
            if old := self._rows.pop(key, None):
                index = bisect_left(self._listed, order(old), key=order)
                if index < len(self._listed) and self._listed[index].key == key:
                    del self._listed[index]
            if placed := self.session.placed.get(key):
                row = self._rows[key] = self._row(placed)
                if self._filter.matches(row):
                    insort(self._listed, row, key=order)

    def _arrange(self) -> None:
        self._listed = arrange(filter(self._filter.matches, self._rows.values()), self.order)

    def _row(self, placed: Placed) -> Row:
        session, annotation = self.session, placed.annotation
        locator = session.document.locator(placed.start) if placed.shown else ""
        speaker, creator = session.speaker_name(annotation), session.creator_name(annotation)
        own = annotation.creator == session.annotator.id
        return Row(placed, speaker, creator, locator, own)
