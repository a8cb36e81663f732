"""What is marked in a document, to be read: lists and exports need no more of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored import AnchoredAnnotation, anchor_annotations
from readerapp.annotations.repeated_words import had_repeats, on_their_words
from readerapp.annotations.threads import Threads
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Speaker

if TYPE_CHECKING:
    from readerapp.annotations.write_buffer import BufferedDocumentStore
    from readerapp.documents import Document
    from readerapp.store import DocumentStore


class AnnotationSnapshot:
    """The annotations of one document as they are on disk, and where they stand in its text.

    `seen` describes the text as it is now; the store's own record may describe an earlier one.
    """

    def __init__(
        self,
        document: Document,
        store: DocumentStore | BufferedDocumentStore,
        annotator: Annotator,
        seen: DocumentRecord,
    ) -> None:
        self.document = document
        self.store = store
        self.annotator = annotator
        self.fingerprint = seen.fingerprint

    @cached_property
    def threads(self) -> Threads:
        """The replies to what is in `placed`."""
        return Threads(self.store)

    @cached_property
    def placed(self) -> Mapping[str, AnchoredAnnotation]:
        """Every annotation that is not deleted and no reply, by id."""
        record, annotations = self.store.record, self.store.annotations
        found = anchor_annotations(
            [one for one in annotations.values() if not (one.deleted or one.id in self.threads)],
            self.document.text,
            unchanged=record.fingerprint == self.fingerprint,
            landmarks=record.landmarks,
        )
        if had_repeats(record) and record.fingerprint != self.fingerprint:
            found = on_their_words(self.document.text, found)
        return {one.key: one for one in found}

    def find(self, key: str) -> AnchoredAnnotation | None:
        """The annotation `key`, a reply where its thread stands; None if it is not there."""
        placed = self.placed.get(self.threads.root(key))
        if placed is None or placed.key == key:
            return placed
        return replace(placed, annotation=self.store.annotations[key])

    @property
    def speakers(self) -> list[Speaker]:
        """The document's speakers, by name."""
        return speaker_edits.active_speakers(self.store.speakers)

    def speaker_name(self, annotation: Annotation) -> str:
        """The name of who said it, or an empty text."""
        speaker = speaker_edits.resolve(self.store.speakers, annotation.speaker)
        return speaker.name if speaker else ""

    def creator_name(self, annotation: Annotation) -> str:
        """The display name of who made it."""
        creator = self.store.annotators.get(annotation.creator)
        return creator.name if creator else annotation.creator

    def is_own(self, annotation: Annotation) -> bool:
        """Whether it is of the person who annotates: by id, or by name, as on another machine."""
        creator = annotation.creator
        if not creator or creator == self.annotator.id:
            return True
        return speaker_edits.is_same_name(self.creator_name(annotation), self.annotator.name)

    def close(self) -> None:
        """Write the last checkpoint; everything was on disk before."""
        self.store.close()
