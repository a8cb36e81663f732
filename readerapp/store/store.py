"""The store folder: its location, and finding, opening, restoring and deleting documents in it.

The folder holds one TinyDB file for each document. `Store.find` recognises a document by its
content, so a document that was renamed or moved keeps its annotations.
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
from readerapp.store.file_format import DOCUMENT_FILE, FileNames
from readerapp.store.filesystem import TEMPORARY_SUFFIX, Folder, System
from readerapp.store.index import DocumentIndex, problem, read_record
from readerapp.store.lock import Lock
from readerapp.store.store_errors import StoreError

if TYPE_CHECKING:
    from readerapp.store.backups import Backup


STORE_VARIABLE = "READERAPP_STORE"
"""The environment variable that holds the path of the store."""

LOCAL_FOLDER = "annotations"
"""The name of the folder in the working directory that is used as the store if it exists."""


def locate_store(
    option: str | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    local: bool = True,
) -> Path:
    """Return the absolute path of the store's folder, which need not exist yet.

    The first of these that applies decides: `option`, the variable `READERAPP_STORE`, the folder
    `annotations` in the working directory if it exists, `annotations` in the user's data folder.

    Args:
        option: The path given on the command line; None or empty if there is none.
        environment: The environment variables; None for those of this process.
        local: False to ignore the folder `annotations` in the working directory.
    """
    named = option or (os.environ if environment is None else environment).get(STORE_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path.cwd() / LOCAL_FOLDER
    if local and checkout.is_dir():
        return checkout
    return app_folder("data") / LOCAL_FOLDER


STALE_AFTER = 3600.0
"""Age in seconds from which a temporary file is assumed to have no living writer."""


class Store:
    """A folder of annotation files. The first change creates it, private to its owner."""

    def __init__(
        self,
        folder: Path,
        *,
        merge: Merge | None = None,
        system: System | None = None,
        checkpoint_at: int = CHECKPOINT_AT,
    ) -> None:
        """Remember the folder; nothing is read or created yet.

        Args:
            folder: The path of the store; it need not exist.
            merge: Merges a record that two processes changed at the same time. If None, the newer
                version wins and the other goes into the table `conflicts`.
            system: The system calls to use; None for the real ones.
            checkpoint_at: The growth of the journal in bytes that triggers a checkpoint.
        """
        self.folder = folder.absolute()
        self._folder = Folder(self.folder, system)
        self._merge = merge
        self._checkpoint_at = checkpoint_at
        self._unreadable_ids: list[str] = []

    @property
    def problem(self) -> str | None:
        """Return why this store cannot be written, in one sentence, or None if it can."""
        try:
            there = self._folder.connect()
        except StoreError as error:
            return str(error)
        if there:
            writable = self._folder.writable()
        else:
            above = next(path for path in self.folder.parents if path.exists())
            writable = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
            # Root has all permissions, also where no folder can be made: /sys, some network disks.
            writable = writable and self._folder.can_make_folder_in(above)
        if writable:
            return None
        return (
            f"The store {self.folder} cannot be written, so nothing can be saved. "
            "Change its permissions, or choose another folder with --store."
        )

    def find(
        self, *, fingerprint: str, folded: str = "", names: Sequence[str] = ()
    ) -> DocumentRecord | None:
        """Find the document with this content, or else one that was opened under one of `names`.

        Content decides first: the exact text, then the text apart from white space, quotation marks
        and dashes. Of several matches the one that was changed last is returned, if the index can
        be used; without it, the one with the first id.

        Args:
            fingerprint: The fingerprint of the exact text; empty to skip this comparison.
            folded: The fingerprint of the normalized text; empty to skip this comparison.
            names: Absolute paths or addresses.

        Returns:
            The document's record; None if no document matches or the store does not exist.

        Raises:
            StoreError: The folder exists but cannot be read.
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
        """Return the record of the best match among `documents`, read from their files now."""
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
        """Open the annotations of a document; nothing is written before the first commit.

        Raises:
            StoreError: The document's files cannot be read, or its id is not a UUID.
        """
        if not DOCUMENT_FILE.match(f"{record.id}.json"):
            raise StoreError("A document's id must be a UUID, because it names its file.")
        folder = Folder(self.folder, self._folder.system)
        return DocumentStore(folder, record, self._merge, self._checkpoint_at)

    def documents(self) -> Iterator[DocumentRecord]:
        """Yield the records of all documents in the store, without their landmarks.

        Files that cannot be read, or that do not name their document, are skipped; `unreadable`
        returns them.

        Raises:
            StoreError: The folder exists but cannot be read.
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
        self._unreadable_ids = sorted({*documents} - {record.id for record in records})
        yield from records

    def documents_with(self, text: str) -> Iterator[DocumentRecord]:
        """Yield the records of the documents whose files contain `text`, such as a part of an id.

        The files are only searched for its bytes, so it may be in any field. A document whose files
        cannot be searched is yielded too.

        Args:
            text: ASCII letters, digits and hyphens; with others every document is yielded.

        Raises:
            StoreError: As `documents`.
        """
        plain = text.isascii() and text.replace("-", "").isalnum()
        for record in self.documents():
            if not plain or self._may_contain(record.id, text.encode()):
                yield record

    def _may_contain(self, document: str, part: bytes) -> bool:
        """Return False if neither the file nor the journal of a document contains `part`."""
        names = FileNames(document)
        try:
            return part in self._folder.read(names.file)[0] or (
                part in self._folder.read(names.journal)[0]
            )
        except (OSError, StoreError):
            return True

    def unreadable(self) -> dict[str, str]:
        """Return why each document that the last `documents` skipped is unreadable, by id.

        Each reason is one sentence. Documents that can be read by now are left out.
        """
        sentences = {one: problem(self._folder, one) for one in self._unreadable_ids}
        return {one: sentence for one, sentence in sentences.items() if sentence}

    def record(self, document: str) -> DocumentRecord | None:
        """Return a document's record with its landmarks, read from its files, or None.

        Raises:
            StoreError: The folder exists but cannot be read.
        """
        return read_record(self._folder, document) if self._folder.connect() else None

    def stamp(self, document: str) -> str:
        """Return a string that changes whenever the document's files change, without reading them.

        It is empty if the store does not exist.
        """
        if not self._folder.connect():
            return ""
        names = FileNames(document)
        stamps = (self._folder.stamp(name) for name in (names.file, names.journal))
        return " ".join(str(stamp and tuple(stamp)) for stamp in stamps)

    def backups(self, document: str | None = None) -> list[Backup]:
        """Return the dated backups of all documents, or of one document, newest first.

        Raises:
            StoreError: The backups cannot be read.
        """
        from readerapp.store.backups import Backups

        return Backups(self.folder).list(document)

    def restore(self, backup: Backup) -> Backup | None:
        """Replace a document's tables with those of a dated backup, in one durable save.

        Returns:
            A backup of the previous contents, with which to undo this; None if there were none.

        Raises:
            StoreError: Nothing was changed; the message says why.
        """
        from readerapp.store.backups import Backups

        backups = Backups(self.folder)
        try:
            tables = backups.read(backup)
        except ValueError as error:
            raise StoreError(f"{backup.path} is damaged ({error}). Choose another.") from error
        opened = self.open(DocumentRecord(id=backup.document))
        try:
            opened.tidy()
            before = backups.take(backup.document, asked=True)
            opened.replace_all(tables)
        finally:
            opened.close()
        return before

    def forget(self, document: str) -> None:
        """Delete the files of a document with all its annotations. Its dated backups remain.

        Raises:
            StoreBusy: Another process is writing the files.
            StoreError: The files could not be removed.
        """
        if not self._folder.connect() or document not in self._ids():
            return
        names = FileNames(document)
        lock = Lock(self._folder, names.lock, names.stand_in)
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
        """Close the descriptor of the folder."""
        self._folder.close()

    def _ids(self) -> list[str]:
        """Return the ids of all documents; delete old temporary files of killed processes."""
        with self._folder.explained(str(self.folder)):
            names = self._folder.names()
        for name in names:
            if name.endswith(TEMPORARY_SUFFIX) and self._is_stale(name):
                self._folder.remove(name)
        return sorted({match[1] for name in names if (match := DOCUMENT_FILE.match(name))})

    def _is_stale(self, name: str) -> bool:
        stamp = self._folder.stamp(name)
        return stamp is not None and time.time() - stamp.modified / 1e9 > STALE_AFTER
