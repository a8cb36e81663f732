"""Importer of CSV tables: our own export, Readwise's, and that of the Hypothesis client."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.interchange.exporters.csv import unescape_formula
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    annotation_of_fields,
    collect_batch,
    identified,
)
from readerapp.interchange.importers.written_dates import parse_written_date
from readerapp.interchange.place import format_place
from readerapp.text.phrases import count_noun

# Field -> column names: of our export, of Readwise's export, of files for import to Readwise, of
# the export of the Hypothesis client.
_COLUMNS = {
    "exact": ("quotation", "highlight", "quote/description", "quote"),
    "note": ("note", "comment"),
    "document": ("document", "book title", "title", "url"),
    "author": ("book author",),
    "tags": ("tags",),
    "colour": ("colour", "color"),
    "speaker": ("speaker",),
    "creator": ("annotator",),
    "created": ("created", "highlighted at", "date", "created at"),
    "modified": ("modified",),
    "locator": ("place", "location"),
    "place": ("original place",),
    "place kind": ("location type",),
    "start": ("start",),
    "end": ("end",),
    "page": ("page",),
    "kind": ("type",),
    "id": ("id",),
    "reply_to": ("reply to",),
    "resolved": ("resolved",),
    "proposed": ("proposed",),
}
_HYPOTHESIS = {"created at", "url", "comment", "tags"}
"""Columns by which a table of the Hypothesis client is known; that of quotes was renamed."""
_CELL_LENGTH = 16 * 2**20
"""Maximum length of a cell in characters."""


def is_csv(content: str) -> bool:
    """Return whether the first line names a column of quoted words."""
    first = content[:10_000].splitlines()[:1]
    names = {name.strip().casefold() for name in next(csv.reader(first), [])}
    return bool(names & {"quotation", "highlight"}) or names >= _HYPOTHESIS


def read_csv(content: str) -> ImportBatch:
    """Parse the annotations of a table for which `is_csv` is true.

    Raises:
        ReaderError: the table cannot be read as CSV.
    """
    previous_limit = csv.field_size_limit(_CELL_LENGTH)
    try:
        rows = list(csv.reader(io.StringIO(content, newline="")))
    except csv.Error as error:
        raise ReaderError(f"The table is damaged: {error}.") from None
    finally:
        csv.field_size_limit(previous_limit)
    header = [name.strip().casefold() for name in rows[0]]
    columns = {
        field: header.index(name)
        for field, names in _COLUMNS.items()
        for name in reversed(names)
        if name in header
    }
    if header_is_hypothesis := set(header) >= _HYPOTHESIS and "author" in header:
        columns["creator"] = header.index("author")
    ours = "quotation" in header
    cells = (
        {field: row[column] for field, column in columns.items() if column < len(row)}
        for row in rows[1:]
        if any(row)
    )
    kind, parse = ("CSV", _ours) if ours else ("Readwise CSV", _readwise)
    if header_is_hypothesis:
        kind, parse = "Hypothesis CSV", _hypothesis
    undated = replies = 0

    def parse_row(row: Mapping[str, str]) -> ImportedAnnotation:
        nonlocal undated, replies
        item = parse(row)
        undated += bool(row.get("created", "").strip()) and not item.created
        replies += parse is _hypothesis and row.get("kind", "").casefold() == "reply"
        return item

    batch = collect_batch(kind, cells, parse_row)
    told = []
    if undated:
        noun = count_noun(undated, "annotation")
        told.append(f"{noun} without a time: the date cannot be read; write it as 2024-05-31.")
    if replies:
        noun = count_noun(replies, "reply", "replies")
        told.append(f"{noun} became document notes: the table does not say what they answer.")
    return replace(batch, problems=(*batch.problems, *told))


def _hypothesis(cells: Mapping[str, str]) -> ImportedAnnotation:
    place = format_place(page=cells.get("page", "").strip())
    return _item({**cells, "place": place}, ",")


def _ours(cells: Mapping[str, str]) -> ImportedAnnotation:
    plain = {name: unescape_formula(cell) for name, cell in cells.items()}
    item = _item(plain, "; ")
    return replace(item, proposed=plain.get("proposed", "").casefold() == "yes")


def _readwise(cells: Mapping[str, str]) -> ImportedAnnotation:
    kind, number = cells.get("place kind", "").casefold(), cells.get("locator", "").strip()
    is_page = kind == "page"
    is_numbered = kind in ("page", "location", "") and number.isascii() and number.isdigit()
    place = format_place(
        page=number if is_page and is_numbered else "",
        location=number if is_numbered and not is_page else "",
    )
    return _item({**cells, "place": place}, ",")


def _item(cells: Mapping[str, Any], tag_separator: str) -> ImportedAnnotation:
    created = parse_written_date(cells.get("created", ""))
    item = annotation_of_fields(
        {**cells, "created": created}, cells.get("tags", "").split(tag_separator)
    )
    earlier = "csv", item.document, item.locator, item.exact or item.note
    return identified(item, cells.get("id"), earlier=earlier)
