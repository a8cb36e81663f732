"""The newest state of a document that is known without its file: from the copy and the journal."""

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
    """The newest state known without the file; `sure` unless nothing good was found to begin from.

    `ancestor` is the state at the save from which the file started, if that is known. `begin` is
    the save of the copy that the state was made from, and `source` says it to a person.
    """

    state: State
    ancestor: Tables
    sure: bool
    begin: int
    source: str


class Found(NamedTuple):
    """All that is there to judge by."""

    folder: Folder
    names: FileNames
    file: TableFile
    log: Journal | None
    memory: State | None


def last_good(found: Found) -> LastGood:
    """What memory and the copy say, whichever knows more, with the saves of the journal."""
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
        # Of ours there is nothing left here at all.
        dated = _dated_copy(folder, names)
        if dated is not None:
            state, sure, source = State(dated), True, "the newest dated copy"
    return LastGood(state, ancestor, sure, begin, source)


def is_spoiled(folder: Folder, names: FileNames) -> bool:
    """Whether there is a last good copy, and it is good no more; OSError if it cannot be read."""
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
    """Whether a copy is of this document, or as little as the file itself."""
    document, file = found.names.id, found.file.tables
    return owner(copy.tables or {}) in ("", document) or not (file and owner(file) == document)


def _continues(memory: State, log: Journal, has_copy: bool) -> bool:
    """Whether memory, with the saves of the journal that it lacks, knows more than the copy."""
    if not memory.save or (has_copy and log.id not in ("", memory.journal)):
        return False
    return goes_on(memory, log)


def goes_on(memory: State, log: Journal) -> bool:
    """Whether no save is missing between memory and what the journal adds."""
    return next((save.number for save in log.above(memory.save)), 0) in (0, memory.save + 1)


def apply(tables: Tables, save: JournalSave) -> None:
    """Do what a save says to `tables`."""
    for name, key, row in save.ops:
        rows = tables.setdefault(name, {})
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row


def read_if_there(folder: Folder, name: str) -> tuple[bytes | None, Stamp | None]:
    """What a file holds, and its stamp; None for both if there is none."""
    try:
        return folder.read(name)
    except FileNotFoundError:
        return None, None
