"""Words as mark-up means them: white space collapses, and a block opens with its first word.

So an element without words leaves no trace, and no run or block begins or ends with a space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from readerapp.documents.flowing import Writer


@dataclass(frozen=True, slots=True)
class Shape:
    """How a block stands: cells in, of the first row and by how many more the others.

    `tight` puts it on the next line instead of after a blank one; `heading` is its level or 0.
    """

    indent: int = 0
    hang: int = 0
    tight: bool = False
    heading: int = 0


@dataclass(slots=True, eq=False)
class Style:
    """A style that is open; it starts with the next word that is written."""

    kind: str
    value: str
    start: int = -1


class Prose:
    """Takes words, breaks and styles in reading order and writes them to `out`."""

    def __init__(self, out: Writer) -> None:
        self.out = out
        self.marker = ""
        """The sign of a list item, written before the next words."""
        self.places: dict[str, int] = {}
        """The offset of each anchor."""
        self._shape = Shape()
        self._block = ExitStack()
        self._open = False
        self._bare = True  # nothing stands on the line yet
        self._space = False
        self._breaks = 0
        self._waiting: list[Style] = []  # for their first word
        self._anchors: list[str] = []  # for the next word

    @property
    def open(self) -> bool:
        """Whether a block is open and has words."""
        return self._open

    def block(self, shape: Shape) -> None:
        """End the block that is open; the next words begin one of that shape."""
        self._block.close()
        self._open = False
        self._shape = shape
        self._breaks = 0

    def words(self, words: str) -> None:
        """Write words; white space in a row, or at either end of a block, counts as none."""
        parts = words.split()
        if words and (not parts or words[0].isspace()):
            self._space = True
        if parts:
            self.write(" ".join(parts))
            self._space = words[-1].isspace()

    def write(self, words: str) -> None:
        """Write words as they are."""
        if self._breaks > 1:
            self.block(replace(self._shape, tight=False))
        if not self._open:
            self._begin()
        elif self._breaks:
            self.out.write("\n")
        elif self._space and not self._bare:
            self.out.write(" ")
        self._bare = self._space = False
        self._breaks = 0
        for style in self._waiting:
            style.start = self.out.at
        self._waiting.clear()
        self._reach()
        self.out.write(words)

    def separate(self, sign: str) -> None:
        """Write a sign that divides, with the space it brings; words after it bring none."""
        self._space = False
        if not self._open:
            self._begin()
        self.out.write(sign)
        self._bare = True

    def row(self, shape: Shape, cells: Iterable[Callable[[], None]]) -> None:
        """Write a row of a table; each of `cells` writes its own words."""
        self.block(shape)
        for place, write in enumerate(cells):
            if place:
                self.separate(" | ")
            write()

    def line_break(self) -> None:
        """Go on in a new line; twice in a row is a new block."""
        if self._open:
            self._breaks += 1

    def anchor(self, name: str) -> None:
        """Name the place of the next words."""
        self._anchors.append(name)

    def begin(self, kind: str, value: str = "") -> Style:
        """Style what is written until `end`."""
        style = Style(kind, value)
        self._waiting.append(style)
        return style

    def end(self, style: Style) -> None:
        """End a style; without words it was none."""
        if style.start >= 0:
            self.out.style(style.start, style.kind, style.value)
        elif self._waiting[-1] is style:
            self._waiting.pop()  # mostly the last one: thousands may be open
        else:
            self._waiting.remove(style)

    @contextmanager
    def styled(self, kind: str, value: str = "") -> Iterator[None]:
        """Style what is written meanwhile, be it words or blocks."""
        style = self.begin(kind, value)
        yield
        self.end(style)

    def close(self) -> None:
        """End the last block; anchors without words after them are at the end."""
        self.block(Shape())
        self._reach()

    def _begin(self) -> None:
        shape, marker, self.marker = self._shape, self.marker, ""
        first = max(0, shape.indent - len(marker))
        rest = shape.indent + shape.hang
        self._block.enter_context(self.out.block(first, rest, tight=shape.tight))
        self._open = self._bare = True
        self._breaks = 0
        self._reach()
        self.out.write(marker)
        if shape.heading:
            self._block.enter_context(self.out.heading(shape.heading))

    def _reach(self) -> None:
        self.places.update((name, self.out.at) for name in self._anchors)
        self._anchors.clear()
