"""Simulated disks: a system that fails at one call, and one that records for a power cut."""

from __future__ import annotations

import errno
import fcntl
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readerapp.store.filesystem import System

CALLS = [name for name in vars(System) if not name.startswith("_")]


class Unsynced(System):
    """Real files without syncing, which takes time and is not what the tests check."""

    def sync(self, fd: int) -> None:
        pass

    def sync_data(self, fd: int) -> None:
        pass


class Faulty(Unsynced):
    """A system that fails at one call: `fault` is an errno, or 0 for half a write."""

    def __init__(self, fail_at: int = 0, fault: int = errno.EIO, only: str = "") -> None:
        self.calls = 0
        self.fail_at = fail_at
        self.fault = fault
        self.only = only
        self.failed = ""
        for name in CALLS:
            setattr(self, name, self._counted(name, getattr(self, name)))

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            if self.only and name != self.only:
                return call(*args)
            self.calls += 1
            if self.calls != self.fail_at:
                return call(*args)
            self.failed = name
            if self.fault:
                if name == "close":
                    call(*args)  # Linux closes the file even when it says that it could not
                raise OSError(self.fault, os.strerror(self.fault))
            if name == "write":
                fd, data = args
                return call(fd, data[: max(1, len(data) // 2)])
            return call(*args)

        return counted


@dataclass
class Inode:
    """A file: its contents at the last sync, and the changes since.

    After a sync that failed, the system treats the `dropped` changes as written: processes read
    them, and no later sync writes them.
    """

    durable: bytes = b""
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)
    dropped: int = 0
    read_back: bytes | None = None

    def sync(self) -> None:
        self.read_back = self.now if self.dropped or self.read_back is not None else None
        self.durable = self._apply(self.durable, self.pending[self.dropped :])
        self.pending, self.dropped = [], 0

    def fail_to_sync(self) -> None:
        self.dropped = len(self.pending)

    def after(self, count: int) -> bytes:
        return self._apply(self.durable, self.pending[:count])

    @property
    def now(self) -> bytes:
        start = self.durable if self.read_back is None else self.read_back
        return self._apply(start, self.pending)

    @staticmethod
    def _apply(start: bytes, changes: list[tuple[str, int, bytes]]) -> bytes:
        data = bytearray(start)
        for kind, at, chunk in changes:
            if kind == "truncate":
                del data[at:]
            else:
                data[len(data) :] = b"\0" * (at - len(data))
                data[at : at + len(chunk)] = chunk
        return bytes(data)

    def left(self, chance: random.Random) -> bytes:
        """Return one of the contents that a power cut may leave."""
        if not self.pending:
            return self.durable
        whole = self.after(chance.randint(0, len(self.pending)))
        following = self.after(len(self.pending))
        pairs = enumerate(zip(whole, following, strict=False))
        same = next((at for at, (a, b) in pairs if a != b), min(len(whole), len(following)))
        cut = chance.randint(same, max(same, len(following)))
        return chance.choice(
            [
                self.durable,
                following,
                whole,
                following[:cut],
                following[:cut] + b"\0" * (len(following) - cut),
            ]
        )


Names = dict[str, Inode]
Change = tuple[str, str, Inode | None]


class Folders:
    """The names in one folder: as on the disk, and the changes that are not synced."""

    def __init__(self, durable: Names | None = None) -> None:
        self.durable: Names = durable or {}
        self.pending: list[Change] = []

    def apply(self, changes: list[Change]) -> Names:
        names = dict(self.durable)
        for kind, name, inode in changes:
            if kind == "gone":
                names.pop(name, None)
            else:
                assert inode is not None
                names[name] = inode
        return names


class Recorder(Unsynced):
    """A system that executes every call and calls `moment` wherever the power could fail."""

    def __init__(self, folder: Path, moment: Callable[[Recorder], None]) -> None:
        self.folder = str(folder)
        self.moment = moment
        self.steps = 0
        self._descriptors: dict[int, tuple[str, Inode | None]] = {}
        self.names = Folders()
        if folder.is_dir():
            for path in folder.iterdir():
                self.names.durable[path.name] = Inode(path.read_bytes())
        self._now: Names = dict(self.names.durable)

    def _change(self, *changes: Change) -> None:
        for kind, name, inode in changes:
            if kind == "gone":
                self._now.pop(name, None)
            else:
                assert inode is not None
                self._now[name] = inode
            self.names.pending.append((kind, name, inode))
        self._step()

    def _step(self) -> None:
        self.steps += 1
        self.moment(self)

    def open_folder(self, path: str) -> int:
        fd = super().open_folder(path)
        self._descriptors[fd] = ("folder" if path == self.folder else "other", None)
        return fd

    def open(self, folder: int, name: str, flags: int) -> int:
        fd = super().open(folder, name, flags)
        if name not in self._now:
            inode = Inode()
            self._descriptors[fd] = (name, inode)
            self._change(("is", name, inode))
        self._descriptors[fd] = (name, self._now[name])
        return fd

    def close(self, fd: int) -> None:
        self._descriptors.pop(fd, None)
        super().close(fd)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        appends = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND
        at = os.fstat(fd).st_size if appends else os.lseek(fd, 0, os.SEEK_CUR)
        taken = super().write(fd, data)
        self._inode(fd).pending.append(("write", at, bytes(data[:taken])))
        self._step()
        return taken

    def write_at(self, fd: int, data: bytes, offset: int) -> None:
        super().write_at(fd, data, offset)
        self._inode(fd).pending.append(("write", offset, data))
        self._step()

    def adopt(self, fd: int, name: str) -> None:
        """Record a file that other code opened."""
        self._descriptors[fd] = (name, self._now[name])

    def truncate(self, fd: int, size: int) -> None:
        super().truncate(fd, size)
        self._inode(fd).pending.append(("truncate", size, b""))
        self._step()

    def sync(self, fd: int) -> None:
        if self._descriptors[fd][0] == "folder":
            self.names.durable = self.names.apply(self.names.pending)
            self.names.pending = []
        elif self._descriptors[fd][1] is not None:
            self._inode(fd).sync()
        self._step()

    def sync_data(self, fd: int) -> None:
        self.sync(fd)

    def rename(self, folder: int, old: str, new: str) -> None:
        super().rename(folder, old, new)
        inode = self._now[old]
        # One change, not two: a rename is all or nothing, but its old name may survive it.
        self._now.pop(old, None)
        self._now[new] = inode
        self.names.pending.append(("is", new, inode))
        self.names.pending.append(("gone", old, None))
        self._step()

    def link(self, folder: int, old: str, new: str) -> None:
        super().link(folder, old, new)
        self._change(("is", new, self._now[old]))

    def unlink(self, folder: int, name: str) -> None:
        super().unlink(folder, name)
        self._change(("gone", name, None))

    def _inode(self, fd: int) -> Inode:
        inode = self._descriptors[fd][1]
        assert inode is not None
        return inode

    # ------------------------------------------------------------- what a crash leaves

    def killed(self) -> dict[str, bytes]:
        """Return the files after only the process was killed: all its changes are there."""
        return {name: inode.now for name, inode in self._now.items()}

    def power_cut(self, chance: random.Random, any_order: bool) -> dict[str, bytes]:
        """Return one state that a power cut may leave: unsynced data lost, torn or zeros, unsynced
        names changed up to some point, or with `any_order` any of them and not others."""
        pending = self.names.pending
        if any_order:
            chosen = [change for change in pending if chance.random() < 0.5]
        else:
            chosen = pending[: chance.randint(0, len(pending))]
        left: dict[int, bytes] = {}
        found = {}
        for name, inode in self.names.apply(chosen).items():
            found[name] = left.setdefault(id(inode), inode.left(chance))
        return found


class FailingRecorder(Recorder):
    """A recorder whose sync number `fail_at` fails, as on a defective disk."""

    def __init__(self, folder: Path, fail_at: int) -> None:
        super().__init__(folder, lambda now: None)
        self.fail_at = fail_at
        self.syncs = 0

    def sync(self, fd: int) -> None:
        self.syncs += 1
        if self.syncs != self.fail_at:
            super().sync(fd)
            return
        if self._descriptors[fd][1] is not None:
            self._inode(fd).fail_to_sync()
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def lay_out(files: dict[str, bytes], folder: Path) -> Path:
    """Write `files` into a new folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def fresh(folder: Path) -> Iterator[Path]:
    """Yield unused paths below `folder`."""
    number = 0
    while True:
        number += 1
        yield folder / str(number)
