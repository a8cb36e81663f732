"""Another reader's annotation file: the TinyDB JSON file of one document, as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from readerapp.model import Annotation, Annotator, DocumentRecord, ReaderError, Record, Speaker
from readerapp.sharing.imports.collect import collect
from readerapp.sharing.imports.imported import Batch, Imported, colour, mapping, text, texts, utc

_TABLES: dict[str, Callable[[Mapping[str, Any]], Record]] = {
    "document": DocumentRecord.from_dict,
    "annotators": Annotator.from_dict,
    "speakers": Speaker.from_dict,
    "annotations": Annotation.from_dict,
}


def recognise(value: Any) -> bool:
    """True for a TinyDB file with our tables."""
    tables = mapping(value)
    return all(isinstance(tables.get(name), dict) for name in ("document", "annotations"))


def read(value: Any) -> Batch:
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
