"""Load test of the store: many processes on one document, some of which are killed.

    python benchmarks/many_at_once.py [--seconds 60] [--writers 8] [--readers 2] [--kill-every 3]

Writers save one annotation after the other without a pause. Every few seconds one of them is killed
with SIGKILL and another is started. Readers poll for changes all the time. In the end every
annotation that a writer reported as saved must be there, for readerapp and for plain TinyDB.
Waiting times are printed too.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tinydb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from readerapp.core.model import DocumentRecord, new_id  # noqa: E402
from readerapp.store import Store, StoreBusy  # noqa: E402
from tests.store.examples import annotation  # noqa: E402


def write(folder: Path, document: str, name: str) -> None:
    """Save annotations until killed; print each attempt, its result and its seconds."""
    opened = Store(folder).open(DocumentRecord(id=document))
    number = 0
    while True:
        number += 1
        print(f"try {name}-{number}", flush=True)
        begin = time.perf_counter()
        try:
            opened.commit(annotation("n" * (number * 37 % 500), id=f"{name}-{number}"))
        except StoreBusy:
            print(f"busy {name}-{number} {time.perf_counter() - begin}", flush=True)
        else:
            print(f"saved {name}-{number} {time.perf_counter() - begin}", flush=True)


def read(folder: Path, document: str) -> None:
    """Poll for changes until killed; print the seconds of each poll."""
    opened = Store(folder).open(DocumentRecord(id=document))
    while True:
        begin = time.perf_counter()
        opened.refresh()
        print(f"look {len(opened.annotations)} {time.perf_counter() - begin}", flush=True)
        time.sleep(0.05)


class Crew:
    """The processes of a run, each with a log file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._document = new_id()
        self._logs: list[Path] = []
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, kind: str) -> subprocess.Popen[bytes]:
        """Start another process.

        Args:
            kind: "write" or "read".
        """
        log = self._folder / f"{kind}-{len(self._logs)}"
        self._logs.append(log)
        words = [kind, str(self._folder / "store"), self._document, f"w{len(self._logs)}"]
        with log.open("wb") as file:
            process = subprocess.Popen([sys.executable, __file__, *words], stdout=file)
        self.running.append(process)
        return process

    def end(self) -> None:
        """Kill all processes that still run."""
        for process in self.running:
            process.kill()
            process.wait()

    def lines(self, *kinds: str) -> list[list[str]]:
        """Return the words of the log lines that begin with one of `kinds`.

        Only whole lines count: the last line of a killed process may be cut off.
        """
        said = []
        for log in self._logs:
            said += [line.split() for line in log.read_text().split("\n")[:-1]]
        return [words for words in said if words[0] in kinds]

    def found(self) -> tuple[set[str], set[str], float]:
        """Return what is in the store at the end.

        Returns:
            The ids that readerapp finds, those that plain TinyDB finds, and the seconds that a new
                process waits until it has saved something.
        """
        opened = Store(self._folder / "store").open(DocumentRecord(id=self._document))
        begin = time.perf_counter()
        opened.commit(annotation(id="last"))
        waited = time.perf_counter() - begin
        ours = set(opened.annotations)
        opened.close()
        with tinydb.TinyDB(self._folder / "store" / f"{self._document}.json") as plain:
            theirs = {row["id"] for row in plain.table("annotations")}
        return ours - {"last"}, theirs - {"last"}, waited


def main() -> int:
    """Run the test and print the result; return the number of annotations that were lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=3, help="seconds; 0 kills nobody")
    parser.add_argument("--folder", type=Path, help="on the disk that this is on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        os.environ["XDG_DATA_HOME"] = f"{scratch}/data"
        crew = Crew(Path(scratch))
        try:
            kills = _work(crew, options)
        finally:
            crew.end()
        return _report(crew, options, kills)


def _work(crew: Crew, options: argparse.Namespace) -> int:
    for _ in range(options.readers):
        crew.start("read")
    writers = [crew.start("write") for _ in range(options.writers)]
    kills, end = 0, time.monotonic() + options.seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, options.kill_every or left))
        if options.kill_every and time.monotonic() < end:
            at = random.randrange(len(writers))
            writers[at].send_signal(signal.SIGKILL)
            writers[at].wait()
            writers[at] = crew.start("write")
            kills += 1
    return kills


def _report(crew: Crew, options: argparse.Namespace, kills: int) -> int:
    saved = {words[1] for words in crew.lines("saved")}
    tried = {words[1] for words in crew.lines("try")}
    ours, theirs, waited = crew.found()
    lost = len(saved - ours) + len(saved - theirs)
    for kind, what in (("saved", "saves"), ("busy", "given up"), ("look", "looks by readers")):
        times = sorted(float(words[2]) * 1000 for words in crew.lines(kind))
        if times:
            print(
                f"{len(times):>8,} {what:18} median {statistics.median(times):7.1f} ms   "
                f"99 % {times[int(len(times) * 0.99)]:7.1f}   longest {times[-1]:7.1f}"
            )
    print(
        f"{options.writers} writers, {options.readers} readers, {options.seconds:.0f} s, "
        f"{kills} writers killed, load {os.getloadavg()[0]:.1f}: {lost} acknowledged and lost, "
        f"{len(ours - tried)} never begun; the next process saved after {waited * 1000:.1f} ms"
    )
    return lost


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    elif sys.argv[1:2] == ["read"]:
        read(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(bool(main()))
