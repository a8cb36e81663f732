"""List model: filtered and sorted rows of a session, with incremental updates.

All rows are sorted only once, because there may be 100,000 highlights. After that a change moves
only its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.interchange.annotation_view import AnnotationView, flatten_threads
from readerapp.listing.filters import (
    Filter,
    Order,
    parse_filter,
    sort_key,
    sort_views,
)
from readerapp.listing.speaker_stats import SpeakerStats, list_speaker_stats


class AnnotationListModel:
    """The rows that the panes show for one session."""

    def __init__(self, session: ReadingSession) -> None:
        self.session = session
        self.query = ""
        self.order: Order = "place"
        self._filter = Filter()
        self._rows: dict[str, AnnotationView] = {}
        self._sorted: list[AnnotationView] = []  # all rows, in the current order
        self._listed: list[AnnotationView] = []  # the rows that pass the filter
        self._resolved: set[str] = set()
        self._shows_resolved = False
        self._read()
        if last := session.placed.last():
            # Count the paragraphs up to the last highlight now, on the thread of the caller.
            session.document.paragraph_number(last.start)

    @property
    def rows(self) -> Sequence[AnnotationView]:
        """Return the rows that the list shows, in order."""
        return self._listed

    @property
    def hidden(self) -> int:
        """Return the number of replies that are not listed because they are resolved."""
        return 0 if self._shows_resolved else len(self._resolved)

    @property
    def filtered(self) -> bool:
        """Return True if a filter is set."""
        return bool(self._filter)

    def row(self, key: str | None) -> AnnotationView | None:
        """Return the row of an annotation by its id; None if there is none."""
        return self._rows.get(key or "")

    def place(self, key: str) -> int | None:
        """Return the index of an annotation in `rows`; None if it is not listed."""
        row = self._rows.get(key)
        return self._place(self._listed, row) if row else None

    def all_rows(self) -> list[AnnotationView]:
        """Return every row by position, without the filter."""
        return sort_views(self._rows.values())

    def thread(self, key: str | None) -> AnnotationView | None:
        """Return the first row of an annotation's thread, with all replies; None if not found."""
        return self.row(self.session.threads.root(key or ""))

    def document_note(self) -> AnnotationView | None:
        """Return the current annotator's first note on the document; None if there is none."""
        note = self.session.placed.note(self.session.is_own)
        return self.row(note.key) if note else None

    def neighbour(self, focused: str | None, at: int, direction: int) -> AnchoredAnnotation | None:
        """Return the next (1) or previous (-1) highlight.

        Args:
            focused: The id of the highlight to start from, if any.
            at: The offset to start from otherwise, in code points.
            direction: 1 or -1.
        """
        return self.session.placed.neighbour(focused, at, direction)

    def exactly(self, start: int, end: int) -> AnchoredAnnotation | None:
        """Return a highlight with exactly this range; None if there is none."""
        return self.session.placed.exactly(start, end)

    def voices(self) -> list[SpeakerStats]:
        """Compute the speaker statistics of the session as it is now."""
        rows = map(self.session.view, self.session.placed.values())
        return list_speaker_stats(self.session.store.speakers, rows)

    def filter_values(self) -> dict[str, list[str]]:
        """Return the values that a filter can have, by field."""
        creators = {row.creator for row in self._rows.values() if row.creator}
        return {
            "speaker": [speaker.name for speaker in self.session.speakers],
            "tag": list(self.session.tags()),
            "by": sorted(creators),
        }

    # Changing what is listed

    def set_filter(self, query: str) -> None:
        """Parse `query` and list the rows that match it.

        Raises:
            ReaderError: The query is not valid.
        """
        self._filter = parse_filter(query)
        self.query = query.strip()
        self._select()

    def set_order(self, order: Order) -> None:
        """Sort the list by position, time or speaker."""
        self.order = order
        self._sorted = sort_views(self._rows.values(), order)
        self._select()

    def show_resolved(self, shown: bool | None = None) -> bool:
        """Show or hide resolved replies, and return the new setting; None toggles it."""
        self._shows_resolved = not self._shows_resolved if shown is None else shown
        self._select()
        return self._shows_resolved

    def take(self, change: Change) -> None:
        """Update the rows after a change of the session.

        A change that names no annotations but concerns speakers rebuilds all rows.
        """
        if change.ids:
            self._replace(change.ids)
        elif change.speakers:
            self._read()

    def _replace(self, keys: Iterable[str]) -> None:
        """Replace the rows of these annotations at their places in the sorted lists."""
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
                if row.is_resolved:
                    self._resolved.add(key)
                for rows in lists:
                    if rows is self._sorted or self._lists(row):
                        insort(rows, row, key=sort_key(self.order))
        if bool(hidden) != bool(self.hidden):
            self._select()

    def _fresh(self, key: str) -> AnnotationView | None:
        """Build the row of an annotation from the current session; None if it is deleted."""
        root = self.session.threads.root(key)
        placed = self.session.placed.get(root)
        if placed is None:
            return None
        first = self.session.view(placed)
        return first if root == key else next(row for row in first.replies if row.key == key)

    def _remove(self, rows: list[AnnotationView], row: AnnotationView) -> None:
        if (index := self._place(rows, row)) is not None:
            del rows[index]

    def _place(self, rows: Sequence[AnnotationView], row: AnnotationView) -> int | None:
        order = sort_key(self.order)
        index = bisect_left(rows, order(row), key=order)
        return index if index < len(rows) and rows[index].key == row.key else None

    def _read(self) -> None:
        rows = map(self.session.view, self.session.placed.values())
        self._rows = {row.key: row for row in flatten_threads(rows)}
        self._resolved = {row.key for row in self._rows.values() if row.is_resolved}
        self.set_order(self.order)

    def _select(self) -> None:
        """Select the rows that are listed.

        If nothing is left out, `_listed` is the same object as `_sorted`: a copy takes long.
        """
        some = self._filter or self.hidden
        self._listed = list(filter(self._lists, self._sorted)) if some else self._sorted

    def _lists(self, row: AnnotationView) -> bool:
        return (self._shows_resolved or not row.is_resolved) and self._filter.matches(row)
