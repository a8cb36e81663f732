"""Ledger: saves edits together with the undo steps that take them back.

One durable transaction holds the records, their merge stamps and the step, so there is
no moment at which a change is on disk and cannot be undone, or the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from readerapp.annotations import undo
from readerapp.annotations.actor import Actor
from readerapp.annotations.note_edits import stamp_edit
from readerapp.annotations.speaker_edits import Edit
from readerapp.annotations.undo import FieldChange, Table, UndoStep
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, Record, Speaker, now
from readerapp.interchange.record_merge import (
    Alternative,
    merge_records,
    resolve_field,
    stamp_changes,
)

Saved = list[Annotation | Speaker]
"""The records of an act as they were saved."""

_KINDS: dict[Table, type[Annotation] | type[Speaker]] = {
    "annotations": Annotation,
    "speakers": Speaker,
}


class AnnotationTransactions:
    """The saves of one annotator, counted by one actor, into one document's store."""

    def __init__(self, store: BufferedDocumentStore, annotator: Annotator, actor: Actor) -> None:
        self._store = store
        self._annotator = annotator
        self._actor = actor
        self._typing: tuple[str, str] | None = None  # (annotation, step) of a note being written
        self._steps: dict[str, UndoStep] = {}
        self._others: set[str] = set()
        self._reload()

    def others(self, most: int | None = None) -> set[str]:
        """The ids that other processes have changed, or `bring`, since this was asked last.

        With `most`, about so many at once, speakers before what they said; the rest is told next
        time, and `waiting` until then.

        Raises:
            ReaderError: the store cannot be read.
        """
        self._hear(self._store.refresh())
        heard = others = self._others
        self._others = set()
        if most is not None and len(heard) > most:
            speakers = heard.intersection(self._store.speakers)
            heard = speakers.union(islice(heard - speakers, most))
            self._others = others - heard
        return heard

    @property
    def waiting(self) -> bool:
        """Whether there is something left for `others` to tell."""
        return bool(self._others)

    def count_by(self, actor: Actor) -> None:
        """Count edits by another actor from now on: the store is another."""
        self._actor = actor

    def end_typing(self) -> None:
        """The next save of a note is a step of its own."""
        self._typing = None

    def commit(
        self,
        label: str,
        edits: Sequence[Edit],
        *,
        typing: str | None = None,
        also: Sequence[Record] = (),
        text: str | None = None,
    ) -> Saved:
        """Save `edits` as one step; on disk when it returns, or held by a patient store.

        Saves with the same `typing` (an annotation's id) in a row are one step. `also` is saved
        along with edits that change something, and no step knows of it. `text` is the note that
        the edits replace, as `stamp_edit` takes it.

        Returns:
            The records as saved; none if the edits change nothing.

        Raises:
            ReaderError: nothing was saved.
        """
        changes: list[FieldChange] = []
        changing: list[Edit] = []
        for before, after in edits:
            found = undo.diff_fields(_table(after), _dict(before), after.to_dict())
            if found:
                changes += found
                changing.append((before, after))
        if not changes:
            return []
        step = undo.make_step(self._annotator.id, label, changes)
        drop = undo.obsolete_steps(self._steps.values(), self._annotator.id)
        if typing and self._typing and self._typing[0] == typing:
            earlier = self._steps.get(self._typing[1])
            step = earlier.followed_by(step) if earlier and not earlier.undone else step
        records = [self._stamped(before, after, text) for before, after in changing]
        self._save_as_is(records, step, drop, also)
        self._typing = (typing, step.id) if typing and step.changes else None
        return records

    def bring(
        self,
        label: str,
        edits: Sequence[Edit],
        also: Sequence[Record] = (),
        changes: Sequence[FieldChange] = (),
    ) -> Saved:
        """Save records with the stamps they have, as one step.

        One that was changed here since its `before` is merged with what it is now. `also` is
        saved along, and no step knows of it. `changes` are the step's, if they are more than
        what differs.

        Returns:
            The records as saved.

        Raises:
            ReaderError: nothing was saved.
        """
        current = [self._current(*edit) for edit in edits]
        changes = changes or [
            change
            for before, after in current
            if before is not None or not after.deleted
            for change in undo.diff_fields(_table(after), _dict(before), after.to_dict())
        ]
        step = undo.make_step(self._annotator.id, label, changes)
        drop = undo.obsolete_steps(self._steps.values(), self._annotator.id) if changes else []
        self._typing = None
        records = self._save_as_is([after for _, after in current], step, drop, also)
        for record in records:
            self._others.add(record.id)
            # Read here, maybe on a thread, so that showing them is quick where keys wait for it.
            self._store.annotations.get(record.id)
        return records

    def put(self, *records: Record) -> None:
        """Save what no person did, such as offsets that follow a changed text: not a step.

        Raises:
            ReaderError: nothing was saved.
        """
        self._hear(self._store.commit(*records))

    @property
    def steps(self) -> list[UndoStep]:
        """The steps of everybody that can still be undone or made again."""
        return list(self._steps.values())

    def undo(self) -> tuple[str, Saved]:
        """Take back the annotator's last step; a sentence and the records as saved."""
        self._hear(self._store.refresh())
        step = undo.next_undo(self._steps.values(), self._annotator.id)
        if step is None:
            return "Nothing to undo", []
        changes = [change.reverse() for change in reversed(step.changes)]
        return self._replay(replace(step, undone=True), changes, "Undone")

    def redo(self) -> tuple[str, Saved]:
        """Make the last undone step again; a sentence and the records as saved."""
        self._hear(self._store.refresh())
        step = undo.next_redo(self._steps.values(), self._annotator.id)
        if step is None:
            return "Nothing to redo", []
        return self._replay(replace(step, undone=False), step.changes, "Redone")

    def _replay(
        self, step: UndoStep, changes: Iterable[FieldChange], verb: str
    ) -> tuple[str, Saved]:
        by_record: dict[tuple[Table, str], list[FieldChange]] = {}
        for change in changes:
            by_record.setdefault((change.table, change.record), []).append(change)
        records: Saved = []
        made = refused = 0
        moment = now()  # one for all: the bin knows by it what went into it together
        for (table, key), fields in by_record.items():
            before = self._records(table).get(key)
            left_out = fields
            if before is not None and not self._needed(key, fields, by_record):
                after, left_out = undo.apply_changes(fields, before.to_dict(), moment)
                if len(left_out) < len(fields):
                    record = self._stamped(before, _KINDS[table].from_dict(after))
                    done = [change for change in fields if change not in left_out]
                    records.append(self._settled(record, done))
            refused += len(left_out)
            made += len(fields) - len(left_out)
        self._typing = None
        saved = self._save_as_is(records, step, [], ())
        if not made:
            return f"Somebody else has changed this since, so it stays: {step.label}", saved
        but = " (except what somebody else has changed since)" if refused else ""
        return f"{verb}: {step.label}{but}", saved

    def _needed(
        self,
        key: str,
        fields: Sequence[FieldChange],
        by_record: Mapping[tuple[Table, str], object],
    ) -> bool:
        """True if this would delete a speaker to whom others have given passages since."""
        first = fields[0]
        if first.table != "speakers" or first.field != "deleted" or not first.after:
            return False
        return any(
            annotation.speaker == key
            and not annotation.deleted
            and ("annotations", annotation.id) not in by_record
            for annotation in self._store.annotations.values()
        )

    def _save_as_is(
        self, records: Saved, step: UndoStep, drop: Sequence[UndoStep], also: Sequence[Record]
    ) -> Saved:
        """Save records and their step; a step that changes nothing is dropped instead."""
        known = self._store.annotators.get(self._annotator.id, self._annotator)
        if known != self._annotator or known.id not in self._store.annotators:
            also = [*also, replace(known, name=self._annotator.name)]
        gone = {one.id for one in drop} | (set() if step.changes else {step.id})
        steps = [] if step.id in gone else [step.to_dict()]
        self._hear(self._store.commit(*also, *records, *steps, removes=gone))
        if step.id not in gone:
            self._steps[step.id] = step
        for key in gone:
            self._steps.pop(key, None)
        return records

    def _settled(
        self, record: Annotation | Speaker, changes: Iterable[FieldChange]
    ) -> Annotation | Speaker:
        """The record with those values besides that taking back a settlement brings back."""
        row = record.to_dict()
        for change in changes:
            if name := change.settles:
                # What this actor has set before must not count as the same edit.
                actors = (
                    (v, f"{d}.before" if d == self._actor.name else d, c)
                    for v, d, c in change.after["others"]
                )
                others = [Alternative(*one) for one in actors]
                row = resolve_field(row, name, row[name], self._actor.name, others=others)
        return type(record).from_dict(row)

    def _current(self, before: Annotation | Speaker | None, after: Annotation | Speaker) -> Edit:
        """The same edit of the record as it is now."""
        now_here = self._records(_table(after)).get(after.id)
        if now_here is None or now_here is before:
            return before, after
        merged = merge_records(now_here.to_dict(), after.to_dict())
        return now_here, type(after).from_dict(merged)

    def _stamped(
        self,
        before: Annotation | Speaker | None,
        after: Annotation | Speaker,
        text: str | None = None,
    ) -> Annotation | Speaker:
        new, actor = after.to_dict(), self._actor.name
        if before is None or isinstance(after, Speaker):
            return type(after).from_dict(stamp_changes(_dict(before), new, actor))
        new["modified"] = now()
        return Annotation.from_dict(stamp_edit(before.to_dict(), new, actor, text))

    def _hear(self, ids: Iterable[str]) -> None:
        """Keep what others changed until somebody asks; their steps count from here on."""
        heard = set(ids)
        if heard:
            self._others |= heard
            self._reload()

    def _reload(self) -> None:
        self._steps = {step.id: step for step in _readable(self._store.history)}

    def _records(self, table: Table) -> Mapping[str, Annotation] | Mapping[str, Speaker]:
        return self._store.annotations if table == "annotations" else self._store.speakers


def _table(record: Annotation | Speaker) -> Table:
    return "annotations" if isinstance(record, Annotation) else "speakers"


def _dict(record: Annotation | Speaker | None) -> dict[str, Any] | None:
    return record.to_dict() if record else None


def _readable(raw: Iterable[Mapping[str, Any]]) -> Iterable[UndoStep]:
    """The steps that can be read; one that another program garbled only cannot be undone."""
    for data in raw:
        try:
            yield UndoStep.from_dict(data)
        except ReaderError:
            continue
