"""The lock between processes: held for one save, let go by the kernel if its holder dies.

Where the file system has no locks, a file that only one process can create stands in for one.
It names its maker, so that what a dead process left behind is recognised and removed.

The number of the last save, noted in the lock file, which shows that a journal was cut short.

    crc32 JOURNAL SAVE

A journal that ends too early at the end of a line looks like one that never went on. The note is
written when the save is on the disk, and never synced, so no save waits for it: after a power cut
it may be an earlier one, but it never tells of a save that was not made.
"""

from __future__ import annotations

import errno
import os
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from readerapp.core.atomic_write import random_name
from readerapp.store.errors import StoreBusy, StoreError
from readerapp.store.filesystem import Folder, retry_on_eintr

_LENGTH = 200
"""Bytes that are read of a note; one of ours has 65."""


class LastSave(NamedTuple):
    """A save that was made, by the journal that it stands in."""

    journal: str = ""
    number: int = 0


def note(journal: str, number: int) -> bytes:
    """What to write of a save; notes of one journal all have one length."""
    body = f"{journal} {number:018}".encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def read_last_save(folder: Folder, lock: str) -> LastSave:
    """The save that the lock file `lock` notes; number 0 if it notes none."""
    with suppress(OSError, StoreError, ValueError, IndexError):
        line = folder.read(lock, count=_LENGTH)[0].partition(b"\n")[0]
        body = line[9:]
        if int(line[:8], 16) == zlib.crc32(body):
            journal, number = body.decode().split(" ")
            return LastSave(journal, int(number))
    return LastSave()


PATIENCE = 5.0
"""Seconds that a command waits for other processes' saves before it says that it cannot save."""

POLL = 0.002
"""Seconds between two tries to get the lock, at first; who has waited longer asks more often."""

TURN = 0.1
"""Seconds at most for which a process that had to wait last time lets others go first."""

ABANDONED = 10.0
"""Seconds after which an unchanged stand-in of another machine counts as left behind."""

_UNSUPPORTED = frozenset(
    {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}
)


class Lock:
    """An exclusive lock on `name` in a folder. `note` says so where real locks are missing."""

    def __init__(self, folder: Folder, name: str, stand_in: str) -> None:
        self.note: str | None = None
        self._folder = folder
        self._name = name
        self._stand_in = stand_in
        self._fd: int | None = None
        self._waited = 0.0
        self._seen: tuple[bytes, float] = (b"", 0.0)

    def acquire(self, patience: float = PATIENCE) -> None:
        """Take the lock.

        The kernel gives it to whoever asks first after it is free, which is the process that has
        just let go of it, again and again. So one that had to wait for others last time lets
        them go first this time, about as long; and who has waited longer asks more often.

        Raises:
            StoreBusy: other processes kept it for longer than `patience`, in seconds.
            OSError: the lock file cannot be made.
        """
        if self._waited and patience:
            turn = min(self._waited, TURN)
            _pause(0.5 * turn, turn)
        begin = time.monotonic()
        self._waited = 0.0
        while not self._taken():
            self._waited = time.monotonic() - begin
            if self._waited > patience:
                raise StoreBusy(
                    "Not saved: another program is writing these annotations. "
                    "Try again in a moment."
                )
            pause = POLL / (1 + 20 * self._waited)
            _pause(0.5 * pause, 1.5 * pause)

    def release(self) -> None:
        """Let go of the lock."""
        if self.note is not None:
            self._folder.remove(self._stand_in)
        elif self._fd is not None:
            try:
                retry_on_eintr(self._folder.system.unlock, self._fd)
            except OSError:
                self.close()

    def write(self, data: bytes) -> None:
        """Put `data` at the top of the lock file, if that can be; not synced."""
        with suppress(OSError):
            if self._fd is not None:
                retry_on_eintr(self._folder.system.write_at, self._fd, data, 0)

    def close(self) -> None:
        """Close the lock file, which also lets go of the lock."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._folder.release(fd)

    def __del__(self) -> None:
        self.close()

    def _taken(self) -> bool:
        if self.note is not None:
            return self._stand_in_taken()
        if self._fd is None:
            self._fd = self._folder.open(self._name, os.O_RDWR | os.O_CREAT)
        try:
            retry_on_eintr(self._folder.system.lock, self._fd)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            self.note = (
                f"{self._folder.path} is on a file system without locks; a file stands in for "
                "the lock. Keep the store on a local disk if several programs use it."
            )
            return self._stand_in_taken()
        # Whoever removes the lock file leaves us a lock that nobody else can see.
        stamp = self._folder.stamp(self._name)
        if (
            stamp is None
            or stamp.inode != retry_on_eintr(self._folder.system.stat_open, self._fd).st_ino
        ):
            self.close()
            return False
        return True

    def _stand_in_taken(self) -> bool:
        """Make the stand-in complete under a private name, then link it: in place or not at all."""
        made, _ = self._folder.write_new(self._stand_in, _owner())
        try:
            retry_on_eintr(self._folder.system.link, self._folder.fd, made, self._stand_in)
            return True
        except FileExistsError:
            self._remove_if_abandoned()
            return False
        except OSError:
            # No links either: creating the file is then the only step that nobody can share.
            return self._created()
        finally:
            self._folder.remove(made)

    def _created(self) -> bool:
        try:
            fd = self._folder.open(self._stand_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            self._remove_if_abandoned()
            return False
        try:
            self._folder.write_all(fd, _owner())
        finally:
            self._folder.release(fd)
        return True

    def _remove_if_abandoned(self) -> None:
        try:
            holder, _ = self._folder.read(self._stand_in)
        except FileNotFoundError:
            return
        if holder != self._seen[0]:
            self._seen = (holder, time.monotonic())
        if not _dead(holder) and time.monotonic() - self._seen[1] < ABANDONED:
            return
        # Rename first: of two processes that come to this point, one gets the file.
        aside = f"{self._stand_in}.{random_name()}.tmp"
        try:
            self._folder.replace(self._stand_in, aside)
        except FileNotFoundError:
            return
        self._folder.remove(aside)


def _owner() -> bytes:
    return f"{os.uname().nodename} {os.getpid()} {_started(os.getpid())}".encode()


def _dead(holder: bytes) -> bool:
    """Whether `holder` names a process of this machine that has ended."""
    host, _, rest = holder.decode(errors="replace").rpartition(" ")[0].rpartition(" ")
    started = holder.decode(errors="replace").rpartition(" ")[2]
    if host != os.uname().nodename or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return started != _started(int(rest))


def _started(pid: int) -> str:
    """When a process started, in the kernel's own count; empty where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _pause(least: float, most: float) -> None:
    """Sleep for some seconds between the two: those who wait shall not all ask at once."""
    from random import uniform  # only who has to wait needs it

    time.sleep(uniform(least, most))  # noqa: S311
