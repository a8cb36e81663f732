"""How much an import brought, told in one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

_NUMBERS = ("new", "changed", "orphaned", "unchanged", "binned", "disputed")

Outcome = Literal["new", "changed", "unchanged", "binned"]


@dataclass(slots=True)
class Counts:
    """What became of the annotations of a file.

    Each is `new`, `changed`, `unchanged` or, deleted here before, `binned`. Of the new and
    changed ones `orphaned` have words that are not in the text, and `disputed` a field that was
    changed on both sides.
    """

    new: int = 0
    changed: int = 0
    orphaned: int = 0
    unchanged: int = 0
    binned: int = 0
    disputed: int = 0
    ids: list[str] = field(default_factory=list)
    """Of those that are new or changed, in the order of the file."""

    def count(self, outcome: Outcome, key: str) -> None:
        """Count one more annotation."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in ("new", "changed"):
            self.ids.append(key)

    @property
    def any(self) -> bool:
        """True if there was an annotation at all."""
        return bool(self.new or self.changed or self.unchanged or self.binned)

    def __iadd__(self, other: Counts) -> Counts:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ids += other.ids
        return self

    def __str__(self) -> str:
        parts = [
            f"{self.new} new, {self.changed} changed, {self.orphaned} orphaned, "
            f"{self.unchanged} as before"
        ]
        if self.binned:
            parts.append(f"{self.binned} in the bin here")
        if self.disputed:
            parts.append(f"{self.disputed} changed on both sides")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The numbers as JSON-ready data."""
        return {name: getattr(self, name) for name in _NUMBERS}
