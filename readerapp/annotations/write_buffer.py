"""Write buffer over the store: failed writes stay in memory, overlay reads, and are retried.

So a session goes on when its disk gets full or its store becomes read-only: new edits stay in
memory, and in a spill folder on another disk if there is one. All reads of the store go through
this module, so no other code has to know where a record is.

The spill folder is in the user's state directory. Each running process that needs one has its own,
which is a store like any other. The file `lease` in it is locked while the process runs. A folder
whose lease is not locked was left by a process that has ended; the next process that opens the
document takes it over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import weakref
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from readerapp.core.atomic_write import make_folder, random_name
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.core.paths import app_folder
from readerapp.store import DocumentStore, Store, StoreError
from readerapp.store.document_store import Merge, Put

R = TypeVar("R", bound=Record)

_KEY_LOCK_TIMEOUT = 0.5
"""Seconds that a key may wait for another process's save."""

_STEP: type = dict
"""The key under which undo steps are buffered: plain data with an `id`."""


@dataclass(frozen=True, slots=True)
class PendingWrites:
    """Writes that are not on the disk yet: records by kind and id, and ids to remove.

    Each record is there once, in its last state: one save of all of them has the same result as the
    single saves.
    """

    puts: Mapping[type, Mapping[str, Put]] = field(default_factory=dict)
    removes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.puts or self.removes)

    def then(self, puts: Iterable[Put], removes: Iterable[str] = ()) -> PendingWrites:
        """Return the pending writes after one more save."""
        gone = set(removes)
        merged = {kind: dict(records) for kind, records in self.puts.items()}
        removed = set(self.removes)
        for put in puts:
            kind, key = (type(put), put.id) if isinstance(put, Record) else (_STEP, put["id"])
            merged.setdefault(kind, {})[key] = put
            removed.discard(key)
        for records in merged.values():
            for key in gone.intersection(records):
                del records[key]
        return PendingWrites(merged, frozenset(removed | gone))

    def records(self) -> list[Put]:
        """Return the records; those of one kind in the order in which they were first put."""
        return [put for records in self.puts.values() for put in records.values()]


class BufferedDocumentStore:
    """A document's store with a write buffer; with a `spill`, failed writes are kept there.

    `merge` combines a buffered record with the version that another process has saved meanwhile.
    Without a `spill`, failed writes raise.
    """

    def __init__(self, store: DocumentStore, merge: Merge, spill: SpillStore | None = None) -> None:
        self._store = store
        self._merge = merge
        self._spill = spill
        self._pending = PendingWrites()
        self._moved_ids: frozenset[str] = frozenset()
        self.is_spilled = False
        """Whether the buffered writes would outlast this process."""
        self.unsaved = ""
        """Why the buffered writes could not be saved, in two or three words; empty if none are."""
        if spill is not None:
            self._load_spilled(spill)

    @property
    def warning(self) -> str:
        """Return a sentence on unsaved writes, the cause and the remedy; empty if all is saved."""
        where = "aside" if self.is_spilled else "in memory"
        return self.unsaved and (
            f"Not saved ({self.unsaved}) · kept {where} · Move annotations saves them elsewhere"
        )

    @property
    def folder(self) -> Path:
        """Return the folder of the files."""
        return self._store.folder

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Return the annotations by id, deleted ones too; a live view."""
        return self._overlay(Annotation, self._store.annotations)

    @property
    def speakers(self) -> Mapping[str, Speaker]:
        """Return the speakers by id, deleted ones too; a live view."""
        return self._overlay(Speaker, self._store.speakers)

    @property
    def annotators(self) -> Mapping[str, Annotator]:
        """Return the annotators by id; a live view."""
        return self._overlay(Annotator, self._store.annotators)

    @property
    def record(self) -> DocumentRecord:
        """Return the record of the document."""
        pending = self._pending.puts.get(DocumentRecord, {})
        return next(iter(cast(Mapping[str, DocumentRecord], pending).values()), self._store.record)

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """Return the undo steps in order, as copies."""
        if not self._pending:
            return self._store.history
        pending = cast(Mapping[str, dict[str, Any]], self._pending.puts.get(_STEP, {}))
        steps = {step["id"]: step for step in self._store.history}
        steps |= {key: dict(step) for key, step in pending.items()}
        return tuple(step for key, step in steps.items() if key not in self._pending.removes)

    @property
    def events(self) -> list[str]:
        """Return sentences to show to the person, in the order in which they came up."""
        return self._store.events

    def commit(self, *puts: Put, removes: Iterable[str] = ()) -> frozenset[str]:
        """Save records together with the buffered ones.

        They are on the disk when this returns, unless `unsaved` says otherwise.

        Returns:
            The ids that others changed since the last call.

        Raises:
            StoreError: nothing was changed, and waiting would not help; or there is no `spill`.
        """
        gone = frozenset(removes)
        pending = self._pending.then(puts, gone) if self._pending else None
        try:
            if self._spill is not None:
                # One key may wait a moment for another process's save; the keys after it must not.
                self._store.lock_timeout = 0.0 if pending else _KEY_LOCK_TIMEOUT
            if pending is None:
                changed = self._store.commit(*puts, removes=gone)
            else:
                changed = self._store.commit(*pending.records(), removes=pending.removes)
        except StoreError as error:
            if error.lasting or self._spill is None:
                raise
            self._hold_back(pending or PendingWrites().then(puts, gone), error.why, self._spill)
            return frozenset()
        self._all_saved()
        return changed

    def refresh(self) -> frozenset[str]:
        """Return the ids that others changed since the last call, and retry the buffered writes.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        changed = self._store.refresh()
        news, self._moved_ids = self._moved_ids, frozenset()
        if self._pending:
            self._pending = self._merge_pending(changed)
            changed |= self.commit()
        return changed | news

    @property
    def is_up_to_date(self) -> bool:
        """Return whether `refresh` would surely return nothing, at a fraction of its cost.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        return not (self._pending or self._moved_ids) and self._store.is_up_to_date

    def move(self, store: DocumentStore, spill: SpillStore) -> None:
        """Save everything in another store and continue there; the old files stay as they are.

        Raises:
            StoreError: it could not be saved there either; nothing has changed.
        """
        tables = (self.annotators, self.speakers, self.annotations)
        records: list[Record] = [record for table in tables for record in table.values()]
        described = replace(self.record, id=store.record.id)
        both = [self._merge_with(record, store) for record in (described, *records)]
        news = store.commit(*both, *self.history, others=self._store.others)
        self._moved_ids |= news | {record.id for record in records}
        self._all_saved()
        self._store.close()
        self._store, self._spill = store, spill

    def close(self) -> None:
        """Save the buffered writes if possible, and leave the files complete."""
        if self._pending:
            self.commit()
        self._store.close()

    def _hold_back(self, pending: PendingWrites, why: str, spill: SpillStore) -> None:
        """Keep pending writes in memory, and in the spill folder if that is possible."""
        self._pending, self.unsaved = pending, why
        try:
            spill.keep(pending.records(), pending.removes)
            self.is_spilled = True
        except StoreError:
            self.is_spilled = False

    def _all_saved(self) -> None:
        self._pending, self.unsaved, self.is_spilled = PendingWrites(), "", False
        if self._spill is not None:
            self._spill.forget()

    def _load_spilled(self, spill: SpillStore) -> None:
        """Load writes that ended processes could not save, and save them if possible."""
        found: dict[str, Put] = {}
        for put in spill.load():
            if isinstance(put, Record):
                both, earlier = self._merge_with(put, self._store), found.get(put.id)
                found[put.id] = self._merge(cast(Record, earlier), both) if earlier else both
            else:
                found[put["id"]] = put
        if not found:
            return
        self.commit(*found.values())
        self.events.append(self.warning or "Changes kept from your last session are saved now")

    def _merge_pending(self, changed: Iterable[str]) -> PendingWrites:
        """Return the buffered writes, merged with what others have saved of the same records."""
        ids = set(changed)
        records = [
            put for put in self._pending.records() if isinstance(put, Record) and put.id in ids
        ]
        return self._pending.then(self._merge_with(record, self._store) for record in records)

    def _merge_with(self, ours: Record, store: DocumentStore) -> Record:
        """Merge our record with the version in `store`, if there is one."""
        theirs: Record | None
        if isinstance(ours, DocumentRecord):
            theirs = store.record
        else:
            theirs = {
                Annotation: store.annotations,
                Speaker: store.speakers,
                Annotator: store.annotators,
            }[type(ours)].get(ours.id)
        return ours if theirs is None else self._merge(theirs, ours)

    def _overlay(self, kind: type[R], table: Mapping[str, R]) -> Mapping[str, R]:
        """Overlay a table with the buffered records."""
        pending = cast(dict[str, R], self._pending.puts.get(kind))
        # Neither is ever written to; only the type of ChainMap asks for mutable mappings.
        return ChainMap(pending, cast(dict[str, R], table)) if pending else table


_LEASE = "lease"
_OPEN = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


class _LeasedFolder:
    """The folder of one process, leased to it as long as this object lives."""

    def __init__(self, path: Path, lease: int, record: DocumentRecord) -> None:
        self.path = path
        self.release = weakref.finalize(self, os.close, lease)
        self.store: DocumentStore = Store(path).open(record)


@dataclass(frozen=True, slots=True)
class SpilledDocument:
    """The unsaved data of one document; `annotations` is the number of those with changes."""

    title: str
    annotations: int
    folder: Path


class SpillStore:
    """Writes of one document that could not be saved; no folder is made before the first one."""

    def __init__(self, store: Path, record: DocumentRecord) -> None:
        """Remember the document.

        Args:
            store: the folder of the store that should have the writes.
            record: the document's record.
        """
        self._store = store
        self._record = record
        self._folders: list[_LeasedFolder] = []

    def keep(self, puts: Iterable[Put], removes: Iterable[str] = ()) -> None:
        """Save records and undo steps in the spill folder; they are on the disk on return.

        Raises:
            StoreError: there is no space in the spill folders either.
        """
        for folder in reversed(self._folders):
            with suppress(StoreError):
                folder.store.commit(*puts, removes=removes)
                return
        for root in _roots(self._store, make=True):
            with suppress(StoreError, OSError):
                folder = self._make(root)
                try:
                    folder.store.commit(*puts, removes=removes)
                except BaseException:
                    # Else each retry would leave a folder with open files until none can be opened.
                    folder.store.close()
                    self._remove(folder)
                    raise
                self._folders.append(folder)
                return
        raise StoreError("There is no room to keep this aside.")

    def load(self) -> list[Put]:
        """Return the writes that ended processes left behind; they stay on disk until `forget`."""
        self._folders += [
            folder for root in _roots(self._store) for folder in self._take_over(root)
        ]
        puts: list[Put] = []
        for folder in self._folders:
            store = folder.store
            for table in (store.annotators, store.speakers, store.annotations):
                puts += table.values()
            puts += store.history
        return puts

    def forget(self) -> None:
        """Remove the spilled writes, because the store has all of them."""
        folders, self._folders = self._folders, []
        for folder in folders:
            self._remove(folder)

    def _remove(self, folder: _LeasedFolder) -> None:
        """Remove a folder with all that is in it, and end its lease."""
        with suppress(StoreError, OSError):
            Store(folder.path).forget(self._record.id)
        shutil.rmtree(folder.path, ignore_errors=True)
        folder.release()

    def _make(self, root: Path) -> _LeasedFolder:
        folder = root / f"{self._record.id}.{random_name()}"
        make_folder(folder)
        try:
            lease = os.open(folder / _LEASE, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            folder.rmdir()
            raise
        _lock(lease)
        return _LeasedFolder(folder, lease, self._record)

    def _take_over(self, root: Path) -> Iterator[_LeasedFolder]:
        for folder in _folders(root, self._record.id):
            with suppress(StoreError, OSError):
                lease = os.open(folder / _LEASE, _OPEN)
                if _lock(lease):
                    yield _LeasedFolder(folder, lease, self._record)
                else:
                    os.close(lease)


def list_spilled_documents(store: Path) -> list[SpilledDocument]:
    """List the spilled documents of a store, of processes that run or have ended."""
    found = []
    for root in _roots(store):
        for folder in _folders(root):
            with suppress(StoreError):
                for record in Store(folder).documents():
                    count = len(Store(folder).open(record).annotations)
                    found.append(SpilledDocument(record.title, count, folder))
    return found


def _roots(store: Path, *, make: bool = False) -> list[Path]:
    """Return the folders for spilled writes of a store.

    The first is in the user's state directory, the second in the directory for large temporary
    files: a full quota takes nothing more in the whole home directory. With `make`, the second is
    made if it does not exist.
    """
    digest = sha256(os.fsencode(store.absolute().resolve())).hexdigest()[:24]
    roots = [app_folder("state") / "unsaved" / digest]
    spare = Path(os.environ.get("TMPDIR") or "/var/tmp") / f"readerapp-{os.getuid()}"  # noqa: S108
    with suppress(OSError):
        if make and not spare.exists():
            spare.mkdir(0o700)
        if _is_ours_alone(spare):
            roots.append(spare / digest)
    return roots


def _is_ours_alone(folder: Path) -> bool:
    """Return whether a folder is private and ours.

    In a shared directory, anybody could have made it.
    """
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return private and found.st_uid == os.geteuid()


def _folders(root: Path, document: str = "") -> list[Path]:
    """Return the folders with spilled writes of a document (an id), or of all documents."""
    try:
        return sorted(path for path in root.glob(f"{document}*.*") if path.is_dir())
    except OSError:
        return []


def _lock(lease: int) -> bool:
    """Try to lock a lease; return whether no running process holds it.

    Where the file system cannot lock, no process is known to hold it, so it counts as free.
    """
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
