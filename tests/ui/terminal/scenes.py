"""Random sessions of an artificial app that writes as Textual does: panes, overlays, scrolling."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from readerapp.text.graphemes import clusters

# Few words, so that rows come again; of each kind of sign some.
PLAIN = ("the", "ferry", "stayed", "moored", "until", "—", "“so”", "x" * 17, "", "")
OTHER = (
    *("日本語", "港", "한국", "🚢", "é", "e\u0301a", "ก็ดี", "नमस्ते", "👩‍👩‍👧", "🇳🇴", "❤️", "✎", "▪"),
    *("a\u0338\u0301", "שָׁלוֹם"),
)
STYLES = (
    *("", "", "31", "38;5;252;48;5;234", "38;5;252;48;5;234", "48;5;234", "38;5;252;48;5;236"),
    *("1;38;5;178;48;5;235", "3;38;2;200;180;20;48;2;20;20;30", "7", "4;32", "3;9;97;104", "1;4"),
)
HARMLESS = (
    *("\x07", "\x1b[?1000h\x1b[?1006h", "\x1b]52;c;aGVq\x07", "\x1b]22;default\x07", "\x1b[?25l"),
    *("\x1b[?2026h", "\x1b[?2026l"),
)
ALTERING = (
    *(
        "\x1b[2;3H",
        "\x1b[3;4Hnaked\x1b[5;1Htext",
        "\x1b[1;1H\x1b[32mx\x1b[0m",
        "\x1b[2;3Hab\rc\x1b[1;1H",
    ),
    *("\x1b[0m", "plain", "\x1b[2;1H\x1b[31mred\x1b[1mbold\x1b[0m\x1b[1;1H", "\x1b[1;1Ha\nb"),
)

Segment = tuple[str, str]
"""A style and a text."""

Event = str | tuple[int, int]
"""What the app writes, or the size that the terminal has from here on."""


def fitted(segments: list[Segment], cells: int, fill: str) -> list[Segment]:
    """Return `segments` cut or filled to a number of cells; no cluster is cut."""
    row, left = [], cells
    for style, text in segments:
        length = 0
        for _, end, width in clusters(text):
            if not 0 < width <= left:
                break
            length, left = end, left - width
        row.append((style, text[:length]))
        if length < len(text):
            break
    return [*row, (fill, " " * left)]


def rendered(segments: list[Segment]) -> str:
    """Return segments as Textual renders a strip."""
    return "".join(
        f"\x1b[{style}m{text}\x1b[0m" if style else text for style, text in segments if text
    )


class Scene:
    """A document and a list side by side, a status row below; sometimes an overlay."""

    def __init__(self, rng: Random, passages: tuple[str, ...] = HARMLESS + ALTERING) -> None:
        self.rng, self.passages = rng, passages
        self.columns, self.rows = rng.randint(9, 40), rng.randint(4, 16)
        self.split = self.columns
        self.document = [self.segments() for _ in range(60)]
        self.items = [self.segments() for _ in range(4)]
        self.top = 20

    def segments(self) -> list[Segment]:
        rng = self.rng
        style, other = rng.choice(STYLES), rng.choice(STYLES)
        text = [" ".join(rng.choices(PLAIN + OTHER, k=rng.randint(0, 6))) for _ in range(3)]
        return [(style, text[0]), (other, text[1]), (style, text[2])][: rng.randint(1, 3)]

    def session(self, steps: int) -> Iterator[Event]:
        """Yield the events of a number of steps."""
        yield from self.page()
        acts = (self.page, self.scroll, self.scroll, self.edit, self.box, self.stroke, self.other)
        for _ in range(steps):
            yield from self.rng.choice(acts)()

    def page(self) -> Iterator[Event]:
        self.split = self.rng.choice((self.columns, 2 * self.columns // 3))
        self.top = self.rng.randrange(40)
        yield self.frame(0, self.columns, range(self.rows))

    def scroll(self) -> Iterator[Event]:
        self.top = max(0, min(40, self.top + self.rng.choice((-3, -1, 1, 1, 2))))
        yield self.frame(0, self.split, range(self.rows - 1))

    def edit(self) -> Iterator[Event]:
        """Change a row of the document and one of the list."""
        self.document[self.rng.randrange(60)] = self.segments()
        self.items[self.rng.randrange(4)] = self.segments()
        start = self.rng.choice((0, self.split))
        if start < self.columns:
            yield self.frame(start, self.columns, range(self.rng.randrange(self.rows), self.rows))

    def box(self) -> Iterator[Event]:
        """Draw an overlay whose edges may cut wide clusters."""
        left = self.rng.randrange(self.columns)
        width = self.rng.randint(1, self.columns - left)
        lines = range(*sorted(self.rng.sample(range(self.rows + 1), 2)))
        style = self.rng.choice(STYLES)
        yield self.strokes(
            [(left, line, rendered(fitted(self.segments(), width, style))) for line in lines]
        )

    def stroke(self) -> Iterator[Event]:
        yield self.strokes(
            [(self.rng.randrange(self.columns), self.rng.randrange(self.rows), "\x1b[7mx\x1b[0m")]
        )

    def other(self) -> Iterator[Event]:
        """Send output that is not a frame, or a new size, after which everything is repainted."""
        if self.rng.random() < 0.8:
            yield self.rng.choice(self.passages)
        else:
            self.columns, self.rows = self.rng.randint(9, 40), self.rng.randint(4, 16)
            yield self.columns, self.rows
            yield from self.page()

    def frame(self, start: int, end: int, lines: range) -> str:
        """Return the part of the page between two columns, in the order of a Textual frame."""
        strokes = []
        for line in lines:
            parts = [(0, self.split, self.left(line))]
            if self.split < self.columns:
                parts.append((self.split, self.columns, self.right(line)))
            for left, right, segments in parts:
                if start <= left and right <= end:
                    strokes.append((left, line, rendered(segments)))
        return self.strokes(strokes)

    def left(self, line: int) -> list[Segment]:
        if line == self.rows - 1:
            return fitted([("7", f" row {self.top} ")], self.split, "48;5;236")
        return fitted(self.document[self.top + line], self.split, "48;5;234")

    def right(self, line: int) -> list[Segment]:
        segments = self.items[line // 3] if line % 3 == 0 and line < 12 else []
        return fitted([("48;5;236", " "), *segments], self.columns - self.split, "48;5;235")

    def strokes(self, strokes: list[tuple[int, int, str]]) -> str:
        """Return a frame of pieces by column and row, with the cursor at a random place."""
        text = ""
        for number, (column, line, piece) in enumerate(strokes):
            ends = number + 1 < len(strokes) and strokes[number + 1][1] != line
            text += f"\x1b[{line + 1};{column + 1}H{piece}" + ("\n" if ends else "")
        column, line = self.rng.randrange(self.columns), self.rng.randrange(self.rows)
        return f"{text}\x1b[{line + 1};{column + 1}H"
