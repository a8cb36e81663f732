"""A second place for what a store does not take: the person's own, until the store takes it.

Each running reader that needs one has a folder of its own, which is a store like any other. The
lease in it is locked while that reader runs; one that nobody locks was left by a reader that has
ended, and the next one to open the document takes it over.
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
    """One reader's folder, leased to this process as long as this object lives."""

    def __init__(self, folder: Path, lease: int, record: DocumentRecord) -> None:
        self.folder = folder
        self.let_go = weakref.finalize(self, os.close, lease)
        self.opened: DocumentStore = Store(folder).open(record)


@dataclass(frozen=True, slots=True)
class SpilledDocument:
    """What was left aside of one document; `annotations` counts those with changes."""

    title: str
    annotations: int
    folder: Path


class SpillStore:
    """What could not be saved of one document. Nothing is made before something is kept."""

    def __init__(self, store: Path, record: DocumentRecord) -> None:
        """`store` is the folder that should have it."""
        self._store = store
        self._record = record
        self._places: list[_LeasedFolder] = []

    def keep(self, puts: Iterable[Put], removes: Iterable[str] = ()) -> None:
        """Put records and undo steps here; on the disk on return.

        Raises:
            StoreError: there is no room here either.
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
        """What readers that have ended left here; it stays until `forget`."""
        self._places += [place for root in _roots(self._store) for place in self._left(root)]
        puts: list[Put] = []
        for place in self._places:
            opened = place.opened
            for table in (opened.annotators, opened.speakers, opened.annotations):
                puts += table.values()
            puts += opened.history
        return puts

    def forget(self) -> None:
        """The store has everything: remove what was kept here."""
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
    """What is kept aside of the documents of a store, by readers that run or have ended."""
    found = []
    for root in _roots(store):
        for folder in _folders(root):
            with suppress(StoreError):
                for record in Store(folder).documents():
                    count = len(Store(folder).open(record).annotations)
                    found.append(SpilledDocument(record.title, count, folder))
    return found


def _roots(store: Path, *, make: bool = False) -> list[Path]:
    """Where rescues of a store may lie: in the person's state folder, or where big files go.

    A quota that is full takes nothing more in the whole home, so there is a second one; with
    `make`, it is made if it is not there.
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
    """Whether a folder that anybody could have made was made by us, for us."""
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return private and found.st_uid == os.geteuid()


def _folders(root: Path, document: str = "") -> list[Path]:
    """The folders of readers that kept something of a document, or of any."""
    try:
        return sorted(path for path in root.glob(f"{document}*.*") if path.is_dir())
    except OSError:
        return []


def _lock(lease: int) -> bool:
    """Whether no running reader has it; where nothing can be locked nobody is known to."""
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
