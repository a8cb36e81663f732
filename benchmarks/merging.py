"""Test merging with random histories of records, and with teams that sync through git.

    python benchmarks/merging.py [--histories 10000] [--teams 10] [--seed 0]

A history is up to 30 edits, deletions and exchanges of one record between up to six devices, whose
clocks differ by years. It passes if merging in any order gives the result of a simple model and
nothing is lost. A team is three people who make 150 edits in their own stores and sync now and then
through one repository. It passes if all stores are equal, byte by byte.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from readerapp.cli import main as command
from tests.collaboration.conftest import ARTICLE, Person, Said
from tests.collaboration.teamwork import work_apart
from tests.interchange.test_record_merge import check_history


def run(*arguments: str | Path) -> Said:
    """Run a command in this process and return what it prints."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = command([str(argument) for argument in arguments])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Said(code, *texts)


def team(seed: int) -> None:
    """Let three people make 150 edits and sync; raise AssertionError if their stores differ."""
    with tempfile.TemporaryDirectory() as name:
        folder, hub = Path(name), Path(name) / "hub.git"
        os.environ |= {"HOME": name, "XDG_DATA_HOME": f"{name}/data", "XDG_STATE_HOME": f"{name}/s"}
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", hub], check=True)
        path = folder / "ferry.txt"
        path.write_text(ARTICLE, encoding="utf-8")
        people = [Person(who, folder / who, path, run) for who in ("Ana", "Bob", "Cy")]
        work_apart(people, hub, seed, edits=150)


def main() -> int:
    """Run all cases and print the seeds that failed; return 1 if any did."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--teams", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0, help="where to begin")
    options = parser.parse_args()
    wrong = 0
    for what, check, count in (
        ("histories", check_history, options.histories),
        ("teams", team, options.teams),
    ):
        begin, bad = time.perf_counter(), []
        for seed in range(options.seed, options.seed + count):
            try:
                check(seed)
            except AssertionError:
                bad.append(seed)
        seconds = time.perf_counter() - begin
        print(f"{count} {what}: {len(bad)} went wrong {bad or ''} ({seconds:.0f} s)", flush=True)
        wrong += len(bad)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
