"""A writer at work, the states of the disk that a crash may leave at any moment, and their check.

python -m tests.store.crashes SEEDS [PER_MOMENT]     many states, and how many were wrong
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import tinydb

from readerapp.model import DocumentRecord
from readerapp.store import DocumentStore, Store
from readerapp.store.system import System
from tests.store.disk import Recorder, Unsynced, fresh, lay_out
from tests.store.examples import annotation, document

Files = dict[str, bytes]
Content = dict[str, str]
WAYS = ("killed", "in order", "any order")


def content(opened: DocumentStore) -> Content:
    return {key: mark.note for key, mark in opened.annotations.items()}


class Writer:
    """Commits, checkpoints and reopenings by chance; what is acknowledged and what under way."""

    def __init__(self, folder: Path, record: DocumentRecord, system: System, seed: int) -> None:
        self.acknowledged: Content = {}
        self.under_way: Content = {}
        self._folder = folder
        self._record = record
        self._system = system
        self._chance = random.Random(seed)
        self._opened = self._open()

    def _open(self) -> DocumentStore:
        return Store(self._folder, system=self._system).open(self._record)

    def work(self, steps: int) -> None:
        for number in range(steps):
            kind = self._chance.random()
            if kind < 0.12:
                self._opened.tidy()
            elif kind < 0.2:
                self._opened.close()
                self._opened = self._open()
            else:
                self._commit(number)
        self._opened.close()

    def _commit(self, number: int) -> None:
        marks = list(self.acknowledged)
        pairs = [annotation("x" * self._chance.randint(0, 80), id=f"{number}{end}") for end in "ab"]
        if marks and self._chance.random() < 0.5:
            pairs[0] = annotation(f"edit {number}", id=self._chance.choice(marks))
        gone = {self._chance.choice(marks)} if marks and self._chance.random() < 0.3 else set()
        gone -= {pair.id for pair in pairs}
        after = {**self.acknowledged, **{pair.id: pair.note for pair in pairs}}
        self.under_way = {key: note for key, note in after.items() if key not in gone}
        self._opened.commit(*pairs, {"id": f"h{number}"}, removes=gone)
        self.acknowledged = self.under_way


class Trial:
    """One writer, and a check of what crashes leave at every one of its moments."""

    def __init__(self, scratch: Path, seed: int, per_moment: int = 2) -> None:
        self.states = 0
        self.wrong: list[str] = []
        self.events: Counter[str] = Counter()
        self._record = document()
        self._chance = random.Random(seed)
        self._per_moment = per_moment
        self._paths: Iterator[Path] = fresh(scratch)
        self._seed = seed

    def run(self, steps: int) -> None:
        folder = lay_out({}, next(self._paths))
        recorder = Recorder(folder, lambda now: self._moment(now))
        self._writer: Writer | None = None
        self._writer = Writer(folder, self._record, recorder, self._seed)
        self._writer.work(steps)

    def _moment(self, recorder: Recorder) -> None:
        for _ in range(self._per_moment):
            files, way = self._crash(recorder)
            if self._chance.random() < 0.1:
                files = self._crash_again(files)
            self._check(files, way)

    def _crash(self, recorder: Recorder) -> tuple[Files, str]:
        way = self._chance.choice(WAYS)
        if way == "killed":
            return recorder.killed(), way
        return recorder.power_cut(self._chance, way == "any order"), way

    def _crash_again(self, files: Files) -> Files:
        """A second crash, at some moment while the first one's damage is repaired."""
        left = [files]
        folder = lay_out(files, next(self._paths))
        recorder = Recorder(folder, lambda now: left.append(self._crash(now)[0]))
        Store(folder, system=recorder).open(self._record).close()
        shutil.rmtree(folder)
        return self._chance.choice(left)

    def _check(self, files: Files, way: str) -> None:
        self.states += 1
        folder = lay_out(files, next(self._paths))
        writer = self._writer
        right = [writer.acknowledged, writer.under_way] if writer else [{}]
        try:
            found = self._recover(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            self.wrong.append(f"{way}: {error!r}")
        else:
            if found not in right:
                self.wrong.append(f"{way}: {found} is none of {right}")
        shutil.rmtree(folder)

    def _recover(self, folder: Path) -> Content:
        path = folder / f"{self._record.id}.json"
        if path.exists():
            plain_notes(path)  # at any moment plain TinyDB can open it
        opened = Store(folder, system=Unsynced()).open(self._record)
        found = content(opened)
        if self._chance.random() < 0.2:
            opened.commit(annotation("after", id="after"))
            assert content(Store(folder, system=Unsynced()).open(self._record)) == {
                **found,
                "after": "after",
            }
            opened.commit(removes=["after"])
        opened.close()
        self.events.update(event.replace(self._record.id, "") for event in opened.events)
        if path.exists():
            assert plain_notes(path) == found, "what plain TinyDB reads at rest"
        return found


def plain_notes(path: Path) -> Content:
    with tinydb.TinyDB(path, access_mode="r") as plain:
        return {row["id"]: row["note"] for row in plain.table("annotations")}


def main(seeds: int, per_moment: int, report: Callable[[str], None] = print) -> int:
    states, wrong, events = 0, 0, Counter[str]()
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as scratch:
            os.environ["XDG_DATA_HOME"] = f"{scratch}/data"
            trial = Trial(Path(scratch) / "states", seed, per_moment)
            trial.run(40)
        states, wrong = states + trial.states, wrong + len(trial.wrong)
        events.update(trial.events)
        for line in trial.wrong[:2]:
            report(f"seed {seed}: {line[:300]}")
    report(f"{states} states, {wrong} wrong; {dict(events)}")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int((sys.argv[2:] or ["2"])[0]))))
