"""One TinyDB file as it was found: its tables and checksum, and checks for damage and loss."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from readerapp.core.model import Annotation, Annotator, Record, RecordError, Speaker
from readerapp.store import file_format
from readerapp.store import journal as journals
from readerapp.store.checksum import has_own_form, is_whole
from readerapp.store.file_format import CHECKPOINT, DOCUMENT, Row, Table, Tables, parse_tables
from readerapp.store.filesystem import Stamp
from readerapp.store.journal import Journal, JournalBase

KINDS: dict[str, type[Record]] = {
    "annotations": Annotation,
    "speakers": Speaker,
    "annotators": Annotator,
}
"""The tables whose records must not get lost, with the type of their records."""


@dataclass(slots=True)
class TableFile:
    """A TinyDB file as it was found on the disk.

    Attributes:
        data: The bytes of the file; None if it is missing.
        stamp: The file's stamp.
        sha256: The hash of the bytes, hexadecimal.
        base: The entry for this file in the journal; None if the journal does not know it.
        tables: The tables without the checkpoint; None if the file cannot be used.
        mark: The record of the table `checkpoint`.
        whole: Whether the checksum is right; None if there is none, or if the journal knows the
            file.
        own_form: Whether the file looks as if readerapp wrote it.
        fault: Why the file cannot be used; empty if it can.
    """

    data: bytes | None = None
    stamp: Stamp | None = None
    sha256: str = ""
    base: JournalBase | None = None
    tables: Tables | None = None
    mark: Row = field(default_factory=dict)
    whole: bool | None = None
    own_form: bool = False
    fault: str = "missing"

    @property
    def journal(self) -> str:
        """Return the id of the journal whose saves the file includes; empty if it does not say."""
        return str(self.mark.get("journal", ""))

    @property
    def save(self) -> int:
        """Return the number of the last save of that journal that the file includes."""
        if self.base is not None:
            return self.base.save
        number = self.mark.get("save")
        return number if type(number) is int else 0

    @property
    def sound(self) -> bool:
        """Return whether every byte of the file is certainly as readerapp wrote it."""
        return self.base is not None or self.whole is True


def examine(data: bytes | None, stamp: Stamp | None, log: Journal | None) -> TableFile:
    """Parse and classify a file by its bytes and the journal.

    Args:
        data: The bytes of the file; None if it is missing.
        stamp: The file's stamp.
        log: The journal; None if it is missing or of another document.
    """
    if data is None:
        return TableFile()
    if not data.strip():
        return TableFile(data=b"", stamp=stamp, fault="empty")
    sha256 = journals.file_digest(data)
    base = log.base(sha256) if log is not None else None
    try:
        tables = parse_tables(data, ours=base is not None)
        mark = tables.pop(CHECKPOINT, {}).get("1", {})
        # The journal's saves are in the format version of the journal, so the tables must be too.
        tables = file_format.migrate_tables(
            tables, log.schema if log is not None else file_format.CURRENT
        )
    except ValueError as error:
        return TableFile(data, stamp, sha256, fault=f"damaged ({error})")
    file = TableFile(data, stamp, sha256, base, tables, mark, fault="")
    if base is None:
        file.whole, file.own_form = is_whole(data), has_own_form(data)
    return file


def owner(tables: Tables) -> str:
    """Return the id of the document that a file says it belongs to; empty if it does not say."""
    ids = [row.get("id") for row in tables.get(DOCUMENT, {}).values()]
    return next((one for one in ids if isinstance(one, str)), "")


def loss(tables: Tables, good: Tables, document: str) -> str:
    """Return which loss in `tables` no intended change explains; empty if there is none.

    A program that changes annotations on purpose leaves the tables in place: it does not rename or
    remove one, nor empty one that held several records.

    Args:
        tables: The tables of a file of the document.
        good: What the file held before.
        document: The id of the document.
    """
    if owner(good) == document and owner(tables) not in ("", document):
        return "it holds the annotations of another document"
    for name in (DOCUMENT, *KINDS):
        rows = good.get(name)
        if rows and name not in tables:
            return f"its table `{name}` is missing"
        if rows and not tables[name] and (len(rows) > 1 or name == DOCUMENT):
            return f"its table `{name}` is empty"
    return ""


def covers(tables: Tables, others: Tables) -> bool:
    """Return whether `tables` has every record of `others`, in the same or a later version."""
    for name in KINDS:
        rows = {row.get("id"): row for row in tables.get(name, {}).values()}
        for row in others.get(name, {}).values():
            known = rows.get(row.get("id"))
            if known is None or str(known.get("modified", "")) < str(row.get("modified", "")):
                return False
    return True


def spoiled(name: str, rows: Table, good: Table) -> dict[str, str]:
    """Find records in `rows` that are broken.

    A record is broken if it lost a field that readerapp writes, or its `id`, or if it does not
    parse as a record of its table any more.

    Args:
        name: The name of the table.
        rows: The records as they were found.
        good: The records as they were before.

    Returns:
        The key of each broken record in `rows`, with the key of its intact version in `good`.
    """
    kind = KINDS.get(name)
    if kind is None:
        return {}
    ours = {one.name for one in fields(kind)}
    keys = {row.get("id"): key for key, row in good.items()}
    ids = {row["id"] for row in rows.values() if isinstance(row.get("id"), str)}
    found = {}
    for key, row in rows.items():
        before = keys.get(row["id"]) if isinstance(row.get("id"), str) else None
        if before is not None:
            lost = (ours & good[before].keys()) - row.keys()
            if lost or (not fits(kind, row) and fits(kind, good[before])):
                found[key] = before
        elif key in good and good[key].get("id") not in ids:
            nameless = not isinstance(row.get("id"), str)
            if nameless or {**row, "id": ""} == {**good[key], "id": ""}:
                found[key] = key
    return found


def fits(kind: type[Record], row: Row) -> bool:
    """Return whether a row parses as a record of type `kind`."""
    try:
        kind.from_dict(row)
    except (RecordError, TypeError, ValueError):
        return False
    return True
