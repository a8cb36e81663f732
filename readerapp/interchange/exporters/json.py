"""JSON exporters: the list of `list --json`, and JSON lines with one annotation a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import ExportLayout

# Terminal controls (C1 and bidirectional), invisible characters, characters that some JSON parsers
# treat as line ends, and lone surrogates. JSON itself escapes the controls below U+0020.
_unsafe = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def write_json(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one JSON list, an annotation a line."""
    return write_list([(source, views)], layout)


def write_list(
    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]], layout: ExportLayout
) -> Iterator[str]:
    """Write the annotations of several documents as one JSON list, an annotation a line."""
    separator = "[\n"
    for source, views in contents:
        for item in _items(source, views, layout):
            yield separator + dump_json(item)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def annotation_item(source: ExportSource, view: AnnotationView) -> dict[str, Any]:
    """Return the annotation as an object of `list --json`.

    `start` and `end` are code points into the text as it is now, and null for an orphan and for a
    document note; `exact` is the words as they were marked, and null for a document note. If there
    are replies, they are in `replies`, by time. A reply that is listed without the annotation that
    it replies to is an item of its own, on the same passage, with the other's id as `reply_to`.
    An annotation of another program has `place`, where it was there, if its file says so.
    An annotation that belongs to the file has `embedded` true, and the time in `resolved` if the
    file says that it is settled. A proposal of a program has `proposed` true, and in
    `reason` why it was made; one that a person has accepted has `accepted`, when, and
    `accepted_by`, by whom.
    """
    annotation = view.annotation
    item: dict[str, Any] = {
        "id": annotation.id,
        "document": source.name or source.title,
        "start": view.start if view.has_range else None,
        "end": view.end if view.has_range else None,
        "exact": view.target.exact if view.target else None,
        "state": view.state,
        "colour": view.colour,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "speaker": view.speaker or None,
        "creator": view.creator or annotation.creator,
        "created": annotation.created,
        "modified": annotation.modified,
        "locator": view.locator,
    }
    if annotation.place:
        item["place"] = annotation.place
    if view.is_proposal:
        item |= {"proposed": True, "reason": annotation.reason or ""}
    elif annotation.accepted:
        item |= {"accepted": annotation.accepted, "accepted_by": view.accepted_by}
    if view.is_embedded:
        item |= {"embedded": True, "resolved": _resolved(view)}
    elif annotation.resolved:  # a comment of a file that was imported
        item["resolved"] = _resolved(view)
    if view.replies:
        item["replies"] = [_reply(reply) for reply in view.replies]
    if annotation.reply_to:
        item |= {"reply_to": view.thread_id or annotation.reply_to, "resolved": _resolved(view)}
    return item


def _reply(view: AnnotationView) -> dict[str, Any]:
    annotation = view.annotation
    return {
        "id": annotation.id,
        "note": annotation.note,
        "creator": view.creator or annotation.creator,
        "created": annotation.created,
        "modified": annotation.modified,
        "resolved": _resolved(view),
    }


def _resolved(view: AnnotationView) -> str | None:
    return view.annotation.resolved or None


def dump_json(value: object, indent: int | None = None) -> str:
    """Serialise `value` as JSON, lossless, without code points that a terminal interprets."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _unsafe.sub(lambda match: json.dumps(match.group())[1:-1], text)


def write_jsonl(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one JSON object a line, as in `list --json`."""
    for item in _items(source, views, layout):
        yield dump_json(item) + "\n"


def _items(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[dict[str, Any]]:
    """Yield the annotations as objects, with `evidence` if it is asked for."""
    if not layout.evidence:
        yield from (annotation_item(source, view) for view in views)
        return
    from readerapp.interchange.exporters.evidence_facts import evidence_item
    from readerapp.interchange.passage import find_text

    text = find_text(source, views)
    for view in views:
        yield {**annotation_item(source, view), "evidence": evidence_item(source, view, text)}
