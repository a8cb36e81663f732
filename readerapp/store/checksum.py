"""The checksum in a TinyDB file of ours, which tells damage from what another program wrote.

It stands in the table `checkpoint`, over the bytes of the file. A file that the journal does not
know is one of four things, and each is dealt with in its own way (`load`):

- whole: the checksum is right, so we wrote it, and every letter is as we wrote it. It is an older
  or another copy of the document, or the file of another document;
- changed in place: it has our form, one record a line, but the checksum is wrong. A flipped bit, a
  cut, a search-and-replace over the file all look like this and cannot be told from a change that
  somebody meant, so it counts as damage: it is kept aside, and the last good copy is opened;
- written by another program, in that program's form: TinyDB reads all of a file and writes all of
  it, on one line. No damage does that, so the change is meant, and counts. Until we write the file
  again, at the next tidy close, damage to it cannot be told from such a change; so whatever was
  changed or taken away is counted, and a dated copy holds what was there;
- not a TinyDB file at all.

Files of versions of readerapp that wrote no checksum are known by their journal, as long as nobody
changes them.
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
    """The TinyDB file that holds `tables` as they are after save number `save` of `journal`."""
    body = dump_tables({name: rows for name, rows in tables.items() if name != CHECKPOINT})
    comma, rest = b",", memoryview(body)[1:]
    if body == _NO_TABLES:
        comma, rest = b"", rest[1:]
    crc = _sum(journal, save, comma, rest)
    return b"".join((_begin(journal, save, _top(body, 0), crc), comma, rest))


def is_whole(data: bytes) -> bool | None:
    """Whether every byte of a file is as we wrote it; None if it has no checksum of ours."""
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
    """Whether the document's record in the first bytes of a file is as we wrote it; None as above.

    It can be told without the rest of the file.
    """
    parts = _parts(head)
    if parts is None or "top" not in parts[0]:
        return None
    return bool(parts[0]["top"] == _top(head, parts[1]))


def has_own_form(data: bytes) -> bool:
    """Whether a file has records on lines of their own, as we write them and no one else does."""
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
    """The checksum of the table `document`, if that is the one that begins near `at`."""
    begin = data.find(b'"%s": {\n' % DOCUMENT.encode(), at, at + 16)
    end = data.find(b"\n}", begin) if begin >= 0 else -1
    return f"{zlib.crc32(memoryview(data)[begin:end]):08x}" if end >= 0 else ""


def _parts(data: bytes) -> tuple[Row, int] | None:
    """The mark of the checkpoint, and where what it is not about itself begins; None without."""
    end = data.find(b"\n}", len(_BEGIN)) if data.startswith(_BEGIN) else -1
    if end < 0:
        return None
    try:
        mark = decode_json(data[len(_BEGIN) : end])
    except ValueError:
        return None
    return (mark, end + 2) if isinstance(mark, dict) else None
