"""The journal: one line a save, each guarded by a checksum, appended and never changed.

    crc32 {"journal": ID, "schema": 1, "document": ID}              the first line
    crc32 {"base": SHA256, "save": N, "stamp": [inode, size, ns]}   this file holds saves 1 to N
    crc32 {"save": N, "ops": [[TABLE, KEY, RECORD or null], ...]}   null removes the record

To read a document: hash its file, find the base of that hash, apply the saves above its number.
Applying a save twice changes nothing. The base of a file is written before the file gets its
name, so a crash between the two leaves the old file, which the journal still knows.

The journal file as its writer holds it: appended to, cut back, replaced.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

from readerapp.store import file_format as schemas
from readerapp.store.errors import StoreRefused
from readerapp.store.file_format import DOCUMENT, KEY, Row, clean_value, decode_json, encode_json
from readerapp.store.filesystem import Folder, Stamp, retry_on_eintr

Op = tuple[str, str, Row | None]
"""Table, key, and the record to put there; None takes the record away."""

_SAVE = re.compile(rb'\{"save":([0-9]{1,18}),"ops":\[')

LARGEST = 256 * 2**20
"""Bytes of the largest single save."""


class JournalSave(NamedTuple):
    """One durable transaction."""

    number: int
    ops: tuple[Op, ...]


class JournalBase(NamedTuple):
    """A TinyDB file that holds every save up to `save`, by its hash; `stamp` when written."""

    sha256: str
    save: int
    stamp: Stamp | None = None


@dataclass(slots=True)
class Journal:
    """What a journal file says. `end` is the size in bytes of its whole lines.

    `document` is the id of the document whose saves these are; older journals do not say it.

    Saves are decoded when asked for: most are in the file already, and only their numbers count.
    """

    id: str = ""
    schema: int = 0
    document: str = ""
    bases: list[JournalBase] = field(default_factory=list)
    bodies: list[tuple[int, bytes]] = field(default_factory=list)
    end: int = 0
    damaged: int = 0

    def base(self, sha256: str) -> JournalBase | None:
        """The newest base of that hash."""
        return next((base for base in reversed(self.bases) if base.sha256 == sha256), None)

    def stamped(self, stamp: Stamp) -> JournalBase | None:
        """The newest base whose file had that stamp."""
        return next((base for base in reversed(self.bases) if base.stamp == stamp), None)

    def above(self, number: int) -> list[JournalSave]:
        """The saves after `number`, in order."""
        return [_save(found, body) for found, body in self.bodies if found > number]

    def lines_above(self, number: int) -> list[bytes]:
        """The lines of the saves after `number`, in order."""
        return [_guarded(body) for found, body in self.bodies if found > number]

    @property
    def last(self) -> int:
        """The number of the last save that this journal knows of."""
        numbers = [number for number, _ in self.bodies] + [base.save for base in self.bases]
        return max(numbers, default=0)


def file_digest(data: bytes) -> str:
    """The hash by which a journal knows a file."""
    return hashlib.sha256(data).hexdigest()


def head_line(journal_id: str, document: str) -> bytes:
    """The first line of a journal."""
    return _line({"journal": journal_id, "schema": schemas.CURRENT, "document": document})


def base_line(base: JournalBase) -> bytes:
    """The line that makes a file known."""
    return _line({"base": base.sha256, "save": base.save, "stamp": base.stamp})


def save_line(save: JournalSave) -> bytes:
    """The line of one save."""
    return _line({"save": save.number, "ops": save.ops})


def journal_lines(
    journal_id: str, document: str, bases: Iterable[JournalBase], saves: Iterable[bytes]
) -> bytes:
    """A whole journal, of the lines of `saves`."""
    return b"".join([head_line(journal_id, document), *map(base_line, bases), *saves])


def read_journal(data: bytes) -> Journal:
    """What `data`, a journal or a part of one from the start of a line on, says.

    Lines that fail their checksum and stand before a whole one count as damaged. What follows
    the last whole line is an unfinished save and lies after `end`.
    """
    journal = Journal()
    at = bad = 0
    while (stop := data.find(b"\n", at)) >= 0:
        if _take(journal, data[at:stop]):
            journal.end = stop + 1
            journal.damaged += bad
            bad = 0
        else:
            bad += 1
        at = stop + 1
    journal.bodies.sort(key=itemgetter(0))
    return journal


def _line(value: object) -> bytes:
    return _guarded(encode_json(value))


def _guarded(body: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _take(journal: Journal, line: bytes) -> bool:
    """Add what a line says to `journal`; False if the line is damaged."""
    body = line[9:]
    try:
        if line[8:9] != b" " or int(line[:8], 16) != zlib.crc32(body):
            return False
        if save := _SAVE.match(body):
            journal.bodies.append((int(save[1]), body))
            return True
        value = decode_json(body)
        if "base" in value:
            stamp = Stamp(*map(int, value["stamp"])) if value["stamp"] else None
            journal.bases.append(JournalBase(str(value["base"]), int(value["save"]), stamp))
        else:
            journal.id, journal.schema = str(value["journal"]), int(value["schema"])
            journal.document = str(value.get("document", ""))
    except (ValueError, KeyError, TypeError):
        return False
    return True


def _save(number: int, body: bytes) -> JournalSave:
    """The save on a line of which the checksum is right; none of ours is not well formed."""
    try:
        ops = tuple(_op(*op) for op in decode_json(body)["ops"])
    except (ValueError, KeyError, TypeError):
        ops = ()
    return JournalSave(number, ops)


def _op(table: Any, key: Any, row: Any) -> Op:
    """An operation that cannot make the file one that plain TinyDB refuses."""
    if not isinstance(table, str) or not KEY.match(key) or not isinstance(row, (dict, NoneType)):
        raise ValueError("not an operation")
    return table, key, None if row is None else clean_value(row, table == DOCUMENT)


class JournalWriter:
    """An open journal. `end` is where its whole lines end, in bytes."""

    def __init__(self, folder: Folder, name: str) -> None:
        self.end = 0
        self.suspect = False
        self._folder = folder
        self._name = name
        self._fd: int | None = None

    def append(self, line: bytes) -> None:
        """Append and sync; if that fails the journal is as it was, or is marked `suspect`.

        Raises:
            StoreRefused: it is too much for one save.
            OSError: it could not be written.
        """
        if len(line) > LARGEST:
            raise StoreRefused(f"Not saved: one change may not be larger than {LARGEST >> 20} MB.")
        fd = self._open()
        written = False
        try:
            self._folder.write_all(fd, line)
            written = True
            retry_on_eintr(self._folder.system.sync_data, fd)
        except OSError:
            # After a failed sync the system may take lost data for written, so that the next
            # save has to start new files.
            self.suspect = self.suspect or written
            self._cut_after_failure()
            raise
        self.end += len(line)

    def _cut_after_failure(self) -> None:
        try:
            self.cut()
        except OSError:
            self.suspect = True

    def cut(self) -> None:
        """Drop what follows the last whole line; OSError if that cannot be done."""
        fd = self._open()
        retry_on_eintr(self._folder.system.truncate, fd, self.end)
        retry_on_eintr(self._folder.system.sync, fd)

    def replace(
        self, document: str, journal_id: str, bases: list[JournalBase], saves: list[bytes]
    ) -> None:
        """Put a new journal in place of what is there, or of nothing; on the disk on return."""
        data = journal_lines(journal_id, document, bases, saves)
        temporary, _ = self._folder.write_new(document, data)
        try:
            self._folder.replace(temporary, self._name)
        except OSError:
            self._folder.remove(temporary)
            raise
        self.reopen(len(data))
        # Until the new name is on the disk, a power cut may bring the old journal back, without
        # what is appended to the new one.
        self.suspect = True
        self._folder.sync()
        self.suspect = False

    def reopen(self, end: int) -> None:
        """The name stands for another file now, whose whole lines end at `end`."""
        self.close()
        self.end = end

    def close(self) -> None:
        """Let go of the file."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._folder.release(fd)

    def __del__(self) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether it may be appended to; else new files must be started."""
        return not self.suspect and not self._is_shared()

    def _is_shared(self) -> bool:
        """Whether the file has a second name: it may be anybody's, linked here for us to spoil."""
        return retry_on_eintr(self._folder.system.stat_open, self._open()).st_nlink > 1

    def _open(self) -> int:
        if self._fd is None:
            self._fd = self._folder.open(self._name, os.O_WRONLY | os.O_APPEND)
        return self._fd
