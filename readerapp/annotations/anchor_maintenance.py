"""Anchor maintenance: keeps offsets, landmarks and look-alikes current after edits.

The store describes the text that its targets refer to: fingerprint, landmarks, offsets. When the
text has changed, all of these are updated together, after the first edit: looking at a document
changes nothing on the disk, and an edit never waits until the whole text is read.

`AnchoredAnnotations` holds the annotations of a session with their positions in the text, and
updates them incrementally from the store. Replies have no positions of their own; their threads
have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice

from readerapp.annotations.anchored import (
    AnchoredAnnotation,
    anchor_annotations,
    had_repeats,
    is_same_anchor,
    on_their_words,
    rebase_target,
)
from readerapp.annotations.annotation_index import AnnotationIndex, UsageCounts
from readerapp.annotations.change import display_title
from readerapp.annotations.snapshot import Threads
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord, Record
from readerapp.text.source import Text

BATCH = 200
"""Number of targets whose look-alikes are searched at once: a moment of work on another thread."""

NAMES = 16
"""Number of file names and addresses that are remembered for a document."""


class AnchorMaintenance:
    """The record of one document, and the anchor data to update after edits or text changes."""

    def __init__(
        self,
        text: Text,
        store: BufferedDocumentStore,
        ledger: AnnotationTransactions,
        seen: DocumentRecord,
    ) -> None:
        """Read the document's record from the store.

        Args:
            text: the text as it is now.
            store: the document's store.
            ledger: saves the updates.
            seen: describes the text as it is now.
        """
        self.record = store.record
        """The document's record in the store."""
        self._text, self._store, self._ledger, self._seen = text, store, ledger, seen
        self._opened_as = self.record.fingerprint
        self._touched = False
        self._fresh: dict[str, None] = {}  # ids of new targets, in order

    @property
    def due(self) -> bool:
        """Return whether there is something for `run` to do."""
        return bool(self._fresh) or (self._touched and self._behind)

    @property
    def unchanged(self) -> bool:
        """Return whether the text is the one that the record and the targets refer to."""
        return self.record.fingerprint == self._seen.fingerprint

    @property
    def _behind(self) -> bool:
        """Return whether the record describes an earlier text.

        A record that other processes have changed since it was opened is left to them.
        """
        return self.record.fingerprint == self._opened_as != self._seen.fingerprint

    def also(self) -> list[Record]:
        """Return the records to save along with an edit: the document's, if it has a new name."""
        if set(self._seen.names) <= set(self.record.names):
            return []
        return [replace(self.record, names=merge_names(self._seen, self.record))]

    def saved(self, records: Iterable[Record], placed: AnnotationIndex) -> None:
        """Note that an edit saved `records`, or that others saved something.

        Args:
            records: the records that an edit saved; empty if only others saved something.
            placed: the annotations as they were before.
        """
        self.record = self._store.record
        for record in records:
            self._touched = True
            if isinstance(record, Annotation) and record.target:
                before = placed.get(record.id)
                if before is None or before.annotation.target != record.target:
                    self._fresh[record.id] = None

    def follow(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Update the record and the targets now, if the text has changed.

        Call this before a person decides where an annotation belongs: undo then leads back to its
        position in this text.

        Raises:
            ReaderError: it could not be saved.
        """
        if self._behind:
            self._follow(placed, lock)

    def run(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Update the record and the targets after a text change; find look-alikes of new targets.

        Processes up to `BATCH` targets, so call it as long as `due` is true.

        Args:
            placed: the session's annotations.
            lock: held only to read `placed` and to save.

        Raises:
            ReaderError: it could not be saved, and is still due.
        """
        if self._touched and self._behind:
            self._follow(placed, lock)
        self._find_twins(placed, lock)

    def _follow(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Save record, landmarks and targets for the text as it is now.

        The landmarks are made without the lock; nothing is saved if the record has changed
        meanwhile.
        """
        from readerapp.anchoring.landmarks import make_landmarks

        with lock:
            record, before = self.record, list(placed.values())
        seen, marks = self._seen, make_landmarks(self._text.whole())
        after = [rebase_target(self._text, one) for one in before]
        with lock:
            if self.record != record:
                return
            now = replace(
                record,
                title=display_title(record, seen.title),
                fingerprint=seen.fingerprint,
                folded=seen.folded,
                length=seen.length,
                format=seen.format,
                names=merge_names(seen, record),
                extraction=seen.extraction,
                landmarks=marks,
            )
            self._save(placed, before, after, [now])
            self.record = now
            self._fresh.update(dict.fromkeys(one.key for one in before if one.shown))

    def _find_twins(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Save the look-alikes of up to `BATCH` new targets, and landmarks if there are none."""
        from readerapp.anchoring.landmarks import make_landmarks
        from readerapp.anchoring.lookalikes import add_look_alikes

        with lock:
            keys = list(islice(self._fresh, BATCH))
            for key in keys:
                del self._fresh[key]
            before = [one for key in keys if (one := placed.get(key)) and one.shown]
        targets = [one.annotation.target for one in before if one.annotation.target]
        found = add_look_alikes(self._text, targets)
        after = [
            replace(one.annotation, target=target)
            for one, target in zip(before, found, strict=True)
        ]
        wanted = bool(keys) and self.unchanged and not self.record.landmarks
        marks = make_landmarks(self._text.whole()) if wanted else ()
        with lock:
            records = [replace(self.record, landmarks=marks)] if marks and self.unchanged else []
            try:
                self._save(placed, before, after, records)
            except ReaderError:
                self._fresh.update(dict.fromkeys(keys))
                raise

    def _save(
        self,
        placed: AnnotationIndex,
        before: Sequence[AnchoredAnnotation],
        after: Sequence[Annotation],
        records: Sequence[DocumentRecord],
    ) -> None:
        """Save the targets of `after`, except where somebody has moved the ends since `before`."""
        changed = []
        for one, annotation in zip(before, after, strict=True):
            now = placed.get(one.key)
            if now is None or now.annotation.target != one.annotation.target:
                continue
            if _dict(annotation) != _dict(now.annotation):
                kept = replace(now.annotation, target=annotation.target)
                changed.append(replace(now, annotation=kept))
        if changed or records:
            self._ledger.put(*records, *(one.annotation for one in changed))
        for one in changed:
            placed.put(one)


def merge_names(seen: DocumentRecord, record: DocumentRecord) -> tuple[str, ...]:
    """Merge the names of two records of a document, those of `seen` first, at most NAMES."""
    return tuple(dict.fromkeys([*seen.names, *record.names]))[:NAMES]


def _dict(annotation: Annotation) -> object:
    return annotation.target.to_dict() if annotation.target else None


class AnchoredAnnotations:
    """All annotations except deleted ones and replies, anchored in `text`, and usage counts."""

    def __init__(self, text: Text, store: BufferedDocumentStore, upkeep: AnchorMaintenance) -> None:
        self._text, self._store, self._upkeep = text, store, upkeep
        self._binned: dict[
            str, AnchoredAnnotation
        ] = {}  # positions of annotations that were deleted during the session
        self.threads = Threads(store)
        self.places = AnnotationIndex(self._placed(store.annotations.values()))
        self.tally = UsageCounts()
        for one in self.places.values():
            self.tally.change(None, one.annotation)

    def take(self, ids: Iterable[str]) -> set[str]:
        """Update annotations from the store.

        An annotation whose target has not changed keeps its position.

        Args:
            ids: the annotations that may have changed.

        Returns:
            The ids of all annotations whose display changes: `ids` and their threads.
        """
        affected = self.threads.take(ids)
        annotations, standing = self._store.annotations, []
        for key in affected:
            annotation = annotations.get(key)
            if annotation is None or annotation.deleted or key in self.threads:
                self._drop(key)
            else:
                standing.append(annotation)
        unplaced = []
        for annotation in standing:  # after all drops: a dropped one may be the thread's first
            known = self._known(annotation)
            if known and is_same_anchor(known.annotation.target, annotation.target):
                # Matching a moved passage alone might give another result than matching all.
                self._put(replace(known, annotation=annotation))
            else:
                unplaced.append(annotation)
        for placed in self._placed(unplaced):
            self._put(placed)
        return affected

    def _known(self, annotation: Annotation) -> AnchoredAnnotation | None:
        """Return its last known position, or that of the annotation it replies to."""
        for key in (annotation.id, annotation.reply_to or ""):
            if known := self.places.get(key) or self._binned.get(key):
                return known
        return None

    def _put(self, placed: AnchoredAnnotation) -> None:
        before = self.places.get(placed.key)
        self.tally.change(before.annotation if before else None, placed.annotation)
        self.places.put(placed)
        self._binned.pop(placed.key, None)

    def _drop(self, key: str) -> None:
        if before := self.places.drop(key):
            self.tally.change(before.annotation, None)
            self._binned[key] = before

    def _placed(self, annotations: Iterable[Annotation]) -> Iterator[AnchoredAnnotation]:
        alive = [one for one in annotations if not (one.deleted or one.id in self.threads)]
        record = self._upkeep.record
        found = anchor_annotations(
            alive, self._text, unchanged=self._upkeep.unchanged, landmarks=record.landmarks
        )
        if had_repeats(record) and not self._upkeep.unchanged:
            return on_their_words(self._text, found)
        return found
