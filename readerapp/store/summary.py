"""Reading what a document is without reading its annotations."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from readerapp.model import DocumentRecord, RecordError
from readerapp.store import journal as journals
from readerapp.store.errors import StoreError
from readerapp.store.folder import Folder
from readerapp.store.load import load
from readerapp.store.state import Names
from readerapp.store.tables import DOCUMENT, HEAD, Row, peek


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
        head, _ = folder.read(names.file, count=HEAD)
        rows = peek(head)
        if rows is None:
            rows = load(folder, names).state.tables.get(DOCUMENT, {})
        elif folder.stamp(names.journal) is not None:
            _apply_journal(rows, folder.read(names.journal)[0])
        return record_in(rows.values(), document)
    return None


def _apply_journal(rows: dict[str, Row], data: bytes) -> None:
    """Do to `rows` what the journal says of the table `document`; doing it twice is harmless."""
    mark = b'["%s",' % DOCUMENT.encode()
    saves = [line + b"\n" for line in data.split(b"\n") if mark in line]
    for save in journals.read(b"".join(saves)).saves:
        rows.update({key: row for table, key, row in save.ops if table == DOCUMENT and row})
