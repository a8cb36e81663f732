"""Excerpts of annotation files: some rows of one table, without reading the rest as JSON.

Completion of a command line asks for them. A store of a thousand documents has 40 MB of JSON,
which takes a second to parse; but a file of readerapp has a record on each line, so the lines of
one table are found by their bytes. What is wrong with a file is not noticed here, nothing is
repaired and nothing is written.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from readerapp.store import journal as journals
from readerapp.store.codebook_file import CODEBOOK_FILE
from readerapp.store.file_format import (
    CHECKPOINT,
    DOCUMENT_FILE,
    HEAD_SIZE,
    FileNames,
    Row,
    encode_json,
    has_own_form,
    list_own_rows,
    parse_tables,
)
from readerapp.store.filesystem import MAX_FILE_SIZE

_DELETED = b'"deleted":"'
_NAMES_SIZE = 8 << 10
"""How many bytes of a file are searched for the names of its document, which are at its top."""


class StoreExcerpts:
    """The annotation files of a store, for questions that need no complete answer."""

    def __init__(self, folder: Path, deadline: float) -> None:
        """Name the folder; nothing is read yet.

        Args:
            folder: The folder of the store; it need not exist.
            deadline: The time of `time.monotonic` after which no more files are read.
        """
        self._path, self._deadline = str(folder), deadline

    @property
    def is_late(self) -> bool:
        """Return whether the time is over."""
        return time.monotonic() > self._deadline

    def list_documents(self) -> list[tuple[str, float]]:
        """Return the ids of the documents and when each file was written, the newest first.

        The times are in seconds since 1970.
        """
        found: list[tuple[float, str]] = []
        try:
            with os.scandir(self._path) as entries:
                for entry in entries:
                    match = DOCUMENT_FILE.match(entry.name)
                    if match and match[2] == "json" and not self.is_late:
                        found.append((entry.stat(follow_symlinks=False).st_mtime, match[1]))
        except OSError:
            return []
        return [(document, changed) for changed, document in sorted(found, reverse=True)]

    def find_document(self, names: Sequence[str]) -> str:
        """Return the id of the document that has one of these paths or addresses; "" for none."""
        wanted = [encode_json(name) for name in names]
        for document, _ in self.list_documents():
            head = self._read(FileNames(document).file, _NAMES_SIZE)
            if any(name in head for name in wanted):
                return document
            if self.is_late:
                break
        return ""

    def read_rows(self, document: str, table: str, part: bytes = b"") -> Iterator[Row]:
        """Generate the rows of a table of a document.

        Args:
            document: The id of the document.
            table: The name of the table.
            part: Bytes that a row has as JSON; others may be left out.
        """
        for row in self._rows(document, table):
            if not isinstance(row, bytes):
                yield row
            elif part in row:
                yield from _decode(row, 0)

    def read_values(self, document: str, table: str, field: str) -> Iterator[Any]:
        """Generate the values of a field in the rows of a table that are not deleted.

        Of a row only this value is parsed.

        Args:
            document: The id of the document.
            table: The name of the table.
            field: The name of the field.
        """
        # Within a text a quotation mark has a backslash before it: this is never found in one.
        name = f'"{field}":'.encode()
        for row in self._rows(document, table):
            if not isinstance(row, bytes):
                if not row.get("deleted") and field in row:
                    yield row[field]
            elif (at := row.find(name)) >= 0 and _DELETED not in row:
                yield from _decode(row, at + len(name))

    def _rows(self, document: str, table: str) -> Iterator[Row | bytes]:
        """Generate the rows of a table: as JSON where nothing needs them yet."""
        names = FileNames(document)
        data = self._read(names.file)
        if not has_own_form(data[:HEAD_SIZE]):
            yield from _foreign_rows(data, table)
            return
        later = _later_rows(data, self._read(names.journal), table)
        for key, row in list_own_rows(data, table):
            if key not in later:
                yield row
        yield from (row for row in later.values() if row is not None)

    def read_codebook(self, table: str) -> Iterator[Row]:
        """Generate the rows of a table of the codebook."""
        yield from _foreign_rows(self._read(CODEBOOK_FILE), table)

    def _read(self, name: str, count: int = MAX_FILE_SIZE) -> bytes:
        """Return the first bytes of a file; none if it cannot be read."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        try:
            descriptor = os.open(f"{self._path}/{name}", flags)
        except OSError:
            return b""
        try:
            # One read: only files of the store are read, and what is written meanwhile is not seen.
            return os.read(descriptor, min(count, os.fstat(descriptor).st_size))
        except OSError:
            return b""
        finally:
            os.close(descriptor)


def _later_rows(data: bytes, journal: bytes, table: str) -> dict[str, Row | None]:
    """Return the rows that the journal has newer than the file; None for those that are gone."""
    log = journals.read_journal(journal)
    if not log.bodies:
        return {}
    marks = (_decode(row, 0) for _, row in list_own_rows(data[:HEAD_SIZE], CHECKPOINT))
    for checkpoint in (mark for found in marks for mark in found):
        if log.id == checkpoint.get("journal"):
            saves = log.saves_after(int(checkpoint.get("save", 0)))
            return {key: row for save in saves for name, key, row in save.ops if name == table}
    return {}


def _foreign_rows(data: bytes, table: str) -> Iterator[Row]:
    """Generate the rows of a table of a file that another program wrote on one line."""
    try:
        yield from parse_tables(data).get(table, {}).values()
    except ValueError:
        return


_decode_from = json.JSONDecoder().raw_decode


def _decode(row: bytes, at: int) -> Iterator[Any]:
    """Yield the JSON value at a byte of a row; nothing if it is damaged."""
    try:
        yield _decode_from(row[at:].decode())[0]
    except (ValueError, RecursionError):
        return
