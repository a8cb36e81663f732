"""Start: time until a page can be read, bytes that it costs, and keys typed before it."""

from __future__ import annotations

import statistics
import string

from bench import Bench
from measuring import Probe, Start, medians
from programs import LESS, PEERS, PLAIN
from report import Goal, Row

TYPED = (string.ascii_lowercase * 4)[:99]


def measure(bench: Bench) -> None:
    """Measure the first page of 1 MB and 100 MB against others, keys typed before it, the peers."""
    small, large = bench.text(1), bench.text(100)
    few = [program for program in (PLAIN, LESS) if program.here]
    commands = {program.name: program.command(small) for program in (bench.reader, *few)}
    found = bench.starts({**commands, "reader 100 MB": bench.reader.command(large)})
    for what, unit, value, goal in (
        ("first text", "ms", lambda start: start.shown * 1000, Goal(0.25)),
        ("first page settled", "ms", lambda start: start.settled * 1000, None),
        ("first page", "bytes", lambda start: start.size, Goal(12_000, ratio=False)),
    ):
        values = medians(found, value)
        bench.table.add(Row(what, unit, values, against="plain", goal=goal))
    shown = medians(found, lambda start: start.shown * 1000)
    big = {name: shown[name] for name in ("reader", "reader 100 MB")}
    bench.table.add(Row("first text, 100 MB", "ms", big, "reader 100 MB", "reader", Goal(1.3)))
    blank = {"reader": float(sum(not start.steady for start in found["reader"]))}
    bench.table.add(Row("blank between", "starts", blank, goal=Goal(0, ratio=False)))
    _typed(bench, commands["reader"], shown["plain"])
    _peers(bench)


def _typed(bench: Bench, command: list[str], plain: float) -> None:
    """Measure keys typed during the start.

    These are the time until a key pressed at once is answered, and how many of a hundred keys are
    lost.
    """
    answered, lost = [], 0
    for _ in range(bench.rounds):
        with Probe(command, bench.env) as probe:
            probe.write("/")
            probe.wait_for("find:")
            answered.append((probe.when("find:") - probe.started) * 1000)
        with Probe(command, bench.env) as probe:
            for key in f"/{TYPED}":
                probe.write(key)
                probe.pump(0.002)
            probe.wait_for("find: a")
            probe.settle(1.0)
            found = next(line for line in probe.text().splitlines() if "find: " in line)
            arrived = found.partition("find: ")[2].ljust(len(TYPED))
            lost += sum(a != b for a, b in zip(TYPED, arrived, strict=False))
    values = {"reader": statistics.median(answered), "plain's first text": plain}
    row = Row("first key answered", "ms", values, against="plain's first text", goal=Goal(1.3))
    bench.table.add(row)
    none = Goal(0, ratio=False)
    bench.table.add(Row("lost of 100 keys typed", "keys", {"reader": lost}, goal=none))


def _peers(bench: Bench) -> None:
    """Measure the first page of other readers, each with a text of a kind that it reads."""
    found: dict[str, list[Start]] = {}
    for program in (bench.reader, LESS, *PEERS):
        if program.here:
            try:
                found |= bench.starts({program.name: bench.opens(program)}, marker=program.marker)
            except AssertionError as error:
                print(f"{program.name} did not show the text: {str(error).splitlines()[0]}")
    for what, unit, value in (
        ("first text, peers", "ms", lambda start: start.shown * 1000),
        ("first page, peers", "bytes", lambda start: start.size),
    ):
        bench.table.add(Row(what, unit, medians(found, value)))
