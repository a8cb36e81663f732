"""Crash states: a writer, the disk states that a crash may leave at any moment, and their check.

python -m tests.store.crashes SEEDS [PER_MOMENT]     counts the states, and the wrong ones
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from readerapp.store.filesystem import System
from tests.store.disk import Recorder, Unsynced, fresh, lay_out
from tests.store.examples import annotation
from tests.store.subjects import Content, Ours, Subject

Files = dict[str, bytes]
WAYS = ("killed", "in order", "any order")


class Writer:
    """Random commits, checkpoints and reopenings; records what is acknowledged and in progress."""

    def __init__(
        self,
        kind: type[Subject],
        folder: Path,
        system: System,
        seed: int,
        report: Callable[[dict[str, Content]], None] = lambda content: None,
    ) -> None:
        """Call `report` with the contents before a save ("under way") and after it ("saved")."""
        self.acknowledged: Content = {}
        self.in_progress: Content = {}
        self._kind, self._folder, self._system = kind, folder, system
        self._report = report
        self._chance = random.Random(seed)
        self._opened = kind(folder, system)

    def work(self, steps: int) -> None:
        for number in range(steps):
            kind = self._chance.random()
            if kind < 0.12:
                self._opened.tidy()
            elif kind < 0.2:
                self._opened.close()
                self._opened = self._kind(self._folder, self._system)
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
        self.in_progress = {key: note for key, note in after.items() if key not in gone}
        self._report({"under way": self.in_progress})
        self._opened.commit(pairs, gone)
        self.acknowledged = self.in_progress
        self._report({"saved": self.acknowledged})


class Trial:
    """One writer, and a check of the states that crashes leave at each of its moments."""

    def __init__(
        self, scratch: Path, seed: int, per_moment: int = 2, kind: type[Subject] = Ours
    ) -> None:
        self.states = 0
        self.unreadable = 0
        self.wrong: list[str] = []
        self._kind = kind
        self._chance = random.Random(seed)
        self._per_moment = per_moment
        self._paths: Iterator[Path] = fresh(scratch)
        self._seed = seed

    def run(self, steps: int) -> None:
        folder = next(self._paths)
        self._kind.prepare(folder)
        recorder = Recorder(folder, lambda now: self._moment(now))
        self._writer: Writer | None = None
        self._writer = Writer(self._kind, folder, recorder, self._seed)
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
        """Crash a second time, at some moment of the recovery from the first crash."""
        left = [files]
        folder = lay_out(files, next(self._paths))
        recorder = Recorder(folder, lambda now: left.append(self._crash(now)[0]))
        self._kind(folder, recorder).close()
        shutil.rmtree(folder)
        return self._chance.choice(left)

    def _check(self, files: Files, way: str) -> None:
        self.states += 1
        folder = lay_out(files, next(self._paths))
        writer = self._writer
        right = [writer.acknowledged, writer.in_progress] if writer else [{}]
        try:
            found = self._recover(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            self.unreadable += 1
            self.wrong.append(f"{way}: {error!r}")
        else:
            if found not in right:
                self.wrong.append(f"{way}: {found} is none of {right}")
        shutil.rmtree(folder)

    def _recover(self, folder: Path) -> Content:
        found = self._kind.recover(folder)
        if self._chance.random() < 0.2:
            again = self._kind(folder, Unsynced())
            again.commit([annotation("after", id="after")], set())
            assert self._kind.recover(folder) == {**found, "after": "after"}
            again.close()
        return found


def main(seeds: int, per_moment: int, report: Callable[[str], None] = print) -> int:
    states, wrong = 0, 0
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as scratch:
            os.environ["XDG_DATA_HOME"] = os.devnull  # dated copies are not what is tried
            trial = Trial(Path(scratch) / "states", seed, per_moment)
            trial.run(40)
        states, wrong = states + trial.states, wrong + len(trial.wrong)
        for line in trial.wrong[:2]:
            report(f"seed {seed}: {line[:300]}")
    report(f"{states} states, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int((sys.argv[2:] or ["2"])[0]))))
