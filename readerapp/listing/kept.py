"""Shelves as they were found last time: so that thousands of documents need not all be opened.

What is kept of a document counts only while its annotation file, and the files that its text may
come from, are as they were then; everything else is found out anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from readerapp import __version__
from readerapp.caching import Cache
from readerapp.documents.registry import FORMATS
from readerapp.listing.filters import Row
from readerapp.listing.rows import flat, threaded
from readerapp.model import Annotation, ReaderError
from readerapp.session.placing import Placed
from readerapp.sharing.entry import Source
from readerapp.store import Store

_TABLES = "CREATE TABLE IF NOT EXISTS shelves (id TEXT PRIMARY KEY, stamp TEXT, shelf TEXT);"
_PROBE = "SELECT id, stamp, shelf FROM shelves"
_FORM = 2
"""Of what is kept of a document; another one is found out anew."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document with all its rows by place, and sentences that the person should be told.

    `problem` says why it could not be read; then there are no rows.
    """

    source: Source
    rows: list[Row]
    events: tuple[str, ...] = ()
    problem: str = ""


class KeptShelves:
    """The shelves of one store, for one annotator, as they were found last time."""

    def __init__(self, store: Store, annotator: str, base: sqlite3.Connection | None) -> None:
        """Without `base` nothing is kept."""
        self._store, self._me, self._base = store, annotator, base
        # Another version may make another text of the same file.
        self._version = f"{__version__} {_FORM} {[(one.name, one.version) for one in FORMATS]}"

    def get(self, document: str, names: Sequence[str], find: Callable[[], Shelved]) -> Shelved:
        """The shelf of a document that may lie at `names`; `find` finds it where none is kept."""
        stamp = f"{self._version} {self._store.stamp(document)} {list(map(_stamp, names))}"
        known = self._known(document, stamp)
        if known is None:
            known = find()
            self._keep(document, stamp, known)
        return known

    def _known(self, document: str, stamp: str) -> Shelved | None:
        with suppress(sqlite3.Error, ValueError, TypeError, KeyError, IndexError, ReaderError):
            if self._base is not None:
                question = "SELECT shelf FROM shelves WHERE id = ? AND stamp = ?"
                for (text,) in self._base.execute(question, (document, stamp)):
                    return self._from_data(json.loads(text))
        return None

    def _keep(self, document: str, stamp: str, shelved: Shelved) -> None:
        with suppress(sqlite3.Error, ValueError):
            if self._base is not None:
                row = (document, stamp, json.dumps(_to_data(shelved)))
                self._base.execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)", row)
                self._base.commit()

    def _from_data(self, data: Any) -> Shelved:
        threads: list[list[Row]] = []
        for reply, *row in data["rows"]:  # by place: replies are right behind what they answer
            if not reply:
                threads.append([])
            threads[-1].append(self._row(*row))
        rows = list(flat(threaded(first, replies) for first, *replies in threads))
        return Shelved(Source(**data["source"]), rows, tuple(data["events"]))

    def _row(self, data: Any, place: Any, speaker: str, creator: str, cited: str) -> Row:
        annotation = Annotation.from_dict(data)
        own = annotation.creator == self._me
        return Row(Placed(annotation, *place), speaker, creator, own, cited=cited)


@contextmanager
def kept_shelves(store: Store, annotator: str) -> Iterator[KeptShelves]:
    """The shelves of `store` that are kept; none where there can be no cache."""
    with ExitStack() as stack:
        base = None
        with suppress(sqlite3.Error, OSError):
            base = stack.enter_context(Cache("shelf", store.folder, _TABLES, _PROBE).open())
        yield KeptShelves(store, annotator, base)


def _to_data(shelved: Shelved) -> dict[str, Any]:
    rows = [
        [
            row.thread is not None,
            row.placed.annotation.to_dict(),
            [row.placed.start, row.placed.end, row.placed.state, row.placed.reason],
            row.speaker,
            row.creator,
            row.locator,
        ]
        for row in shelved.rows
    ]
    return {"source": asdict(shelved.source), "rows": rows, "events": shelved.events}


def _stamp(name: str) -> list[int] | None:
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None
    return [found.st_ino, found.st_size, found.st_mtime_ns]
