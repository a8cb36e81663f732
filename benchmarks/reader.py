"""How quick and how frugal the reader is, beside other programs in the same run.

    python benchmarks/reader.py [--save] [--rounds 7] [--presses 40] [--only reader,plain,less]

What each row means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import SIZE, Press, Probe, Start, summary
from report import Row, Table
from texts import OPENING, prose

HERE = Path(__file__).resolve().parent
PAGE_DOWN = "\x1b[6~"
TO_THE_EDGE = "j" * SIZE[1]  # after this the caret is on the last row: each `j` scrolls


@dataclass(frozen=True)
class Move:
    """A key to measure: `before` brings the program where the key does what is meant."""

    name: str
    keys: str
    before: Sequence[str] = ()
    between: Sequence[str] = ()
    most: int = 1000


READER_MOVES = (
    Move("caret right", "l", ["g"]),
    Move("caret down", "j", ["g"], most=SIZE[1] // 2),  # then it would scroll
    Move("next word", "w", ["g"]),
    Move("line scroll", "j", ["g", TO_THE_EDGE]),
    Move("page", PAGE_DOWN, ["g"]),
    Move("half page", "\x04", ["g"]),
    Move("to the end", "G", ["g"], ["g"]),
    Move("next quotation", ".", ["g"]),
)
# Each program's own way to do the same; what it has not is left out.
OTHER_MOVES = {
    "plain": (Move("page", PAGE_DOWN),),
    "less": (
        Move("line scroll", "j"),
        Move("page", " ", ["g"]),
        Move("half page", "d", ["g"]),
        Move("to the end", "G", ["g"], ["g"]),
    ),
}
MARKING = (
    Move("move", "j", ["g"]),
    Move("page", PAGE_DOWN, ["g"]),
    Move("mark", "1", ["g"], [")", "v", "e"]),
)


class Bench:
    """One run: where it works, what it runs, what it found."""

    def __init__(self, folder: Path, rounds: int, presses: int, only: Sequence[str]) -> None:
        self.rounds, self.presses, self.only = rounds, presses, only
        self.table = Table()
        self._folder = folder
        self._env = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LESSHISTFILE": "-",
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

    def text(self, name: str, size: int) -> Path:
        """A text of this many code points."""
        path = self._folder / name
        path.write_text(prose(size), encoding="utf-8")
        return path

    def commands(self, path: Path) -> dict[str, list[str]]:
        """The programs to compare, by name: the reader first."""
        programs = {
            "reader": self.reader(path, self._folder / "store"),
            "plain": [sys.executable, str(HERE / "plain_app.py"), str(path)],
            "less": ["less", str(path)],
        }
        return {
            name: command
            for name, command in programs.items()
            if name in self.only and shutil.which(command[0])
        }

    def reader(self, path: Path, store: Path) -> list[str]:
        """The command that opens the reader."""
        return [sys.executable, "-m", "readerapp", str(path), "--store", str(store)]

    def starts(self, commands: Mapping[str, list[str]]) -> dict[str, list[Start]]:
        """Start each program in turn, again and again, so that all see the same machine."""
        found: dict[str, list[Start]] = {name: [] for name in commands}
        for number in range(self.rounds + 1):
            for name, command in commands.items():
                with Probe(command, self._env) as probe:
                    start = probe.start(OPENING)
                if number:  # the first warms the caches
                    found[name].append(start)
        return found

    def moves(self, command: Sequence[str], moves: Sequence[Move]) -> dict[str, list[Press]]:
        """Press each key many times in one session."""
        found: dict[str, list[Press]] = {}
        with Probe(command, self._env) as probe:
            probe.start(OPENING)
            for move in moves:
                for keys in move.before:
                    probe.press(keys, patience=0.5)
                found[move.name] = self._presses(probe, move)
        return {name: presses for name, presses in found.items() if presses}

    def _presses(self, probe: Probe, move: Move) -> list[Press]:
        pressed = []
        for _ in range(min(self.presses, move.most)):
            for keys in move.between:
                probe.press(keys, patience=0.5)
            if press := probe.press(move.keys):
                pressed.append(press)
            else:
                break
        return pressed

    def idle(self, command: Sequence[str]) -> int:
        """Bytes in five seconds without a key."""
        with Probe(command, self._env) as probe:
            probe.start(OPENING)
            return probe.idle(5.0)

    # What is asked

    def first_page(self, path: Path) -> None:
        """How long until a page can be read, and what it costs to send."""
        found = self.starts(self.commands(path))
        for what, unit, value in (
            ("first text", "ms", lambda start: start.shown * 1000),
            ("first page settled", "ms", lambda start: start.settled * 1000),
            ("first page", "bytes", lambda start: start.size),
        ):
            medians = {n: statistics.median(map(value, starts)) for n, starts in found.items()}
            self.table.add(Row(what, unit, medians, "reader", "plain"))

    def keys(self, path: Path) -> None:
        """From a key to the last byte of the answer, and how many bytes."""
        commands = self.commands(path)
        found = {
            name: self.moves(command, OTHER_MOVES.get(name, READER_MOVES))
            for name, command in commands.items()
        }
        for move in READER_MOVES:
            sums = {
                n: summary(moves[move.name]) for n, moves in found.items() if move.name in moves
            }
            for what, unit in (
                ("median_ms", "ms median"),
                ("p95_ms", "ms 95 %"),
                ("size", "bytes"),
                ("frames", "frames"),
            ):
                values = {name: getattr(one, what) for name, one in sums.items()}
                self.table.add(Row(move.name, unit, values, "reader", "less"))
        self.table.add(
            Row(
                "idle 5 s",
                "bytes",
                {n: self.idle(c) for n, c in commands.items()},
                "reader",
                "plain",
            )
        )

    def many_highlights(self, path: Path, counts: tuple[int, int] = (10, 10_000)) -> None:
        """The same acts with few highlights and with many."""
        stores = {f"{count} marks": self._folder / f"store-{count}" for count in counts}
        for count, store in zip(counts, stores.values(), strict=True):
            mark(path, store, count)
        commands = {name: self.reader(path, store) for name, store in stores.items()}
        few, many = stores
        starts = self.starts(commands)
        opened = {
            n: statistics.median(s.settled * 1000 for s in found) for n, found in starts.items()
        }
        self.table.add(Row("open", "ms settled", opened, many, few))
        found = {name: self.moves(command, MARKING) for name, command in commands.items()}
        for move in MARKING:
            sums = {
                n: summary(moves[move.name]) for n, moves in found.items() if move.name in moves
            }
            medians = {name: one.median_ms for name, one in sums.items()}
            self.table.add(Row(move.name, "ms median", medians, many, few))


def mark(path: Path, folder: Path, count: int) -> None:
    """Store this many highlights, evenly over the text, in one transaction."""
    from readerapp import documents
    from readerapp.anchoring import make_target
    from readerapp.model import COLOURS, Annotation, Annotator, DocumentRecord, new_id, now
    from readerapp.store import Store

    document, person, time = documents.open(path), Annotator(id=new_id(), name="Bench"), now()
    text = document.text
    record = DocumentRecord(
        id=new_id(),
        title=document.title,
        fingerprint=text.fingerprint(),
        folded=text.folded_fingerprint(),
        length=len(text),
        format=document.format,
        names=document.names,
    )
    store, step = Store(folder).open(record), len(text) // count
    store.commit(
        person,
        *(
            Annotation(
                id=new_id(),
                target=make_target(text, start := number * step, start + min(60, step)),
                colour=COLOURS[number % len(COLOURS)],
                creator=person.id,
                created=time,
                modified=time,
            )
            for number in range(count)
        ),
    )
    store.close()


def main() -> None:
    """Measure, print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/*.json")
    parser.add_argument("--rounds", type=int, default=7, help="starts of each program")
    parser.add_argument("--presses", type=int, default=40, help="presses of each key")
    parser.add_argument("--only", default="reader,plain,less", help="programs, by name")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readerapp-bench-") as folder:
        bench = Bench(Path(folder), asked.rounds, asked.presses, asked.only.split(","))
        path = bench.text("prose-1mb.txt", 1_000_000)
        bench.first_page(path)
        bench.keys(path)
        if "reader" in bench.only:
            bench.many_highlights(path)
    if asked.save:
        print("saved as", bench.table.save(HERE / "results"))


if __name__ == "__main__":
    main()
