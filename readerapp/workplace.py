"""Where a command works: the store, who annotates, the settings, the library."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp import identity, settings
from readerapp.folders import library_folder
from readerapp.library import Library
from readerapp.model import Annotation, DocumentRecord, Speaker, new_id
from readerapp.model import Record as StoredRecord
from readerapp.session.actor import Actor, actor_name
from readerapp.settings import Settings
from readerapp.store.locate import CHECKOUT, VARIABLE, locate
from readerapp.text.safe import label
from readerapp.text.source import Text

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.session.change import Change
    from readerapp.session.rescue import Rescue
    from readerapp.session.session import ReadingSession
    from readerapp.store import Store

# A session, with all it stands on, is imported on the thread that opens it: the first page does
# not wait for it.


@dataclass(frozen=True)
class Workplace:
    """Everything outside a document that a reading needs."""

    folder: Path
    who: identity.Identity
    settings: Settings
    library: Library
    actor: Actor

    @cached_property
    def store(self) -> Store:
        """The store in `folder`."""
        from readerapp.store import Store

        return Store(self.folder, merge=merge)

    def session(self, document: Document, *, patient: bool = False) -> ReadingSession:
        """A session on `document`, with what the store knows of it by content, else by name.

        Without either it may be one whose file is gone and most of whose text is in `document`;
        `events` of its store say so then. Reads the whole text once, for its fingerprint. A
        `patient` session goes on when its store cannot be written, and saves when it can.
        """
        from readerapp.session.former import former
        from readerapp.session.session import ReadingSession
        from readerapp.session.unsaved import PatientStore

        seen = _describe(document)
        blank = seen.folded == Text.from_string("").folded_fingerprint()
        known = self.store.find(
            fingerprint="" if blank else seen.fingerprint,
            folded="" if blank else seen.folded,
            names=seen.names,
        )
        if blank:  # known by its name alone
            seen = replace(seen, id=new_id())
        renamed = None if known or blank else former(self.store, document, seen)
        opened = self.store.open(known or renamed or seen)
        if renamed:
            name = label(Path(renamed.names[0]).name, 60)
            opened.events.append(f"Found as the former {name} by its text")
        store = PatientStore(opened, merge, self._rescue(opened.record) if patient else None)
        return ReadingSession(document, store, self.who.annotator, self.actor, seen)

    def take_over(self, session: ReadingSession) -> Change:
        """Save everything of a session in this place's store, and let it go on here.

        Raises:
            ReaderError: it cannot be saved here either; all is as it was.
        """
        record = session.store.record
        known = record.fingerprint and self.store.find(fingerprint=record.fingerprint)
        opened = self.store.open(known or record)
        return session.save_elsewhere(opened, self._rescue(opened.record), self.actor)

    def _rescue(self, record: DocumentRecord) -> Rescue:
        from readerapp.session.rescue import Rescue

        return Rescue(self.folder, record)


def _describe(document: Document) -> DocumentRecord:
    """The record of a document that the store does not know.

    Its id follows from the text, so that two processes, and two machines, that mark one text at
    once make one document of it.
    """
    fingerprint = document.text.fingerprint()
    return DocumentRecord(
        id=str(uuid.uuid5(_DOCUMENTS, fingerprint)),
        title=document.title,
        fingerprint=fingerprint,
        folded=document.text.folded_fingerprint(),
        length=len(document.text),
        format=document.format,
        names=document.names,
        extraction=document.extraction,
    )


_DOCUMENTS = uuid.UUID("5d1c2a52-3f0c-4f63-9d0e-5c8a4b7e9a11")
"""The namespace of ids that follow from a fingerprint; the same for ever."""


def workplace(store: str | None = None, annotator: str | None = None) -> Workplace:
    """The workplace that the command line, the environment and the settings ask for.

    Raises:
        ReaderError: the settings have a mistake, or the name is empty.
    """
    chosen = settings.load()
    who = identity.identify(annotator, chosen.annotator)
    folder = locate(store) if store else _folder(chosen)
    return Workplace(
        folder=folder,
        who=who,
        settings=chosen,
        library=Library(library_folder()),
        actor=_actor(who, folder),
    )


def elsewhere(place: Workplace, folder: str) -> Workplace:
    """The same place with another store: a folder, which is made when something is saved."""
    chosen = locate(folder)
    return replace(place, folder=chosen, actor=_actor(place.who, chosen))


def _actor(who: identity.Identity, store: Path) -> Actor:
    return Actor(actor_name(who.device, store, who.annotator.id))


def _folder(chosen: Settings) -> Path:
    """The settings' store stands in for the data folder, behind everything nearer."""
    nearer = os.environ.get(VARIABLE) or Path(CHECKOUT).is_dir()
    return locate(None if nearer else chosen.store)


def merge(theirs: StoredRecord, ours: StoredRecord) -> StoredRecord:
    """One record out of two that processes saved at once: field by field, nothing lost."""
    from readerapp.sharing.merge import merge_records

    if isinstance(ours, (Annotation, Speaker)):
        merged: Mapping[str, Any] = merge_records(theirs.to_dict(), ours.to_dict())
        return type(ours).from_dict(merged)
    if isinstance(ours, DocumentRecord) and isinstance(theirs, DocumentRecord):
        names = tuple(dict.fromkeys([*ours.names, *theirs.names]))
        same_text = ours.fingerprint == theirs.fingerprint
        marks = ours.landmarks or (theirs.landmarks if same_text else ())
        return replace(ours, names=names, landmarks=marks)
    return ours
