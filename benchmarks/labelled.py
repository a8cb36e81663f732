"""Labelled quotations for the speaker benchmarks: loading, train/test split, name comparison.

A set is a JSONL file with one document a line: `doc_id`, `text`, `quotes` with `start`, `end`
(quotation marks excluded), `speaker`, `aliases`, `type`, and optionally `cast` with `name` and
`aliases`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from readerapp.speakers.characters import core_name, gender_of, leading_titles

Document = dict[str, Any]

UNSCORED = ("indirect", "fragment")
"""Types of quotations that count neither way: without quotation marks, or single words in them."""

_MARKS = "\"“”„«»‘’'` \t\n"


def load(folder: Path) -> dict[str, list[Document]]:
    """Return the documents of every set in `folder`, by the set's name."""
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        for path in sorted(folder.glob("*.jsonl"), key=lambda path: (-path.stat().st_size, path))
    }


def divide(sets: Mapping[str, Sequence[Document]]) -> dict[str, bool]:
    """Split the documents of all sets into a development part and a held-out part.

    Every third document of a set is held out. One work can be in several sets; the first of them
    decides for all.

    Returns:
        For each document id, True if the document is held out.
    """
    held: dict[str, bool] = {}
    works: dict[str, bool] = {}
    for documents in sets.values():
        for number, document in enumerate(documents):
            work = re.sub(r"[^a-z]", "", document["doc_id"].split("/")[-1].lower())
            twin = next(
                (w for w in works if len(w) > 3 and (work.startswith(w) or w.startswith(work))),
                None,
            )
            held[document["doc_id"]] = works[work] = works[twin] if twin else number % 3 == 1
    return held


def scored(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the quotations of a document that count, without marks and white space at the edges."""
    for quote in document["quotes"]:
        if quote["type"] not in UNSCORED:
            start, end = trim(document["text"], quote["start"], quote["end"])
            yield {**quote, "start": start, "end": end}


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without quotation marks and white space at its edges."""
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def same(
    name: str | None, quote: Mapping[str, Any], cast: Sequence[Mapping[str, Any]] = ()
) -> bool:
    """Return True if `name` can only mean the speaker of a labelled quotation.

    Args:
        name: the name to compare; None matches nobody.
        quote: the labelled quotation, with `speaker` and `aliases`.
        cast: all characters of the document, with `name` and `aliases`.
    """
    plain = _plain(name or "")
    own = {_plain(alias) for alias in [*(quote.get("aliases") or []), quote["speaker"]] if alias}
    if not plain or plain in own:
        return bool(plain)
    if (quote.get("mention") or {}).get("kind") == "nominal":
        return set(plain.split()) <= set(" ".join(own).split())
    others = [
        {_plain(alias) for alias in [*member["aliases"], member["name"]]}
        for member in cast
        if not own & {_plain(alias) for alias in member["aliases"]}
    ]
    if any(plain in other for other in others):
        return False
    gender = gender_of(name or "") if leading_titles(name or "") else ""
    theirs = {gender_of(alias.title()) for alias in own if leading_titles(alias.title())} - {""}
    if gender and theirs and gender not in theirs:
        return False
    fuller = [alias for alias in own if len(_core(alias)) > 1]
    meant = fuller if fuller and len(_core(plain)) > 1 else own  # Ann Reed is not Tom "Reed"
    fits = any(_compatible(plain, alias) for alias in meant)
    return fits and not (
        len(_core(plain)) == 1
        and any(_compatible(plain, alias) for other in others for alias in other)
    )


def _plain(name: str) -> str:
    name = re.sub(r"[’']s?\b(?=\s|$)", "", name).lower()
    parts = re.sub(r"[^\w\s'’-]", " ", name).split()
    while len(parts) > 1 and parts[0] in ("the", "a", "an"):
        del parts[0]
    return " ".join(parts)


def _core(name: str) -> list[str]:
    return [part.lower() for part in core_name(name.title())]


def _compatible(one: str, other: str) -> bool:
    a, b = _core(one), _core(other)
    if len(a) == 1 or len(b) == 1:
        return a[-1] == b[-1] or a[0] == b[0]
    return a[-1] == b[-1] and a[0][0] == b[0][0] and (a[0] == b[0] or 1 in (len(a[0]), len(b[0])))
