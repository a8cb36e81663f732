"""A benchmark run: its folder and environment, the number of measurements, the result table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measuring import SIZE, Press, Probe, Start
from programs import ENDING, Move, Program, reader
from report import Table
from texts import OPENING, prose

MEGABYTE = 1_000_000


@dataclass
class Bench:
    """A run in a temporary folder.

    Attributes:
        folder: the folder.
        rounds: starts of each program.
        presses: presses of each key.
        table: the results.
    """

    folder: Path
    rounds: int
    presses: int
    table: Table = field(default_factory=Table)

    @property
    def env(self) -> dict[str, str]:
        """Return an environment with an empty home and a present-day terminal."""
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind) for kind in _KINDS}
        fixed = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LESSHISTFILE": "-"}
        # As in an installation: compiled once, not at every start.
        return {**fixed, **homes, "HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": ""}

    @property
    def child_env(self) -> dict[str, str]:
        """Return this environment added to that of the process, for programs without a terminal."""
        return {**os.environ, **self.env}

    @property
    def reader(self) -> Program:
        """Return the reader with a store of its own."""
        return reader(self.folder / "store")

    def text(self, megabytes: int = 1, suffix: str = ".txt") -> Path:
        """Return a text of so many million code points; `NEEDLE` is near its end.

        Args:
            megabytes: size in millions of code points.
            suffix: extension of the file.
        """
        path = self.folder / f"prose-{megabytes}mb{suffix}"
        if not path.exists():
            body, ending = prose(MEGABYTE), prose(50_000, seed=2)
            with path.open("w", encoding="utf-8") as file:
                file.write(body)
                for number in range(1, megabytes):
                    file.write(body.replace(OPENING, f"Part {number}.", 1))
                file.write(f"\n\n{NEEDLE} lies here.\n\n{ending}\n{ENDING}\n")
        return path

    def opens(self, program: Program) -> list[str]:
        """Return the command that opens a text of 1 MB in a format that the program reads."""
        return program.command(self.text(1, program.suffix))

    def starts(
        self, commands: Mapping[str, Sequence[str]], marker: str = OPENING
    ) -> dict[str, list[Start]]:
        """Start each program in turn, `rounds` times, so that all see the same machine load.

        Args:
            commands: the command of each program.
            marker: text that the first screen shows.
        """
        found: dict[str, list[Start]] = {name: [] for name in commands}
        for number in range(self.rounds + 1):
            for name, command in commands.items():
                with Probe(command, self.env) as probe:
                    start = probe.start(marker)
                if number:  # the first warms the caches
                    found[name].append(start)
        return found

    def moves(
        self,
        command: Sequence[str],
        moves: Iterable[Move],
        size: tuple[int, int] = SIZE,
        begin: str = "",
        marker: str = OPENING,
    ) -> dict[str, list[Press]]:
        """Press each key many times in one session.

        Args:
            command: starts the program.
            moves: the keys.
            size: columns and rows of the terminal.
            begin: a key to press once before.
            marker: text that the first screen shows.
        """
        found: dict[str, list[Press]] = {}
        with Probe(command, self.env, size) as probe:
            probe.start(marker)
            if begin:
                probe.press(begin, timeout=0.5)
            for move in moves:
                for keys in move.before:
                    probe.press(keys, timeout=0.5)
                found[move.name] = self.pressed(probe, move)
        return {name: presses for name, presses in found.items() if presses}

    def pressed(self, probe: Probe, move: Move) -> list[Press]:
        """Press one key again and again, until it has no more effect."""
        pressed: list[Press] = []
        while len(pressed) < min(self.presses, move.most):
            for keys in move.between:
                probe.press(keys, timeout=0.5)
            # One peer needs seconds for the first key: it is still reading the file.
            if not (press := probe.press(move.keys, timeout=2 if pressed else 10)):
                break
            pressed.append(press)
        return pressed


NEEDLE = "Zyxomma"
_KINDS = ("CONFIG", "DATA", "CACHE", "STATE")
