"""A draft: a document's records as they will be, until all of it is saved at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from readerapp.model import Annotation, Annotator, Speaker
from readerapp.session import cast
from readerapp.session.cast import Edit

Named = TypeVar("Named", Annotator, Speaker)


class Kept(Protocol):
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
class Drafted:
    """What a draft comes to: edits of annotations and speakers, and annotators that are new."""

    edits: tuple[Edit, ...]
    annotators: tuple[Annotator, ...]

    def __bool__(self) -> bool:
        return bool(self.edits or self.annotators)


class Draft:
    """The records of `kept` with those that were put since."""

    def __init__(self, kept: Kept) -> None:
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
            here = cast.alive(self.speakers)
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

    def drafted(self) -> Drafted:
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
        return Drafted(tuple(edits), tuple(self._annotators.values()))


def _by_name(people: Iterable[Named]) -> dict[str, Named]:
    """The first of each name."""
    found: dict[str, Named] = {}
    for one in people:
        found.setdefault(_folded(one.name), one)
    return found


def _folded(name: str) -> str:
    return cast.clean_name(name).casefold()
