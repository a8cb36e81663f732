"""What cannot be saved now is kept aside, shown as if it were saved, and saved when it can be.

A reader goes on when its disk is full or its store is read-only all at once: what it makes lies
in memory, and in a rescue on another disk if there is one. Everything that reads the store goes
through here, so nothing else has to know where a record is.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.store import DocumentStore, StoreError
from readerapp.store.document_store import Merge, Put

if TYPE_CHECKING:
    from readerapp.annotations.rescue_store import SpillStore

R = TypeVar("R", bound=Record)

_PATIENCE = 0.5
"""Seconds that a key may wait for another process's save."""

_STEP: type = dict
"""The kind under which undo steps are held: plain data with an `id`."""


@dataclass(frozen=True, slots=True)
class PendingWrites:
    """Records that are not on the disk, by kind and id, as they shall be there; and ids to remove.

    A record is held once, as it was put last: one save of all of them is what the single saves
    would have come to.
    """

    puts: Mapping[type, Mapping[str, Put]] = field(default_factory=dict)
    removes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.puts or self.removes)

    def then(self, puts: Iterable[Put], removes: Iterable[str] = ()) -> PendingWrites:
        """The same after one more save."""
        gone = set(removes)
        held = {kind: dict(records) for kind, records in self.puts.items()}
        kept = set(self.removes)
        for put in puts:
            kind, key = (type(put), put.id) if isinstance(put, Record) else (_STEP, put["id"])
            held.setdefault(kind, {})[key] = put
            kept.discard(key)
        for records in held.values():
            for key in gone.intersection(records):
                del records[key]
        return PendingWrites(held, frozenset(kept | gone))

    def every(self) -> list[Put]:
        """The records, those of one kind in the order in which they were first put."""
        return [put for records in self.puts.values() for put in records.values()]


class BufferedDocumentStore:
    """A document's store; with a `rescue`, what fails to be saved is held there until it is.

    `merge` settles a record that another process has saved while ours was held.
    """

    def __init__(
        self, store: DocumentStore, merge: Merge, rescue: SpillStore | None = None
    ) -> None:
        self._store = store
        self._merge = merge
        self._rescue = rescue
        self._held = PendingWrites()
        self._news: frozenset[str] = frozenset()
        self.aside = False
        """Whether what is held would outlast this process."""
        self.unsaved = ""
        """Why what is held could not be saved, in two or three words; empty if all is saved."""
        if rescue is not None:
            self._take_back(rescue)

    @property
    def warning(self) -> str:
        """That what is held is not saved, why, and what to do; empty if all is saved."""
        where = "aside" if self.aside else "in memory"
        return self.unsaved and (
            f"Not saved ({self.unsaved}), kept {where}: Ctrl+P Save elsewhere, or --store"
        )

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._store.folder

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """By id, deleted ones too; live."""
        return self._over(Annotation, self._store.annotations)

    @property
    def speakers(self) -> Mapping[str, Speaker]:
        """By id, deleted ones too; live."""
        return self._over(Speaker, self._store.speakers)

    @property
    def annotators(self) -> Mapping[str, Annotator]:
        """By id; live."""
        return self._over(Annotator, self._store.annotators)

    @property
    def record(self) -> DocumentRecord:
        """What is known of the document."""
        held = self._held.puts.get(DocumentRecord, {})
        return next(iter(cast(Mapping[str, DocumentRecord], held).values()), self._store.record)

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """The undo steps in order, as copies."""
        if not self._held:
            return self._store.history
        held = cast(Mapping[str, dict[str, Any]], self._held.puts.get(_STEP, {}))
        steps = {step["id"]: step for step in self._store.history}
        steps |= {key: dict(step) for key, step in held.items()}
        return tuple(step for key, step in steps.items() if key not in self._held.removes)

    @property
    def events(self) -> list[str]:
        """Sentences that the person should be told, as they come up."""
        return self._store.events

    def commit(self, *puts: Put, removes: Iterable[str] = ()) -> frozenset[str]:
        """Save, together with what is held; on the disk when it returns, unless `unsaved` says not.

        Returns the ids that others changed since the last look.

        Raises:
            StoreError: nothing was changed, and no waiting would help; or it is not patient.
        """
        return self._save(self._held.then(puts, removes))

    def refresh(self) -> frozenset[str]:
        """The ids that others changed since the last look; on the way, what is held is saved.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        changed = self._store.refresh()
        news, self._news = self._news, frozenset()
        if self._held:
            self._held = self._merged(changed)
            changed |= self._save(self._held)
        return changed | news

    @property
    def quiet(self) -> bool:
        """Whether `refresh` would surely tell nothing, for a fraction of its price.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        return not (self._held or self._news) and self._store.quiet

    def move(self, store: DocumentStore, rescue: SpillStore) -> None:
        """Save everything in another store and go on there; the old files stay as they are.

        Raises:
            StoreError: it could not be saved there either; all is as it was.
        """
        tables = (self.annotators, self.speakers, self.annotations)
        records: list[Record] = [record for table in tables for record in table.values()]
        described = replace(self.record, id=store.record.id)
        both = [self._both(record, store) for record in (described, *records)]
        news = store.commit(*both, *self.history, others=self._store.others)
        self._news |= news | {record.id for record in records}
        self._all_saved()
        self._store.close()
        self._store, self._rescue = store, rescue

    def close(self) -> None:
        """Save what is held if that can be, and leave the files complete."""
        if self._held:
            self._save(self._held)
        self._store.close()

    def _save(self, held: PendingWrites) -> frozenset[str]:
        try:
            if self._rescue is not None:
                # A key may wait a moment for another process's save, but not each key in a row.
                self._store.patience = 0.0 if self._held else _PATIENCE
            changed = self._store.commit(*held.every(), removes=held.removes)
        except StoreError as error:
            if error.lasting or self._rescue is None:
                raise
            self._held, self.unsaved = held, error.why
            self._keep_aside(self._rescue)
            return frozenset()
        self._all_saved()
        return changed

    def _keep_aside(self, rescue: SpillStore) -> None:
        try:
            rescue.keep(self._held.every(), self._held.removes)
            self.aside = True
        except StoreError:
            self.aside = False

    def _all_saved(self) -> None:
        self._held, self.unsaved, self.aside = PendingWrites(), "", False
        if self._rescue is not None:
            self._rescue.forget()

    def _take_back(self, rescue: SpillStore) -> None:
        """Hold what readers that have ended could not save, and save it if that can be."""
        found: dict[str, Put] = {}
        for put in rescue.take():
            if isinstance(put, Record):
                both, earlier = self._both(put, self._store), found.get(put.id)
                found[put.id] = self._merge(cast(Record, earlier), both) if earlier else both
            else:
                found[put["id"]] = put
        if not found:
            return
        self._save(PendingWrites().then(found.values()))
        self.events.append(
            self.warning or "What could not be saved when you last read this is saved now"
        )

    def _merged(self, changed: Iterable[str]) -> PendingWrites:
        """What is held, with what others have made of the same records meanwhile."""
        ids = set(changed)
        records = [put for put in self._held.every() if isinstance(put, Record) and put.id in ids]
        return self._held.then(self._both(record, self._store) for record in records)

    def _both(self, ours: Record, store: DocumentStore) -> Record:
        """Our record with what `store` has in its place."""
        theirs: Record | None
        if isinstance(ours, DocumentRecord):
            theirs = store.record
        else:
            theirs = {
                Annotation: store.annotations,
                Speaker: store.speakers,
                Annotator: store.annotators,
            }[type(ours)].get(ours.id)
        return ours if theirs is None else self._merge(theirs, ours)

    def _over(self, kind: type[R], table: Mapping[str, R]) -> Mapping[str, R]:
        """A table with the held records over it."""
        held = cast(dict[str, R], self._held.puts.get(kind))
        # Nothing is ever put into either; ChainMap only asks for what could be.
        return ChainMap(held, cast(dict[str, R], table)) if held else table
