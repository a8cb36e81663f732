"""Example records for the tests of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from readerapp.core.model import Annotation, DocumentRecord, Target, new_id, now


def document(**fields: Any) -> DocumentRecord:
    return DocumentRecord(
        **{"id": new_id(), "title": "The mill", "fingerprint": "sha256:aa", **fields}
    )


def annotation(note: str = "", **fields: Any) -> Annotation:
    moment = now()
    made = Annotation(
        id=new_id(),
        target=Target(start=4, end=13, exact="the wheel", prefix="and ", suffix=" turned"),
        note=note,
        creator="ann",
        created=moment,
        modified=moment,
    )
    return replace(made, **fields)


def edited(record: Annotation, note: str) -> Annotation:
    return replace(record, note=note, modified=now())
