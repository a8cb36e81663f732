"""Importer of Hypothesis: the JSON export of its client, and search results of its API.

Hypothesis has no field for a speaker or a colour; our export writes them as the tags `speaker:NAME`
and `colour:NAME`, and `readerapp:proposed` for the proposal of a program; this importer reads them
back. A reply is attached to the first annotation of
its thread, as all replies in readerapp are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from readerapp.interchange.annotation_view import COLOUR_TAG, PROPOSED_TAG, SPEAKER_TAG
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    mapping_value,
    nearest_colour,
    require_content,
    require_object,
    stable_id,
    tags_with_prefix,
    text_value,
    text_values,
    utc_time,
)
from readerapp.interchange.importers.web_annotation import select_passage

_OWN_TAGS = (SPEAKER_TAG, COLOUR_TAG, PROPOSED_TAG)
"""The beginnings of tags that our export writes for what Hypothesis has no field for."""


def is_hypothesis(value: Any) -> bool:
    """Return whether it is an export, an API result, or a bare list of its annotations."""
    if isinstance(value, dict) and {"export_userid", "annotations"} <= value.keys():
        return True
    return any(
        isinstance(item, dict) and "uri" in item and ("target" in item or "user" in item)
        for item in _items(value)[:50]
    )


def read_hypothesis(value: Any) -> ImportBatch:
    """Parse the annotations of a value for which `is_hypothesis` is true."""
    items = _items(value)
    by_id = {text_value(mapping_value(item).get("id")): mapping_value(item) for item in items}
    ours = mapping_value(value).get("client_version") == "readerapp"
    return collect_batch("Hypothesis JSON", items, partial(_item, by_id, ours))


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.get("annotations", value.get("rows"))
    return value if isinstance(value, list) else []


def _item(by_id: Mapping[str, Mapping[str, Any]], ours: bool, value: Any) -> ImportedAnnotation:
    item = require_object(value)
    reply_to = _replied_to(item)
    passage = select_passage((by_id.get(reply_to, item) if reply_to else item).get("target"))
    note, tags = text_value(item.get("text")), text_values(item.get("tags"))
    require_content(passage.exact, note)
    speakers = tags_with_prefix(tags, SPEAKER_TAG)
    colours = tags_with_prefix(tags, COLOUR_TAG)
    title = mapping_value(item.get("document")).get("title")
    annotation = ImportedAnnotation(
        id="",
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        # Hypothesis's own offsets refer to the web page; those of our export, to our text.
        start=passage.start if ours else None,
        end=passage.end if ours else None,
        note=note,
        tags=tuple(tag for tag in tags if not tag.startswith(_OWN_TAGS)),
        colour=nearest_colour(colours[0] if colours else None),
        speaker=speakers[0].strip() if speakers else "",
        creator=_name(item),
        created=utc_time(item.get("created")),
        modified=utc_time(item.get("updated")),
        locator=text_value(item.get("readerapp:locator")),
        place=text_value(item.get("readerapp:place")),
        document=" ".join(text_values(title)[:1]) or text_value(item.get("uri")),
        reply_to=stable_id(reply_to) if reply_to else "",
        resolved=utc_time(item.get("readerapp:resolved")),
        proposed=PROPOSED_TAG in tags,
        reason=text_value(item.get("readerapp:reason")),
    )
    position = item.get("uri"), passage.start, passage.end, item.get("user")
    earlier = item.get("uri"), passage.exact, note, item.get("user")
    return identified(annotation, item.get("id"), *position, earlier=earlier)


def _replied_to(item: Mapping[str, Any]) -> str:
    """Return the id of the first annotation in the thread of a reply; empty if it is no reply."""
    references = item.get("references")
    return text_value(references[0]) if isinstance(references, list) and references else ""


def _name(item: Mapping[str, Any]) -> str:
    display_name = text_value(mapping_value(item.get("user_info")).get("display_name"))
    return display_name or text_value(item.get("user")).removeprefix("acct:").partition("@")[0]
