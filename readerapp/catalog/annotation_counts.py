"""How many highlights and speakers each document of the store has, with a cache of the counts.

The cache (SQLite) saves reading thousands of annotation files. A count is valid only while the
files of its document have the same stamp.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass

from readerapp.annotations import speaker_edits
from readerapp.annotations.snapshot import Threads
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.store import DocumentStore, Store

_INTERVAL = 0.3
"""Seconds between two updates of a list while annotations are counted."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS counts "
    "(id TEXT PRIMARY KEY, stamp TEXT, highlights INTEGER, speakers INTEGER);"
)
_ALL = "SELECT id, stamp, highlights, speakers FROM counts"


@dataclass(frozen=True, slots=True)
class AnnotationCounts:
    """The numbers of highlights and of speakers who said one, in one document."""

    highlights: int
    speakers: int


def count_annotations(store: DocumentStore) -> AnnotationCounts:
    """Count the highlights of a document, and their speakers.

    Replies, proposals and what is deleted do not count.
    """
    threads = Threads(store)
    highlights = [
        one
        for one in store.annotations.values()
        if one.target is not None and not (one.deleted or one.is_proposal or one.id in threads)
    ]
    speakers = (speaker_edits.resolve(store.speakers, one.speaker) for one in highlights)
    return AnnotationCounts(len(highlights), len({one.id for one in speakers if one}))


def count_in_portions(
    store: Store, records: Iterable[DocumentRecord], interval: float = _INTERVAL
) -> Iterator[dict[str, AnnotationCounts]]:
    """Yield the counts of all documents by id, in portions.

    A document whose annotations cannot be read is left out.

    Args:
        store: the store.
        records: the documents to count.
        interval: the seconds of counting after which a portion is yielded.
    """
    portion: dict[str, AnnotationCounts] = {}
    end = time.monotonic() + interval
    with suppress(ReaderError):  # the folder of the store cannot be read
        for key, counts in _count_documents(store, records):
            portion[key] = counts
            if time.monotonic() > end:
                yield portion
                portion, end = {}, time.monotonic() + interval
    yield portion


def _count_documents(
    store: Store, records: Iterable[DocumentRecord]
) -> Iterator[tuple[str, AnnotationCounts]]:
    """Yield the id and the counts of each document; those that have changed are counted again."""
    with ExitStack() as stack:
        cache, known = None, {}
        with suppress(sqlite3.Error, OSError):
            cache = stack.enter_context(SqliteCache("counts", store.folder, _TABLES, _ALL).open())
            known = {
                name: (stamp, AnnotationCounts(highlights, speakers))
                for name, stamp, highlights, speakers in cache.execute(_ALL)
            }
        for record in records:
            stamp = store.stamp(record.id)
            if record.id in known and known[record.id][0] == stamp:
                yield record.id, known[record.id][1]
                continue
            try:
                with closing(store.open(record)) as opened:
                    counts = count_annotations(opened)
            except ReaderError:
                continue
            if cache is not None:
                with suppress(sqlite3.Error):
                    row = (record.id, stamp, counts.highlights, counts.speakers)
                    cache.execute("INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?)", row)
                    cache.commit()
            yield record.id, counts
