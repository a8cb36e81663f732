"""The bin by steps: which annotations went into it together."""

from __future__ import annotations

from collections.abc import Iterable

from readerapp.model import Annotation
from readerapp.session.history import Step


def by_step(deleted: Iterable[Annotation], steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """For each id in the bin the ids of all that one step put there, its own among them.

    That is what a step of `steps` says; of an undone step, which is forgotten when the next one is
    made, only the moment is left.
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
