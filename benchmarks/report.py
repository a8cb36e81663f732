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
class Row:
    """One thing measured for several programs."""

    what: str
    unit: str
    values: Mapping[str, float]
    subject: str
    against: str

    @property
    def ratio(self) -> float | None:
        """The subject's figure over the one it is compared with; None if either is missing."""
        base, value = self.values.get(self.against), self.values.get(self.subject)
        return value / base if base and value is not None else None

    def __str__(self) -> str:
        values = "   ".join(f"{name} {_figure(value)}" for name, value in self.values.items())
        ratio = f"{self.ratio:.2f}x {self.against}" if self.ratio is not None else ""
        return f"{self.what:<20}{self.unit:<12}{ratio:<18}{values}"


@dataclass
class Table:
    """All rows of a run."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Print a row and keep it, if anything was measured for it."""
        if row.values:
            self.rows.append(row)
            print(row, flush=True)

    def save(self, folder: Path) -> Path:
        """Write the rows with the machine's facts; return the file."""
        facts = machine()
        folder.mkdir(exist_ok=True)
        file = folder / f"reader-{facts['date'][:16].replace(':', '')}-{facts['commit']}.json"
        rows = [{**asdict(row), "ratio": row.ratio} for row in self.rows]
        file.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1) + "\n", "utf-8")
        return file


def machine() -> dict[str, str]:
    """What the figures depend on, without the machine's name."""
    git = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
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


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
