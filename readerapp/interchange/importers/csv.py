"""Tables: our own CSV export, and Readwise's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from readerapp.core.model import ReaderError
from readerapp.interchange.exporters.csv import as_written
from readerapp.interchange.importers.base import (
    Batch,
    Imported,
    collect,
    colour,
    identified,
    offset,
    stable_id,
    text,
    texts,
    utc,
)

# The cell's meaning -> what its column is called: by us, by Readwise's export, by files for it.
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


def recognise(content: str) -> bool:
    """True if the first line names a column of quoted words."""
    first = content[:10_000].splitlines()[:1]
    names = {name.strip().casefold() for name in next(csv.reader(first), [])}
    return bool(names & {"quotation", "highlight"})


def read(content: str) -> Batch:
    """The annotations of a table that `recognise` knows.

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
    return collect("CSV" if ours else "Readwise CSV", cells, _ours if ours else _readwise)


def _ours(cells: Mapping[str, str]) -> Imported:
    plain = {name: as_written(cell) for name, cell in cells.items()}
    return _item(plain, "; ")


def _readwise(cells: Mapping[str, str]) -> Imported:
    return _item(cells, ",")


def _item(cells: Mapping[str, Any], between_tags: str) -> Imported:
    exact, note = text(cells.get("exact")), text(cells.get("note"))
    if not exact and not note:
        raise ReaderError("it has neither words nor a note.")
    document, locator = text(cells.get("document")), text(cells.get("locator"))
    item = Imported(
        id="",
        exact=exact,
        start=offset(cells.get("start")),
        end=offset(cells.get("end")),
        note=note,
        tags=texts(cells.get("tags", "").split(between_tags)),
        colour=colour(cells.get("colour")),
        speaker=text(cells.get("speaker")),
        creator=text(cells.get("creator")),
        created=utc(cells.get("created")),
        modified=utc(cells.get("modified")),
        locator=locator,
        document=document,
        reply_to=stable_id(cells["reply_to"]) if text(cells.get("reply_to")) else "",
        resolved=utc(cells.get("resolved")),
    )
    return identified(item, cells.get("id"), earlier=("csv", document, locator, exact or note))
