"""Several processes on one document, and processes that are killed: nothing is lost."""

from __future__ import annotations

import fcntl
import os
import random
import select
import subprocess
import sys
from pathlib import Path

import pytest

from readerapp.core.model import DocumentRecord
from readerapp.store import DocumentStore, Store, StoreBusy
from tests.store.examples import annotation, edited
from tests.store.subjects import plain_notes
from tests.store.writer import SHARED

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, record: DocumentRecord, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", folder, record.id, name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def kill_and_check(folder: Path, record: DocumentRecord, loops: int, seed: int) -> int:
    chance = random.Random(seed)
    saved: set[str] = set()
    for loop in range(loops):
        process = start(folder, record, str(loop), 0)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randint(2, 120))]
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        saved |= {
            line.split()[1] for line in lines if line.startswith("saved") and line.endswith("\n")
        }
        tried = {line.split()[1] for line in lines if line.startswith("try") and line.count("\n")}
        path = folder / f"{record.id}.json"
        assert not path.exists() or set(plain_notes(path)) <= saved | tried
        opened = Store(folder).open(record)
        found = set(opened.annotations)
        assert saved <= found <= saved | tried, "acknowledged and lost, or never begun"
        assert {step["id"] for step in opened.history} == {f"step {one}" for one in found}
        saved = found
        if loop % 3 == 0:
            opened.close()
            assert set(plain_notes(path)) == found
    return len(saved)


def test_a_killed_writer_loses_nothing_that_it_reported_as_saved(
    folder: Path, record: DocumentRecord
) -> None:
    assert kill_and_check(folder, record, loops=4, seed=11) > 20


@pytest.mark.slow
def test_many_killed_writers_lose_nothing(folder: Path, record: DocumentRecord) -> None:
    assert kill_and_check(folder, record, loops=15, seed=12) > 150


@pytest.mark.parametrize(
    ("writers", "each"), [(3, 25), pytest.param(6, 60, marks=pytest.mark.slow)]
)
def test_several_processes_lose_none_of_their_changes(
    folder: Path, record: DocumentRecord, writers: int, each: int
) -> None:
    processes = [start(folder, record, f"w{number}", each) for number in range(writers)]
    reader = Store(folder).open(record)
    seen: set[str] = set()
    while any(process.poll() is None for process in processes):
        seen |= reader.refresh()
        assert all(process.stdout is not None for process in processes)
        select.select([process.stdout for process in processes], [], [], 0.02)
    for process in processes:
        out, _ = process.communicate()
        assert process.returncode == 0
        assert out.count("saved") == each
    seen |= reader.refresh()
    expected = {f"w{writer}-{number}" for writer in range(writers) for number in range(each)}
    assert set(reader.annotations) == expected | {SHARED} == seen & (expected | {SHARED})
    assert set(reader.annotations[SHARED].tags) == expected, "a stale put of it overwrote another"
    assert not reader.events
    reader.close()
    assert set(plain_notes(folder / f"{record.id}.json")) == expected | {SHARED}


def test_a_process_that_had_to_wait_lets_others_go_first(
    opened: DocumentStore, folder: Path, record: DocumentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    opened.commit(annotation("a"))
    lock = os.open(folder / f"{record.id}.lock", os.O_RDWR)

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            fcntl.flock(lock, fcntl.LOCK_UN)

    monkeypatch.setattr("readerapp.store.lock.time.sleep", sleep)
    opened.commit(annotation("b"))
    assert not pauses, "nobody else is there"
    fcntl.flock(lock, fcntl.LOCK_EX)
    opened.commit(annotation("c"))
    assert len(pauses) == 3
    opened.commit(annotation("d"))
    opened.commit(annotation("e"))
    assert len(pauses) == 4, "it went last once"
    os.close(lock)


def test_a_lock_that_is_held_is_waited_for_a_moment_and_then_explained(
    opened: DocumentStore, folder: Path, record: DocumentRecord
) -> None:
    mark = annotation("a")
    opened.commit(mark)
    code = (
        "import fcntl, sys; lock = open(sys.argv[1]); fcntl.flock(lock, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, folder / f"{record.id}.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None and holder.stdin is not None
    holder.stdout.readline()
    opened.lock_timeout = 0.02
    with pytest.raises(StoreBusy, match="Try again"):
        opened.commit(edited(mark, "b"))
    assert opened.annotations[mark.id] == mark
    assert Store(folder).open(record).annotations[mark.id] == mark, "reading needs no lock"
    holder.kill()
    holder.communicate()
    opened.commit(edited(mark, "b"))
    assert opened.annotations[mark.id].note == "b"
