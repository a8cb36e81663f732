"""Read-only snapshot of a document's annotations: all that lists and exports need.

`Threads` are the replies to each annotation, in order of time. A reply is an annotation that names
another one in `reply_to`, so merging, sync and undo need not know of threads. A reply whose thread
has lost its first annotation is treated as an annotation of its own, on the passage that it is
about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from time import strftime
from typing import TYPE_CHECKING, Protocol

from readerapp.annotations import speaker_edits
from readerapp.annotations.anchored_annotation import (
    AnchoredAnnotation,
    anchor_annotations,
    had_repeats,
    on_their_words,
)
from readerapp.annotations.change import display_title
from readerapp.annotations.embedded import EmbeddedAnnotations
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Speaker
from readerapp.core.reference import Reference
from readerapp.documents.file_version import identify_file
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    flatten_threads,
    with_replies,
)

if TYPE_CHECKING:
    from readerapp.annotations.codebook import Codebook
    from readerapp.annotations.write_buffer import BufferedDocumentStore
    from readerapp.documents import Document
    from readerapp.store import DocumentStore


class AnnotationSnapshot:
    """The annotations of one document as they are on disk, with their positions in its text.

    `seen` describes the text as it is now; the store's own record may describe an earlier one.

    Attributes:
        codebook: the names of colours and the definitions of tags; None if they are not wanted.
    """

    codebook: Codebook | None = None

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
        self.embedded = EmbeddedAnnotations(document, store)
        """The annotations that the file itself carries."""

    @cached_property
    def threads(self) -> Threads:
        """Return the replies to the annotations in `shown`."""
        return Threads(self.embedded)

    @cached_property
    def placed(self) -> Mapping[str, AnchoredAnnotation]:
        """Return all annotations in the store except deleted ones and replies, by id."""
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

    @cached_property
    def shown(self) -> Mapping[str, AnchoredAnnotation]:
        """Return the annotations in `placed`, and those of the file that are no replies, by id."""
        return {**{one.key: one for one in self.embedded.anchored()}, **self.placed}

    def find(self, key: str) -> AnchoredAnnotation | None:
        """Return the annotation `key`, a reply at the position of its thread; None if not there."""
        placed = self.shown.get(self.threads.root(key))
        if placed is None or placed.key == key:
            return placed
        return replace(placed, annotation=self.embedded.annotations[key])

    @property
    def speakers(self) -> list[Speaker]:
        """Return the document's speakers, by name."""
        return speaker_edits.active_speakers(self.store.speakers)

    def speaker_name(self, annotation: Annotation) -> str:
        """Return the name of the annotation's speaker, or an empty string."""
        return speaker_edits.name_of_speaker(self.store.speakers, annotation)

    def creator_name(self, annotation: Annotation) -> str:
        """Return the display name of the annotation's creator; the id if the name is unknown."""
        return self._annotator_name(annotation.creator)

    def _annotator_name(self, key: str) -> str:
        annotator = self.store.annotators.get(key)
        return annotator.name if annotator else key

    def is_own(self, annotation: Annotation) -> bool:
        """Return whether the annotator made it: by id, or by name, as on another machine.

        An annotation without a creator counts as the annotator's own, one of the file never.
        """
        if annotation.id in self.embedded:
            return False
        creator = annotation.creator
        if not creator or creator == self.annotator.id:
            return True
        return speaker_edits.is_same_name(self.creator_name(annotation), self.annotator.name)

    def view(self, anchored: AnchoredAnnotation) -> AnnotationView:
        """Return the view of one annotation in `shown`, with its replies."""
        root, replies = (
            self._view(anchored, anchored.annotation),
            self.threads.replies(anchored.key),
        )
        if not replies:
            return root
        return with_replies(root, [self._view(anchored, reply) for reply in replies])

    def views(self) -> list[AnnotationView]:
        """Return the views of all annotations by position, each followed by its replies."""
        views = flatten_threads(map(self.view, self.shown.values()))
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
            accepted_by=self._annotator_name(annotation.accepted_by or ""),
            is_own=self.is_own(annotation),
            is_embedded=annotation.id in self.embedded,
            document=self.document,
        )

    def export_source(self, *, text: bool = False, file_digest: bool = False) -> ExportSource:
        """Return the facts about the document that the exporters need.

        Args:
            text: True to include the whole text.
            file_digest: True to include a hash of its file, which is read for it.
        """
        document, codebook = self.document, self.codebook
        source = describe_source(document, self.fingerprint, file_digest=file_digest)
        return replace(
            with_reference(source, Reference.stored(self.store.record)),
            id=self.store.record.id,
            title=display_title(self.store.record, document.title),
            text=document.text.whole() if text else "",
            headings=[(heading.start, heading.level) for heading in document.headings],
            parts=[(part.start, part.name) for part in document.parts],
            colour_names=codebook.colour_names() if codebook else {},
            definitions=codebook.definitions() if codebook else {},
        )

    def close(self) -> None:
        """Write the last checkpoint; all edits were on disk before."""
        self.store.close()


def describe_source(
    document: Document, fingerprint: str, *, file_digest: bool = False
) -> ExportSource:
    """Return what a document says of itself, and which version of it was read.

    Args:
        document: the document; it needs no store.
        fingerprint: the fingerprint of its text.
        file_digest: True to include a hash of its file, which is read for it.
    """
    version = identify_file(document, with_digest=file_digest)
    return ExportSource(
        id="",
        title=document.title,
        name=document.names[0] if document.names else "",
        fingerprint=fingerprint,
        format=document.format,
        author=document.author,
        date=document.date,
        accessed=strftime("%Y-%m-%d"),
        read=document.read,
        modified=version.modified,
        file=version.name,
        file_digest=version.digest,
        extraction=document.extraction,
        reference=document.reference,
    )


def with_reference(source: ExportSource, stored: Reference) -> ExportSource:
    """Return a source with the parts of its reference that people have set, before its own.

    Args:
        source: what the document says of itself.
        stored: what people and reference managers say of it.
    """
    reference = stored.completed(source.reference)
    if not reference.authors and source.author:
        from readerapp.interchange.exporters.bibliography import split_authors

        reference = replace(reference, authors=tuple(split_authors(source.author)))
    return replace(
        source,
        author="; ".join(stored.authors) or source.author,
        date=stored.date or source.date,
        reference=replace(reference, date=reference.date or source.date),
    )


class Annotated(Protocol):
    """An object with annotations by id, deleted ones too."""

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Return highlights, notes and replies by id."""


class StoredRecords(Annotated, Protocol):
    """The records of a document by id, including deleted ones."""

    @property
    def speakers(self) -> Mapping[str, Speaker]:
        """Return the quoted speakers."""

    @property
    def annotators(self) -> Mapping[str, Annotator]:
        """Return the annotators."""


def root_of(annotations: Mapping[str, Annotation], one: Annotation) -> Annotation | None:
    """Return the first annotation of the thread of `one`.

    None if `one` is no reply, or if that annotation is deleted or does not exist.
    """
    passed = set()
    while one.reply_to and one.id not in passed:
        passed.add(one.id)
        answered = annotations.get(one.reply_to)
        if answered is None:
            return None
        one = answered
    return None if not passed or one.id in passed or one.deleted else one


class Threads:
    """The replies in `source` that are not deleted and whose thread has its first annotation."""

    def __init__(self, source: Annotated) -> None:
        self._source = source
        self._answers: dict[str, set[str]] = {}  # deleted replies too: they may have replies
        self._roots: dict[str, str] = {}
        self._replies: dict[str, set[str]] = {}
        self.update([one.id for one in source.annotations.values() if one.reply_to])

    def __contains__(self, key: str) -> bool:
        return key in self._roots

    def __len__(self) -> int:
        return len(self._roots)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids of all replies."""
        return iter(self._roots)

    def root(self, key: str) -> str:
        """Return the id of the first annotation in the thread of `key`: `key` if it is no reply."""
        return self._roots.get(key, key)

    def replies(self, root: str) -> list[Annotation]:
        """Return the replies in the thread that began with `root`, by time."""
        keys = self._replies.get(root)
        if not keys:
            return []
        annotations = self._source.annotations
        found = [annotations[key] for key in keys]
        return sorted(found, key=lambda one: (one.created, one.id))

    def update(self, ids: Iterable[str]) -> set[str]:
        """Update the threads after annotations have changed.

        Args:
            ids: the annotations that may have changed.

        Returns:
            `ids`, and the ids of all others whose display changes because of them.
        """
        unvisited = list(ids)
        affected = set(unvisited)
        while unvisited:
            key = unvisited.pop()
            one = self._source.annotations.get(key)
            if one is not None and one.reply_to:
                self._answers.setdefault(one.reply_to, set()).add(key)
            more = self._answers.get(key, set()) - affected
            affected |= more
            unvisited += more
        return affected.union(*map(self._update_thread, affected))

    def _update_thread(self, key: str) -> set[str]:
        """Put an annotation into its thread; return the ids of the threads it left and joined."""
        before = self._roots.pop(key, None)
        if before is not None:
            self._replies[before].discard(key)
        annotations = self._source.annotations
        one = annotations.get(key)
        root = root_of(annotations, one) if one is not None and not one.deleted else None
        if root is not None:
            self._roots[key] = root.id
            self._replies.setdefault(root.id, set()).add(key)
        return {before or key, root.id if root else key}
