"""Footnotes: a mark where each belongs, "[1]", and the notes themselves at the end."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from readerapp.documents.prose import Prose, Shape


class Notes:
    """Collects the notes of a document in the order of their marks."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._waiting: list[Callable[[Shape], None]] = []
        self._numbers: dict[Hashable, int] = {}

    def mark(self, note: Hashable, write: Callable[[Shape], None]) -> None:
        """Write the mark of a note: the next one, or its own where it is marked again.

        `write` will write the note, in blocks of the shape it is given.
        """
        number = self._numbers.setdefault(note, len(self._waiting) + 1)
        if number > len(self._waiting):
            self._waiting.append(write)
        with self._prose.styled("link", f"#note-{number}"):
            self._prose.write(f"[{number}]")

    def write(self) -> None:
        """Write all notes. Marks within notes come after them."""
        done = 0
        while done < len(self._waiting):
            sign = f"[{done + 1}] "
            self._prose.marker = sign
            shape = Shape(indent=len(sign), tight=done > 0)
            self._prose.block(shape)
            self._waiting[done](shape)
            self._prose.marker = ""
            done += 1
