"""The form of a TinyDB file: tables of records under whole-number keys, as bounded, clean JSON.

One record a line, the document's own record near the top, so that it can be read without the
rest, and so that what is left of a damaged file can be picked out line by line.

The version of the file format, and how older files become current ones.

A file names its version in the record of its document; a journal in its first line. Newer files
are read as far as they are understood and never written.
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
"""What TinyDB takes for a key: a whole number as text."""

CONFLICTS = "conflicts"
"""The table of versions that lost against an edit of the same record."""

DEPTH = 32
"""Deepest nesting of a record."""

HEAD = 1 << 18
"""Bytes at the top of a file in which the document's record stands."""

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
    """`value` as JSON on one line, in UTF-8.

    File names may hold bytes that are no text; Python shows them as lone surrogates, which
    UTF-8 has no form for, but a JSON escape has.
    """
    try:
        return _encode_text(value).encode()
    except UnicodeEncodeError:
        return _encode_ascii(value).encode()


def decode_json(data: bytes) -> Any:
    """The value that JSON in UTF-8 describes.

    Raises:
        ValueError: it is not JSON, holds a number that JSON has not, or is too deep.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number that JSON has")


def clean_value(value: Any, surrogates: bool = False, depth: int = DEPTH) -> Any:
    """A copy of JSON-ready data, fit to be written.

    Lone surrogates become U+FFFD, except with `surrogates`, which keeps them.

    Raises:
        ValueError: it is nested deeper than `depth` or holds what JSON cannot.
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
    """The tables of a TinyDB file.

    A file known to be `ours` was cleaned before it was written and is not cleaned again.

    Raises:
        ValueError: plain TinyDB could not use it: not JSON, or not tables of records.
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
    """The TinyDB file that holds `tables`; empty tables are left out."""
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
    """The records that can still be read, line by line, in a damaged file of ours."""
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
    """The tables at the top of a file of ours, as far as `head` holds them whole.

    They are the mark of its checkpoint and the record of its document; None if it begins otherwise.
    """
    if not head.startswith(b'{\n"%s": {\n' % CHECKPOINT.encode()):
        return None
    at = head.find(b'\n"%s": {\n' % DOCUMENT.encode())
    end = head.find(b"\n}", at)
    return salvage_records(head[:end]) if 0 < at < end else None


CURRENT = SCHEMA
"""The version that this program writes."""

MIGRATIONS: dict[int, Callable[[Tables], Tables]] = {}
"""From each older version, the step to the next one. Version 1 is the first."""


def file_version(tables: Tables) -> int:
    """The version that a file's tables name; the current one if they name none."""
    named = [row.get("schema") for row in tables.get(DOCUMENT, {}).values()]
    return max((number for number in named if type(number) is int), default=CURRENT)


def newer(file: str, tables: Tables, journal: int) -> str | None:
    """Why `file` must not be changed, if it or its journal is of a newer version; else None."""
    newest = max(file_version(tables), journal)
    if newest <= CURRENT:
        return None
    return (
        f"{file} was written by a newer version of readerapp (format {newest}). "
        "It can be read here; update readerapp to change it."
    )


def migrate_tables(tables: Tables, to: int) -> Tables:
    """`tables` as version `to` has them; unchanged if they are that version or newer.

    Raises:
        ValueError: they name a version from which no step is known.
    """
    for number in range(file_version(tables), to):
        if number not in MIGRATIONS:
            raise ValueError(f"version {number} of the format is not known")
        tables = MIGRATIONS[number](tables)
        for row in tables.get(DOCUMENT, {}).values():
            row["schema"] = number + 1
    return tables
