"""What was entered into prompts since the start, so that it can be brought back."""

from __future__ import annotations

MOST = 200
"""Entries of one prompt: more than anybody goes back."""


class Entries:
    """The entries of each prompt, the newest last."""

    def __init__(self) -> None:
        self._entries: dict[str, list[str]] = {}

    def add(self, purpose: str, text: str) -> None:
        """Remember `text`, once."""
        if text.strip():
            others = [one for one in self.of(purpose) if one != text]
            self._entries[purpose] = [*others, text][-MOST:]

    def of(self, purpose: str) -> list[str]:
        """What was entered when `purpose` was asked for."""
        return self._entries.get(purpose, [])
