"""Measure the comparison of two texts: what `readerapp diff` and `V d` compute.

    python benchmarks/text_changes.py [--size CODE_POINTS] [--changes N]

A text of invented prose is compared with versions of itself of which the truth is known: words
changed in paragraphs, paragraphs added, removed and moved; all lines wrapped otherwise; all
paragraphs in another order. Then with texts that are hard to compare: another novel, and lines of
which nearly all are equal. Printed are processor seconds, and what was found beside what was done.
"""

from __future__ import annotations

import argparse
import random
import textwrap
import time
from collections import Counter
from collections.abc import Sequence

from anchoring_texts import novel

from readerapp.text.paragraph_flow import ParagraphFlow, detect_column
from readerapp.versions.comparison import compare_texts

GOAL = 2.0
"""Processor seconds for a text of a million code points with 300 changes."""

_SAMPLE = 100_000
"""Code points from which the column of hard line breaks is detected."""


def edit(paragraphs: Sequence[str], count: int, random_: random.Random) -> tuple[str, Counter[str]]:
    """Return an edited text, and how many paragraphs were edited in each way.

    Every paragraph is edited once at most: two of three have a word changed, the others are
    removed, moved, or have a new one before them.
    """
    chosen = random_.sample(range(len(paragraphs)), min(count, len(paragraphs) // 4))
    kinds = {
        number: ("changed", "changed", "changed", "changed", "added", "removed", "moved")[at % 7]
        for at, number in enumerate(chosen)
    }
    edited: list[str] = []
    moved: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        kind = kinds.get(number)
        if kind == "added":
            edited.append(f"Nobody had expected paragraph {number} to be written on that day.")
        if kind == "changed":
            words = paragraph.split(" ")
            words[random_.randrange(len(words))] = f"word{number}"
            edited.append(" ".join(words))
        elif kind == "moved":
            moved.append(paragraph)
        elif kind != "removed":
            edited.append(paragraph)
    for paragraph in moved:
        edited.insert(random_.randrange(len(edited)), paragraph)
    return "\n\n".join(edited), Counter(kinds.values())


def measure(name: str, old: str, new: str, truth: str) -> float:
    """Print the time of a comparison and what it found; return the processor seconds."""
    began = time.process_time()
    flows = (ParagraphFlow(detect_column(text[:_SAMPLE])) for text in (old, new))
    found = compare_texts(old, new, *flows)
    seconds = time.process_time() - began
    print(f"{name:28} {seconds:6.2f} s  found {dict(found.counts)}  {truth}")
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=300)
    options = parser.parse_args()
    random_ = random.Random(15)
    old = novel(random.Random(1), options.size)
    paragraphs = [part for part in old.split("\n\n") if part.strip()]
    old = "\n\n".join(paragraphs)
    new, done = edit(paragraphs, options.changes, random_)
    seconds = measure("edited", old, new, f"done {dict(done)}")
    print(f"{'goal':28} {GOAL:6.2f} s  {'+' if seconds <= GOAL else '-'}")
    wrapped = "\n\n".join(textwrap.fill(" ".join(part.split()), 50) for part in paragraphs)
    measure("wrapped otherwise", old, wrapped, "done nothing")
    shuffled = random_.sample(paragraphs, len(paragraphs))
    measure("in another order", old, "\n\n".join(shuffled), "moved nearly all")
    measure("another novel", old, novel(random.Random(2), options.size), "all differs")
    lines = options.size // 15
    equal = "the same line.\n"
    measure("equal lines", equal * lines, (equal * 9 + "other.\n") * (lines // 10), "one in ten")


if __name__ == "__main__":
    main()
