"""The state of one document: its file names, its tables in memory, and writing its TinyDB file.

`FileNames` derives the names of the files from the document's id. `State` is the contents after
a save, `RecoveryResult` what `recover_document` found, `TableContents` the tables in memory with
an index by record id. `write_temporary_file` and `install_file` replace the TinyDB file
(a checkpoint).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from readerapp.store import journal as journals
from readerapp.store.checksum import file_of
from readerapp.store.file_format import CONFLICTS, Row, Tables
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.journal import JournalBase, JournalSave, JournalWriter, Op

DOCUMENT_FILE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(json|bak|journal)\Z")
"""Names of files that hold annotations; the store looks for annotations in no other files."""


class FileNames(NamedTuple):
    """The names of one document's files in the store."""

    id: str

    @property
    def file(self) -> str:
        """Return the name of the TinyDB file."""
        return f"{self.id}.json"

    @property
    def copy(self) -> str:
        """Return the name of the last good copy of the TinyDB file."""
        return f"{self.id}.bak"

    @property
    def journal(self) -> str:
        """Return the name of the journal, which holds the saves since the last good copy."""
        return f"{self.id}.journal"

    @property
    def lock(self) -> str:
        """Return the name of the file that processes lock while they save."""
        return f"{self.id}.lock"

    @property
    def held(self) -> str:
        """Return the name of the file that replaces the lock on file systems without locks."""
        return f"{self.id}.held"


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


@dataclass(slots=True)
class RecoveryResult:
    """What reading a document's files found, and what has to be repaired.

    Attributes:
        state: The present state; the merge, if another program changed the file.
        exists: Whether there are files of the document.
        file: The stamp of the TinyDB file, None if it is missing.
        journal: The stamp of the journal, None if it is missing.
        end: The size in bytes of the journal's complete lines.
        tail: What follows the last complete line of the journal.
        edited: The tables of a file that another program changed.
        known: The tables that were known without that file.
        adopt: The changed file, if the journal has to learn about it.
        rebuild: Whether new files have to be written.
        migrated: Whether that is because the format was an older one.
        backup: Whether to make a dated backup of `known`, because another program removed or
            changed records.
        distrusted: The names of the files of which a copy has to be preserved.
        events: Sentences to show to the user.
    """

    state: State
    exists: bool = True
    file: Stamp | None = None
    journal: Stamp | None = None
    end: int = 0
    tail: bytes = b""
    edited: Tables | None = None
    known: Tables | None = None
    adopt: JournalBase | None = None
    rebuild: bool = False
    migrated: bool = False
    backup: bool = False
    distrusted: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def distrust(self, name: str) -> None:
        """Request that a copy of the file `name` is preserved, and that new files are written."""
        self.distrusted.append(name)
        self.rebuild = True

    def adoption(self) -> list[Op]:
        """Return operations that produce the merge from the edited file.

        They produce it from the tables that were known before as well.
        """
        from readerapp.store.external_edits import diff_tables

        ops = diff_tables(self.edited or {}, self.state.tables)
        ops += diff_tables(self.known or {}, self.state.tables)
        return list({(op[0], op[1]): op for op in ops}.values())

    @property
    def sound(self) -> bool:
        """Return whether nothing has to be repaired."""
        return self.edited is None and not self.rebuild and not self.distrusted


class TemporaryFile(NamedTuple):
    """A complete file on the disk that still has a temporary name."""

    name: str
    data: bytes
    base: JournalBase


def write_temporary_file(folder: Folder, names: FileNames, state: State) -> TemporaryFile:
    """Write all of `state` into a new file, and sync it.

    Raises:
        OSError: The file could not be written.
    """
    data = file_of(state.tables, state.journal, state.save)
    name, stamp = folder.write_new(names.id, data)
    return TemporaryFile(name, data, JournalBase(journals.file_digest(data), state.save, stamp))


def install_file(
    folder: Folder,
    names: FileNames,
    journal: JournalWriter,
    state: State,
    draft: TemporaryFile,
    *,
    anew: bool = False,
    keep: bool = False,
) -> None:
    """Give the file `draft` its final name and shorten the journal; the caller holds the lock.

    The previous file becomes the last good copy.

    Args:
        folder: The store's folder.
        names: The names of the document's files.
        journal: The document's journal.
        state: The present state; its `base` is set to that of `draft`.
        draft: The complete file, under a temporary name.
        anew: Whether to trust none of the existing files, and to write the last good copy from
            `draft` too.
        keep: With `anew`, whether the last good copy is right as it is.

    Raises:
        OSError: A step failed; the files are as good as before, and memory is unchanged.
    """
    try:
        there = folder.stamp(names.journal) is not None
        if there:
            # From here on the journal knows both files, whichever of them has the final name.
            _make_known(journal, draft.base, anew)
        if anew or state.base is None:
            bases, saves = [draft.base], []
            if not keep:
                copy, _ = folder.write_new(names.id, draft.data)
                folder.replace(copy, names.copy)
        else:
            folder.copy(names.file, names.copy)
            bases = [state.base, draft.base]
            saves = journals.read_journal(folder.read(names.journal)[0]).lines_above(
                state.base.save
            )
        if not there:
            # A file without a journal would look like one whose journal was lost.
            journal.replace(names.id, state.journal, bases, saves)
        folder.replace(draft.name, names.file)
        folder.sync()
    except OSError:
        folder.remove(draft.name)
        raise
    state.base = draft.base
    if there:
        journal.replace(names.id, state.journal, bases, saves)


def _make_known(journal: JournalWriter, base: JournalBase, anew: bool) -> None:
    if not anew:
        journal.append(journals.base_line(base))
        return
    # An untrusted journal is about to be replaced, and the table `checkpoint` in the new file
    # and in its copy holds the same information as this line, so a failure is harmless.
    with suppress(OSError):
        if journal.usable:
            journal.append(journals.base_line(base))


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
            self._keys[table] = {_id(row): key for key, row in rows.items() if _id(row)}
        return self._keys[table]

    def next_key(self, table: str) -> int:
        """Return a key above all keys that the table has had since it was read."""
        if table not in self._highest:
            self._highest[table] = max(map(int, self.state.tables.get(table, {})), default=0)
        return self._highest[table] + 1

    def take(self, saves: list[JournalSave]) -> bool:
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
                self.changed.update(filter(None, (_id(old), _id(row))))
            self._forget(name, key, _id(old))
            if row is None:
                rows.pop(key, None)
                continue
            rows[key] = row
            self._learn(name, key, _id(row))
        self.state.save = save.number

    def _forget(self, name: str, key: str, gone: str) -> None:
        ids = self._keys.get(name, {})
        if ids.get(gone) == key:
            del ids[gone]

    def _learn(self, name: str, key: str, new: str) -> None:
        if name in self._highest:
            self._highest[name] = max(self._highest[name], int(key))
        if new and name in self._keys:
            self._keys[name][new] = key

    def become(self, state: State) -> None:
        """Replace the state, and add the ids of all records that differ to `changed`; O(n)."""
        before = self.state.tables
        self.state = state
        for name in {*before, *state.tables} - {CONFLICTS}:
            old, new = before.get(name, {}), state.tables.get(name, {})
            self.changed.update(_id(row) for key, row in new.items() if old.get(key) != row)
            self.changed.update(_id(row) for key, row in old.items() if new.get(key) != row)
        self.changed.discard("")
        self._keys.clear()
        self._highest.clear()


def _id(row: Row | None) -> str:
    own = row.get("id") if row is not None else None
    return own if isinstance(own, str) else ""
