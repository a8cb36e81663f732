"""Our own lists: `list --json`, and exports as json and jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from readerapp.model import ReaderError
from readerapp.sharing.imports.collect import collect
from readerapp.sharing.imports.identity import identified
from readerapp.sharing.imports.imported import (
    Batch,
    Imported,
    colour,
    offset,
    stable_id,
    text,
    texts,
    utc,
)

_OWN = ("id", "note", "creator", "created", "modified", "resolved")
"""What a reply has of its own."""


def recognise(value: Any) -> bool:
    """True for a list (or one item) in the shape of `list --json`; also for an empty one."""
    items = value if isinstance(value, list) else [value]
    return not items or any(
        isinstance(item, dict) and {"exact", "note"} <= item.keys() for item in items[:50]
    )


def read(value: Any) -> Batch:
    """The annotations of a list that `recognise` knows."""
    items = value if isinstance(value, list) else [value]
    return collect("JSON list", _with_replies(items), _item)


def _with_replies(items: Iterable[Any]) -> Iterator[Any]:
    """Each item, and behind it its replies as items on the same passage."""
    for item in items:
        yield item
        replies = item.get("replies") if isinstance(item, dict) else None
        for reply in replies if isinstance(replies, list) else ():
            if isinstance(reply, dict):
                own = {name: reply.get(name) for name in _OWN}
                yield {**item, **own, "tags": [], "speaker": None, "reply_to": _item(item).id}


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
        reply_to=stable_id(value["reply_to"]) if text(value.get("reply_to")) else "",
        resolved=utc(value.get("resolved")),
    )
    return identified(item, value.get("id"), earlier=(value.get("document"), exact, note))
