"""What is in use among the annotations: tags, and speakers with who was named last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set

from readerapp.model import Annotation


class Tally:
    """Counts of tags and uses of speakers, kept change by change."""

    def __init__(self) -> None:
        self._tags: Counter[str] = Counter()
        self._said: dict[str, set[str]] = {}
        self._latest: dict[str, str] = {}

    def change(self, before: Annotation | None, after: Annotation | None) -> None:
        """Count `after` in the place of `before`; None is an annotation that is not there."""
        if before is not None:
            self._tags.subtract(before.tags)
            self._said.get(before.speaker or "", set()).discard(before.id)
        if after is not None:
            self._tags.update(after.tags)
            if after.speaker:
                self._said.setdefault(after.speaker, set()).add(after.id)
                latest = self._latest.get(after.speaker, "")
                self._latest[after.speaker] = max(latest, after.modified)

    def tags(self) -> list[str]:
        """Every tag in use, the most frequent first."""
        self._tags = +self._tags  # without what nobody uses any more
        return sorted(self._tags, key=lambda tag: (-self._tags[tag], tag))

    def said_by(self, speaker: str) -> Set[str]:
        """The ids of the annotations that a speaker (by id) said."""
        return self._said.get(speaker, frozenset())

    def latest(self, speaker: str) -> str:
        """When something said by a speaker (by id) was last changed; empty if never."""
        return self._latest.get(speaker, "")
