"""The result table of a run: printed for people, saved as JSON to compare with a later run."""

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
    """The limit for the figure of a row's subject.

    Attributes:
        most: the limit.
        ratio: True if the limit is a ratio, False if it is in the unit of the row.
    """

    most: float
    ratio: bool = True

    def __str__(self) -> str:
        return f"{self.most:g}x" if self.ratio else figure(self.most)


@dataclass(frozen=True)
class Row:
    """A measurement of several programs.

    Attributes:
        what: what was measured.
        unit: the unit of the values.
        values: the figure of each program.
        subject: the program whose figure counts.
        against: the program it is compared with; empty for none.
        goal: the limit for the subject's figure; None for no limit.
    """

    what: str
    unit: str
    values: Mapping[str, float]
    subject: str = "reader"
    against: str = ""
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Return the subject's figure over the compared one; None if either is missing."""
        base, value = self.values.get(self.against), self.values.get(self.subject)
        return value / base if base and value is not None else None

    @property
    def reached(self) -> bool | None:
        """Return whether the goal is reached; None without a goal or without a figure."""
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
        """Print and store a row, if anything was measured for it."""
        if row.values:
            self.rows.append(row)
            print(row, flush=True)

    def summary(self) -> str:
        """Return how many goals are reached, and which are not."""
        judged = [row for row in self.rows if row.reached is not None]
        missed = [f"{row.what}, {row.unit}" for row in judged if not row.reached]
        result = f"{len(judged) - len(missed)} of {len(judged)} goals reached"
        return "; not: ".join([result, *(["; ".join(missed)] if missed else [])])

    def save(self, folder: Path) -> Path:
        """Write the rows and facts about the machine to a JSON file; return its path."""
        facts = machine()
        folder.mkdir(exist_ok=True)
        file = folder / f"{facts['date'][:16].replace(':', '')}-{facts['commit']}.json"
        rows = [{**asdict(row), "ratio": row.ratio, "reached": row.reached} for row in self.rows]
        file.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1) + "\n", "utf-8")
        return file


def machine() -> dict[str, str]:
    """Return the facts that the figures depend on, without the name of the machine."""
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
    """Format a figure with no more digits than needed.

    >>> figure(1234.5), figure(3.14159)
    ('1,234', '3.14')
    """
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
