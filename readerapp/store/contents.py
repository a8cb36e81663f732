"""A document's tables in memory, with what finds a record in them at once."""

from __future__ import annotations

from readerapp.store.journal import Base, Save
from readerapp.store.state import State
from readerapp.store.tables import CONFLICTS, Row, Tables


class Contents:
    """The tables after some save; rows are replaced, never changed in place."""

    def __init__(self) -> None:
        self.state = State()
        self.changed: set[str] = set()
        self._highest: dict[str, int] = {}
        self._keys: dict[str, dict[str, str]] = {}

    @property
    def tables(self) -> Tables:
        """All tables, live."""
        return self.state.tables

    @property
    def save(self) -> int:
        """The number of the last save in them."""
        return self.state.save

    @property
    def base(self) -> Base | None:
        """The file on the disk, as the journal knows it."""
        return self.state.base

    def row(self, table: str, key: str) -> Row | None:
        """One record, live."""
        return self.state.tables.get(table, {}).get(key)

    def keys(self, table: str) -> dict[str, str]:
        """Keys by the records' own `id`, in the order of the table, live.

        The first call on a table looks through it; later ones cost the same at any size.
        """
        if table not in self._keys:
            rows = self.state.tables.get(table, {})
            self._keys[table] = {_id(row): key for key, row in rows.items() if _id(row)}
        return self._keys[table]

    def next_key(self, table: str) -> int:
        """A key above all that the table has had since it was read."""
        if table not in self._highest:
            self._highest[table] = max(map(int, self.state.tables.get(table, {})), default=0)
        return self._highest[table] + 1

    def take(self, saves: list[Save]) -> bool:
        """Apply saves that follow on the last one; False, and nothing done, if they do not."""
        expected = range(self.save + 1, self.save + 1 + len(saves))
        if [save.number for save in saves] != list(expected):
            return False
        for save in saves:
            self.apply(save)
        return True

    def apply(self, save: Save) -> None:
        """Do what a save says, and note the ids in `changed`."""
        for name, key, row in save.ops:
            rows = self.state.tables.setdefault(name, {})
            old = rows.get(key)
            if old != row and name != CONFLICTS:
                self.changed.update(filter(None, (_id(old), _id(row))))
            self._forget(name, key, _id(old))
            if row is None:
                rows.pop(key, None)
                continue
            rows[key] = row
            self._learn(name, key, _id(row))
        self.state.save = save.number

    def _forget(self, name: str, key: str, gone: str) -> None:
        ids = self._keys.get(name, {})
        if ids.get(gone) == key:
            del ids[gone]

    def _learn(self, name: str, key: str, new: str) -> None:
        if name in self._highest:
            self._highest[name] = max(self._highest[name], int(key))
        if new and name in self._keys:
            self._keys[name][new] = key

    def become(self, state: State) -> None:
        """Hold another state, and note the ids of what differs in `changed`; O(n)."""
        before = self.state.tables
        self.state = state
        for name in {*before, *state.tables} - {CONFLICTS}:
            old, new = before.get(name, {}), state.tables.get(name, {})
            self.changed.update(_id(row) for key, row in new.items() if old.get(key) != row)
            self.changed.update(_id(row) for key, row in old.items() if new.get(key) != row)
        self.changed.discard("")
        self._keys.clear()
        self._highest.clear()


def _id(row: Row | None) -> str:
    own = row.get("id") if row is not None else None
    return own if isinstance(own, str) else ""
