"""Measure a save at various numbers of annotations, beside a bare write and sync.

    python benchmarks/store.py [--folder DIR] [COUNT ...]

Both are measured in turns in one run, on the disk that DIR is on, and compared as ratios. Also
measured: opening, following another process's save, a checkpoint, and finding one document of
10,000.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import tinydb

from readerapp.core.model import Annotation, DocumentRecord, Target, new_id, now
from readerapp.store import DocumentStore, Store
from readerapp.store.journal import head_line

WORDS = "a mill turned by the stream below and nobody had asked who let the water in".split()
ROUNDS = 300


def annotation(number: int) -> Annotation:
    """Make an annotation of the usual size: some 600 bytes of JSON."""
    said = " ".join(WORDS[(number + at) % len(WORDS)] for at in range(22))
    target = Target(
        start=number * 90,
        end=number * 90 + len(said),
        exact=said,
        prefix=said[:64],
        suffix=said[-64:],
    )
    moment = now()
    return Annotation(
        id=new_id(),
        target=target,
        note="who says so?",
        tags=("water", "asked"),
        creator=new_id(),
        created=moment,
        modified=moment,
    )


def milliseconds(work: Callable[[], object]) -> float:
    """Return the milliseconds of one call."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


@contextmanager
def bare_file(folder: Path) -> Iterator[Callable[[bytes], None]]:
    """Open a file for the smallest possible durable save.

    Yields:
        A function that appends bytes to the file and syncs it.
    """
    fd = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(data: bytes) -> None:
        os.write(fd, data)
        getattr(os, "fdatasync", os.fsync)(fd)

    try:
        yield write
    finally:
        os.close(fd)


def filled(folder: Path, count: int) -> DocumentStore:
    """Return a document with `count` annotations, closed once, so that its file is complete."""
    record = DocumentRecord(id=new_id(), title="The mill")
    opened = Store(folder).open(record)
    for start in range(0, count, 20_000):
        opened.commit(*(annotation(n) for n in range(start, min(count, start + 20_000))))
    opened.close()
    return Store(folder).open(record)


def measure_saves(folder: Path, counts: list[int]) -> None:
    """Measure saves and bare writes in turns; print medians for each count."""
    stores = [filled(folder, count) for count in counts]
    others = [Store(folder).open(opened.record) for opened in stores]
    saves: list[list[float]] = [[] for _ in counts]
    follows: list[list[float]] = [[] for _ in counts]
    bare: list[float] = []
    marks = [
        [opened.annotations[key] for key in islice(opened.annotations, 100)] for opened in stores
    ]
    gc.collect()
    with bare_file(folder) as write:
        for turn in range(ROUNDS):
            for at, opened in enumerate(stores):
                record = replace(marks[at][turn % 100], note=f"turn {turn}", modified=now())
                saves[at].append(milliseconds(partial(opened.commit, record)))
                follows[at].append(milliseconds(others[at].refresh))
            bare.append(milliseconds(partial(write, b"x" * len(json.dumps(record.to_dict())))))
    unit = statistics.median(bare)
    print(f"a bare write and sync: {unit:.3f} ms")
    print("annotations  save ms     p95  to bare  to first  follow ms  open ms  checkpoint ms")
    first = statistics.median(saves[0])
    for count, opened, other, times, seen in zip(
        counts, stores, others, saves, follows, strict=True
    ):
        save, high = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        checkpoint = milliseconds(opened.tidy)
        opened.close()
        other.close()
        begin = time.perf_counter()
        again = Store(folder).open(opened.record)
        opening = (time.perf_counter() - begin) * 1000
        again.close()
        print(
            f"{count:>11,} {save:>8.3f} {high:>7.3f} {save / unit:>7.2f}x {save / first:>8.2f}x "
            f"{statistics.median(seen):>10.3f} {opening:>8.0f} {checkpoint:>14.0f}"
        )


def measure_stock(folder: Path, counts: list[int]) -> None:
    """Measure the same change by TinyDB's storage, which writes the whole file in place."""
    for count in counts:
        opened = filled(folder, count)
        record = opened.record
        opened.close()
        with tinydb.TinyDB(folder / f"{record.id}.json") as plain:
            table = plain.table("annotations")
            times = [
                milliseconds(partial(table.update, {"note": str(turn)}, doc_ids=[turn]))
                for turn in range(1, 4)
            ]
        print(f"{count:>11,} {statistics.median(times):>8.3f}")


def measure_find(folder: Path, count: int) -> None:
    """Measure finding one document of `count`.

    It is known by its content, known by its name only, or unknown.
    """
    folder.mkdir()
    for number in range(count):
        record = DocumentRecord(
            id=new_id(),
            title=f"Document {number}",
            fingerprint=f"sha256:{number:064x}",
            folded=f"sha256:{number + count:064x}",
            names=(f"/home/ada/texts/{number}.txt",),
        )
        row = f'{{\n"document": {{\n"1": {json.dumps(record.to_dict())}\n}}\n}}\n'
        (folder / f"{record.id}.json").write_text(row)
        (folder / f"{record.id}.journal").write_bytes(head_line(new_id(), record.id))
    store = Store(folder)
    cold = milliseconds(lambda: store.find(fingerprint=f"sha256:{5:064x}"))
    known = [milliseconds(partial(store.find, fingerprint=f"sha256:{n:064x}")) for n in range(300)]
    named = [
        milliseconds(partial(store.find, fingerprint="?", names=[f"/home/ada/texts/{n}.txt"]))
        for n in range(5)
    ]
    unknown = [milliseconds(lambda: store.find(fingerprint="unknown")) for _ in range(5)]
    print(
        f"{count:>11,} documents: first look {cold:.0f} ms; known content "
        f"{statistics.median(known):.2f}; name only {statistics.median(named):.1f}; "
        f"unknown {statistics.median(unknown):.1f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="measure on the disk that this is on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        folder = Path(scratch)
        os.environ.update(XDG_CACHE_HOME=str(folder / "cache"), XDG_DATA_HOME=str(folder / "data"))
        measure_saves(folder / "store", options.counts)
        print("\nTinyDB's own storage, ms for one change")
        measure_stock(folder / "stock", options.counts)
        print("\nfinding one document, ms")
        measure_find(folder / "many", 10_000)


if __name__ == "__main__":
    main()
