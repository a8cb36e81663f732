"""Slow link: a key that is held and released, and a serial line of 9,600 baud."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench import Bench
from measuring import AT_REST, SIZE
from programs import LESS, PAGE_DOWN
from report import Goal, Row
from slow_link import Link
from texts import OPENING

from tests.e2e.terminal import Pty

FAR = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
RATE, DELAY = 50_000, 0.05
BAUD_9600 = 960  # bytes a second: eight bits, a start and a stop
SECONDS, PER_SECOND = 3, 30
PRESSES = 5  # on the serial line
BEGIN = b"g" + b"j" * SIZE[1]  # after this each `j` scrolls
KEYS = {"j": ("j", "j"), "page": (PAGE_DOWN, " ")}
"""For each row, the key in the reader and the key in `less`."""


@dataclass(frozen=True)
class Held:
    """The result of holding a key.

    Attributes:
        settled: seconds from the last press to the last byte on the screen.
        size: bytes of output in all.
        most: the most bytes under way at one time.
    """

    settled: float
    size: int
    most: int


def measure(bench: Bench) -> None:
    """Measure held keys, then the serial line.

    Held keys are compared with the reader on Textual's own driver, and with `less`.
    """
    words = bench.opens(bench.reader)
    programs = {
        "reader": (words, {**bench.env, **FAR}),
        "plain driver": (words, {**bench.env, **FAR, "READERAPP_DRIVER": "plain"}),
    }
    if LESS.here:
        programs["less"] = (bench.opens(LESS), bench.env)
    for name, keys in KEYS.items():
        found = {
            program: _held(command, env, keys[program == "less"].encode())
            for program, (command, env) in programs.items()
        }
        settled = {program: held.settled for program, held in found.items()}
        sizes = {program: float(held.size) for program, held in found.items()}
        most = {program: float(held.most) for program, held in found.items()}
        goal = Goal(0.15, ratio=False) if name == "j" else None
        bench.table.add(Row(f"held {name}, settled", "s", settled, goal=goal))
        bench.table.add(Row(f"held {name}, in all", "bytes", sizes))
        bench.table.add(Row(f"held {name}, most under way", "bytes", most))
    del programs["plain driver"]
    _serial(bench, {name: command for name, (command, _) in programs.items()})


def _held(command: Sequence[str], env: Mapping[str, str], key: bytes) -> Held:
    """Hold a key for some seconds."""
    with Pty(command, SIZE, env) as pty:
        link = Link(pty, RATE, DELAY)
        link.run_until(OPENING.encode())
        link.drain(AT_REST)
        link.press(BEGIN)
        link.drain()
        link.forget()
        began = time.perf_counter()
        for number in range(SECONDS * PER_SECOND):
            link.run(began + number / PER_SECOND)
            link.press(key)
        released = time.perf_counter()
        link.drain()
        return Held(link.last - released, link.size, link.most)


def _serial(bench: Bench, commands: Mapping[str, Sequence[str]]) -> None:
    """Measure the seconds that each program needs at 9,600 baud."""
    rows: dict[str, dict[str, float]] = {}
    for name, command in commands.items():
        began = time.perf_counter()
        with Pty(command, SIZE, bench.env) as pty:
            link = Link(pty, BAUD_9600, 0.0)
            rows.setdefault("first words", {})[name] = link.run_until(OPENING.encode()) - began
            link.drain(AT_REST)
            rows.setdefault("all of the start", {})[name] = link.last - began
            link.press(BEGIN)
            link.drain()
            for what, keys in {"line scroll": KEYS["j"], "page": KEYS["page"]}.items():
                key = keys[name == "less"].encode()
                median = statistics.median(_answered(link, key) for _ in range(PRESSES))
                rows.setdefault(what, {})[name] = median
    for what, values in rows.items():
        bench.table.add(Row(f"{what}, 9,600 baud", "s", values, against="less"))


def _answered(link: Link, key: bytes) -> float:
    """Return the seconds from a key to the last byte of the answer."""
    pressed = time.perf_counter()
    link.press(key)
    link.drain()
    return link.last - pressed
