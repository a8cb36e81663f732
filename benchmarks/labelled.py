"""Labelled quotations for the speaker benchmarks: loading, fixed parts, and the judge of names.

A set is a JSONL file with one document a line: `doc_id`, `text`, `quotes` with `start`, `end`
(quotation marks excluded), `speaker`, `aliases`, `type`, and optionally `cast` with `name` and
`aliases`.

The judge is a Python file beside the sets' folder, given by its path; it says which quotations
count (`COUNT`, `IGNORE`, `NOT_NAMES`), where their edges are (`trim`) and which names mean the
speaker (`same_speaker`).
"""

from __future__ import annotations

import importlib.util
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Document = dict[str, Any]

FOLDS = 5
"""Parts of the development documents for cross-validation."""

# Novels are few and long, so whole works were chosen: of eight, two and two are kept.
_UNSEEN_WORKS = ("theageofinnocence", "whereangelsfeartotread", "prideandprejudice", "pp",
                 "lamorteamoureuse")  # fmt: skip
_SEEN_WORKS = ("alicesadventures", "daisymiller", "emma", "howardsend", "thesignofthefour",
               "thesunalsorises")  # fmt: skip


def load(folder: Path, names: Sequence[str] = ()) -> dict[str, list[Document]]:
    """Return the documents of every set in `folder`, or of those in `names`, by the set's name."""
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        for path in sorted(folder.glob("*.jsonl"), key=lambda path: (-path.stat().st_size, path))
        if not names or path.stem in names
    }


def load_judge(path: Path) -> Any:
    """Return the module of the judge at `path`."""
    spec = importlib.util.spec_from_file_location("speaker_judge", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no judge at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def work(document: Document) -> str:
    """Return a key that is the same for all documents of one work."""
    letters = re.sub(r"[^a-z]", "", document["doc_id"].split("/")[-1].lower())
    return next((known for known in _SEEN_WORKS if letters.startswith(known)), letters)


def is_unseen(document: Document) -> bool:
    """Return whether a document is kept for the last measurement.

    It is a quarter of the articles and a third of the openings, by a hash of the work's name, and
    the works in `_UNSEEN_WORKS`. Documents of one work are on the same side.
    """
    key = work(document)
    if key in _UNSEEN_WORKS or key in _SEEN_WORKS:
        return key in _UNSEEN_WORKS
    share = 3 if document["doc_id"].startswith(("litbank/", "aads/")) else 4
    return zlib.crc32(key.encode()) % share == 0


def fold(document: Document) -> int:
    """Return the part of a development document in cross-validation, the same for one work."""
    key = work(document)
    if key in _SEEN_WORKS:
        return _SEEN_WORKS.index(key) % FOLDS
    return zlib.crc32(key[::-1].encode()) % FOLDS


def scored(document: Document, judge: Any) -> Iterator[dict[str, Any]]:
    """Yield the quotations of a document that count, without marks and white space at the edges."""
    for quote in document["quotes"]:
        if quote["type"] in judge.COUNT:
            start, end = judge.trim(document["text"], quote["start"], quote["end"])
            yield {**quote, "start": start, "end": end}


def unscored(document: Document, judge: Any) -> list[tuple[int, int]]:
    """Return the ranges of the quotations that count neither way."""
    return [
        judge.trim(document["text"], quote["start"], quote["end"])
        for quote in document["quotes"]
        if quote["type"] in judge.IGNORE
    ]


def is_known(quote: Mapping[str, Any], judge: Any) -> bool:
    """Return whether the speaker of a labelled quotation is known."""
    speaker = quote.get("speaker")
    return bool(speaker) and not quote.get("unresolved") and speaker.lower() not in judge.NOT_NAMES


def same(name: str | None, quote: Mapping[str, Any], document: Document, judge: Any) -> bool:
    """Return whether `name` can only mean the speaker of a labelled quotation.

    Args:
        name: the name; None matches nobody.
        quote: the labelled quotation.
        document: its document.
        judge: the judge.
    """
    if not name:
        return False
    kind = (quote.get("mention") or {}).get("kind")
    cast = document.get("cast") or ()
    return bool(judge.same_speaker(name, quote["speaker"], quote.get("aliases") or [], cast, kind))
