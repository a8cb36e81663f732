"""Merge another copy of a document's records into ours, field by field.

If two people added the same speaker independently, the speaker has two ids; these are united.
The id that stays depends only on the records. So everybody who combines the same copies, in any
order, gets the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from readerapp.annotations import speaker_edits
from readerapp.collaboration.importing.draft import ImportCounts, ImportDraft, Outcome, fold_name
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, Speaker
from readerapp.interchange.record_merge import (
    find_conflicts,
    merge_records,
    merge_table,
    stamp_changes,
)

Row = dict[str, Any]
Merged = TypeVar("Merged", Annotation, Speaker)

_LATER_VALUE_WINS = {"resolved", "accepted", "accepted_by", "withdrawn"}
"""Fields in which the later value wins, without a conflict that somebody has to resolve."""

_HIDDEN_FIELDS = (
    "merge",
    "modified",
    "created",
    "creator",
    "deleted",
)  # changes in these fields are not visible to a person


def combine_tables(
    draft: ImportDraft, theirs: Mapping[str, Iterable[Row]], device: str, *, restore: bool = False
) -> ImportCounts:
    """Merge the tables of another copy into `draft`.

    The merge is that of `interchange.record_merge`: a field that nobody changed deliberately keeps
    the value that is here. If a merge gives an invalid record, ours stays as it is.

    Args:
        draft: The records of the document.
        theirs: The tables `annotators`, `speakers` and `annotations` of the other copy.
        device: The device that stamps restored annotations and united speakers.
        restore: True to restore annotations that the other copy has and that are in the bin here.

    Returns:
        The outcome for the annotations.
    """
    for row in theirs.get("annotators", ()):
        annotator = Annotator.from_dict(row)
        if draft.annotator(annotator.id) is None:
            draft.put(annotator)
    speakers = theirs.get("speakers", ())
    merged_speakers = [row["id"] for row in merge_table(speakers, ()) if _merge_speaker(draft, row)]
    counts = ImportCounts()
    for row in merge_table(theirs.get("annotations", ()), ()):  # an id may occur twice
        outcome = _merge_annotation(draft, row)
        if outcome == "binned" and restore:
            _restore(draft, str(row["id"]), device)
            outcome = "restored"
        if outcome:
            counts.count(outcome, str(row["id"]))
    names = _SpeakerNames(draft.speakers)
    for key in merged_speakers:
        _unite(draft, names, key, device)
    for key in counts.ids:
        annotation = draft.annotation(key)
        also = annotation and annotation.merge.get("also")  # without it there is no conflict
        if annotation and also:
            fields = {conflict.field for conflict in find_conflicts(annotation.to_dict())}
            counts.conflicts += bool(fields - _LATER_VALUE_WINS)
    return counts


def _merge_speaker(draft: ImportDraft, row: Row) -> bool:
    """Merge a speaker into the draft; return True if it is new or changed."""
    ours = draft.speakers.get(str(row["id"]))
    merged = _merged(ours, Speaker.from_dict(row))
    if merged != ours:
        draft.put(merged)
    return merged != ours


def _merge_annotation(draft: ImportDraft, row: Row) -> Outcome | None:
    """Merge an annotation into the draft; return None if it is deleted and was never here."""
    theirs = Annotation.from_dict(row)
    ours = draft.annotation(theirs.id)
    merged = _merged(ours, theirs)
    if merged is not ours:
        draft.put(merged)
    if ours is None:
        return None if merged.deleted else "new"
    if bool(ours.deleted) != bool(merged.deleted):
        return "removed" if merged.deleted else "restored"
    if _visible_fields(ours) != _visible_fields(merged):
        return "changed"
    return "binned" if merged.deleted and not theirs.deleted else "unchanged"


def _restore(draft: ImportDraft, key: str, device: str) -> None:
    if annotation := draft.annotation(key):
        row = annotation.to_dict()
        draft.put(Annotation.from_dict(stamp_changes(row, {**row, "deleted": None}, device)))


def _merged(ours: Merged | None, theirs: Merged) -> Merged:
    """Return the merge of both records; `ours` itself if `theirs` adds nothing."""
    if ours is None:
        return theirs
    before = ours.to_dict()
    after = merge_records(before, theirs.to_dict())
    if after == before:
        return ours
    try:
        return type(ours).from_dict(after)
    except ReaderError:  # two valid records give valid fields, unless their stamps are damaged
        return ours


def _visible_fields(annotation: Annotation) -> dict[str, Any]:
    return {k: v for k, v in annotation.to_dict().items() if k not in _HIDDEN_FIELDS}


class _SpeakerNames:
    """An index of speakers by name and alias, kept up to date while speakers are united."""

    def __init__(self, speakers: Mapping[str, Speaker]) -> None:
        self._speakers = speakers
        self._order_of_ids = {key: number for number, key in enumerate(speakers)}
        self._names: dict[str, set[str]] = {}
        self._aliases: dict[str, set[str]] = {}
        for key in speakers:
            self.add(key)

    def add(self, key: str) -> None:
        """Add the current names of a speaker."""
        speaker = self._speakers[key]
        if not speaker.deleted:
            self._names.setdefault(fold_name(speaker.name), set()).add(key)
            for alias in speaker.aliases:
                self._aliases.setdefault(fold_name(alias), set()).add(key)

    def same_person(self, key: str) -> Iterator[str]:
        """Generate the other speakers who are the same person.

        Their name is a name or alias of this speaker, or one of their aliases is its name.
        """
        speaker = self._speakers[key]
        if speaker.deleted:
            return
        keys = set(self._aliases.get(fold_name(speaker.name), ()))
        for name in (speaker.name, *speaker.aliases):
            keys |= self._names.get(fold_name(name), set())
        for other in sorted(keys - {key}, key=self._order_of_ids.__getitem__):
            if not self._speakers[other].deleted:
                yield other


def _unite(draft: ImportDraft, names: _SpeakerNames, key: str, device: str) -> None:
    """Unite the speaker `key` with all others who are the same person."""
    for other in list(names.same_person(key)):
        removed, remaining = _removed_and_remaining(draft.speakers[key], draft.speakers[other])
        for before, after in speaker_edits.merge_speakers(
            draft.speakers, draft.annotations(), removed.id, remaining.id
        ):
            stamped = stamp_changes(before.to_dict() if before else None, after.to_dict(), device)
            draft.put(type(after).from_dict(stamped))
        names.add(remaining.id)
        if removed.id == key:
            return


def _removed_and_remaining(one: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Return the speaker to remove and the one to keep.

    The longer name stays; for equal lengths, the first in alphabetical order, then the smaller id.
    """
    first, second = sorted(
        (one, other), key=lambda speaker: (-len(speaker.name), speaker.name.casefold(), speaker.id)
    )
    return second, first
