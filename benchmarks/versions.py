"""Measure earlier versions: recognised in a full store, and their highlights carried over.

    python benchmarks/versions.py [--documents N] [--size CODE_POINTS] [--highlights N]

A store is filled with invented documents of 10 to 600 thousand code points, each with its
landmarks. One more document has the highlights. In its later version one of twenty paragraphs has a
tenth of its words changed, one of fifty is cut, and after one of forty another is put in; it has an
unrelated name. Measured are: to recognise the earlier one among all others, the first time and
again; to carry its highlights over; to show them. The last lines say how many were found, and how
many of the exact ones are at a place with their words.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from unittest import mock

from anchoring_texts import novel

from readerapp import documents
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import DocumentRecord, new_id
from readerapp.versions.offers import carry_version, find_offer, find_versions
from readerapp.workspace import AppContext, make_context

Result = TypeVar("Result")

GOAL = 3.0
"""Seconds for recognising and carrying over together."""

_VARIETY = 40
"""Different texts in the store; each is used for several documents, with its landmarks."""


def fill(context: AppContext, count: int) -> None:
    """Put `count` documents with landmarks into the store."""
    sizes = (10_000, 40_000, 100_000, 300_000, 600_000)
    kinds = []
    for number in range(min(count, _VARIETY)):
        text = novel(random.Random(1000 + number), sizes[number % len(sizes)])
        kinds.append((len(text), make_landmarks(text)))
    for number in range(count):
        length, landmarks = kinds[number % len(kinds)]
        record = DocumentRecord(
            id=new_id(),
            title=f"Document {number}",
            fingerprint=f"sha256:{number:064}",
            length=length,
            names=(f"/somewhere/paper{number}.txt",),
            landmarks=landmarks,
        )
        with closing(context.store.open(record)) as opened:
            opened.commit(record)


def edit(text: str, rng: random.Random) -> str:
    """Return a later version of `text`."""
    paragraphs = text.split("\n\n")
    later = []
    for number, paragraph in enumerate(paragraphs):
        if number % 50 == 49:
            continue
        words = paragraph.split(" ")
        if number % 20 == 7:
            words = [rng.choice(words) if rng.random() < 0.1 else word for word in words]
        later.append(" ".join(words))
        if number % 40 == 3:
            later.append(novel(rng, 600))
    return "\n\n".join(later)


def mark(session: ReadingSession, count: int, rng: random.Random) -> None:
    """Highlight `count` ranges of 20 to 300 code points."""
    length = len(session.document.text)
    starts = sorted(rng.randrange(length - 400) for _ in range(count))
    passages = [(at, at + rng.randrange(20, 300), rng.choice(("", "Ida", "Per"))) for at in starts]
    session.highlight_ranges(passages, sentence="")
    while session.needs_enriching:
        session.enrich()


def timed(what: str, do: Callable[[], Result]) -> tuple[Result, float]:
    """Return the result of `do` and the seconds that it took, and print them."""
    start = time.perf_counter()
    result = do()
    seconds = time.perf_counter() - start
    print(f"{what:40} {seconds:6.2f} s")
    return result, seconds


def measure(folder: Path, count: int, size: int, highlights: int) -> bool:
    """Measure in `folder`; return whether the goal is reached."""
    context = make_context(str(folder / "store"), "Ana")
    fill(context, count)
    rng = random.Random(7)
    text = novel(rng, size)
    old, new = folder / "manuscript.txt", folder / "for the printer.txt"
    old.write_text(text, encoding="utf-8")
    new.write_text(edit(text, rng), encoding="utf-8")
    with closing(context.open_session(documents.open(str(old)))) as session:
        mark(session, highlights, rng)
    with closing(context.open_session(documents.open(str(new)))) as session:
        versions, first = timed("recognise, first time", lambda: find_versions(context, session))
        timed("recognise, again", lambda: find_versions(context, session))
        offer = find_offer(context, session, versions)
        if offer is None:
            print("not recognised")
            return False
        counts, carried = timed("carry over", lambda: carry_version(context, session, versions[0]))
        timed("show", session.refresh)
        print(f"{offer.sentence}; share {versions[0].share:.2f}; {counts}")
        placed = [one for one in session.placed.values() if one.state == "exact"]
        same = sum(_words(session, one.start, one.end) == _own(one) for one in placed)
        print(f"exact with the same words at the place: {same} of {len(placed)}")
    print(f"recognise and carry over: {first + carried:.2f} s, goal {GOAL} s")
    return first + carried < GOAL


def _words(session: ReadingSession, start: int, end: int) -> str:
    return " ".join(session.document.text.slice(start, end).split())


def _own(placed: object) -> str:
    target = placed.annotation.target  # type: ignore[attr-defined]
    return " ".join(target.exact.split())


def main() -> int:
    """Measure with the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--highlights", type=int, default=300)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        mock.patch.dict(os.environ, {"HOME": name, "XDG_CACHE_HOME": f"{name}/cache"}),
    ):
        reached = measure(Path(name), options.documents, options.size, options.highlights)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
