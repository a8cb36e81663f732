"""Upkeep: what finding annotations again needs, kept beside the acts of a person.

The store describes the text in which its targets stand: fingerprint, landmarks, offsets. When
the text has changed, all that follows it together, after the first act: looking at a document
changes nothing on the disk, and an act never waits for the whole text to be read.

Standing: the annotations of a session where they stand in the text, kept up to the store.

Replies stand nowhere of their own, but in their threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice

from readerapp.annotations.anchored import (
    AnchoredAnnotation,
    anchor_annotations,
    is_same_anchor,
    rebase_target,
)
from readerapp.annotations.annotation_index import AnnotationIndex, UsageCounts
from readerapp.annotations.change import display_title
from readerapp.annotations.repeated_words import had_repeats, on_their_words
from readerapp.annotations.threads import Threads
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord, Record
from readerapp.text.source import Text

BATCH = 200
"""Targets whose look-alikes are looked for at once: a moment of work on another thread."""

NAMES = 16
"""Names under which a document is remembered."""


class AnchorMaintenance:
    """The record of one document, and what has to follow the text and the acts."""

    def __init__(
        self,
        text: Text,
        store: BufferedDocumentStore,
        ledger: AnnotationTransactions,
        seen: DocumentRecord,
    ) -> None:
        """`seen` describes the text as it is now."""
        self.record = store.record
        """What the store says of the document."""
        self._text, self._store, self._ledger, self._seen = text, store, ledger, seen
        self._opened_as = self.record.fingerprint
        self._touched = False
        self._fresh: dict[str, None] = {}  # ids of new targets, in order

    @property
    def due(self) -> bool:
        """True if there is something for `run` to do."""
        return bool(self._fresh) or (self._touched and self._behind)

    @property
    def unchanged(self) -> bool:
        """True if the text is the one that the record, and so the targets, are about."""
        return self.record.fingerprint == self._seen.fingerprint

    @property
    def _behind(self) -> bool:
        """The record describes an earlier text. One that others changed meanwhile is theirs."""
        return self.record.fingerprint == self._opened_as != self._seen.fingerprint

    def also(self) -> list[Record]:
        """What to save along with an act: the record, if the document has another name by now."""
        if set(self._seen.names) <= set(self.record.names):
            return []
        return [replace(self.record, names=merge_names(self._seen, self.record))]

    def saved(self, records: Iterable[Record], placed: AnnotationIndex) -> None:
        """An act saved `records`, or others saved something; `placed` does not show it yet."""
        self.record = self._store.record
        for record in records:
            self._touched = True
            if isinstance(record, Annotation) and record.target:
                before = placed.get(record.id)
                if before is None or before.annotation.target != record.target:
                    self._fresh[record.id] = None

    def follow(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Bring the record and the targets up to the text now, if it has changed.

        Before a person says where an annotation stands: undo then leads back to where it stood
        in this text.

        Raises:
            ReaderError: it could not be saved.
        """
        if self._behind:
            self._follow(placed, lock)

    def run(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
        """Bring the record and the targets up to the text; find look-alikes of new targets.

        Does up to `BATCH` targets, so call it while it is `due`. `lock` is held only to look
        at `placed` and to save.

        Raises:
            ReaderError: it could not be saved, and is due still.
        """
        if self._touched and self._behind:
            self._follow(placed, lock)
        self._find_twins(placed, lock)

    def _follow(self, placed: AnnotationIndex, lock: AbstractContextManager[object]) -> None:
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
    """The names of both, the present ones first."""
    return tuple(dict.fromkeys([*seen.names, *record.names]))[:NAMES]


def _dict(annotation: Annotation) -> object:
    return annotation.target.to_dict() if annotation.target else None


class AnchoredAnnotations:
    """Every annotation that is not deleted and no reply, placed in `text`, and what they use."""

    def __init__(self, text: Text, store: BufferedDocumentStore, upkeep: AnchorMaintenance) -> None:
        self._text, self._store, self._upkeep = text, store, upkeep
        self._binned: dict[
            str, AnchoredAnnotation
        ] = {}  # where those stood that were deleted meanwhile
        self.threads = Threads(store)
        self.places = AnnotationIndex(self._placed(store.annotations.values()))
        self.tally = UsageCounts()
        for one in self.places.values():
            self.tally.change(None, one.annotation)

    def take(self, ids: Iterable[str]) -> set[str]:
        """Bring annotations up to the store; one whose target stayed stays where it stands.

        Returns the ids of all that are shown otherwise: `ids` and their threads.
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
        for annotation in standing:  # behind what was dropped, which may have been their thread's
            known = self._known(annotation)
            if known and is_same_anchor(known.annotation.target, annotation.target):
                # Judged alone, a passage that has moved might be judged otherwise than before.
                self._put(replace(known, annotation=annotation))
            else:
                unplaced.append(annotation)
        for placed in self._placed(unplaced):
            self._put(placed)
        return affected

    def _known(self, annotation: Annotation) -> AnchoredAnnotation | None:
        """Where it stood last, or what it answered did."""
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
