"""Spill folder for writes that the store refuses, in the user's state directory.

Each running process that needs one has its own folder, which is a store like any other. The file
`lease` in it is locked while the process runs. A folder whose lease is not locked was left by a
process that has ended; the next process that opens the document takes it over.
"""

from __future__ import annotations

import fcntl
import os
import stat
import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from readerapp.core.atomic_write import make_folder, random_name
from readerapp.core.model import DocumentRecord
from readerapp.core.paths import app_folder
from readerapp.store import DocumentStore, Store, StoreError
from readerapp.store.document_store import Put

_LEASE = "lease"
_OPEN = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


class _LeasedFolder:
    """The folder of one process, leased to it as long as this object lives."""

    def __init__(self, folder: Path, lease: int, record: DocumentRecord) -> None:
        self.folder = folder
        self.let_go = weakref.finalize(self, os.close, lease)
        self.opened: DocumentStore = Store(folder).open(record)


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
        self._places: list[_LeasedFolder] = []

    def keep(self, puts: Iterable[Put], removes: Iterable[str] = ()) -> None:
        """Save records and undo steps in the spill folder; they are on the disk on return.

        Raises:
            StoreError: there is no space in the spill folders either.
        """
        for place in reversed(self._places):
            with suppress(StoreError):
                place.opened.commit(*puts, removes=removes)
                return
        for root in _roots(self._store, make=True):
            with suppress(StoreError, OSError):
                place = self._make(root)
                self._places.append(place)
                place.opened.commit(*puts, removes=removes)
                return
        raise StoreError("There is no room to keep this aside.")

    def take(self) -> list[Put]:
        """Return the writes that ended processes left behind; they stay on disk until `forget`."""
        self._places += [place for root in _roots(self._store) for place in self._left(root)]
        puts: list[Put] = []
        for place in self._places:
            opened = place.opened
            for table in (opened.annotators, opened.speakers, opened.annotations):
                puts += table.values()
            puts += opened.history
        return puts

    def forget(self) -> None:
        """Remove the spilled writes, because the store has all of them."""
        places, self._places = self._places, []
        for place in places:
            with suppress(StoreError, OSError):
                Store(place.folder).forget(self._record.id)
                (place.folder / _LEASE).unlink()
                place.folder.rmdir()
            place.let_go()

    def _make(self, root: Path) -> _LeasedFolder:
        folder = root / f"{self._record.id}.{random_name()}"
        make_folder(folder)
        lease = os.open(folder / _LEASE, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
        _lock(lease)
        return _LeasedFolder(folder, lease, self._record)

    def _left(self, root: Path) -> Iterator[_LeasedFolder]:
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
