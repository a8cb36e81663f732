"""A system call fails, each in turn: nothing half-made, nothing lost, and a sentence."""

from __future__ import annotations

import errno
import random
from pathlib import Path

import pytest
import tinydb

from readerapp.model import DocumentRecord
from readerapp.store import DocumentStore, Store, StoreError, StoreFull
from readerapp.store.system import System
from tests.store.disk import FailingRecorder, Faulty, Unsynced, fresh, lay_out
from tests.store.examples import annotation, document

FAULTS = (errno.ENOSPC, errno.EIO, errno.EINTR, 0)


@pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_saved_after_a_failed_sync_survives_a_power_cut(
    tmp_path: Path, stride: int
) -> None:
    record, chance, paths = document(), random.Random(stride), fresh(tmp_path)
    for number in range(1, 200, stride):
        folder = lay_out({}, next(paths))
        system = FailingRecorder(folder, number)
        run = Run(folder, record, system)
        if system.syncs < number:
            break
        for _ in range(12):
            left = lay_out(system.power_cut(chance, chance.random() < 0.5), next(paths))
            again = Store(left, system=Unsynced()).open(record)
            found = {key: mark.note for key, mark in again.annotations.items()}
            assert run.saved.items() <= found.items() <= (run.saved | run.tried).items(), number
    assert number > 15


class Run:
    """Saves, a checkpoint and more saves on a failing disk: what was said to be saved."""

    def __init__(self, folder: Path, record: DocumentRecord, system: System) -> None:
        self.saved: dict[str, str] = {}
        self.tried: dict[str, str] = {}
        self.sentences: list[str] = []
        self.opened: DocumentStore | None = None
        self._mark = annotation("steady", id="steady")
        try:
            self.opened = Store(folder, system=system).open(record)
        except StoreError as error:
            self.sentences.append(str(error))
            return
        for n in range(3):
            self._commit(f"a{n}")
        try:
            self.opened.tidy()
        except StoreError as error:
            self.sentences.append(str(error))
        for n in range(2):
            self._commit(f"b{n}")

    def _commit(self, name: str) -> None:
        assert self.opened is not None
        before = dict(self.opened.annotations)
        self.tried |= {name: name, f"{name}+": name}
        try:
            self.opened.commit(annotation(name, id=name), annotation(name, id=f"{name}+"))
        except StoreError as error:
            self.sentences.append(str(error))
            assert dict(self.opened.annotations) == before
        else:
            self.saved |= {name: name, f"{name}+": name}


def notes(folder: Path, record: DocumentRecord) -> dict[str, str]:
    again = Store(folder, system=Unsynced()).open(record)
    found = {key: mark.note for key, mark in again.annotations.items()}
    again.close()
    with tinydb.TinyDB(folder / f"{record.id}.json", access_mode="r") as plain:
        assert {row["id"]: row["note"] for row in plain.table("annotations")} == found
    return found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("begun", [False, True], ids=["new", "begun"])
@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_any_call_may_fail(tmp_path: Path, fault: int, begun: bool, stride: int) -> None:
    record = document()
    for number in range(1 + fault % stride, 1000, stride):
        folder = tmp_path / str(number)
        expected = {}
        if begun:
            first = Store(folder, system=Unsynced()).open(record)
            first.commit(annotation("first", id="first"))
            first.close()
            expected = {"first": "first"}
        system = Faulty(number, fault)
        run = Run(folder, record, system)
        if not system.failed:
            break
        expected |= run.saved
        if fault in (errno.EINTR, 0):
            assert not run.sentences
        assert all(sentence.endswith(".") for sentence in run.sentences)
        if run.opened is None:
            run.opened = Store(folder, system=system).open(record)
        assert dict(run.opened.annotations).keys() == expected.keys(), system.failed
        run.opened.commit(annotation("last", id="last"))
        expected["last"] = "last"
        # Killed or closed, it makes no difference.
        if number % 2:
            run.opened.close()
        assert notes(folder, record) == expected, (number, system.failed)
    assert number > 60


def test_a_full_disk_says_so_and_saves_when_there_is_room(folder: Path) -> None:
    record = document()
    system = Faulty(only="write")
    opened = Store(folder, system=system).open(record)
    opened.commit(annotation("before", id="before"))
    system.fault = errno.ENOSPC
    for _ in range(3):
        system.fail_at = system.calls + 1
        with pytest.raises(StoreFull, match="no room left"):
            opened.commit(annotation("during", id="during"))
        assert set(opened.annotations) == {"before"}
    opened.commit(annotation("after", id="after"))
    opened.close()
    assert notes(folder, record) == {"before": "before", "after": "after"}
