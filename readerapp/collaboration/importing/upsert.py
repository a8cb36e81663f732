"""Upsert of imported annotations: insert or update, idempotent by id and field digests.

Other programs do not record who changed what and when. So the field `origin` of an annotation
stores digests of what its last import brought. A field that differs in the file was changed
there; a field that differs in the store was changed here. If both changed it, both values are
stored as a conflict.

`interchange.importers` computes ids from the content of a file that gives none. `KnownIds` handles
the two cases that need the store: a file that names no annotator, where the id depends on who
imports it, and annotations that were imported when ids were computed from fewer fields.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from readerapp.anchoring.anchor import Anchor
from readerapp.anchoring.normalize import normalize
from readerapp.annotations import change, speaker_edits
from readerapp.annotations.anchored_annotation import AnchoredAnnotation, rebase_target
from readerapp.collaboration.importing.draft import ImportCounts, ImportDraft, fold_name
from readerapp.core.model import Annotation, Annotator, Speaker
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.interchange.importers.base import id_of
from readerapp.interchange.place import MAXIMUM_LENGTH
from readerapp.interchange.record_merge import Alternative, Record, resolve_field, stamp_changes
from readerapp.text.source import Text

ORIGIN = "origin"
"""The field of an annotation with the digests of the last import, one for each field."""

_NAMED_IDS = uuid.UUID("b0a6f2de-52b5-4f0e-9d3f-0c5a3c1d7e42")
"""The UUID namespace of ids computed from a name. It must never change."""

_FIELDS = ("target", "colour", "note", "tags", "speaker")

FieldDigests = Mapping[str, str]
"""A digest of each field as a person sees it.

It is the same for an imported item and for the annotation that it becomes.
"""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The parameters that are common to all annotations of an import.

    Attributes:
        importer: The annotator of annotations that name none.
        device: The device that stamps the changes.
        time: The time of the import.
        restore: True to restore annotations from the bin.
    """

    importer: Annotator
    device: str
    time: str
    restore: bool = False


def upsert_imported(
    draft: ImportDraft, text: Text, item: ImportedAnnotation, anchor: Anchor, context: ImportContext
) -> str:
    """Insert or update an imported annotation in `draft`.

    Args:
        draft: The records of the document.
        text: The text of the document.
        item: The imported annotation.
        anchor: Where it was found in `text`.
        context: The parameters of the import.

    Returns:
        An outcome of `ImportCounts.count`, followed by " conflict" if a field was changed on both
        sides.
    """
    known = draft.annotation(item.id)
    if known is None:
        draft.put(_new_annotation(draft, text, item, anchor, context))
        return "new"
    theirs = _item_digests(item)
    changed = _fields_changed_in_file(draft, known, item, theirs)
    if known.deleted and not context.restore:
        return "binned"
    is_done = bool(item.resolved) and known.resolved is None  # one that was reopened here stays so
    if not changed and not known.deleted and not is_done:
        return "unchanged"
    imported = _new_annotation(draft, text, item, anchor, context)
    ours, base = field_digests(draft, known), _origin(known)
    record, values = known.to_dict(), imported.to_dict()
    both = {name for name in changed if base and ours[name] != base.get(name)}
    from_file = {name: values[name] for name in changed if name not in both}
    after = {**record, **from_file, ORIGIN: dict(theirs), "modified": context.time, "deleted": None}
    if is_done:
        after["resolved"] = item.resolved
    after = stamp_changes(record, after, context.device)
    for name in both:
        after = _add_conflict(after, name, values[name], item)
    draft.put(Annotation.from_dict(after))
    word = "restored" if known.deleted else "changed"
    return f"{word} conflict" if both else word


def count_outcome(counts: ImportCounts, outcome: str, key: str, *, lost: bool) -> None:
    """Count the outcome of one `upsert_imported`.

    Args:
        counts: The counts to update.
        outcome: The result of `upsert_imported`.
        key: The id of the annotation.
        lost: True if its words were not found.
    """
    word, _, conflict = outcome.partition(" ")
    counts.count(word, key)  # type: ignore[arg-type]
    counts.conflicts += bool(conflict)
    counts.orphaned += lost and word in ("new", "changed", "restored")


def find_or_add_annotator(draft: ImportDraft, name: str) -> Annotator:
    """Return the annotator with that name, or a new one that is not in the draft; ignore case."""
    name = speaker_edits.clean_name(name)
    return draft.find_annotator(name) or Annotator(id=_id("annotator", name), name=name)


def has_same_content(ours: Annotation, item: ImportedAnnotation) -> bool:
    """Return True if the last import of `ours` had the same content as `item`."""
    return _origin(ours) == _item_digests(item)


def field_digests(draft: ImportDraft, annotation: Annotation) -> FieldDigests:
    """Compute the digests of the current fields of an annotation."""
    speaker = draft.speaker(annotation.speaker)
    proposed = annotation.proposed_speaker if annotation.is_proposal else None
    return _digests(
        words=annotation.target.exact if annotation.target else "",
        colour=annotation.colour,
        note=annotation.note,
        tags=annotation.tags,
        speaker=speaker.name if speaker else proposed or "",
    )


def _item_digests(item: ImportedAnnotation) -> FieldDigests:
    """Compute the digests of the fields of an imported item."""
    return _digests(
        words=item.exact,
        colour=item.colour,
        note=item.note,
        tags=change.validate_tags(item.tags),
        speaker=item.speaker,
    )


def _digests(
    words: str, colour: str, note: str, tags: tuple[str, ...], speaker: str
) -> FieldDigests:
    values = normalize(words).strip(), colour, note.strip(), "\n".join(tags), fold_name(speaker)
    return {name: _digest(value) for name, value in zip(_FIELDS, values, strict=True)}


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:12]


def _origin(annotation: Annotation) -> FieldDigests:
    origin = annotation.extra.get(ORIGIN)
    return origin if isinstance(origin, Mapping) else {}


def _fields_changed_in_file(
    draft: ImportDraft, known: Annotation, item: ImportedAnnotation, theirs: FieldDigests
) -> set[str]:
    """Return the fields that were changed in the file since its last import."""
    base, ours = _origin(known), field_digests(draft, known)
    differing = {name for name in _FIELDS if theirs[name] != ours[name]}
    if known.reply_to:
        differing &= {"note"}  # the other fields are those of its thread
    named = draft.find_speaker(item.speaker)
    if named is not None and named == draft.speaker(known.speaker):
        differing.discard("speaker")  # two names of the same speaker
    if base:
        return {name for name in differing if theirs[name] != base.get(name)}
    # It was created here, exported, and comes back: an older file than ours has nothing new.
    older = bool(item.modified) and item.modified < known.modified
    return set() if older else differing


def _new_annotation(
    draft: ImportDraft, text: Text, item: ImportedAnnotation, anchor: Anchor, context: ImportContext
) -> Annotation:
    """Create the annotation for an item; add its speaker and annotator to the draft.

    The record has no stamp, so that everybody who imports the same file creates the same record.
    """
    speaker = _speaker(draft, item.speaker, can_add=not item.proposed)
    maker = find_or_add_annotator(draft, item.creator) if item.creator.strip() else context.importer
    if draft.annotator(maker.id) is None:
        draft.put(maker)
    annotation = Annotation(
        id=item.id,
        target=item.target,
        colour=item.colour,
        note=item.note,
        tags=change.validate_tags(item.tags),
        speaker=speaker.id if speaker else None,
        creator=maker.id,
        created=item.created or item.modified or context.time,
        modified=item.modified or item.created or context.time,
        reply_to=item.reply_to or None,
        resolved=item.resolved or None,
        proposed=item.proposed,
        proposed_speaker=(
            speaker_edits.clean_name(item.speaker) or None
            if item.proposed and speaker is None
            else None
        ),
        reason=(item.reason.strip() or None) if item.proposed else None,
        place=" ".join(item.place.split())[:MAXIMUM_LENGTH] or None,
        extra={ORIGIN: dict(_item_digests(item))},
    )
    if anchor.state == "orphaned":
        lost = AnchoredAnnotation(
            annotation, state="orphaned", reason=anchor.reason, suggestions=anchor.suggestions
        )
        return rebase_target(text, lost)
    placed = AnchoredAnnotation(annotation, anchor.start, anchor.end, anchor.state, anchor.reason)
    return rebase_target(text, placed)


def _speaker(draft: ImportDraft, name: str, *, can_add: bool) -> Speaker | None:
    """Return the speaker with that name or alias; create or restore one if there is none.

    Without `can_add` there is None instead: a speaker whom only a proposal names has no record.
    """
    name = speaker_edits.clean_name(name)
    if not name:
        return None
    known = draft.find_speaker(name)
    if known or not can_add:
        return known
    speaker = Speaker(id=_id("speaker", name), name=name)
    deleted = draft.speakers.get(speaker.id)
    draft.put(replace(deleted, name=name, deleted=None) if deleted else speaker)
    return draft.speakers[speaker.id]


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMED_IDS, f"{kind} {fold_name(name)}"))


def _add_conflict(record: Record, field: str, value: Any, item: ImportedAnnotation) -> Record:
    """Return `record` with `value` as a second value of a field that both sides have changed.

    The device name of the value is computed from the value. So the same file creates the same
    conflict everywhere.
    """
    theirs = Alternative(value, f"file.{_digest(repr(value))}", _seconds(item.modified))
    return resolve_field(record, field, record[field], f"{theirs.device}.kept", others=[theirs])


def _seconds(time: str) -> int:
    """Convert a past time to seconds since 1970; 1 if it is not known."""
    try:
        moment = datetime.fromisoformat(time).timestamp()
    except (ValueError, OverflowError):
        return 1
    return int(min(max(1, moment), datetime.now(UTC).timestamp() - 1))


_ANONYMOUS_IDS = uuid.UUID("5f1c2f0a-8f0e-4d7c-9a7b-2f6c1b0d9e35")
"""The UUID namespace of ids of annotations that name nobody. It must never change."""


class KnownIds:
    """A mapping from the items of one file to their ids; each existing id is used only once."""

    def __init__(
        self, draft: ImportDraft, placed: Mapping[str, AnchoredAnnotation], importer: Annotator
    ) -> None:
        self._draft = draft
        self._placed = placed
        self._importer = importer
        self._used_ids: set[str] = set()

    def with_id(self, item: ImportedAnnotation, anchor: Anchor) -> ImportedAnnotation:
        """Return `item` with the id that it has or will have in the store.

        Args:
            item: The imported annotation.
            anchor: Where its words were found.
        """
        if not item.earlier_key:
            return item
        earlier_id = id_of(item.earlier_key)
        if not item.creator.strip() and not item.created:
            # Two people may import equal tables without names: only the importer tells them apart.
            key = f"{item.id} {self._importer.id}"
            item = replace(item, id=str(uuid.uuid5(_ANONYMOUS_IDS, key)))
        earlier = self._draft.annotation(earlier_id)
        if (
            self._draft.annotation(item.id) is None
            and earlier is not None
            and earlier_id not in self._used_ids
            and self._same(earlier, item, anchor)
        ):
            self._used_ids.add(earlier_id)
            return replace(item, id=earlier_id)
        return item

    def _same(self, ours: Annotation, item: ImportedAnnotation, anchor: Anchor) -> bool:
        """Return True if `ours`, whose id was computed from fewer fields, is the same as `item`."""
        maker = self._draft.annotator(ours.creator)
        if item.creator.strip() and not (
            maker and speaker_edits.is_same_name(maker.name, item.creator)
        ):
            return False
        if (ours.target is None) != (not item.exact):
            return False
        if ours.target is None:
            return has_same_content(ours, item) or item.note in ours.note or ours.note in item.note
        placed = self._placed.get(ours.id)
        if anchor.state == "orphaned" or (placed is not None and not placed.shown):
            return normalize(ours.target.exact).strip() == normalize(item.exact).strip()
        start, end = (placed.start, placed.end) if placed else (ours.target.start, ours.target.end)
        return start < anchor.end and anchor.start < end
