"""How much an import brought, told in one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

_NUMBERS = (
    *("new", "changed", "removed", "restored"),
    *("orphaned", "unchanged", "binned", "disputed"),
)
_CAME = ("new", "changed", "removed", "restored")

Outcome = Literal["new", "changed", "removed", "restored", "unchanged", "binned"]


@dataclass(slots=True)
class Counts:
    """What became of the annotations of a file.

    Each is `new`, `changed`, `removed` (the file says that somebody deleted it), `restored` from
    the bin, `unchanged` or, deleted here before, `binned`. Of those that came `orphaned` have
    words that are not in the text, and `disputed` a field that was changed on both sides.
    """

    new: int = 0
    changed: int = 0
    removed: int = 0
    restored: int = 0
    orphaned: int = 0
    unchanged: int = 0
    binned: int = 0
    disputed: int = 0
    ids: list[str] = field(default_factory=list)
    """Of those that came, in the order of the file."""

    def count(self, outcome: Outcome, key: str) -> None:
        """Count one more annotation."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome in _CAME:
            self.ids.append(key)

    @property
    def any(self) -> bool:
        """True if there was an annotation at all."""
        return bool(self.ids or self.unchanged or self.binned)

    @property
    def alters(self) -> bool:
        """True if something that is here would be another, or gone."""
        return bool(self.changed or self.removed or self.restored)

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
        if self.removed:
            parts.append(f"{self.removed} removed")
        if self.restored:
            parts.append(f"{self.restored} restored from the bin")
        if self.binned:
            parts.append(f"{self.binned} in the bin here")
        if self.disputed:
            parts.append(f"{self.disputed} changed on both sides")
        return ", ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The numbers as JSON-ready data."""
        return {name: getattr(self, name) for name in _NUMBERS}
