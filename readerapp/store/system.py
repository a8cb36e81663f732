"""The system calls that the store makes, one method each.

Everything the store does to a disk goes through a `System`, so that a test can put another one
in its place: to make any single call fail, or to record them all and replay a power cut.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from readerapp.writing import make_private_folder


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
