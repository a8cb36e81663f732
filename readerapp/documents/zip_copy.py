"""A copy of a zip archive in which some files are replaced or added.

All others are copied as they are stored, without being unpacked.

Source: APPNOTE.TXT, 4.3.7 (local file header).
"""

from __future__ import annotations

import copy
import io
import struct
import zipfile
from collections.abc import Mapping

from readerapp.text.byte_source import ByteSource

_HEADER = struct.Struct("<4s22xHH")
"""A local file header: its signature, and the lengths of the name and of the extra field."""
_HAS_DESCRIPTOR = 0x08
"""The flag of a file whose sizes stand behind it: a copy has them in its header."""


def copy_archive(raw: ByteSource, files: Mapping[str, bytes]) -> bytes:
    """Return a copy of an archive.

    Args:
        raw: the archive, which was opened before as a `ZipArchive`: it is sound and within limits.
        files: the new bytes by the names of their files; names are compared without case.

    Raises:
        zipfile.BadZipFile: a file is not where the directory says.
    """
    data = raw.read(0, raw.size)
    replaced = {_fold(name): (name, content) for name, content in files.items()}
    left = dict(replaced)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            name = _fold(entry.filename)
            if name not in replaced:
                _copy_entry(data, entry, new)
            elif name in left:  # once, also if the archive has the name twice
                fresh = zipfile.ZipInfo(entry.filename, entry.date_time)
                new.writestr(fresh, left.pop(name)[1], zipfile.ZIP_DEFLATED)
        for name, content in left.values():
            fresh = zipfile.ZipInfo(name)  # without a time: the same marks make the same file
            new.writestr(fresh, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _copy_entry(data: bytes, entry: zipfile.ZipInfo, new: zipfile.ZipFile) -> None:
    """Copy one file as it is stored."""
    at = entry.header_offset
    if not 0 <= at <= len(data) - _HEADER.size:
        raise zipfile.BadZipFile("a file lies outside the archive")
    signature, name_length, extra_length = _HEADER.unpack_from(data, at)
    start = at + _HEADER.size + name_length + extra_length
    stored = data[start : start + entry.compress_size]
    if signature != b"PK\x03\x04" or len(stored) < entry.compress_size:
        raise zipfile.BadZipFile("a file is not where the directory says")
    moved = copy.copy(entry)
    moved.flag_bits &= ~_HAS_DESCRIPTOR
    stream = new.fp
    assert stream is not None
    moved.header_offset = stream.tell()
    stream.write(moved.FileHeader())
    stream.write(stored)
    new.filelist.append(moved)
    new.NameToInfo[moved.filename] = moved
    new.start_dir = stream.tell()


def _fold(name: str) -> str:
    """Return a name for comparison."""
    return name.replace("\\", "/").lstrip("/").casefold()
