"""Disposable SQLite caches in the user's cache folder, which can be deleted at any time."""

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
    """A cache of facts about one folder, in tables that can be rebuilt from its files.

    Where no cache is possible, `open` raises sqlite3.Error or OSError; callers then read the files.
    """

    def __init__(self, kind: str, folder: Path, tables: str, probe: str) -> None:
        """Name the cache file; `open` creates it.

        Args:
            kind: The first part of the file's name.
            folder: The folder that the cache is about.
            tables: SQL that creates the tables that do not exist yet.
            probe: A query that fails on tables of another version.
        """
        digest = sha256(os.fsencode(folder)).hexdigest()[:24]
        self.path = app_folder("cache") / f"{kind}-{digest}.sqlite"
        self._tables, self._probe = tables, probe

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; a file that is damaged or of another version is recreated."""
        try:
            base = self._connect()
        except sqlite3.DatabaseError:
            # Another program's or damaged: it holds nothing that the files do not.
            self.path.unlink(missing_ok=True)
            base = self._connect()
        with closing(base):
            yield base

    def _connect(self) -> sqlite3.Connection:
        make_folder(self.path.parent)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        base = sqlite3.connect(self.path, timeout=1.0)
        try:
            # A crash may damage the cache, which is then recreated: no reason to wait for the disk.
            base.execute("PRAGMA synchronous = OFF")
            base.executescript(self._tables)
            base.execute(self._probe)
        except sqlite3.Error:
            base.close()
            raise
        return base
