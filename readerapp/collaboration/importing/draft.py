"""A draft: a document's records as they will be, until all of it is saved at once.

How much an import brought, told in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from readerapp.annotations import speaker_edits
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.model import Annotation, Annotator, Speaker

_NUMBERS = (
    *("new", "changed", "removed", "restored"),
    *("orphaned", "unchanged", "binned", "disputed"),
)
_CAME = ("new", "changed", "removed", "restored")

Outcome = Literal["new", "changed", "removed", "restored", "unchanged", "binned"]


@dataclass(slots=True)
class ImportCounts:
    """What became of the annotations of a file.

    Each is `new`, `changed`, `removed` (the file says that somebody deleted it), `restored` from
    the bin, `unchanged` or, deleted here before, `binned`. Of those that came `orphaned` have
    words that are not in the text, and `disputed` a field that was changed on both sides.
    """

    new: int = 0
    changed: int = 0
    removed: int = 0
    restored: int = 0
    orphaned: int = 0
    unchanged: int = 0
    binned: int = 0
    disputed: int = 0
    ids: list[str] = field(default_factory=list)
    """Of those that came, in the order of the file."""

    def count(self, outcome: Outcome, key: str) -> None:
        """Count one more annotation."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in _CAME:
            self.ids.append(key)

    @property
    def any(self) -> bool:
        """True if there was an annotation at all."""
        return bool(self.ids or self.unchanged or self.binned)

    @property
    def alters(self) -> bool:
        """True if something that is here would be another, or gone."""
        return bool(self.changed or self.removed or self.restored)

    def __iadd__(self, other: ImportCounts) -> ImportCounts:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ids += other.ids
        return self

    def __str__(self) -> str:
        parts = [
            f"{self.new} new, {self.changed} changed, {self.orphaned} orphaned, "
            f"{self.unchanged} as before"
        ]
        if self.removed:
            parts.append(f"{self.removed} removed")
        if self.restored:
            parts.append(f"{self.restored} restored from the bin")
        if self.binned:
            parts.append(f"{self.binned} in the bin here")
        if self.disputed:
            parts.append(f"{self.disputed} changed on both sides")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The numbers as JSON-ready data."""
        return {name: getattr(self, name) for name in _NUMBERS}


Named = TypeVar("Named", Annotator, Speaker)


class StoredRecords(Protocol):
    """A document's records by id, deleted ones too."""

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Highlights and notes."""

    @property
    def speakers(self) -> Mapping[str, Speaker]:
        """Who is quoted."""

    @property
    def annotators(self) -> Mapping[str, Annotator]:
        """Who annotates."""


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What a draft comes to: edits of annotations and speakers, and annotators that are new."""

    edits: tuple[Edit, ...]
    annotators: tuple[Annotator, ...]

    def __bool__(self) -> bool:
        return bool(self.edits or self.annotators)


class Draft:
    """The records of `kept` with those that were put since."""

    def __init__(self, kept: StoredRecords) -> None:
        self._kept = kept
        self._annotations: dict[str, Annotation] = {}
        self._annotators: dict[str, Annotator] = {}
        self._changed_speakers: dict[str, Speaker] = {}
        self._annotator_names = _by_name(kept.annotators.values())
        self._speaker_names: tuple[dict[str, Speaker], dict[str, Speaker]] | None = None
        self.speakers: dict[str, Speaker] = dict(kept.speakers)
        """All speakers as they will be; for reading."""

    def annotation(self, key: str) -> Annotation | None:
        """The annotation as it will be; None if there is none."""
        return self._annotations.get(key) or self._kept.annotations.get(key)

    def annotations(self) -> list[Annotation]:
        """Every annotation as it will be."""
        return list({**self._kept.annotations, **self._annotations}.values())

    def annotator(self, key: str) -> Annotator | None:
        """The annotator as they will be; None if there is none."""
        return self._annotators.get(key) or self._kept.annotators.get(key)

    def annotator_called(self, name: str) -> Annotator | None:
        """The annotator with this name; capitals do not matter."""
        return self._annotator_names.get(_folded(name))

    def speaker(self, key: str | None) -> Speaker | None:
        """As `cast.resolve`, in the time of one look-up."""
        speaker = self.speakers.get(key or "")
        if speaker is not None and speaker.deleted:
            return self.speaker_called(speaker.name)
        return speaker

    def speaker_called(self, name: str) -> Speaker | None:
        """As `cast.called`, in the time of one look-up."""
        if self._speaker_names is None:
            here = speaker_edits.active_speakers(self.speakers)
            aliases = {_folded(alias): s for s in reversed(here) for alias in reversed(s.aliases)}
            self._speaker_names = _by_name(here), aliases
        by_name, by_alias = self._speaker_names
        wanted = _folded(name)
        return by_name.get(wanted) or by_alias.get(wanted)

    def put(self, record: Annotation | Speaker | Annotator) -> None:
        """Let a record be this one."""
        if isinstance(record, Annotation):
            self._annotations[record.id] = record
        elif isinstance(record, Speaker):
            fresh = record.id not in self.speakers and not record.aliases and not record.deleted
            self._changed_speakers[record.id] = self.speakers[record.id] = record
            if fresh and self._speaker_names is not None:
                self._speaker_names[0].setdefault(_folded(record.name), record)
            else:
                self._speaker_names = None
        else:
            self._annotators[record.id] = record
            self._annotator_names.setdefault(_folded(record.name), record)

    def drafted(self) -> DraftChanges:
        """What is different from what is kept; speakers before the annotations that name them."""
        edits: list[Edit] = []
        for speaker in self._changed_speakers.values():
            was = self._kept.speakers.get(speaker.id)
            if was is None or was.to_dict() != speaker.to_dict():
                edits.append((was, speaker))
        for annotation in self._annotations.values():
            before = self._kept.annotations.get(annotation.id)
            if before is None or before.to_dict() != annotation.to_dict():
                edits.append((before, annotation))
        return DraftChanges(tuple(edits), tuple(self._annotators.values()))


def _by_name(people: Iterable[Named]) -> dict[str, Named]:
    """The first of each name."""
    found: dict[str, Named] = {}
    for one in people:
        found.setdefault(_folded(one.name), one)
    return found


def _folded(name: str) -> str:
    return speaker_edits.clean_name(name).casefold()
