"""The TinyDB file format: JSON tables of records under whole-number keys, and its versions.

Each record is on a line of its own, so that the readable part of a damaged file can be salvaged
line by line. The document's own record is near the top, so that it can be read without the rest.
All values are validated: nesting is limited, and only values that JSON can represent occur.

A file names its format version in the record of its document, a journal in its first line. Older
files are migrated. Newer files are read as far as they are understood, and never written.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

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

DEPTH = 32
"""Deepest nesting allowed in a record."""

HEAD = 1 << 18
"""Size in bytes of the top of a file that contains the document's record."""

_encode_text = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
_encode_ascii = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
_LONE = re.compile("[\ud800-\udfff]")
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
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number that JSON has")


def clean_value(value: Any, surrogates: bool = False, depth: int = DEPTH) -> Any:
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
        return value if surrogates or value.isascii() else _LONE.sub("\ufffd", value)
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
    for name in sorted(tables, key=_place):
        rows = [b'"%s": %s' % (key.encode(), encode_json(row)) for key, row in tables[name].items()]
        if rows:
            parts.append(b"%s: {\n%s\n}" % (encode_json(name), b",\n".join(rows)))
    return b"{\n" + b",\n".join(parts) + b"\n}\n"


def _place(name: str) -> tuple[int, str]:
    first = (CHECKPOINT, DOCUMENT)
    return (first.index(name) if name in first else len(first), name)


def salvage_records(data: bytes) -> Tables:
    """Collect the records that can still be read, line by line, from a damaged file."""
    tables: Tables = {}
    rows: Table | None = None
    for line in data.split(b"\n"):
        if heading := _TABLE_LINE.match(line):
            rows = _salvaged_table(tables, heading[1])
        elif rows is not None and (found := _ROW_LINE.match(line)):
            try:
                row = clean_value(decode_json(found[2]), rows is tables.get(DOCUMENT))
                rows[str(int(found[1]))] = row
            except ValueError:
                continue
    return tables


def _salvaged_table(tables: Tables, heading: bytes) -> Table | None:
    try:
        return tables.setdefault(decode_json(heading), {})
    except ValueError:
        return None


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
