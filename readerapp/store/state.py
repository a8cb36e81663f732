"""What a document's files are called, and what is found in them.

Replacing a document's TinyDB file by what memory holds.

A document's tables in memory, with what finds a record in them at once.
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
"""Names of files that hold annotations; nothing else in a store is opened for them."""


class FileNames(NamedTuple):
    """The names of one document's files in the store."""

    id: str

    @property
    def file(self) -> str:
        """The TinyDB file."""
        return f"{self.id}.json"

    @property
    def copy(self) -> str:
        """The last good copy of it."""
        return f"{self.id}.bak"

    @property
    def journal(self) -> str:
        """The saves since the last good copy."""
        return f"{self.id}.journal"

    @property
    def lock(self) -> str:
        """What processes lock while they save."""
        return f"{self.id}.lock"

    @property
    def held(self) -> str:
        """What stands in for the lock where there are no locks."""
        return f"{self.id}.held"


@dataclass(slots=True)
class State:
    """Everything in a document's tables after save number `save` of journal `journal`."""

    tables: Tables = field(default_factory=dict)
    save: int = 0
    journal: str = ""
    base: JournalBase | None = None
    schema: int = 0

    def frozen(self) -> State:
        """This state for another thread: later saves do not show in it."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        return replace(self, tables=tables)


@dataclass(slots=True)
class RecoveryResult:
    """What was found.

    `edited` holds the tables of a file that another program changed, `known` what was known
    without it, `state` the merge, and `adopt` is the file, if the journal has to learn of it.
    `rebuild` asks for new files, `migrated` because the format was an older one. `distrusted`
    names the files of which a copy is to be kept. `backup` asks for a dated copy of what was
    `known`, because another program took records away or changed them. `tail` is what follows
    the last whole line of the journal.
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
        """Ask for a copy of the file `name` to be kept, and for new files."""
        self.distrusted.append(name)
        self.rebuild = True

    def adoption(self) -> list[Op]:
        """Operations that make the merge of the edited file, and also of what was known before."""
        from readerapp.store.external_edits import diff_tables

        ops = diff_tables(self.edited or {}, self.state.tables)
        ops += diff_tables(self.known or {}, self.state.tables)
        return list({(op[0], op[1]): op for op in ops}.values())

    @property
    def sound(self) -> bool:
        """Whether there is nothing to put right."""
        return self.edited is None and not self.rebuild and not self.distrusted


class TemporaryFile(NamedTuple):
    """A file that is complete on the disk under a temporary name."""

    name: str
    data: bytes
    base: JournalBase


def write_temporary_file(folder: Folder, names: FileNames, state: State) -> TemporaryFile:
    """Write all of `state` into a new file, and sync it; OSError if that fails."""
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
    """Give the draft the file's name and shorten the journal; under the lock.

    The file before becomes the last good copy. With `anew` nothing that is there is trusted, and
    the copy is written anew as well, unless `keep` says that it is what it should be.

    Raises:
        OSError: a step failed; the files are as good as before, in memory nothing changed.
    """
    try:
        there = folder.stamp(names.journal) is not None
        if there:
            # From here on both files are known, whichever of them has the name.
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
    # A journal that is not trusted is about to be replaced, and the mark in the new file and in
    # its copy says the same as this line.
    with suppress(OSError):
        if journal.usable:
            journal.append(journals.base_line(base))


class TableContents:
    """The tables after some save; rows are replaced, never changed in place."""

    def __init__(self) -> None:
        self.state = State()
        self.changed: set[str] = set()
        self._highest: dict[str, int] = {}
        self._keys: dict[str, dict[str, str]] = {}

    @property
    def tables(self) -> Tables:
        """All tables, live."""
        return self.state.tables

    @property
    def save(self) -> int:
        """The number of the last save in them."""
        return self.state.save

    @property
    def base(self) -> JournalBase | None:
        """The file on the disk, as the journal knows it."""
        return self.state.base

    def row(self, table: str, key: str) -> Row | None:
        """One record, live."""
        return self.state.tables.get(table, {}).get(key)

    def keys(self, table: str) -> dict[str, str]:
        """Keys by the records' own `id`, in the order of the table, live.

        The first call on a table looks through it; later ones cost the same at any size.
        """
        if table not in self._keys:
            rows = self.state.tables.get(table, {})
            self._keys[table] = {_id(row): key for key, row in rows.items() if _id(row)}
        return self._keys[table]

    def next_key(self, table: str) -> int:
        """A key above all that the table has had since it was read."""
        if table not in self._highest:
            self._highest[table] = max(map(int, self.state.tables.get(table, {})), default=0)
        return self._highest[table] + 1

    def take(self, saves: list[JournalSave]) -> bool:
        """Apply saves that follow on the last one; False, and nothing done, if they do not."""
        expected = range(self.save + 1, self.save + 1 + len(saves))
        if [save.number for save in saves] != list(expected):
            return False
        for save in saves:
            self.apply(save)
        return True

    def apply(self, save: JournalSave) -> None:
        """Do what a save says, and note the ids in `changed`."""
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
        """Hold another state, and note the ids of what differs in `changed`; O(n)."""
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
