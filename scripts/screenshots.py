"""Draw a picture of the running reader, as SVG, from what a terminal shows.

    python scripts/screenshots.py [--out docs/screenshot.svg] [--size 120x36] [--doc PATH]

The reader runs under a pty with an empty home and a store of its own; the keys below are
pressed as a person would press them; the emulator's cells become the picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pyte

from tests.e2e.terminal import Pty
from tests.svg import DEFAULT_BG, DEFAULT_FG, Cell, Look, draw_svg

ROOT = Path(__file__).resolve().parents[1]

# Each step: keys, and what only the screen after them shows. Three quotations get their
# speakers, the first one tags, the second one a note, the third another colour.
NOTE = "The sentence that made the front page."
STEPS = (
    (".s", "Speaker:"),
    ("1", "1 highlight "),
    ("t", "Tags: "),
    ("ferry, money\r", "Tags: ferry, money"),
    (".s", "Speaker:"),
    ("1", "2 highlights"),
    ("a", "Esc done"),
    (NOTE, f"✎ {NOTE[:20]}"),
    ("\x1b", "? help"),
    (".s", "Speaker:"),
    ("1", "3 highlights"),
    ("3", "Colour: blue"),
    ("[", NOTE),
)

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


def rows(screen: pyte.Screen) -> list[list[Cell]]:
    """The cells of the screen, row by row."""
    columns, lines = range(screen.columns), range(screen.lines)
    cells = [[screen.buffer[y][x] for x in columns] for y in lines]
    return [[(cell.data, look(cell)) for cell in row] for row in cells]


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
            return draw_svg(rows(terminal.screen), f"readerapp, reading {document.name}")


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
