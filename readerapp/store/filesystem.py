"""Safe files in one folder: reading, appending, replacing, each to the disk before it returns.

All names are looked up relative to a descriptor of the folder, so that nobody can redirect a
write by putting a link in the path; files are opened without following links, and temporary
files have names that nobody can guess.

The system calls that the store makes, one method each.

Everything the store does to a disk goes through a `System`, so that a test can put another one
in its place: to make any single call fail, or to record them all and replay a power cut.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from readerapp.core.atomic_write import (
    GROUP_MODE,
    PRIVATE_MODE,
    is_for_group,
    make_private_folder,
    random_name,
)
from readerapp.store.errors import StoreError, StoreGone, store_error_for


class System:
    """The real calls. Names are relative to the folder open as `folder`; errors are OSError."""

    def open_folder(self, path: str) -> int:
        """A descriptor of the folder at `path`."""
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def make_folder(self, path: str) -> None:
        """Make one folder that only its owner can enter."""
        make_private_folder(path)

    def open(self, folder: int, name: str, flags: int) -> int:
        """A descriptor of the file `name`; a file that this makes is private to its owner.

        Never follows a symbolic link in the last place, and never waits for a pipe.
        """
        safe = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        return os.open(name, flags | safe, 0o600, dir_fd=folder)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def read(self, fd: int, count: int, offset: int) -> bytes:
        """Up to `count` bytes from `offset`; empty at the end."""
        return os.pread(fd, count, offset)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        """Write at the descriptor's place; the number of bytes taken, perhaps not all."""
        return os.write(fd, data)

    def write_at(self, fd: int, data: bytes, offset: int) -> None:
        """Write at `offset`, wherever the descriptor's place is."""
        os.pwrite(fd, data, offset)

    def sync(self, fd: int) -> None:
        """Return when the file's data and metadata, or the folder's entries, are on the disk."""
        _full_sync(fd, os.fsync)

    def sync_data(self, fd: int) -> None:
        """Return when the file's data, and its size if it grew, are on the disk."""
        _full_sync(fd, getattr(os, "fdatasync", os.fsync))

    def truncate(self, fd: int, size: int) -> None:
        """Cut the file to `size` bytes."""
        os.ftruncate(fd, size)

    def chmod(self, fd: int, mode: int) -> None:
        """Set the permission bits of an open file."""
        os.fchmod(fd, mode)

    def chgrp(self, fd: int, group: int) -> None:
        """Give an open file to a group, by its number."""
        os.fchown(fd, -1, group)

    def stat(self, folder: int, name: str) -> os.stat_result:
        """What `name` is, without following a symbolic link."""
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def stat_path(self, path: str) -> os.stat_result:
        """What `path` is, following symbolic links."""
        return Path(path).stat()

    def stat_open(self, fd: int) -> os.stat_result:
        """What an open descriptor is."""
        return os.fstat(fd)

    def writable(self, folder: int, name: str) -> bool:
        """Whether this process may write `name` (`.` for the folder itself)."""
        return os.access(name, os.W_OK, dir_fd=folder)

    def rename(self, folder: int, old: str, new: str) -> None:
        """Give the file `old` the name `new`, in one step, replacing what had it."""
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def link(self, folder: int, old: str, new: str) -> None:
        """Give the file `old` the second name `new`, which must be free."""
        os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)

    def unlink(self, folder: int, name: str) -> None:
        """Take a name away."""
        os.unlink(name, dir_fd=folder)

    def names(self, folder: int) -> Sequence[str]:
        """The names in a folder, in no order."""
        return os.listdir(folder)

    def lock(self, fd: int) -> None:
        """Take the exclusive lock of an open file; BlockingIOError if another process has it."""
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(self, fd: int) -> None:
        """Let go of the lock. The kernel does the same when a process dies."""
        fcntl.flock(fd, fcntl.LOCK_UN)


if sys.platform == "darwin":

    def _full_sync(fd: int, sync: Callable[[int], None]) -> None:
        # fsync on macOS leaves the data in the drive's cache; only this asks the drive to write it.
        try:
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        except OSError:
            sync(fd)

else:

    def _full_sync(fd: int, sync: Callable[[int], None]) -> None:
        sync(fd)


LIMIT = 512 * 2**20
"""Bytes of the largest file that the store reads."""

TEMPORARY = ".tmp"
"""How names of files that are being written end."""

DAMAGED = "damaged-"
"""How names of kept copies of damaged files begin."""

P = ParamSpec("P")
T = TypeVar("T")


class Stamp(NamedTuple):
    """What tells one version of a file from the next without reading it."""

    inode: int
    size: int
    modified: int


class Folder:
    """One folder of files. Missing until something is written."""

    def __init__(self, path: Path, system: System | None = None) -> None:
        self.path = path
        self.system = system or System()
        self._fd: int | None = None
        self._identity: tuple[int, int] | None = None
        self._group: int | None = None
        self._me = os.geteuid()

    def connect(self, create: bool = False) -> bool:
        """Whether the folder is there. Follows the path if the folder was replaced meanwhile.

        With `create`, makes it, private to its owner, with the folders above it.

        Raises:
            StoreError: it cannot be opened or made, or it is not a folder.
        """
        path = str(self.path)
        try:
            found = retry_on_eintr(self.system.stat_path, path)
        except FileNotFoundError:
            self.close()
            if not create:
                return False
            self._make(self.path)
            return self.connect()
        except OSError as error:
            raise store_error_for(error, f"The store {path}") from error
        self._group = found.st_gid if is_for_group(found.st_mode) else None
        identity = (found.st_dev, found.st_ino)
        if self._fd is None or identity != self._identity:
            self.close()
            try:
                self._fd = retry_on_eintr(self.system.open_folder, path)
            except OSError as error:
                raise store_error_for(error, f"The store {path}") from error
            self._identity = identity
        return True

    def device(self) -> int:
        """The number of the disk that the folder is on, or would be made on."""
        path = next(path for path in (self.path, *self.path.parents) if path.exists())
        return retry_on_eintr(self.system.stat_path, str(path)).st_dev

    def refuse_another_disk(self, device: int | None, *names: str) -> None:
        """Where a disk was mounted may lie another, emptier folder now.

        What is written there would be hidden when the disk is back.

        Raises:
            StoreGone: the folder is not on `device` any more, and has none of `names`.
        """
        if device in (None, self.device()):
            return
        if not self.connect() or not any(self.stamp(name) for name in names):
            raise StoreGone(
                f"The disk that held {self.path} is not there any more. "
                "Mount it again, or choose another folder with --store."
            )

    def read_only(self, *names: str) -> str | None:
        """Why the folder or one of `names` cannot be written, in one sentence; None if all can."""
        for name in (".", *names):
            if self.stamp(name) is not None and not self.writable(name):
                path = self.path if name == "." else self.path / name
                return (
                    f"{path} is read-only, so nothing can be saved. "
                    "Change its permissions, or choose another folder with --store."
                )
        return None

    def _make(self, path: Path) -> None:
        if not path.parent.is_dir():
            self._make(path.parent)
        with self.explained(f"The folder {path}"):
            try:
                retry_on_eintr(self.system.make_folder, str(path))
            except FileExistsError:
                return
            # The name of the new folder must outlast a power cut as its files will.
            above = retry_on_eintr(self.system.open_folder, str(path.parent))
            try:
                retry_on_eintr(self.system.sync, above)
            finally:
                self.release(above)

    @property
    def fd(self) -> int:
        """The folder's descriptor; StoreError if the folder is not there."""
        if self._fd is None:
            raise StoreError(f"The store {self.path} is not there. Choose one with --store.")
        return self._fd

    def stamp(self, name: str) -> Stamp | None:
        """The stamp of a file, or None if there is none of that name."""
        if self._fd is None:
            return None
        try:
            return _stamp(retry_on_eintr(self.system.stat, self._fd, name))
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int) -> int:
        """A descriptor of a plain file.

        Raises:
            OSError: it is not there or may not be opened.
            StoreError: it is no plain file.
        """
        fd = retry_on_eintr(self.system.open, self.fd, name, flags)
        try:
            found = retry_on_eintr(self.system.stat_open, fd)
        except OSError:
            self.release(fd)
            raise
        if not stat.S_ISREG(found.st_mode):
            self.release(fd)
            raise StoreError(f"{self.path / name} is not a plain file. Move it away.")
        if found.st_uid == self._me and (flags & os.O_CREAT or self._group is not None):
            with suppress(OSError):
                self._set_mode(fd, found)
        return fd

    def _set_mode(self, fd: int, found: os.stat_result) -> None:
        """Let a file of ours be as its folder is: a group's, or its owner's alone.

        The umask may have taken bits away, and the folder may be the group's since lately.
        """
        if self._group is None:
            if found.st_mode & PRIVATE_MODE != PRIVATE_MODE:
                retry_on_eintr(self.system.chmod, fd, PRIVATE_MODE)
            return
        if found.st_gid != self._group:
            retry_on_eintr(self.system.chgrp, fd, self._group)
        if found.st_mode & GROUP_MODE != GROUP_MODE:
            retry_on_eintr(self.system.chmod, fd, GROUP_MODE)

    @property
    def for_group(self) -> bool:
        """Whether the folder, and so each file in it, is there for a group to write in."""
        return self._group is not None

    def read(self, name: str, start: int = 0, count: int = LIMIT) -> tuple[bytes, Stamp]:
        """Up to `count` bytes of a file from `start` on, and the stamp it had when opened.

        Raises:
            OSError: it is not there or cannot be read.
            StoreError: it is no plain file or is larger than `LIMIT`.
        """
        fd = self.open(name, os.O_RDONLY)
        try:
            stamp = _stamp(retry_on_eintr(self.system.stat_open, fd))
            if stamp.size > LIMIT:
                raise StoreError(f"{self.path / name} is larger than {LIMIT >> 20} MB: not read.")
            parts = []
            offset, end = start, min(stamp.size, start + count)
            while offset < end and (
                part := retry_on_eintr(self.system.read, fd, end - offset, offset)
            ):
                parts.append(part)
                offset += len(part)
            return b"".join(parts), stamp
        finally:
            self.release(fd)

    def write_new(self, stem: str, data: bytes) -> tuple[str, Stamp]:
        """Write a new private file to the disk; its unguessable name and its stamp.

        Raises:
            OSError: it could not be written; nothing is left of it.
        """
        name = f"{stem}.{random_name()}{TEMPORARY}"
        fd = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            self.write_all(fd, data)
            retry_on_eintr(self.system.sync, fd)
            return name, _stamp(retry_on_eintr(self.system.stat_open, fd))
        except OSError:
            self.remove(name)
            raise
        finally:
            self.release(fd)

    def write_all(self, fd: int, data: bytes) -> None:
        """Write all of `data`, however few bytes the system takes at a time."""
        rest = memoryview(data)
        while rest:
            taken = retry_on_eintr(self.system.write, fd, rest)
            if taken == 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[taken:]

    def replace(self, old: str, new: str) -> None:
        """Give `old` the name `new` in one step; on the disk only after `sync`."""
        retry_on_eintr(self.system.rename, self.fd, old, new)

    def copy(self, name: str, to: str) -> None:
        """Let `to` name what `name` holds now, in one step; on the disk only after `sync`.

        A second name for the same bytes, where the file system has that; else a copy. What
        replaces `name` later does not touch it.
        """
        spare = f"{to}.{random_name()}{TEMPORARY}"
        try:
            retry_on_eintr(self.system.link, self.fd, name, spare)
        except FileNotFoundError:
            raise
        except OSError:
            spare, _ = self.write_new(to, self.read(name)[0])
        try:
            self.replace(spare, to)
        except OSError:
            self.remove(spare)
            raise

    def keep(self, name: str, data: bytes | None = None) -> None:
        """Keep a copy of a file that is not trusted, or of the part of it that `data` is."""
        kept = f"{DAMAGED}{random_name(4)}-{name}"
        if data is None:
            self.copy(name, kept)
        else:
            self.replace(self.write_new(kept, data)[0], kept)

    def remove(self, name: str) -> None:
        """Take a file away if it is there and can be."""
        try:
            retry_on_eintr(self.system.unlink, self.fd, name)
        except OSError:
            return

    def make_private(self, name: str, mode: int) -> None:
        """Set the permission bits of a plain file, or of the folder as `.`; OSError if not ours.

        A file in a folder for a group becomes the group's by being opened.
        """
        if name == ".":
            retry_on_eintr(self.system.chmod, self.fd, mode)
            return
        fd = self.open(name, os.O_RDONLY)
        try:
            retry_on_eintr(self.system.chmod, fd, mode)
        finally:
            self.release(fd)

    def sync(self) -> None:
        """Return when every change of names so far is on the disk."""
        retry_on_eintr(self.system.sync, self.fd)

    def names(self) -> list[str]:
        """The names in the folder, sorted."""
        return sorted(retry_on_eintr(self.system.names, self.fd))

    def writable(self, name: str = ".") -> bool:
        """Whether this process may write `name`, or the folder itself."""
        return retry_on_eintr(self.system.writable, self.fd, name)

    @contextmanager
    def explained(self, what: str) -> Iterator[None]:
        """Turn the OSError of a failed call into the sentence that names its file, else `what`."""
        try:
            yield
        except OSError as error:
            name = error.filename
            if isinstance(name, str) and "/" not in name and not name.endswith((TEMPORARY, ".")):
                what = str(self.path / name)
            raise store_error_for(error, what) from error

    def close(self) -> None:
        """Let go of the folder."""
        if self._fd is not None:
            fd, self._fd, self._identity = self._fd, None, None
            self.release(fd)

    def __del__(self) -> None:
        self.close()

    def release(self, fd: int) -> None:
        """Close a descriptor. After a sync a failure here means nothing."""
        with suppress(OSError):
            self.system.close(fd)


def retry_on_eintr(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `call` returns, called again whenever a signal interrupted it."""
    while True:
        try:
            return call(*args, **kwargs)
        except InterruptedError:
            continue


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)
