"""Transactions: save edits together with their undo steps and merge stamps.

One durable transaction holds the records, their merge stamps and the undo step. So there is no
moment at which a change is on disk and cannot be undone, or an undo step is there without its
change. `edit`, `import_records`, `undo` and `redo` make a `Transaction`; `save` saves any of them.

An `Actor` is the name under which the edits of one running process are counted. Merging concludes
from the counts of each actor which edits somebody had seen. So two processes that run at once must
not share an actor, even on one device. Processes that run one after the other should share one, or
every record would list all of them. The name tells who made an edit, for those who have to choose
between two people's values.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from readerapp.annotations import undo
from readerapp.annotations.note_edits import stamp_edit
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.undo import FieldChange, Table, UndoStep
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.core.atomic_write import make_folder, random_name
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, Record, Speaker, now
from readerapp.core.paths import app_folder
from readerapp.interchange.record_merge import (
    Alternative,
    merge_records,
    resolve_field,
    stamp_changes,
)

_KINDS: dict[Table, type[Annotation] | type[Speaker]] = {
    "annotations": Annotation,
    "speakers": Speaker,
}


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one durable save writes.

    Attributes:
        records: the records as they are to be saved; a person's with their merge stamps.
        step: the undo step; None for changes that no person made, such as offsets after a text
            change. A step without changes is removed from the store.
        obsolete: the undo steps to remove.
        typing: id of the annotation whose note is being typed: further typing joins this step.
    """

    records: Sequence[Record] = ()
    step: UndoStep | None = None
    obsolete: Sequence[UndoStep] = ()
    typing: str | None = None


class AnnotationTransactions:
    """The saves of one annotator, counted by one actor, into one document's store."""

    def __init__(self, store: BufferedDocumentStore, annotator: Annotator, actor: Actor) -> None:
        self._store = store
        self._annotator = annotator
        self._actor = actor
        self._typing: tuple[str, str] | None = None  # (annotation, step) of a note being written
        self._steps: dict[str, UndoStep] = {}
        self._made: dict[str, None] = {}  # the ids of the steps that were saved here, in order
        self._external_ids: set[str] = set()
        self._reload_steps()

    @property
    def actor(self) -> Actor:
        """Return the actor that counts the edits."""
        return self._actor

    def take_external_changes(self, most: int | None = None) -> set[str]:
        """Return the ids that were changed since the last call, but not by an edit of this session.

        Other processes changed them, or `note_external_changes` was called for them.

        Args:
            most: return about so many ids, speakers before their annotations; the rest follows in
                later calls, and `has_external_changes` is true until then. None for all.

        Raises:
            ReaderError: the store cannot be read.
        """
        self.note_external_changes(self._store.refresh())
        ids = every = self._external_ids
        self._external_ids = set()
        if most is not None and len(ids) > most:
            speakers = ids.intersection(self._store.speakers)
            ids = speakers.union(islice(ids - speakers, most))
            self._external_ids = every - ids
        return ids

    @property
    def has_external_changes(self) -> bool:
        """Return whether `take_external_changes` has ids left to return."""
        return bool(self._external_ids)

    def note_external_changes(self, ids: Iterable[str]) -> None:
        """Reload the undo steps, and remember `ids` for the next `take_external_changes`."""
        changed = set(ids)
        if changed:
            self._external_ids |= changed
            self._reload_steps()

    def defer(self, ids: Iterable[str]) -> None:
        """Return `ids` with the next `take_external_changes`."""
        self._external_ids.update(ids)

    def count_by(self, actor: Actor) -> None:
        """Count edits by another actor from now on, because the store has changed."""
        self._actor = actor

    def end_typing(self) -> None:
        """Make the next save of a note an undo step of its own."""
        self._typing = None

    def edit(
        self,
        label: str,
        edits: Sequence[Edit],
        *,
        typing: str | None = None,
        text: str | None = None,
    ) -> Transaction:
        """Make the transaction of a person's edits, as one undo step.

        Args:
            label: the name of the undo step.
            edits: pairs of a record before (None: new) and after; those that change nothing are
                left out.
            typing: id of the annotation whose note is being typed; consecutive saves with the same
                id are one step.
            text: the note that the edits replace, as in `stamp_edit`.
        """
        changes: list[FieldChange] = []
        records = []
        for before, after in edits:
            difference = undo.diff_fields(_table(after), _dict(before), after.to_dict())
            if difference:
                changes += difference
                records.append(self._stamp(before, after, text))
        if not changes:
            return Transaction()
        step = undo.make_step(self._annotator.id, label, changes)
        obsolete = undo.obsolete_steps(self._steps.values(), self._annotator.id)
        if typing and self._typing and self._typing[0] == typing:
            earlier = self._steps.get(self._typing[1])
            step = earlier.followed_by(step) if earlier and not earlier.undone else step
        return Transaction(records, step, obsolete, typing)

    def import_records(
        self, label: str, edits: Sequence[Edit], changes: Sequence[FieldChange] = ()
    ) -> Transaction:
        """Make the transaction of records that have merge stamps already, as one undo step.

        A record that was changed here since its `before` is merged with its current state.

        Args:
            label: the name of the undo step.
            edits: pairs of a record before (None: new) and after.
            changes: the changes of the undo step, if they are more than the differences of `edits`.
        """
        current = [self._rebase(*edit) for edit in edits]
        changes = changes or [
            change
            for before, after in current
            if before is not None or not after.deleted
            for change in undo.diff_fields(_table(after), _dict(before), after.to_dict())
        ]
        step = undo.make_step(self._annotator.id, label, changes)
        obsolete = undo.obsolete_steps(self._steps.values(), self._annotator.id) if changes else []
        return Transaction([after for _, after in current], step, obsolete)

    @property
    def made(self) -> list[str]:
        """Return the ids of the steps that were saved here, in the order of their first save."""
        return list(self._made)

    def next_undo(self) -> UndoStep | None:
        """Return the step that `undo` would undo; None if there is none."""
        self.note_external_changes(self._store.refresh())
        return undo.next_undo(self._steps.values(), self._annotator.id)

    def next_redo(self) -> UndoStep | None:
        """Return the step that `redo` would redo; None if there is none."""
        self.note_external_changes(self._store.refresh())
        return undo.next_redo(self._steps.values(), self._annotator.id)

    def undo(self) -> tuple[str, Transaction]:
        """Make the transaction that undoes the annotator's last step.

        Returns:
            A sentence for the status line, and the transaction, which is empty if there is none.
        """
        step = self.next_undo()
        if step is None:
            return "Nothing to undo", Transaction()
        changes = [change.reverse() for change in reversed(step.changes)]
        return self._replay(replace(step, undone=True), changes, "Undid")

    def redo(self) -> tuple[str, Transaction]:
        """Make the transaction that redoes the step that was undone last.

        Returns:
            A sentence for the status line, and the transaction, which is empty if there is none.
        """
        step = self.next_redo()
        if step is None:
            return "Nothing to redo", Transaction()
        return self._replay(replace(step, undone=False), step.changes, "Redid")

    def save(self, transaction: Transaction, also: Sequence[Record] = ()) -> Sequence[Record]:
        """Save a transaction; do nothing if it is empty.

        It is on disk when this returns, or held in memory by a store with a write buffer.

        Args:
            transaction: what to save.
            also: records to save along with it; not part of the undo step.

        Returns:
            The records of the transaction.

        Raises:
            ReaderError: nothing was saved.
        """
        step, gone, steps = transaction.step, {one.id for one in transaction.obsolete}, []
        if step is not None:
            if step.changes:
                steps.append(step.to_dict())
            else:
                gone.add(step.id)
            known = self._store.annotators.get(self._annotator.id, self._annotator)
            if known != self._annotator or known.id not in self._store.annotators:
                also = [*also, replace(known, name=self._annotator.name)]
        elif not transaction.records:
            return ()
        records = {record.id: record for record in (*also, *transaction.records)}
        self.note_external_changes(self._store.commit(*records.values(), *steps, removes=gone))
        if step is not None:
            self._steps[step.id] = step
            if step.changes:
                self._made.setdefault(step.id)
            typing = transaction.typing if step.changes else None
            self._typing = (typing, step.id) if typing else None
        for key in gone:
            self._steps.pop(key, None)
        return transaction.records

    @property
    def steps(self) -> list[UndoStep]:
        """Return the steps of all annotators that can still be undone or redone."""
        return list(self._steps.values())

    def _replay(
        self, step: UndoStep, changes: Iterable[FieldChange], verb: str
    ) -> tuple[str, Transaction]:
        """Apply the changes of an undone or redone step to the fields that nobody changed since."""
        by_record: dict[tuple[Table, str], list[FieldChange]] = {}
        for change in changes:
            by_record.setdefault((change.table, change.record), []).append(change)
        records: list[Annotation | Speaker] = []
        made = refused = 0
        moment = now()  # the same for all: the trash groups annotations by it
        for (table, key), fields in by_record.items():
            before = self._records(table).get(key)
            left_out = fields
            if before is not None and not self._is_tagged_speaker(key, fields, by_record):
                after, left_out = undo.apply_changes(fields, before.to_dict(), moment)
                if len(left_out) < len(fields):
                    record = self._stamp(before, _KINDS[table].from_dict(after))
                    done = [change for change in fields if change not in left_out]
                    records.append(self._restore_alternatives(record, done))
            refused += len(left_out)
            made += len(fields) - len(left_out)
        but = " · except later changes by others" if refused else ""
        sentence = f"{verb}: {step.label}{but}"
        if not made:
            sentence = f"Not changed: {step.label} · somebody else edited it since"
        return sentence, Transaction(records, step)

    def _is_tagged_speaker(
        self,
        key: str,
        fields: Sequence[FieldChange],
        by_record: Mapping[tuple[Table, str], object],
    ) -> bool:
        """Return whether this would delete a speaker whom others have tagged since."""
        first = fields[0]
        if first.table != "speakers" or first.field != "deleted" or not first.after:
            return False
        return any(
            annotation.speaker == key
            and not annotation.deleted
            and ("annotations", annotation.id) not in by_record
            for annotation in self._store.annotations.values()
        )

    def _restore_alternatives(
        self, record: Annotation | Speaker, changes: Iterable[FieldChange]
    ) -> Annotation | Speaker:
        """Return the record with the alternatives that undoing a conflict's resolution restores."""
        row = record.to_dict()
        for change in changes:
            if name := change.settles:
                # An earlier value of this actor must not count as the same edit, so it gets
                # another actor name.
                actors = (
                    (v, f"{d}.before" if d == self._actor.name else d, c)
                    for v, d, c in change.after["others"]
                )
                others = [Alternative(*one) for one in actors]
                row = resolve_field(row, name, row[name], self._actor.name, others=others)
        return type(record).from_dict(row)

    def _rebase(self, before: Annotation | Speaker | None, after: Annotation | Speaker) -> Edit:
        """Rebase an edit onto the current state of its record."""
        current = self._records(_table(after)).get(after.id)
        if current is None or current is before:
            return before, after
        merged = merge_records(current.to_dict(), after.to_dict())
        return current, type(after).from_dict(merged)

    def _stamp(
        self,
        before: Annotation | Speaker | None,
        after: Annotation | Speaker,
        text: str | None = None,
    ) -> Annotation | Speaker:
        """Return the record after an edit, with its merge stamps and `modified`."""
        new, actor = after.to_dict(), self._actor.name
        if before is None or isinstance(after, Speaker):
            return type(after).from_dict(stamp_changes(_dict(before), new, actor))
        new["modified"] = now()
        return Annotation.from_dict(stamp_edit(before.to_dict(), new, actor, text))

    def _reload_steps(self) -> None:
        self._steps = {step.id: step for step in _parse_steps(self._store.history)}

    def _records(self, table: Table) -> Mapping[str, Annotation] | Mapping[str, Speaker]:
        return self._store.annotations if table == "annotations" else self._store.speakers


def _table(record: Annotation | Speaker) -> Table:
    return "annotations" if isinstance(record, Annotation) else "speakers"


def _dict(record: Annotation | Speaker | None) -> dict[str, Any] | None:
    return record.to_dict() if record else None


def _parse_steps(raw: Iterable[Mapping[str, Any]]) -> Iterable[UndoStep]:
    """Yield the steps that can be parsed.

    A step that another program garbled is skipped: it cannot be undone, and nothing else is lost.
    """
    for data in raw:
        try:
            yield UndoStep.from_dict(data)
        except ReaderError:
            continue


_MAX_ACTORS = 64
"""Maximum number of processes that run at once on one device with a permanent name."""

_ID_DIGITS = 8  # of an annotator's id and of a store's digest


def actor_name(device: str, store: Path, annotator: str) -> str:
    """Return the name for an annotator's edits of one store: `device.store.annotator`.

    Of two stores on one device, neither contains the other's edits, so each has its own name.
    """
    folder = hashlib.sha256(os.fsencode(store.absolute().resolve())).hexdigest()
    return f"{device}.{folder[:_ID_DIGITS]}.{annotator[:_ID_DIGITS]}"


def annotator_of(name: str) -> str:
    """Return the first 8 digits of the annotator's id in an actor's name; empty if unknown."""
    _, _, annotator = name.split(".")[:3] if name.count(".") > 1 else ("", "", "")
    return annotator if len(annotator) == _ID_DIGITS else ""


class Actor:
    """A name that no other process has while this object lives."""

    def __init__(self, device: str) -> None:
        """Lease the first free name: `device` itself, then `device` with a number behind it.

        Where no file can be locked, or all are taken, the name ends in a random part.
        """
        self.name = f"{device}.{random_name(4)}"  # used if no lock file can be leased
        try:
            self._lease(device)
        except OSError:
            return

    def _lease(self, device: str) -> None:
        folder = app_folder("data") / "actors"
        make_folder(folder)
        for number in range(_MAX_ACTORS):
            name = f"{device}.{number}" if number else device
            handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # another process has this name
                os.close(handle)
                continue
            except OSError:  # no locks here: the next name would fare no better
                os.close(handle)
                raise
            weakref.finalize(self, os.close, handle)  # the lock ends with the process at the latest
            self.name = name
            return
