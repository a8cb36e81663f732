"""One TinyDB file as it was found: its tables and checksum, and checks for damage and loss.

`find_last_good` builds the newest state that is known without the file: from its `.bak` copy, the
state in memory, and the journal.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from readerapp.core.model import Annotation, Annotator, Record, RecordError, Speaker
from readerapp.store import file_format
from readerapp.store import journal as journals
from readerapp.store.file_format import (
    CHECKPOINT,
    DOCUMENT,
    FileNames,
    Row,
    Table,
    Tables,
    has_own_form,
    has_right_checksum,
    parse_tables,
)
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.journal import Journal, JournalBase, JournalSave, State
from readerapp.store.store_errors import StoreError

KINDS: dict[str, type[Record]] = {
    "annotations": Annotation,
    "speakers": Speaker,
    "annotators": Annotator,
}
"""The tables whose records must not get lost, with the type of their records."""


@dataclass(slots=True)
class TableFile:
    """A TinyDB file as it was found on the disk.

    Attributes:
        data: The bytes of the file; None if it is missing.
        stamp: The file's stamp.
        sha256: The hash of the bytes, hexadecimal.
        base: The entry for this file in the journal; None if the journal does not know it.
        tables: The tables without the checkpoint; None if the file cannot be used.
        mark: The record of the table `checkpoint`.
        whole: Whether the checksum is right; None if there is none, or if the journal knows the
            file.
        own_form: Whether the file looks as if readerapp wrote it.
        fault: Why the file cannot be used; empty if it can.
    """

    data: bytes | None = None
    stamp: Stamp | None = None
    sha256: str = ""
    base: JournalBase | None = None
    tables: Tables | None = None
    mark: Row = field(default_factory=dict)
    whole: bool | None = None
    own_form: bool = False
    fault: str = "missing"

    @property
    def journal(self) -> str:
        """Return the id of the journal whose saves the file includes; empty if it does not say."""
        return str(self.mark.get("journal", ""))

    @property
    def save(self) -> int:
        """Return the number of the last save of that journal that the file includes."""
        if self.base is not None:
            return self.base.save
        number = self.mark.get("save")
        return number if type(number) is int else 0

    @property
    def sound(self) -> bool:
        """Return whether every byte of the file is certainly as readerapp wrote it."""
        return self.base is not None or self.whole is True


def examine(data: bytes | None, stamp: Stamp | None, log: Journal | None) -> TableFile:
    """Parse and classify a file by its bytes and the journal.

    Args:
        data: The bytes of the file; None if it is missing.
        stamp: The file's stamp.
        log: The journal; None if it is missing or of another document.
    """
    if data is None:
        return TableFile()
    if not data.strip():
        return TableFile(data=b"", stamp=stamp, fault="empty")
    sha256 = journals.file_digest(data)
    base = log.base(sha256) if log is not None else None
    try:
        tables = parse_tables(data, ours=base is not None)
        mark = tables.pop(CHECKPOINT, {}).get("1", {})
        # The journal's saves are in the format version of the journal, so the tables must be too.
        tables = file_format.migrate_tables(
            tables, log.schema if log is not None else file_format.CURRENT
        )
    except ValueError as error:
        return TableFile(data, stamp, sha256, fault=f"damaged ({error})")
    file = TableFile(data, stamp, sha256, base, tables, mark, fault="")
    if base is None:
        file.whole, file.own_form = has_right_checksum(data), has_own_form(data)
    return file


def document_id_in(tables: Tables) -> str:
    """Return the id of the document that a file says it belongs to; empty if it does not say."""
    ids = [row.get("id") for row in tables.get(DOCUMENT, {}).values()]
    return next((one for one in ids if isinstance(one, str)), "")


def find_loss(tables: Tables, good: Tables, document: str) -> str:
    """Return which loss in `tables` no intended change explains; empty if there is none.

    A program that changes annotations on purpose leaves the tables in place: it does not rename or
    remove one, nor empty one that held several records.

    Args:
        tables: The tables of a file of the document.
        good: What the file held before.
        document: The id of the document.
    """
    if document_id_in(good) == document and document_id_in(tables) not in ("", document):
        return "it holds the annotations of another document"
    for name in (DOCUMENT, *KINDS):
        rows = good.get(name)
        if rows and name not in tables:
            return f"its table `{name}` is missing"
        if rows and not tables[name] and (len(rows) > 1 or name == DOCUMENT):
            return f"its table `{name}` is empty"
    return ""


def covers(tables: Tables, others: Tables) -> bool:
    """Return whether `tables` has every record of `others`, in the same or a later version."""
    for name in KINDS:
        rows = {row.get("id"): row for row in tables.get(name, {}).values()}
        for row in others.get(name, {}).values():
            known = rows.get(row.get("id"))
            if known is None or str(known.get("modified", "")) < str(row.get("modified", "")):
                return False
    return True


def find_broken_records(name: str, rows: Table, good: Table) -> dict[str, str]:
    """Find records in `rows` that are broken.

    A record is broken if it lost a field that readerapp writes, or its `id`, or if it does not
    parse as a record of its table any more.

    Args:
        name: The name of the table.
        rows: The records as they were found.
        good: The records as they were before.

    Returns:
        The key of each broken record in `rows`, with the key of its intact version in `good`.
    """
    kind = KINDS.get(name)
    if kind is None:
        return {}
    ours = {one.name for one in fields(kind)}
    keys = {row.get("id"): key for key, row in good.items()}
    ids = {row["id"] for row in rows.values() if isinstance(row.get("id"), str)}
    found = {}
    for key, row in rows.items():
        before = keys.get(row["id"]) if isinstance(row.get("id"), str) else None
        if before is not None:
            lost = (ours & good[before].keys()) - row.keys()
            if lost or (not is_valid_record(kind, row) and is_valid_record(kind, good[before])):
                found[key] = before
        elif key in good and good[key].get("id") not in ids:
            nameless = not isinstance(row.get("id"), str)
            if nameless or {**row, "id": ""} == {**good[key], "id": ""}:
                found[key] = key
    return found


def is_valid_record(kind: type[Record], row: Row) -> bool:
    """Return whether a row parses as a record of type `kind`."""
    try:
        kind.from_dict(row)
    except (RecordError, TypeError, ValueError):
        return False
    return True


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


class RecoveryInput(NamedTuple):
    """The input of recovery: a document's files as they were read, and the state in memory."""

    folder: Folder
    names: FileNames
    file: TableFile
    log: Journal | None
    memory: State | None


def find_last_good(inputs: RecoveryInput) -> LastGood:
    """Build the newest state known without the file, from memory or the copy, and the journal.

    Memory is used if it knows more than the copy.
    """
    folder, names, file, log, memory = inputs
    log = log or Journal()
    try:
        copy = examine(*read_if_there(folder, names.copy), log)
    except StoreError:
        copy = TableFile()
    state, sure = State(), False
    ancestor: Tables = {}
    if copy.tables is not None and copy.whole is not False and _owns(inputs, copy):
        sure = True
        state = State(copy.tables, copy.save, copy.journal, base=copy.base)
        started = file.save if file.journal == log.id else None
        if copy.base is None and copy.journal != log.id:
            state.save = 0 if log.document else max(log.last, copy.save)
        elif started is not None and copy.save <= started <= log.last:
            ancestor = {name: dict(rows) for name, rows in copy.tables.items()}
            for save in log.saves_after(copy.save):
                if save.number <= started:
                    apply_save(ancestor, save)
    begin = copy.save if sure else 0
    source = "the last good copy and the journal"
    if memory is not None and _continues(memory, log, sure):
        state, sure = memory.frozen(), True
    for save in log.saves_after(state.save):
        apply_save(state.tables, save)
        state.save = save.number
    if (
        not state.tables.get(DOCUMENT)
        and file.tables
        and document_id_in(file.tables) not in ("", names.id)
    ):
        # Neither the file nor the copy nor memory has anything of this document.
        dated = _dated_copy(folder, names)
        if dated is not None:
            state, sure, source = State(dated), True, "the newest dated copy"
    return LastGood(state, ancestor, sure, begin, source)


def is_copy_damaged(folder: Folder, names: FileNames) -> bool:
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


def _owns(inputs: RecoveryInput, copy: TableFile) -> bool:
    """Return whether a copy belongs to this document, or as little as the file itself does."""
    document, file = inputs.names.id, inputs.file.tables
    return document_id_in(copy.tables or {}) in ("", document) or not (
        file and document_id_in(file) == document
    )


def _continues(memory: State, log: Journal, has_copy: bool) -> bool:
    """Return whether memory, with the journal's saves that it lacks, knows more than the copy."""
    if not memory.save or (has_copy and log.id not in ("", memory.journal)):
        return False
    return continues_without_gap(memory, log)


def continues_without_gap(memory: State, log: Journal) -> bool:
    """Return whether no save is missing between memory and the saves that the journal adds."""
    return next((save.number for save in log.saves_after(memory.save)), 0) in (0, memory.save + 1)


def apply_save(tables: Tables, save: JournalSave) -> None:
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
