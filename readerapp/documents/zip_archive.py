"""Zip archives, as EPUB, DOCX and ODT are: read within limits, never unpacked to disk.

A name in an archive is only a key: no file of that name is written or read elsewhere. Sizes in
headers are not trusted; the bytes that come out are counted.

Programs write one name in many ways: in other case, composed or decomposed (NFC, NFD), with
percent-encoding, with backslashes, or in UTF-8 without saying so. A name that is not in the archive
as asked for is looked for in these ways.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.zip_directory import MAXIMUM_SIZE, find_directory
from readerapp.text.byte_source import ByteSource

_Result = TypeVar("_Result")


def missing_part_error(label: str) -> ReaderError:
    """Return the error for the file `label`, which lacks a part that it names."""
    return ReaderError(f"{label} is damaged: a part of it is missing; get a new copy.")


class MemberError(ReaderError):
    """A file of an archive is damaged; the others may be sound."""


class Allowance:
    """The bytes that a file, with the archives in it, may still unpack to.

    Attributes:
        left: how many.
    """

    def __init__(self) -> None:
        self.left = limits.UNPACKED

    def take(self, count: int, label: str) -> None:
        """Count bytes that were unpacked from the file `label`.

        Raises:
            ReaderError: there are more than the file may have.
        """
        self.left -= count
        if self.left < 0:
            raise ReaderError(f"{label} unpacks to too much data (possible zip bomb).")


class ZipArchive:
    """The files in a zip archive, by name."""

    def __init__(self, source: DocumentInput, allowance: Allowance | None = None) -> None:
        """Open the archive.

        Args:
            source: the archive.
            allowance: that of the archive it is in; None if it is in none.

        Raises:
            ReaderError: it is damaged, encrypted or beyond the limits.
        """
        import zipfile

        self._label = source.label
        self._allowance = allowance or Allowance()
        if source.raw.size > limits.ARCHIVE:
            raise ReaderError(
                f"{self._label} is larger than {limits.ARCHIVE >> 20} MB; remove images from it."
            )
        start, end = find_directory(source.raw) or (0, 0)
        if end - start > MAXIMUM_SIZE:  # zipfile reads it at once
            raise self._too_many_files()
        self._zip = self._safely(lambda: zipfile.ZipFile(_ArchiveFile(source.raw)))
        self._names = {name.lstrip("/"): name for name in self._zip.namelist()}
        self._by_key: dict[str, str] | None = None  # made when a name is not found as it is
        if len(self._names) > limits.ARCHIVE_FILES:
            raise self._too_many_files()

    @property
    def names(self) -> list[str]:
        """Return the names of all files, in the order of the archive."""
        return list(self._names)

    def _too_many_files(self) -> ReaderError:
        return ReaderError(f"{self._label} lists too many files to be a document.")

    def __contains__(self, name: str) -> bool:
        """Return whether there is a file of that name, however it is written."""
        return self.find(name) is not None

    def find(self, name: str) -> str | None:
        """Return the name of a file as the archive writes it; None if there is no such file."""
        if name in self._names:
            return name
        if self._by_key is None:
            self._by_key = {}
            for known in self._names:
                for key in (_key(known), _key(_as_utf8(known))):
                    self._by_key.setdefault(key, known)
        return self._by_key.get(_key(name))

    def read(self, name: str) -> bytes:
        """Return the bytes of the file `name`.

        Raises:
            ReaderError: there is no such file, it is damaged, or all files read are too large.
        """
        known = self.find(name)
        if known is None:
            raise missing_part_error(self._label)

        maximum = min(max(0, self._allowance.left), limits.MARKUP)

        def unpack() -> bytes:
            with self._zip.open(self._names[known]) as file:
                return file.read(maximum + 1)

        data = self._safely(unpack)
        beyond = len(data) > maximum
        self._allowance.take(limits.UNPACKED if beyond else len(data), self._label)
        return data

    def _safely(self, job: Callable[[], _Result]) -> _Result:
        """Return the result of `job`.

        Raises:
            ReaderError: zipfile reports that the archive is damaged, encrypted or unsupported.
        """
        import struct
        import zipfile
        import zlib

        try:
            return job()
        except NotImplementedError:
            reason = "is compressed in an unknown way; save it again"
        except RuntimeError:  # zipfile raises it if a password is needed
            reason = "is encrypted; save it without a password"
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error):
            reason = "is damaged; get a new copy"
            raise MemberError(f"{self._label} {reason}.") from None
        raise ReaderError(f"{self._label} {reason}.")


def _key(name: str) -> str:
    """Return a name for comparison: the same for all ways to write it."""
    path = unquote(name, errors="replace").replace("\\", "/").strip().lstrip("/")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _as_utf8(name: str) -> str:
    """Return a name in UTF-8 that zipfile took for code page 437, as the archive said."""
    if name.isascii():
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


class _ArchiveFile(io.RawIOBase):
    """A seekable file object over the bytes of the archive."""

    def __init__(self, raw: ByteSource) -> None:
        self._raw = raw
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._at, self._raw.size)[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._raw.size if size < 0 else min(self._at + size, self._raw.size)
        data = self._raw.read(self._at, end) if self._at < end else b""
        self._at += len(data)
        return data
