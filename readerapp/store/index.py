"""The document index: an SQLite cache that finds one document among thousands.

The cache is outside the store and can be deleted at any time. Each entry has the stamps of its
files and is valid only while they are unchanged. Callers check an answer against the files
themselves before they return it.

`read_record` reads a document's own record without reading its annotations.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from readerapp.core.model import DocumentRecord, RecordError
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.store import journal as journals
from readerapp.store.file_format import (
    CHECKPOINT,
    DOCUMENT,
    HEAD_SIZE,
    FileNames,
    Row,
    Table,
    has_right_document_checksum,
    peek_tables,
)
from readerapp.store.filesystem import Folder
from readerapp.store.recovery import recover_document
from readerapp.store.store_errors import StoreError
from readerapp.store.table_file import apply_save, document_id_in


def record_in(rows: Iterable[Row], document: str) -> DocumentRecord | None:
    """Return the first of `rows` that describes a document, with the id that its file name has."""
    for row in rows:
        with suppress(RecordError, TypeError, ValueError):
            # The file name decides about the id: the file may be a copy of another document's file.
            return replace(DocumentRecord.from_dict(row), id=document)
    return None


def read_record(folder: Folder, document: str) -> DocumentRecord | None:
    """Read a document's record from its files now; return None if there is no readable one."""
    names = FileNames(document)
    with suppress(OSError, StoreError):
        rows = _from_the_top(folder, names)
        if rows is None:
            rows = recover_document(folder, names).state.tables.get(DOCUMENT, {})
        return record_in(rows.values(), document)
    return None


def problem(folder: Folder, document: str) -> str:
    """Return why a document's record cannot be read, in one sentence; empty if it can."""
    names = FileNames(document)
    try:
        with folder.explained(str(folder.path / names.file)):
            result = recover_document(folder, names)
    except StoreError as error:
        return str(error)
    if not result.exists or record_in(result.state.tables.get(DOCUMENT, {}).values(), document):
        return ""
    return f"{folder.path / names.file} does not say which document it is about."


def _from_the_top(folder: Folder, names: FileNames) -> Table | None:
    """Read the table `document` from the first bytes of the file and from the journal.

    Returns:
        The table; None if it cannot be trusted without the rest of the file.
    """
    try:
        head, stamp = folder.read(names.file, count=HEAD_SIZE)
        log = journals.read_journal(_about_documents(folder.read(names.journal)[0]))
    except FileNotFoundError:
        return None
    tables = peek_tables(head)
    mark = {} if tables is None else tables[CHECKPOINT].get("1", {})
    number = mark.get("save")
    if tables is None or mark.get("journal") != log.id or not isinstance(number, int):
        return None
    # A file of an older version has no checksum. It can be trusted only if it is untouched.
    whole = has_right_document_checksum(head)
    if not whole and (whole is not None or log.base_with_stamp(stamp) is None):
        return None
    if document_id_in(tables) != names.id:
        return None
    for save in log.saves_after(number):
        apply_save(tables, save)
    return tables[DOCUMENT]


def _about_documents(journal: bytes) -> bytes:
    """Return a journal's first line, and its lines about files or about the table `document`."""
    marks = b'["%s",' % DOCUMENT.encode(), b' {"base":'
    first, *others = journal.split(b"\n")
    chosen = (line for line in others if any(mark in line for mark in marks))
    return b"".join(line + b"\n" for line in (first, *chosen))


_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, stamps TEXT, changed INTEGER, fingerprint TEXT, folded TEXT, record TEXT);
CREATE TABLE IF NOT EXISTS names (name TEXT, id TEXT);
CREATE INDEX IF NOT EXISTS by_fingerprint ON documents (fingerprint);
CREATE INDEX IF NOT EXISTS by_folded ON documents (folded);
CREATE INDEX IF NOT EXISTS by_name ON names (name);
CREATE INDEX IF NOT EXISTS by_id ON names (id);
"""
_PROBE = "SELECT id, stamps, changed, fingerprint, folded, record FROM documents"


class DocumentIndex:
    """The documents of one store by content and by name, in an SQLite cache.

    Every method raises sqlite3.Error or OSError if no cache can be used. The caller then reads the
    files instead.
    """

    def __init__(self, folder: Folder) -> None:
        self._cache = SqliteCache("store", folder.path, _TABLES, _PROBE)
        self._folder = folder

    def candidates(self, fingerprint: str, folded: str, names: Sequence[str]) -> list[str]:
        """Return ids of documents that may match, best first.

        Matches by content come first, then by normalized content, then by name, in the order of
        `names`; in each group the document that was changed last comes first.
        """
        questions = [
            ("SELECT id FROM documents WHERE fingerprint = ? ORDER BY changed DESC", fingerprint),
            ("SELECT id FROM documents WHERE folded = ? ORDER BY changed DESC", folded),
            *(
                (
                    "SELECT id FROM documents JOIN names USING (id) WHERE name = ? "
                    "ORDER BY changed DESC",
                    _storable(name),
                )
                for name in names
            ),
        ]
        with self._cache.open() as base:
            found = [
                row[0]
                for question, value in questions
                if value
                for row in base.execute(question, (value,))
            ]
        return list(dict.fromkeys(found))

    def update(self, documents: Iterable[str]) -> None:
        """Check the stamps of `documents`, and read again those that changed.

        Args:
            documents: The ids of all documents of the store. Entries of others are deleted.
        """
        with self._cache.open() as base:
            known = dict(base.execute("SELECT id, stamps FROM documents"))
            for document in documents:
                stamps, changed = self._stamps(document)
                if known.pop(document, None) != stamps:
                    _put(base, document, stamps, changed, read_record(self._folder, document))
            for gone in known:
                _drop(base, gone)
            base.commit()

    def records(self) -> Iterator[DocumentRecord]:
        """Yield the records of all documents as of the last update.

        Landmarks are left out: they are large, and needed only when the document is opened.
        """
        with self._cache.open() as base:
            rows = base.execute("SELECT record FROM documents ORDER BY id")
            texts = [row[0] for row in rows]
        for text in texts:
            yield DocumentRecord.from_dict(json.loads(text))

    def _stamps(self, document: str) -> tuple[str, int]:
        names = FileNames(document)
        file, log = self._folder.stamp(names.file), self._folder.stamp(names.journal)
        changed = max(file.modified if file else 0, log.modified if log else 0)
        return f"{file and tuple(file)} {log and tuple(log)}", changed


def _put(
    base: sqlite3.Connection,
    document: str,
    stamps: str,
    changed: int,
    record: DocumentRecord | None,
) -> None:
    _drop(base, document)
    if record is None:
        return  # not cached, because a change of permissions changes none of the stamps
    text = json.dumps(replace(record, landmarks=()).to_dict())
    prints = (record.fingerprint, record.folded)
    base.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
        (document, stamps, changed, *map(_storable, prints), text),
    )
    base.executemany(
        "INSERT INTO names VALUES (?, ?)", [(_storable(name), document) for name in record.names]
    )


def _drop(base: sqlite3.Connection, document: str) -> None:
    base.execute("DELETE FROM documents WHERE id = ?", (document,))
    base.execute("DELETE FROM names WHERE id = ?", (document,))


def _storable(text: str) -> str:
    """Escape bytes that are not text, which file names may hold and SQLite refuses."""
    return text.encode(errors="backslashreplace").decode()
