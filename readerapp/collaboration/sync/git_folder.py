"""Safe file operations in a git folder: follow no links, block on no pipes, keep files private.

Somebody else may have created the folder, with a link, a pipe or a folder in the place of a
file. git follows links and waits for pipes, so that the folder is checked before git runs.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from readerapp.core.atomic_write import (
    GROUP_MODE,
    PRIVATE_MODE,
    is_for_group,
    make_folder,
    make_subfolder,
    write_private,
)
from readerapp.core.errors import ReaderError
from readerapp.core.file_lock import wait_for_lock

_HOOKS = "hooks"
"""The folder of hooks, which git runs but does not write: a link to elsewhere is usual there."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The permissions of everybody except the owner."""


def exists(path: Path, wanted: str = "a file") -> bool:
    """Return True if `path` exists; a link is not followed.

    Raises:
        ReaderError: It is something other than `wanted`.
    """
    found = _kind(path)
    if found not in ("", wanted):
        raise ReaderError(f"{path} is {found}, not {wanted}; move it away and sync again.")
    return bool(found)


def read(path: Path) -> bytes:
    """Read a file; return nothing if it does not exist.

    Raises:
        ReaderError: It is not a file.
        OSError: It cannot be read.
    """
    if not exists(path):
        return b""
    with os.fdopen(_open(path, os.O_RDONLY), "rb") as file:
        return file.read()


def write(path: Path, text: str | bytes) -> None:
    """Write `text` to a file, which is created or replaced.

    Raises:
        ReaderError: Something other than a file is there.
        OSError: It cannot be written.
    """
    exists(path)
    write_private(path, text.encode() if isinstance(text, str) else text)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` until the block ends; wait for another process that holds it.

    Where the file system has no locks, git's own lock files still refuse two writers at once.

    Raises:
        ReaderError: It is not a file.
        OSError: It cannot be opened.
    """
    exists(path)
    with os.fdopen(_open(path, os.O_RDWR | os.O_CREAT), "r+b") as file:
        wait_for_lock(file.fileno())
        yield


def is_repository(folder: Path) -> bool:
    """Return True if the folder is under git.

    Raises:
        ReaderError: The folder contains something that git would follow or wait for, or `.git` is
            a file that refers to another place.
    """
    git = folder / ".git"
    if not exists(Path(os.path.realpath(folder)), "a folder") or not _kind(git):
        return False
    if _kind(git) == "a file":
        raise ReaderError(
            f"{git} is a file, as in a git worktree or submodule; use a separate clone."
        )
    exists(git, "a folder")
    for entry in _walk(git, excluded=_HOOKS):
        if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
            path = Path(entry.path)
            if _kind(path) != "a socket":  # that of git's file system monitor
                exists(path)
    return True


def clear_names(folder: Path, suffix: str) -> dict[str, str]:
    """Rename everything that is not a file but has the suffix of annotation files.

    git cannot write a file while something else has its name.

    Returns:
        For each old name a sentence about the new name.
    """
    done = {}
    for entry in _entries(folder):
        if not entry.name.endswith(suffix) or entry.is_file(follow_symlinks=False):
            continue
        path = Path(entry.path)
        new = next(new for n in count(1) if not _kind(new := path.with_name(f"{path.name}.{n}")))
        done[path.name] = f"{path} was {_kind(path)}, not a file; it is {new.name} now."
        path.rename(new)
    return done


def make(folder: Path) -> None:
    """Create the folder unless it exists.

    It is private, or for the group that its parent folder is for.

    Raises:
        OSError: It cannot be created.
    """
    make_folder(folder.parent)
    if not folder.exists():
        make_subfolder(folder)


def is_for_a_group(folder: Path) -> bool:
    """Return True if the folder was set up for a group."""
    return is_for_group(folder.stat().st_mode)


def is_shared(folder: Path) -> bool:
    """Return True if `.git` has another owner, or if a group can write in it."""
    found = (folder / ".git").stat()
    group = bool(found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IWGRP)
    return group or found.st_uid != os.geteuid()


def make_private(folder: Path, suffix: str) -> None:
    """Remove all permissions of others from `.git` and from the files with this suffix."""
    git = folder / ".git"
    if not git.stat().st_mode & _OTHERS:
        return
    shared = [entry for entry in _entries(folder) if entry.name.endswith(suffix)]
    for entry in (*_walk(git), *shared):
        if entry.is_symlink():
            continue
        with suppress(FileNotFoundError, PermissionError):
            found = entry.stat(follow_symlinks=False)
            # A file with a second hard link also belongs to another repository: `git clone`
            # creates such links. It is left alone, because the folder itself becomes private.
            second = stat.S_ISREG(found.st_mode) and found.st_nlink > 1
            if found.st_mode & _OTHERS and not second:
                Path(entry.path).chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    git.chmod(0o700)


def readers(folder: Path) -> str:
    """Return who can read `.git` besides its owner; "" if nobody can."""
    import grp

    found = (folder / ".git").stat()
    if found.st_mode & stat.S_IRWXO:
        return "everybody on this machine"
    if not found.st_mode & stat.S_IRWXG:
        return ""
    try:
        return f"the group {grp.getgrgid(found.st_gid).gr_name}"
    except KeyError:
        return f"the group {found.st_gid}"


def _kind(path: Path) -> str:
    """Return what is at `path`, without following a link; "" if nothing is."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    kinds = (
        (stat.S_ISREG, "a file"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
    )
    return next((name for is_kind, name in kinds if is_kind(mode)), "a device")


def _open(path: Path, how: int) -> int:
    """Open a file that `exists` has checked; still follow no link and block on nothing."""
    safe = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(path, how | safe, PRIVATE_MODE)
    if how & os.O_CREAT and is_for_a_group(path.parent):
        with suppress(PermissionError):  # another member created it, with these permissions
            os.fchmod(handle, GROUP_MODE)
    return handle


def _walk(folder: Path, excluded: str = "") -> Iterator[os.DirEntry[str]]:
    """Generate all entries of a folder recursively, except its own entry named `excluded`."""
    for entry in _entries(folder):
        if entry.name != excluded:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none if another process has just removed it."""
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        return list(found)
    return []
