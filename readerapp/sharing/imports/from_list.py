"""Our own lists: `list --json`, and exports as json and jsonl."""

from __future__ import annotations

from typing import Any

from readerapp.model import ReaderError
from readerapp.sharing.imports.collect import collect
from readerapp.sharing.imports.identity import identified
from readerapp.sharing.imports.imported import (
    Batch,
    Imported,
    colour,
    offset,
    text,
    texts,
    utc,
)


def recognise(value: Any) -> bool:
    """True for a list (or one item) in the shape of `list --json`; also for an empty one."""
    items = value if isinstance(value, list) else [value]
    return not items or any(
        isinstance(item, dict) and {"exact", "note"} <= item.keys() for item in items[:50]
    )


def read(value: Any) -> Batch:
    """The annotations of a list that `recognise` knows."""
    return collect("JSON list", value if isinstance(value, list) else [value], _item)


def _item(value: Any) -> Imported:
    if not isinstance(value, dict):
        raise ReaderError("it is not an object.")
    exact, note = text(value.get("exact")), text(value.get("note"))
    if not exact and not note:
        raise ReaderError("it has neither words nor a note.")
    item = Imported(
        id="",
        exact=exact,
        start=offset(value.get("start")),
        end=offset(value.get("end")),
        note=note,
        tags=texts(value.get("tags")),
        colour=colour(value.get("colour")),
        speaker=text(value.get("speaker")),
        creator=text(value.get("creator")),
        created=utc(value.get("created")),
        modified=utc(value.get("modified")),
        locator=text(value.get("locator")),
        document=text(value.get("document")),
    )
    return identified(item, value.get("id"), earlier=(value.get("document"), exact, note))
