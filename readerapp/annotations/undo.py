"""Undo and redo as data: a step is a list of field changes that can be reversed or made again.

Steps are stored with the records that they change, in the same durable save, so they outlive the
session. A record that a step created is never removed: undo marks it as deleted, so that a merge
with somebody else's copy still knows it.

`by_step` groups the annotations in the trash by the step that deleted them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from readerapp.core.model import Annotation, RecordError, new_id, now
from readerapp.text.phrases import fold_text

Table = Literal["annotations", "speakers"]

UNDO_LIMIT = 200
"""Number of steps stored for each annotator of a document."""

SETTLED = "settled "
"""Prefix of the field name in a change that resolves a conflict in that field."""

_UNTRACKED = frozenset({"id", "merge", "modified", "created", "creator"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record, before and after; values are JSON-ready."""

    table: Table
    record: str
    field: str
    before: Any
    after: Any

    @property
    def settles(self) -> str:
        """Return the field whose conflict this change resolves; empty if it is a plain change.

        For such a change, `before` and `after` hold the displayed `value` and the `others` stored
        beside it, each as [value, device, clock].
        """
        return self.field.removeprefix(SETTLED) if self.field.startswith(SETTLED) else ""

    def reverse(self) -> FieldChange:
        """Return the change that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Return whether `record` still has the value that this change set."""
        if name := self.settles:
            return replace(self, field=name, after=self.after["value"]).holds(record)
        value = record.get(self.field)
        if self.field == "deleted":  # undo and redo change the time of a deletion
            return bool(value) == bool(self.after)
        if self.field == "target":  # its offsets change with the text, its words do not
            return _words(value) == _words(self.after)
        return bool(value == self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """What one edit of a person changed: the unit of undo and redo."""

    id: str
    by: str
    time: str
    label: str
    changes: tuple[FieldChange, ...]
    undone: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON-ready data."""
        return {
            "id": self.id,
            "by": self.by,
            "time": self.time,
            "label": self.label,
            "changes": [[c.table, c.record, c.field, c.before, c.after] for c in self.changes],
            "undone": self.undone,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> UndoStep:
        """Parse a step from JSON data.

        Raises:
            RecordError: `data` does not describe a step.
        """
        try:
            changes = tuple(FieldChange(*change) for change in data["changes"])
            texts = [data[name] for name in ("id", "by", "time", "label")]
        except (KeyError, TypeError) as error:
            raise RecordError(f"history step: {error}") from error
        if not all(isinstance(text, str) for text in texts):
            raise RecordError("history step: a field that is text is not")
        if not all(c.table in ("annotations", "speakers") for c in changes):
            raise RecordError("history step: unknown table")
        identity, by, time, label = texts
        undone = data.get("undone") is True
        return cls(id=identity, by=by, time=time, label=label, changes=changes, undone=undone)

    def followed_by(self, later: UndoStep) -> UndoStep:
        """Join this step and `later` into one, for consecutive typing in one note.

        The result has no changes if `later` undoes everything that this step did.
        """
        joined = {(c.table, c.record, c.field): c for c in self.changes}
        for change in later.changes:
            place = (change.table, change.record, change.field)
            earlier = joined.get(place)
            joined[place] = replace(change, before=earlier.before) if earlier else change
        left = tuple(change for change in joined.values() if change.before != change.after)
        return replace(self, time=later.time, changes=left)


def make_step(by: str, label: str, changes: Sequence[FieldChange]) -> UndoStep:
    """Make a new step of annotator `by`, with the time now."""
    return UndoStep(id=new_id(), by=by, time=now(), label=label, changes=tuple(changes))


def diff_fields(
    table: Table, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> list[FieldChange]:
    """Return the field changes that lead from `before` (None: no such record yet) to `after`."""
    record = str(after["id"])
    if before is None:
        return [FieldChange(table, record, "deleted", after.get("created") or now(), None)]
    names = [n for n in after if n not in _UNTRACKED and before.get(n) != after[n]]
    return [FieldChange(table, record, name, before.get(name), after[name]) for name in names]


def apply_changes(
    changes: Iterable[FieldChange], record: Mapping[str, Any], moment: str = ""
) -> tuple[dict[str, Any], list[FieldChange]]:
    """Apply `changes` to a copy of `record`, each only where its `before` still holds.

    Args:
        changes: the field changes to make.
        record: the record as JSON data.
        moment: the time of a deletion (RFC 3339); empty for now.

    Returns:
        The new record, and the changes that were left out because somebody else has written the
        field since.
    """
    result = dict(record)
    refused = []
    for change in changes:
        if not change.reverse().holds(record):
            refused.append(change)
        elif name := change.settles:
            result[name] = change.after["value"]
        elif change.field == "deleted" and change.after:
            result["deleted"] = moment or now()
        else:
            result[change.field] = change.after
    return result, refused


def next_undo(steps: Iterable[UndoStep], by: str) -> UndoStep | None:
    """Return the step of `by` to undo next; None if there is none."""
    return next((s for s in reversed(_own(steps, by)) if not s.undone), None)


def next_redo(steps: Iterable[UndoStep], by: str) -> UndoStep | None:
    """Return the step of `by` to redo next: the first of the undone ones at the end.

    None if the last step is not undone.
    """
    candidate = None
    for step in reversed(_own(steps, by)):
        if not step.undone:
            break
        candidate = step
    return candidate


def obsolete_steps(steps: Iterable[UndoStep], by: str) -> list[UndoStep]:
    """Return the steps of `by` to drop for a new step: undone ones, and those past UNDO_LIMIT."""
    own = _own(steps, by)
    done = [s for s in own if not s.undone]
    return [s for s in own if s.undone] + done[: max(0, len(done) + 1 - UNDO_LIMIT)]


def _words(target: object) -> object:
    """Return the folded words of a target, independent of line wrapping and typesetting."""
    return fold_text(str(target.get("exact"))) if isinstance(target, Mapping) else None


def _own(steps: Iterable[UndoStep], by: str) -> list[UndoStep]:
    return [step for step in steps if step.by == by]


def by_step(deleted: Iterable[Annotation], steps: Iterable[UndoStep]) -> dict[str, tuple[str, ...]]:
    """Map the id of each annotation in the trash to all ids that the same step put there.

    Its own id is among them. `steps` say which ids belong together. An undone step is dropped when
    the next one is made; then only the time of deletion is left to group by.
    """
    put = {
        (change.record, change.after): step.id
        for step in steps
        if not step.undone
        for change in step.changes
        if change.table == "annotations" and change.field == "deleted" and change.after
    }
    found: dict[str, list[str]] = {}
    for annotation in deleted:
        moment = annotation.deleted or ""
        found.setdefault(put.get((annotation.id, moment), moment), []).append(annotation.id)
    return {key: together for ids in found.values() for together in [tuple(ids)] for key in ids}
