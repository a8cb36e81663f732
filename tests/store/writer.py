"""A process that saves COUNT annotations or until it is killed: FOLDER DOCUMENT NAME COUNT.

Prints what it is about to save and what is saved, a line each. It also counts in a record that all
processes share; with COUNT 0 it writes for ever.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path

from readerapp.core.model import Annotation, DocumentRecord, now
from readerapp.store import Store, StoreBusy
from tests.store.examples import annotation

SHARED = "shared"


def union(theirs: Annotation, ours: Annotation) -> Annotation:
    return replace(ours, tags=tuple(sorted({*theirs.tags, *ours.tags})))


def main(folder: str, document: str, name: str, count: int) -> None:
    store = Store(Path(folder), merge=union, checkpoint_at=4000)
    opened = store.open(DocumentRecord(id=document))
    print("ready", flush=True)
    for number in itertools.count() if count == 0 else range(count):
        one = f"{name}-{number}"
        print("try", one, flush=True)
        while True:
            shared = opened.annotations.get(SHARED, annotation(id=SHARED))
            counted = replace(shared, tags=(*shared.tags, one), modified=now())
            changes = [annotation("n" * (number * 37 % 500), id=one)]
            if count:
                changes.append(counted)
            try:
                opened.commit(*changes, {"id": f"step {one}"})
                break
            except StoreBusy:
                print("busy", one, flush=True)
        print("saved", one, flush=True)
    opened.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))  # type: ignore[call-arg]
