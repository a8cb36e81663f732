"""The journal file as its writer holds it: appended to, cut back, replaced."""

from __future__ import annotations

import os

from readerapp.store import journal as journals
from readerapp.store.errors import StoreRefused
from readerapp.store.folder import Folder, again
from readerapp.store.journal import Base


class Appender:
    """An open journal. `end` is where its whole lines end, in bytes."""

    def __init__(self, folder: Folder, name: str) -> None:
        self.end = 0
        self.suspect = False
        self._folder = folder
        self._name = name
        self._fd: int | None = None

    def append(self, line: bytes) -> None:
        """Append and sync; if that fails the journal is as it was, or is marked `suspect`.

        Raises:
            StoreRefused: it is too much for one save.
            OSError: it could not be written.
        """
        if len(line) > journals.LARGEST:
            raise StoreRefused(
                f"Not saved: one change may not be larger than {journals.LARGEST >> 20} MB."
            )
        fd = self._open()
        written = False
        try:
            self._folder.write_all(fd, line)
            written = True
            again(self._folder.system.sync_data, fd)
        except OSError:
            # After a failed sync the system may take lost data for written, so that the next
            # save has to start new files.
            self.suspect = self.suspect or written
            self._cut_after_failure()
            raise
        self.end += len(line)

    def _cut_after_failure(self) -> None:
        try:
            self.cut()
        except OSError:
            self.suspect = True

    def cut(self) -> None:
        """Drop what follows the last whole line; OSError if that cannot be done."""
        fd = self._open()
        again(self._folder.system.truncate, fd, self.end)
        again(self._folder.system.sync, fd)

    def replace(
        self, document: str, journal_id: str, bases: list[Base], saves: list[bytes]
    ) -> None:
        """Put a new journal in place of what is there, or of nothing; on the disk on return."""
        data = journals.lines(journal_id, document, bases, saves)
        temporary, _ = self._folder.write_new(document, data)
        try:
            self._folder.replace(temporary, self._name)
        except OSError:
            self._folder.remove(temporary)
            raise
        self.reopen(len(data))
        # Until the new name is on the disk, a power cut may bring the old journal back, without
        # what is appended to the new one.
        self.suspect = True
        self._folder.sync()
        self.suspect = False

    def reopen(self, end: int) -> None:
        """The name stands for another file now, whose whole lines end at `end`."""
        self.close()
        self.end = end

    def close(self) -> None:
        """Let go of the file."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            self._folder.release(fd)

    def __del__(self) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether it may be appended to; else new files must be started."""
        return not self.suspect and not self._is_shared()

    def _is_shared(self) -> bool:
        """Whether the file has a second name: it may be anybody's, linked here for us to spoil."""
        return again(self._folder.system.stat_open, self._open()).st_nlink > 1

    def _open(self) -> int:
        if self._fd is None:
            self._fd = self._folder.open(self._name, os.O_WRONLY | os.O_APPEND)
        return self._fd
