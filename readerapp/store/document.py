"""One document's annotations: live views to read them, one door to change them."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from readerapp.model import (
    Annotation,
    Annotator,
    DocumentRecord,
    Record,
    RecordError,
    Speaker,
)
from readerapp.store.errors import StoreError
from readerapp.store.files import DocumentFiles
from readerapp.store.folder import Folder
from readerapp.store.merge import conflict
from readerapp.store.storage import JournalDB, JournalStorage
from readerapp.store.tables import CONFLICTS, DOCUMENT, Row
from readerapp.store.views import View

HISTORY = "history"
"""The table of undo steps: plain records in the order in which they were made."""

TABLES: Mapping[type[Record], str] = {
    DocumentRecord: DOCUMENT,
    Annotator: "annotators",
    Speaker: "speakers",
    Annotation: "annotations",
}
"""Where each kind of record is kept."""

Merge = Callable[[Record, Record], Record]
"""What becomes of a record that two processes changed at once: theirs, ours, to one record."""

Put = Record | Mapping[str, Any]
"""A record, or an undo step as plain data with an `id`."""


class DocumentStore:
    """The annotations of one document, shared by any number of processes."""

    def __init__(self, folder: Folder, record: DocumentRecord, merge: Merge | None = None) -> None:
        self.events: list[str] = []
        self._merge = merge
        self._unseen: set[str] = set()
        self._mutex = threading.RLock()
        self._tidying: threading.Thread | None = None
        self._files = DocumentFiles(folder, record.id)
        self._files.events = self.events = [*self._files.events]
        self._db = JournalDB(self._files)
        self._given = record
        files, report = self._files, self._tell
        self.annotations: Mapping[str, Annotation] = View(
            files, "annotations", Annotation.from_dict, report
        )
        self.speakers: Mapping[str, Speaker] = View(files, "speakers", Speaker.from_dict, report)
        self.annotators: Mapping[str, Annotator] = View(
            files, "annotators", Annotator.from_dict, report
        )

    @property
    def record(self) -> DocumentRecord:
        """What the file says of the document, or what it was opened with if that says nothing."""
        for row in self._files.tables.get(DOCUMENT, {}).values():
            with suppress(RecordError, TypeError, ValueError):
                # The name of the file is the identity: the file may be a copy of another's.
                return replace(DocumentRecord.from_dict(row), id=self._given.id)
        return self._given

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """The undo steps in order, as copies."""
        rows = self._files.tables.get(HISTORY, {})
        return tuple(copy.deepcopy(rows[key]) for key in sorted(rows, key=int))

    @property
    def problem(self) -> str | None:
        """Why this document's annotations cannot be changed, in one sentence; None if they can."""
        with self._mutex:
            return self._files.problem()

    def commit(self, *puts: Put, removes: Iterable[str] = ()) -> frozenset[str]:
        """Put records and take others away, by id, in one transaction that is on disk on return.

        The document's own record comes along with the first. Returns the ids that others
        changed since the last look, among them those of `puts` that had to be merged with
        another process's change of the same record.

        Raises:
            StoreError: nothing was changed, in the files or in memory; the sentence says why.
        """
        with self._mutex:
            mine: set[str] = set()
            with self._storage.transaction():
                self._unseen |= self._files.changed
                self._files.changed.clear()
                for put in self._with_document(puts):
                    mine |= self._put(put)
                for gone in removes:
                    self._remove(gone)
            changed = frozenset(self._unseen)
            self._unseen.clear()
            self._files.changed.clear()
            if self._files.due:
                self._tidy()
            return changed

    def refresh(self) -> frozenset[str]:
        """The ids that other processes or programs changed since the last look.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        with self._mutex:
            self._files.follow()
            changed = frozenset(self._unseen | self._files.changed)
            self._unseen.clear()
            self._files.changed.clear()
            return changed

    def tidy(self) -> None:
        """Bring the TinyDB file itself up to date; worth doing when the person pauses.

        Raises:
            StoreError: it could not be done; every change is as safe as before.
        """
        with self._mutex:
            self._files.checkpoint()

    def close(self) -> None:
        """Leave the TinyDB file complete; StoreError if it could not be, and nothing is lost."""
        with self._mutex:
            self._db.close()

    @property
    def _storage(self) -> JournalStorage:
        return cast(JournalStorage, self._db.storage)

    def _tell(self, sentence: str) -> None:
        if sentence not in self.events:
            self.events.append(sentence)

    def _tidy(self) -> None:
        try:
            self._files.checkpoint()
        except StoreError as error:
            self._tell(f"The annotation file could not be brought up to date yet. {error}")

    def _with_document(self, puts: Iterable[Put]) -> list[Put]:
        """A document's file is never without the record that says whose it is."""
        every = list(puts)
        known = bool(self._files.tables.get(DOCUMENT))
        if not known and not any(isinstance(put, DocumentRecord) for put in every):
            every.insert(0, self._given)
        return every

    def _put(self, put: Put) -> set[str]:
        if isinstance(put, Record):
            table, row = TABLES[type(put)], put.to_dict()
        else:
            table, row = HISTORY, dict(put)
        record_id = row["id"]
        key = self._document_key() if table == DOCUMENT else self._files.key(table, record_id)
        if key is None:
            self._db.table(table).insert(row)
            return {record_id}
        if record_id in self._unseen and isinstance(put, Record):
            row = self._both(table, key, put, row)

        def become(old: MutableMapping[str, Any]) -> None:
            old.clear()
            old.update(row)

        self._db.table(table).update(become, doc_ids=[int(key)])
        return {record_id}

    def _document_key(self) -> str | None:
        return next(iter(self._files.tables.get(DOCUMENT, {})), None)

    def _both(self, table: str, key: str, ours: Record, row: Row) -> Row:
        """What to save over another process's change that the caller has not seen."""
        theirs = self._files.row(table, key) or row
        if theirs == row:
            return row
        if self._merge is not None:
            with suppress(RecordError):
                return self._merge(type(ours).from_dict(theirs), ours).to_dict()
        newer = str(row.get("modified", "")) >= str(theirs.get("modified", ""))
        self._db.table(CONFLICTS).insert(conflict(table, theirs if newer else row))
        return row if newer else theirs

    def _remove(self, record_id: str) -> None:
        for table in [*TABLES.values(), HISTORY]:
            key = self._files.key(table, record_id)
            if key is not None and table != DOCUMENT:
                self._db.table(table).remove(doc_ids=[int(key)])
