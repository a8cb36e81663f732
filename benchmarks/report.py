"""The table of a run, as people read it and as JSON that a later run is compared with."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Goal:
    """The most that a row's subject may be: as a ratio, or else in the row's own unit."""

    most: float
    ratio: bool = True

    def __str__(self) -> str:
        return f"{self.most:g}x" if self.ratio else figure(self.most)


@dataclass(frozen=True)
class Row:
    """One thing measured for several programs.

    `subject` is the program whose figure counts, `against` the one it is compared with.
    """

    what: str
    unit: str
    values: Mapping[str, float]
    subject: str = "reader"
    against: str = ""
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """The subject's figure over the one it is compared with; None if either is missing."""
        base, value = self.values.get(self.against), self.values.get(self.subject)
        return value / base if base and value is not None else None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one, or if it could not be measured."""
        if self.goal is None:
            return None
        found = self.ratio if self.goal.ratio else self.values.get(self.subject)
        return None if found is None else found <= self.goal.most

    def __str__(self) -> str:
        values = "   ".join(f"{name} {figure(value)}" for name, value in self.values.items())
        ratio = f"{self.ratio:.2f}x {self.against}" if self.ratio is not None else ""
        mark = {True: "+", False: "-", None: " "}[self.reached]
        goal = f"{mark} {self.goal}" if self.goal else ""
        return f"{self.what:<28}{self.unit:<10}{ratio:<18}{goal:<10}{values}"


@dataclass
class Table:
    """All rows of a run."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Print a row and keep it, if anything was measured for it."""
        if row.values:
            self.rows.append(row)
            print(row, flush=True)

    def summary(self) -> str:
        """How many goals are reached, and which are not."""
        judged = [row for row in self.rows if row.reached is not None]
        missed = [f"{row.what}, {row.unit}" for row in judged if not row.reached]
        told = f"{len(judged) - len(missed)} of {len(judged)} goals reached"
        return "; not: ".join([told, *(["; ".join(missed)] if missed else [])])

    def save(self, folder: Path) -> Path:
        """Write the rows with the machine's facts; return the file."""
        facts = machine()
        folder.mkdir(exist_ok=True)
        file = folder / f"{facts['date'][:16].replace(':', '')}-{facts['commit']}.json"
        rows = [{**asdict(row), "ratio": row.ratio, "reached": row.reached} for row in self.rows]
        file.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1) + "\n", "utf-8")
        return file


def machine() -> dict[str, str]:
    """What the figures depend on, without the machine's name."""
    git = subprocess.run(
        ["git", "-C", Path(__file__).parent, "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": git.stdout.strip() or "none",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "textual": version("textual"),
    }


def figure(value: float) -> str:
    """A figure as short as it says enough."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
