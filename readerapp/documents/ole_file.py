"""OLE files (compound files): the names in their directory, which tell what program wrote them.

The structure is that of the Microsoft specification [MS-CFB]: the header (2.2) names the sectors of
the file allocation table (2.3) and the first sector of the directory (2.6).
"""

from __future__ import annotations

import struct

from readerapp.text.byte_source import ByteSource

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of an OLE file."""

_HEADER_SIZE = 512
_ENTRY_SIZE = 128
_DIRECTORY_SECTORS = 64
"""Sectors of the directory that are read: the names of the main streams are in the first ones."""
_LAST_SECTOR = 0xFFFFFFFA
"""The highest number of a sector; those above it mean ends and free sectors."""


def directory_names(raw: ByteSource) -> set[str]:
    """Return the names of storages and streams; those that can be read of a damaged file."""
    header = raw.read(0, min(_HEADER_SIZE, raw.size))
    if len(header) < _HEADER_SIZE or not header.startswith(MAGIC):
        return set()
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in (9, 12):
        return set()
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", header, 48)
    tables = struct.unpack_from("<109I", header, 76)
    names: set[str] = set()
    for _ in range(_DIRECTORY_SECTORS):
        data = _read_sector(raw, sector, size)
        for at in range(0, len(data) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            (length,) = struct.unpack_from("<H", data, at + 64)
            if 2 < length <= 64:
                names.add(data[at : at + length - 2].decode("utf-16-le", "replace"))
        if not data:
            break
        sector = _next_sector(raw, sector, size, tables)
    return names


def _read_sector(raw: ByteSource, sector: int, size: int) -> bytes:
    """Return the bytes of a sector; none if it is not in the file."""
    start = (sector + 1) * size
    if sector > _LAST_SECTOR or start >= raw.size:
        return b""
    return raw.read(start, min(start + size, raw.size))


def _next_sector(raw: ByteSource, sector: int, size: int, tables: tuple[int, ...]) -> int:
    """Return the sector that follows `sector`, by the file allocation table.

    Args:
        raw: the bytes of the file.
        sector: the number of a sector.
        size: the bytes of a sector.
        tables: the sectors of the file allocation table that the header names.
    """
    table, place = divmod(sector, size // 4)
    data = _read_sector(raw, tables[table], size) if table < len(tables) else b""
    if len(data) < 4 * place + 4:
        return _LAST_SECTOR + 1
    following: int = struct.unpack_from("<I", data, 4 * place)[0]
    return following
