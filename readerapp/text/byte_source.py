"""Byte sources of a text: a file read on demand, or bytes in memory."""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from io import BufferedReader
from os import PathLike

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize

MEMORY_SIZE = 4 * 1024 * 1024
"""Size in bytes up to which a file is read into memory, so that later changes do no harm."""
MAXIMUM_SIZE = 512 * 1024 * 1024
"""Maximum size in bytes of a pipe, or of a file that must be decoded at once."""


class ByteSource(ABC):
    """Immutable bytes with random access; `size` is their number."""

    size: int

    @abstractmethod
    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`; both must lie within the size."""

    @abstractmethod
    def changed(self) -> bool:
        """Return whether the file was changed since it was opened."""


class MemoryBytes(ByteSource):
    """Bytes in memory; `path` and `identity` identify the file they were read from, if any."""

    def __init__(
        self,
        data: bytes,
        path: str | PathLike[str] | None = None,
        identity: FileIdentity | None = None,
    ) -> None:
        self.data = data
        self.size = len(data)
        self._path, self._identity = path, identity

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes as described at `ByteSource.read`."""
        return self.data[start:end]

    def changed(self) -> bool:
        """Return whether the file was changed; never true for bytes that came from no file."""
        return self._path is not None and _identify(self._path) != self._identity


class FileBytes(ByteSource):
    """A file read with `pread`: thread-safe, and no error if the file is truncated meanwhile.

    Not mmap: access to a mapped page past the new end of a file kills the process (SIGBUS).
    """

    def __init__(self, path: str | PathLike[str], descriptor: int) -> None:
        import weakref

        self._path, self._fd = path, descriptor
        self._identity = _identity_of(os.fstat(descriptor))
        self.size = self._identity[1]
        weakref.finalize(self, os.close, descriptor)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`.

        Bytes that were truncated read as spaces, so offsets stay in range.
        """
        data = os.pread(self._fd, end - start, start)
        while len(data) < end - start and (
            more := os.pread(self._fd, end - start - len(data), start + len(data))
        ):
            data += more
        return data.ljust(end - start)

    def changed(self) -> bool:
        """Return whether the file at the path is no longer the one that was opened."""
        return _identify(self._path) != self._identity


def open_bytes(path: str | PathLike[str]) -> ByteSource:
    """Open the file at `path`; read it whole if it is small or a pipe, else on demand.

    Raises:
        ReaderError: There is no such file, it is a folder or a device, or it cannot be read.
    """
    name = sanitize.sanitize_label(str(path), 200)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise ReaderError(
            f"There is no file {name}; check the spelling or give its full path."
        ) from None
    except PermissionError:
        raise ReaderError(f"{name} may not be read; change its permissions or copy it.") from None
    except OSError as error:
        raise ReaderError(f"{name} cannot be opened: {error.strerror}; try another path.") from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_size > MEMORY_SIZE:
            return FileBytes(path, os.dup(descriptor))
        with open(descriptor, "rb", closefd=False) as file:
            return _read_whole(file, path, status, name)
    except IsADirectoryError:
        raise ReaderError(f"{name} is a folder; choose a file in it.") from None
    except OSError as error:
        raise ReaderError(f"{name} cannot be read: {error.strerror}; try a copy of it.") from None
    finally:
        os.close(descriptor)


def _read_whole(
    file: BufferedReader, path: str | PathLike[str], status: os.stat_result, name: str
) -> MemoryBytes:
    regular = stat.S_ISREG(status.st_mode)
    if not (regular or stat.S_ISFIFO(status.st_mode)):
        raise ReaderError(f"{name} is a device; choose a file.")
    data = file.read(MAXIMUM_SIZE + 1)
    if len(data) > MAXIMUM_SIZE:
        raise ReaderError(
            f"{name} holds more than {MAXIMUM_SIZE >> 20} MB; save it to a file first."
        )
    return MemoryBytes(data, path if regular else None, _identity_of(status))


FileIdentity = tuple[int, int, int, int]


def _identity_of(status: os.stat_result) -> FileIdentity:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_dev


def _identify(path: str | PathLike[str]) -> FileIdentity | None:
    try:
        return _identity_of(os.stat(path))
    except OSError:
        return None
