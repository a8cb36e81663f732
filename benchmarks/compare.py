"""Compare two saved runs: which figures got worse or better.

    python benchmarks/compare.py OLD.json NEW.json [--noise 0.15]

A row that has a ratio is compared by it, since machines differ; the others by their figures. The
exit code is 1 if anything got worse by more than the noise.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from report import figure

Key = tuple[str, str, str]


def figures(path: Path) -> dict[Key, float]:
    """Return the figure that counts of each row, by what, unit and what it is compared with."""
    found: dict[Key, float] = {}
    for row in json.loads(path.read_text("utf-8"))["rows"]:
        value = _counts(row)
        if value is not None:
            found[row["what"], row["unit"], row["against"]] = value
    return found


def _counts(row: Mapping[str, Any]) -> float | None:
    value: float | None = row["ratio"]
    return row["values"].get(row["subject"]) if value is None else value


def changes(
    old: Mapping[Key, float], new: Mapping[Key, float], noise: float
) -> Iterator[tuple[Key, float, float]]:
    """Yield the rows of both runs that differ by more than the noise.

    Args:
        old: figures of the old run.
        new: figures of the new run.
        noise: the largest difference to ignore, as a share of the larger figure.

    Yields:
        The key of the row, the old figure and the new one.
    """
    for key in old.keys() & new.keys():
        before, after = old[key], new[key]
        if abs(after - before) > noise * max(abs(before), abs(after)):
            yield key, before, after


def main() -> int:
    """Print the changes, the worst first; return True if anything got worse."""
    parser = argparse.ArgumentParser(description="What got worse, or better, between two runs.")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--noise", type=float, default=0.15, help="a share: %(default)s")
    options = parser.parse_args()
    found = list(changes(figures(options.old), figures(options.new), options.noise))
    found.sort(key=lambda change: change[1] / change[2] if change[2] else float("inf"))
    for (what, unit, against), before, after in found:
        verdict = "WORSE" if after > before else "better"
        comparison = f" (x {against})" if against else ""
        print(f"{verdict:<7}{what}, {unit}{comparison}: {figure(before)} -> {figure(after)}")
    print(f"{sum(after > before for _, before, after in found)} worse of {len(found)} changed")
    return any(after > before for _, before, after in found)


if __name__ == "__main__":
    sys.exit(main())
