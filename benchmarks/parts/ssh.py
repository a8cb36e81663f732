"""SSH: caret, line and page over a real SSH server on this machine, in milliseconds and bytes."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench import Bench
from measuring import summary
from programs import LESS
from report import Row

from parts.keys import READING
from tests.collaboration.ssh_server import client_of_server

NAMES = ("caret right", "line scroll", "page")
LOCALE = ("LANG", "LC_ALL", "LC_CTYPE")  # what a client sends if the server accepts it


def measure(bench: Bench) -> None:
    """Measure the reader and `less`, both at the other end of `ssh -tt`."""
    folder = bench.folder / "ssh"
    folder.mkdir()
    try:
        client = client_of_server(folder, "far")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"ssh is left out: {error}")
        return
    # A separate home: the reader is hung up there, and saves its reading position.
    bench = Bench(folder, bench.rounds, bench.presses, bench.table)
    reading = [move for move in READING if move.name in NAMES]
    found = {"reader": bench.moves(_far(client, bench, bench.opens(bench.reader)), reading)}
    if LESS.here:
        moves = [move for move in LESS.moves if move.name in NAMES]
        found["less"] = bench.moves(_far(client, bench, bench.opens(LESS)), moves)
    for name in NAMES:
        sums = {who: summary(moves[name]) for who, moves in found.items() if name in moves}
        for unit, what in (("ms median", "median_ms"), ("ms 95 %", "p95_ms"), ("bytes", "size")):
            values = {who: float(getattr(one, what)) for who, one in sums.items()}
            bench.table.add(Row(f"{name}, ssh", unit, values, against="less"))


def _far(client: Path, bench: Bench, words: Sequence[str]) -> list[str]:
    """Return the command that runs `words` on the server, in this folder and environment."""
    inherited = {name: os.environ[name] for name in ("PATH", *LOCALE) if name in os.environ}
    env = {**inherited, **bench.env}
    there = shlex.join(["env", *(f"{name}={value}" for name, value in env.items()), *words])
    command = f"cd {shlex.quote(str(Path.cwd()))} && exec {there}"
    return ["ssh", "-tt", "-F", str(client), "far", command]
