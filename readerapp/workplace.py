"""Where a command works: the store, who annotates, the settings, the library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp import identity, settings
from readerapp.documents import Document
from readerapp.library import Library
from readerapp.model import Annotation, DocumentRecord, Speaker, new_id
from readerapp.model import Record as StoredRecord
from readerapp.session import ReadingSession
from readerapp.settings import Settings
from readerapp.sharing.merge import merge_records
from readerapp.store import Store, locate
from readerapp.store.locate import CHECKOUT, VARIABLE


@dataclass(frozen=True)
class Workplace:
    """Everything outside a document that a reading needs."""

    store: Store
    who: identity.Identity
    settings: Settings
    library: Library

    def session(self, document: Document) -> ReadingSession:
        """A session on `document`, with what the store knows of it by content, else by name.

        Reads the whole text once, for its fingerprint.
        """
        fingerprint, folded = document.text.fingerprint(), document.text.folded_fingerprint()
        record = self.store.find(fingerprint=fingerprint, folded=folded, names=document.names)
        if record is None:
            record = DocumentRecord(
                id=new_id(),
                title=document.title,
                fingerprint=fingerprint,
                folded=folded,
                length=len(document.text),
                format=document.format,
                names=document.names,
            )
        store = self.store.open(record)
        return ReadingSession(document, store, self.who.annotator, self.who.device, fingerprint)


def workplace(store: str | None = None, annotator: str | None = None) -> Workplace:
    """The workplace that the command line, the environment and the settings ask for.

    Raises:
        ReaderError: the settings have a mistake, or the name is empty.
    """
    import platformdirs

    chosen = settings.load()
    state = platformdirs.user_state_path("readerapp", appauthor=False)
    return Workplace(
        store=Store(locate(store) if store else _folder(chosen), merge=merge),
        who=identity.identify(annotator, chosen.annotator),
        settings=chosen,
        library=Library(Path(state) / "documents"),
    )


def _folder(chosen: Settings) -> Path:
    """The settings' store stands in for the data folder, behind everything nearer."""
    nearer = os.environ.get(VARIABLE) or Path(CHECKOUT).is_dir()
    return locate(None if nearer else chosen.store)


def merge(theirs: StoredRecord, ours: StoredRecord) -> StoredRecord:
    """One record out of two that processes saved at once: field by field, nothing lost."""
    if isinstance(ours, (Annotation, Speaker)):
        merged: Mapping[str, Any] = merge_records(theirs.to_dict(), ours.to_dict())
        return type(ours).from_dict(merged)
    return ours
