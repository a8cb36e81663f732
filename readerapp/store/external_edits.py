"""Three-way merge of a file that another program changed with saves made here in the meantime.

Records are matched by their own `id`; TinyDB's whole-number keys mean nothing outside one file.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from readerapp.core.model import new_id, now
from readerapp.store.file_format import CONFLICTS, Row, Table, Tables
from readerapp.store.journal import Op


class EditMerge(NamedTuple):
    """The merged tables, and the number of records that both sides had changed (conflicts)."""

    tables: Tables
    conflicts: int


def merge_external_edits(theirs: Tables, ours: Tables, ancestor: Tables) -> EditMerge:
    """Merge all changes that `theirs` and `ours` made since `ancestor`.

    If both changed a record, the version with the newer `modified` wins, or `theirs` if the times
    do not decide. An edit wins over a removal. The losing version goes into the table `conflicts`.

    Args:
        theirs: The tables in the changed file.
        ours: The tables known here.
        ancestor: The tables from which both started; empty if they are not known.
    """
    merged: Tables = {}
    lost: list[Row] = []
    for name in [*theirs, *(name for name in ours if name not in theirs)]:
        their, our, base = (_by_identity(side.get(name, {})) for side in (theirs, ours, ancestor))
        merged[name] = _merge_table(name, their, our, base, lost)
    if lost:
        rows = merged.setdefault(CONFLICTS, {})
        for row in lost:
            rows[next_key(rows)] = row
    return EditMerge(merged, len(lost))


def next_key(rows: Table) -> str:
    """Return a key that no record of `rows` has; O(n)."""
    return str(max(map(int, rows), default=0) + 1)


def diff_tables(before: Tables, after: Tables) -> list[Op]:
    """Return the operations that change `before` into `after`."""
    ops: list[Op] = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name, {}), after.get(name, {})
        ops += [(name, key, row) for key, row in new.items() if old.get(key) != row]
        ops += [(name, key, None) for key in old if key not in new]
    return ops


def record_identity(key: str, row: Row) -> str:
    """Return the identity by which a record is matched: its `id`, else one made from its key.

    >>> record_identity("7", {"id": "abc"}), record_identity("7", {})
    ('abc', '#7')
    """
    own = row.get("id")
    return own if isinstance(own, str) and own else f"#{key}"


_Side = dict[str, tuple[str, Row]]
_NOWHERE: tuple[str, None] = ("", None)


def _by_identity(rows: Table) -> _Side:
    return {record_identity(key, row): (key, row) for key, row in rows.items()}


def _merge_table(name: str, theirs: _Side, ours: _Side, base: _Side, lost: list[Row]) -> Table:
    chosen: dict[str, Row] = {}
    late: list[tuple[str, Row]] = []
    for one in [*theirs, *(one for one in ours if one not in theirs)]:
        their, our, old = (side.get(one, _NOWHERE)[1] for side in (theirs, ours, base))
        row = _choose(name, their, our, old, lost)
        if row is None:
            continue
        if one in theirs:
            chosen[theirs[one][0]] = row
        else:
            late.append((ours[one][0], row))
    for key, row in late:
        chosen[key if key not in chosen else next_key(chosen)] = row
    return chosen


def _choose(
    table: str, theirs: Row | None, ours: Row | None, base: Row | None, lost: list[Row]
) -> Row | None:
    if theirs == ours or ours == base:
        return theirs
    if theirs == base:
        return ours
    winner, loser = (theirs, ours) if _when(theirs) >= _when(ours) else (ours, theirs)
    if loser is not None:
        lost.append(conflict_record(table, loser))
    return winner


def conflict_record(table: str, loser: Row) -> Row:
    """Return the record for the table `conflicts` that stores a losing version."""
    return {"id": new_id(), "table": table, "time": now(), "record": loser}


def _when(row: Row | None) -> tuple[bool, str]:
    modified: Any = row.get("modified") if row is not None else None
    return row is not None, modified if isinstance(modified, str) else ""
