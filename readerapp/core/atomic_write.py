"""Writing files: for their owner alone, or for the group of their folder; whole or as they were.

A folder that its group may write in and that gives new files its group (mode 2770) was made for
several people to work in. What is written there is theirs together; anything else is private.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from readerapp.core.errors import ReaderError

PRIVATE_MODE = 0o600
"""The permission bits of a file that is its owner's alone."""

GROUP_MODE = 0o660
"""The permission bits of a file in a folder for a group."""


def is_for_group(mode: int) -> bool:
    """Whether a folder with these mode bits is for its group to work in."""
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def random_name(size: int = 8) -> str:
    """A name of `size` bytes, as hexadecimal digits, that nobody can guess.

    As `secrets.token_hex`, without loading what else `secrets` needs.
    """
    return os.urandom(size).hex()


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are not there, private whatever the umask.

    Raises:
        OSError: it cannot be made.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            with suppress(FileExistsError):
                make_private_folder(str(folder))


def make_private_folder(path: str) -> None:
    """Make one folder that is its owner's alone, whatever the umask; OSError if it is there."""
    folder = Path(path)
    folder.mkdir(mode=0o700)
    if folder.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        folder.chmod(0o700)


def make_subfolder(path: Path) -> None:
    """Make a folder in one that is there: for a group if that one is, else private.

    Raises:
        OSError: it cannot be made.
    """
    make_private_folder(str(path))
    if is_for_group(path.parent.stat().st_mode):
        path.chmod(0o2770)


def write_private(path: Path, data: bytes) -> None:
    """Write a file in one step that its owner alone may read, or the group that its folder is for.

    Raises:
        OSError: it cannot be written; it is as it was.
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
    """Write a file in one step: who looks finds it as it was, or all of `data`.

    A symbolic link stays one and what it leads to is written. A file that is there keeps its
    permissions; other hard links to it keep what they have. A pipe or a device is written to.

    Raises:
        ReaderError: the path leads into the folder `outside`, whose files are not for this.
        OSError: it cannot be written; it is as it was.
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
            os.fsync(handle)
        new.replace(target)
    except OSError:
        new.unlink(missing_ok=True)
        raise
