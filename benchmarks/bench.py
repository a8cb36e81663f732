"""A run: where it works, how often it measures, and what it found."""

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
    """One run in one folder, which is thrown away after it."""

    folder: Path
    rounds: int
    presses: int
    table: Table = field(default_factory=Table)

    @property
    def env(self) -> dict[str, str]:
        """An empty home, and a terminal of today."""
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind) for kind in _KINDS}
        fixed = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LESSHISTFILE": "-"}
        # As where it is installed: compiled once, not at every start.
        return {**fixed, **homes, "HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": ""}

    @property
    def child_env(self) -> dict[str, str]:
        """The same for a program that is run without a terminal."""
        return {**os.environ, **self.env}

    @property
    def reader(self) -> Program:
        """The reader, with a store of its own."""
        return reader(self.folder / "store")

    def text(self, megabytes: int = 1, suffix: str = ".txt") -> Path:
        """A text of this many million code points; the needle stands near the end of it."""
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
        """The words that open a megabyte of the kind of text that this program reads."""
        return program.command(self.text(1, program.suffix))

    def starts(
        self, commands: Mapping[str, Sequence[str]], marker: str = OPENING
    ) -> dict[str, list[Start]]:
        """Start each program in turn, again and again, so that all see the same machine."""
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
        """Press each key many times in one session, after `begin` was pressed once."""
        found: dict[str, list[Press]] = {}
        with Probe(command, self.env, size) as probe:
            probe.start(marker)
            if begin:
                probe.press(begin, patience=0.5)
            for move in moves:
                for keys in move.before:
                    probe.press(keys, patience=0.5)
                found[move.name] = self.pressed(probe, move)
        return {name: presses for name, presses in found.items() if presses}

    def pressed(self, probe: Probe, move: Move) -> list[Press]:
        """Press one key again and again, until it does nothing more."""
        pressed: list[Press] = []
        while len(pressed) < min(self.presses, move.most):
            for keys in move.between:
                probe.press(keys, patience=0.5)
            # The first key takes one peer seconds: it has not finished reading.
            if not (press := probe.press(move.keys, patience=2 if pressed else 10)):
                break
            pressed.append(press)
        return pressed


NEEDLE = "Zyxomma"
_KINDS = ("CONFIG", "DATA", "CACHE", "STATE")
