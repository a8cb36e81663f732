"""A process that is killed with SIGKILL at each of its system calls: for real, in a fork.

    python -m tests.store.kills [STRIDE]     prints how many were killed, and what was lost

The process kills itself, before the call, after it, and after half of a write: at the level of
`System`, through which every byte of the store goes, so that no debugger is needed.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from readerapp.store import StoreError
from tests.store.crashes import Writer
from tests.store.disk import CALLS, Unsynced, fresh
from tests.store.subjects import Content, Ours, Subject

WAYS = ("before", "after", "half")
STEPS = 25
LIMIT = 60
"""Seconds until a process that hangs is ended, and says where it hangs."""


class Killer(Unsynced):
    """Kills its own process at call number `at`."""

    def __init__(self, at: int, way: str) -> None:
        self._calls = 0
        for name in CALLS:
            setattr(self, name, self._counted(name, getattr(self, name), at, way))

    def _counted(
        self, name: str, call: Callable[..., Any], at: int, way: str
    ) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            self._calls += 1
            if self._calls != at or (way == "half" and name != "write"):
                return call(*args)
            if way == "half":
                fd, data = args
                call(fd, data[: max(1, len(data) // 2)])
            elif way == "after":
                call(*args)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("a process that was killed goes on")

        return counted


def sweep(
    kind: type[Subject], scratch: Path, way: str, *, seed: int = 1, stride: int = 1
) -> tuple[int, int, int]:
    """Return the number of processes killed, of wrong states, and of unreadable states."""
    paths = fresh(scratch)
    killed = wrong = unreadable = 0
    at = 1
    while True:
        folder = next(paths)
        kind.prepare(folder)
        status, allowed = _run(kind, folder, Killer(at, way), seed)
        at += stride
        if not os.WIFSIGNALED(status):
            if way == "half" and at < 600:
                continue  # that call was no write
            assert os.WEXITSTATUS(status) == 0, "its own message is on standard error"
            return killed, wrong, unreadable
        killed += 1
        try:
            wrong += kind.recover(folder) not in allowed
        except (ValueError, OSError, StoreError, AssertionError):
            unreadable += 1


def _run(kind: type[Subject], folder: Path, system: Killer, seed: int) -> tuple[int, list[Content]]:
    """Run a process that is killed; return its status and the contents that it may leave."""
    # A lock that another thread holds at the fork would never be released in the child.
    assert threading.active_count() == 1, "run it in a process of its own, as test_power.py does"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        try:
            os.close(reading)
            writer = Writer(
                kind, folder, system, seed, report=lambda content: _report(writing, content)
            )
            writer.work(STEPS)
            os._exit(0)
        finally:
            os._exit(3)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = [json.loads(line) for line in said]
    _, status = os.waitpid(child, 0)
    saved = next((line["saved"] for line in reversed(lines) if "saved" in line), {})
    in_progress = lines[-1].get("under way", saved) if lines else {}
    return status, [saved, in_progress]


def _report(pipe: int, content: dict[str, Content]) -> None:
    os.write(pipe, json.dumps(content).encode() + b"\n")


def main(stride: int) -> int:
    total = bad = 0
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = os.devnull  # dated copies are not what is tried
        for way in WAYS:
            killed, wrong, unreadable = sweep(Ours, Path(scratch) / way, way, stride=stride)
            total, bad = total + killed, bad + wrong + unreadable
    print(f"{total} killed, {bad} wrong")
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int((sys.argv[1:] or ["1"])[0]))))
