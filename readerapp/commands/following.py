"""`readerapp check PATH`: which annotations drifted or were lost, and where they may stand now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readerapp.reading.queue import AROUND
from readerapp.session.placing import Placed
from readerapp.session.session import ReadingSession
from readerapp.text.safe import display

_NAMES = ("exact", "drifted", "orphaned")


def report(session: ReadingSession) -> dict[str, Any]:
    """How many annotations stand how, and all that do not stand as they were, as JSON-ready data.

    The same as the review queue asks about, and besides, with `kept` true, what a person has
    settled to be an orphan. Offsets are code points of the text as it is now.
    """
    placed = [one for one in session.placed.values() if one.annotation.target]
    moved = sorted((one for one in placed if one.state != "exact"), key=lambda one: one.order)
    return {
        "document": session.document.title,
        **{name: sum(one.state == name for one in placed) for name in _NAMES},
        "unsettled": sum(one.unsettled for one in moved),
        "annotations": [_item(session, one) for one in moved],
    }


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The report to read, a line at a time."""
    counts = ", ".join(f"{found[name]} {name}" for name in _NAMES)
    yield f"{display(found['document'])}: {counts}\n"
    for one in found["annotations"]:
        kept = ", kept as an orphan" if one["kept"] else ""
        yield f"{one['id']}  {one['state']}{kept}: {display(one['reason'])}\n"
        yield f"    was  “{_brief(one['exact'])}”\n"
        if one["words"] is not None:
            yield f"    now  “{_brief(one['words'])}”\n"
        for place in one["suggestions"]:
            yield f"    {place['score']:4.0%}  {place['start']}  “{_brief(place['words'])}”\n"


def _item(session: ReadingSession, placed: Placed) -> dict[str, Any]:
    annotation, text = placed.annotation, session.document.text
    target = annotation.target
    return {
        "id": annotation.id,
        "state": placed.state,
        "reason": placed.reason,
        "exact": target.exact if target else "",
        "start": placed.start if placed.shown else None,
        "end": placed.end if placed.shown else None,
        "words": text.slice(placed.start, placed.end) if placed.shown else None,
        "near": placed.near if placed.near >= 0 else None,
        "kept": placed.kept,
        "suggestions": [
            {"start": start, "end": end, "words": text.slice(start, end), "score": score}
            for start, end, score in placed.suggestions
        ],
    }


def _brief(words: str) -> str:
    plain = display(" ".join(words.split()))
    return plain if len(plain) <= AROUND else f"{plain[: AROUND - 1]}…"
