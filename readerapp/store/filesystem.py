"""Link-safe, durable file operations in one folder, and the system calls behind them.

All names are looked up relative to a descriptor of the folder, so that nobody can redirect a
write by putting a link in the path. Files are opened without following links, and temporary
files have unguessable names. Data is on the disk before a write returns.

Everything that the store does to a disk goes through a `System`, one method for each system
call. A test can replace it, to make any single call fail, or to record all calls and replay a
power cut.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
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
    sync_data_to_disk,
    sync_to_disk,
)
from readerapp.store.store_errors import StoreError, StoreGone, store_error_for


class System:
    """The real system calls. Names are relative to the descriptor `folder`; errors are OSError."""

    def open_folder(self, path: str) -> int:
        """Open the folder at `path` and return its descriptor."""
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def make_folder(self, path: str) -> None:
        """Create one folder that only its owner can enter."""
        make_private_folder(path)

    def open(self, folder: int, name: str, flags: int) -> int:
        """Open the file `name` and return a descriptor; a new file is private to its owner.

        Never follows a symbolic link in the last component, and never waits for a pipe.
        """
        safe = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        return os.open(name, flags | safe, 0o600, dir_fd=folder)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def read(self, fd: int, count: int, offset: int) -> bytes:
        """Read up to `count` bytes from byte `offset`; return no bytes at the end of the file."""
        return os.pread(fd, count, offset)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        """Write at the descriptor's position; return the number of bytes written, maybe not all."""
        return os.write(fd, data)

    def write_at(self, fd: int, data: bytes, offset: int) -> None:
        """Write at byte `offset`, regardless of the descriptor's position."""
        os.pwrite(fd, data, offset)

    def sync(self, fd: int) -> None:
        """Flush a file's data and metadata, or a folder's entries, to the disk before returning."""
        sync_to_disk(fd)

    def sync_data(self, fd: int) -> None:
        """Flush a file's data, and its size if it grew, to the disk before returning."""
        sync_data_to_disk(fd)

    def truncate(self, fd: int, size: int) -> None:
        """Cut the file to `size` bytes."""
        os.ftruncate(fd, size)

    def chmod(self, fd: int, mode: int) -> None:
        """Set the permission bits of an open file."""
        os.fchmod(fd, mode)

    def chgrp(self, fd: int, group: int) -> None:
        """Assign an open file to the group with the number `group`."""
        os.fchown(fd, -1, group)

    def stat(self, folder: int, name: str) -> os.stat_result:
        """Return the status of `name`, without following a symbolic link."""
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def stat_path(self, path: str) -> os.stat_result:
        """Return the status of `path`, following symbolic links."""
        return Path(path).stat()

    def stat_open(self, fd: int) -> os.stat_result:
        """Return the status of an open descriptor."""
        return os.fstat(fd)

    def writable(self, folder: int, name: str) -> bool:
        """Return whether this process may write `name` (`.` for the folder itself)."""
        return os.access(name, os.W_OK, dir_fd=folder)

    def rename(self, folder: int, old: str, new: str) -> None:
        """Rename the file `old` to `new` atomically, replacing an existing file `new`."""
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def link(self, folder: int, old: str, new: str) -> None:
        """Give the file `old` the additional name `new`, which must be free (a hard link)."""
        os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)

    def unlink(self, folder: int, name: str) -> None:
        """Remove a name from the folder."""
        os.unlink(name, dir_fd=folder)

    def names(self, folder: int) -> Sequence[str]:
        """Return the names in a folder, in no particular order."""
        return os.listdir(folder)

    def lock(self, fd: int) -> None:
        """Take the exclusive lock of an open file.

        Raises:
            BlockingIOError: Another process holds the lock.
        """
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(self, fd: int) -> None:
        """Release the lock of an open file. The kernel does the same when a process dies."""
        fcntl.flock(fd, fcntl.LOCK_UN)


MAX_FILE_SIZE = 512 * 2**20
"""Size in bytes of the largest file that the store reads."""

TEMPORARY_SUFFIX = ".tmp"
"""The suffix of the names of files that are being written."""

DAMAGED_PREFIX = "damaged-"
"""The prefix of the names of preserved copies of damaged files."""

P = ParamSpec("P")
T = TypeVar("T")


class Stamp(NamedTuple):
    """Inode, size in bytes and modification time in nanoseconds of a file.

    Two versions of a file can be distinguished by their stamps without reading the file.
    """

    inode: int
    size: int
    modified: int


class Folder:
    """A folder of files. It need not exist until something is written."""

    def __init__(self, path: Path, system: System | None = None) -> None:
        self.path = path
        self.system = system or System()
        self._fd: int | None = None
        self._identity: tuple[int, int] | None = None
        self._group: int | None = None
        self._me = os.geteuid()

    def connect(self, create: bool = False) -> bool:
        """Return whether the folder exists; open it again if the path leads to another folder now.

        Args:
            create: Whether to create a missing folder, private to its owner, and its parents.

        Raises:
            StoreError: The folder cannot be opened or created, or is not a folder.
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
        """Return the number of the device that the folder is on, or would be created on."""
        path = next(path for path in (self.path, *self.path.parents) if path.exists())
        return retry_on_eintr(self.system.stat_path, str(path)).st_dev

    def refuse_another_disk(self, device: int | None, *names: str) -> None:
        """Raise an error if the disk that held the folder is not mounted any more.

        Another, emptier folder may now be visible at its mount point. Files written there would be
        hidden as soon as the disk is mounted again.

        Args:
            device: The device number when the files were last seen; None to skip the check.
            names: The files that show that this is the right folder in spite of another device.

        Raises:
            StoreGone: The folder is not on `device` any more, and has none of `names`.
        """
        if device in (None, self.device()):
            return
        if not self.connect() or not any(self.stamp(name) for name in names):
            raise StoreGone(
                f"The disk with {self.path} is gone. "
                "Mount it again, or choose another folder with --store."
            )

    def read_only(self, *names: str) -> str | None:
        """Return why the folder or one of `names` is not writable, in one sentence, or None."""
        for name in (".", *names):
            if self.stamp(name) is not None and not self.writable(name):
                path = self.path if name == "." else self.path / name
                return (
                    f"{path} is read-only, so nothing can be saved. "
                    "Change its permissions, or choose another folder with --store."
                )
        return None

    def can_make_folder_in(self, path: Path) -> bool:
        """Return whether a folder can be made in the folder `path`; one is made and removed."""
        attempt = path / f".{random_name()}"
        try:
            retry_on_eintr(self.system.make_folder, str(attempt))
            attempt.rmdir()
        except OSError:
            return False
        return True

    def _make(self, path: Path) -> None:
        if not path.parent.is_dir():
            self._make(path.parent)
        with self.explained(f"The folder {path}"):
            try:
                retry_on_eintr(self.system.make_folder, str(path))
            except FileExistsError:
                return
            # The new folder's name must survive a power cut, just as its files do.
            above = retry_on_eintr(self.system.open_folder, str(path.parent))
            try:
                retry_on_eintr(self.system.sync, above)
            finally:
                self.release(above)

    @property
    def fd(self) -> int:
        """Return the folder's descriptor.

        Raises:
            StoreError: The folder does not exist.
        """
        if self._fd is None:
            raise StoreError(f"The store {self.path} does not exist. Choose another with --store.")
        return self._fd

    def stamp(self, name: str) -> Stamp | None:
        """Return the stamp of a file, or None if there is no file of that name."""
        if self._fd is None:
            return None
        try:
            return _stamp(retry_on_eintr(self.system.stat, self._fd, name))
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int) -> int:
        """Open a regular file and return its descriptor.

        Raises:
            OSError: The file does not exist or may not be opened.
            StoreError: It is not a regular file.
        """
        fd = retry_on_eintr(self.system.open, self.fd, name, flags)
        try:
            found = retry_on_eintr(self.system.stat_open, fd)
        except OSError:
            self.release(fd)
            raise
        if not stat.S_ISREG(found.st_mode):
            self.release(fd)
            raise StoreError(f"{self.path / name} is not a regular file. Move it away.")
        if found.st_uid == self._me and (flags & os.O_CREAT or self._group is not None):
            with suppress(OSError):
                self._set_mode(fd, found)
        return fd

    def _set_mode(self, fd: int, found: os.stat_result) -> None:
        """Give a file that this user owns the mode of its folder: for a group, or private.

        The umask may have removed permission bits, and the folder may have been given to the group
        after the file was created.
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
        """Return whether a group may write in the folder, and therefore in each of its files."""
        return self._group is not None

    def read(self, name: str, start: int = 0, count: int = MAX_FILE_SIZE) -> tuple[bytes, Stamp]:
        """Read up to `count` bytes of a file from byte `start`; return them and its stamp.

        The stamp is the one that the file had when it was opened.

        Raises:
            OSError: The file does not exist or cannot be read.
            StoreError: It is not a regular file, or is larger than `MAX_FILE_SIZE`.
        """
        fd = self.open(name, os.O_RDONLY)
        try:
            stamp = _stamp(retry_on_eintr(self.system.stat_open, fd))
            if stamp.size > MAX_FILE_SIZE:
                raise StoreError(
                    f"{self.path / name} is larger than {MAX_FILE_SIZE >> 20} MB: not read."
                )
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
        """Write and sync a new private file; return its unguessable name and its stamp.

        Raises:
            OSError: The file could not be written; no part of it is left.
        """
        name = f"{stem}.{random_name()}{TEMPORARY_SUFFIX}"
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
        """Write all of `data`, even if the system accepts only a few bytes per call."""
        rest = memoryview(data)
        while rest:
            taken = retry_on_eintr(self.system.write, fd, rest)
            if taken == 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[taken:]

    def replace(self, old: str, new: str) -> None:
        """Rename `old` to `new` atomically; the change is on the disk only after `sync`."""
        retry_on_eintr(self.system.rename, self.fd, old, new)

    def copy(self, name: str, to: str) -> None:
        """Make `to` hold the present contents of `name`, atomically; on the disk only after `sync`.

        This is a hard link where the file system supports it, otherwise a copy. A later replacement
        of `name` does not change `to`.
        """
        spare = f"{to}.{random_name()}{TEMPORARY_SUFFIX}"
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

    def preserve(self, name: str, data: bytes | None = None) -> None:
        """Preserve a copy of an untrusted file under a name that begins with `DAMAGED_PREFIX`.

        Args:
            name: The file.
            data: The bytes to preserve; None for the whole file.
        """
        copy = f"{DAMAGED_PREFIX}{random_name(4)}-{name}"
        if data is None:
            self.copy(name, copy)
        else:
            self.replace(self.write_new(copy, data)[0], copy)

    def remove(self, name: str) -> None:
        """Remove a file; do nothing if it does not exist or cannot be removed."""
        try:
            retry_on_eintr(self.system.unlink, self.fd, name)
        except OSError:
            return

    def make_private(self, name: str, mode: int) -> None:
        """Set the permission bits of a regular file, or of the folder itself as `.`.

        In a folder for a group, opening a file already assigns it to the group.

        Raises:
            OSError: The file does not belong to this user.
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
        """Flush all changes of names so far to the disk before returning."""
        retry_on_eintr(self.system.sync, self.fd)

    def names(self) -> list[str]:
        """Return the names in the folder, sorted."""
        return sorted(retry_on_eintr(self.system.names, self.fd))

    def writable(self, name: str = ".") -> bool:
        """Return whether this process may write `name`, or the folder itself."""
        return retry_on_eintr(self.system.writable, self.fd, name)

    @contextmanager
    def explained(self, what: str) -> Iterator[None]:
        """Turn an OSError into a StoreError whose message names the file, or else `what`."""
        try:
            yield
        except OSError as error:
            name = error.filename
            if (
                isinstance(name, str)
                and "/" not in name
                and not name.endswith((TEMPORARY_SUFFIX, "."))
            ):
                what = str(self.path / name)
            raise store_error_for(error, what) from error

    def close(self) -> None:
        """Close the folder's descriptor."""
        if self._fd is not None:
            fd, self._fd, self._identity = self._fd, None, None
            self.release(fd)

    def __del__(self) -> None:
        self.close()

    def release(self, fd: int) -> None:
        """Close a descriptor and ignore errors: after a sync, a failure here is harmless."""
        with suppress(OSError):
            self.system.close(fd)


def retry_on_eintr(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `call` until no signal interrupts it, and return its result."""
    while True:
        try:
            return call(*args, **kwargs)
        except InterruptedError:
            continue


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)
