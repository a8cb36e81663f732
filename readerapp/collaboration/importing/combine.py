"""Combining: another copy of a document's records goes into ours, field by field.

The same speaker under two ids, because two people named them independently, becomes one. Which
id stays follows from the records alone, so that everybody who combines the same copies, in
whatever order, arrives at the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from readerapp.annotations import speaker_edits
from readerapp.collaboration.importing.draft import Draft, ImportCounts, Outcome
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, Speaker
from readerapp.interchange.record_merge import conflicts, merge_records, merge_table, stamp_changes

Row = dict[str, Any]
Merged = TypeVar("Merged", Annotation, Speaker)

_SETTLE_THEMSELVES = {"resolved"}
"""Fields of which the later value counts, and nobody has to choose."""

_NOT_SEEN = (
    "merge",
    "modified",
    "created",
    "creator",
    "deleted",
)  # a person sees no change in these


def combine_tables(
    draft: Draft, theirs: Mapping[str, Iterable[Row]], device: str, *, restore: bool = False
) -> ImportCounts:
    """Put what the tables `theirs` (annotators, speakers, annotations) bring into `draft`.

    Whoever has a record already keeps of it what nobody changed knowingly: merging is that of
    `sharing.merge`. A record that is not what the format says is passed over. `device` stamps
    what is made of two speakers of one name. With `restore`, what they have and is in the bin here
    comes out of it.
    """
    for row in theirs.get("annotators", ()):
        annotator = Annotator.from_dict(row)
        if draft.annotator(annotator.id) is None:
            draft.put(annotator)
    speakers = theirs.get("speakers", ())
    came = [row["id"] for row in merge_table(speakers, ()) if _take_speaker(draft, row)]
    counts = ImportCounts()
    for row in merge_table(theirs.get("annotations", ()), ()):  # an id may stand there twice
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
        torn = annotation and annotation.merge.get("also")  # else it need not be looked at
        if annotation and torn:
            fields = {one.field for one in conflicts(annotation.to_dict())}
            counts.disputed += bool(fields - _SETTLE_THEMSELVES)
    return counts


def _take_speaker(draft: Draft, row: Row) -> bool:
    """Merge a speaker into the draft; whether it is new or changed."""
    ours = draft.speakers.get(str(row["id"]))
    merged = _merged(ours, Speaker.from_dict(row))
    if merged != ours:
        draft.put(merged)
    return merged != ours


def _take_annotation(draft: Draft, row: Row) -> Outcome | None:
    """Merge an annotation into the draft; None if it is deleted and was never here."""
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
    """The merge of both; `ours` itself if theirs adds nothing."""
    if ours is None:
        return theirs
    before = ours.to_dict()
    after = merge_records(before, theirs.to_dict())
    if after == before:
        return ours
    try:
        return type(ours).from_dict(after)
    except ReaderError:  # a merge of two sound records has sound fields; garbled stamps might not
        return ours


def _face(annotation: Annotation) -> dict[str, Any]:
    return {k: v for k, v in annotation.to_dict().items() if k not in _NOT_SEEN}


class _Names:
    """Who is called what, among speakers that become fewer: a look-up for each name."""

    def __init__(self, speakers: Mapping[str, Speaker]) -> None:
        self._speakers = speakers
        self._places = {key: number for number, key in enumerate(speakers)}
        self._names: dict[str, set[str]] = {}
        self._aliases: dict[str, set[str]] = {}
        for key in speakers:
            self.enter(key)

    def enter(self, key: str) -> None:
        """Take in the names that a speaker has now."""
        speaker = self._speakers[key]
        if not speaker.deleted:
            self._names.setdefault(_folded(speaker.name), set()).add(key)
            for alias in speaker.aliases:
                self._aliases.setdefault(_folded(alias), set()).add(key)

    def same_person(self, key: str) -> Iterator[str]:
        """Who else has the speaker's name for a name or alias, or an alias of theirs for a name."""
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
    """Make one speaker of `key` and whoever else has that name."""
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
    """Who goes and who stays: the fuller name stays, of two that are alike the smaller id."""
    first, second = sorted((one, other), key=lambda s: (-len(s.name), s.name.casefold(), s.id))
    return second, first
