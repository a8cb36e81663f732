"""What finds one document among thousands: a cache of what the files say, kept outside the store.

It can be deleted at any time. Each entry carries the stamps of its files and counts only while
they are the same, and an answer is checked against the file itself before it is given.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readerapp.caching import Cache
from readerapp.model import DocumentRecord
from readerapp.store.folder import Folder
from readerapp.store.state import Names
from readerapp.store.summary import read_record

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


class Index:
    """The documents of one store by content and by name.

    Every method raises sqlite3.Error or OSError where there can be no cache; then ask the files.
    """

    def __init__(self, folder: Folder) -> None:
        self._cache = Cache("store", folder.path, _TABLES, _PROBE)
        self._folder = folder

    def candidates(self, fingerprint: str, folded: str, names: Sequence[str]) -> list[str]:
        """Ids of documents that may match: by content, by folded content, by name; newest first."""
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
        """Look at the files of `documents`, all that there are, and read those that changed."""
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
        """The records of all documents as of the last update.

        Landmarks are left out: they are many, and of use only when the document is opened.
        """
        with self._cache.open() as base:
            rows = base.execute("SELECT record FROM documents ORDER BY id")
            texts = [row[0] for row in rows]
        for text in texts:
            yield DocumentRecord.from_dict(json.loads(text))

    def _stamps(self, document: str) -> tuple[str, int]:
        names = Names(document)
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
        return  # whoever changes its permissions changes none of its stamps
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
    """Names of files may hold bytes that are no text, which SQLite refuses."""
    return text.encode(errors="backslashreplace").decode()
