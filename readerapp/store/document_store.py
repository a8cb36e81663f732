"""One document's annotations: read-only views of its records, and transactions to change them.

`RecordView` is a lazily parsed mapping of a table's records by their `id`. All changes go
through `DocumentStore.commit` and `DocumentStore.replace_all`.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, RecordError, Speaker
from readerapp.store.document_files import CHECKPOINT_AT, DocumentFiles
from readerapp.store.external_edits import conflict_record
from readerapp.store.file_format import CONFLICTS, DOCUMENT, Row, Tables
from readerapp.store.filesystem import Folder
from readerapp.store.index import record_in
from readerapp.store.journal import TableContents
from readerapp.store.store_errors import StoreError

if TYPE_CHECKING:
    from readerapp.store.tinydb_storage import JournalDB, JournalStorage


R = TypeVar("R", bound=Record)


class RecordView(Mapping[str, R], Generic[R]):
    """The records of one table by `id`, in the order in which they were first added.

    Finding and parsing one record takes a time that does not depend on the number of records.
    Records that do not conform to the format are left out, and stay in the file unchanged.
    """

    def __init__(
        self,
        contents: TableContents,
        table: str,
        parse: Callable[[Mapping[str, object]], R],
        report: Callable[[str], None],
    ) -> None:
        self._contents = contents
        self._table = table
        self._parse = parse
        self._report = report
        self._parsed: dict[str, tuple[Row, R | None]] = {}

    def __getitem__(self, record_id: str) -> R:
        key = self._contents.keys(self._table).get(record_id)
        row = None if key is None else self._contents.row(self._table, key)
        record = None if row is None else self._record(record_id, row)
        if record is None:
            raise KeyError(record_id)
        return record

    def __iter__(self) -> Iterator[str]:
        for record_id in list(self._contents.keys(self._table)):
            if record_id in self:
                yield record_id

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _record(self, record_id: str, row: Row) -> R | None:
        known = self._parsed.get(record_id)
        # Rows are replaced, never changed in place, so an identical row object is the same record.
        if known is not None and known[0] is row:
            return known[1]
        try:
            record: R | None = self._parse(row)
        except (RecordError, TypeError, ValueError) as error:
            record = None
            self._report(f"A record in the table `{self._table}` was skipped: {error}.")
        self._parsed[record_id] = (row, record)
        return record


HISTORY = "history"
"""The table of undo steps: plain records in the order in which they were made."""

TABLES: Mapping[type[Record], str] = {
    DocumentRecord: DOCUMENT,
    Annotator: "annotators",
    Speaker: "speakers",
    Annotation: "annotations",
}
"""The table that holds each type of record."""

Merge = Callable[[Record, Record], Record]
"""Merges a record that two processes changed at the same time: (theirs, ours) to one record."""

Put = Record | Mapping[str, Any]
"""A record, or an undo step as plain data with an `id`."""


class DocumentStore:
    """The annotations of one document, shared by any number of processes."""

    def __init__(
        self,
        folder: Folder,
        record: DocumentRecord,
        merge: Merge | None = None,
        checkpoint_at: int = CHECKPOINT_AT,
    ) -> None:
        self._merge = merge
        self._unreported_ids: set[str] = set()
        self._checkpoint_thread: threading.Thread | None = None
        self._files = DocumentFiles(folder, record.id, checkpoint_at)
        self._contents = self._files.contents
        self.events = self._files.events
        """Sentences to show to the user, in the order in which they come up."""
        self._initial_record = record
        self._folder_path = folder.path
        self._committed = False
        contents, report = self._contents, self._report
        self.annotations: Mapping[str, Annotation] = RecordView(
            contents, "annotations", Annotation.from_dict, report
        )
        self.speakers: Mapping[str, Speaker] = RecordView(
            contents, "speakers", Speaker.from_dict, report
        )
        self.annotators: Mapping[str, Annotator] = RecordView(
            contents, "annotators", Annotator.from_dict, report
        )

    @property
    def record(self) -> DocumentRecord:
        """Return the document's record from its file, else the one that it was opened with."""
        rows = self._contents.tables.get(DOCUMENT, {}).values()
        return record_in(rows, self._initial_record.id) or self._initial_record

    @property
    def folder(self) -> Path:
        """Return the folder in which the document's files are, or will be created."""
        return self._folder_path

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """Return copies of the undo steps, oldest first."""
        rows = self._contents.tables.get(HISTORY, {})
        return tuple(copy.deepcopy(rows[key]) for key in sorted(rows, key=int))

    @property
    def others(self) -> Tables:
        """Return copies of the tables that hold neither records nor undo steps.

        They are the versions that lost a conflict, and whatever another program stores in the file.
        """
        ours = {*TABLES.values(), HISTORY}
        return {
            name: copy.deepcopy(rows)
            for name, rows in self._contents.tables.items()
            if name not in ours
        }

    @property
    def lock_timeout(self) -> float:
        """Return how many seconds a change waits for another process's save."""
        return self._files.lock_timeout

    @lock_timeout.setter
    def lock_timeout(self, seconds: float) -> None:
        self._files.lock_timeout = seconds

    @property
    def problem(self) -> str | None:
        """Return why this document's annotations cannot be changed, in one sentence, or None."""
        with self._files.mutex:
            return self._files.problem()

    def commit(
        self, *puts: Put, removes: Iterable[str] = (), others: Tables | None = None
    ) -> frozenset[str]:
        """Add, replace and remove records in one transaction that is on the disk on return.

        The first commit also writes the document's own record.

        Args:
            puts: The records and undo steps to add, or to replace by their id.
            removes: The ids of the records and undo steps to remove.
            others: Rows to add to tables that hold no records, in the form of the property
                `others`. Rows that are already there are skipped.

        Returns:
            The ids that other processes changed since the last `commit` or `refresh`, including the
            ids of `puts` that were merged with another process's change of the same record.

        Raises:
            StoreError: Nothing was changed in the files or in memory; the message says why.
        """
        with self._files.mutex:
            with self._storage.transaction() as changes:
                self._unreported_ids |= self._contents.changed
                self._contents.changed.clear()
                for put in self._with_document(puts):
                    self._put(put)
                for gone in removes:
                    self._remove(gone)
                for name, rows in (others or {}).items():
                    self._add(name, rows.values())
                self._files.save(changes.ops())
            changed = frozenset(self._unreported_ids)
            self._unreported_ids.clear()
            self._contents.changed.clear()
            self._committed = True
            if self._files.due and self._checkpoint_thread is None:
                self._checkpoint_thread = threading.Thread(
                    target=self._run_checkpoint, name="checkpoint"
                )
                self._checkpoint_thread.start()
            return changed

    def replace_all(self, tables: Tables) -> None:
        """Replace all tables of the document with `tables`, in one durable save.

        Raises:
            StoreError: Nothing was changed; the message says why.
        """
        self._storage.write(tables)
        self._committed = True

    def refresh(self) -> frozenset[str]:
        """Read what others saved, and return the ids changed since the last `commit` or `refresh`.

        Others are other processes of readerapp and other programs.

        Raises:
            StoreError: The files exist but cannot be read.
        """
        with self._files.mutex:
            self._files.follow()
            changed = frozenset(self._unreported_ids | self._contents.changed)
            self._unreported_ids.clear()
            self._contents.changed.clear()
            return changed

    @property
    def is_up_to_date(self) -> bool:
        """Return whether `refresh` would certainly return no ids, at a fraction of its cost.

        Returns True as well, without waiting, while another thread of this process writes.

        Raises:
            StoreError: The files exist but cannot be read.
        """
        if not self._files.mutex.acquire(blocking=False):
            return True
        try:
            return (
                not (self._unreported_ids or self._contents.changed) and self._files.is_up_to_date
            )
        finally:
            self._files.mutex.release()

    def tidy(self) -> None:
        """Bring the TinyDB file up to date (a checkpoint); useful while the user is idle.

        May run in a thread of its own: commits hardly wait for it.

        Raises:
            StoreError: The checkpoint failed; every change is as safe as before.
        """
        self._files.checkpoint()

    def close(self) -> None:
        """Bring the TinyDB file up to date and close the files; make a dated backup if one is due.

        If the file cannot be brought up to date, `events` says so and nothing is lost.
        """
        if (tidying := self._checkpoint_thread) is not None:
            tidying.join()
        with self._files.mutex:
            self._files.close()
        if self._committed:
            self._committed = False
            from readerapp.store.backups import Backups

            try:
                Backups(self._folder_path).take(self._initial_record.id)
            except StoreError as error:
                self._report(f"No dated copy could be made. {error}")

    @cached_property
    def _db(self) -> JournalDB:
        """Return TinyDB on the document's files; loaded lazily because reading does not need it."""
        from readerapp.store.tinydb_storage import JournalDB

        return JournalDB(self._files)

    @property
    def _storage(self) -> JournalStorage:
        return cast("JournalStorage", self._db.storage)

    def _report(self, sentence: str) -> None:
        if sentence not in self.events:
            self.events.append(sentence)

    def _run_checkpoint(self) -> None:
        try:
            self._files.checkpoint()
        except StoreError as error:
            self._report(f"The annotation file could not be updated yet. {error}")
        finally:
            self._checkpoint_thread = None

    def _with_document(self, puts: Iterable[Put]) -> list[Put]:
        """Return `puts`, preceded by the document's own record if the file does not have it yet.

        A document's file must always have the record that identifies the document.
        """
        every = list(puts)
        known = bool(self._contents.tables.get(DOCUMENT))
        if not known and not any(isinstance(put, DocumentRecord) for put in every):
            every.insert(0, self._initial_record)
        return every

    def _put(self, put: Put) -> None:
        if isinstance(put, Record):
            table, row = TABLES[type(put)], put.to_dict()
        else:
            table, row = HISTORY, dict(put)
        record_id = row["id"]
        key = (
            self._document_key() if table == DOCUMENT else self._contents.keys(table).get(record_id)
        )
        if key is None:
            self._db.table(table).insert(row)
            return
        if record_id in self._unreported_ids and isinstance(put, Record):
            row = self._merge_rows(table, key, put, row)

        def replace_fields(old: MutableMapping[str, Any]) -> None:
            old.clear()
            old.update(row)

        self._db.table(table).update(replace_fields, doc_ids=[int(key)])

    def _document_key(self) -> str | None:
        return next(iter(self._contents.tables.get(DOCUMENT, {})), None)

    def _merge_rows(self, table: str, key: str, ours: Record, row: Row) -> Row:
        """Return the row to save over another process's change that the caller has not seen."""
        theirs = self._contents.row(table, key) or row
        if theirs == row:
            return row
        if self._merge is not None:
            with suppress(RecordError):
                return self._merge(type(ours).from_dict(theirs), ours).to_dict()
        newer = str(row.get("modified", "")) >= str(theirs.get("modified", ""))
        self._db.table(CONFLICTS).insert(conflict_record(table, theirs if newer else row))
        return row if newer else theirs

    def _add(self, table: str, rows: Iterable[Row]) -> None:
        there = list(self._contents.tables.get(table, {}).values())
        self._db.table(table).insert_multiple(row for row in rows if row not in there)

    def _remove(self, record_id: str) -> None:
        for table in [*TABLES.values(), HISTORY]:
            key = self._contents.keys(table).get(record_id)
            if key is not None and table != DOCUMENT:
                self._db.table(table).remove(doc_ids=[int(key)])
