"""The layout of a screenplay: scenes as headings and locators, names above their words as turns."""

from __future__ import annotations

from collections.abc import Callable

from readerapp.documents.builder import DocumentBuilder
from readerapp.text.turns import Turn

DIALOGUE, PARENTHETICAL, CHARACTER, TRANSITION = 8, 12, 16, 30
"""Cells by which what is said, how, by whom, and transitions are indented."""

Write = Callable[[], None]
"""Writes the words of an element."""


class ScreenplayWriter:
    """A writer of the elements of a screenplay; it writes them to `out`."""

    def __init__(self, out: DocumentBuilder) -> None:
        self.out = out
        self._scenes = 0
        self._label = 0, 0, ""  # of the open dialogue: its range, and who speaks
        self._start = -1  # of what is said in it; -1 if nothing is yet

    def block(self, write: Write, indent: int = 0) -> None:
        """Write a paragraph."""
        self.end_dialogue()
        with self.out.block(indent, indent):
            write()

    def heading(self, write: Write, level: int) -> None:
        """Write a heading."""
        self.end_dialogue()
        with self.out.block(), self.out.heading(level):
            write()

    def scene(self, write: Write, level: int, number: str = "") -> None:
        """Write the heading of a scene, cited by its number or by its place among the scenes."""
        self._scenes += 1
        self.end_dialogue()
        with self.out.block():
            start = self.out.at
            with self.out.heading(level):
                write()
        self.out.milestone(f"sc. {number or self._scenes}", start, numbered=True)

    def name(self, write: Write, speaker: str) -> None:
        """Begin a dialogue: write the name of who speaks.

        Args:
            write: writes the name as it stands, perhaps with "(V.O.)".
            speaker: the name alone.
        """
        self.end_dialogue()
        with self.out.block(CHARACTER, CHARACTER), self.out.styled("strong"):
            start = self.out.at
            write()
        self._label = start, self.out.at, speaker

    def line(self, write: Write, *, spoken: bool) -> None:
        """Write a line of the dialogue: what is said, or how."""
        indent = DIALOGUE if spoken else PARENTHETICAL
        with self.out.block(indent, indent, tight=True):
            if spoken and self._start < 0:
                self._start = self.out.at
            write()

    def end_dialogue(self) -> None:
        """End the open dialogue, which becomes a turn if something was said."""
        start, end, speaker = self._label
        if speaker and 0 <= self._start < self.out.at:
            self.out.turns.append(Turn(start, end, self._start, self.out.at, speaker))
        self._label, self._start = (0, 0, ""), -1
