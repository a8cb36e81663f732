"""Many highlights: the same acts in one document with ten of them and with a hundred thousand.

Both begin at the start of the text and lie as close, so that the caret comes upon as many.
"""

from __future__ import annotations

from pathlib import Path

from bench import Bench
from measuring import Probe, medians, summary
from programs import PAGE_DOWN, Move, reader
from report import Goal, Row
from texts import OPENING

COUNTS = (10, 100_000)
MEGABYTES, APART = 10, 100
ACTS = (
    Move("move", "j", ["g"], most=12),
    Move("page", PAGE_DOWN, ["g"]),
    Move("next highlight", "]", ["g"]),
    Move("mark", "1", ["g"], [")", "v", "e"]),
)


def measure(bench: Bench) -> None:
    """Open, move, page and mark."""
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
    acts: dict[str, dict[str, float]] = {move.name: {} for move in ACTS}
    for name, command in commands.items():
        with Probe(command, bench.env) as probe:
            probe.start(OPENING)
            probe.wait_for(f"{name.split()[0].replace(',', '')} highlights", timeout=120)
            probe.settle(1.0)
            for move in ACTS:
                for keys in move.before:
                    probe.press(keys, patience=0.5)
                acts[move.name][name] = summary(bench.pressed(probe, move)).median_ms
    for what, values in acts.items():
        bench.table.add(Row(f"{what}, {many}", "ms median", values, many, few, goal))


def mark(path: Path, folder: Path, count: int) -> None:
    """Store this many highlights from the start of the text, in one transaction."""
    from readerapp import documents
    from readerapp.anchoring.targets import make_target
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
