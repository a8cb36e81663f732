"""A folder under git, as files: nothing in it is followed, waited for or open to others.

Whoever made the folder may have put a link, a pipe or a folder where a file belongs. git follows
and waits for what it finds there, so that it is looked at first.
"""

from __future__ import annotations

import fcntl
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

_HOOKS = "hooks"
"""What git runs and does not write: a link there is usual."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The permissions of everybody but the owner."""


def is_there(path: Path, wanted: str = "a file") -> bool:
    """Whether there is something at `path`, no link followed.

    Raises:
        ReaderError: it is something else than `wanted`.
    """
    found = _kind(path)
    if found not in ("", wanted):
        raise ReaderError(f"{path} is {found}, not {wanted}; move it away, then sync again.")
    return bool(found)


def read(path: Path) -> bytes:
    """What a file holds; nothing if there is none.

    Raises:
        ReaderError: it is no file.
        OSError: it cannot be read.
    """
    if not is_there(path):
        return b""
    with os.fdopen(_open(path, os.O_RDONLY), "rb") as file:
        return file.read()


def write(path: Path, text: str | bytes) -> None:
    """Put `text` in the place of a file, or of nothing.

    Raises:
        ReaderError: what is there is no file.
        OSError: it cannot be written.
    """
    is_there(path)
    write_private(path, text.encode() if isinstance(text, str) else text)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Of two that have the lock file at `path` the second waits.

    Raises:
        ReaderError: it is no file.
        OSError: it cannot be opened.
    """
    is_there(path)
    with os.fdopen(_open(path, os.O_RDWR | os.O_CREAT), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def check(folder: Path) -> bool:
    """Whether the folder is under git.

    Raises:
        ReaderError: git would follow or wait for what is in it; or `.git` is elsewhere.
    """
    git = folder / ".git"
    if not is_there(Path(os.path.realpath(folder)), "a folder") or not _kind(git):
        return False
    if _kind(git) == "a file":
        raise ReaderError(
            f"{git} is a file, as in a git worktree or submodule; sync a clone of its own."
        )
    is_there(git, "a folder")
    for entry in _within(git, but=_HOOKS):
        if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
            path = Path(entry.path)
            if _kind(path) != "a socket":  # of git's own watcher of files
                is_there(path)
    return True


def clear_names(folder: Path, suffix: str) -> dict[str, str]:
    """Rename what is no file and has a name that ends with `suffix`; a sentence for each name.

    git cannot put a file there while something else has its name.
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
    """Make the folder unless it is there: private, or for the group that the one above is for.

    Raises:
        OSError: it cannot be made.
    """
    make_folder(folder.parent)
    if not folder.exists():
        make_subfolder(folder)


def is_for_a_group(folder: Path) -> bool:
    """Whether the folder was made for a group to work in."""
    return is_for_group(folder.stat().st_mode)


def is_shared(folder: Path) -> bool:
    """Whether `.git` is somebody else's, or a group's to write in."""
    found = (folder / ".git").stat()
    group = bool(found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IWGRP)
    return group or found.st_uid != os.geteuid()


def make_private(folder: Path, suffix: str) -> None:
    """Take `.git`, and the files whose names end with `suffix`, from all but their owner."""
    git = folder / ".git"
    if not git.stat().st_mode & _OTHERS:
        return
    shared = [entry for entry in _entries(folder) if entry.name.endswith(suffix)]
    for entry in (*_within(git), *shared):
        if entry.is_symlink():
            continue
        with suppress(FileNotFoundError, PermissionError):
            found = entry.stat(follow_symlinks=False)
            # A file with a second name is one that another repository has, too, as `git clone`
            # makes them; that this folder is closed is enough.
            second = stat.S_ISREG(found.st_mode) and found.st_nlink > 1
            if found.st_mode & _OTHERS and not second:
                Path(entry.path).chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    git.chmod(0o700)


def readers(folder: Path) -> str:
    """Who can read `.git` beside its owner; empty if nobody can."""
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
    """What is at `path`, no link followed; empty if nothing is."""
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
    """Open what `is_there` has found to be a file; also then nothing is followed or waited for."""
    safe = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(path, how | safe, PRIVATE_MODE)
    if how & os.O_CREAT and is_for_a_group(path.parent):
        with suppress(PermissionError):  # somebody else made it, with these permissions
            os.fchmod(handle, GROUP_MODE)
    return handle


def _within(folder: Path, but: str = "") -> Iterator[os.DirEntry[str]]:
    """Everything in a folder at any depth, without its own entry named `but`."""
    for entry in _entries(folder):
        if entry.name != but:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _within(Path(entry.path))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing if another process has just removed it."""
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        return list(found)
    return []
