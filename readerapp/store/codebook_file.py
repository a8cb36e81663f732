"""The codebook file of a store: names of colours and definitions of tags, for all its documents.

It is a TinyDB file beside those of the documents, with the tables `colours` and `tags`. It is small
and changes seldom, so it has no journal: a change reads it, and replaces it, under a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from readerapp.store.file_format import Row, Tables, dump_tables, parse_tables
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.lock import Lock
from readerapp.store.store_errors import StoreError

CODEBOOK_FILE = "codebook.json"

Records = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Records by table and id."""


class CodebookFile:
    """The codebook file in the folder of a store, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)
        self._stamp: Stamp | None = None
        self._records: dict[str, dict[str, Row]] = {}

    def read(self) -> Records:
        """Return the records; the file is read only if it has changed since the last call.

        Raises:
            StoreError: the file cannot be read, or is damaged.
        """
        with self._folder.explained(f"The codebook in {self._folder.path}"):
            stamp = self._folder.stamp(CODEBOOK_FILE) if self._folder.connect() else None
            if stamp is None:
                self._records = {}
            elif stamp != self._stamp:
                data, stamp = self._folder.read(CODEBOOK_FILE)
                self._records = self._parse(data)
            self._stamp = stamp
        return self._records

    def change(self, edit: Callable[[Records], Records]) -> None:
        """Replace the records by what `edit` makes of them; they are on the disk on return.

        Raises:
            StoreError: nothing was changed.
        """
        with self._folder.explained(f"The codebook in {self._folder.path}"):
            self._folder.connect(create=True)
            lock = Lock(self._folder, "codebook.lock", "codebook.held")
            lock.acquire()
            try:
                before = self.read()
                after = edit(before)
                if after != before:
                    new, _ = self._folder.write_new("codebook", dump_tables(_tables(after)))
                    self._folder.replace(new, CODEBOOK_FILE)
                    self._folder.sync()
            finally:
                lock.release()
                lock.close()
            self.read()

    def _parse(self, data: bytes) -> dict[str, dict[str, Row]]:
        try:
            tables = parse_tables(data)
        except ValueError:
            path = self._folder.path / CODEBOOK_FILE
            raise StoreError(
                f"{path} is damaged and stays as it is. Move it away to start a new codebook."
            ) from None
        return {
            name: {str(row.get("id", key)): {"id": key, **row} for key, row in rows.items()}
            for name, rows in tables.items()
        }


def _tables(records: Records) -> Tables:
    return {
        name: {str(number): dict(row) for number, row in enumerate(rows.values(), 1)}
        for name, rows in records.items()
    }
