"""Targets of another copy of this program's records, moved to the text that is open here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from readerapp.anchoring.anchor import reattach
from readerapp.annotations.anchored_annotation import AnchoredAnnotation, rebase_target
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import Annotation, DocumentRecord, Target


def localize_targets(
    session: ReadingSession, tables: Mapping[str, list[dict[str, Any]]]
) -> tuple[Mapping[str, list[dict[str, Any]]], set[str]]:
    """Move the targets in `tables` to the text of this session.

    If a target means the same place as ours, ours is used. Its offsets in a changed text, and the
    data that helps to find it again, are local to each person.

    Returns:
        The tables, and the ids of the annotations whose words were not found.
    """
    record = next(map(DocumentRecord.from_dict, tables.get("document", ())), None)
    same = record is not None and record.fingerprint == session.fingerprint
    rows = [row for row in tables["annotations"] if row.get("target") and not row.get("deleted")]
    targets = [Target.from_dict(row["target"]) for row in rows]
    text = session.document.text
    landmarks = record.landmarks if record else ()
    anchors = reattach(text, targets, unchanged=same, landmarks=landmarks)
    moved: dict[str, dict[str, Any]] = {}
    lost = set()
    for row, target, anchor in zip(rows, targets, anchors, strict=True):
        key, theirs = row["id"], AnchoredAnnotation(Annotation(id=row["id"], target=target))
        if anchor.state == "orphaned":
            lost.add(key)
        else:
            theirs = AnchoredAnnotation(theirs.annotation, anchor.start, anchor.end, anchor.state)
        if ours := _same_place(session, theirs):
            moved[key] = ours.to_dict()
        elif not same and (
            rebased := rebase_target(text, replace(theirs, reason=anchor.reason)).target
        ):
            moved[key] = rebased.to_dict()
    annotations = [
        {**row, "target": moved[row["id"]]} if row["id"] in moved else row
        for row in tables["annotations"]
    ]
    return {**tables, "annotations": annotations}, lost


def _same_place(session: ReadingSession, theirs: AnchoredAnnotation) -> Target | None:
    """Return our target of the same annotation if it is in the same place with the same words."""
    ours = session.store.annotations.get(theirs.key)
    target = theirs.annotation.target
    if ours is None or ours.target is None or target is None or ours.target.exact != target.exact:
        return None
    placed = session.placed.get(theirs.key)
    if placed is None or not (placed.shown and theirs.shown):
        return ours.target
    moved = (placed.start, placed.end) != (theirs.start, theirs.end)
    return None if moved else ours.target
