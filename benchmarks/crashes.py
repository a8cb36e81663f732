"""Crash tests of the store and of TinyDB's own storage: system call faults, SIGKILL, power cuts.

    python benchmarks/crashes.py [--seeds 40] [--stride 1]

Three experiments on the same work, each on both: every system call fails once with each fault; the
process is killed with SIGKILL at every system call; the power is cut at every moment, which leaves
any legal part of what was not synced. `lost` counts the states in which something acknowledged is
missing or something half-written is there, `unreadable` those that cannot be opened at all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.store import faults, kills
from tests.store.crashes import Trial
from tests.store.subjects import Ours, Stock, Subject

Counts = tuple[int, int, int]
"""Number of cases, of cases with something lost, and of cases that cannot be read."""

KINDS: dict[str, type[Subject]] = {"readerapp": Ours, "TinyDB JSONStorage": Stock}


def faulted(kind: type[Subject], scratch: Path, options: argparse.Namespace) -> Counts:
    """Make every call fail once with each fault, in a new store and in one with data."""
    cases = wrong = unreadable = 0
    for begun in (False, True):
        for fault in faults.FAULTS:
            folder = scratch / f"{begun}-{fault}"
            for case in faults.sweep(kind, folder, fault, begun=begun, stride=options.stride):
                cases += 1
                unreadable += case.found is None
                wrong += case.wrong and case.found is not None
    return cases, wrong, unreadable


def killed(kind: type[Subject], scratch: Path, options: argparse.Namespace) -> Counts:
    """Kill a process before, after and in the middle of every call."""
    counts = [kills.sweep(kind, scratch / way, way, stride=options.stride) for way in kills.WAYS]
    return tuple(map(sum, zip(*counts, strict=True)))  # type: ignore[return-value]


def powerless(kind: type[Subject], scratch: Path, options: argparse.Namespace) -> Counts:
    """Cut the power three times at every moment, sometimes again during the recovery."""
    states = wrong = unreadable = 0
    for seed in range(options.seeds):
        trial = Trial(scratch / str(seed), seed, 3, kind)
        trial.run(40)
        states, unreadable = states + trial.states, unreadable + trial.unreadable
        wrong += len(trial.wrong) - trial.unreadable
    return states, wrong, unreadable


EXPERIMENTS: dict[str, Callable[[type[Subject], Path, argparse.Namespace], Counts]] = {
    "a system call fails": faulted,
    "killed at a system call": killed,
    "power cut": powerless,
}


def main() -> int:
    """Run all experiments on both and print them; return the wrong states of our store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40, help="power cuts: runs of 40 steps")
    parser.add_argument("--stride", type=int, default=1, help="try every so-many-th call")
    options = parser.parse_args()
    bad = 0
    print(f"{'':20}{'':26}{'cases':>9}{'lost':>9}{'unreadable':>12}{'seconds':>9}")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = os.devnull  # dated copies are not tested here
        for name, kind in KINDS.items():
            for what, experiment in EXPERIMENTS.items():
                begin = time.monotonic()
                counts = experiment(kind, Path(scratch) / kind.__name__ / what, options)
                took = time.monotonic() - begin
                print(
                    f"{name:20}{what:26}{counts[0]:>9,}{counts[1]:>9,}{counts[2]:>12,}{took:>9.0f}"
                )
                bad += sum(counts[1:]) if kind is Ours else 0
    return bad


if __name__ == "__main__":
    sys.exit(bool(main()))
