"""Checksums in TinyDB files, which distinguish damage from changes that another program made.

The checksum covers the bytes of the file and is in the table `checkpoint`. A file that the journal
does not know is one of four things, and `readerapp.store.recovery` handles each differently:

- Intact: the checksum is right, so readerapp wrote every byte of it. It is an older or another
  copy of the document, or the file of another document.
- Changed in place: it has readerapp's form, one record on each line, but the checksum is wrong. A
  flipped bit, a cut, and a search-and-replace over the file all look like this and cannot be told
  from an intended change, so it counts as damage: a copy of it is preserved, and the last good
  copy is opened.
- Written by another program, in that program's form: TinyDB reads all of a file and writes all of
  it, on one line. No damage does that, so the change is intended, and is accepted. Until readerapp
  writes the file again, at the next orderly close, damage to it cannot be told from such a change.
  So changed and removed records are counted, and a dated backup holds the previous contents.
- Not a TinyDB file at all.

Files of versions of readerapp that wrote no checksum are recognised by their journal, as long as
nobody changes them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from readerapp.store.file_format import (
    CHECKPOINT,
    DOCUMENT,
    Row,
    decode_json,
    dump_tables,
    encode_json,
)

_BEGIN = b'{\n"%s": {\n"1": ' % CHECKPOINT.encode()
_NO_TABLES = dump_tables({})
_ROW = re.compile(rb'^"[0-9]{1,18}": \{["}]', re.MULTILINE)


def file_of(tables: Mapping[str, Mapping[str, Row]], journal: str, save: int) -> bytes:
    """Encode `tables` as a TinyDB file with a checksum.

    Args:
        tables: The tables after save number `save`.
        journal: The id of the journal that contains the save.
        save: The number of the last save that the tables include.
    """
    body = dump_tables({name: rows for name, rows in tables.items() if name != CHECKPOINT})
    comma, rest = b",", memoryview(body)[1:]
    if body == _NO_TABLES:
        comma, rest = b"", rest[1:]
    crc = _sum(journal, save, comma, rest)
    return b"".join((_begin(journal, save, _top(body, 0), crc), comma, rest))


def is_whole(data: bytes) -> bool | None:
    """Return whether every byte of a file is as readerapp wrote it; None if it has no checksum."""
    parts = _parts(data)
    if parts is None or "crc" not in parts[0]:
        return None
    mark, at = parts
    journal, save = mark.get("journal"), mark.get("save")
    if not isinstance(journal, str) or type(save) is not int:
        return False
    begin = _begin(journal, save, _top(data, at), _sum(journal, save, memoryview(data)[at:]))
    return len(begin) == at and data.startswith(begin)


def has_whole_top(head: bytes) -> bool | None:
    """Return whether the document's record at the top of a file is as readerapp wrote it.

    The rest of the file is not needed for that.

    Args:
        head: The first bytes of the file.

    Returns:
        None if the file has no checksum of its top.
    """
    parts = _parts(head)
    if parts is None or "top" not in parts[0]:
        return None
    return bool(parts[0]["top"] == _top(head, parts[1]))


def has_own_form(data: bytes) -> bool:
    """Return whether a file has each record on its own line, which only readerapp writes."""
    return _ROW.search(data) is not None


def _begin(journal: str, save: int, top: str, crc: str) -> bytes:
    mark = {"journal": journal, "save": save, "top": top, "crc": crc}
    return b"%s%s\n}" % (_BEGIN, encode_json(mark))


def _sum(journal: str, save: int, *rest: bytes | memoryview) -> str:
    crc = zlib.crc32(encode_json([journal, save]))
    for part in rest:
        crc = zlib.crc32(part, crc)
    return f"{crc:08x}"


def _top(data: bytes, at: int) -> str:
    """Compute the checksum of the table `document`; empty if it does not begin near byte `at`."""
    begin = data.find(b'"%s": {\n' % DOCUMENT.encode(), at, at + 16)
    end = data.find(b"\n}", begin) if begin >= 0 else -1
    return f"{zlib.crc32(memoryview(data)[begin:end]):08x}" if end >= 0 else ""


def _parts(data: bytes) -> tuple[Row, int] | None:
    """Split a file into the checkpoint's record and the offset of the rest of the file.

    Returns:
        The record and the offset in bytes; None if the file has no readable checkpoint.
    """
    end = data.find(b"\n}", len(_BEGIN)) if data.startswith(_BEGIN) else -1
    if end < 0:
        return None
    try:
        mark = decode_json(data[len(_BEGIN) : end])
    except ValueError:
        return None
    return (mark, end + 2) if isinstance(mark, dict) else None
