"""Stores for the crash tests: ours and, to prove that losses are detected, TinyDB's own storage."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import tinydb

from readerapp.core.model import Annotation
from readerapp.store import DocumentStore, Store
from readerapp.store.filesystem import System
from tests.store.disk import Unsynced
from tests.store.examples import document

Content = dict[str, str]
"""Notes by the ids of their annotations."""

RECORD = document(id="4b1f6a52-3f0c-4f63-9d0e-5c8a4b7e9a11")


def content(opened: DocumentStore) -> Content:
    """Return the notes of an open document."""
    return {key: mark.note for key, mark in opened.annotations.items()}


def plain_notes(path: Path) -> Content:
    """Return what plain TinyDB reads; ValueError if it cannot."""
    with tinydb.TinyDB(path, access_mode="r") as plain:
        return {row["id"]: row["note"] for row in plain.table("annotations")}


class Subject(Protocol):
    """A store of notes in a folder that uses the calls of a system."""

    def __init__(self, folder: Path, system: System) -> None: ...

    @staticmethod
    def prepare(folder: Path) -> None:
        """Create the folder as it is before the first save."""

    @staticmethod
    def recover(folder: Path) -> Content:
        """Return the contents after a crash; any error means that they cannot be read."""

    def notes(self) -> Content:
        """Return what the store reports as saved."""

    def commit(self, puts: list[Annotation], gone: set[str]) -> None:
        """Save in one step; OSError or StoreError if nothing was saved."""

    def tidy(self) -> None:
        """Do the work that is done when idle."""

    def close(self) -> None:
        """Close the store and complete its files."""


class Ours:
    """A document of our store."""

    def __init__(self, folder: Path, system: System) -> None:
        self._opened = Store(folder, system=system).open(RECORD)
        self._steps = itertools.count()
        self.tidy = self._opened.tidy
        self.close = self._opened.close

    @staticmethod
    def prepare(folder: Path) -> None:
        folder.mkdir(parents=True)

    @staticmethod
    def recover(folder: Path) -> Content:
        path = folder / f"{RECORD.id}.json"
        if path.exists():
            plain_notes(path)  # at any moment plain TinyDB can open it
        opened = Store(folder, system=Unsynced()).open(RECORD)
        found = content(opened)
        opened.close()
        if path.exists():
            assert plain_notes(path) == found, "what plain TinyDB reads at rest"
        return found

    def notes(self) -> Content:
        return content(self._opened)

    def commit(self, puts: list[Annotation], gone: set[str]) -> None:
        self._opened.commit(*puts, {"id": f"step {next(self._steps)}"}, removes=gone)


class Stock:
    """TinyDB's own JSONStorage, one write for each change; only its system calls are recorded."""

    def __init__(self, folder: Path, system: System) -> None:
        self._system = system
        self._db = tinydb.TinyDB(folder / _NAME)
        self._db.storage._handle.close()
        self._raw = _Watched(folder / _NAME, system)
        self._file = io.TextIOWrapper(io.BufferedRandom(self._raw))  # type: ignore[type-var]
        self._db.storage._handle = self._file

    @staticmethod
    def prepare(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / _NAME).touch()

    @staticmethod
    def recover(folder: Path) -> Content:
        return plain_notes(folder / _NAME)

    def notes(self) -> Content:
        return {row["id"]: row["note"] for row in self._db.table("annotations")}

    def commit(self, puts: list[Annotation], gone: set[str]) -> None:
        rows = {row["id"]: dict(row) for row in self._db.table("annotations")}
        rows |= {put.id: put.to_dict() for put in puts}
        remaining = [row for key, row in rows.items() if key not in gone]
        table = {str(number): row for number, row in enumerate(remaining, 1)}
        with _syncs_through(self._system):
            self._db.storage.write({"annotations": table})

    def tidy(self) -> None:
        pass

    def close(self) -> None:
        with suppress(OSError, ValueError), _syncs_through(self._system):
            self._file.close()
        self._raw.close()


_NAME = "notes.json"


class _Watched(io.FileIO):
    """The file under TinyDB's own storage, whose calls go through a system."""

    def __init__(self, path: Path, system: System) -> None:
        super().__init__(path, "r+")
        self._system = system
        if adopt := getattr(system, "adopt", None):
            adopt(self.fileno(), path.name)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._system.write(self.fileno(), data)

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        self._system.truncate(self.fileno(), size)
        return size


@contextmanager
def _syncs_through(system: System) -> Iterator[None]:
    original, os.fsync = os.fsync, system.sync
    try:
        yield
    finally:
        os.fsync = original
