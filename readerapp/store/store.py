"""The store: a folder with one TinyDB file for each document, found again by content."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from readerapp.model import DocumentRecord, RecordError
from readerapp.store.document import DocumentStore, Merge
from readerapp.store.errors import StoreError
from readerapp.store.folder import Folder
from readerapp.store.load import Names, load
from readerapp.store.system import System
from readerapp.store.tables import DOCUMENT

_FILE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:json|bak|journal)\Z")


class Store:
    """A folder of annotation files. Made, private to its owner, at the first change."""

    def __init__(
        self, folder: Path, *, merge: Merge | None = None, system: System | None = None
    ) -> None:
        """`merge` settles a record that two processes changed at once; without it the newer
        wins and the other is kept in the table `conflicts`."""
        self.folder = folder.absolute()
        self._folder = Folder(self.folder, system)
        self._merge = merge

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
            f"The store {self.folder} cannot be written, so nothing can be marked or noted. "
            "Change its permissions, or choose another folder with --store."
        )

    def find(
        self, *, fingerprint: str, folded: str = "", names: Sequence[str] = ()
    ) -> DocumentRecord | None:
        """The document with that content, else one that was opened under one of `names`.

        Content first: the very text, then the text but for white space, quotation marks and
        dashes. Of several the one changed last. `names` are absolute paths or addresses.
        """
        best: tuple[int, DocumentRecord] | None = None
        for record in self.documents():
            if fingerprint and record.fingerprint == fingerprint:
                return record
            rank = 1 if folded and record.folded == folded else 0
            if not rank and not set(names) & set(record.names):
                continue
            if best is None or rank > best[0]:
                best = rank, record
        return best[1] if best else None

    def open(self, record: DocumentRecord) -> DocumentStore:
        """The annotations of a document; nothing is written before the first commit.

        Raises:
            StoreError: its files cannot be read, or its id is not a UUID.
        """
        if not _FILE.match(f"{record.id}.json"):
            raise StoreError("A document's id must be a UUID, because it names its file.")
        return DocumentStore(self._folder, record, self._merge)

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents that the store has annotations of.

        Raises:
            StoreError: the folder cannot be read. A file that cannot be is passed over.
        """
        if not self._folder.connect():
            return
        for document in self._ids():
            record = self._record(document)
            if record is not None:
                yield record

    def forget(self, document: str) -> None:
        """Remove the files of a document: all its annotations.

        Raises:
            StoreError: they could not be removed.
        """
        if document not in self._ids():
            return
        names = Names(document)
        for name in (names.file, names.copy, names.journal, names.lock):
            self._folder.remove(name)
        self._folder.sync()

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.close()

    def _ids(self) -> list[str]:
        found = [match[1] for name in self._folder.names() if (match := _FILE.match(name))]
        return sorted(set(found))

    def _record(self, document: str) -> DocumentRecord | None:
        with suppress(OSError, StoreError):
            tables = load(self._folder, Names(document)).state.tables
            for row in tables.get(DOCUMENT, {}).values():
                with suppress(RecordError, TypeError, ValueError):
                    return replace(DocumentRecord.from_dict(row), id=document)
        return None
