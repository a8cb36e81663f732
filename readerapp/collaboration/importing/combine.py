"""Merge another copy of a document's records into ours, field by field.

If two people added the same speaker independently, the speaker has two ids; these are united.
The id that stays depends only on the records. So everybody who combines the same copies, in any
order, gets the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from readerapp.annotations import speaker_edits
from readerapp.collaboration.importing.draft import Draft, ImportCounts, Outcome
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

_SETTLE_THEMSELVES = {"resolved"}
"""Fields in which the later value wins, without a conflict that somebody has to resolve."""

_NOT_SEEN = (
    "merge",
    "modified",
    "created",
    "creator",
    "deleted",
)  # changes in these fields are not visible to a person


def combine_tables(
    draft: Draft, theirs: Mapping[str, Iterable[Row]], device: str, *, restore: bool = False
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
    came = [row["id"] for row in merge_table(speakers, ()) if _take_speaker(draft, row)]
    counts = ImportCounts()
    for row in merge_table(theirs.get("annotations", ()), ()):  # an id may occur twice
        found = _take_annotation(draft, row)
        if found == "binned" and restore:
            _restore(draft, str(row["id"]), device)
            found = "restored"
        if found:
            counts.count(found, str(row["id"]))
    names = _Names(draft.speakers)
    for key in came:
        _unite(draft, names, key, device)
    for key in counts.ids:
        annotation = draft.annotation(key)
        torn = annotation and annotation.merge.get("also")  # without it there is no conflict
        if annotation and torn:
            fields = {one.field for one in find_conflicts(annotation.to_dict())}
            counts.disputed += bool(fields - _SETTLE_THEMSELVES)
    return counts


def _take_speaker(draft: Draft, row: Row) -> bool:
    """Merge a speaker into the draft; return True if it is new or changed."""
    ours = draft.speakers.get(str(row["id"]))
    merged = _merged(ours, Speaker.from_dict(row))
    if merged != ours:
        draft.put(merged)
    return merged != ours


def _take_annotation(draft: Draft, row: Row) -> Outcome | None:
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
    if _face(ours) != _face(merged):
        return "changed"
    return "binned" if merged.deleted and not theirs.deleted else "unchanged"


def _restore(draft: Draft, key: str, device: str) -> None:
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


def _face(annotation: Annotation) -> dict[str, Any]:
    return {k: v for k, v in annotation.to_dict().items() if k not in _NOT_SEEN}


class _Names:
    """An index of speakers by name and alias, kept up to date while speakers are united."""

    def __init__(self, speakers: Mapping[str, Speaker]) -> None:
        self._speakers = speakers
        self._places = {key: number for number, key in enumerate(speakers)}
        self._names: dict[str, set[str]] = {}
        self._aliases: dict[str, set[str]] = {}
        for key in speakers:
            self.enter(key)

    def enter(self, key: str) -> None:
        """Add the current names of a speaker."""
        speaker = self._speakers[key]
        if not speaker.deleted:
            self._names.setdefault(_folded(speaker.name), set()).add(key)
            for alias in speaker.aliases:
                self._aliases.setdefault(_folded(alias), set()).add(key)

    def same_person(self, key: str) -> Iterator[str]:
        """Generate the other speakers who are the same person.

        Their name is a name or alias of this speaker, or one of their aliases is its name.
        """
        speaker = self._speakers[key]
        if speaker.deleted:
            return
        found = set(self._aliases.get(_folded(speaker.name), ()))
        for name in (speaker.name, *speaker.aliases):
            found |= self._names.get(_folded(name), set())
        for other in sorted(found - {key}, key=self._places.__getitem__):
            if not self._speakers[other].deleted:
                yield other


def _unite(draft: Draft, names: _Names, key: str, device: str) -> None:
    """Unite the speaker `key` with all others who are the same person."""
    for other in list(names.same_person(key)):
        gone, kept = _order(draft.speakers[key], draft.speakers[other])
        for before, after in speaker_edits.merge_speakers(
            draft.speakers, draft.annotations(), gone.id, kept.id
        ):
            stamped = stamp_changes(before.to_dict() if before else None, after.to_dict(), device)
            draft.put(type(after).from_dict(stamped))
        names.enter(kept.id)
        if gone.id == key:
            return


def _folded(name: str) -> str:
    return speaker_edits.clean_name(name).casefold()


def _order(one: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Return the speaker to remove and the one to keep.

    The longer name stays; for equal lengths, the first in alphabetical order, then the smaller id.
    """
    first, second = sorted((one, other), key=lambda s: (-len(s.name), s.name.casefold(), s.id))
    return second, first
