"""The journal (write-ahead log): one checksummed line for each save, appended, never changed.

    crc32 {"journal": ID, "schema": 1, "document": ID}              the first line
    crc32 {"base": SHA256, "save": N, "stamp": [inode, size, ns]}   this file holds saves 1 to N
    crc32 {"save": N, "ops": [[TABLE, KEY, RECORD or null], ...]}   null removes the record

To read a document: hash its TinyDB file, find the base with that hash, and apply the saves above
the base's number. Applying a save twice changes nothing. The base of a file is written before the
file gets its name. So a crash between the two leaves the old file, which the journal still knows.

`Journal` is the parsed contents. `JournalWriter` is the open file, which can be appended to, cut
back and replaced. `State` is the contents of a document after a save, `TableContents` the tables in
memory to which saves are applied, with an index by record id.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

from readerapp.store import file_format
from readerapp.store.file_format import (
    CONFLICTS,
    DOCUMENT,
    KEY,
    Row,
    Tables,
    clean_value,
    decode_json,
    encode_json,
)
from readerapp.store.filesystem import Folder, Stamp, retry_on_eintr
from readerapp.store.store_errors import StoreRefused

Op = tuple[str, str, Row | None]
"""Table, key, and the record to put there; None removes the record."""

_SAVE = re.compile(rb'\{"save":([0-9]{1,18}),"ops":\[')

MAX_SAVE_SIZE = 256 * 2**20
"""Size in bytes of the largest single save."""


class JournalSave(NamedTuple):
    """One durable transaction."""

    number: int
    ops: tuple[Op, ...]


class JournalBase(NamedTuple):
    """A TinyDB file, identified by its hash, that holds all saves up to number `save`.

    `stamp` is the file's stamp when it was written.
    """

    sha256: str
    save: int
    stamp: Stamp | None = None


@dataclass(slots=True)
class Journal:
    """The contents of a journal file.

    Saves are decoded on demand: most of them are in the TinyDB file already, and only their numbers
    are needed.

    Attributes:
        id: The id of the journal; empty if the first line is missing.
        schema: The version of the file format.
        document: The id of the document; empty in older journals, which do not record it.
        bases: The TinyDB files that the journal knows, in the order of their lines.
        bodies: The number and the undecoded JSON of each save, by number.
        end: The size in bytes of the complete lines.
        damaged: The number of damaged lines.
    """

    id: str = ""
    schema: int = 0
    document: str = ""
    bases: list[JournalBase] = field(default_factory=list)
    bodies: list[tuple[int, bytes]] = field(default_factory=list)
    end: int = 0
    damaged: int = 0

    def base(self, sha256: str) -> JournalBase | None:
        """Return the newest base with that hash, or None."""
        return next((base for base in reversed(self.bases) if base.sha256 == sha256), None)

    def base_with_stamp(self, stamp: Stamp) -> JournalBase | None:
        """Return the newest base whose file had that stamp, or None."""
        return next((base for base in reversed(self.bases) if base.stamp == stamp), None)

    def saves_after(self, number: int) -> list[JournalSave]:
        """Return the saves after `number`, in order."""
        return [_decode_save(found, body) for found, body in self.bodies if found > number]

    def save_lines_after(self, number: int) -> list[bytes]:
        """Return the lines of the saves after `number`, in order."""
        return [_with_checksum(body) for found, body in self.bodies if found > number]

    @property
    def last(self) -> int:
        """Return the number of the last save that this journal mentions, 0 if it mentions none."""
        numbers = [number for number, _ in self.bodies] + [base.save for base in self.bases]
        return max(numbers, default=0)


def file_digest(data: bytes) -> str:
    """Return the hash by which a journal identifies a file (SHA-256, hexadecimal)."""
    return hashlib.sha256(data).hexdigest()


def head_line(journal_id: str, document: str) -> bytes:
    """Return the first line of a journal."""
    return _line({"journal": journal_id, "schema": file_format.CURRENT, "document": document})


def base_line(base: JournalBase) -> bytes:
    """Return the line that makes a TinyDB file known to the journal."""
    return _line({"base": base.sha256, "save": base.save, "stamp": base.stamp})


def save_line(save: JournalSave) -> bytes:
    """Return the line of one save."""
    return _line({"save": save.number, "ops": save.ops})


def journal_lines(
    journal_id: str, document: str, bases: Iterable[JournalBase], saves: Iterable[bytes]
) -> bytes:
    """Return the bytes of a whole journal that consists of `bases` and the lines `saves`."""
    return b"".join([head_line(journal_id, document), *map(base_line, bases), *saves])


def read_journal(data: bytes) -> Journal:
    """Parse `data`, a journal or a part of one that begins at the start of a line.

    Lines with a wrong checksum that precede an intact line count as damaged. Whatever follows the
    last intact line is an unfinished save, and lies after `end`.
    """
    journal = Journal()
    at = bad = 0
    while (stop := data.find(b"\n", at)) >= 0:
        if _parse_line(journal, data[at:stop]):
            journal.end = stop + 1
            journal.damaged += bad
            bad = 0
        else:
            bad += 1
        at = stop + 1
    journal.bodies.sort(key=itemgetter(0))
    return journal


def _line(value: object) -> bytes:
    return _with_checksum(encode_json(value))


def _with_checksum(body: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _parse_line(journal: Journal, line: bytes) -> bool:
    """Add the contents of a line to `journal`; return False if the line is damaged."""
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


def _decode_save(number: int, body: bytes) -> JournalSave:
    """Decode a save from a line whose checksum is right; readerapp writes no malformed ones."""
    try:
        ops = tuple(_decode_op(*op) for op in decode_json(body)["ops"])
    except (ValueError, KeyError, TypeError):
        ops = ()
    return JournalSave(number, ops)


def _decode_op(table: Any, key: Any, row: Any) -> Op:
    """Validate an operation, so that it cannot produce a file that plain TinyDB rejects."""
    if not isinstance(table, str) or not KEY.match(key) or not isinstance(row, (dict, NoneType)):
        raise ValueError("not an operation")
    return table, key, None if row is None else clean_value(row, table == DOCUMENT)


class JournalWriter:
    """An open journal. `end` is the size in bytes of its complete lines."""

    def __init__(self, folder: Folder, name: str) -> None:
        self.end = 0
        self.suspect = False
        self._folder = folder
        self._name = name
        self._fd: int | None = None

    def append(self, line: bytes) -> None:
        """Append a line and sync; on failure restore the journal, or mark it as `suspect`.

        Raises:
            StoreRefused: The line is too large for one save.
            OSError: The line could not be written.
        """
        if len(line) > MAX_SAVE_SIZE:
            raise StoreRefused(
                f"Not saved: one change may not be larger than {MAX_SAVE_SIZE >> 20} MB."
            )
        fd = self._open()
        written = False
        try:
            self._folder.write_all(fd, line)
            written = True
            retry_on_eintr(self._folder.system.sync_data, fd)
        except OSError:
            # After a failed sync the system may report lost data as written, so the next save
            # has to start new files.
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
        """Remove everything after the last complete line.

        Raises:
            OSError: The journal could not be cut.
        """
        fd = self._open()
        retry_on_eintr(self._folder.system.truncate, fd, self.end)
        retry_on_eintr(self._folder.system.sync, fd)

    def replace(
        self, document: str, journal_id: str, bases: list[JournalBase], saves: list[bytes]
    ) -> None:
        """Write a new journal, in place of an existing one if there is one; synced on return."""
        data = journal_lines(journal_id, document, bases, saves)
        temporary, _ = self._folder.write_new(document, data)
        try:
            self._folder.replace(temporary, self._name)
        except OSError:
            self._folder.remove(temporary)
            raise
        self.reopen(len(data))
        # Until the new name is on the disk, a power cut may restore the old journal, which lacks
        # what is appended to the new one.
        self.suspect = True
        self._folder.sync()
        self.suspect = False

    def reopen(self, end: int) -> None:
        """Close the file; the name now refers to another one with complete lines up to `end`."""
        self.close()
        self.end = end

    def close(self) -> None:
        """Close the file."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._folder.release(fd)

    def __del__(self) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Return whether the journal may be appended to; if not, new files must be started."""
        return not self.suspect and not self._is_shared()

    def _is_shared(self) -> bool:
        """Return whether the file has a second name (a hard link).

        Then it may be anybody's file, linked here so that readerapp overwrites it.
        """
        return retry_on_eintr(self._folder.system.stat_open, self._open()).st_nlink > 1

    def _open(self) -> int:
        if self._fd is None:
            self._fd = self._folder.open(self._name, os.O_WRONLY | os.O_APPEND)
        return self._fd


@dataclass(slots=True)
class State:
    """All tables of a document after save number `save` of the journal with the id `journal`.

    `base` is the TinyDB file on the disk, as the journal knows it. `schema` is the version of the
    journal's format.
    """

    tables: Tables = field(default_factory=dict)
    save: int = 0
    journal: str = ""
    base: JournalBase | None = None
    schema: int = 0

    def frozen(self) -> State:
        """Return a copy for another thread; later saves do not change it."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        return replace(self, tables=tables)


class TableContents:
    """The tables after some save, with indexes. Rows are replaced, never changed in place."""

    def __init__(self) -> None:
        self.state = State()
        self.changed: set[str] = set()
        self._highest: dict[str, int] = {}
        self._keys: dict[str, dict[str, str]] = {}

    @property
    def tables(self) -> Tables:
        """Return all tables, not copied."""
        return self.state.tables

    @property
    def save(self) -> int:
        """Return the number of the last save that the tables include."""
        return self.state.save

    @property
    def base(self) -> JournalBase | None:
        """Return the TinyDB file on the disk as the journal knows it."""
        return self.state.base

    def row(self, table: str, key: str) -> Row | None:
        """Return one record, not copied, or None."""
        return self.state.tables.get(table, {}).get(key)

    def keys(self, table: str) -> dict[str, str]:
        """Return the keys of a table by the records' `id`, in the order of the table, not copied.

        The first call for a table is O(n); later calls cost the same at any size.
        """
        if table not in self._keys:
            rows = self.state.tables.get(table, {})
            # Here, because whoever reads a table may wait for this, and the first save may not.
            self._highest[table] = max(map(int, rows), default=0)
            self._keys[table] = {
                _record_id(row): key for key, row in rows.items() if _record_id(row)
            }
        return self._keys[table]

    def next_key(self, table: str) -> int:
        """Return a key above all keys that the table has had since it was read."""
        self.keys(table)
        return self._highest[table] + 1

    def apply_following(self, saves: list[JournalSave]) -> bool:
        """Apply saves that directly follow the last one; otherwise do nothing and return False."""
        expected = range(self.save + 1, self.save + 1 + len(saves))
        if [save.number for save in saves] != list(expected):
            return False
        for save in saves:
            self.apply(save)
        return True

    def apply(self, save: JournalSave) -> None:
        """Apply the operations of a save, and add the ids of changed records to `changed`."""
        for name, key, row in save.ops:
            rows = self.state.tables.setdefault(name, {})
            old = rows.get(key)
            if old != row and name != CONFLICTS:
                self.changed.update(filter(None, (_record_id(old), _record_id(row))))
            self._unindex(name, key, _record_id(old))
            if row is None:
                rows.pop(key, None)
                continue
            rows[key] = row
            self._index(name, key, _record_id(row))
        self.state.save = save.number

    def _unindex(self, name: str, key: str, gone: str) -> None:
        ids = self._keys.get(name, {})
        if ids.get(gone) == key:
            del ids[gone]

    def _index(self, name: str, key: str, new: str) -> None:
        if name in self._highest:
            self._highest[name] = max(self._highest[name], int(key))
        if new and name in self._keys:
            self._keys[name][new] = key

    def replace_state(self, state: State) -> None:
        """Replace the state, and add the ids of all records that differ to `changed`; O(n)."""
        before = self.state.tables
        self.state = state
        for name in {*before, *state.tables} - {CONFLICTS}:
            old, new = before.get(name, {}), state.tables.get(name, {})
            self.changed.update(_record_id(row) for key, row in new.items() if old.get(key) != row)
            self.changed.update(_record_id(row) for key, row in old.items() if new.get(key) != row)
        self.changed.discard("")
        self._keys.clear()
        self._highest.clear()


def _record_id(row: Row | None) -> str:
    own = row.get("id") if row is not None else None
    return own if isinstance(own, str) else ""
