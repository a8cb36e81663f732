"""Measure the library with thousands of documents against the library with ten, in one run.

    python benchmarks/library.py [--rounds N] [COUNT ...]

For each count a store and a home are filled with invented documents, three highlights in each.
Measured are: what the library shows first (the last reading positions), what the store adds from
its thread, the counts of highlights as it adds them next, the rows that it sorts and shows, and all
annotations as `readerapp list` lists them. Each is the least of the rounds,
after one round that fills the caches. Ratios are to the first count.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest import mock

from readerapp import documents
from readerapp.anchoring.anchor import make_target
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.catalog import collection
from readerapp.catalog.annotation_counts import count_in_portions
from readerapp.catalog.known_documents import merge_known_documents
from readerapp.catalog.library_list import list_documents, matches_query, sort_documents
from readerapp.core.model import Annotation, DocumentRecord, Speaker, new_id, now
from readerapp.reading.last_positions import LastPosition
from readerapp.ui.screens.library_rows import document_row
from readerapp.workspace import AppContext, make_context

WORDS = "a mill turned by the stream below and nobody had asked who let the water in".split()
MARKED = 40


def fill(folder: Path, count: int) -> AppContext:
    """Return a context with `count` documents, each read once and with three highlights.

    Each document is one commit: the lookups of a session before its first edit would take longer
    with every document that is there.
    """
    context = make_context(str(folder / "store"), "Ana")
    (folder / "texts").mkdir()
    maria, time = Speaker(id=new_id(), name="Maria"), now()
    for number in range(count):
        path = folder / "texts" / f"paper{number}.txt"
        lines = [" ".join(WORDS[(number + at + n) % 16] for n in range(40)) for at in range(20)]
        path.write_text(f"Paper {number}\n\n" + "\n\n".join(lines), encoding="utf-8")
        document = documents.open(str(path))
        text, fingerprint = document.text, document.text.fingerprint()
        annotations = [
            Annotation(
                id=new_id(),
                target=make_target(text, at, at + MARKED),
                note=f"note {number}",
                speaker=maria.id,
                creator=context.identity.annotator.id,
                created=time,
                modified=time,
            )
            for at in (100, 900, 1700)
        ]
        record = DocumentRecord(
            id=new_id(),
            title=document.title,
            fingerprint=fingerprint,
            folded=text.folded_fingerprint(),
            length=len(text),
            names=document.names,
            extraction=document.extraction,
            landmarks=make_landmarks(text),
        )
        with closing(context.store.open(record)) as store:
            store.commit(record, context.identity.annotator, maria, *annotations)
        # Without names: with a name, `remember` would search all earlier positions for it.
        context.last_positions.remember(
            LastPosition(fingerprint, document.title, "text", (), highlights=3)
        )
    return context


def count_all(context: AppContext) -> None:
    """Count the highlights of all documents."""
    for _ in count_in_portions(context.store, context.store.documents()):
        pass


def make_rows(context: AppContext) -> None:
    """Merge, sort and filter all documents, as the library does after each letter of a filter."""
    known = merge_known_documents(context.last_positions.positions(), context.store.documents())
    listed = list_documents(known, {}, is_store_known=True)
    found = [one for one in listed if matches_query(one, "paper")]
    list(map(document_row, sort_documents(found, "opened")))


def least(work: Callable[[], object], rounds: int) -> float:
    """Return the milliseconds of the quickest round; the first round is not counted."""
    times = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return min(times[1:])


def main() -> None:
    """Print a row for each count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", metavar="COUNT", nargs="*", type=int, default=[10, 2000])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    first: list[float] = []
    titles = ("read, ms", "marked, ms", "counts, ms", "rows, ms")
    print(f"{'documents':>10}", *(f"{title:>15}" for title in titles), f"{'annotations, ms':>17}")
    for count in options.counts:
        with tempfile.TemporaryDirectory() as name:
            home = {"HOME": name, "XDG_STATE_HOME": f"{name}/state", "XDG_CACHE_HOME": f"{name}/c"}
            # Filling is not measured, so it need not wait for the disk.
            with mock.patch.dict(os.environ, home):
                with mock.patch("os.fsync"), mock.patch("os.fdatasync"):
                    context = fill(Path(name), count)
                works: list[Callable[[], object]] = [
                    context.last_positions.positions,
                    lambda context=context: list(context.store.documents()),  # type: ignore[misc]
                    lambda context=context: count_all(context),  # type: ignore[misc]
                    lambda context=context: make_rows(context),  # type: ignore[misc]
                    lambda context=context: list(collection.list_all_documents(context)),  # type: ignore[misc]
                ]
                times = [least(work, options.rounds) for work in works]
        first = first or times
        cells = [f"{ms:.1f} ({ms / base:.1f}x)" for ms, base in zip(times, first, strict=True)]
        print(
            f"{count:>10}{cells[0]:>16}{cells[1]:>16}{cells[2]:>16}{cells[3]:>16}{cells[4]:>18}",
            flush=True,
        )


if __name__ == "__main__":
    main()
