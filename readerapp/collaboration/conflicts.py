"""Conflicts: fields that several people set at the same time to different values.

All values are stored, and one of them is shown, until somebody chooses one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from readerapp.annotations import speaker_edits
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.transactions import annotator_of
from readerapp.annotations.undo import SETTLED, FieldChange, Table
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Speaker, now
from readerapp.interchange.record_merge import Alternative, find_conflicts, resolve_field

_FIELDS = {
    "target": "passage", "colour": "colour", "note": "note", "tags": "tags", "speaker": "speaker",
    "deleted": "deletion", "name": "name", "aliases": "aliases", "role": "role",
}  # fmt: skip
"""The user-facing names of the fields that a person can change.

Other fields are merged without a conflict.
"""


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of the values of a conflict.

    Attributes:
        stored: The value as it is stored.
        shown: The value as text for a person.
        by: Who set it.
    """

    stored: Any
    shown: str
    by: str


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field with several values, the first of which is shown.

    Attributes:
        record: The id of the annotation or speaker.
        field: The name of the field in the record.
        about: Text that identifies the record for a person.
        values: The values; the first is the one that is shown.
    """

    record: str
    field: str
    about: str
    values: tuple[ConflictValue, ...]

    @property
    def name(self) -> str:
        """Return the user-facing name of the field."""
        return _FIELDS[self.field]


def list_conflicts(session: ReadingSession) -> list[FieldConflict]:
    """List the conflicts of a document, by position."""
    placed = sorted(session.placed.values(), key=lambda one: one.order)
    threads = ((one.annotation, *session.threads.replies(one.key)) for one in placed)
    records: list[Annotation | Speaker] = [*chain.from_iterable(threads), *session.speakers]
    return [
        FieldConflict(record.id, one.field, _title_of_record(record), tuple(
            ConflictValue(
                alternative.value,
                _format_value(session, one.field, alternative.value),
                _setter_name(session, record, alternative),
            )
            for alternative in (one.shown, *one.others)
        ))
        for record in records
        if record.merge.get("also")
        for one in find_conflicts(record.to_dict())
        if one.field in _FIELDS
    ]  # fmt: skip


def resolve_conflict(
    session: ReadingSession, conflict: FieldConflict, value: ConflictValue, device: str
) -> Change:
    """Set a field to one of its values and discard the others; undo restores the conflict.

    Raises:
        ReaderError: It is resolved already, or the change could not be saved.
    """
    table: Table = "annotations" if conflict.record in session.store.annotations else "speakers"
    records = session.store.annotations if table == "annotations" else session.store.speakers
    record = records.get(conflict.record)
    before = record.to_dict() if record else {}
    same_field = (one for one in find_conflicts(before) if one.field == conflict.field)
    unresolved = next(same_field, None) if record else None
    if record is None or unresolved is None:
        raise ReaderError("This conflict is resolved already.")
    after = resolve_field(before, conflict.field, value.stored, device)
    if table == "annotations":
        after["modified"] = now()
    others = [[other.value, other.device, other.clock] for other in unresolved.others]
    field_change = FieldChange(
        table,
        conflict.record,
        f"{SETTLED}{conflict.field}",
        {"value": before[conflict.field], "others": others},
        {"value": value.stored, "others": []},
    )
    sentence = f"Resolved: {conflict.name}"
    session.import_records(
        sentence, [(record, type(record).from_dict(after))], changes=[field_change]
    )
    change = replace(session.refresh(), sentence=session.store.warning or sentence)
    is_shown = session.find(conflict.record) is not None
    return replace(change, focus=conflict.record if is_shown else None)


def _title_of_record(record: Annotation | Speaker) -> str:
    if isinstance(record, Speaker):
        return record.name
    return record.target.exact if record.target else "(document note)"


def _format_value(session: ReadingSession, field: str, value: Any) -> str:
    """Format a value for a person."""
    if field == "speaker":
        speaker = speaker_edits.resolve(session.store.speakers, value)
        return speaker.name if speaker else "no speaker"
    if field == "target":
        return str(value.get("exact", "")) if isinstance(value, dict) else ""
    if field == "deleted":
        return "deleted" if value else "kept"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "(empty)"


def _setter_name(session: ReadingSession, record: Annotation | Speaker, value: Alternative) -> str:
    """Return who set a value, as far as the name of the actor tells."""
    name = value.device
    if name.startswith("?"):
        return "before"
    if name.startswith("file."):
        creator = session.creator_name(record) if isinstance(record, Annotation) else ""
        return "here" if name.endswith(".kept") else f"{creator}, in a file".strip(", ")
    begin = annotator_of(name)
    people = session.store.annotators.values() if begin else ()
    annotator = next((person.name for person in people if person.id.startswith(begin)), "")
    # Edits of an earlier version of the program, or of an annotator who is unknown here: return
    # the login name, which is the part before the dash.
    return annotator or name.partition(".")[0].rpartition("-")[0] or name
