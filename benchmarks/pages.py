"""Measure article extraction from saved web pages: word F1 against a reference.

    python benchmarks/pages.py FOLDER [--below 0.97]

FOLDER holds a folder for each page, with `source.html` (as it was saved) and `expected.html` (the
article), as in the tests of Mozilla's Readability. Words are compared without their order; those of
marks for pictures are not counted, because the references have none. Pages that score less than
`--below` are listed with the words that are too many or missing.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from functools import partial
from pathlib import Path

from lxml import html

from readerapp import documents

words = re.compile(r"\w+").findall
without_marks = partial(re.compile(r"\[picture: [^\]]*\]").sub, " ")


def main() -> None:
    """Print the pages below the limit, the mean and least F1, and the time a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--below", type=float, default=0.97)
    options = parser.parse_args()
    scores, seconds = [], 0.0
    for page in sorted(options.folder.glob("*/source.html")):
        expected = html.document_fromstring(page.with_name("expected.html").read_bytes().decode())
        wanted = Counter(words(" ".join(expected.itertext()).lower()))
        began = time.perf_counter()
        found = Counter(words(without_marks(documents.open(page).text.whole()).lower()))
        seconds += time.perf_counter() - began
        score = 2 * (wanted & found).total() / max(1, wanted.total() + found.total())
        scores.append(score)
        if score < options.below:
            print(f"{page.parent.name}: {score:.3f}")
            print("  too many:", *(word for word, _ in (found - wanted).most_common(12)))
            print("  missing: ", *(word for word, _ in (wanted - found).most_common(12)))
    if not scores:
        parser.error(f"there are no pages in {options.folder}")
    mean, count = sum(scores) / len(scores), len(scores)
    print(f"{count} pages: mean word F1 {mean:.4f}, least {min(scores):.3f}")
    print(f"{1000 * seconds / count:.0f} ms each")


if __name__ == "__main__":
    main()
