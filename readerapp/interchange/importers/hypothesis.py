"""Hypothesis: the client's JSON export, and what its API's search returns.

Hypothesis has no field for a speaker or a colour; our export writes them as the tags
`speaker:NAME` and `colour:NAME`, and this reads them back. A reply answers the annotation that
its thread began with, as all replies here do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from readerapp.core.model import ReaderError
from readerapp.interchange.entry import COLOUR_TAG, SPEAKER_TAG
from readerapp.interchange.importers.base import (
    Batch,
    Imported,
    collect,
    colour,
    identified,
    mapping,
    stable_id,
    text,
    texts,
    utc,
)
from readerapp.interchange.importers.web_annotation import passage


def recognise(value: Any) -> bool:
    """True for an export, for an answer of the API, and for a bare list of its annotations."""
    if isinstance(value, dict) and {"export_userid", "annotations"} <= value.keys():
        return True
    return any(
        isinstance(item, dict) and "uri" in item and ("target" in item or "user" in item)
        for item in _items(value)[:50]
    )


def read(value: Any) -> Batch:
    """The annotations of a file that `recognise` knows."""
    items = _items(value)
    by_id = {text(mapping(item).get("id")): mapping(item) for item in items}
    ours = mapping(value).get("client_version") == "readerapp"
    return collect("Hypothesis JSON", items, partial(_item, by_id, ours))


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.get("annotations", value.get("rows"))
    return value if isinstance(value, list) else []


def _item(by_id: Mapping[str, Mapping[str, Any]], ours: bool, value: Any) -> Imported:
    item = mapping(value)
    if not item:
        raise ReaderError("it is not an object.")
    first = _first(item)
    where = passage((by_id.get(first, item) if first else item).get("target"))
    note, tags = text(item.get("text")), texts(item.get("tags"))
    if not where.exact and not note:
        raise ReaderError("it has neither words nor a note.")
    said = [tag.removeprefix(SPEAKER_TAG) for tag in tags if tag.startswith(SPEAKER_TAG)]
    painted = [tag.removeprefix(COLOUR_TAG) for tag in tags if tag.startswith(COLOUR_TAG)]
    title = mapping(item.get("document")).get("title")
    found = Imported(
        id="",
        exact=where.exact,
        prefix=where.prefix,
        suffix=where.suffix,
        # Offsets of its own count in the page; those that we wrote, in our text.
        start=where.start if ours else None,
        end=where.end if ours else None,
        note=note,
        tags=tuple(tag for tag in tags if not tag.startswith((SPEAKER_TAG, COLOUR_TAG))),
        colour=colour(painted[0] if painted else None),
        speaker=said[0].strip() if said else "",
        creator=_name(item),
        created=utc(item.get("created")),
        modified=utc(item.get("updated")),
        locator=text(item.get("readerapp:locator")),
        document=" ".join(texts(title)[:1]) or text(item.get("uri")),
        reply_to=stable_id(first) if first else "",
        resolved=utc(item.get("readerapp:resolved")),
    )
    place = item.get("uri"), where.start, where.end, item.get("user")
    earlier = item.get("uri"), where.exact, note, item.get("user")
    return identified(found, item.get("id"), *place, earlier=earlier)


def _first(item: Mapping[str, Any]) -> str:
    """The id of the annotation that the thread of a reply began with; empty if it is no reply."""
    references = item.get("references")
    return text(references[0]) if isinstance(references, list) and references else ""


def _name(item: Mapping[str, Any]) -> str:
    shown = text(mapping(item.get("user_info")).get("display_name"))
    return shown or text(item.get("user")).removeprefix("acct:").partition("@")[0]
