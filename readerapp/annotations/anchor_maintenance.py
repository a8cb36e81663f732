"""Anchor maintenance: annotations with their positions, and the data that finds them again.

`AnchorMaintenance` holds the annotations of a session with their positions in the text, and updates
them incrementally from the store. Replies have no positions of their own; their threads have.

The store describes the text that its targets refer to: fingerprint, landmarks, offsets. When the
text has changed, all of these are updated together, after the first edit: looking at a document
changes nothing on the disk, and an edit never waits until the whole text is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice

from readerapp.annotations.anchored_annotation import (
    AnchoredAnnotation,
    anchor_annotations,
    had_repeats,
    is_same_anchor,
    on_their_words,
    rebase_target,
)
from readerapp.annotations.annotation_index import AnnotationIndex, UsageCounts
from readerapp.annotations.change import display_title
from readerapp.annotations.embedded import EmbeddedAnnotations
from readerapp.annotations.snapshot import Threads
from readerapp.annotations.transactions import AnnotationTransactions, Transaction
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord, Record
from readerapp.text.source import Text

BATCH = 200
"""Number of targets whose look-alikes are searched at once: a moment of work on another thread."""

NAMES = 16
"""Number of file names and addresses that are remembered for a document."""


class AnchorMaintenance:
    """All annotations except deleted ones and replies, anchored in `text`, and usage counts.

    `run` takes the session's lock itself; the caller of every other method holds it.

    Attributes:
        record: the document's record in the store.
        index: the annotations of the store with their positions.
        shown: these, and the annotations of the file.
        threads: the replies to all of them.
        usage: counts of tags and speakers.
    """

    def __init__(
        self,
        text: Text,
        store: BufferedDocumentStore,
        transactions: AnnotationTransactions,
        seen: DocumentRecord,
        embedded: EmbeddedAnnotations,
        lock: AbstractContextManager[object],
    ) -> None:
        """Read the document's record and anchor its annotations.

        Args:
            text: the text as it is now.
            store: the document's store.
            transactions: saves the updates.
            seen: describes the text as it is now.
            embedded: the annotations of the file.
            lock: the session's lock, which one thread may take several times.
        """
        self._text, self._store, self._transactions = text, store, transactions
        self._seen, self._embedded, self._lock = seen, embedded, lock
        self.record = store.record
        self._opened_as = self.record.fingerprint
        self._edited = False
        self._new_targets: dict[str, None] = {}  # ids, in order
        # Positions of annotations that were deleted during the session.
        self._deleted: dict[str, AnchoredAnnotation] = {}
        self.threads = Threads(embedded)
        self.index = AnnotationIndex(self._anchor(store.annotations.values()))
        self.shown = self.index
        if embedded.records:
            self.shown = AnnotationIndex([*embedded.anchored(), *self.index.values()])
        self.usage = UsageCounts()
        for anchored in self.index.values():
            self.usage.change(None, anchored.annotation)

    # Annotations and their positions

    def update(self, ids: Iterable[str]) -> set[str]:
        """Update annotations from the store.

        An annotation whose target has not changed keeps its position.

        Args:
            ids: the annotations that may have changed.

        Returns:
            The ids of all annotations whose display changes: `ids` and their threads.
        """
        affected = self.threads.update(ids)
        annotations, present = self._store.annotations, []
        for key in affected:
            annotation = annotations.get(key)
            if annotation is None or annotation.deleted or key in self.threads:
                self._drop(key)
            else:
                present.append(annotation)
        unanchored = []
        for annotation in present:  # after all drops: a dropped one may be the thread's first
            known = self._last_position(annotation)
            if known and is_same_anchor(known.annotation.target, annotation.target):
                # Matching a moved passage alone might give another result than matching all.
                self._put(replace(known, annotation=annotation))
            else:
                unanchored.append(annotation)
        for anchored in self._anchor(unanchored):
            self._put(anchored)
        return affected

    def _last_position(self, annotation: Annotation) -> AnchoredAnnotation | None:
        """Return its last known position, or that of the annotation it replies to."""
        for key in (annotation.id, annotation.reply_to or ""):
            if known := self.index.get(key) or self._deleted.get(key):
                return known
        return None

    def _put(self, anchored: AnchoredAnnotation) -> None:
        before = self.index.get(anchored.key)
        self.usage.change(before.annotation if before else None, anchored.annotation)
        self.index.put(anchored)
        if self.shown is not self.index:
            self.shown.put(anchored)
        self._deleted.pop(anchored.key, None)

    def _drop(self, key: str) -> None:
        if before := self.index.drop(key):
            self.usage.change(before.annotation, None)
            self._deleted[key] = before
        if self.shown is self.index:
            return
        if key in self._embedded and key not in self.threads:
            self.shown.put(self._embedded.anchor(key))
        else:
            self.shown.drop(key)

    def _anchor(self, annotations: Iterable[Annotation]) -> Iterator[AnchoredAnnotation]:
        present = [one for one in annotations if not (one.deleted or one.id in self.threads)]
        anchored = anchor_annotations(
            present, self._text, unchanged=self.unchanged, landmarks=self.record.landmarks
        )
        if had_repeats(self.record) and not self.unchanged:
            return on_their_words(self._text, anchored)
        return anchored

    # The record of the document, and targets after edits or text changes

    @property
    def due(self) -> bool:
        """Return whether there is something for `run` to do."""
        return bool(self._new_targets) or (self._edited and self._behind)

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

    def also(self, earlier: str = "") -> list[Record]:
        """Return the records to save along with an edit.

        It is the document's, if it has a new name or another earlier version.

        Args:
            earlier: id of a document that is an earlier version; empty for none.
        """
        is_linked = not earlier or earlier in self.record.earlier
        if is_linked and set(self._seen.names) <= set(self.record.names):
            return []
        record = self._store.record  # it may have landmarks that `run` has made
        linked = tuple(dict.fromkeys([*filter(None, [earlier]), *record.earlier]))
        return [replace(record, names=merge_names(self._seen, record), earlier=linked)]

    def note_saved(self, records: Iterable[Record]) -> None:
        """Note that an edit saved `records`, or that others saved something.

        Call this before `update`.

        Args:
            records: the records that an edit saved; empty if only others saved something.
        """
        self.record = self._store.record
        for record in records:
            self._edited = True
            if isinstance(record, Annotation) and record.target:
                before = self.index.get(record.id)
                if before is None or before.annotation.target != record.target:
                    self._new_targets[record.id] = None

    def follow(self) -> None:
        """Update the record and the targets now, if the text has changed.

        Call this before a person decides where an annotation belongs: undo then leads back to its
        position in this text.

        Raises:
            ReaderError: it could not be saved.
        """
        if self._behind:
            self._follow()

    def run(self) -> None:
        """Update the record and the targets after a text change; find look-alikes of new targets.

        Processes up to `BATCH` targets, so call it as long as `due` is true. The lock is held only
        to read the annotations and to save.

        Raises:
            ReaderError: it could not be saved, and is still due.
        """
        if self._edited and self._behind:
            self._follow()
        self._find_look_alikes()

    def _follow(self) -> None:
        """Save record, landmarks and targets for the text as it is now.

        The landmarks are made without the lock; nothing is saved if the record has changed
        meanwhile.
        """
        from readerapp.anchoring.landmarks import make_landmarks

        with self._lock:
            record, before = self.record, list(self.index.values())
        seen, landmarks = self._seen, make_landmarks(self._text.whole())
        after = [rebase_target(self._text, one) for one in before]
        with self._lock:
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
                landmarks=landmarks,
            )
            self._save_targets(before, after, [now])
            self.record = now
            self._new_targets.update(dict.fromkeys(one.key for one in before if one.shown))

    def _find_look_alikes(self) -> None:
        """Save the look-alikes of up to `BATCH` new targets, and landmarks if there are none."""
        from readerapp.anchoring.landmarks import make_landmarks
        from readerapp.anchoring.lookalikes import add_look_alikes

        with self._lock:
            keys = list(islice(self._new_targets, BATCH))
            for key in keys:
                del self._new_targets[key]
            before = [one for key in keys if (one := self.index.get(key)) and one.shown]
        targets = [one.annotation.target for one in before if one.annotation.target]
        found = add_look_alikes(self._text, targets)
        after = [
            replace(one.annotation, target=target)
            for one, target in zip(before, found, strict=True)
        ]
        wanted = bool(keys) and self.unchanged and not self.record.landmarks
        marks = make_landmarks(self._text.whole()) if wanted else ()
        with self._lock:
            records = [replace(self.record, landmarks=marks)] if marks and self.unchanged else []
            try:
                self._save_targets(before, after, records)
            except ReaderError:
                self._new_targets.update(dict.fromkeys(keys))
                raise

    def _save_targets(
        self,
        before: Sequence[AnchoredAnnotation],
        after: Sequence[Annotation],
        records: Sequence[DocumentRecord],
    ) -> None:
        """Save the targets of `after`, except where somebody has moved the ends since `before`."""
        changed = []
        for one, annotation in zip(before, after, strict=True):
            now = self.index.get(one.key)
            if now is None or now.annotation.target != one.annotation.target:
                continue
            if _target_fields(annotation) != _target_fields(now.annotation):
                updated = replace(now.annotation, target=annotation.target)
                changed.append(replace(now, annotation=updated))
        if changed or records:
            self._transactions.save(Transaction([*records, *(one.annotation for one in changed)]))
        for one in changed:
            self.index.put(one)


def merge_names(seen: DocumentRecord, record: DocumentRecord) -> tuple[str, ...]:
    """Merge the names of two records of a document, those of `seen` first, at most NAMES."""
    return tuple(dict.fromkeys([*seen.names, *record.names]))[:NAMES]


def _target_fields(annotation: Annotation) -> object:
    return annotation.target.to_dict() if annotation.target else None
