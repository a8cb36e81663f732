"""The store: a folder with one TinyDB file for each document, found again by content.

Which folder is the store.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.model import DocumentRecord
from readerapp.core.paths import app_folder
from readerapp.store.document_files import CHECKPOINT_AT
from readerapp.store.document_store import DocumentStore, Merge
from readerapp.store.errors import StoreError
from readerapp.store.filesystem import TEMPORARY, Folder, System
from readerapp.store.index import DocumentIndex, problem, read_record
from readerapp.store.lock import Lock
from readerapp.store.state import DOCUMENT_FILE, FileNames

if TYPE_CHECKING:
    from readerapp.store.backups import Backup


VARIABLE = "READERAPP_STORE"
"""The environment variable that names the store."""

CHECKOUT = "annotations"
"""The folder in the working folder that is the store if it is there."""


def locate_store(option: str | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The store's folder, absolute; it need not be there yet.

    `option` (from the command line) comes first, then `READERAPP_STORE`, then `annotations` in
    the working folder if that is a folder, then the person's own data folder.
    """
    named = option or (os.environ if environment is None else environment).get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path.cwd() / CHECKOUT
    if checkout.is_dir():
        return checkout
    return app_folder("data") / CHECKOUT


LEFT_BEHIND = 3600.0
"""Seconds after which a temporary file belongs to nobody who still writes it."""


class Store:
    """A folder of annotation files. Made, private to its owner, at the first change."""

    def __init__(
        self,
        folder: Path,
        *,
        merge: Merge | None = None,
        system: System | None = None,
        checkpoint_at: int = CHECKPOINT_AT,
    ) -> None:
        """Nothing is read or made yet.

        `merge` settles a record that two processes changed at once; without it the newer wins
        and the other is kept in the table `conflicts`. `checkpoint_at` is how many bytes of
        journal ask for a checkpoint.
        """
        self.folder = folder.absolute()
        self._folder = Folder(self.folder, system)
        self._merge = merge
        self._checkpoint_at = checkpoint_at
        self._passed_over: list[str] = []

    @property
    def problem(self) -> str | None:
        """Why nothing can be written here, in one sentence; None if it can."""
        try:
            there = self._folder.connect()
        except StoreError as error:
            return str(error)
        if there:
            writable = self._folder.writable()
        else:
            above = next(path for path in self.folder.parents if path.exists())
            writable = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
        if writable:
            return None
        return (
            f"The store {self.folder} cannot be written, so nothing can be saved. "
            "Change its permissions, or choose another folder with --store."
        )

    def find(
        self, *, fingerprint: str, folded: str = "", names: Sequence[str] = ()
    ) -> DocumentRecord | None:
        """The document with that content, else one that was opened under one of `names`.

        Content first: the very text, then the text but for white space, quotation marks and
        dashes. Of several the one changed last. `names` are absolute paths or addresses.

        Raises:
            StoreError: the folder is there and cannot be read.
        """
        if not self._folder.connect():
            return None
        with suppress(sqlite3.Error, OSError):
            index = DocumentIndex(self._folder)
            sure = self._best(index.candidates(fingerprint, "", ()), fingerprint, "", ())
            if sure is not None:
                return sure
            index.update(self._ids())
            return self._best(
                index.candidates(fingerprint, folded, names), fingerprint, folded, names
            )
        return self._best(self._ids(), fingerprint, folded, names)

    def _best(
        self, documents: Iterable[str], fingerprint: str, folded: str, names: Sequence[str]
    ) -> DocumentRecord | None:
        """The first of `documents` that matches best, by what its files say now."""
        found: dict[int, DocumentRecord] = {}
        for document in documents:
            record = read_record(self._folder, document)
            if record is None:
                continue
            if fingerprint and record.fingerprint == fingerprint:
                return record
            if folded and record.folded == folded:
                found.setdefault(1, record)
            elif set(names) & set(record.names):
                found.setdefault(2, record)
        return found.get(1) or found.get(2)

    def open(self, record: DocumentRecord) -> DocumentStore:
        """The annotations of a document; nothing is written before the first commit.

        Raises:
            StoreError: its files cannot be read, or its id is not a UUID.
        """
        if not DOCUMENT_FILE.match(f"{record.id}.json"):
            raise StoreError("A document's id must be a UUID, because it names its file.")
        folder = Folder(self.folder, self._folder.system)
        return DocumentStore(folder, record, self._merge, self._checkpoint_at)

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents that the store has annotations of, without their landmarks.

        Files that do not say whose they are, or cannot be read, are passed over; `unreadable`
        names them.

        Raises:
            StoreError: the folder is there and cannot be read.
        """
        if not self._folder.connect():
            return
        documents = self._ids()
        try:
            index = DocumentIndex(self._folder)
            index.update(documents)
            records = list(index.records())
        except (sqlite3.Error, OSError):
            read = (read_record(self._folder, document) for document in documents)
            records = [replace(record, landmarks=()) for record in read if record is not None]
        self._passed_over = sorted({*documents} - {record.id for record in records})
        yield from records

    def unreadable(self) -> dict[str, str]:
        """Why each document that `documents` last passed over cannot be read, in a sentence."""
        sentences = {one: problem(self._folder, one) for one in self._passed_over}
        return {one: sentence for one, sentence in sentences.items() if sentence}

    def record(self, document: str) -> DocumentRecord | None:
        """What the files of a document say of it now, with its landmarks; None if nothing.

        Raises:
            StoreError: the folder is there and cannot be read.
        """
        return read_record(self._folder, document) if self._folder.connect() else None

    def stamp(self, document: str) -> str:
        """What tells one state of a document's files from the next, without reading them."""
        if not self._folder.connect():
            return ""
        names = FileNames(document)
        stamps = (self._folder.stamp(name) for name in (names.file, names.journal))
        return " ".join(str(stamp and tuple(stamp)) for stamp in stamps)

    def backups(self, document: str | None = None) -> list[Backup]:
        """The dated copies that there are, or those of one document, newest first.

        Raises:
            StoreError: they cannot be read.
        """
        from readerapp.store.backups import Backups

        return Backups(self.folder).list(document)

    def restore(self, backup: Backup) -> Backup | None:
        """Let a document be as a dated copy has it, in one durable save.

        Returns a copy of what was there before, by which to undo this; None if nothing was.

        Raises:
            StoreError: nothing was changed; the sentence says why.
        """
        from readerapp.store.backups import Backups

        backups = Backups(self.folder)
        try:
            tables = backups.read(backup)
        except ValueError as error:
            raise StoreError(f"{backup.path} is damaged ({error}). Choose another.") from error
        opened = self.open(DocumentRecord(id=backup.document))
        opened.tidy()
        before = backups.take(backup.document, asked=True)
        opened.replace_all(tables)
        opened.close()
        return before

    def forget(self, document: str) -> None:
        """Remove the files of a document: all its annotations. Dated copies of it stay.

        Raises:
            StoreBusy: another process is writing them.
            StoreError: they could not be removed.
        """
        if not self._folder.connect() or document not in self._ids():
            return
        names = FileNames(document)
        lock = Lock(self._folder, names.lock, names.held)
        with self._folder.explained(str(self.folder)):
            lock.acquire()
            try:
                for name in (names.journal, names.copy, names.file, names.lock):
                    self._folder.remove(name)
                self._folder.sync()
            finally:
                lock.release()
                lock.close()

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.close()

    def _ids(self) -> list[str]:
        """The ids of all documents; on the way, what killed processes left half-written goes."""
        with self._folder.explained(str(self.folder)):
            names = self._folder.names()
        for name in names:
            if name.endswith(TEMPORARY) and self._is_left_behind(name):
                self._folder.remove(name)
        return sorted({match[1] for name in names if (match := DOCUMENT_FILE.match(name))})

    def _is_left_behind(self, name: str) -> bool:
        stamp = self._folder.stamp(name)
        return stamp is not None and time.time() - stamp.modified / 1e9 > LEFT_BEHIND
