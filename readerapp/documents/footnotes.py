"""Footnotes: a mark such as "[1]" where a footnote belongs, and the footnotes at the end.

The mark is a link to the anchor "note-1" of the footnote, and has itself the anchor "mark-1".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from readerapp.documents.builder import BlockShape, InlineWriter


class Footnotes:
    """A collector of the footnotes of a document, in the order of their marks."""

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._pending: list[tuple[Callable[[BlockShape], None], str]] = []
        self._numbers: dict[Hashable, int] = {}

    def mark(self, note: Hashable, write: Callable[[BlockShape], None], label: str = "") -> None:
        """Write the mark of a footnote.

        Args:
            note: identifies the footnote: a known one has its number again, another the next one.
            write: called once, from `write` of this class, to write the footnote in blocks of the
                shape that it is given.
            label: the number that the document itself gives it; empty to count it.
        """
        number = self._numbers.setdefault(note, len(self._pending) + 1)
        if number > len(self._pending):
            self._pending.append((write, label or str(number)))
            self._prose.anchor(f"mark-{number}")
        with self._prose.styled("link", f"#note-{number}"):
            self._prose.write(f"[{self._pending[number - 1][1]}]")

    def write(self) -> None:
        """Write all footnotes; those that are marked within footnotes come after them."""
        count = 0
        while count < len(self._pending):
            write, label = self._pending[count]
            marker = f"[{label}] "
            self._prose.marker = marker
            shape = BlockShape(indent=len(marker), tight=count > 0)
            self._prose.block(shape)
            count += 1
            self._prose.anchor(f"note-{count}")
            write(shape)
            self._prose.marker = ""
