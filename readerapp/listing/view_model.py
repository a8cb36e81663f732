"""The desk: a session's annotations as rows, filtered and ordered, kept so change by change.

A hundred thousand highlights are sorted once; after that a change moves only its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from functools import partial

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.listing.filters import (
    AnnotationRow,
    Filter,
    Order,
    flat,
    parse_filter,
    row_of,
    sort_key,
    sort_rows,
)
from readerapp.listing.speaker_stats import SpeakerStats, list_speaker_stats


class AnnotationListModel:
    """What the panes show of one session."""

    def __init__(self, session: ReadingSession) -> None:
        self.session = session
        self.query = ""
        self.order: Order = "place"
        self._filter = Filter()
        self._rows: dict[str, AnnotationRow] = {}
        self._sorted: list[AnnotationRow] = []  # all of them, in the list's order
        self._listed: list[AnnotationRow] = []  # those that the filter lets through
        self._resolved: set[str] = set()
        self._shows_resolved = False
        self._read()
        if last := session.placed.last():
            # Paragraphs up to here are counted now, on whatever thread this is.
            session.document.paragraph_number(last.start)

    @property
    def rows(self) -> Sequence[AnnotationRow]:
        """What the list shows, in its order."""
        return self._listed

    @property
    def hidden(self) -> int:
        """How many replies are not listed because they are resolved."""
        return 0 if self._shows_resolved else len(self._resolved)

    @property
    def filtered(self) -> bool:
        """True if a filter holds something back."""
        return bool(self._filter)

    def row(self, key: str | None) -> AnnotationRow | None:
        """The row of an annotation; None if there is none."""
        return self._rows.get(key or "")

    def place(self, key: str) -> int | None:
        """Where in `rows` an annotation stands; None if it is not listed."""
        row = self._rows.get(key)
        return self._place(self._listed, row) if row else None

    def all_rows(self) -> list[AnnotationRow]:
        """Every row by place, filter or not."""
        return sort_rows(self._rows.values())

    def thread(self, key: str | None) -> AnnotationRow | None:
        """The row that the thread of an annotation began with, with all replies."""
        return self.row(self.session.threads.root(key or ""))

    def document_note(self) -> AnnotationRow | None:
        """The person's first note on the document itself."""
        note = self.session.placed.note(self.session.is_own)
        return self.row(note.key) if note else None

    def neighbour(self, focused: str | None, at: int, direction: int) -> AnchoredAnnotation | None:
        """The next (1) or previous (-1) highlight, from the focused one or from an offset."""
        return self.session.placed.neighbour(focused, at, direction)

    def exactly(self, start: int, end: int) -> AnchoredAnnotation | None:
        """A highlight of just this range."""
        return self.session.placed.exactly(start, end)

    def voices(self) -> list[SpeakerStats]:
        """Who speaks how much, as it is in the session now."""
        rows = map(partial(row_of, self.session), self.session.placed.values())
        return list_speaker_stats(self.session.store.speakers, rows)

    def filter_values(self) -> dict[str, list[str]]:
        """What a filter can name, by field."""
        creators = {row.creator for row in self._rows.values() if row.creator}
        return {
            "speaker": [speaker.name for speaker in self.session.speakers],
            "tag": list(self.session.tags()),
            "by": sorted(creators),
        }

    # Changing what is listed

    def set_filter(self, query: str) -> None:
        """List what `query` lets through; ReaderError if it is not understood."""
        self._filter = parse_filter(query)
        self.query = query.strip()
        self._select()

    def set_order(self, order: Order) -> None:
        """List by place, time or speaker."""
        self.order = order
        self._sorted = sort_rows(self._rows.values(), order)
        self._select()

    def show_resolved(self, shown: bool | None = None) -> bool:
        """List resolved replies too, or not; None is the other of what it is. Whether they are."""
        self._shows_resolved = not self._shows_resolved if shown is None else shown
        self._select()
        return self._shows_resolved

    def take(self, change: Change) -> None:
        """Bring the rows up to a change of the session: all of them if it names none."""
        if change.ids:
            self._replace(change.ids)
        elif change.speakers:
            self._read()

    def _replace(self, keys: Iterable[str]) -> None:
        hidden = self.hidden
        lists = [self._sorted] if self._listed is self._sorted else [self._sorted, self._listed]
        for key in keys:
            if old := self._rows.pop(key, None):
                for rows in lists:
                    self._remove(rows, old)
                self._resolved.discard(key)
            row = self._fresh(key)
            if row is not None:
                self._rows[key] = row
                if row.resolved:
                    self._resolved.add(key)
                for rows in lists:
                    if rows is self._sorted or self._lists(row):
                        insort(rows, row, key=sort_key(self.order))
        if bool(hidden) != bool(self.hidden):
            self._select()

    def _fresh(self, key: str) -> AnnotationRow | None:
        """The row of an annotation as it is in the session now."""
        root = self.session.threads.root(key)
        placed = self.session.placed.get(root)
        if placed is None:
            return None
        first = row_of(self.session, placed)
        return first if root == key else next(row for row in first.replies if row.key == key)

    def _remove(self, rows: list[AnnotationRow], row: AnnotationRow) -> None:
        if (index := self._place(rows, row)) is not None:
            del rows[index]

    def _place(self, rows: Sequence[AnnotationRow], row: AnnotationRow) -> int | None:
        order = sort_key(self.order)
        index = bisect_left(rows, order(row), key=order)
        return index if index < len(rows) and rows[index].key == row.key else None

    def _read(self) -> None:
        rows = map(partial(row_of, self.session), self.session.placed.values())
        self._rows = {row.key: row for row in flat(rows)}
        self._resolved = {row.key for row in self._rows.values() if row.resolved}
        self.set_order(self.order)

    def _select(self) -> None:
        """Choose what is listed; everything is the same list, which would take long to copy."""
        some = self._filter or self.hidden
        self._listed = list(filter(self._lists, self._sorted)) if some else self._sorted

    def _lists(self, row: AnnotationRow) -> bool:
        return (self._shows_resolved or not row.resolved) and self._filter.matches(row)
