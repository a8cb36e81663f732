"""The last good state of a document without its file: from its `.bak` copy, memory and journal."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from readerapp.store.errors import StoreError
from readerapp.store.file_format import DOCUMENT, Tables
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.journal import Journal, JournalSave
from readerapp.store.state import FileNames, State
from readerapp.store.table_file import TableFile, examine, owner


class LastGood(NamedTuple):
    """The newest state that is known without the document's file.

    Attributes:
        state: The state; if not `sure`, only what the journal adds to an empty one.
        ancestor: The tables at the save from which the file started; empty if not known.
        sure: Whether there was a good copy, or memory, to begin from.
        begin: The number of the save in the last good copy; 0 if there is none.
        source: Where the state comes from, in words for the user.
    """

    state: State
    ancestor: Tables
    sure: bool
    begin: int
    source: str


class Found(NamedTuple):
    """The input of recovery: a document's files as they were read, and the state in memory."""

    folder: Folder
    names: FileNames
    file: TableFile
    log: Journal | None
    memory: State | None


def last_good(found: Found) -> LastGood:
    """Build the newest state known without the file, from memory or the copy, and the journal.

    Memory is used if it knows more than the copy.
    """
    folder, names, file, log, memory = found
    log = log or Journal()
    try:
        copy = examine(*read_if_there(folder, names.copy), log)
    except StoreError:
        copy = TableFile()
    state, sure = State(), False
    ancestor: Tables = {}
    if copy.tables is not None and copy.whole is not False and _owns(found, copy):
        sure = True
        state = State(copy.tables, copy.save, copy.journal, base=copy.base)
        started = file.save if file.journal == log.id else None
        if copy.base is None and copy.journal != log.id:
            state.save = 0 if log.document else max(log.last, copy.save)
        elif started is not None and copy.save <= started <= log.last:
            ancestor = {name: dict(rows) for name, rows in copy.tables.items()}
            for save in log.above(copy.save):
                if save.number <= started:
                    apply(ancestor, save)
    begin = copy.save if sure else 0
    source = "the last good copy and the journal"
    if memory is not None and _continues(memory, log, sure):
        state, sure = memory.frozen(), True
    for save in log.above(state.save):
        apply(state.tables, save)
        state.save = save.number
    if not state.tables.get(DOCUMENT) and file.tables and owner(file.tables) not in ("", names.id):
        # Neither the file nor the copy nor memory has anything of this document.
        dated = _dated_copy(folder, names)
        if dated is not None:
            state, sure, source = State(dated), True, "the newest dated copy"
    return LastGood(state, ancestor, sure, begin, source)


def is_spoiled(folder: Folder, names: FileNames) -> bool:
    """Return whether there is a last good copy that is damaged.

    Raises:
        OSError: The copy cannot be read.
    """
    copy = examine(*read_if_there(folder, names.copy), None)
    return copy.data is not None and (copy.tables is None or copy.whole is False)


def _dated_copy(folder: Folder, names: FileNames) -> Tables | None:
    from readerapp.store.backups import Backups

    with suppress(StoreError):
        copies = Backups(folder.path)
        for backup in copies.list(names.id):
            with suppress(ValueError):
                return copies.read(backup)
    return None


def _owns(found: Found, copy: TableFile) -> bool:
    """Return whether a copy belongs to this document, or as little as the file itself does."""
    document, file = found.names.id, found.file.tables
    return owner(copy.tables or {}) in ("", document) or not (file and owner(file) == document)


def _continues(memory: State, log: Journal, has_copy: bool) -> bool:
    """Return whether memory, with the journal's saves that it lacks, knows more than the copy."""
    if not memory.save or (has_copy and log.id not in ("", memory.journal)):
        return False
    return goes_on(memory, log)


def goes_on(memory: State, log: Journal) -> bool:
    """Return whether no save is missing between memory and the saves that the journal adds."""
    return next((save.number for save in log.above(memory.save)), 0) in (0, memory.save + 1)


def apply(tables: Tables, save: JournalSave) -> None:
    """Apply the operations of a save to `tables`, in place."""
    for name, key, row in save.ops:
        rows = tables.setdefault(name, {})
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row


def read_if_there(folder: Folder, name: str) -> tuple[bytes | None, Stamp | None]:
    """Read a file; return its bytes and its stamp, or None for both if it does not exist."""
    try:
        return folder.read(name)
    except FileNotFoundError:
        return None, None
