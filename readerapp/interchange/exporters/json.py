"""JSON exporters: the list of `list --json`, and JSON lines with one annotation a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.interchange.entry import ExportEntry, ExportSource
from readerapp.interchange.exporters.layout import ExportLayout

# Terminal controls (C1 and bidirectional), invisible characters, characters that some JSON parsers
# treat as line ends, and lone surrogates. JSON itself escapes the controls below U+0020.
_unsafe = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def write_json(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """Write one JSON list, an annotation a line."""
    between = "[\n"
    for entry in entries:
        yield between + dump_json(annotation_item(source, entry))
        between = ",\n"
    yield "\n]\n" if entries else "[]\n"


def annotation_item(source: ExportSource, entry: ExportEntry) -> dict[str, Any]:
    """Return the annotation as an object of `list --json`.

    `start` and `end` are code points into the text as it is now, and null for an orphan and for a
    document note; `exact` is the words as they were marked, and null for a document note. If there
    are replies, they are in `replies`, by time. A reply that is listed without the annotation that
    it replies to is an item of its own, on the same passage, with the other's id as `reply_to`.
    """
    annotation = entry.annotation
    found: dict[str, Any] = {
        "id": annotation.id,
        "document": source.name or source.title,
        "start": entry.start if entry.placed else None,
        "end": entry.end if entry.placed else None,
        "exact": annotation.target.exact if annotation.target else None,
        "state": entry.state,
        "colour": annotation.colour,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "speaker": entry.speaker or None,
        "creator": entry.creator or annotation.creator,
        "created": annotation.created,
        "modified": annotation.modified,
        "locator": entry.locator,
    }
    if entry.replies:
        found["replies"] = [_reply(reply) for reply in entry.replies]
    if annotation.reply_to:
        found |= {"reply_to": entry.answers or annotation.reply_to, "resolved": _resolved(entry)}
    return found


def _reply(entry: ExportEntry) -> dict[str, Any]:
    annotation = entry.annotation
    return {
        "id": annotation.id,
        "note": annotation.note,
        "creator": entry.creator or annotation.creator,
        "created": annotation.created,
        "modified": annotation.modified,
        "resolved": _resolved(entry),
    }


def _resolved(entry: ExportEntry) -> str | None:
    return entry.annotation.resolved or None


def dump_json(value: object, indent: int | None = None) -> str:
    """Serialise `value` as JSON, lossless, without code points that a terminal interprets."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _unsafe.sub(lambda match: json.dumps(match.group())[1:-1], text)


def write_jsonl(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """Write one JSON object a line, as in `list --json`."""
    for entry in entries:
        yield dump_json(annotation_item(source, entry)) + "\n"
