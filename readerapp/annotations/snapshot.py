"""Read-only snapshot of a document's annotations: all that lists and exports need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from time import strftime
from typing import TYPE_CHECKING

from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored import AnchoredAnnotation, anchor_annotations
from readerapp.annotations.change import display_title
from readerapp.annotations.repeated_words import had_repeats, on_their_words
from readerapp.annotations.threads import Threads
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Speaker
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    flatten_threads,
    with_replies,
)

if TYPE_CHECKING:
    from readerapp.annotations.write_buffer import BufferedDocumentStore
    from readerapp.documents import Document
    from readerapp.store import DocumentStore


class AnnotationSnapshot:
    """The annotations of one document as they are on disk, with their positions in its text.

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
        """Return the replies to the annotations in `placed`."""
        return Threads(self.store)

    @cached_property
    def placed(self) -> Mapping[str, AnchoredAnnotation]:
        """Return all annotations except deleted ones and replies, by id."""
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
        """Return the annotation `key`, a reply at the position of its thread; None if not there."""
        placed = self.placed.get(self.threads.root(key))
        if placed is None or placed.key == key:
            return placed
        return replace(placed, annotation=self.store.annotations[key])

    @property
    def speakers(self) -> list[Speaker]:
        """Return the document's speakers, by name."""
        return speaker_edits.active_speakers(self.store.speakers)

    def speaker_name(self, annotation: Annotation) -> str:
        """Return the name of the annotation's speaker, or an empty string."""
        speaker = speaker_edits.resolve(self.store.speakers, annotation.speaker)
        return speaker.name if speaker else ""

    def creator_name(self, annotation: Annotation) -> str:
        """Return the display name of the annotation's creator; the id if the name is unknown."""
        creator = self.store.annotators.get(annotation.creator)
        return creator.name if creator else annotation.creator

    def is_own(self, annotation: Annotation) -> bool:
        """Return whether the annotator made it: by id, or by name, as on another machine.

        An annotation without a creator counts as the annotator's own.
        """
        creator = annotation.creator
        if not creator or creator == self.annotator.id:
            return True
        return speaker_edits.is_same_name(self.creator_name(annotation), self.annotator.name)

    def view(self, anchored: AnchoredAnnotation) -> AnnotationView:
        """Return the view of one annotation in `placed`, with its replies."""
        root, replies = anchored.annotation, self.threads.replies(anchored.key)
        return with_replies(
            self._view(anchored, root), [self._view(anchored, reply) for reply in replies]
        )

    def views(self) -> list[AnnotationView]:
        """Return the views of all annotations by position, each followed by its replies."""
        views = flatten_threads(map(self.view, self.placed.values()))
        return sorted(views, key=lambda view: view.position_key)

    def _view(self, anchored: AnchoredAnnotation, annotation: Annotation) -> AnnotationView:
        """Return the view of an annotation or a reply, at the position of `anchored`."""
        return AnnotationView(
            annotation=annotation,
            start=anchored.start,
            end=anchored.end,
            state=anchored.state,
            speaker=self.speaker_name(annotation),
            creator=self.creator_name(annotation),
            is_own=self.is_own(annotation),
            document=self.document,
        )

    def export_source(self, *, text: bool = False) -> ExportSource:
        """Return the facts about the document that the exporters need.

        Args:
            text: True to include the whole text.
        """
        document = self.document
        return ExportSource(
            id=self.store.record.id,
            title=display_title(self.store.record, document.title),
            name=document.names[0] if document.names else "",
            fingerprint=self.fingerprint,
            text=document.text.whole() if text else "",
            format=document.format,
            author=document.author,
            date=document.date,
            accessed=strftime("%Y-%m-%d"),
            headings=[(heading.start, heading.level) for heading in document.headings],
            parts=[(part.start, part.name) for part in document.parts],
        )

    def close(self) -> None:
        """Write the last checkpoint; all edits were on disk before."""
        self.store.close()
