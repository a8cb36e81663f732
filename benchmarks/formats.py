"""Measure opening documents of every format: time, memory, and how much of the text is preserved.

    python benchmarks/formats.py FILE... [--source TEXT] [--again]

Each file is opened in a process of its own. A row has the format, code points of text, headings,
locations (pages, chapters, times), styled runs by kind, seconds, and the peak memory of the process
and of those it started. With `--source`, the words are compared in order with those of a plain
text: the share of its words that are in the document, and the share of the document's words that
are in it. `--again` opens each file a second time, when the cache may have it.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

words = re.compile(r"\w+").findall


def opened(path: str) -> dict[str, object]:
    """Open `path` in this process; return what was found and what it cost."""
    from readerapp import documents

    began = time.perf_counter()
    document = documents.open(path)
    seconds = time.perf_counter() - began
    peaks = [
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    labels = [milestone.label for milestone in document.milestones]
    return {
        "format": document.format,
        "characters": len(document.text),
        "headings": len(document.headings),
        "places": f"{len(labels)} ({labels[0]} to {labels[-1]})" if labels else "",
        "styles": dict(Counter(run.kind for run in document.styles)),
        "facts": [document.title, document.author, document.date],
        "seconds": seconds,
        "megabytes": [peak // 1024 for peak in peaks],
        "text": document.text.whole(),
    }


def compared(text: str, source: str) -> str:
    """Return the shares of source words in the text and of text words in the source, in order."""
    wanted, found = words(source.lower()), words(text.lower())
    same = 0
    step = 2000  # words compared at a time: comparing whole books takes minutes
    at = 0
    for start in range(0, len(wanted), step):
        piece = wanted[start : start + step]
        near = found[at : at + step + 400]
        blocks = SequenceMatcher(None, piece, near, autojunk=False).get_matching_blocks()
        same += sum(block.size for block in blocks)
        last = [block for block in blocks if block.size][-1:]
        at += last[0].b + last[0].size if last else len(piece)
    return f"{same / max(1, len(wanted)):.4f} / {same / max(1, len(found)):.4f}"


def main() -> None:
    """Print a row for each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--source", type=Path)
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    if options.files[0] == "one":
        print(json.dumps(opened(options.files[1])))
        return
    source = options.source.read_text(encoding="utf-8-sig") if options.source else ""
    for name in options.files:
        for _ in range(1 + options.again):
            one = [sys.executable, __file__, "one", name]
            done = subprocess.run(one, capture_output=True, text=True)
            if done.returncode:
                print(f"{Path(name).name}: {done.stderr.strip().splitlines()[-1]}")
                continue
            row = json.loads(done.stdout)
            own, child = row["megabytes"]
            print(
                f"{Path(name).name}: {row['format']}, {row['characters']:,} characters, "
                f"{row['headings']} headings, places {row['places'] or 'none'}, "
                f"{row['seconds']:.2f} s, {own} MB own, {child} MB child"
            )
        if done.returncode == 0:
            print(f"    {row['styles']} {row['facts']}")
            if source:
                print(f"    words kept / right: {compared(row['text'], source)}")


if __name__ == "__main__":
    main()
