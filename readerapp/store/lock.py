"""The lock between processes, held during one save, and the number of the last save.

The kernel releases the lock if its holder dies. On a file system without locks, a file that only
one process can create (exclusively) replaces it. This substitute file records host, pid and start
time of its process, so that a dead process's file can be recognised and removed.

The lock file also holds a note of the last save, which reveals that a journal was cut short:

    crc32 JOURNAL SAVE

A journal that was cut at the end of a line looks complete. The note is written when the save is
on the disk, and never synced, so no save waits for it. After a power cut the note may name an
earlier save, but never one that was not made.
"""

from __future__ import annotations

import os
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from readerapp.core.atomic_write import random_name
from readerapp.core.file_lock import NO_LOCKS
from readerapp.store.filesystem import Folder, retry_on_eintr
from readerapp.store.store_errors import StoreBusy, StoreError

_MAX_NOTE_LENGTH = 200
"""Bytes to read of a note; a note that readerapp writes has 65."""


class LastSave(NamedTuple):
    """The number of a save, and the id of the journal that contains it."""

    journal: str = ""
    number: int = 0


def encode_last_save(journal: str, number: int) -> bytes:
    """Return the bytes to write about a save; all notes about one journal have the same length."""
    body = f"{journal} {number:018}".encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def read_last_save(folder: Folder, lock: str) -> LastSave:
    """Read the last save that the lock file `lock` notes; number 0 if there is no valid note."""
    with suppress(OSError, StoreError, ValueError, IndexError):
        line = folder.read(lock, count=_MAX_NOTE_LENGTH)[0].partition(b"\n")[0]
        body = line[9:]
        if int(line[:8], 16) == zlib.crc32(body):
            journal, number = body.decode().split(" ")
            return LastSave(journal, int(number))
    return LastSave()


LOCK_TIMEOUT = 5.0
"""Seconds that a command waits for other processes' saves before it reports that it cannot save."""

POLL_INTERVAL = 0.002
"""Initial interval in seconds between two tries to get the lock.

The interval shrinks the longer a process has waited, so that processes take turns (fairness).
"""

MAX_TURN = 0.1
"""Longest time in seconds for which a process that had to wait last time lets others go first."""

ABANDONED_AFTER = 10.0
"""Age in seconds from which another machine's unchanged substitute file counts as abandoned."""


class Lock:
    """An exclusive lock on the file `name` in a folder.

    `no_locks` is None, or a sentence for the user that the file system has no locks.
    """

    def __init__(self, folder: Folder, name: str, stand_in: str) -> None:
        self.no_locks: str | None = None
        self._folder = folder
        self._name = name
        self._stand_in = stand_in
        self._fd: int | None = None
        self._waited = 0.0
        self._seen: tuple[bytes, float] = (b"", 0.0)

    def acquire(self, lock_timeout: float = LOCK_TIMEOUT) -> None:
        """Take the lock.

        The kernel gives the lock to the first process that asks after it is free. Often that is the
        process that has just released it, again and again. So a process that had to wait last time
        lets others go first, for about as long as it waited; and a process that has waited longer
        asks more often.

        Args:
            lock_timeout: The longest time to wait, in seconds.

        Raises:
            StoreBusy: Other processes held the lock for longer than `lock_timeout`.
            OSError: The lock file cannot be created.
        """
        if self._waited and lock_timeout:
            turn = min(self._waited, MAX_TURN)
            _pause(0.5 * turn, turn)
        begin = time.monotonic()
        self._waited = 0.0
        while not self._try():
            self._waited = time.monotonic() - begin
            if self._waited > lock_timeout:
                raise StoreBusy(
                    "Not saved: another program is writing these annotations. "
                    "Try again in a moment."
                )
            pause = POLL_INTERVAL / (1 + 20 * self._waited)
            _pause(0.5 * pause, 1.5 * pause)

    def release(self) -> None:
        """Release the lock."""
        if self.no_locks is not None:
            self._folder.remove(self._stand_in)
        elif self._fd is not None:
            try:
                retry_on_eintr(self._folder.system.unlock, self._fd)
            except OSError:
                self.close()

    def write(self, data: bytes) -> None:
        """Write `data` at the start of the lock file if possible; it is not synced."""
        with suppress(OSError):
            if self._fd is not None:
                retry_on_eintr(self._folder.system.write_at, self._fd, data, 0)

    def close(self) -> None:
        """Close the lock file, which also releases the lock."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._folder.release(fd)

    def __del__(self) -> None:
        self.close()

    def _try(self) -> bool:
        if self.no_locks is not None:
            return self._try_stand_in()
        if self._fd is None:
            self._fd = self._folder.open(self._name, os.O_RDWR | os.O_CREAT)
        try:
            retry_on_eintr(self._folder.system.lock, self._fd)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            self.no_locks = (
                f"{self._folder.path} is on a file system without locks; a file replaces "
                "the lock. Keep the store on a local disk if several programs use it."
            )
            return self._try_stand_in()
        # If the lock file was removed, this lock is on a file that no other process can see.
        stamp = self._folder.stamp(self._name)
        if (
            stamp is None
            or stamp.inode != retry_on_eintr(self._folder.system.stat_open, self._fd).st_ino
        ):
            self.close()
            return False
        return True

    def _try_stand_in(self) -> bool:
        """Try to create the substitute file; return whether that succeeded.

        It is written under a private name first, then linked, so it is complete or does not exist.
        """
        made, _ = self._folder.write_new(self._stand_in, _this_process())
        try:
            retry_on_eintr(self._folder.system.link, self._folder.fd, made, self._stand_in)
            return True
        except FileExistsError:
            self._remove_if_abandoned()
            return False
        except OSError:
            # No hard links either: exclusive creation of the file is the only atomic step left.
            return self._create_stand_in()
        finally:
            self._folder.remove(made)

    def _create_stand_in(self) -> bool:
        try:
            fd = self._folder.open(self._stand_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            self._remove_if_abandoned()
            return False
        try:
            self._folder.write_all(fd, _this_process())
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
        if not _is_dead(holder) and time.monotonic() - self._seen[1] < ABANDONED_AFTER:
            return
        # Rename first: of two processes that get here at once, only one succeeds.
        renamed = f"{self._stand_in}.{random_name()}.tmp"
        try:
            self._folder.replace(self._stand_in, renamed)
        except FileNotFoundError:
            return
        self._folder.remove(renamed)


def _this_process() -> bytes:
    return f"{os.uname().nodename} {os.getpid()} {_start_time(os.getpid())}".encode()


def _is_dead(holder: bytes) -> bool:
    """Return whether `holder` identifies a process of this machine that has ended."""
    host, _, rest = holder.decode(errors="replace").rpartition(" ")[0].rpartition(" ")
    started = holder.decode(errors="replace").rpartition(" ")[2]
    if host != os.uname().nodename or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except (ProcessLookupError, OverflowError, ValueError):  # the last two: no number of a process
        return True
    except PermissionError:
        return False
    return started != _start_time(int(rest))


def _start_time(pid: int) -> str:
    """Return the start time of a process in clock ticks since boot; empty if there is no /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _pause(least: float, most: float) -> None:
    """Sleep for a random time between two limits in seconds, so that waiting processes spread."""
    from random import uniform  # needed only by processes that wait

    time.sleep(uniform(least, most))  # noqa: S311
