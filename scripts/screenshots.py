"""Draw the pictures of the documents, and the recording in README, from the reader as it runs.

    python -m scripts.screenshots [NAME...]     all of them, or those named (`recording` is one)

The reader runs under a pty with a home and a store of its own; keys are pressed as a person would
press them; what the emulator's cells show becomes SVG, in docs/pictures/. Each picture is drawn in
the dark and in the light theme: the site shows the one that fits.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte

from scripts.recording import Frame, draw_recording
from tests.e2e.terminal import Pty, Wanted
from tests.svg import DEFAULT_BG, DEFAULT_FG, Cell, Look, draw_svg

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
DESK = Path(tempfile.gettempdir()) / "robin"
"""The home of the person in the pictures: always the same, as its path is to be seen in some."""

NOTE = "The sentence that made the front page."
Steps = Sequence[tuple[str, Wanted]]
"""Keys, and what only the screen after them shows."""


@dataclass(frozen=True)
class Scene:
    """A picture: what is opened, the size in columns and rows, the keys until it is drawn."""

    name: str
    document: str
    opening: str
    size: tuple[int, int]
    steps: Steps


SCENES = (
    # Three quotations get their speakers, the first one tags, the second one a note, the third
    # another colour.
    Scene(
        "reader",
        "council-vote.txt",
        "Council keeps",
        (120, 36),
        (
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
        ),
    ),
    Scene(
        "speaker-choice",
        "council-vote.txt",
        "Council keeps",
        (100, 28),
        ((".", "Calloway"), (".s", "Speaker:")),
    ),
    Scene(
        "export",
        "council-vote.txt",
        "Council keeps",
        (100, 26),
        (
            (".s", "Speaker:"),
            ("1", "1 highlight "),
            ("a", "Esc done"),
            ("Two prices, two towns.", "✎ Two"),
            ("\x1b", "? help"),
            ("E", "Enter export"),
        ),
    ),
    Scene(
        "speakers",
        "interview.txt",
        "THE CLOCKS",
        (100, 12),
        (("S", "words"),),
    ),
    Scene(
        "quote-check",
        "council-vote.txt",
        "Council keeps",
        (100, 36),
        (("V", "source:"), ("sources\r", "Added:"), ("\r", "Enter accept"), ("", "My father")),
    ),
)

OPENING = "readerapp council-vote.txt"
RECORDING: tuple[tuple[str, str, Wanted, float], ...] = (
    # keys, caption, what the screen shows then, seconds until the next keys
    (OPENING, "", OPENING, 0.4),
    ("\r", "open an article", "Port Ellery", 1.6),
    (".", ".   select the next quotation", "Esc cancel", 1.3),
    ("a", "a   highlight it and write a note", "Esc done", 0.5),
    ("The deciding vote.", "a   highlight it and write a note", "✎ The deciding", 0.9),
    ("\x1b", "Esc   back to the text; the note is saved", "? help", 1.0),
    (".s", ". s   the next quotation: who said it?", "Speaker:", 2.0),
    ("1", "1   the first suggestion", "2 highlights", 1.6),
    ("/", "/   search", "find:", 0.4),
    ("ghost", "/   search", "find: ghost", 1.0),
    ("\r\r", "Enter Enter   go there, highlight it", "3 highlights", 1.5),
    ("E", "E   export, with a preview", "Enter export", 2.0),
    ("\r", "Enter   write the file", "Exported 3", 1.4),
    ("q", "q   quit; the next start opens the same place", "$ ", 0.2),
    ("\f", "", "$", 0.6),
    ("head -n 18 council*.md | fold -s", "", "| fold", 0.5),
    ("\r", "", "Calloway ·", 3.0),
)
PAUSE = 0.05
"""Seconds between letters that are typed, in the recording."""

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


def cells_of(screen: pyte.Screen) -> list[list[Cell]]:
    """The cells of the screen, row by row."""
    columns, lines = range(screen.columns), range(screen.lines)
    cells = [[screen.buffer[y][x] for x in columns] for y in lines]
    return [[(cell.data, look(cell)) for cell in row] for row in cells]


@contextmanager
def desk(theme: str) -> Iterator[dict[str, str]]:
    """A home with the samples and settings; the environment in which programs see only that."""
    DESK.mkdir()
    try:
        shutil.copytree(ROOT / "sample_docs", DESK, dirs_exist_ok=True)
        (DESK / "settings.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")
        folders = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        yield {
            **dict.fromkeys(folders, str(DESK / ".home")),
            "HOME": str(DESK),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "READERAPP_ANNOTATOR": "Robin",
            "READERAPP_SETTINGS": str(DESK / "settings.toml"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PS1": "$ ",
        }
    finally:
        shutil.rmtree(DESK)


def take(scene: Scene, theme: str) -> str:
    """Run the reader, press the keys of a scene, draw what is seen then."""
    with desk(theme) as env:
        command = ["sh", "-c", f"cd {DESK} && exec readerapp {scene.document}"]
        with Pty(command, scene.size, env) as terminal:
            terminal.wait_for(scene.opening)
            terminal.settle(0.5)
            for keys, seen in scene.steps:
                terminal.write(keys)
                terminal.wait_for(seen)
                terminal.settle(0.3)
            rows = cells_of(terminal.screen)
    [(ground, _)] = Counter(cell[1].bg for row in rows for cell in row).most_common(1)
    return draw_svg(rows, f"readerapp, reading {scene.document}", ground)


def record() -> str:
    """Press the keys of the recording in a shell, and draw it."""
    frames: list[Frame] = []
    with desk("reader-dark") as env, Pty(["bash", "--norc"], (100, 28), env) as terminal:
        terminal.write(f"cd {DESK}; PS1='$ '\r\f")
        terminal.settle(0.5)
        for keys, caption, seen, hold in RECORDING:
            typed = len(keys) > 2
            for key in keys if typed else (keys,):
                terminal.write(key)
                terminal.settle(0.15 if typed else 0.4)
                terminal.text()
                frames.append(Frame(cells_of(terminal.screen), caption, PAUSE))
            terminal.wait_for(seen)
            terminal.settle(0.3)
            if keys == "q":  # the emulator has no second screen to return from
                terminal.screen.reset()
                continue
            frames.append(Frame(cells_of(terminal.screen), caption, hold))
    return draw_recording(frames, "readerapp: open, note, speaker, search, export")


def main() -> None:
    """Write the pictures that are named, or all."""
    asked = sys.argv[1:]
    PICTURES.mkdir(exist_ok=True)
    for scene in SCENES:
        if not asked or scene.name in asked:
            for theme in ("dark", "light"):
                write(f"{scene.name}-{theme}.svg", take(scene, f"reader-{theme}"))
    if not asked or "recording" in asked:
        write("recording.svg", record())


def write(name: str, picture: str) -> None:
    """Write a picture, and say so."""
    (PICTURES / name).write_text(picture, encoding="utf-8")
    print("wrote", PICTURES / name)


if __name__ == "__main__":
    main()
