"""Dated backups of documents' files, with limits on their number and size, outside the store.

A backup is made when a changed document is closed, at most one in an hour. For each document,
these backups remain: all of the last 24 hours, and the newest one of each of the last seven days,
of each of the four weeks before, and of each of the six months before. If they take more than
`MAX_BYTES`, fewer remain.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.paths import app_folder
from readerapp.store.file_format import (
    CHECKPOINT,
    FileNames,
    Tables,
    dump_tables,
    has_right_checksum,
    parse_tables,
)
from readerapp.store.filesystem import Folder
from readerapp.store.store_errors import StoreError

if TYPE_CHECKING:
    from readerapp.store.store import Store

MAX_BYTES = 200 * 2**20
"""Bytes that one document's backups may take; the newest remains whatever its size."""

INTERVAL = timedelta(hours=1)
"""Shortest time between two automatic backups of a document."""

_NAME = re.compile(r"([0-9a-f-]{36})\.(\d{8}T\d{6}\.\d{6})\.json\Z", re.ASCII)
_STAMP = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a document's file as it was at `time` (UTC); an ordinary TinyDB file.

    `size` is in bytes.
    """

    document: str
    time: datetime
    path: Path
    size: int


class Backups:
    """The dated backups of one store's documents, in the user's data folder."""

    def __init__(self, store: Path) -> None:
        digest = sha256(os.fsencode(store)).hexdigest()[:24]
        self._store = store
        self._folder = Folder(app_folder("data") / "backups" / digest)

    def list(self, document: str | None = None) -> list[Backup]:
        """Return all backups, or those of one document, newest first.

        Raises:
            StoreError: The folder exists but cannot be read.
        """
        if not self._folder.connect():
            return []
        found = []
        with self._folder.explained(f"The backups in {self._folder.path}"):
            for name in self._folder.names():
                match = _NAME.match(name) if name.startswith(document or "") else None
                stamp = self._folder.stamp(name) if match else None
                if match and stamp and document in (None, match[1]):
                    time = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
                    found.append(Backup(match[1], time, self._folder.path / name, stamp.size))
        return sorted(found, key=lambda backup: backup.time, reverse=True)

    def take(self, document: str, asked: bool = False) -> Backup | None:
        """Copy a document's file as it is now.

        Args:
            document: The id of the document.
            asked: Whether the user requested the backup; if so, a recent one does not prevent it.

        Returns:
            The backup; None if the document has no file, or was copied less than `INTERVAL` ago.

        Raises:
            StoreError: The backup could not be made.
        """
        before = [] if asked else self.list(document)
        if before and datetime.now(UTC) - before[0].time < INTERVAL:
            return None
        store = Folder(self._store)
        if not store.connect() or store.stamp(FileNames(document).file) is None:
            return None
        with store.explained(f"The file of a document in {self._store}"):
            return self.add(document, store.read(FileNames(document).file)[0])

    def add(self, document: str, data: bytes) -> Backup:
        """Save `data`, a TinyDB file of a document, as a backup with the present time.

        Backups that do not have to remain any more are removed.

        Raises:
            StoreError: The backup could not be made.
        """
        before = self.list(document)
        time = datetime.now(UTC)
        self._folder.connect(create=True)
        with self._folder.explained(f"A backup in {self._folder.path}"):
            name = f"{document}.{time.strftime(_STAMP)}.json"
            self._folder.replace(self._folder.write_new(document, data)[0], name)
            made = Backup(document, time, self._folder.path / name, len(data))
            for old in copies_to_remove([made, *before]):
                self._folder.remove(old.path.name)
            self._folder.sync()
        return made

    def read(self, backup: Backup) -> Tables:
        """Read the tables of a backup.

        Raises:
            StoreError: The backup cannot be read.
            ValueError: The backup is damaged.
        """
        self._folder.connect()
        with self._folder.explained(str(backup.path)):
            data = self._folder.read(backup.path.name)[0]
        if has_right_checksum(data) is False:
            raise ValueError("its checksum is wrong")
        tables = parse_tables(data)
        tables.pop(CHECKPOINT, None)
        return tables


def back_up(store: Path, document: str, tables: Tables) -> str:
    """Back up a document's tables from before another program changed its file.

    Returns:
        A sentence that tells the user where the backup is, or why there is none.
    """
    try:
        made = Backups(store).add(document, dump_tables(tables))
    except StoreError as error:
        return f"No dated copy of the earlier state could be made. {error}"
    return f"A dated copy, {made.path.name}, has the earlier state."


def copies_to_remove(backups: Sequence[Backup]) -> list[Backup]:
    """Return which of one document's backups, given newest first, can be removed."""
    chosen: dict[tuple[str, ...], Backup] = {}
    room = MAX_BYTES
    for number, backup in enumerate(backups):
        period = _period(backups[0].time, backup.time)
        room -= backup.size
        if period and period not in chosen and (room >= 0 or number == 0):
            chosen[period] = backup
    return [backup for backup in backups if backup not in chosen.values()]


def _period(now: datetime, then: datetime) -> tuple[str, ...]:
    """Name the time, day, week or month for which a backup remains; empty if it is too old."""
    if now - then < timedelta(days=1):
        return ("each", then.isoformat())
    days = (now.date() - then.date()).days
    if days < 7:
        return ("day", then.strftime("%Y-%m-%d"))
    if days < 35:
        return ("week", then.strftime("%G-%V"))
    return ("month", then.strftime("%Y-%m")) if days < 215 else ()


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """A dated copy of the annotations of one document.

    Attributes:
        name: The name by which it is restored.
        title: The title of the document; empty if the store does not know the document.
        time: When the copy was made.
        size: Its size in bytes.
    """

    name: str
    title: str
    time: datetime
    size: int


def list_copies(store: Store) -> list[DatedCopy]:
    """Return all dated copies of the store's documents, the newest first.

    Raises:
        ReaderError: The store or the copies cannot be read.
    """
    titles = {record.id: record.title for record in store.documents()}
    return [
        DatedCopy(backup.path.stem, titles.get(backup.document, ""), backup.time, backup.size)
        for backup in store.backups()
    ]


def restore_copy(store: Store, name: str) -> str:
    """Restore the annotations of a document from the copy `name`.

    Returns:
        A sentence that says what was done and how to undo it.

    Raises:
        ReaderError: There is no such copy, or nothing could be changed.
    """
    stem = name.removesuffix(".json")
    backup = next((one for one in store.backups() if one.path.stem == stem), None)
    if backup is None:
        raise ReaderError(f"There is no copy {name}; `readerapp check` lists the copies.")
    before = store.restore(backup)
    record = next((r for r in store.documents() if r.id == backup.document), None)
    title = record.title if record and record.title else backup.document
    sentence = f"The annotations of {title} are as they were on {format_time(backup.time)}."
    if before is None:
        return f"{sentence} There were none before."
    return f"{sentence} To undo this: readerapp restore {before.path.stem}"


def format_time(time: datetime) -> str:
    """Format a time in the local time zone, to the minute."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
