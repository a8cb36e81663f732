"""Importer of CSV tables: our own export, and Readwise's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.interchange.exporters.csv import unescape_formula
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    nearest_colour,
    offset_value,
    stable_id,
    text_value,
    text_values,
    utc_time,
)

# Field -> column names: of our export, of Readwise's export, of files for import to Readwise.
_COLUMNS = {
    "exact": ("quotation", "highlight"),
    "note": ("note",),
    "document": ("document", "book title", "title"),
    "tags": ("tags",),
    "colour": ("colour", "color"),
    "speaker": ("speaker",),
    "creator": ("annotator",),
    "created": ("created", "highlighted at", "date"),
    "modified": ("modified",),
    "locator": ("place", "location"),
    "start": ("start",),
    "end": ("end",),
    "id": ("id",),
    "reply_to": ("reply to",),
    "resolved": ("resolved",),
}
_LONGEST_CELL = 16 * 2**20


def is_csv(content: str) -> bool:
    """Return whether the first line names a column of quoted words."""
    first = content[:10_000].splitlines()[:1]
    names = {name.strip().casefold() for name in next(csv.reader(first), [])}
    return bool(names & {"quotation", "highlight"})


def read_csv(content: str) -> ImportBatch:
    """Parse the annotations of a table for which `is_csv` is true.

    Raises:
        ReaderError: the table cannot be read as CSV.
    """
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(content, newline="")))
    except csv.Error as error:
        raise ReaderError(f"The table is damaged: {error}.") from None
    finally:
        csv.field_size_limit(before)
    heads = [name.strip().casefold() for name in rows[0]]
    places = {
        meaning: heads.index(name)
        for meaning, names in _COLUMNS.items()
        for name in reversed(names)
        if name in heads
    }
    ours = "quotation" in heads
    cells = (
        {meaning: row[at] for meaning, at in places.items() if at < len(row)}
        for row in rows[1:]
        if any(row)
    )
    return collect_batch("CSV" if ours else "Readwise CSV", cells, _ours if ours else _readwise)


def _ours(cells: Mapping[str, str]) -> ImportedAnnotation:
    plain = {name: unescape_formula(cell) for name, cell in cells.items()}
    return _item(plain, "; ")


def _readwise(cells: Mapping[str, str]) -> ImportedAnnotation:
    return _item(cells, ",")


def _item(cells: Mapping[str, Any], between_tags: str) -> ImportedAnnotation:
    exact, note = text_value(cells.get("exact")), text_value(cells.get("note"))
    if not exact and not note:
        raise ReaderError("it has neither words nor a note.")
    document, locator = text_value(cells.get("document")), text_value(cells.get("locator"))
    item = ImportedAnnotation(
        id="",
        exact=exact,
        start=offset_value(cells.get("start")),
        end=offset_value(cells.get("end")),
        note=note,
        tags=text_values(cells.get("tags", "").split(between_tags)),
        colour=nearest_colour(cells.get("colour")),
        speaker=text_value(cells.get("speaker")),
        creator=text_value(cells.get("creator")),
        created=utc_time(cells.get("created")),
        modified=utc_time(cells.get("modified")),
        locator=locator,
        document=document,
        reply_to=stable_id(cells["reply_to"]) if text_value(cells.get("reply_to")) else "",
        resolved=utc_time(cells.get("resolved")),
    )
    return identified(item, cells.get("id"), earlier=("csv", document, locator, exact or note))
