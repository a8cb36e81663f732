"""What an act made different, as every pane is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What an act made different: a sentence for the status line, and which annotations.

    `ids` are those that look different now, among them all that show a renamed speaker;
    `speakers` says that the cast changed, and `more` that there is more of the same: `refresh`
    will tell.
    """

    sentence: str
    ids: frozenset[str] = frozenset()
    focus: str | None = None
    speakers: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.ids) or self.speakers
