"""List model: filtered and sorted rows of a session, with incremental updates.

All rows are sorted only once, because there may be 100,000 highlights. After that a change moves
only its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import COLOURS
from readerapp.interchange.annotation_view import AnnotationView, flatten_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.filters import Filter, Order, sort_key, sort_views
from readerapp.listing.speaker_stats import SpeakerStats, list_speaker_stats
from readerapp.text.turns import Turn


class AnnotationListModel:
    """The rows that the panes show for one session.

    Attributes:
        colour_names: the names that people gave to colours, by colour; for the filter.
    """

    def __init__(self, session: ReadingSession) -> None:
        self.session = session
        self.query = ""
        self.order: Order = "place"
        self.colour_names: Mapping[str, str] = {}
        self._parsed_filter = Filter()  # as it was typed
        self._filter = Filter()  # the same, with the names that there are now
        self._rows: dict[str, AnnotationView] = {}
        self._sorted_rows: list[AnnotationView] = []  # all rows, in the current order
        self._listed_rows: list[AnnotationView] = []  # the rows that pass the filter
        self._resolved_keys: set[str] = set()
        self._shows_resolved = False
        self._proposed_keys: set[str] = set()
        self._rebuild()
        if last := session.shown.last():
            # Count what the locators need up to the last highlight now, on the caller's thread.
            session.document.range_locator(last.start, last.end)

    @property
    def rows(self) -> Sequence[AnnotationView]:
        """Return the rows that the list shows, in order."""
        return self._listed_rows

    @property
    def hidden_count(self) -> int:
        """Return the number of replies that are not listed because they are resolved."""
        return 0 if self._shows_resolved else len(self._resolved_keys)

    @property
    def proposal_count(self) -> int:
        """Return the number of proposals that nobody has accepted."""
        return len(self._proposed_keys)

    def count_highlights(self, start: int, end: int) -> int:
        """Return how many highlights begin in a half-open range, in code points; no proposals."""
        proposals = (self._rows[key].start for key in self._proposed_keys)
        proposed = sum(start <= at < end for at in proposals)
        return self.session.shown.count_between(start, end) - proposed

    @property
    def shared_rows(self) -> list[AnnotationView]:
        """Return the rows to copy or export of those that the list shows.

        Proposals are left out unless the filter asks for them.
        """
        proposed = self._filter.asks_for_proposals
        return [row for row in self._listed_rows if proposed or not row.is_proposal]

    @property
    def is_filtered(self) -> bool:
        """Return True if a filter is set."""
        return bool(self._filter)

    def row(self, key: str | None) -> AnnotationView | None:
        """Return the row of an annotation by its id; None if there is none."""
        return self._rows.get(key or "")

    def index_of(self, key: str) -> int | None:
        """Return the index of an annotation in `rows`; None if it is not listed."""
        row = self._rows.get(key)
        return self._find_index(self._listed_rows, row) if row else None

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

    def notes(self) -> list[str]:
        """Return all notes and replies that are not empty, in no order."""
        return [row.annotation.note for row in self._rows.values() if row.annotation.note]

    def neighbour(self, focused: str | None, at: int, direction: int) -> AnchoredAnnotation | None:
        """Return the next (1) or previous (-1) highlight.

        Args:
            focused: The id of the highlight to start from, if any.
            at: The offset to start from otherwise, in code points.
            direction: 1 or -1.
        """
        return self.session.shown.neighbour(focused, at, direction)

    def exactly(self, start: int, end: int) -> AnchoredAnnotation | None:
        """Return a highlight of the store with exactly this range; None if there is none."""
        return self.session.placed.exactly(start, end)

    def speaker_stats(self, turns: Sequence[Turn] = ()) -> list[SpeakerStats]:
        """Compute the speaker statistics of the session as it is now.

        Args:
            turns: The turns of a transcript, in document order.
        """
        session = self.session
        rows = map(session.view, session.placed.values())
        return list_speaker_stats(session.store.speakers, rows, turns, session.document)

    def filter_values(self) -> dict[str, list[str]]:
        """Return the values that a filter can have, by field."""
        creators = {row.creator for row in self._rows.values() if row.creator}
        return {
            "speaker": [speaker.name for speaker in self.session.speakers],
            "tag": list(self.session.tags()),
            "by": [*sorted(creators), "me"],
            "colour": [*filter(None, self.colour_names.values()), *COLOURS],
        }

    def nearest(self, at: int) -> str | None:
        """Return the id of the listed row at or before an offset, else of the first one after it.

        Args:
            at: the offset in code points.
        """
        rows = self._listed_rows
        if self.order != "place":
            rows = sort_views(rows)
        index = bisect_right(rows, at, key=lambda row: cast("int", row.position_key[0]))
        # A document note has no place: it is before all highlights.
        for row in (*rows[max(0, index - 1) : index + 1], *rows[:1]):
            if row.target:
                return row.key
        return rows[0].key if rows else None

    # Changing what is listed

    def set_filter(self, query: str) -> None:
        """Parse `query` and list the rows that match it.

        Raises:
            ReaderError: The query is not valid.
        """
        self._parsed_filter = parse_filter(query, self.colour_names)
        self.query = query.strip()
        self._filter = self._filter_for_names()
        self._select_rows()

    def set_order(self, order: Order) -> None:
        """Sort the list by position, time or speaker."""
        self.order = order
        self._sorted_rows = sort_views(self._rows.values(), order)
        self._select_rows()

    def show_resolved(self, show: bool | None = None) -> bool:
        """Show or hide resolved replies, and return the new setting; None toggles it."""
        self._shows_resolved = not self._shows_resolved if show is None else show
        self._select_rows()
        return self._shows_resolved

    def apply_change(self, change: Change) -> None:
        """Update the rows after a change of the session.

        A change that names no annotations but concerns speakers rebuilds all rows.
        """
        if change.ids:
            self._replace(change.ids)
        elif change.speakers:
            self._rebuild()
        if change.speakers and (found := self._filter_for_names()) != self._filter:
            self._filter = found
            self._select_rows()

    def _filter_for_names(self) -> Filter:
        """Return the filter for the speakers and annotators that there are now."""
        speakers = self.session.speakers
        annotators = [one.name for one in self.session.store.annotators.values()]
        aliases = {alias: one.name for one in speakers for alias in one.aliases}
        return self._parsed_filter.for_names([one.name for one in speakers], annotators, aliases)

    def _replace(self, keys: Iterable[str]) -> None:
        """Replace the rows of these annotations at their places in the sorted lists."""
        before = self.hidden_count
        lists = [self._sorted_rows]
        if self._listed_rows is not self._sorted_rows:
            lists.append(self._listed_rows)
        for key in keys:
            if old := self._rows.pop(key, None):
                for rows in lists:
                    self._remove(rows, old)
                self._resolved_keys.discard(key)
                self._proposed_keys.discard(key)
            row = self._make_row(key)
            if row is not None:
                self._rows[key] = row
                if row.is_resolved:
                    self._resolved_keys.add(key)
                if row.annotation.is_proposal:
                    self._proposed_keys.add(key)
                for rows in lists:
                    if rows is self._sorted_rows or self._is_listed(row):
                        insort(rows, row, key=sort_key(self.order))
        if bool(before) != bool(self.hidden_count):
            self._select_rows()

    def _make_row(self, key: str) -> AnnotationView | None:
        """Build the row of an annotation from the current session; None if it is deleted."""
        root = self.session.threads.root(key)
        placed = self.session.shown.get(root)
        if placed is None:
            return None
        first = self.session.view(placed)
        return first if root == key else next(row for row in first.replies if row.key == key)

    def _remove(self, rows: list[AnnotationView], row: AnnotationView) -> None:
        if (index := self._find_index(rows, row)) is not None:
            del rows[index]

    def _find_index(self, rows: Sequence[AnnotationView], row: AnnotationView) -> int | None:
        order = sort_key(self.order)
        index = bisect_left(rows, order(row), key=order)
        return index if index < len(rows) and rows[index].key == row.key else None

    def _rebuild(self) -> None:
        rows = map(self.session.view, self.session.shown.values())
        self._rows = {row.key: row for row in flatten_threads(rows)}
        self._resolved_keys = {row.key for row in self._rows.values() if row.is_resolved}
        self._proposed_keys = {key for key, row in self._rows.items() if row.annotation.is_proposal}
        self.set_order(self.order)

    def _select_rows(self) -> None:
        """Select the rows that are listed.

        If nothing is left out, `_listed_rows` is the same object as `_sorted_rows`, because a copy
        takes long.
        """
        leaves_out = self._filter or self.hidden_count
        self._listed_rows = (
            list(filter(self._is_listed, self._sorted_rows)) if leaves_out else self._sorted_rows
        )

    def _is_listed(self, row: AnnotationView) -> bool:
        return (self._shows_resolved or not row.is_resolved) and self._filter.matches(row)
