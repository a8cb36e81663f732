"""Compare every screen cell in random sessions: a terminal fed whole frames, and our renderer.

    python benchmarks/cells.py [--sessions 5000] [--steps 40] [--seed 1]

All combinations of terminal capabilities are used in turn. Every third terminal is so busy that it
misses frames; every ninth takes some grapheme clusters for wider than readerapp does. All cells and
the cursor are compared after each frame. `tests/ui/terminal/test_sessions.py` runs a sample.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from tests.ui.terminal.test_sessions import ABILITIES, check, check_with_other_widths


def session(seed: int, steps: int) -> tuple[int, str]:
    """Run one session.

    Returns:
        The number of frames compared, and what was wrong; empty if nothing was.
    """
    try:
        if seed % 9 == 0:
            return check_with_other_widths(seed, steps), ""
        busy = 0.6 if seed % 3 == 0 else 0.0
        return check(seed, steps, ABILITIES[seed % len(ABILITIES)], busy), ""
    except AssertionError as error:
        return 0, f"session {seed}: {error}"


def main() -> None:
    """Run all sessions and print the counts; exit with 1 if a cell was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sessions", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.sessions)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(session, seeds, repeat(options.steps), chunksize=10))
    wrong = [what for _, what in found if what]
    print(f"{len(found)} sessions, {sum(n for n, _ in found)} frames, {len(wrong)} wrong")
    print("\n".join(wrong[:5]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
