"""A TinyDB storage and table on the journal, with a cost per save independent of the file's size.

A save is one line that is appended to the journal and synced. The file itself is replaced only
occasionally (a checkpoint). This uses TinyDB's own extension points: a `Storage` that can access
single records, and a `Table` that gives its updaters a view which records what they changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from readerapp.store.document_files import DocumentFiles
from readerapp.store.file_format import Row, Tables
from readerapp.store.journal import Op, TableContents


class JournalStorage(Storage):
    """A TinyDB storage that holds one document's tables in memory and in its files."""

    def __init__(self, files: DocumentFiles) -> None:
        self.files = files
        self._changes: TransactionChanges | None = None

    def read(self) -> Tables | None:
        """Return a copy of all tables, or None if there are none.

        This is part of TinyDB's `Storage` interface.
        """
        with self.files.mutex:
            self.files.follow()
            tables = {name: dict(rows) for name, rows in self.files.contents.tables.items()}
            return tables or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace all tables by `data` in one durable save; O(n).

        This is part of TinyDB's `Storage` interface.
        """
        with self.transaction() as changes:
            for name in {*self.files.contents.tables, *data}:
                rows = changes.table(name)
                wanted = {int(key): row for key, row in data.get(name, {}).items()}
                for key in [key for key in rows if key not in wanted]:
                    del rows[key]
                for key, row in wanted.items():
                    if self.files.contents.row(name, str(key)) != row:
                        rows[key] = dict(row)
            self.files.save(changes.ops())

    def update(self, name: str, updater: Callable[[Any], None]) -> None:
        """Run a TinyDB updater on a table.

        Its changes belong to the transaction that is open, else they are one durable save.
        """
        with self.files.mutex:
            if self._changes is not None:
                updater(self._changes.table(name))
                return
            with self.transaction() as changes:
                updater(changes.table(name))
                self.files.save(changes.ops())

    def close(self) -> None:
        """Bring the file up to date if it is not, and close all files."""
        with self.files.mutex:
            self.files.close()

    def live(self, name: str) -> dict[str, Row]:
        """Return the records of a table by key, not copied: for reading only."""
        return self.files.contents.tables.get(name, {})

    def next_key(self, name: str) -> int:
        """Return the key for the next record of a table."""
        changes = self._changes
        return (
            self.files.contents.next_key(name)
            if changes is None
            else changes.table(name).next_key()
        )

    @contextmanager
    def transaction(self) -> Iterator[TransactionChanges]:
        """Collect changes under the lock; the block ends with one durable save of all of them.

        The block itself calls `files.save` with the changes: what it does not save is forgotten, so
        an exception leaves files and memory unchanged.

        Raises:
            StoreError: The files cannot be locked, or the save failed; no part of it was made.
        """
        with self.files.mutex, self.files.locked():
            self._changes = TransactionChanges(self)
            try:
                yield self._changes
            finally:
                self._changes = None


class TransactionChanges:
    """The changes of one transaction so far, in all tables."""

    def __init__(self, storage: JournalStorage) -> None:
        self._storage = storage
        self._tables: dict[str, OverlayTable] = {}

    def table(self, name: str) -> OverlayTable:
        """Return the table as it will be after the transaction."""
        if name not in self._tables:
            self._tables[name] = OverlayTable(name, self._storage.files.contents)
        return self._tables[name]

    def ops(self) -> list[Op]:
        """Return the changes as operations for the journal."""
        return [op for table in self._tables.values() for op in table.ops()]


class OverlayTable(MutableMapping[int, Row]):
    """A table as TinyDB's updaters see it, copy-on-access.

    Records are copied when they are accessed, so that a failed save has changed nothing.
    """

    def __init__(self, name: str, contents: TableContents) -> None:
        self._name = name
        self._rows: Mapping[str, Row] = contents.tables.get(name, {})
        self._contents = contents
        self._touched: dict[str, Row | None] = {}
        self._highest = 0

    def __getitem__(self, key: int) -> Row:
        text = str(key)
        if text not in self._touched:
            self._touched[text] = dict(self._rows[text])
        row = self._touched[text]
        if row is None:
            raise KeyError(key)
        return row

    def __setitem__(self, key: int, row: Row) -> None:
        self._touched[str(key)] = row
        self._highest = max(self._highest, key)

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched[str(key)] = None

    def __contains__(self, key: object) -> bool:
        text = str(key)
        if text in self._touched:
            return self._touched[text] is not None
        return text in self._rows

    def __iter__(self) -> Iterator[int]:
        for text in self._rows:
            if self._touched.get(text, self._rows[text]) is not None:
                yield int(text)
        for text, row in list(self._touched.items()):
            if row is not None and text not in self._rows:
                yield int(text)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def next_key(self) -> int:
        """Return a key that no record of the table has had."""
        return max(self._highest + 1, self._contents.next_key(self._name))

    def ops(self) -> list[Op]:
        """Return the changed records as operations, in the order in which they were accessed."""
        return [
            (self._name, key, row)
            for key, row in self._touched.items()
            if row != self._rows.get(key)
        ]


class JournalTable(Table):
    """A TinyDB table whose single-record operations cost the same at any size."""

    _storage: JournalStorage

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        # TinyDB's query cache does not notice the changes that other processes make.
        self.clear_cache()
        return self._storage.live(self.name)  # type: ignore[return-value]

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        self._storage.update(self.name, updater)
        self.clear_cache()

    def _get_next_id(self) -> int:
        return self._storage.next_key(self.name)


class JournalDB(TinyDB):
    """TinyDB on a document's files."""

    table_class = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]  # TinyDB names its own
