"""Commands: milliseconds of `--version`, `list` and `export`, compared with Python itself."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from bench import Bench
from report import Goal, Row

GOALS = {"--version": Goal(2), "list": Goal(4), "export": Goal(4)}


def measure(bench: Bench) -> None:
    """Run the commands in turn, many times, and add a row for each."""
    path, words = bench.folder / "small.txt", list(bench.reader.words[:-1])
    path.write_text("A small text, of which three words are marked.\n", encoding="utf-8")
    for quote in ("small", "three", "marked"):
        _run(bench, [*words, "add", str(path), "--quote", quote])
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "--version": [sys.executable, "-m", "readerapp", "--version"],
        "list": [*words, "list"],
        "export": [*words, "export", str(path)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(3 * bench.rounds):
        for name, command in commands.items():
            begin = time.perf_counter()
            _run(bench, command)
            times[name].append((time.perf_counter() - begin) * 1000)
    base = statistics.median(times.pop("python -c pass"))
    for name, found in times.items():
        values = {"reader": statistics.median(found), "python -c pass": base}
        bench.table.add(Row(name, "ms", values, against="python -c pass", goal=GOALS[name]))


def _run(bench: Bench, command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, env=bench.child_env)
