"""Test damaged files of a document: a byte that changed, or a file that is cut off.

    python benchmarks/damage.py [--bytes 4] [--every 1]

The document has 20 annotations; its files are as a clean close leaves them, and as a killed process
does. Every byte of its file, of its journal and of its last good copy is replaced by some other
bytes in turn: one bit flipped, a letter, and others. Then every file is cut off at each 10th byte.
Each time the document is found by its content and opened, and all its annotations are compared.
`told` counts the states in which some differ and a message says so. In the columns after it no
state may be.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.store.damage import changed_bytes, cuts, prepare, sweep


def main() -> int:
    """Run all cases and print the counts; return the number of bad states."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=4, help="other bytes tried at each place")
    parser.add_argument("--every", type=int, default=1, help="try every so-many-th place")
    options = parser.parse_args()
    chance = random.Random(options.bytes)
    bad = 0
    print(f"{'':34}{'states':>9}{'unharmed':>10}{'told':>7}{'lost':>7}{'wrong':>7}{'raised':>8}")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CACHE_HOME"] = os.devnull
        for way, files in prepare(Path(scratch)).items():
            for ending in ("json", "journal", "bak"):
                data = next(data for name, data in files.items() if name.endswith(ending))

                def others(at: int, data: bytes = data) -> Iterable[int]:
                    if at % options.every:
                        return ()
                    flipped = data[at] ^ 1 << chance.randrange(8)
                    letter = chance.randrange(ord("a"), ord("z"))
                    rest = (chance.randrange(256) for _ in range(options.bytes - 2))
                    return [flipped, letter, *rest][: options.bytes]

                for what, states in (
                    ("one byte changed", changed_bytes(data, others)),
                    ("cut off", cuts(data)),
                ):
                    begin = time.monotonic()
                    tally = sweep(files, ending, states, Path(scratch))
                    told = tally.states - tally.unharmed - tally.bad
                    print(
                        f"{way:8}{ending:8}{what:18}{tally.states:>9,}{tally.unharmed:>10,}"
                        f"{told:>7,}{tally.lost:>7,}{tally.wrong:>7,}{tally.raised:>8,}"
                        f"   {time.monotonic() - begin:.0f} s",
                        flush=True,
                    )
                    if tally.example:
                        print(f"    {tally.example}")
                    bad += tally.bad
    return bad


if __name__ == "__main__":
    sys.exit(bool(main()))
