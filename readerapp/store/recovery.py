"""Crash recovery: read a document's files into its present state, whatever happened to them.

In the common case the journal knows the TinyDB file, and the saves above the file's number are
applied. Otherwise `readerapp.store.checksum` tells what kind of file it is. A file that another
program wrote is merged in. A damaged or missing file is rebuilt from the last good copy and the
journal. An intact file of readerapp itself in its place, for example an older copy, removes
nothing.

Nothing is written here. The result says what its caller has to repair while it holds the lock.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from readerapp.core.garbage_collection import suspend_garbage_collection
from readerapp.store import file_format
from readerapp.store import journal as journals
from readerapp.store.errors import StoreError
from readerapp.store.external_edits import merge_external_edits
from readerapp.store.file_format import CHECKPOINT, DOCUMENT, Tables, salvage_records
from readerapp.store.filesystem import Folder
from readerapp.store.foreign_files import adopted
from readerapp.store.journal import Journal, JournalSave
from readerapp.store.last_good import Found, LastGood, apply, goes_on, last_good, read_if_there
from readerapp.store.lock import LastSave, read_last_save
from readerapp.store.state import FileNames, RecoveryResult, State
from readerapp.store.table_file import covers, examine, loss, owner


def recover_document(
    folder: Folder, names: FileNames, memory: State | None = None
) -> RecoveryResult:
    """Read a document's files and return its state.

    Args:
        folder: The store's folder.
        names: The names of the document's files.
        memory: The state that this process knew before, None if it knew none.

    Raises:
        StoreError: A file is not a regular file, or is too large to read.
        OSError: A file exists and cannot be read.
    """
    with suspend_garbage_collection():
        # The order of the reads matters. The note comes first: a save is in the journal before it
        # is noted. Then the file: a checkpoint adds a file to the journal before it names the file.
        noted = read_last_save(folder, names.lock)
        data, stamp = read_if_there(folder, names.file)
        log_data, log_stamp = read_if_there(folder, names.journal)
        log = None if log_data is None else journals.read_journal(log_data)
        foreign = log is not None and not _belongs(folder, names, data, log)
        own = None if foreign else log
        loaded = _judge(Found(folder, names, examine(data, stamp, own), own, memory))
    loaded.file, loaded.journal = stamp, log_stamp
    if foreign:
        loaded.distrust(names.journal)
        loaded.events.append(
            f"{names.journal} is of another document. It was left out, and a copy is kept."
        )
    elif log is not None and log_data is not None:
        loaded.end, loaded.tail = log.end, log_data[log.end :]
        loaded.state.journal, loaded.state.schema = log.id, log.schema
        _look_for_damage(loaded, names, log, noted)
    _migrate(loaded, names)
    return loaded


def _look_for_damage(
    loaded: RecoveryResult, names: FileNames, log: Journal, noted: LastSave
) -> None:
    if log.damaged or not log.id:
        loaded.distrust(names.journal)
        loaded.events.append(
            f"{names.journal} was damaged: {log.damaged or 1} lines could not be read. "
            "The readable ones were used, and a copy is kept."
        )
    if noted.journal == log.id and noted.number > loaded.state.save:
        loaded.distrust(names.journal)
        # The numbers of the lost saves are used up, so later saves go into a new journal.
        loaded.state.journal = ""
        gone = noted.number - loaded.state.save
        which = "the last change" if gone == 1 else f"the last {gone} changes"
        loaded.events.append(
            f"{names.journal} was cut short or damaged at its end: {which} could not be read. "
            "A copy of it is kept."
        )


def _belongs(folder: Folder, names: FileNames, data: bytes | None, log: Journal) -> bool:
    """Return whether a journal belongs to this document.

    A journal that does not name its document belongs to it if a file of the document fits it.
    """
    if log.document or not log.id:
        return log.document in ("", names.id)
    if data and log.base(journals.file_digest(data)) is not None:
        return True
    files = [examine(data, None, log)]
    with suppress(StoreError):
        files.append(examine(*read_if_there(folder, names.copy), log))
    marks = {file.journal for file in files if file.tables is not None and file.journal}
    return not marks or log.id in marks or any(file.base is not None for file in files)


def _migrate(loaded: RecoveryResult, names: FileNames) -> None:
    before = file_format.file_version(loaded.state.tables)
    if before >= file_format.CURRENT:
        return
    loaded.state.tables = file_format.migrate_tables(loaded.state.tables, file_format.CURRENT)
    # A journal has one format version, so a new one begins. The new file includes all saves so far.
    loaded.state.journal = ""
    loaded.rebuild = loaded.migrated = True
    loaded.events.append(
        f"{names.file} was brought from version {before} of the format to {file_format.CURRENT}. "
        "The old file is the last good copy."
    )


def _judge(found: Found) -> RecoveryResult:
    file, log, names = found.file, found.log, found.names
    if not file.data and log is None and found.folder.stamp(names.copy) is None:
        return RecoveryResult(State(), exists=False)
    known = log is not None and file.base is not None
    if log is not None and known and owner(file.tables or {}) in ("", names.id):
        return _known(found, log)
    good = last_good(found)
    # A newer version may write a different form: such a file is only read, never repaired.
    newer = file.tables is not None and file_format.file_version(file.tables) > file_format.CURRENT
    fault = "" if newer else _fault(found, good)
    if fault and (good.sure or file.tables is None):
        return _rebuilt(found, good, fault)
    if log is None:
        loaded = _without_journal(found, good)
    elif known:
        loaded = _known(found, log)
    elif file.own_form and not newer and (file.journal == log.id or not log.id):
        loaded = _ours(found, good, log)
    else:
        loaded = _merged(found, good, log)
    if fault:
        loaded.distrust(names.file)
        loaded.events.append(
            f"{names.file} is {fault}, and there is no good copy of it. It was opened as it is: "
            "look through its annotations."
        )
    return loaded


def _fault(found: Found, good: LastGood) -> str:
    """Return why a file that the journal does not know must not be opened; empty if it may be."""
    file, log, document = found.file, found.log, found.names.id
    if file.tables is None:
        return file.fault
    if file.own_form and not file.sound:
        # Files of versions that wrote no checksum are recognised by the journal. If the journal
        # is damaged or was cut short, the file is the best that is left.
        unsure = log is None or log.damaged or not log.id or file.save > log.last
        if file.whole is False:
            return "damaged (its checksum is wrong)"
        if not unsure:
            return "not as it was saved"
    before = good.ancestor or good.state.tables
    if file.sound:
        before = {DOCUMENT: before.get(DOCUMENT, {})}
    lost = loss(file.tables, before, document) if good.sure else ""
    return f"damaged ({lost})" if lost else ""


def _known(found: Found, log: Journal) -> RecoveryResult:
    """Return the state from a file that the journal knows."""
    file, memory = found.file, found.memory
    assert file.tables is not None
    loaded = RecoveryResult(State(file.tables, file.save, base=file.base))
    _apply_all(loaded, log.above(file.save))
    if memory is None or not memory.save:
        return loaded
    if log.id not in ("", memory.journal):
        _replaced(loaded, found.names, memory)
    elif memory.save > loaded.state.save or (log.damaged and goes_on(memory, log)):
        cut = memory.save > loaded.state.save
        loaded = RecoveryResult(memory.frozen(), rebuild=True)
        _apply_all(loaded, log.above(memory.save))
        if cut:
            loaded.events.append(
                f"{found.names.journal} was cut short. It was written again from memory."
            )
    return loaded


def _replaced(loaded: RecoveryResult, names: FileNames, memory: State) -> None:
    """Merge memory into files that replaced the ones this process knew; nothing is dropped."""
    theirs = loaded.state.tables
    merged = merge_external_edits(theirs, memory.tables, {})
    if merged.tables == theirs:
        return
    loaded.edited, loaded.known = theirs, theirs
    loaded.state = replace(loaded.state, tables=merged.tables)
    loaded.events.append(
        f"{names.file} was replaced by another; what was open here was merged into it."
    )


def _ours(found: Found, good: LastGood, log: Journal) -> RecoveryResult:
    """Return the state from a file that readerapp wrote but that the journal does not know.

    It is a copy of the document's own file, or the journal has lost lines. The save numbers alone
    do not decide: if two machines had the same store, each of them has counted on.
    """
    file, memory = found.file, found.memory
    assert file.tables is not None
    certain = log.damaged or not log.id or not good.sure or good.ancestor == file.tables
    if not certain or file.save < good.begin:
        if covers(good.state.tables, file.tables):
            loaded = RecoveryResult(good.state, rebuild=True)
            _told_older(loaded, found)
            return loaded
        if file.save <= log.last or not covers(file.tables, good.state.tables):
            return _merged(found, good._replace(ancestor={}), log)
    state = State(file.tables, file.save)
    if memory is not None and memory.journal == file.journal and memory.save >= file.save:
        state = memory.frozen()
    loaded = RecoveryResult(state, rebuild=True)
    _apply_all(loaded, log.above(state.save))
    if not log.damaged and log.id and log.last < file.save:
        loaded.events.append(
            f"{found.names.journal} was cut short; all that {found.names.file} holds is here."
        )
    return loaded


def _told_older(loaded: RecoveryResult, found: Found) -> None:
    loaded.distrust(found.names.file)
    loaded.events.append(
        f"{found.names.file} was replaced by an older copy of itself. What was saved since is all "
        "here, and the older copy is kept beside it; to go back, use `readerapp restore`."
    )


def _merged(found: Found, good: LastGood, log: Journal) -> RecoveryResult:
    """Merge a file that another program wrote, or that is a copy from another store."""
    save = max(good.state.save, log.last)
    what = "was replaced by another copy" if found.file.sound else "was changed by another program"
    return adopted(found.file, found.names, good.state, good.ancestor, save, what)


def _without_journal(found: Found, good: LastGood) -> RecoveryResult:
    """Return the state from a file without a journal: a file put here, or the journal vanished."""
    file, memory, names = found.file, found.memory, found.names
    assert file.tables is not None
    if memory is not None and memory.save:
        known = memory.base is not None and memory.base.sha256 == file.sha256
        tables = (
            memory.tables if known else merge_external_edits(file.tables, memory.tables, {}).tables
        )
        loaded = RecoveryResult(State(tables), rebuild=True)
        loaded.events.append(f"{names.journal} has vanished. It was written again from memory.")
        return loaded
    if good.sure and file.sound and good.begin > file.save and good.state.journal == file.journal:
        loaded = RecoveryResult(good.state, rebuild=True)
        _told_older(loaded, found)
        return loaded
    loaded = RecoveryResult(State(file.tables))
    if found.folder.stamp(names.copy) is not None:
        loaded.events.append(
            f"{names.journal} is missing: changes that were made just before it vanished may be "
            "lost. What the annotation file itself holds is all here."
        )
    return loaded


def _rebuilt(found: Found, good: LastGood, fault: str) -> RecoveryResult:
    """Rebuild a damaged or missing file from the last good copy, or memory, and the journal."""
    file, names, log = found.file, found.names, found.log or Journal()
    loaded = RecoveryResult(good.state, rebuild=True)
    source = good.source
    if not good.sure:
        loaded.state = State(_salvaged(found, loaded))
        _apply_all(loaded, log.above(0))
        source = "what could still be read of it"
    kept = ""
    if file.data:
        loaded.distrust(names.file)
        kept = " The damaged file is kept beside it."
    # The important part comes first: a line of the screen may not show all of the sentence.
    loaded.events.append(
        f"The annotations were rebuilt from {source}: {names.file} is {fault}.{kept}"
    )
    return loaded


def _salvaged(found: Found, loaded: RecoveryResult) -> Tables:
    """Return what can be read, line by line, of the file, or else of its copy.

    A copy that exists is marked to be preserved.
    """
    tables = salvage_records(found.file.data or b"")
    with suppress(StoreError):
        copy, _ = read_if_there(found.folder, found.names.copy)
        if copy is not None:
            loaded.distrust(found.names.copy)
            tables = tables if tables.keys() - {CHECKPOINT} else salvage_records(copy)
    tables.pop(CHECKPOINT, None)
    return tables


def _apply_all(loaded: RecoveryResult, saves: list[JournalSave]) -> None:
    state = loaded.state
    for save in saves:
        if save.number != state.save + 1 and state.base is not None:
            loaded.events.append(
                f"Changes {state.save + 1} to {save.number - 1} are missing from the journal."
            )
        apply(state.tables, save)
        state.save = save.number
