"""Reading a document's files into its present state, whatever happened to them.

The plain case: the file is one that the journal knows, and the saves above it are applied.
Otherwise the file was changed by another program (merged in), or it is damaged or missing
(rebuilt from the last good copy and the journal). Nothing is written here: the result says what
its reader, holding the lock, has to put right.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from readerapp.store import journal as journals
from readerapp.store import schema
from readerapp.store.errors import StoreError
from readerapp.store.folder import Folder, Stamp
from readerapp.store.journal import Base, Journal, Save
from readerapp.store.merge import merge
from readerapp.store.state import Loaded, Names, State
from readerapp.store.tables import CHECKPOINT, Tables, parse, salvage


@dataclass(slots=True)
class _File:
    """One TinyDB file as found: `tables` is None if it cannot be used, and `fault` says why."""

    data: bytes | None = None
    stamp: Stamp | None = None
    sha256: str = ""
    base: Base | None = None
    tables: Tables | None = None
    mark: dict[str, object] = field(default_factory=dict)
    fault: str = "missing"


def load(folder: Folder, names: Names, memory: State | None = None) -> Loaded:
    """What the files say; `memory` is the state that this process knew before, if any.

    Raises:
        StoreError: a file is no plain file, or too large to read.
        OSError: a file is there and cannot be read.
    """
    with _no_collection():
        # The file first: a checkpoint makes a file known to the journal before naming it.
        try:
            data, stamp = folder.read(names.file)
        except FileNotFoundError:
            data, stamp = None, None
        log, log_data, log_stamp = _read_journal(folder, names)
        file = _examine(data, stamp, log)
        loaded = _judge(folder, names, file, log, memory)
    loaded.file, loaded.journal = stamp, log_stamp
    if log is not None:
        loaded.end, loaded.tail = log.end, log_data[log.end :]
        loaded.state.journal, loaded.state.schema = log.id, log.schema
        if log.damaged or not log.id:
            loaded.distrusted.append(names.journal)
            loaded.rebuild = True
            loaded.events.append(
                f"{names.journal} was damaged: {log.damaged or 1} lines could not be read. "
                "The readable ones were used, and a copy is kept."
            )
    _migrate(loaded, names)
    return loaded


def _migrate(loaded: Loaded, names: Names) -> None:
    before = schema.version(loaded.state.tables)
    if before >= schema.CURRENT:
        return
    loaded.state.tables = schema.migrate(loaded.state.tables, schema.CURRENT)
    # A journal has one version; its saves so far are in the new file.
    loaded.state.journal = ""
    loaded.rebuild = loaded.migrated = True
    loaded.events.append(
        f"{names.file} was brought from version {before} of the format to {schema.CURRENT}. "
        "The old file is the last good copy."
    )


def _judge(
    folder: Folder, names: Names, file: _File, log: Journal | None, memory: State | None
) -> Loaded:
    if not file.data and log is None and folder.stamp(names.copy) is None:
        return Loaded(State(), exists=False)
    if file.tables is None:
        return _rebuilt(folder, names, file, log, memory)
    if log is None:
        return _without_journal(folder, names, file, memory)
    if file.base is not None:
        loaded = Loaded(State(file.tables, file.base.save, base=file.base))
        _apply_all(loaded, log.above(file.base.save))
        if memory is not None and memory.save and log.id not in ("", memory.journal):
            _replaced(loaded, names, memory)
        return loaded
    if log.damaged or not log.id:
        return _by_its_mark(file, log, memory)
    return _edited(folder, names, file, log, memory)


def _replaced(loaded: Loaded, names: Names, memory: State) -> None:
    """The files are others than those that this process knew: nothing of either is dropped."""
    theirs = loaded.state.tables
    merged = merge(theirs, memory.tables, {})
    if merged.tables == theirs:
        return
    loaded.edited, loaded.known = theirs, theirs
    loaded.state = replace(loaded.state, tables=merged.tables)
    loaded.events.append(
        f"{names.file} was replaced by another; what was open here was merged into it."
    )


def _by_its_mark(file: _File, log: Journal, memory: State | None) -> Loaded:
    """The journal is damaged where it would say what the file is; the file's own mark tells."""
    assert file.tables is not None
    number = file.mark.get("save")
    begin = number if isinstance(number, int) and log.id in ("", file.mark.get("journal")) else 0
    state = State(file.tables, begin)
    if memory is not None and memory.journal == file.mark.get("journal") and memory.save >= begin:
        state = memory.frozen()
    for save in log.above(state.save):
        apply(state.tables, save)
        state.save = save.number
    return Loaded(state, rebuild=True)


def _without_journal(folder: Folder, names: Names, file: _File, memory: State | None) -> Loaded:
    """A file that somebody put here, or one whose journal vanished."""
    assert file.tables is not None
    if memory is not None and memory.save:
        known = memory.base is not None and memory.base.sha256 == file.sha256
        tables = memory.tables if known else merge(file.tables, memory.tables, {}).tables
        loaded = Loaded(State(tables), rebuild=True)
        loaded.events.append(f"{names.journal} has vanished. It was written again from memory.")
        return loaded
    loaded = Loaded(State(file.tables))
    if folder.stamp(names.copy) is not None:
        loaded.events.append(
            f"{names.journal} is missing: changes that were made just before it vanished may be "
            "lost. What the annotation file itself holds is all here."
        )
    return loaded


def _edited(
    folder: Folder, names: Names, file: _File, log: Journal, memory: State | None
) -> Loaded:
    """Another program changed the file: three-way merge against what it started from."""
    assert file.tables is not None
    started = file.mark.get("save") if file.mark.get("journal") == log.id else None
    last, ancestor = _last_good(folder, names, log, memory, started)
    merged = merge(file.tables, last.tables, ancestor)
    loaded = Loaded(
        State(merged.tables, max(last.save, log.last)),
        edited=file.tables,
        known=last.tables,
        adopt=Base(file.sha256, max(last.save, log.last), file.stamp),
    )
    sentence = f"{names.file} was changed by another program; its changes were merged in."
    if merged.conflicts:
        sentence += f" {merged.conflicts} older versions are kept in the table `conflicts`."
    loaded.events.append(sentence)
    return loaded


def _rebuilt(
    folder: Folder, names: Names, file: _File, log: Journal | None, memory: State | None
) -> Loaded:
    """The file is damaged or missing: the last good copy, or memory, with the journal."""
    last, _ = _last_good(folder, names, log or Journal(), memory, None)
    loaded = Loaded(last, rebuild=True)
    source = "the last good copy and the journal"
    if last.base is None and not last.tables and file.data:
        last.tables = salvage(file.data)
        last.tables.pop(CHECKPOINT, None)
        _apply_all(loaded, (log or Journal()).above(0))
        source = "what could still be read of it"
    kept = ""
    if file.data:
        loaded.distrusted.append(names.file)
        kept = " The damaged file is kept beside it."
    loaded.events.append(f"{names.file} is {file.fault}; it was rebuilt from {source}.{kept}")
    return loaded


def _last_good(
    folder: Folder, names: Names, log: Journal, memory: State | None, started: object
) -> tuple[State, Tables]:
    """The newest state known without the file, and the state at save `started` if that is known."""
    try:
        copy = _examine(*folder.read(names.copy), log)
    except (FileNotFoundError, StoreError):
        copy = _File()
    ancestor: Tables = {}
    if copy.tables is not None:
        at = copy.base.save if copy.base else copy.mark.get("save", 0)
        if copy.base is None and copy.mark.get("journal") != log.id:
            at = 0
        begin = at if isinstance(at, int) else 0
        state = State(copy.tables, begin, base=copy.base)
        if copy.base is not None and isinstance(started, int) and begin <= started <= log.last:
            ancestor = {name: dict(rows) for name, rows in copy.tables.items()}
            for save in log.above(begin):
                if save.number <= started:
                    apply(ancestor, save)
    else:
        state = State()
    if memory is not None and _continues(memory, log, copy):
        state = memory.frozen()
    for save in log.above(state.save):
        apply(state.tables, save)
        state.save = save.number
    return state, ancestor


def _continues(memory: State, log: Journal, copy: _File) -> bool:
    """Whether memory, with the saves of the journal that it lacks, knows more than the copy."""
    if not memory.save:
        return False
    if copy.tables is not None and log.id not in ("", memory.journal):
        return False
    return next((save.number for save in log.above(memory.save)), 0) in (0, memory.save + 1)


def apply(tables: Tables, save: Save) -> None:
    """Do what a save says to `tables`."""
    for name, key, row in save.ops:
        rows = tables.setdefault(name, {})
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row


def _apply_all(loaded: Loaded, saves: list[Save]) -> None:
    state = loaded.state
    for save in saves:
        if save.number != state.save + 1 and state.base is not None:
            loaded.events.append(
                f"Changes {state.save + 1} to {save.number - 1} are missing from the journal."
            )
        apply(state.tables, save)
        state.save = save.number


def _read_journal(folder: Folder, names: Names) -> tuple[Journal | None, bytes, Stamp | None]:
    try:
        data, stamp = folder.read(names.journal)
    except FileNotFoundError:
        return None, b"", None
    return journals.read(data), data, stamp


def _examine(data: bytes | None, stamp: Stamp | None, log: Journal | None) -> _File:
    if data is None:
        return _File()
    if not data.strip():
        return _File(data=b"", stamp=stamp, fault="empty")
    sha256 = journals.digest(data)
    base = log.base(sha256) if log is not None else None
    try:
        tables = parse(data, ours=base is not None)
        mark = tables.pop(CHECKPOINT, {}).get("1", {})
        # The journal's saves are in the format of its version.
        tables = schema.migrate(tables, log.schema if log is not None else schema.CURRENT)
    except ValueError as error:
        return _File(data, stamp, sha256, fault=f"damaged ({error})")
    return _File(data, stamp, sha256, base, tables, mark, "")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Looking for cycles among 100,000 fresh records that have none doubles the time to load."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
