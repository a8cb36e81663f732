"""Another reader's annotation file: the TinyDB JSON file of one document, as it is.

Our own lists: `list --json`, and exports as json and jsonl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from readerapp.core.model import Annotation, Annotator, DocumentRecord, ReaderError, Record, Speaker
from readerapp.interchange.importers.base import (
    Batch,
    Imported,
    collect,
    colour,
    identified,
    mapping,
    offset,
    stable_id,
    text,
    texts,
    utc,
)

_OWN = ("id", "note", "creator", "created", "modified", "resolved")
"""What a reply has of its own."""


def recognise_list(value: Any) -> bool:
    """True for a list (or one item) in the shape of `list --json`; also for an empty one."""
    items = value if isinstance(value, list) else [value]
    return not items or any(
        isinstance(item, dict) and {"exact", "note"} <= item.keys() for item in items[:50]
    )


def read_list(value: Any) -> Batch:
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


_TABLES: dict[str, Callable[[Mapping[str, Any]], Record]] = {
    "document": DocumentRecord.from_dict,
    "annotators": Annotator.from_dict,
    "speakers": Speaker.from_dict,
    "annotations": Annotation.from_dict,
}


def recognise_store(value: Any) -> bool:
    """True for a TinyDB file with our tables."""
    tables = mapping(value)
    return all(isinstance(tables.get(name), dict) for name in ("document", "annotations"))


def read_store(value: Any) -> Batch:
    """The records of the file for merging, and its living annotations in words.

    Fields that we do not know are kept in the records. A record that is not what the format says
    is left out. History is not taken: undo is everybody's own.
    """
    problems: list[str] = []
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, check in _TABLES.items():
        tables[name] = []
        for number, record in mapping(value.get(name)).items():
            try:
                check(mapping(record))
            except ReaderError as error:
                place = f"{name} {ascii(number)[:40]}"
                problems.append(f"Record {place} was left out: {error}.")
            else:
                tables[name].append(record)
    batch = collect("annotation file", _alive(tables), lambda item: item)
    more = problems[:20] + ([f"{len(problems) - 20} more were left out."] * (len(problems) > 20))
    return Batch(
        format=batch.format,
        items=batch.items,
        problems=(*more, *batch.problems),
        tables=tables,
    )


def _alive(tables: Mapping[str, list[dict[str, Any]]]) -> list[Imported]:
    speakers = {record["id"]: record["name"] for record in tables["speakers"]}
    annotators = {record["id"]: record["name"] for record in tables["annotators"]}
    title = next((text(record.get("title")) for record in tables["document"]), "")
    items = []
    for record in tables["annotations"]:
        if record.get("deleted"):
            continue
        target = mapping(record.get("target"))
        items.append(
            Imported(
                id=record["id"],
                exact=text(target.get("exact")),
                prefix=text(target.get("prefix")),
                suffix=text(target.get("suffix")),
                start=target.get("start"),
                note=text(record.get("note")),
                tags=texts(record.get("tags", ())),
                colour=colour(record.get("colour")),
                speaker=text(speakers.get(record.get("speaker"))),
                creator=text(annotators.get(record.get("creator"))),
                created=utc(record.get("created")),
                modified=utc(record.get("modified")),
                document=title,
                reply_to=text(record.get("reply_to")),
                resolved=utc(record.get("resolved")),
            )
        )
    return items
