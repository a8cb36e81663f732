"""One TinyDB file as it was found, and what is wrong with its tables."""

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
"""The tables whose records must not get lost, and what is in them."""


@dataclass(slots=True)
class TableFile:
    """A file as found: `tables` is None if it cannot be used, and `fault` says why.

    `base` is what the journal knows it as. `whole` says whether its checksum is right, and is
    None if it has none. `own_form` says whether it looks as if we wrote it.
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
        """The id of the journal whose saves are in it; empty if it does not say."""
        return str(self.mark.get("journal", ""))

    @property
    def save(self) -> int:
        """The number of the last save of that journal that is in it."""
        if self.base is not None:
            return self.base.save
        number = self.mark.get("save")
        return number if type(number) is int else 0

    @property
    def sound(self) -> bool:
        """Whether every byte of it is surely as we wrote it."""
        return self.base is not None or self.whole is True


def examine(data: bytes | None, stamp: Stamp | None, log: Journal | None) -> TableFile:
    """What there is to know of a file from its bytes and from the journal."""
    if data is None:
        return TableFile()
    if not data.strip():
        return TableFile(data=b"", stamp=stamp, fault="empty")
    sha256 = journals.file_digest(data)
    base = log.base(sha256) if log is not None else None
    try:
        tables = parse_tables(data, ours=base is not None)
        mark = tables.pop(CHECKPOINT, {}).get("1", {})
        # The journal's saves are in the format of its version.
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
    """The id of the document that a file says it belongs to; empty if it does not say."""
    ids = [row.get("id") for row in tables.get(DOCUMENT, {}).values()]
    return next((one for one in ids if isinstance(one, str)), "")


def loss(tables: Tables, good: Tables, document: str) -> str:
    """What `tables`, a file of the document, lost as no change does; empty if nothing.

    `good` is what the file held before. A program that means to change annotations leaves the
    tables there: it does not rename or drop one, nor empty one that held several records.
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
    """Whether every record of `others` is in `tables`, as it is there or changed since."""
    for name in KINDS:
        rows = {row.get("id"): row for row in tables.get(name, {}).values()}
        for row in others.get(name, {}).values():
            known = rows.get(row.get("id"))
            if known is None or str(known.get("modified", "")) < str(row.get("modified", "")):
                return False
    return True


def spoiled(name: str, rows: Table, good: Table) -> dict[str, str]:
    """The keys of records in `rows` that are none any more, each with its key in `good`.

    That is one that lost a field of ours or its `id`, or that is no record of its table now.
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
    """Whether a row is a record of that kind."""
    try:
        kind.from_dict(row)
    except (RecordError, TypeError, ValueError):
        return False
    return True
