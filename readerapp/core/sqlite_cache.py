"""Caches: SQLite files in the person's cache folder that can be deleted at any time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from readerapp.core.atomic_write import make_folder
from readerapp.core.paths import app_folder


class SqliteCache:
    """What is worth keeping about one folder, in tables that can be made anew from its files.

    Where there can be no cache, `open` raises sqlite3.Error or OSError; then ask the files.
    """

    def __init__(self, kind: str, folder: Path, tables: str, probe: str) -> None:
        """`tables` makes what is not there yet; `probe` is a query that fails on other tables."""
        digest = sha256(os.fsencode(folder)).hexdigest()[:24]
        self.path = app_folder("cache") / f"{kind}-{digest}.sqlite"
        self._tables, self._probe = tables, probe

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection; a file that is damaged, or of another version, is made anew."""
        try:
            base = self._connect()
        except sqlite3.DatabaseError:
            # Not one of ours, or damaged: it holds nothing that the files do not.
            self.path.unlink(missing_ok=True)
            base = self._connect()
        with closing(base):
            yield base

    def _connect(self) -> sqlite3.Connection:
        make_folder(self.path.parent)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        base = sqlite3.connect(self.path, timeout=1.0)
        try:
            # A crash may damage the cache, which is then made anew; no reason to wait for a disk.
            base.execute("PRAGMA synchronous = OFF")
            base.executescript(self._tables)
            base.execute(self._probe)
        except sqlite3.Error:
            base.close()
            raise
        return base
