"""Writing files: folders for their owner alone, and files that are whole or as they were."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from readerapp.errors import ReaderError


def unguessable(size: int = 8) -> str:
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
            folder.mkdir(mode=0o700, exist_ok=True)


def write_private(path: Path, data: bytes) -> None:
    """Write a file in one step that its owner alone may read.

    Raises:
        OSError: it cannot be written; it is as it was.
    """
    new = path.with_name(f".{unguessable()}.tmp")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes, *, outside: Path) -> None:
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
    new = target.with_name(f".{unguessable()}.tmp")
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
