"""The TinyDB file format: JSON tables of records under whole-number keys, and its versions.

Each record is on a line of its own, so that the readable part of a damaged file can be salvaged
line by line. The document's own record is near the top, so that it can be read without the rest.
All values are validated: nesting is limited, and only values that JSON can represent occur.

A file names its format version in the record of its document, a journal in its first line. Older
files are migrated. Newer files are read as far as they are understood, and never written.

A checksum in the table `checkpoint` covers the bytes of the file. It distinguishes damage from
changes that another program made. A file that the journal does not know is one of four things, and
`readerapp.store.recovery` handles each differently:

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

import json
import math
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from readerapp.core.model import SCHEMA

Row = dict[str, Any]
Table = dict[str, Row]
Tables = dict[str, Table]

DOCUMENT = "document"
CHECKPOINT = "checkpoint"
"""The table that says up to which save of which journal a file is complete."""

KEY = re.compile(r"[0-9]{1,18}\Z", re.ASCII)
"""What TinyDB accepts as a key: a whole number as text."""

CONFLICTS = "conflicts"
"""The table of record versions that lost against a simultaneous edit of the same record."""

MAX_DEPTH = 32
"""Deepest nesting allowed in a record."""

HEAD_SIZE = 1 << 18
"""Size in bytes of the top of a file that contains the document's record."""

_encode_text = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
_encode_ascii = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TABLE_LINE = re.compile(rb'\s*("(?:[^"\\]|\\.)*"): \{\s*\Z')
_ROW_LINE = re.compile(rb'\s*"([0-9]{1,18})": (\{.*\}),?\s*\Z', re.DOTALL)


def encode_json(value: object) -> bytes:
    r"""Encode `value` as JSON on one line, in UTF-8.

    File names may hold bytes that are not text. Python represents these as lone surrogates, which
    UTF-8 cannot encode; they are written as JSON escapes, in ASCII.

    >>> encode_json({"name": "é"})
    b'{"name":"\xc3\xa9"}'
    """
    try:
        return _encode_text(value).encode()
    except UnicodeEncodeError:
        return _encode_ascii(value).encode()


def decode_json(data: bytes) -> Any:
    """Decode JSON in UTF-8.

    Raises:
        ValueError: The data is not JSON, holds a number that JSON does not have, or is nested too
            deeply.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a number that JSON has")


def clean_value(value: Any, surrogates: bool = False, depth: int = MAX_DEPTH) -> Any:
    """Return a copy of JSON-ready data that is safe to write.

    Args:
        value: The data.
        surrogates: Whether to keep lone surrogates; otherwise each becomes U+FFFD.
        depth: The deepest nesting allowed.

    Raises:
        ValueError: The data is nested deeper than `depth`, or holds a value that JSON cannot
            represent.
    """
    if isinstance(value, str):
        return value if surrogates or value.isascii() else _LONE_SURROGATE.sub("\ufffd", value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not a number that JSON has")
        return value
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a name in a record must be text")
        return {
            clean_value(key): clean_value(item, surrogates, depth - 1)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [clean_value(item, surrogates, depth - 1) for item in value]
    raise ValueError(f"{type(value).__name__} is not data that JSON has")


def parse_tables(data: bytes, ours: bool = False) -> Tables:
    """Parse a TinyDB file into its tables.

    Args:
        data: The bytes of the file.
        ours: Whether readerapp certainly wrote the file. Then it was cleaned before it was written,
            and is not cleaned again.

    Raises:
        ValueError: Plain TinyDB could not use the file: it is not JSON, or not tables of records.
    """
    tables = decode_json(data)
    if not isinstance(tables, dict):
        raise ValueError("not a TinyDB file")
    for name, rows in tables.items():
        if not isinstance(rows, dict) or not all(map(KEY.match, rows)):
            raise ValueError("not a table of records")
        if not all(type(row) is dict for row in rows.values()):
            raise ValueError("not a record")
        if not ours:
            tables[name] = {
                str(int(key)): clean_value(row, name == DOCUMENT) for key, row in rows.items()
            }
    return tables


def dump_tables(tables: Mapping[str, Mapping[str, Row]]) -> bytes:
    """Encode `tables` as a TinyDB file; empty tables are left out."""
    parts = []
    for name in sorted(tables, key=_table_order):
        rows = [b'"%s": %s' % (key.encode(), encode_json(row)) for key, row in tables[name].items()]
        if rows:
            parts.append(b"%s: {\n%s\n}" % (encode_json(name), b",\n".join(rows)))
    return b"{\n" + b",\n".join(parts) + b"\n}\n"


def _table_order(name: str) -> tuple[int, str]:
    first = (CHECKPOINT, DOCUMENT)
    return (first.index(name) if name in first else len(first), name)


def salvage_records(data: bytes) -> Tables:
    """Collect the records that can still be read, line by line, from a damaged file."""
    tables: Tables = {}
    rows: Table | None = None
    for line in data.split(b"\n"):
        if heading := _TABLE_LINE.match(line):
            rows = _salvage_table(tables, heading[1])
        elif rows is not None and (found := _ROW_LINE.match(line)):
            try:
                row = clean_value(decode_json(found[2]), rows is tables.get(DOCUMENT))
                rows[str(int(found[1]))] = row
            except ValueError:
                continue
    return tables


def _salvage_table(tables: Tables, heading: bytes) -> Table | None:
    try:
        return tables.setdefault(decode_json(heading), {})
    except ValueError:
        return None


def list_own_rows(data: bytes, table: str) -> Iterator[tuple[str, bytes]]:
    """Generate key and undecoded JSON of each record of a table, without reading other tables.

    Args:
        data: A file in readerapp's own form; from others, and from damaged ones, less may come.
        table: The name of the table.
    """
    heading = b'\n"%s": {\n' % table.encode()
    at = data.find(heading)
    if at < 0:
        return
    begin = at + len(heading)
    end = data.find(b"\n}", begin)
    for line in data[begin : end if end >= 0 else len(data)].split(b"\n"):
        key, separator, row = line.partition(b": ")
        if separator:
            yield key.strip(b'"').decode("ascii", "replace"), row.removesuffix(b",")


def peek_tables(head: bytes) -> Tables | None:
    """Read the tables at the top of a file of readerapp, as far as `head` contains them completely.

    They are the tables `checkpoint` and `document`.

    Returns:
        The tables; None if the file does not begin with the table `checkpoint`, or if `head` does
        not contain both tables.
    """
    if not head.startswith(b'{\n"%s": {\n' % CHECKPOINT.encode()):
        return None
    at = head.find(b'\n"%s": {\n' % DOCUMENT.encode())
    end = head.find(b"\n}", at)
    return salvage_records(head[:end]) if 0 < at < end else None


CURRENT = SCHEMA
"""The format version that this program writes."""

MIGRATIONS: dict[int, Callable[[Tables], Tables]] = {}
"""For each older version, the function that migrates to the next one. Version 1 is the first."""


def file_version(tables: Tables) -> int:
    """Return the format version that a file's tables name, or the current one if they name none."""
    named = [row.get("schema") for row in tables.get(DOCUMENT, {}).values()]
    return max((number for number in named if type(number) is int), default=CURRENT)


def newer(file: str, tables: Tables, journal: int) -> str | None:
    """Return why `file` must not be changed if it or its journal has a newer version, else None.

    Args:
        file: The name of the file, for the message.
        tables: The tables of the file.
        journal: The format version of the journal.
    """
    newest = max(file_version(tables), journal)
    if newest <= CURRENT:
        return None
    return (
        f"{file} was written by a newer version of readerapp (format {newest}). "
        "It can be read here; update readerapp to change it."
    )


def migrate_tables(tables: Tables, to: int) -> Tables:
    """Migrate `tables` to version `to`; tables of that version or a newer one stay unchanged.

    Raises:
        ValueError: The tables have a version from which no migration is known.
    """
    for number in range(file_version(tables), to):
        if number not in MIGRATIONS:
            raise ValueError(f"version {number} of the format is not known")
        tables = MIGRATIONS[number](tables)
        for row in tables.get(DOCUMENT, {}).values():
            row["schema"] = number + 1
    return tables


_CHECKPOINT_START = b'{\n"%s": {\n"1": ' % CHECKPOINT.encode()
_EMPTY_FILE = dump_tables({})
_OWN_ROW_LINE = re.compile(rb'^"[0-9]{1,18}": \{["}]', re.MULTILINE)


def encode_file(tables: Mapping[str, Mapping[str, Row]], journal: str, save: int) -> bytes:
    """Encode `tables` as a TinyDB file with a checksum.

    Args:
        tables: The tables after save number `save`.
        journal: The id of the journal that contains the save.
        save: The number of the last save that the tables include.
    """
    body = dump_tables({name: rows for name, rows in tables.items() if name != CHECKPOINT})
    comma, rest = b",", memoryview(body)[1:]
    if body == _EMPTY_FILE:
        comma, rest = b"", rest[1:]
    crc = _checksum(journal, save, comma, rest)
    return b"".join(
        (_checkpoint_table(journal, save, _document_checksum(body, 0), crc), comma, rest)
    )


def has_right_checksum(data: bytes) -> bool | None:
    """Return whether every byte of a file is as readerapp wrote it; None if it has no checksum."""
    parts = _split_checkpoint(data)
    if parts is None or "crc" not in parts[0]:
        return None
    mark, at = parts
    journal, save = mark.get("journal"), mark.get("save")
    if not isinstance(journal, str) or type(save) is not int:
        return False
    begin = _checkpoint_table(
        journal, save, _document_checksum(data, at), _checksum(journal, save, memoryview(data)[at:])
    )
    return len(begin) == at and data.startswith(begin)


def has_right_document_checksum(head: bytes) -> bool | None:
    """Return whether the document's record at the top of a file is as readerapp wrote it.

    The rest of the file is not needed for that.

    Args:
        head: The first bytes of the file.

    Returns:
        None if the file has no checksum of its top.
    """
    parts = _split_checkpoint(head)
    if parts is None or "top" not in parts[0]:
        return None
    return bool(parts[0]["top"] == _document_checksum(head, parts[1]))


def has_own_form(data: bytes) -> bool:
    """Return whether a file has each record on its own line, which only readerapp writes."""
    return _OWN_ROW_LINE.search(data) is not None


def _checkpoint_table(journal: str, save: int, top: str, crc: str) -> bytes:
    mark = {"journal": journal, "save": save, "top": top, "crc": crc}
    return b"%s%s\n}" % (_CHECKPOINT_START, encode_json(mark))


def _checksum(journal: str, save: int, *rest: bytes | memoryview) -> str:
    crc = zlib.crc32(encode_json([journal, save]))
    for part in rest:
        crc = zlib.crc32(part, crc)
    return f"{crc:08x}"


def _document_checksum(data: bytes, at: int) -> str:
    """Compute the checksum of the table `document`; empty if it does not begin near byte `at`."""
    begin = data.find(b'"%s": {\n' % DOCUMENT.encode(), at, at + 16)
    end = data.find(b"\n}", begin) if begin >= 0 else -1
    return f"{zlib.crc32(memoryview(data)[begin:end]):08x}" if end >= 0 else ""


def _split_checkpoint(data: bytes) -> tuple[Row, int] | None:
    """Split a file into the checkpoint's record and the offset of the rest of the file.

    Returns:
        The record and the offset in bytes; None if the file has no readable checkpoint.
    """
    end = data.find(b"\n}", len(_CHECKPOINT_START)) if data.startswith(_CHECKPOINT_START) else -1
    if end < 0:
        return None
    try:
        mark = decode_json(data[len(_CHECKPOINT_START) : end])
    except ValueError:
        return None
    return (mark, end + 2) if isinstance(mark, dict) else None


DOCUMENT_FILE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(json|bak|journal)\Z")
"""Names of files that hold annotations; the store looks for annotations in no other files."""


class FileNames(NamedTuple):
    """The names of one document's files in the store."""

    id: str

    @property
    def file(self) -> str:
        """Return the name of the TinyDB file."""
        return f"{self.id}.json"

    @property
    def copy(self) -> str:
        """Return the name of the last good copy of the TinyDB file."""
        return f"{self.id}.bak"

    @property
    def journal(self) -> str:
        """Return the name of the journal, which holds the saves since the last good copy."""
        return f"{self.id}.journal"

    @property
    def lock(self) -> str:
        """Return the name of the file that processes lock while they save."""
        return f"{self.id}.lock"

    @property
    def stand_in(self) -> str:
        """Return the name of the file that replaces the lock on file systems without locks."""
        return f"{self.id}.held"
