"""A draft: a document's records as they will be, until all of it is saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from readerapp.model import Annotation, Annotator, Speaker
from readerapp.session.cast import Edit


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

    def annotators(self) -> list[Annotator]:
        """Every annotator as they will be."""
        return list({**self._kept.annotators, **self._annotators}.values())

    def put(self, record: Annotation | Speaker | Annotator) -> None:
        """Let a record be this one."""
        if isinstance(record, Annotation):
            self._annotations[record.id] = record
        elif isinstance(record, Speaker):
            self._changed_speakers[record.id] = self.speakers[record.id] = record
        else:
            self._annotators[record.id] = record

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
