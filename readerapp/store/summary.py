"""Reading what a document is without reading its annotations."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from readerapp.model import DocumentRecord, RecordError
from readerapp.store import journal as journals
from readerapp.store.checksum import has_whole_top
from readerapp.store.errors import StoreError
from readerapp.store.folder import Folder
from readerapp.store.last_good import apply
from readerapp.store.load import load
from readerapp.store.state import Names
from readerapp.store.table_file import owner
from readerapp.store.tables import CHECKPOINT, DOCUMENT, HEAD, Row, Table, peek


def record_in(rows: Iterable[Row], document: str) -> DocumentRecord | None:
    """The first of `rows` that describes a document, under the identity that its file has."""
    for row in rows:
        with suppress(RecordError, TypeError, ValueError):
            # The name of the file is the identity: the file may be a copy of another's.
            return replace(DocumentRecord.from_dict(row), id=document)
    return None


def read_record(folder: Folder, document: str) -> DocumentRecord | None:
    """The record of a document from its files, as they are now; None if there is none to read."""
    names = Names(document)
    with suppress(OSError, StoreError):
        rows = _from_the_top(folder, names)
        if rows is None:
            rows = load(folder, names).state.tables.get(DOCUMENT, {})
        return record_in(rows.values(), document)
    return None


def problem(folder: Folder, document: str) -> str:
    """Why there is no record of a document to read, in one sentence; empty if there is one."""
    names = Names(document)
    try:
        with folder.explained(str(folder.path / names.file)):
            loaded = load(folder, names)
    except StoreError as error:
        return str(error)
    if not loaded.exists or record_in(loaded.state.tables.get(DOCUMENT, {}).values(), document):
        return ""
    return f"{folder.path / names.file} does not say which document it is about."


def _from_the_top(folder: Folder, names: Names) -> Table | None:
    """The table `document` from the first bytes of the file and from what the journal adds."""
    try:
        head, stamp = folder.read(names.file, count=HEAD)
        log = journals.read(_about_documents(folder.read(names.journal)[0]))
    except FileNotFoundError:
        return None
    tables = peek(head)
    mark = {} if tables is None else tables[CHECKPOINT].get("1", {})
    number = mark.get("save")
    if tables is None or mark.get("journal") != log.id or not isinstance(number, int):
        return None
    # Without a checksum, from an older version, only a file that nobody touched is as we wrote it.
    whole = has_whole_top(head)
    if not whole and (whole is not None or log.stamped(stamp) is None):
        return None
    if owner(tables) != names.id:
        return None
    for save in log.above(number):
        apply(tables, save)
    return tables[DOCUMENT]


def _about_documents(journal: bytes) -> bytes:
    """The first line of a journal, and those about files or about the table `document`."""
    marks = b'["%s",' % DOCUMENT.encode(), b' {"base":'
    first, *others = journal.split(b"\n")
    chosen = (line for line in others if any(mark in line for mark in marks))
    return b"".join(line + b"\n" for line in (first, *chosen))
