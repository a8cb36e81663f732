"""Where a command works: the store, who annotates, the settings, the library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp.core import identity, settings
from readerapp.core.model import Annotation, DocumentRecord, Speaker, new_id
from readerapp.core.model import Record as StoredRecord
from readerapp.core.paths import library_folder
from readerapp.core.settings import Settings
from readerapp.store.store import CHECKOUT, VARIABLE, locate_store
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text

if TYPE_CHECKING:
    from readerapp.annotations.actor import Actor
    from readerapp.annotations.change import Change
    from readerapp.annotations.rescue_store import SpillStore
    from readerapp.annotations.session import ReadingSession
    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.documents import Document
    from readerapp.reading.last_positions import LastPositions
    from readerapp.store import DocumentStore, Store

# A session, with all it stands on, is imported on the thread that opens it: the first page does
# not wait for it.


@dataclass(frozen=True)
class AppContext:
    """Everything outside a document that a reading needs."""

    folder: Path
    who: identity.Identity
    settings: Settings

    @cached_property
    def store(self) -> Store:
        """The store in `folder`."""
        from readerapp.store import Store

        return Store(self.folder, merge=merge_saved_records)

    @cached_property
    def library(self) -> LastPositions:
        """The documents that this person has read, in whatever store they are marked."""
        from readerapp.reading.last_positions import LastPositions

        return LastPositions(library_folder())

    @cached_property
    def actor(self) -> Actor:
        """Who counts the edits that are made from here; nobody else does while this lives."""
        from readerapp.annotations.actor import Actor, actor_name

        return Actor(actor_name(self.who.device, self.folder, self.who.annotator.id))

    def marked(self, document: Document) -> AnnotationSnapshot:
        """What is marked in `document`, to be read; found as `session` finds it."""
        from readerapp.annotations.snapshot import AnnotationSnapshot

        opened, seen = self._opened(document)
        return AnnotationSnapshot(document, opened, self.who.annotator, seen)

    def session(self, document: Document, *, patient: bool = False) -> ReadingSession:
        """A session on `document`, with what the store knows of it by content, else by name.

        Without either it may be one whose file is gone and most of whose text is in `document`;
        `events` of its store say so then. Reads the whole text once, for its fingerprint. A
        `patient` session goes on when its store cannot be written, and saves when it can.
        """
        from readerapp.annotations.session import ReadingSession
        from readerapp.annotations.write_buffer import BufferedDocumentStore

        opened, seen = self._opened(document)
        store = BufferedDocumentStore(
            opened, merge_saved_records, self._rescue(opened.record) if patient else None
        )
        return ReadingSession(document, store, self.who.annotator, self.actor, seen)

    def _opened(self, document: Document) -> tuple[DocumentStore, DocumentRecord]:
        """Where the annotations of `document` are kept, and what it is now."""
        seen = _describe(document)
        blank = seen.folded == Text.from_string("").folded_fingerprint()
        known = self.store.find(
            fingerprint="" if blank else seen.fingerprint,
            folded="" if blank else seen.folded,
            names=seen.names,
        )
        renamed = None
        if not known and not blank:
            from readerapp.annotations.document_matching import find_renamed_document

            renamed = find_renamed_document(self.store, document, seen)
        # What is blank is known by its name alone.
        opened = self.store.open(known or renamed or _identified(seen, follows=not blank))
        if not known:
            # Its annotations may be in one of these.
            opened.events += self.store.unreadable().values()
        if renamed:
            name = sanitize_label(Path(renamed.names[0]).name, 60)
            opened.events.append(f"Found as the former {name} by its text")
        return opened, seen

    def take_over(self, session: ReadingSession) -> Change:
        """Save everything of a session in this place's store, and let it go on here.

        Raises:
            ReaderError: it cannot be saved here either; all is as it was.
        """
        record = session.store.record
        known = record.fingerprint and self.store.find(fingerprint=record.fingerprint)
        opened = self.store.open(known or record)
        return session.save_elsewhere(opened, self._rescue(opened.record), self.actor)

    def _rescue(self, record: DocumentRecord) -> SpillStore:
        from readerapp.annotations.rescue_store import SpillStore

        return SpillStore(self.folder, record)


def _describe(document: Document) -> DocumentRecord:
    """The record of a document as it is now, without the id that the store may know it under."""
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


def _identified(seen: DocumentRecord, *, follows: bool) -> DocumentRecord:
    """The record with an id that nobody knows yet.

    One that `follows` from the text lets two processes, and two machines, that mark one text at
    once make one document of it.
    """
    from uuid import UUID, uuid5

    made = str(uuid5(UUID(_DOCUMENTS), seen.fingerprint)) if follows else new_id()
    return replace(seen, id=made)


_DOCUMENTS = "5d1c2a52-3f0c-4f63-9d0e-5c8a4b7e9a11"
"""The namespace of ids that follow from a fingerprint; the same for ever."""


def make_context(store: str | None = None, annotator: str | None = None) -> AppContext:
    """The workplace that the command line, the environment and the settings ask for.

    Raises:
        ReaderError: the settings have a mistake, or the name is empty.
    """
    chosen = settings.load_settings()
    who = identity.identify(annotator, chosen.annotator)
    folder = locate_store(store) if store else _folder(chosen)
    return AppContext(folder=folder, who=who, settings=chosen)


def with_store(place: AppContext, folder: str) -> AppContext:
    """The same place with another store: a folder, which is made when something is saved."""
    return replace(place, folder=locate_store(folder))


def _folder(chosen: Settings) -> Path:
    """The settings' store stands in for the data folder, behind everything nearer."""
    nearer = os.environ.get(VARIABLE) or Path(CHECKOUT).is_dir()
    return locate_store(None if nearer else chosen.store)


def merge_saved_records(theirs: StoredRecord, ours: StoredRecord) -> StoredRecord:
    """One record out of two that processes saved at once: field by field, nothing lost."""
    from readerapp.interchange.record_merge import merge_records

    if isinstance(ours, (Annotation, Speaker)):
        merged: Mapping[str, Any] = merge_records(theirs.to_dict(), ours.to_dict())
        return type(ours).from_dict(merged)
    if isinstance(ours, DocumentRecord) and isinstance(theirs, DocumentRecord):
        names = tuple(dict.fromkeys([*ours.names, *theirs.names]))
        same_text = ours.fingerprint == theirs.fingerprint
        marks = ours.landmarks or (theirs.landmarks if same_text else ())
        return replace(ours, names=names, landmarks=marks)
    return ours
