"""Upkeep: what finding annotations again needs, kept beside the acts of a person.

The store describes the text in which its targets stand: fingerprint, landmarks, offsets. When
the text has changed, all that follows it together, after the first act: looking at a document
changes nothing on the disk, and an act never waits for the whole text to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice

from readerapp.model import Annotation, DocumentRecord, ReaderError, Record
from readerapp.session.ledger import Ledger
from readerapp.session.places import Places
from readerapp.session.placing import Placed, followed
from readerapp.session.title import title_of
from readerapp.session.unsaved import PatientStore
from readerapp.text.source import Text

BATCH = 200
"""Targets whose look-alikes are looked for at once: a moment of work on another thread."""

NAMES = 16
"""Names under which a document is remembered."""


class Upkeep:
    """The record of one document, and what has to follow the text and the acts."""

    def __init__(
        self, text: Text, store: PatientStore, ledger: Ledger, seen: DocumentRecord
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
        return [replace(self.record, names=names_of(self._seen, self.record))]

    def saved(self, records: Iterable[Record], placed: Places) -> None:
        """An act saved `records`, or others saved something; `placed` does not show it yet."""
        self.record = self._store.record
        for record in records:
            self._touched = True
            if isinstance(record, Annotation) and record.target:
                before = placed.get(record.id)
                if before is None or before.annotation.target != record.target:
                    self._fresh[record.id] = None

    def follow(self, placed: Places, lock: AbstractContextManager[object]) -> None:
        """Bring the record and the targets up to the text now, if it has changed.

        Before a person says where an annotation stands: undo then leads back to where it stood
        in this text.

        Raises:
            ReaderError: it could not be saved.
        """
        if self._behind:
            self._follow(placed, lock)

    def run(self, placed: Places, lock: AbstractContextManager[object]) -> None:
        """Bring the record and the targets up to the text; find look-alikes of new targets.

        Does up to `BATCH` targets, so call it while it is `due`. `lock` is held only to look
        at `placed` and to save.

        Raises:
            ReaderError: it could not be saved, and is due still.
        """
        if self._touched and self._behind:
            self._follow(placed, lock)
        self._find_twins(placed, lock)

    def _follow(self, placed: Places, lock: AbstractContextManager[object]) -> None:
        from readerapp.anchoring.landmarks import landmarks

        with lock:
            record, before = self.record, list(placed.values())
        seen, marks = self._seen, landmarks(self._text.whole())
        after = [followed(self._text, one) for one in before]
        with lock:
            if self.record != record:
                return
            now = replace(
                record,
                title=title_of(record, seen.title),
                fingerprint=seen.fingerprint,
                folded=seen.folded,
                length=seen.length,
                format=seen.format,
                names=names_of(seen, record),
                extraction=seen.extraction,
                landmarks=marks,
            )
            self._save(placed, before, after, [now])
            self.record = now
            self._fresh.update(dict.fromkeys(one.key for one in before if one.shown))

    def _find_twins(self, placed: Places, lock: AbstractContextManager[object]) -> None:
        from readerapp.anchoring.landmarks import landmarks
        from readerapp.anchoring.twins import with_twins

        with lock:
            keys = list(islice(self._fresh, BATCH))
            for key in keys:
                del self._fresh[key]
            before = [one for key in keys if (one := placed.get(key)) and one.shown]
        targets = [one.annotation.target for one in before if one.annotation.target]
        found = with_twins(self._text, targets)
        after = [
            replace(one.annotation, target=target)
            for one, target in zip(before, found, strict=True)
        ]
        wanted = bool(keys) and self.unchanged and not self.record.landmarks
        marks = landmarks(self._text.whole()) if wanted else ()
        with lock:
            records = [replace(self.record, landmarks=marks)] if marks and self.unchanged else []
            try:
                self._save(placed, before, after, records)
            except ReaderError:
                self._fresh.update(dict.fromkeys(keys))
                raise

    def _save(
        self,
        placed: Places,
        before: Sequence[Placed],
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


def names_of(seen: DocumentRecord, record: DocumentRecord) -> tuple[str, ...]:
    """The names of both, the present ones first."""
    return tuple(dict.fromkeys([*seen.names, *record.names]))[:NAMES]


def _dict(annotation: Annotation) -> object:
    return annotation.target.to_dict() if annotation.target else None
