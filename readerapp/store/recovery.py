"""Crash recovery: read a document's files into its present state, whatever happened to them.

In the common case the journal knows the TinyDB file, and the saves above the file's number are
applied. Otherwise its checksum tells what kind of file it is (see `file_format`). A file that
another program wrote is merged in. A damaged or missing file is rebuilt from the last good copy
and the journal. An intact file of readerapp itself in its place, for example an older copy,
removes nothing.

Nothing is written here. The result says what its caller has to repair while it holds the lock.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from readerapp.core.garbage_collection import suspend_garbage_collection
from readerapp.store import file_format
from readerapp.store import journal as journals
from readerapp.store.external_edits import (
    conflict_record,
    diff_tables,
    merge_external_edits,
    next_key,
)
from readerapp.store.file_format import (
    CHECKPOINT,
    CONFLICTS,
    DOCUMENT,
    FileNames,
    Row,
    Tables,
    salvage_records,
)
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.journal import Journal, JournalBase, JournalSave, Op, State
from readerapp.store.lock import LastSave, read_last_save
from readerapp.store.store_errors import StoreError
from readerapp.store.table_file import (
    KINDS,
    LastGood,
    RecoveryInput,
    TableFile,
    apply_save,
    continues_without_gap,
    covers,
    document_id_in,
    examine,
    find_broken_records,
    find_last_good,
    find_loss,
    read_if_there,
)
from readerapp.text.phrases import count_noun


@dataclass(slots=True)
class RecoveryResult:
    """What reading a document's files found, and what has to be repaired.

    Attributes:
        state: The present state; the merge, if another program changed the file.
        exists: Whether there are files of the document.
        file: The stamp of the TinyDB file, None if it is missing.
        journal: The stamp of the journal, None if it is missing.
        end: The size in bytes of the journal's complete lines.
        missing: The size in bytes of the saves in the journal that the TinyDB file lacks.
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
    missing: int = 0
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
        ops = diff_tables(self.edited or {}, self.state.tables)
        ops += diff_tables(self.known or {}, self.state.tables)
        return list({(op[0], op[1]): op for op in ops}.values())

    @property
    def sound(self) -> bool:
        """Return whether nothing has to be repaired."""
        return self.edited is None and not self.rebuild and not self.distrusted


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
        last_save = read_last_save(folder, names.lock)
        data, stamp = read_if_there(folder, names.file)
        log_data, log_stamp = read_if_there(folder, names.journal)
        log = None if log_data is None else journals.read_journal(log_data)
        foreign = log is not None and not _belongs(folder, names, data, log)
        own = None if foreign else log
        result = _recover(RecoveryInput(folder, names, examine(data, stamp, own), own, memory))
    result.file, result.journal = stamp, log_stamp
    if foreign:
        result.distrust(names.journal)
        result.events.append(
            f"{names.journal} belongs to another document. It was ignored, and a copy is kept."
        )
    elif log is not None and log_data is not None:
        result.end, result.tail = log.end, log_data[log.end :]
        saved = result.state.base.save if result.state.base else 0
        result.missing = sum(map(len, log.save_lines_after(saved)))
        result.state.journal, result.state.schema = log.id, log.schema
        _look_for_damage(result, names, log, last_save)
    _migrate(result, names)
    return result


def _look_for_damage(
    result: RecoveryResult, names: FileNames, log: Journal, last_save: LastSave
) -> None:
    if log.damaged or not log.id:
        result.distrust(names.journal)
        result.events.append(
            f"{names.journal} was damaged: {log.damaged or 1} lines could not be read. "
            "The readable ones were used, and a copy is kept."
        )
    if last_save.journal == log.id and last_save.number > result.state.save:
        result.distrust(names.journal)
        # The numbers of the lost saves are used up, so later saves go into a new journal.
        result.state.journal = ""
        gone = last_save.number - result.state.save
        which = "the last change" if gone == 1 else f"the last {gone} changes"
        result.events.append(
            f"{names.journal} was truncated or damaged at its end: {which} could not be read. "
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


def _migrate(result: RecoveryResult, names: FileNames) -> None:
    before = file_format.file_version(result.state.tables)
    if before >= file_format.CURRENT:
        return
    result.state.tables = file_format.migrate_tables(result.state.tables, file_format.CURRENT)
    # A journal has one format version, so a new one begins. The new file includes all saves so far.
    result.state.journal = ""
    result.rebuild = result.migrated = True
    result.events.append(
        f"{names.file} was converted from format version {before} to {file_format.CURRENT}. "
        "The old file is kept as the last good copy."
    )


def _recover(inputs: RecoveryInput) -> RecoveryResult:
    file, log, names = inputs.file, inputs.log, inputs.names
    if not file.data and log is None and inputs.folder.stamp(names.copy) is None:
        return RecoveryResult(State(), exists=False)
    known = log is not None and file.base is not None
    if log is not None and known and document_id_in(file.tables or {}) in ("", names.id):
        return _read_known_file(inputs, log)
    good = find_last_good(inputs)
    # A newer version may write a different form: such a file is only read, never repaired.
    newer = file.tables is not None and file_format.file_version(file.tables) > file_format.CURRENT
    fault = "" if newer else _fault(inputs, good)
    if fault and (good.sure or file.tables is None):
        return _rebuild(inputs, good, fault)
    if log is None:
        result = _read_without_journal(inputs, good)
    elif known:
        result = _read_known_file(inputs, log)
    elif file.own_form and not newer and (file.journal == log.id or not log.id):
        result = _read_own_file(inputs, good, log)
    else:
        result = _merge_foreign_file(inputs, good, log)
    if fault:
        result.distrust(names.file)
        result.events.append(
            f"{names.file} is {fault}, and there is no good copy of it. It was opened as it is; "
            "check its annotations."
        )
    return result


def _fault(inputs: RecoveryInput, good: LastGood) -> str:
    """Return why a file that the journal does not know must not be opened; empty if it may be."""
    file, log, document = inputs.file, inputs.log, inputs.names.id
    if file.tables is None:
        return file.fault
    if file.own_form and not file.sound:
        # Files of versions that wrote no checksum are recognised by the journal. If the journal
        # is damaged or was cut short, the file is the best that is left.
        unsure = log is None or log.damaged or not log.id or file.save > log.last
        if file.whole is False:
            return "damaged (wrong checksum)"
        if not unsure:
            return "not as it was saved"
    before = good.ancestor or good.state.tables
    if file.sound:
        before = {DOCUMENT: before.get(DOCUMENT, {})}
    lost = find_loss(file.tables, before, document) if good.sure else ""
    return f"damaged ({lost})" if lost else ""


def _read_known_file(inputs: RecoveryInput, log: Journal) -> RecoveryResult:
    """Return the state from a file that the journal knows."""
    file, memory = inputs.file, inputs.memory
    assert file.tables is not None
    result = RecoveryResult(State(file.tables, file.save, base=file.base))
    _apply_all(result, log.saves_after(file.save))
    if memory is None or not memory.save:
        return result
    if log.id not in ("", memory.journal):
        _merge_memory(result, inputs.names, memory)
    elif memory.save > result.state.save or (log.damaged and continues_without_gap(memory, log)):
        cut = memory.save > result.state.save
        result = RecoveryResult(memory.frozen(), rebuild=True)
        _apply_all(result, log.saves_after(memory.save))
        if cut:
            result.events.append(
                f"{inputs.names.journal} was truncated. It was written again from memory."
            )
    return result


def _merge_memory(result: RecoveryResult, names: FileNames, memory: State) -> None:
    """Merge memory into files that replaced the ones this process knew; nothing is dropped."""
    theirs = result.state.tables
    merged = merge_external_edits(theirs, memory.tables, {})
    if merged.tables == theirs:
        return
    result.edited, result.known = theirs, theirs
    result.state = replace(result.state, tables=merged.tables)
    result.events.append(
        f"{names.file} was replaced by another; what was open here was merged into it."
    )


def _read_own_file(inputs: RecoveryInput, good: LastGood, log: Journal) -> RecoveryResult:
    """Return the state from a file that readerapp wrote but that the journal does not know.

    It is a copy of the document's own file, or the journal has lost lines. The save numbers alone
    do not decide: if two machines had the same store, each of them has counted on.
    """
    file, memory = inputs.file, inputs.memory
    assert file.tables is not None
    certain = log.damaged or not log.id or not good.sure or good.ancestor == file.tables
    if not certain or file.save < good.begin:
        if covers(good.state.tables, file.tables):
            result = RecoveryResult(good.state, rebuild=True)
            _report_older_copy(result, inputs)
            return result
        if file.save <= log.last or not covers(file.tables, good.state.tables):
            return _merge_foreign_file(inputs, good._replace(ancestor={}), log)
    state = State(file.tables, file.save)
    if memory is not None and memory.journal == file.journal and memory.save >= file.save:
        state = memory.frozen()
    result = RecoveryResult(state, rebuild=True)
    _apply_all(result, log.saves_after(state.save))
    if not log.damaged and log.id and log.last < file.save:
        result.events.append(
            f"{inputs.names.journal} was truncated; everything in {inputs.names.file} is here."
        )
    return result


def _report_older_copy(result: RecoveryResult, inputs: RecoveryInput) -> None:
    result.distrust(inputs.names.file)
    result.events.append(
        f"{inputs.names.file} was replaced by an older copy of itself. Everything saved since is "
        "here, and the older copy is kept beside it; to go back, use `readerapp restore`."
    )


def _merge_foreign_file(inputs: RecoveryInput, good: LastGood, log: Journal) -> RecoveryResult:
    """Merge a file that another program wrote, or that is a copy from another store."""
    save = max(good.state.save, log.last)
    what = "was replaced by another copy" if inputs.file.sound else "was changed by another program"
    return adopt_foreign_file(inputs.file, inputs.names, good.state, good.ancestor, save, what)


def _read_without_journal(inputs: RecoveryInput, good: LastGood) -> RecoveryResult:
    """Return the state from a file without a journal: a file put here, or the journal vanished."""
    file, memory, names = inputs.file, inputs.memory, inputs.names
    assert file.tables is not None
    if memory is not None and memory.save:
        known = memory.base is not None and memory.base.sha256 == file.sha256
        tables = (
            memory.tables if known else merge_external_edits(file.tables, memory.tables, {}).tables
        )
        result = RecoveryResult(State(tables), rebuild=True)
        result.events.append(f"{names.journal} was deleted. It was written again from memory.")
        return result
    if good.sure and file.sound and good.begin > file.save and good.state.journal == file.journal:
        result = RecoveryResult(good.state, rebuild=True)
        _report_older_copy(result, inputs)
        return result
    result = RecoveryResult(State(file.tables))
    if inputs.folder.stamp(names.copy) is not None:
        result.events.append(
            f"{names.journal} is missing; the last changes before that may be lost. "
            "Everything in the annotation file is here."
        )
    return result


def _rebuild(inputs: RecoveryInput, good: LastGood, fault: str) -> RecoveryResult:
    """Rebuild a damaged or missing file from the last good copy, or memory, and the journal."""
    file, names, log = inputs.file, inputs.names, inputs.log or Journal()
    result = RecoveryResult(good.state, rebuild=True)
    source = good.source
    if not good.sure:
        result.state = State(_salvage(inputs, result))
        _apply_all(result, log.saves_after(0))
        source = "its readable part"
    kept = ""
    if file.data:
        result.distrust(names.file)
        kept = " The damaged file is kept beside it."
    # The important part comes first: a line of the screen may not show all of the sentence.
    result.events.append(
        f"The annotations were rebuilt from {source}: {names.file} is {fault}.{kept}"
    )
    return result


def _salvage(inputs: RecoveryInput, result: RecoveryResult) -> Tables:
    """Return what can be read, line by line, of the file, or else of its copy.

    A copy that exists is marked to be preserved.
    """
    tables = salvage_records(inputs.file.data or b"")
    with suppress(StoreError):
        copy, _ = read_if_there(inputs.folder, inputs.names.copy)
        if copy is not None:
            result.distrust(inputs.names.copy)
            tables = tables if tables.keys() - {CHECKPOINT} else salvage_records(copy)
    tables.pop(CHECKPOINT, None)
    return tables


def _apply_all(result: RecoveryResult, saves: list[JournalSave]) -> None:
    state = result.state
    for save in saves:
        if save.number != state.save + 1 and state.base is not None:
            result.events.append(
                f"Changes {state.save + 1} to {save.number - 1} are missing from the journal."
            )
        apply_save(state.tables, save)
        state.save = save.number


def adopt_foreign_file(
    file: TableFile, names: FileNames, good: State, ancestor: Tables, save: int, what: str
) -> RecoveryResult:
    """Merge a file that the journal does not know with the state that is known without it.

    Args:
        file: The file.
        names: The names of the document's files.
        good: The state that is known without the file.
        ancestor: The tables from which the file started; empty if they are not known. Without them,
            nothing counts as removed.
        save: The number of the last save that any file mentions.
        what: What happened to the file, as the verb phrase of a sentence for the user.
    """
    theirs, losers = _repair_records(file.tables or {}, ancestor or good.tables)
    merged = merge_external_edits(theirs, good.tables, ancestor)
    if losers:
        rows = merged.tables.setdefault(CONFLICTS, {})
        for loser in losers:
            rows[next_key(rows)] = loser
    removed, changed = _count_changes(good.tables, merged.tables)
    result = RecoveryResult(
        State(merged.tables, save),
        edited=file.tables,
        known=good.tables,
        adopt=JournalBase(file.sha256, save, file.stamp),
        backup=bool(removed or changed),
    )
    counts = [f"{removed} removed"] * bool(removed) + [f"{changed} changed"] * bool(changed)
    counted = f" ({', '.join(counts)})" if counts else ""
    sentence = f"{names.file} {what}; its changes were merged in{counted}."
    if older := merged.conflicts + len(losers):
        sentence += f" {count_noun(older, 'older version')} are kept in the table `conflicts`."
    result.events.append(sentence)
    return result


def _repair_records(theirs: Tables, good: Tables) -> tuple[Tables, list[Row]]:
    """Replace those records in `theirs` that are broken by the versions in `good`.

    Returns:
        The repaired tables, and the conflict records that store the broken versions.
    """
    repaired: Tables = {}
    losers = []
    for name, rows in theirs.items():
        ours = good.get(name, {})
        bad = find_broken_records(name, rows, ours)
        losers += [conflict_record(name, rows[key]) for key in bad]
        repaired[name] = {key: ours[bad[key]] if key in bad else row for key, row in rows.items()}
    return repaired, losers


def _count_changes(before: Tables, after: Tables) -> tuple[int, int]:
    """Count the records that were removed and those that were changed."""
    removed = changed = 0
    for name in KINDS:
        old, new = (
            {row.get("id"): row for row in tables.get(name, {}).values()}
            for tables in (before, after)
        )
        removed += len(old.keys() - new.keys())
        changed += sum(new[one] != row for one, row in old.items() if one in new)
    return removed, changed
