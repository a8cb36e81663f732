"""Power cuts and kills at any moment: acknowledged saves survive."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.crashes import Trial, main
from tests.store.disk import Recorder
from tests.store.subjects import Stock

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("no_copies")


def test_a_sample_of_crashes_loses_nothing(tmp_path: Path) -> None:
    trial = Trial(tmp_path, seed=7, per_moment=2)
    trial.run(30)
    assert trial.states > 150
    assert not trial.wrong


@pytest.mark.slow
def test_hundreds_of_crashes_lose_nothing() -> None:
    lines: list[str] = []
    assert main(1, 4, lines.append) == 0, lines
    assert int(lines[-1].split()[0]) > 400


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


@pytest.mark.parametrize("seed", [3, 4])
def test_the_same_crashes_find_what_tinydbs_own_storage_loses(tmp_path: Path, seed: int) -> None:
    trial = Trial(tmp_path, seed=seed, per_moment=2, kind=Stock)
    trial.run(30)
    assert trial.unreadable > 3


def test_a_sample_of_processes_killed_at_a_system_call_loses_nothing() -> None:
    words = [sys.executable, "-m", "tests.store.kills", "40"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=200)
    killed, _, wrong, _ = done.stdout.split()
    assert (int(killed) > 20, wrong, done.returncode) == (True, "0", 0), done.stderr
