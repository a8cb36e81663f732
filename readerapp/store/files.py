"""The files of one document: following others' saves, saving, and checkpoints.

The order of the disk writes is what makes this safe; each step says what a crash after it leaves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from readerapp.model import SCHEMA, new_id
from readerapp.store import journal as journals
from readerapp.store.errors import StoreError, StoreReadOnly, explain
from readerapp.store.folder import Folder, Stamp, again
from readerapp.store.journal import Base, Op, Save
from readerapp.store.load import Loaded, Names, State, load
from readerapp.store.lock import Lock
from readerapp.store.merge import difference
from readerapp.store.tables import CHECKPOINT, DOCUMENT, Row, Tables, clean, dump

SMALL = 1 << 20
"""Bytes of journal that never ask for a checkpoint."""


class DocumentFiles:
    """One document's tables and the files that hold them. Not for several threads at once."""

    def __init__(self, folder: Folder, document: str, small: int = SMALL) -> None:
        self.names = Names(document)
        self.events: list[str] = []
        self.changed: set[str] = set()
        self.state = State()
        self._folder = folder
        self._small = small
        self._lock = Lock(folder, self.names.lock, self.names.held)
        self._depth = 0
        self._fd: int | None = None
        self._end = 0
        self._exists = False
        self._suspect = False
        self._stamps: tuple[Stamp | None, Stamp | None] = (None, None)
        self._highest: dict[str, int] = {}
        self._keys: dict[str, dict[str, str]] = {}
        self.follow()
        self.changed.clear()

    # ----------------------------------------------------------------- reading

    @property
    def tables(self) -> Tables:
        """All tables, live."""
        return self.state.tables

    def row(self, table: str, key: str) -> Row | None:
        """One record, live."""
        return self.state.tables.get(table, {}).get(key)

    def key(self, table: str, record_id: str) -> str | None:
        """The key of the record with that `id`; O(1) but for the first call on a table."""
        return self.keys(table).get(record_id)

    def keys(self, table: str) -> dict[str, str]:
        """Keys by the records' own `id`, in the order of the table, live."""
        if table not in self._keys:
            rows = self.state.tables.get(table, {})
            self._keys[table] = {_id(row): key for key, row in rows.items() if _id(row)}
        return self._keys[table]

    def next_key(self, table: str) -> int:
        """A key above all that the table has had since it was read."""
        if table not in self._highest:
            self._highest[table] = max(map(int, self.state.tables.get(table, {})), default=0)
        return self._highest[table] + 1

    @property
    def schema(self) -> int:
        """The newest schema version that the files name."""
        rows = self.state.tables.get(DOCUMENT, {}).values()
        named = [self.state.schema, *(row.get("schema") for row in rows)]
        return max(schema for schema in named if isinstance(schema, int))

    def follow(self) -> None:
        """Take in what others saved; `changed` gathers the ids. Two stats if nothing changed.

        Raises:
            StoreError: the files are there and cannot be read.
        """
        try:
            self._follow()
        except OSError as error:
            raise explain(error, f"{self._folder.path / self.names.file}") from error

    def _follow(self) -> None:
        if not self._folder.connect():
            self._vanished()
            return
        stamps = self._folder.stamp(self.names.file), self._folder.stamp(self.names.journal)
        if stamps == self._stamps and (self._exists or stamps == (None, None)):
            return
        if not self._follow_tail(stamps) and not self._follow_checkpoint(stamps):
            self._reload()

    def _follow_tail(self, stamps: tuple[Stamp | None, Stamp | None]) -> bool:
        """The common case: the same journal has grown."""
        file, log = stamps
        if log is None or self._stamps[1] is None or file != self._stamps[0]:
            return False
        if log.inode != self._stamps[1].inode or log.size < self._end:
            return False
        data, stamp = self._folder.read(self.names.journal, self._end)
        news = journals.read(data)
        if news.damaged or not self._take(news.above(self.state.save)):
            return False
        self._end += news.end
        if news.end < len(data):
            self._cut_tail(data[news.end :])
            return True
        self._stamps = (file, stamp)
        return True

    def _follow_checkpoint(self, stamps: tuple[Stamp | None, Stamp | None]) -> bool:
        """Another process made a checkpoint of what we hold already, but for some last saves."""
        file, log = stamps
        if log is None or file is None or not self.state.journal:
            return False
        data, stamp = self._folder.read(self.names.journal)
        news = journals.read(data)
        base = news.stamped(file)
        reaches = min((save.number for save in news.saves), default=news.last + 1)
        if (
            news.id != self.state.journal
            or news.damaged
            or base is None
            or reaches > self.state.save + 1
            or news.last < self.state.save
            or not self._take(news.above(self.state.save))
        ):
            return False
        self.state.base = base
        self._end = news.end
        self._close_journal()
        if news.end < len(data):
            self._cut_tail(data[news.end :])
        else:
            self._stamps = (file, stamp)
        return True

    def _take(self, saves: list[Save]) -> bool:
        if [save.number for save in saves] != list(
            range(self.state.save + 1, self.state.save + 1 + len(saves))
        ):
            return False
        for save in saves:
            self._apply(save)
        return True

    def _cut_tail(self, tail: bytes) -> None:
        """What a dead process left of its last line; a living one's only if we have no lock."""
        if not self._depth:
            self._stamps = (self._stamps[0], None)
            return
        self._keep(self.names.journal, tail)
        self.events.append(
            f"The last change in {self.names.journal} was never completed. It was left out, and "
            "what there is of it is kept beside the store's files."
        )
        fd = self._open_journal()
        again(self._folder.system.truncate, fd, self._end)
        again(self._folder.system.sync, fd)
        self._restamp()

    def _apply(self, save: Save) -> None:
        for name, key, row in save.ops:
            rows = self.state.tables.setdefault(name, {})
            old = rows.get(key)
            ids = self._keys.get(name)
            for gone in filter(None, (_id(old),)):
                self.changed.add(gone)
                if ids is not None and ids.get(gone) == key:
                    del ids[gone]
            if row is None:
                rows.pop(key, None)
                continue
            rows[key] = row
            if new := _id(row):
                self.changed.add(new)
                if ids is not None:
                    ids[new] = key
            if name in self._highest:
                self._highest[name] = max(self._highest[name], int(key))
        self.state.save = save.number

    def _vanished(self) -> None:
        if self._exists:
            self.events.append(
                f"The store {self._folder.path} has vanished. Its annotations are still in memory; "
                "the next change writes them all again."
            )
        self._exists = False
        self._stamps = (None, None)
        self._close_journal()

    def _reload(self) -> None:
        """Read everything again, and put right what needs it, under the lock if we can have it."""
        loaded = load(self._folder, self.names, self.state)
        if not loaded.exists:
            self._vanished()
            return
        if not loaded.sound and self._may_write(loaded):
            with suppress(StoreError, OSError), self._hold():
                loaded = load(self._folder, self.names, self.state)
                self._accept(loaded)
                self._repair(loaded)
                return
        self._accept(loaded)

    def _accept(self, loaded: Loaded) -> None:
        before = self.state.tables
        self.state = loaded.state
        for name, key, row in difference(before, loaded.state.tables):
            old = before.get(name, {}).get(key)
            self.changed.update(filter(None, (_id(old), _id(row))))
        self._keys.clear()
        self._highest.clear()
        self._exists = True
        self._end = loaded.end
        self._stamps = (loaded.file, loaded.journal)
        self._close_journal()
        self.events += [event for event in loaded.events if event not in self.events]

    # ----------------------------------------------------------------- writing

    def _may_write(self, loaded: Loaded) -> bool:
        return loaded.state.schema <= SCHEMA and self.problem() is None

    def problem(self) -> str | None:
        """Why this document cannot be written, in one sentence; None if it can."""
        folder = self._folder
        if self.schema > SCHEMA:
            return (
                f"{self.names.file} was written by a newer version of readerapp (schema "
                f"{self.schema}). It can be read here; update readerapp to change it."
            )
        if not folder.connect():
            return None
        for name in (".", self.names.file, self.names.journal):
            if folder.stamp(name) is not None and not folder.writable(name):
                return (
                    f"{folder.path / name} is read-only, so nothing can be marked or noted. "
                    "Change its permissions, or choose another folder with --store."
                )
        return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock, with everything that others saved taken in.

        Raises:
            StoreBusy: another process keeps the lock.
            StoreReadOnly: nothing may be written here.
            StoreError: the files cannot be read or made.
        """
        try:
            self._folder.connect(create=True)
            with self._hold():
                self._follow()
                if self.schema > SCHEMA:
                    raise StoreReadOnly(self.problem() or "")
                yield
        except OSError as error:
            raise explain(error, f"{self._folder.path / self.names.file}") from error

    @contextmanager
    def _hold(self) -> Iterator[None]:
        if self._depth == 0:
            self._lock.acquire()
            if self._lock.note and self._lock.note not in self.events:
                self.events.append(self._lock.note)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._lock.release()

    def save(self, ops: list[Op]) -> None:
        """Make one durable save of `ops`; under the lock. On failure nothing has changed.

        Raises:
            StoreError: an operation holds what JSON cannot, or the save is too large.
            OSError: it could not be written.
        """
        if not ops:
            return
        try:
            ops = [(table, key, clean(row, table == DOCUMENT)) for table, key, row in ops]
        except ValueError as error:
            raise StoreError(f"Not saved: {error}.") from error
        if not self._exists:
            self._begin()
        elif self._suspect or not self.state.journal:
            self._install(fresh=True)
        save = Save(self.state.save + 1, tuple(ops))
        self._append(journals.save_line(save))
        self._apply(save)

    def _append(self, line: bytes) -> None:
        """Append to the journal and sync; on failure the journal is as it was."""
        if len(line) > journals.LARGEST:
            raise StoreError(
                f"Not saved: one change may not be larger than {journals.LARGEST >> 20} MB."
            )
        fd = self._open_journal()
        written = False
        try:
            self._folder.write_all(fd, line)
            written = True
            again(self._folder.system.sync_data, fd)
        except OSError:
            # After a failed sync the system may take lost data for written, so that the next
            # save has to start new files.
            self._suspect = written
            try:
                again(self._folder.system.truncate, fd, self._end)
                again(self._folder.system.sync, fd)
            except OSError:
                self._suspect = True
            raise
        self._end += len(line)
        self._restamp()

    def _begin(self) -> None:
        """Make the files of a document that has none, or whose files vanished: from memory."""
        self.state.journal = new_id()
        self._install(fresh=True)
        self._exists = True

    def _repair(self, loaded: Loaded) -> None:
        """Put right what `load` found, under the lock."""
        for name in loaded.distrusted:
            self._keep(name)
        if loaded.edited is not None and loaded.base is not None and not loaded.rebuild:
            # Known from here on, with the one save that makes the merge of it: a crash between
            # the two finds an edited file again, which is the same merge again.
            ops = _adoption(loaded)
            save = Save(loaded.base.save + 1, tuple(ops))
            self.state.save = save.number
            self._append(journals.base_line(loaded.base) + journals.save_line(save))
            self.state.base = loaded.base
        else:
            self._install(fresh=True)

    @property
    def due(self) -> bool:
        """Whether the journal has grown enough for a checkpoint."""
        base = self._stamps[0]
        return self._end > max(self._small, base.size // 4 if base else 0)

    def checkpoint(self) -> None:
        """Bring the TinyDB file up to date.

        Raises:
            StoreError: it could not be done; the saves are as safe as before.
        """
        if not self._exists or self._current():
            return
        with self.locked():
            self._install()

    def _current(self) -> bool:
        base = self.state.base
        return base is not None and base.save == self.state.save

    def _install(self, fresh: bool = False) -> None:
        """Replace the file by what memory holds, and start the journal anew; under the lock.

        `fresh` trusts nothing that is there: the last good copy is written anew as well.
        """
        folder, names, state = self._folder, self.names, self.state
        had_journal = bool(state.journal) and folder.stamp(names.journal) is not None
        state.journal = state.journal or new_id()
        mark = {"1": {"journal": state.journal, "save": state.save}}
        data = dump({**state.tables, CHECKPOINT: mark})
        temporary, stamp = folder.write_new(names.id, data)
        try:
            base = Base(journals.digest(data), state.save, stamp)
            if had_journal:
                # From here on both files are known, whichever of them has the name.
                self._make_known(base, fresh)
            if fresh or state.base is None:
                copy, _ = folder.write_new(names.id, data)
                folder.replace(copy, names.copy)
                bases, saves = [base], []
            else:
                folder.copy(names.file, names.copy)
                bases = [state.base, base]
                log = journals.read(folder.read(names.journal)[0])
                saves = log.above(state.base.save)
            if not had_journal:
                self._replace_journal(bases, saves)
            folder.replace(temporary, names.file)
            folder.sync()
        except OSError:
            folder.remove(temporary)
            raise
        state.base = base
        if had_journal:
            self._replace_journal(bases, saves)
        self._suspect = False
        self._restamp()

    def _make_known(self, base: Base, fresh: bool) -> None:
        try:
            self._append(journals.base_line(base))
        except OSError:
            # A journal that cannot be trusted is about to be replaced; the mark in the new file
            # and in its copy says the same as this line.
            if not fresh:
                raise

    def _replace_journal(self, bases: list[Base], saves: list[Save]) -> None:
        data = journals.lines(self.state.journal, bases, saves)
        temporary, _ = self._folder.write_new(self.names.id, data)
        try:
            self._folder.replace(temporary, self.names.journal)
        except OSError:
            self._folder.remove(temporary)
            raise
        self._folder.sync()
        self._close_journal()
        self._end = len(data)

    def _keep(self, name: str, data: bytes | None = None) -> None:
        """Keep a copy of what is not trusted, or of a part of it."""
        kept = f"damaged-{new_id()[:8]}-{name}"
        if data is None:
            self._folder.copy(name, kept)
        else:
            temporary, _ = self._folder.write_new(self.names.id, data)
            self._folder.replace(temporary, kept)

    def _open_journal(self) -> int:
        if self._fd is None:
            self._fd = self._folder.open(self.names.journal, os.O_WRONLY | os.O_APPEND)
        return self._fd

    def _close_journal(self) -> None:
        if self._fd is not None:
            self._folder.system.close(self._fd)
            self._fd = None

    def _restamp(self) -> None:
        folder = self._folder
        self._stamps = folder.stamp(self.names.file), folder.stamp(self.names.journal)

    def close(self) -> None:
        """Bring the file up to date if anything was saved, and close everything."""
        try:
            if self._exists and self.problem() is None:
                self.checkpoint()
        finally:
            self._close_journal()
            self._lock.close()


def _adoption(loaded: Loaded) -> list[Op]:
    """Operations that make the merge of the edited file, and also of what was known before."""
    assert loaded.edited is not None
    ops = difference(loaded.edited, loaded.state.tables)
    ops += difference(loaded.known or {}, loaded.state.tables)
    return list({(op[0], op[1]): op for op in ops}.values())


def _id(row: Row | None) -> str:
    own = row.get("id") if row is not None else None
    return own if isinstance(own, str) else ""
