"""A few landmarks of each document of a store, in a disposable cache.

To read them from a thousand annotation files takes a second, from the cache a few milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from readerapp.core.sqlite_cache import SqliteCache
from readerapp.store import Store

SAMPLE = 8
"""Landmarks of each document: most texts have none of another document."""

_TABLES = "CREATE TABLE IF NOT EXISTS samples (id TEXT PRIMARY KEY, stamp TEXT, sample TEXT);"
_PROBE = "SELECT id, stamp, sample FROM samples"


class LandmarkSamples:
    """Samples of landmarks, valid as long as the files of their document are unchanged."""

    def __init__(self, store: Store, connection: sqlite3.Connection | None) -> None:
        """Read the cache.

        Args:
            store: the store.
            connection: the cache; without one nothing is cached.
        """
        self._store, self._connection = store, connection
        self._known: dict[str, tuple[str, str]] = {}
        with suppress(sqlite3.Error):
            rows = connection.execute(_PROBE) if connection else ()
            self._known = {key: (stamp, sample) for key, stamp, sample in rows}

    def get(self, document: str) -> list[str]:
        """Return the sample of a document; empty if it has no landmarks or cannot be read.

        Raises:
            StoreError: the store cannot be read.
        """
        stamp = self._store.stamp(document)
        known = self._known.get(document)
        if known is not None and known[0] == stamp:
            with suppress(ValueError):
                return list(map(str, json.loads(known[1])))
        record = self._store.record(document)
        marks = record.landmarks if record else ()
        step = max(1, len(marks) // SAMPLE)
        sample = [snippet for snippet, _ in marks[step // 2 :: step]]
        with suppress(sqlite3.Error):
            if self._connection is not None and record is not None:
                row = (document, stamp, json.dumps(sample))
                self._connection.execute("INSERT OR REPLACE INTO samples VALUES (?, ?, ?)", row)
        return sample


@contextmanager
def open_landmark_samples(store: Store) -> Iterator[LandmarkSamples]:
    """Open the samples of `store`, and save at the end what was read; without a cache, read all."""
    with ExitStack() as stack:
        connection = None
        with suppress(sqlite3.Error, OSError):
            cache = SqliteCache("landmarks", store.folder, _TABLES, _PROBE)
            connection = stack.enter_context(cache.open())
        yield LandmarkSamples(store, connection)
        with suppress(sqlite3.Error):
            if connection is not None:
                connection.commit()
