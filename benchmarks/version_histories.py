"""Measure which earlier versions are recognised in real histories: the pages of a git repository.

    python benchmarks/version_histories.py [REPOSITORY] [--steps N]

A store gets an older version of every page (Markdown, reStructuredText and plain texts), each with
one highlight. Then the newest version of every page is opened under a name that is not related. The
versions of a page that differ are spread over its history in `--steps` steps, and each step has a
store of its own. Printed are, by the share of equal words: how many were recognised and how many
missed, and every recognition of another page, which is wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from difflib import SequenceMatcher
from pathlib import Path
from unittest import mock

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.versions.offers import find_versions
from readerapp.workspace import AppContext, make_context

_ENDINGS = (".md", ".rst", ".txt")
_SHORTEST = 400
"""Code points of the shortest page."""


def git(folder: str, *words: str) -> str:
    """Return what a git command prints."""
    command = ["git", "-C", folder, *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    done.check_returncode()
    return done.stdout


def histories(folder: str, steps: int) -> Iterator[list[str]]:
    """Yield the texts of each page, the newest first, as many as `steps` older ones at most."""
    for name in git(folder, "ls-files").splitlines():
        if not name.endswith(_ENDINGS):
            continue
        commits = git(folder, "log", "--format=%h", "--", name).split()
        texts: list[str] = []
        for commit in commits[:: max(1, len(commits) // (steps + 1))]:
            try:
                text = git(folder, "show", f"{commit}:{name}")
            except subprocess.CalledProcessError:  # it was renamed, or deleted for a while
                continue
            # A page that differs in white space only is the same document.
            if len(text) >= _SHORTEST and text.split() not in map(str.split, texts):
                texts.append(text)
        if len(texts) > 1:
            yield texts[: steps + 1]


def equal_words(old: str, new: str) -> float:
    """Return the share of the longer text's words that are the same, in order."""
    both = old.split(), new.split()
    matcher = SequenceMatcher(None, *both, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(map(len, both))


def open_text(context: AppContext, path: Path, text: str) -> ReadingSession:
    """Write a text to a file and open it."""
    path.write_text(text, encoding="utf-8")
    return context.open_session(documents.open(str(path)))


def measure(pages: list[list[str]], step: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Return what was recognised and missed, by tenths of equal words, and what was wrong."""
    context = make_context(str(folder / "store"), "Ana")
    wrong, counts = [], Counter[str]()
    for number, texts in enumerate(pages):
        with closing(
            open_text(context, folder / f"page{number}.md", texts[min(step, len(texts) - 1)])
        ) as session:
            length = len(session.document.text)
            session.highlight(length // 2, length // 2 + 40)
            while session.needs_enriching:
                session.enrich()
    for number, texts in enumerate(pages):
        newest = folder / f"another name for {number}.md"
        with closing(open_text(context, newest, texts[0])) as session:
            found = [one.name for one in find_versions(context, session)]
        wrong += [f"{one} for page {number}" for one in found if one != f"page{number}.md"]
        if step < len(texts):
            tenth = int(10 * equal_words(texts[step], texts[0]))
            is_found = f"page{number}.md" in found
            counts[f"{tenth * 10:3} % {'recognised' if is_found else 'missed'}"] += 1
        newest.unlink()
    return counts, wrong


def main() -> int:
    """Measure with the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", default=".")
    parser.add_argument("--steps", type=int, default=4)
    options = parser.parse_args()
    pages = list(histories(options.repository, options.steps))
    counts, wrong, compared = Counter[str](), [], 0
    for step in range(1, options.steps + 1):
        with (
            tempfile.TemporaryDirectory() as name,
            mock.patch.dict(os.environ, {"HOME": name, "XDG_CACHE_HOME": f"{name}/cache"}),
        ):
            found, others = measure(pages, step, Path(name))
        counts += found
        wrong += others
        compared += len(pages) * (len(pages) - 1)
    for label, number in sorted(counts.items()):
        print(f"{label:18} {number}")
    print("\n".join(wrong[:20]))
    print(f"wrong: {len(wrong)} of {compared} pairs of different pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
