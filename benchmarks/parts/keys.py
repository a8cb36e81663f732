"""Keys: time from a key to the last byte of the answer, and bytes of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench import Bench
from measuring import SIZE, Press, Probe, summary
from programs import LESS, PAGE_DOWN, PEERS, PLAIN, Move, reader
from report import Goal, Row
from texts import OPENING

TO_THE_EDGE = "j" * SIZE[1]  # then the caret is on the last row, and each `j` scrolls
READING = (
    Move("caret right", "l", ["g"]),
    Move("caret down", "j", ["g"], most=SIZE[1] // 2),  # more presses would scroll
    Move("next word", "w", ["g"]),
    Move("line scroll", "j", ["g", TO_THE_EDGE]),
    Move("page", PAGE_DOWN, ["g"]),
    Move("half page", "\x04", ["g"]),
    Move("to the end", "G", ["g"], ["g"]),
    Move("next quotation", ".", ["g"]),
)
MARKING = (
    Move("mark", "1", ["g"], [")", "v", "e"]),
    Move("letter of a note", "x", [".", "a"]),
)
SCROLLS = ("line scroll", "page")
BYTES = {
    "caret right": Goal(120, ratio=False),
    "caret down": Goal(120, ratio=False),
    "line scroll": Goal(1200, ratio=False),
    "mark": Goal(600, ratio=False),
    "letter of a note": Goal(150, ratio=False),
}
REST = 5.0
QUICK = ("caret right", "caret down", "line scroll", "page")


def measure(bench: Bench) -> None:
    """Measure keys in every setting.

    These are: three panes, the text alone, a small screen; 1 MB and 100 MB; the peers; no key at
    all.
    """
    small, large = bench.text(1), bench.text(100)
    found = {"reader": bench.moves(bench.reader.command(small), READING)}
    marking = reader(
        bench.folder / "marking"
    )  # a store of its own, so that its highlights are not in the other runs
    found["reader"] |= bench.moves(marking.command(small), MARKING)
    others = [program for program in (PLAIN, LESS) if program.here]
    for program in others:
        found[program.name] = bench.moves(program.command(small), program.moves)
    for move in (*READING, *MARKING):
        _row(bench, move.name, "bytes", "size", found, BYTES.get(move.name))
        quick = Goal(5, ratio=False) if move.name in QUICK else None
        slow = Goal(15, ratio=False) if move.name in QUICK else None
        _row(bench, move.name, "ms median", "median_ms", found, quick)
        _row(bench, move.name, "ms 95 %", "p95_ms", found, slow)
        _row(bench, move.name, "frames", "frames", found)
    at_large = {"reader": bench.moves(bench.reader.command(large), READING)}
    for name in QUICK:
        _row(bench, name, "ms median", "median_ms", at_large, Goal(5, ratio=False), ", 100 MB")
        _row(bench, name, "ms 95 %", "p95_ms", at_large, Goal(15, ratio=False), ", 100 MB")
    _visible(bench, found["reader"])
    _layout(bench, "zen", SIZE, "z")
    _layout(bench, "80x24", (80, 24), "")
    _peers(bench, {name: found[name] for name in ("reader", LESS.name) if name in found})
    _rest(bench, {"reader": bench.reader.command(small), "plain": PLAIN.command(small)})


def _row(
    bench: Bench,
    name: str,
    unit: str,
    what: str,
    found: Mapping[str, Mapping[str, Sequence[Press]]],
    goal: Goal | None = None,
    suffix: str = "",
) -> None:
    sums = {n: summary(moves[name]) for n, moves in found.items() if name in moves}
    values = {n: float(getattr(one, what)) for n, one in sums.items()}
    bench.table.add(Row(name + suffix, unit, values, against="less", goal=goal))


def _visible(bench: Bench, found: Mapping[str, Sequence[Press]]) -> None:
    """Compare the bytes of a page with the characters that it shows."""
    with Probe(bench.reader.command(bench.text(1)), bench.env) as probe:
        probe.start(OPENING)
        probe.press(PAGE_DOWN)
        shown = sum(len(row.strip()) for row in probe.text().splitlines())
    values = {"reader": float(summary(found["page"]).size), "visible characters": float(shown)}
    row = Row("page", "bytes", values, against="visible characters", goal=Goal(1.1))
    bench.table.add(row)


def _layout(bench: Bench, name: str, size: tuple[int, int], begin: str) -> None:
    """Measure scrolling where text fills whole rows, compared with `less` at the same size."""
    moves = [move for move in READING if move.name in SCROLLS]
    path = bench.text(1)
    found = {"reader": bench.moves(bench.reader.command(path), moves, size, begin)}
    if LESS.here:
        found["less"] = bench.moves(LESS.command(path), LESS.moves, size)
    _row(bench, "line scroll", "bytes", "size", found, Goal(1.5), f", {name}")
    _row(bench, "page", "bytes", "size", found, Goal(1.3), f", {name}")


def _peers(bench: Bench, measured: Mapping[str, Mapping[str, Sequence[Press]]]) -> None:
    """Measure the same two keys in other readers, compared with those measured before."""
    found = {**measured}
    for program in PEERS:
        if program.here:
            command, marker = bench.opens(program), program.marker
            try:
                found[program.name] = bench.moves(command, program.moves, marker=marker)
            except AssertionError as error:
                print(f"{program.name} did not show the text: {str(error).splitlines()[0]}")
    for name in SCROLLS:
        _row(bench, name, "bytes", "size", found, suffix=", peers")
        _row(bench, name, "ms median", "median_ms", found, suffix=", peers")


def _rest(bench: Bench, commands: Mapping[str, Sequence[str]]) -> None:
    """Measure some seconds without a key: bytes and processor time.

    Processor time is rounded to a tenth of a percent, as `top` shows it.
    """
    size, busy = {}, {}
    for name, command in commands.items():
        with Probe(command, bench.env) as probe:
            probe.start(OPENING)
            size[name], milliseconds = probe.idle(REST)
        busy[name] = round(milliseconds / (10 * REST), 1)
    bench.table.add(Row("idle 5 s", "bytes", size, goal=Goal(0, ratio=False)))
    bench.table.add(Row("idle 5 s", "CPU %", busy, goal=Goal(0, ratio=False)))
