"""Atomic file writes and private folders, with permissions for the owner or for a group.

A folder that its group may write in and that gives new files its group (mode 2770) is meant for
several people to work in. Files written there are readable and writable for the group. All other
files are private.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path

from readerapp.core.errors import ReaderError

PRIVATE_MODE = 0o600
"""Permission bits of a file for its owner alone."""

GROUP_MODE = 0o660
"""Permission bits of a file in a folder for a group."""


_NO_FULL_SYNC = frozenset(
    {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY, errno.ENOSYS, errno.EINVAL}
)
"""How file systems of macOS refuse F_FULLFSYNC: those of other machines, and some of FUSE."""


def is_for_group(mode: int) -> bool:
    """Return whether a folder with these mode bits is meant for its group to work in."""
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def random_name(size: int = 8) -> str:
    """Return an unpredictable name: `size` random bytes as hexadecimal digits.

    Like `secrets.token_hex`, without importing the other dependencies of `secrets`.
    """
    return os.urandom(size).hex()


def sync_to_disk(file: int) -> None:
    """Flush the data and metadata of a file, or the entries of a folder, to the disk.

    On macOS fsync leaves them in the cache of the drive; only F_FULLFSYNC flushes that too (its
    manual, fcntl(2)). A file system that has no such command gets fsync.

    Args:
        file: The descriptor.

    Raises:
        OSError: The disk has failed: nothing is known to be saved.
    """
    full_sync = getattr(fcntl, "F_FULLFSYNC", None)  # only macOS has it
    if full_sync is not None:
        try:
            fcntl.fcntl(file, full_sync)
            return
        except OSError as error:
            if error.errno not in _NO_FULL_SYNC:
                raise
    os.fsync(file)


def sync_data_to_disk(file: int) -> None:
    """Flush the data of a file, and its size if it grew; else as `sync_to_disk`."""
    sync = sync_to_disk if hasattr(fcntl, "F_FULLFSYNC") else os.fdatasync
    sync(file)


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents, private whatever the umask.

    Raises:
        OSError: The folder cannot be created.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            with suppress(FileExistsError):
                make_private_folder(str(folder))


def make_private_folder(path: str) -> None:
    """Create one folder for its owner alone, whatever the umask.

    Raises:
        OSError: The folder exists or cannot be created.
    """
    folder = Path(path)
    folder.mkdir(mode=0o700)
    if folder.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        folder.chmod(0o700)


def make_subfolder(path: Path) -> None:
    """Create a folder in an existing one: for a group if the parent is for a group, else private.

    Raises:
        OSError: The folder cannot be created.
    """
    make_private_folder(str(path))
    if is_for_group(path.parent.stat().st_mode):
        path.chmod(0o2770)


def write_private(path: Path, data: bytes) -> None:
    """Write a file atomically, for its owner or for the group of its folder.

    Raises:
        OSError: The file cannot be written; it is unchanged.
    """
    new = path.with_name(f".{random_name()}.tmp")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            if is_for_group(path.parent.stat().st_mode):
                os.fchmod(handle, GROUP_MODE)
            file.write(data)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, data: bytes, *, outside: Path) -> None:
    """Write a file atomically: a reader finds the old content or all of `data`.

    A symbolic link is followed, and its target is written. An existing file keeps its permissions;
    other hard links to it keep the old content. A pipe or a device is written to directly.

    Args:
        path: The file.
        data: The whole content.
        outside: A folder in which writing is refused.

    Raises:
        ReaderError: The path leads into the folder `outside`.
        OSError: The file cannot be written; it is unchanged.
    """
    target = Path(os.path.realpath(path))
    if target.is_relative_to(os.path.realpath(outside)):
        raise ReaderError(f"{path} is among your annotations; name a file outside {outside}.")
    try:
        before = path.stat()
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        path.write_bytes(data)
        return
    new = target.with_name(f".{random_name()}.tmp")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            if before is not None:
                os.fchmod(handle, stat.S_IMODE(before.st_mode))
            file.write(data)
            file.flush()
            sync_to_disk(handle)
        new.replace(target)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_result(path: Path, data: bytes, *, document: Path | None, store: Path) -> None:
    """Write what a person has asked for to the file that the person has named, atomically.

    Args:
        path: The file.
        data: Its content.
        document: The file of the document, which is not overwritten; None if it has none.
        store: The folder of the store, in which nothing is written.

    Raises:
        ReaderError: The file cannot be written; it is unchanged.
    """
    try:
        if document is not None and path.exists() and path.samefile(document):
            raise ReaderError(f"{path} is the document itself; choose another file.")
        write_atomically(path, data, outside=store)
    except OSError as error:
        if not path.parent.exists():
            import shlex

            folder = shlex.quote(str(path.parent))
            sentence = (
                f"{path} cannot be written: there is no such folder; run `mkdir -p {folder}`."
            )
            raise ReaderError(sentence) from error
        raise ReaderError(
            f"{path} cannot be written: {error.strerror}; choose another file."
        ) from error
