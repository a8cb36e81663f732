"""The power fails, or the process is killed, at any moment: what was acknowledged is there."""

from __future__ import annotations

import io
import os
import random
import stat
from pathlib import Path

import pytest
import tinydb

from tests.store.crashes import Trial, main, plain_notes
from tests.store.disk import Recorder, fresh, lay_out
from tests.store.examples import annotation


def test_a_sample_of_crashes_loses_nothing(tmp_path: Path) -> None:
    trial = Trial(tmp_path, seed=7, per_moment=2)
    trial.run(30)
    assert trial.states > 150
    assert not trial.wrong


@pytest.mark.slow
def test_thousands_of_crashes_lose_nothing() -> None:
    lines: list[str] = []
    assert main(5, 3, lines.append) == 0, lines
    assert int(lines[-1].split()[0]) > 2000


def test_crashes_would_be_seen_if_files_were_not_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = Recorder.sync

    def only_folders(self: Recorder, fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            synced(self, fd)

    monkeypatch.setattr(Recorder, "sync", only_folders)
    trial = Trial(tmp_path, seed=7, per_moment=2)
    trial.run(30)
    assert len(trial.wrong) > 10


class Watched(io.FileIO):
    """The file that TinyDB's own storage writes to, watched by a recorder."""

    def __init__(self, path: Path, recorder: Recorder) -> None:
        super().__init__(path, "r+")
        self._recorder = recorder
        recorder.adopt(self.fileno(), path.name)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        at = self.tell()
        taken = super().write(data)
        self._recorder.wrote(self.fileno(), at, bytes(data[:taken]))
        return taken

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        super().truncate(size)
        self._recorder.cut(self.fileno(), size)
        return size


@pytest.mark.parametrize("way", ["killed", "power"])
def test_the_same_crashes_find_what_tinydbs_own_storage_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    chance = random.Random(3)
    paths = fresh(tmp_path)
    acknowledged: dict[str, str] = {}
    under_way: dict[str, str] = {}
    unreadable = lost = 0

    def moment(recorder: Recorder) -> None:
        nonlocal unreadable, lost
        files = recorder.killed() if way == "killed" else recorder.power_cut(chance, False)
        left = lay_out(files, next(paths)) / "notes.json"
        try:
            lost += plain_notes(left) not in (acknowledged, under_way)
        except ValueError:
            unreadable += 1

    path = lay_out({"notes.json": b""}, next(paths)) / "notes.json"
    recorder = Recorder(path.parent, moment)
    db = tinydb.TinyDB(path)
    db.storage._handle.close()
    db.storage._handle = io.TextIOWrapper(io.BufferedRandom(Watched(path, recorder)))
    monkeypatch.setattr(os, "fsync", recorder.sync)
    for number in range(40):
        mark = annotation("long " * (number % 7), id=str(number % 9))
        under_way = {**acknowledged, mark.id: mark.note}
        db.table("annotations").upsert(mark.to_dict(), tinydb.where("id") == mark.id)
        acknowledged = under_way
    db.close()
    assert unreadable > 10
    assert plain_notes(path) == acknowledged
