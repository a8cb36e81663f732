"""Ledger: saves edits together with the undo steps that take them back.

One durable transaction holds the records, their merge stamps and the step, so there is
no moment at which a change is on disk and cannot be undone, or the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from readerapp import history
from readerapp.cast import Edit
from readerapp.history import FieldChange, Step, Table
from readerapp.model import Annotation, Annotator, ReaderError, Speaker, now
from readerapp.sharing.merge import stamp
from readerapp.store import DocumentStore

_KINDS: dict[Table, type[Annotation] | type[Speaker]] = {
    "annotations": Annotation,
    "speakers": Speaker,
}


class Ledger:
    """The saves of one annotator on one device into one document's store."""

    def __init__(self, store: DocumentStore, annotator: Annotator, device: str) -> None:
        self._store = store
        self._annotator = annotator
        self._device = device
        self._typing: tuple[str, str] | None = None  # (annotation, step) of a note being written
        self._steps: dict[str, Step] = {}
        self.others: frozenset[str] = frozenset()
        """Ids that other processes changed, seen while saving and not taken in yet."""
        self.reload()

    def reload(self) -> None:
        """Read the steps anew, after other processes have saved."""
        self._steps = {step.id: step for step in _readable(self._store.history)}

    def end_typing(self) -> None:
        """The next save of a note is a step of its own."""
        self._typing = None

    def commit(
        self, label: str, edits: Sequence[Edit], typing: str | None = None
    ) -> list[Annotation | Speaker]:
        """Save `edits` as one step; on disk when it returns.

        Saves with the same `typing` (an annotation's id) in a row are one step.

        Returns:
            The records as saved; none if the edits change nothing.

        Raises:
            ReaderError: nothing was saved.
        """
        changes: list[FieldChange] = []
        for before, after in edits:
            changes += history.compare(_table(after), _dict(before), after.to_dict())
        if not changes:
            return []
        step = history.make_step(self._annotator.id, label, changes)
        drop = history.outdated(self._steps.values(), self._annotator.id)
        if typing and self._typing and self._typing[0] == typing:
            earlier = self._steps.get(self._typing[1])
            step = earlier.followed_by(step) if earlier and not earlier.undone else step
        records = self._save(edits, step, drop)
        self._typing = (typing, step.id) if typing else None
        return records

    def undo(self) -> tuple[str, list[Annotation | Speaker]]:
        """Take back the annotator's last step; a sentence and the records as saved."""
        step = history.undoable(self._steps.values(), self._annotator.id)
        if step is None:
            return "Nothing to undo", []
        changes = [change.reverse() for change in reversed(step.changes)]
        return self._replay(replace(step, undone=True), changes, "Undone")

    def redo(self) -> tuple[str, list[Annotation | Speaker]]:
        """Make the last undone step again; a sentence and the records as saved."""
        step = history.redoable(self._steps.values(), self._annotator.id)
        if step is None:
            return "Nothing to redo", []
        return self._replay(replace(step, undone=False), step.changes, "Redone")

    def _replay(
        self, step: Step, changes: Iterable[FieldChange], verb: str
    ) -> tuple[str, list[Annotation | Speaker]]:
        by_record: dict[tuple[Table, str], list[FieldChange]] = {}
        for change in changes:
            by_record.setdefault((change.table, change.record), []).append(change)
        edits: list[Edit] = []
        refused = 0
        for (table, key), fields in by_record.items():
            before = self._records(table).get(key)
            if before is None:
                refused += len(fields)
                continue
            after, left_out = history.apply(fields, before.to_dict())
            refused += len(left_out)
            edits.append((before, _KINDS[table].from_dict(after)))
        sentence = f"{verb}: {step.label}"
        if refused:
            sentence += " (except what somebody else has changed since)"
        self._typing = None
        return sentence, self._save(edits, step, [])

    def _save(
        self, edits: Sequence[Edit], put: Step, drop: Sequence[Step]
    ) -> list[Annotation | Speaker]:
        records = [self._stamped(before, after) for before, after in edits]
        fresh = self._annotator.id not in self._store.annotators
        self.others |= self._store.commit(
            *records,
            *([self._annotator] if fresh else []),
            put.to_dict(),
            removes=[step.id for step in drop],
        )
        for step in drop:
            self._steps.pop(step.id, None)
        self._steps[put.id] = put
        return records

    def _stamped(
        self, before: Annotation | Speaker | None, after: Annotation | Speaker
    ) -> Annotation | Speaker:
        new = after.to_dict()
        if before is not None and isinstance(after, Annotation):
            new["modified"] = now()
        return type(after).from_dict(stamp(_dict(before), new, self._device))

    def _records(self, table: Table) -> Mapping[str, Annotation] | Mapping[str, Speaker]:
        return self._store.annotations if table == "annotations" else self._store.speakers


def _table(record: Annotation | Speaker) -> Table:
    return "annotations" if isinstance(record, Annotation) else "speakers"


def _dict(record: Annotation | Speaker | None) -> dict[str, Any] | None:
    return record.to_dict() if record else None


def _readable(raw: Iterable[Mapping[str, Any]]) -> Iterable[Step]:
    """The steps that can be read; one that another program garbled only cannot be undone."""
    for data in raw:
        try:
            yield Step.from_dict(data)
        except ReaderError:
            continue
