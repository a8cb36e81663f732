"""A simulated disk: with limited space, or with a fault at every write."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from readerapp.store.filesystem import System

_SYSTEM = {name: getattr(System, name) for name in ("open", "write")}


class SmallDisk:
    """A replacement for two calls of `System`.

    `room` is the maximum of bytes of all files in a store's folder; None means no limit. `fault` is
    the errno with which every write fails. Both apply to the folder `only`, if that is given.
    """

    def __init__(self) -> None:
        self.room: int | None = None
        self.fault = 0
        self.only: Path | None = None
        self._folders: dict[int, Path] = {}

    @property
    def open(self):  # type: ignore[no-untyped-def]
        def opened(system: System, folder: int, name: str, flags: int) -> int:
            fd = _SYSTEM["open"](system, folder, name, flags)
            self._folders[fd] = _path_of(folder)
            return fd

        return opened

    @property
    def write(self):  # type: ignore[no-untyped-def]
        def written(system: System, fd: int, data: bytes) -> int:
            folder = self._folders[fd]
            if self.only in (None, folder):
                code = self.fault
                if self.room is not None and self._used(folder) + len(data) > self.room:
                    code = errno.ENOSPC
                if code:
                    raise OSError(code, os.strerror(code))
            return _SYSTEM["write"](system, fd, data)

        return written

    def _used(self, folder: Path) -> int:
        return sum(file.stat().st_size for file in folder.iterdir())


def _path_of(folder: int) -> Path:
    """Return the path of an open folder."""
    if hasattr(fcntl, "F_GETPATH"):  # macOS
        return Path(os.fsdecode(fcntl.fcntl(folder, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0")))
    return Path(os.readlink(f"/proc/self/fd/{folder}"))
