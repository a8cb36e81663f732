"""Damage tests: a document's files with one byte changed or truncated, and how they are read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp.store import Store
from tests.store.disk import Unsynced
from tests.store.examples import annotation, document, edited

FINGERPRINT = f"sha256:{7:064x}"
RECORD = document(
    id="4b1f6a52-3f0c-4f63-9d0e-5c8a4b7e9a11",
    fingerprint=FINGERPRINT,
    names=("/home/ida/mill.txt",),
    landmarks=(("by the stream", 12), ("who let the water in", 240)),
)
COUNT = 20
STEP = 10
"""Bytes between two places where a file is cut off."""

Files = dict[str, bytes]
Rows = dict[str, dict[str, Any]]


@dataclass
class DamageCounts:
    """Counts of the damaged states by their result."""

    states: int = 0
    unharmed: int = 0
    lost_reported: int = 0
    wrong_reported: int = 0
    lost: int = 0
    wrong: int = 0
    raised: int = 0
    example: str = ""

    @property
    def bad(self) -> int:
        """Return the number of states with an unreported loss or error, or an exception."""
        return self.lost + self.wrong + self.raised


def prepare(folder: Path, ways: Iterable[str] = ("closed", "killed")) -> dict[str, Files]:
    """Make the files of a document with `COUNT` annotations: after a clean close, and after a kill.

    After a kill half of the annotations are only in the journal.
    """
    made = {}
    for way in ways:
        path = folder / way
        opened = Store(path, system=Unsynced()).open(RECORD)
        for number in range(COUNT):
            opened.commit(annotation(f"note {number}", id=f"mark-{number}", tags=("water",)))
            if number == COUNT // 2:
                opened.tidy()
        opened.commit(edited(opened.annotations["mark-3"], "edited"))
        if way == "closed":
            opened.close()
        made[way] = {one.name: one.read_bytes() for one in path.iterdir()}
        shutil.rmtree(path)
    return made


def changed_bytes(data: bytes, others: Callable[[int], Iterable[int]]) -> Iterator[bytes]:
    """Yield `data` with each byte in turn replaced by each of `others` for its offset."""
    for at, byte in enumerate(data):
        for other in {*others(at)} - {byte}:
            yield data[:at] + bytes([other]) + data[at + 1 :]


def cuts(data: bytes) -> Iterator[bytes]:
    """Yield `data` truncated at every `STEP`th byte."""
    return (data[:at] for at in range(0, len(data), STEP))


def sweep(files: Files, ending: str, states: Iterable[bytes], scratch: Path) -> DamageCounts:
    """Open the document with its file of this suffix in each of the states."""
    name = f"{RECORD.id}.{ending}"
    right = _rows(_lay_out(files, scratch))[0]
    assert len(right) == COUNT
    counts = DamageCounts()
    for state in states:
        folder = _lay_out({**files, name: state}, scratch)
        counts.states += 1
        try:
            rows, messages = _rows(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            counts.raised += 1
            counts.example = counts.example or f"{error!r}: {_difference(files[name], state)}"
            continue
        lost, wrong = right.keys() - rows.keys(), any(right.get(i) != rows[i] for i in rows)
        counts.unharmed += not lost and not wrong
        counts.lost_reported += bool(lost and messages)
        counts.wrong_reported += bool(wrong and messages)
        counts.lost += bool(lost and not messages)
        counts.wrong += bool(wrong and not messages)
        if (lost or wrong) and not messages:
            counts.example = counts.example or _difference(files[name], state)
    return counts


def _lay_out(files: Files, scratch: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=scratch))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def _rows(folder: Path) -> tuple[Rows, list[str]]:
    """Return the annotations as a command finds them, by content, and the messages."""
    store = Store(folder, system=Unsynced())
    record = store.find(fingerprint=FINGERPRINT)
    if record is None:
        return {}, []
    opened = store.open(record)
    rows = {key: mark.to_dict() for key, mark in opened.annotations.items()}
    messages = list(opened.events)
    opened.close()
    store.close()
    again = Store(folder, system=Unsynced()).open(RECORD)
    assert {key: mark.to_dict() for key, mark in again.annotations.items()} == rows
    assert not again.events or again.problem, "what is put right stays so"
    shutil.rmtree(folder)
    return rows, messages


def _difference(before: bytes, after: bytes) -> str:
    if len(before) != len(after):
        return f"cut at {len(after)}: {before[len(after) - 40 : len(after) + 20]!r}"
    at = next(at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
    return f"at {at}: {before[at - 30 : at + 30]!r} -> {after[at : at + 1]!r}"
