"""Edits of a document's reference, in its record.

Each part is a register of its own, with the same clocks as the fields of an annotation: two people
who set different parts keep both, and of one part that two set at once both values are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.core.reference import LABELS, clean_part
from readerapp.interchange.record_merge import (
    find_conflicts,
    merge_parts,
    resolve_field,
    stamp_changes,
)

Parts = Mapping[str, str | Sequence[str]]
"""Parts of a reference by their names (`core.reference.LABELS`), as a person or a file writes them;
an empty one is removed."""


def set_parts(record: DocumentRecord, parts: Parts, device: str) -> DocumentRecord:
    """Return the record with parts of its reference set.

    Args:
        record: the record of the document.
        parts: the parts to set. Setting the value that is shown settles a conflict.
        device: the name that counts the edit.

    Raises:
        ReaderError: a value cannot be such a part.
    """
    clean = {name: clean_part(name, value) for name, value in parts.items()}
    row: dict[str, Any] = {**record.reference, "id": ""}
    for conflict in find_conflicts(row):
        if conflict.field in clean:
            row = resolve_field(row, conflict.field, clean[conflict.field], device)
    changes = {name: value for name, value in clean.items() if value or name in row}
    after = stamp_changes(row, {**row, **changes}, device)
    reference = {name: v for name, v in after.items() if name != "id" and (name != "merge" or v)}
    return replace(record, reference=reference)


def usable_parts(parts: Parts) -> tuple[dict[str, str | Sequence[str]], list[str]]:
    """Return the parts that can be set, and why others cannot: files have mistakes."""
    good: dict[str, str | Sequence[str]] = {}
    problems = []
    for name, value in parts.items():
        try:
            if clean_part(name, value):
                good[name] = value
        except ReaderError as error:
            problems.append(str(error))
    return good, problems


def merge_reference(
    record: DocumentRecord, tables: Mapping[str, Iterable[Mapping[str, Any]]]
) -> DocumentRecord:
    """Return our record of a document with the reference in the tables of somebody else's copy."""
    theirs = next(iter(tables.get("document", ())), {}).get("reference")
    if not theirs or not isinstance(theirs, Mapping):
        return record
    merged = merge_parts(record.reference, theirs)
    return record if merged == record.reference else replace(record, reference=merged)


def other_values(record: DocumentRecord) -> dict[str, list[str]]:
    """Return the values beside the shown ones, of parts that several people set at once."""
    conflicts = find_conflicts({**record.reference, "id": ""})
    return {
        one.field: ["; ".join(v) if isinstance(v, list) else str(v) for v in _values(one.others)]
        for one in conflicts
        if one.field in LABELS
    }


def _values(alternatives: Iterable[Any]) -> list[Any]:
    return [alternative.value for alternative in alternatives]
