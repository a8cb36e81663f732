"""Scale: 100 MB of text. Memory, far jumps, and a search to a match near the end."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import NEEDLE, Bench
from measuring import Probe, summary
from programs import LESS, PLAIN, Move, reader
from report import Goal, Row
from texts import OPENING

JUMPS = (
    Move("to the end", "G", ["g"], ["g"]),
    Move("to a percentage", ":70%\r", ["g"], ["g"]),
    Move("to a highlight", "]", ["g"], ["g"]),
)
MOST = Goal(60, ratio=False)


def measure(bench: Bench) -> None:
    """Measure memory, jumps and search on the same file."""
    path = bench.text(100)
    _mark_the_end(bench, path)
    _memory(bench, path)
    with Probe(bench.reader.command(path), bench.env) as probe:
        probe.start(OPENING)
        probe.wait_for("1 highlight")
        for move in JUMPS:
            probe.press("g", timeout=0.5)
            one = summary(bench.pressed(probe, move))
            bench.table.add(
                Row(f"{move.name}, 100 MB", "ms median", {"reader": one.median_ms}, goal=MOST)
            )
    _search(bench, path)


def _mark_the_end(bench: Bench, path: Path) -> None:
    """Add a highlight on the needle."""
    command = [*bench.reader.words[:-1], "add", str(path), "--quote", f"{NEEDLE} lies here"]
    subprocess.run(command, check=True, capture_output=True, env=bench.child_env)


def _memory(bench: Bench, path: Path) -> None:
    """Measure private memory after the first page, and after a visit to the end."""
    with Probe(PLAIN.command(bench.text(1)), bench.env) as probe:
        probe.start(OPENING)
        plain = probe.megabytes()
    with Probe(bench.reader.command(path), bench.env) as probe:
        probe.start(OPENING)
        first = probe.megabytes()
        probe.idle(2.0)
        for keys in ("G", "g", ":50%\r", "G"):
            probe.press(keys)
        visited = probe.megabytes()
    for what, value, most in (
        ("memory above plain", first, 20.0),
        ("memory after the end", visited, 40.0),
    ):
        values = {"reader": value - plain, "plain": plain}
        bench.table.add(Row(f"{what}, 100 MB", "MB", values, goal=Goal(most, ratio=False)))


def _search(bench: Bench, path: Path) -> None:
    """Measure a search to a match near the end of the text."""
    unmarked = reader(
        bench.folder / "empty"
    )  # with the highlight, the list would show the needle at once
    grep = ["grep", "-F", "-m", "1", NEEDLE, str(path)]
    ways: dict[str, Callable[[], float]] = {
        "reader": lambda: _find(bench, unmarked.command(path), f"/{NEEDLE}"),
        "grep -F": lambda: _run(grep),
    }
    if LESS.here:
        ways["less"] = lambda: _find(bench, LESS.command(path), f"/{NEEDLE}\r")
    found = {
        name: statistics.median(way() for _ in range(bench.rounds)) * 1000
        for name, way in ways.items()
    }
    bench.table.add(Row("search, 100 MB", "ms", found, against="less", goal=Goal(0.1)))
    bench.table.add(Row("search, 100 MB", "ms", found, against="grep -F", goal=Goal(4)))


def _find(bench: Bench, command: Sequence[str], keys: str) -> float:
    """Return the seconds from the first key of a search until its match is on the screen."""
    with Probe(command, bench.env) as probe:
        probe.start(OPENING)
        probe.idle(1.0)
        pressed = time.perf_counter()
        probe.write(keys)
        probe.wait_for(f"{NEEDLE} lies")
        return probe.when(f"{NEEDLE} lies") - pressed


def _run(command: Sequence[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin
