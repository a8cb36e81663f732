"""The central directory of a zip archive: where it is, and which names it lists.

The structure is that of APPNOTE.TXT, 4.3.12 to 4.3.16. Nothing is unpacked; names and sizes are as
they are stored, and may lie.
"""

from __future__ import annotations

import struct

from readerapp.documents import limits
from readerapp.text.byte_source import ByteSource

MAXIMUM_SIZE = 16 * limits.MB
"""Bytes that the directory may have: it is read at once."""

_TAIL = 66_000
"""Bytes at the end of an archive in which its end record is: it may have a long comment."""
_END_RECORD, _END_RECORD_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
_LARGE = 0xFFFFFFFF
"""A size that says that the real one is in the end record of zip64."""


def find_directory(raw: ByteSource) -> tuple[int, int] | None:
    """Return start and end of the directory in bytes; None if there is no end record.

    The start is negative if the end record lies about the size.
    """
    tail = raw.read(max(0, raw.size - _TAIL), raw.size)
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) < at + 22:
        return None
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length == _LARGE:
        at = tail.rfind(_END_RECORD_64, 0, at)
        if at < 0 or len(tail) < at + 56:
            return None
        (length,) = struct.unpack_from("<Q", tail, at + 40)
    end = raw.size - len(tail) + at
    return end - length, end


def list_names(raw: ByteSource) -> list[bytes]:
    """Return the names of the files, as they are stored; none of a damaged or a huge archive.

    Archives in archives do not count.
    """
    start, end = find_directory(raw) or (0, 0)
    if start < 0 or end - start > MAXIMUM_SIZE:
        return []
    records, names, at = raw.read(start, end), [], 0
    while records.startswith(_ENTRY, at) and len(records) >= at + 46:
        lengths = struct.unpack_from("<3H", records, at + 28)
        names.append(records[at + 46 : at + 46 + lengths[0]].lstrip(b"/"))
        at += 46 + sum(lengths)
    return names
