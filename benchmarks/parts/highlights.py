"""Many highlights: the same actions in a document with ten of them and with a hundred thousand.

The highlights begin at the start of the text and have the same distance in both. All actions stay
among the first ten, so that each screen shows as many and the caret meets as many.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench import Bench
from measuring import Press, Probe, medians, summary
from programs import PAGE_DOWN, Move, reader
from report import Goal, Row
from texts import OPENING

COUNTS = (10, 100_000)
MEGABYTES, APART = 64, 600
MARK = Move("mark", "1", ["g"], [")", "v", "e"], most=20)
ACTS = (
    Move("move", "j", ["g"], most=30),
    Move("page", PAGE_DOWN, between=["g"]),
    Move("next highlight", "]", ["g"], most=9),
    MARK,
)


def measure(bench: Bench) -> None:
    """Measure opening, moving, paging and highlighting with few and with many highlights."""
    path, goal = bench.text(MEGABYTES), Goal(1.3)
    commands = {}
    for count in COUNTS:
        store = bench.folder / f"store-{count}"
        mark(path, store, count)
        commands[f"{count:,} marks"] = reader(store).command(path)
    few, many = commands
    found = bench.starts(commands)
    shown = medians(found, lambda start: start.shown * 1000)
    bench.table.add(Row("open", "ms", shown, many, few, goal))
    with ExitStack() as stack:
        probes = {
            name: stack.enter_context(Probe(command, bench.env))
            for name, command in commands.items()
        }
        for name, probe in probes.items():
            probe.start(OPENING)
            probe.wait_for(f"{name.split()[0].replace(',', '')} highlights", timeout=120)
        for move in ACTS:
            pressed = _pressed(bench, probes, move)
            values = {name: summary(presses).median_ms for name, presses in pressed.items()}
            bench.table.add(Row(f"{move.name}, {many}", "ms median", values, many, few, goal))
    _first_marks(bench, commands, goal)


def _first_marks(bench: Bench, commands: Mapping[str, Sequence[str]], goal: Goal) -> None:
    """Measure the first highlight after each start, from the key to the painted and saved mark.

    It meets what is read or sorted only once. Its processor time is that of the main thread: it
    depends less on other programs.
    """
    many = list(commands)[-1]
    few = next(iter(commands))
    times: dict[str, list[float]] = {name: [] for name in commands}
    busy: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(bench.rounds):
        # The marks of `_pressed` and of the last rounds stay.
        elsewhere = ")" * (min(bench.presses, MARK.most) + number)
        for name, command in commands.items():
            with Probe(command, bench.env) as probe:
                probe.start(OPENING)
                for keys in (*MARK.before, elsewhere, *MARK.between):
                    probe.press(keys, timeout=0.5)
                probe.rest()
                before = probe.main_thread()
                if press := probe.press(MARK.keys):
                    times[name].append(press.seconds * 1000)
                    busy[name].append(probe.main_thread() - before)
    for what, found in (("first mark", times), ("first mark, processor", busy)):
        values = {name: statistics.median(found[name]) for name in commands}
        bench.table.add(Row(f"{what}, {many}", "ms median", values, many, few, goal))


def _pressed(bench: Bench, probes: Mapping[str, Probe], move: Move) -> dict[str, list[Press]]:
    """Press one key in both, in turn, so that a busy moment affects both alike."""
    found: dict[str, list[Press]] = {name: [] for name in probes}
    for probe in probes.values():
        for keys in move.before:
            probe.press(keys, timeout=0.5)
    once = replace(move, most=1)
    for _ in range(min(bench.presses, move.most)):
        for name, probe in probes.items():
            if move is MARK:
                probe.rest()  # the search for look-alikes of the last mark takes time on a thread
            found[name] += bench.pressed(probe, once)
    return found


def mark(path: Path, folder: Path, count: int) -> None:
    """Store `count` highlights from the start of the text, in one transaction."""
    from readerapp import documents
    from readerapp.anchoring.anchor import make_target
    from readerapp.core.model import COLOURS, Annotation, Annotator, DocumentRecord, new_id, now
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
    store = Store(folder).open(record)
    store.commit(
        person,
        *(
            Annotation(
                id=new_id(),
                target=make_target(text, start := number * APART, start + 60),
                colour=COLOURS[number % len(COLOURS)],
                creator=person.id,
                created=time,
                modified=time,
            )
            for number in range(count)
        ),
    )
    store.close()
