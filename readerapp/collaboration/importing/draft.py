"""Import draft: the records of a document as they will be after one save, and outcome counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from readerapp.annotations import speaker_edits
from readerapp.annotations.snapshot import StoredRecords
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.model import Annotation, Annotator, Speaker

_COUNT_FIELDS = (
    *("new", "changed", "removed", "restored"),
    *("orphaned", "unchanged", "binned", "conflicts"),
)
_LISTED_OUTCOMES = ("new", "changed", "removed", "restored")

TEXT_NOT_FOUND = "with text not found"
"""What follows the number of annotations without a place in the text."""
_JSON_KEYS = {"conflicts": "disputed"}
"""The keys in JSON of fields that are named otherwise here."""

Outcome = Literal["new", "changed", "removed", "restored", "unchanged", "binned"]


@dataclass(slots=True)
class ImportCounts:
    """The outcome of an import: how many annotations were new, changed and so on.

    Attributes:
        new: Annotations that were not here.
        changed: Annotations that were changed.
        removed: Annotations that somebody has deleted, as the file says.
        restored: Annotations that were restored from the bin.
        orphaned: New, changed or restored annotations whose words are not in the text.
        unchanged: Annotations that are the same here.
        binned: Annotations that were deleted here before and stay in the bin.
        conflicts: Annotations with a field that was changed on both sides.
    """

    new: int = 0
    changed: int = 0
    removed: int = 0
    restored: int = 0
    orphaned: int = 0
    unchanged: int = 0
    binned: int = 0
    conflicts: int = 0
    ids: list[str] = field(default_factory=list)
    """The ids of the new, changed, removed and restored ones, in the order of the file."""

    def count(self, outcome: Outcome, key: str) -> None:
        """Count one annotation."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in _LISTED_OUTCOMES:
            self.ids.append(key)

    @property
    def any(self) -> bool:
        """Return True if there was any annotation."""
        return bool(self.ids or self.unchanged or self.binned)

    @property
    def alters(self) -> bool:
        """Return True if the import changes or removes something that is here."""
        return bool(self.changed or self.removed or self.restored)

    def __iadd__(self, other: ImportCounts) -> ImportCounts:
        for name in _COUNT_FIELDS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ids += other.ids
        return self

    def __str__(self) -> str:
        others = (
            (self.orphaned, TEXT_NOT_FOUND),
            (self.unchanged, "unchanged"),
            (self.removed, "deleted"),
            (self.restored, "restored from the Bin"),
            (self.binned, "skipped (deleted here; see Bin)"),
            (self.conflicts, "in conflict"),
        )
        parts = [f"{self.new} new", f"{self.changed} changed"]
        return ", ".join([*parts, *(f"{count} {what}" for count, what in others if count)])

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as JSON-ready data."""
        return {_JSON_KEYS.get(name, name): getattr(self, name) for name in _COUNT_FIELDS}


Named = TypeVar("Named", Annotator, Speaker)


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """The changes of a draft: edits of annotations and speakers, and new annotators."""

    edits: tuple[Edit, ...]
    annotators: tuple[Annotator, ...]

    def __bool__(self) -> bool:
        return bool(self.edits or self.annotators)


class ImportDraft:
    """The records of a document with the changes of an import on top.

    The stored records are not changed.
    """

    def __init__(self, stored: StoredRecords) -> None:
        self._stored = stored
        self._annotations: dict[str, Annotation] = {}
        self._annotators: dict[str, Annotator] = {}
        self._changed_speakers: dict[str, Speaker] = {}
        self._annotator_names = _by_name(stored.annotators.values())
        self._speaker_names: tuple[dict[str, Speaker], dict[str, Speaker]] | None = None
        self.speakers: dict[str, Speaker] = dict(stored.speakers)
        """All speakers as they will be. Read only."""

    def annotation(self, key: str) -> Annotation | None:
        """Return an annotation as it will be; None if there is none."""
        return self._annotations.get(key) or self._stored.annotations.get(key)

    def annotations(self) -> list[Annotation]:
        """Return every annotation as it will be."""
        return list({**self._stored.annotations, **self._annotations}.values())

    def annotator(self, key: str) -> Annotator | None:
        """Return an annotator as they will be; None if there is none."""
        return self._annotators.get(key) or self._stored.annotators.get(key)

    def annotators(self) -> Mapping[str, Annotator]:
        """Return every annotator as they will be, by id."""
        return {**self._stored.annotators, **self._annotators}

    def find_annotator(self, name: str) -> Annotator | None:
        """Return the annotator with this name, ignoring case; None if there is none."""
        return self._annotator_names.get(fold_name(name))

    def speaker(self, key: str | None) -> Speaker | None:
        """Return a speaker as `speaker_edits.resolve` does, with one index look-up."""
        speaker = self.speakers.get(key or "")
        if speaker is not None and speaker.deleted:
            return self.find_speaker(speaker.name)
        return speaker

    def find_speaker(self, name: str) -> Speaker | None:
        """Return a speaker as `speaker_edits.find_by_name` does, with one index look-up."""
        if self._speaker_names is None:
            active = speaker_edits.active_speakers(self.speakers)
            aliases = {
                fold_name(alias): s for s in reversed(active) for alias in reversed(s.aliases)
            }
            self._speaker_names = _by_name(active), aliases
        by_name, by_alias = self._speaker_names
        key = fold_name(name)
        return by_name.get(key) or by_alias.get(key)

    def put(self, record: Annotation | Speaker | Annotator) -> None:
        """Add a record, or replace the record with the same id."""
        if isinstance(record, Annotation):
            self._annotations[record.id] = record
        elif isinstance(record, Speaker):
            is_new = record.id not in self.speakers and not record.aliases and not record.deleted
            self._changed_speakers[record.id] = self.speakers[record.id] = record
            if is_new and self._speaker_names is not None:
                self._speaker_names[0].setdefault(fold_name(record.name), record)
            else:
                self._speaker_names = None
        else:
            self._annotators[record.id] = record
            self._annotator_names.setdefault(fold_name(record.name), record)

    def changes(self) -> DraftChanges:
        """Return the differences from the stored records.

        Speakers come before the annotations that name them.
        """
        edits: list[Edit] = []
        before: Speaker | Annotation | None
        for speaker in self._changed_speakers.values():
            before = self._stored.speakers.get(speaker.id)
            if before is None or before.to_dict() != speaker.to_dict():
                edits.append((before, speaker))
        for annotation in self._annotations.values():
            before = self._stored.annotations.get(annotation.id)
            if before is None or before.to_dict() != annotation.to_dict():
                edits.append((before, annotation))
        return DraftChanges(tuple(edits), tuple(self._annotators.values()))


def _by_name(people: Iterable[Named]) -> dict[str, Named]:
    """Index people by name; the first of each name wins."""
    by_name: dict[str, Named] = {}
    for person in people:
        by_name.setdefault(fold_name(person.name), person)
    return by_name


def fold_name(name: str) -> str:
    """Return a name without differences in case and white space."""
    return speaker_edits.clean_name(name).casefold()
