"""Measure the speed and the output of the reader and of other programs in the same run.

    python benchmarks/reader.py [--save] [--rounds 7] [--presses 40] [--only start,keys]

benchmarks/README.md explains each row.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import chdir
from pathlib import Path

from bench import Bench
from parts import commands, highlights, keys, link, scale, ssh, start
from programs import LESS, PEERS

PARTS = {
    "start": start.measure,
    "keys": keys.measure,
    "scale": scale.measure,
    "highlights": highlights.measure,
    "commands": commands.measure,
    "link": link.measure,
    "ssh": ssh.measure,
}


def main() -> None:
    """Measure, print the table, and save it if wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/*.json")
    parser.add_argument("--rounds", type=int, default=7, help="starts of each program")
    parser.add_argument("--presses", type=int, default=40, help="presses of each key")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, by name: %(default)s")
    options = parser.parse_args()
    if missing := [program.name for program in (LESS, *PEERS) if not program.here]:
        print("left out, for they are not installed:", ", ".join(missing))
    # Run in the temporary folder: some peers write files where they are started.
    with tempfile.TemporaryDirectory(prefix="readerapp-bench-") as folder, chdir(folder):
        bench = Bench(Path(folder), options.rounds, options.presses)
        for part in options.only.split(","):
            began = time.monotonic()
            PARTS[part](bench)
            print(f"-- {part} took {time.monotonic() - began:.0f} s", flush=True)
    print(bench.table.summary())
    if options.save:
        print("saved as", bench.table.save(Path(__file__).resolve().parent / "results"))


if __name__ == "__main__":
    main()
