"""Two persons who speak in turn: a turn without a name is that of the one who spoke before last."""

from __future__ import annotations

from dataclasses import replace

from readerapp.speakers import Candidate, Suggestion

IN_TURN = "alternates with another speaker, or named nearby"
"""The reason of such a suggestion."""
_CONFIDENCE = 0.3
"""Not measured: no labelled dialogue of these languages is at hand. A third person may speak."""


class Turns:
    """The speakers of the paragraphs with speech that were read last."""

    def __init__(self) -> None:
        self._speakers: list[tuple[int, str]] = []

    def add(self, paragraph: int, name: str) -> None:
        """Note who speaks in a paragraph.

        Args:
            paragraph: Index of the paragraph; not less than that of the call before.
            name: The name; "" if it is not known.
        """
        if self._speakers and self._speakers[-1][0] == paragraph:
            name = name or self._speakers.pop()[1]
        self._speakers = [*self._speakers, (paragraph, name)][-2:]

    def alternate(self, paragraph: int, suggestion: Suggestion) -> Suggestion:
        """Return the suggestion for a turn without a name, with a speaker if two persons alternate.

        Args:
            paragraph: Index of the paragraph, of which the speech is the beginning.
            suggestion: What is known without the other turns.
        """
        if len(self._speakers) < 2:
            return suggestion
        (first, name), (second, other) = self._speakers
        if (first, second) != (paragraph - 2, paragraph - 1) or not name or name == other:
            return suggestion
        return replace(
            suggestion,
            speaker=name,
            confidence=_CONFIDENCE,
            reason=IN_TURN,
            candidates=(Candidate(name, _CONFIDENCE),),
        )
