"""Importers of readerapp's own files: store files (TinyDB JSON) and JSON lists.

A store file is the annotation file of one document. Lists are the output of `list --json`, and
exports as json and jsonl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    annotation_of_fields,
    collect_batch,
    identified,
    mapping_value,
    nearest_colour,
    text_value,
    text_values,
    utc_time,
)

_REPLY_FIELDS = ("id", "note", "creator", "created", "modified", "resolved")
"""The fields in which a reply differs from the annotation that it replies to."""


def is_list(value: Any) -> bool:
    """Return whether it is a list (or one item) like `list --json`; true for an empty list."""
    items = value if isinstance(value, list) else [value]
    return not items or any(
        isinstance(item, dict) and {"exact", "note"} <= item.keys() for item in items[:50]
    )


def read_list(value: Any) -> ImportBatch:
    """Parse the annotations of a list for which `is_list` is true."""
    items = value if isinstance(value, list) else [value]
    return collect_batch("JSON list", _with_replies(items), _item)


def _with_replies(items: Iterable[Any]) -> Iterator[Any]:
    """Yield each item, followed by its replies as items on the same passage."""
    for item in items:
        yield item
        replies = item.get("replies") if isinstance(item, dict) else None
        for reply in replies if isinstance(replies, list) else ():
            if isinstance(reply, dict):
                own = {name: reply.get(name) for name in _REPLY_FIELDS}
                yield {**item, **own, "tags": [], "speaker": None, "reply_to": _item(item).id}


def _item(value: Any) -> ImportedAnnotation:
    if not isinstance(value, dict):
        raise ReaderError("it is not an object.")
    item = annotation_of_fields(value, value.get("tags"))
    earlier = value.get("document"), item.exact, item.note
    return identified(item, value.get("id"), earlier=earlier)


_TABLES: dict[str, Callable[[Mapping[str, Any]], Record]] = {
    "document": DocumentRecord.from_dict,
    "annotators": Annotator.from_dict,
    "speakers": Speaker.from_dict,
    "annotations": Annotation.from_dict,
}


def is_store(value: Any) -> bool:
    """Return whether it is a TinyDB file with our tables."""
    tables = mapping_value(value)
    documents = tables.get("document")
    if not isinstance(documents, dict):
        return False
    # A document with nothing but a reference has no table of annotations.
    has_reference = any("reference" in mapping_value(one) for one in documents.values())
    return has_reference or isinstance(tables.get("annotations"), dict)


def read_store(value: Any) -> ImportBatch:
    """Return the records of the file for merging, and its annotations that are not deleted.

    Unknown fields are kept in the records. Invalid records are left out. Undo steps are not
    imported, because each person has their own.
    """
    problems: list[str] = []
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, check in _TABLES.items():
        tables[name] = []
        for number, record in mapping_value(value.get(name)).items():
            try:
                check(mapping_value(record))
            except ReaderError as error:
                place = f"{name} {ascii(number)[:40]}"
                problems.append(f"Record {place} skipped: {error}.")
            else:
                tables[name].append(record)
    batch = collect_batch("annotation file", _active_annotations(tables), lambda item: item)
    more = problems[:20] + ([f"{len(problems) - 20} more skipped."] * (len(problems) > 20))
    return ImportBatch(
        format=batch.format,
        items=batch.items,
        problems=(*more, *batch.problems),
        tables=tables,
    )


def _active_annotations(tables: Mapping[str, list[dict[str, Any]]]) -> list[ImportedAnnotation]:
    speakers = {record["id"]: record["name"] for record in tables["speakers"]}
    annotators = {record["id"]: record["name"] for record in tables["annotators"]}
    title = next((text_value(record.get("title")) for record in tables["document"]), "")
    items = []
    for record in tables["annotations"]:
        if record.get("deleted"):
            continue
        target = mapping_value(record.get("target"))
        items.append(
            ImportedAnnotation(
                id=record["id"],
                exact=text_value(target.get("exact")),
                prefix=text_value(target.get("prefix")),
                suffix=text_value(target.get("suffix")),
                start=target.get("start"),
                note=text_value(record.get("note")),
                tags=text_values(record.get("tags", ())),
                colour=nearest_colour(record.get("colour")),
                speaker=text_value(speakers.get(record.get("speaker")))
                or text_value(record.get("proposed_speaker")),
                creator=text_value(annotators.get(record.get("creator"))),
                created=utc_time(record.get("created")),
                modified=utc_time(record.get("modified")),
                place=text_value(record.get("place")),
                document=title,
                reply_to=text_value(record.get("reply_to")),
                resolved=utc_time(record.get("resolved")),
                proposed=record.get("proposed") is True and not record.get("accepted"),
                reason=text_value(record.get("reason")),
            )
        )
    return items
