"""Draw a picture of the running reader, as SVG, from what a terminal shows.

    python scripts/screenshot.py [--out docs/screenshot.svg] [--size 120x36] [--doc PATH]

The reader runs under a pty with an empty home and a store of its own; the keys below are
pressed as a person would press them; the emulator's cells become the picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

import pyte

from tests.e2e.terminal import Pty

ROOT = Path(__file__).resolve().parents[1]

# Each step: keys, and what only the screen after them shows. Three quotations get their
# speakers, the first one tags, the second one a note, the third another colour.
NOTE = "The sentence that made the front page."
STEPS = (
    (".s", "Who said"),
    ("1", "1 highlight "),
    ("t", "Tags ("),
    ("ferry, money\r", "Tags: ferry, money"),
    (".s", "Who said"),
    ("1", "2 highlights"),
    ("a", "Esc done"),
    (NOTE, f"✎ {NOTE[:20]}"),
    ("\x1b", "? help"),
    (".s", "Who said"),
    ("1", "3 highlights"),
    ("3", "Now blue"),
    ("[", NOTE),
)

CELL, LINE, FONT = 8.43, 18, 14
DEFAULT_FG, DEFAULT_BG = "#d8d8d8", "#1a1b1e"
NAMED = {
    "black": "#1a1b1e",
    "red": "#e06c75",
    "green": "#98c379",
    "brown": "#e5c07b",
    "blue": "#61afef",
    "magenta": "#c678dd",
    "cyan": "#56b6c2",
    "white": "#d8d8d8",
}


@dataclass(frozen=True)
class Look:
    """How a run of cells is drawn."""

    fg: str
    bg: str
    bold: bool
    italics: bool
    underlined: bool


def look(cell: pyte.screens.Char) -> Look:
    """The colours of one cell as they appear, reversed if the cell says so."""
    fg, bg = colour(cell.fg, DEFAULT_FG), colour(cell.bg, DEFAULT_BG)
    fg, bg = (bg, fg) if cell.reverse else (fg, bg)
    return Look(fg, bg, cell.bold, cell.italics, cell.underscore)


def colour(name: str, default: str) -> str:
    """A colour that SVG knows, for one that the emulator names."""
    if name == "default":
        return default
    plain = name.removeprefix("bright")
    return NAMED.get(plain) or f"#{plain}"


def svg(screen: pyte.Screen, title: str) -> str:
    """The whole screen as one SVG text."""
    width, height = screen.columns * CELL, screen.lines * LINE
    rows = "".join(part for y in range(screen.lines) for part in row(screen, y))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 {width + 24:.0f} {height + 24}"'
        f' role="img"><title>{escape(title)}</title>\n'
        f'<rect x="-12" y="-12" width="{width + 24:.0f}" height="{height + 24}" rx="8"'
        f' fill="{DEFAULT_BG}"/>\n'
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace"'
        f' font-size="{FONT}" xml:space="preserve">\n{rows}</g></svg>\n'
    )


def row(screen: pyte.Screen, y: int) -> Iterator[str]:
    """Runs of cells that look alike: a box where there is a background, and their text."""
    cells = [screen.buffer[y][x] for x in range(screen.columns)]
    x = 0
    for style, run in groupby(cells, look):
        chars = [cell.data for cell in run]
        left, width, top = x * CELL, len(chars) * CELL, y * LINE
        x += len(chars)
        if style.bg != DEFAULT_BG:
            yield (
                f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{LINE}"'
                f' fill="{style.bg}"/>'
            )
        text = "".join(chars)
        if text.strip():
            # Stretched to its cells, so that every font stays in its columns.
            yield (
                f'<text x="{left:.1f}" y="{top + LINE - 5}" textLength="{width:.1f}"'
                f' fill="{style.fg}"{attributes(style)}>{escape(text)}</text>'
            )
    yield "\n"


def attributes(style: Look) -> str:
    """The SVG attributes of a style."""
    given = (
        (style.bold, 'font-weight="bold"'),
        (style.italics, 'font-style="italic"'),
        (style.underlined, 'text-decoration="underline"'),
    )
    return "".join(f" {text}" for wanted, text in given if wanted)


def take(document: Path, size: tuple[int, int]) -> str:
    """Run the reader, press the keys, draw what is seen then."""
    with tempfile.TemporaryDirectory(prefix="readerapp-picture-") as home:
        command = [sys.executable, "-m", "readerapp", str(document), "--store", f"{home}/store"]
        folders = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        env = {**dict.fromkeys(folders, home), **colours, "READERAPP_ANNOTATOR": "Robin"}
        with Pty(command, size, env) as terminal:
            opening = document.read_text(encoding="utf-8").split(maxsplit=4)[:3]
            terminal.wait_for(" ".join(opening).lstrip("# "))
            terminal.settle(0.5)
            for keys, shown in STEPS:
                terminal.write(keys)
                terminal.wait_for(shown)
                terminal.settle(0.3)
            terminal.text()
            return svg(terminal.screen, f"readerapp, reading {document.name}")


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshot.svg")
    parser.add_argument("--size", default="120x36")
    parser.add_argument("--doc", type=Path, default=ROOT / "sample_docs" / "council-vote.txt")
    asked = parser.parse_args()
    columns, rows = map(int, asked.size.split("x"))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(take(asked.doc, (columns, rows)), encoding="utf-8")
    print("wrote", asked.out)


if __name__ == "__main__":
    main()
