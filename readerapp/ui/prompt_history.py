"""The history of the prompts: entries since the start of the program, to recall them."""

from __future__ import annotations

MOST = 200
"""Maximum number of entries of one prompt: more than anybody goes back."""


class Entries:
    """The history of each prompt, the newest entry last."""

    def __init__(self) -> None:
        self._entries: dict[str, list[str]] = {}

    def add(self, purpose: str, text: str) -> None:
        """Add `text` as the newest entry, unless it is blank; remove an older equal entry."""
        if text.strip():
            others = [one for one in self.of(purpose) if one != text]
            self._entries[purpose] = [*others, text][-MOST:]

    def of(self, purpose: str) -> list[str]:
        """Return the entries of the prompt with this purpose."""
        return self._entries.get(purpose, [])
