"""The application context: store, annotator identity, settings, last positions; opens sessions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp.core.identity import Identity, identify
from readerapp.core.model import Annotation, DocumentRecord, Speaker, new_id
from readerapp.core.model import Record as StoredRecord
from readerapp.core.paths import library_folder
from readerapp.core.settings import Settings, load_settings
from readerapp.store.store import LOCAL_FOLDER, STORE_VARIABLE, locate_store
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.annotations.codebook import Codebook
    from readerapp.annotations.session import ReadingSession
    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.annotations.transactions import Actor
    from readerapp.annotations.write_buffer import SpillStore
    from readerapp.documents import Document
    from readerapp.reading.last_positions import LastPositions
    from readerapp.store import DocumentStore, Store

# The modules of a session are imported in the methods below, on the thread that opens the
# session. So the first page does not wait for these imports.


@dataclass(frozen=True)
class AppContext:
    """The store folder, the identity of the annotator and the settings of one run.

    Attributes:
        folder: The folder of the store. It may not exist yet.
        identity: The annotator and this device.
        settings: The settings that were loaded.
    """

    folder: Path
    identity: Identity
    settings: Settings

    @cached_property
    def store(self) -> Store:
        """Return the store in `folder`."""
        from readerapp.store import Store

        return Store(self.folder, merge=merge_saved_records)

    @cached_property
    def codebook(self) -> Codebook:
        """Return the names of colours and the definitions of tags in the store."""
        from readerapp.annotations.codebook import Codebook

        return Codebook(self.folder, lambda: self.actor.name, self.settings.colours)

    @cached_property
    def last_positions(self) -> LastPositions:
        """Return the last reading positions of this person, independent of the store."""
        from readerapp.reading.last_positions import LastPositions

        return LastPositions(library_folder())

    @cached_property
    def actor(self) -> Actor:
        """Return the actor that numbers the edits of this context.

        No other process uses the same actor while this object lives.
        """
        from readerapp.annotations.transactions import Actor, actor_name

        return Actor(actor_name(self.identity.device, self.folder, self.identity.annotator.id))

    def with_locators(self, document: Document) -> Document:
        """Return the document with the locators that the settings ask for.

        Only a plain text has lines of its own to cite: those of others are made by readerapp.
        """
        by_lines = self.settings.locators == "lines" and document.format == "text"
        if by_lines == document.cites_lines:
            return document
        return replace(document, cites_lines=by_lines)

    def open_snapshot(self, document: Document) -> AnnotationSnapshot:
        """Open a read-only snapshot of the annotations of `document`.

        It finds the stored record in the same way as `open_session`.
        """
        from readerapp.annotations.snapshot import AnnotationSnapshot

        document = self.with_locators(document)
        store, record = self._open_store(document)
        snapshot = AnnotationSnapshot(document, store, self.identity.annotator, record)
        snapshot.codebook = self.codebook
        return snapshot

    def open_session(self, document: Document, *, allow_unsaved: bool = False) -> ReadingSession:
        """Open a session on `document`, with the annotations that the store has for it.

        The store looks the document up by content, then by name. If both fail, it may be a document
        that was renamed and edited: one whose file is gone and most of whose text is in `document`.
        The `events` of the session's store report this. The whole text is read once, for its
        fingerprint.

        Args:
            document: The document to open.
            allow_unsaved: True for a session that continues when its store cannot be written, and
                saves when it can be written again.
        """
        from readerapp.annotations.session import ReadingSession
        from readerapp.annotations.write_buffer import BufferedDocumentStore

        document = self.with_locators(document)
        store, record = self._open_store(document)
        spill_store = self._spill_store(store.record) if allow_unsaved else None
        buffered_store = BufferedDocumentStore(store, merge_saved_records, spill_store)
        session = ReadingSession(
            document, buffered_store, self.identity.annotator, self.actor, record
        )
        session.codebook = self.codebook
        return session

    def _open_store(self, document: Document) -> tuple[DocumentStore, DocumentRecord]:
        """Open the stored record of `document`, and describe the document as it is now.

        Returns:
            The store of the document's annotations, and the record of the current text.
        """
        current = _describe(document)
        is_blank = current.folded == Text.from_string("").folded_fingerprint()
        # A blank document is found by its name only.
        known = self.store.find(
            fingerprint="" if is_blank else current.fingerprint,
            folded="" if is_blank else current.folded,
            names=current.names,
        )
        renamed = None
        if not known and not is_blank:
            from readerapp.annotations.document_matching import find_renamed_document

            renamed = find_renamed_document(self.store, document, current)
        store = self.store.open(
            known or renamed or _with_new_id(current, from_fingerprint=not is_blank)
        )
        if not known:
            # Its annotations may be in one of the files that cannot be read: report these.
            store.events += self.store.unreadable().values()
        if renamed:
            name = sanitize_label(Path(renamed.names[0]).name, 60)
            store.events.append(f"Recognised by its text as the former {name}")
        return store, current

    def take_over(self, session: ReadingSession) -> Change:
        """Save all records of a session in the store of this context; the session continues there.

        Raises:
            ReaderError: They cannot be saved here either. Nothing has changed.
        """
        record = session.store.record
        known = record.fingerprint and self.store.find(fingerprint=record.fingerprint)
        store = self.store.open(known or record)
        return session.save_elsewhere(store, self._spill_store(store.record), self.actor)

    def _spill_store(self, record: DocumentRecord) -> SpillStore:
        from readerapp.annotations.write_buffer import SpillStore

        return SpillStore(self.folder, record)


def _describe(document: Document) -> DocumentRecord:
    """Return the record of a document as it is now, with an empty id.

    The caller fills in the id, because the store may know the document already.
    """
    return DocumentRecord(
        id="",
        title=document.title,
        fingerprint=document.text.fingerprint(),
        folded=document.text.folded_fingerprint(),
        length=len(document.text),
        format=document.format,
        names=document.names,
        extraction=document.extraction,
    )


def _with_new_id(record: DocumentRecord, *, from_fingerprint: bool) -> DocumentRecord:
    """Return the record with a new id.

    Args:
        record: The record without an id.
        from_fingerprint: True to compute the id from the fingerprint. Then two processes or two
            machines that annotate the same text at the same time create one document, not two.
    """
    from uuid import UUID, uuid5

    namespace = UUID(_DOCUMENT_NAMESPACE)
    return replace(
        record, id=str(uuid5(namespace, record.fingerprint)) if from_fingerprint else new_id()
    )


_DOCUMENT_NAMESPACE = "5d1c2a52-3f0c-4f63-9d0e-5c8a4b7e9a11"
"""The UUID namespace of ids computed from a fingerprint. It must never change."""


def make_context(store: str | None = None, annotator: str | None = None) -> AppContext:
    """Build the context from the command line, the environment and the settings.

    Args:
        store: The folder given with `--store`, if any.
        annotator: The name given with `--as`, if any.

    Raises:
        ReaderError: The settings have a mistake, or the name is empty.
    """
    settings = load_settings()
    identity = identify(annotator, settings.annotator)
    return AppContext(locate_store_folder(store, settings), identity, settings)


def with_store(context: AppContext, folder: str) -> AppContext:
    """Return the same context with another store folder.

    The folder is created when something is saved.
    """
    return replace(context, folder=locate_store(folder))


def locate_store_folder(option: str | None, settings: Settings) -> Path:
    """Return the store folder that `--store` names, or the one without it.

    The store of the settings replaces only the default data folder. The environment variable and
    the folder of the working directory have priority over it.
    """
    if option:
        return locate_store(option)
    has_priority = os.environ.get(STORE_VARIABLE) or Path(LOCAL_FOLDER).is_dir()
    return locate_store(None if has_priority else settings.store)


def merge_saved_records(theirs: StoredRecord, ours: StoredRecord) -> StoredRecord:
    """Merge two versions of a record that two processes saved at the same time.

    Annotations and speakers are merged field by field, so that no edit is lost. Of two document
    records ours is kept, with the names and the earlier versions of both, and the reference of both
    is merged. It gets their landmarks if it has none and the text is the same. Of two other records
    ours is kept.
    """
    from readerapp.interchange.record_merge import merge_parts, merge_records

    if isinstance(ours, (Annotation, Speaker)):
        merged: Mapping[str, Any] = merge_records(theirs.to_dict(), ours.to_dict())
        return type(ours).from_dict(merged)
    if isinstance(ours, DocumentRecord) and isinstance(theirs, DocumentRecord):
        names = tuple(dict.fromkeys([*ours.names, *theirs.names]))
        same_text = ours.fingerprint == theirs.fingerprint
        landmarks = ours.landmarks or (theirs.landmarks if same_text else ())
        earlier = tuple(dict.fromkeys([*ours.earlier, *theirs.earlier]))
        reference = merge_parts(ours.reference, theirs.reference)
        return replace(ours, names=names, landmarks=landmarks, earlier=earlier, reference=reference)
    return ours
