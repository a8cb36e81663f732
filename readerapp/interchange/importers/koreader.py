"""Importers of KOReader: the JSON of its exporter, and its Lua metadata files (never executed)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from readerapp.core.errors import ReaderError
from readerapp.interchange.importers import lua_tables
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    mapping_value,
    nearest_colour,
    require_object,
    text_value,
    utc_time,
)

# The text that KOReader writes for a bookmark without a note.
_automatic_text = re.compile(
    r"^(Page|Seite|页)?\s*\S+ .* @ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", re.DOTALL
)


def is_koreader_json(value: Any) -> bool:
    """Return whether it is the exporter's JSON of one book or of several."""
    return any(isinstance(mapping_value(book).get("entries"), list) for book in _books(value))


def read_koreader_json(value: Any) -> ImportBatch:
    """Parse the highlights of a value for which `is_koreader_json` is true."""
    entries = [
        (book, entry)
        for book in map(mapping_value, _books(value))
        for entry in book.get("entries", ())
    ]
    return collect_batch("KOReader JSON", entries, _exported)


def is_koreader_lua(content: str) -> bool:
    """Return whether it is a metadata file: optional comments, then `return` and a table."""
    return bool(re.match(r"\s*(--[^\n]*\n\s*)*return\s*\{", content))


def read_koreader_lua(content: str) -> ImportBatch:
    """Parse the highlights of a metadata file.

    Raises:
        ReaderError: it is more than a table of plain data.
    """
    try:
        data = lua_tables.parse_lua(content)
    except ValueError as error:
        raise ReaderError(f"This Lua file cannot be read as data: {error}.") from None
    book = mapping_value(data.get("doc_props")) or mapping_value(data.get("stats"))
    path = text_value(data.get("doc_path"))
    title = text_value(book.get("title")) or path.rpartition("/")[2]
    old = _old_notes(data)
    entries = _values(data.get("annotations")) or list(_old_highlights(data))
    source = _Source(title, text_value(book.get("authors")))
    return collect_batch("KOReader metadata", entries, partial(_annotation, source, old))


class _Source(NamedTuple):
    """The book that the annotations of a file are about."""

    title: str
    author: str


def _books(value: Any) -> list[Any]:
    documents = mapping_value(value).get("documents")
    return documents if isinstance(documents, list) else [value]


def _exported(pair: tuple[Mapping[str, Any], Any]) -> ImportedAnnotation | None:
    book, entry = pair[0], mapping_value(pair[1])
    title = text_value(book.get("title")) or text_value(book.get("file"))
    source = _Source(title, text_value(book.get("author")))
    return _item(source, entry, text_value(entry.get("note")), entry.get("time"))


def _annotation(source: _Source, old: Mapping[str, str], value: Any) -> ImportedAnnotation | None:
    entry = mapping_value(value)
    when = text_value(entry.get("datetime"))
    note = text_value(entry.get("note")) or old.get(when, "")
    return _item(source, entry, note if note != text_value(entry.get("text")) else "", when)


def _item(
    source: _Source, entry: Mapping[str, Any], note: str, when: object
) -> ImportedAnnotation | None:
    require_object(entry)
    exact = text_value(entry.get("text"))
    if not exact.strip() or (("pos0" in entry or "datetime" in entry) and "drawer" not in entry):
        return None  # a bookmark, or a region of a scanned page
    pages = (entry.get(name) for name in ("pageref", "page", "pageno"))
    page = next((str(page) for page in pages if str(page).isdigit()), "")
    changed = entry.get("datetime_updated")
    item = ImportedAnnotation(
        id="",
        exact=exact,
        note=note,
        colour=nearest_colour(entry.get("color")),
        created=utc_time(when),
        modified=utc_time(changed) or utc_time(when),
        locator=", ".join(filter(None, (text_value(entry.get("chapter")), page and f"p. {page}"))),
        document=source.title,
        author=source.author,
    )
    # The page is not part of the id: it changes with the font size.
    time = text_value(when) or str(when)
    position = time, *(repr(entry.get(name)) for name in ("pos0", "pos1"))
    earlier = "koreader", source.title, time, exact
    known = identified(replace(item, locator=""), None, *position, earlier=earlier)
    return replace(known, locator=item.locator)


def _old_highlights(data: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    """Yield highlights in the format until 2024: a table for each page."""
    for page, entries in mapping_value(data.get("highlight")).items():
        for entry in _values(entries):
            yield {"page": page, **mapping_value(entry)}


def _old_notes(data: Mapping[Any, Any]) -> dict[str, str]:
    """Return the notes of highlights in the old format, which are in bookmarks of the same time."""
    notes = {}
    for bookmark in map(mapping_value, _values(data.get("bookmarks"))):
        note = text_value(bookmark.get("text"))
        if note and not _automatic_text.match(note) and note != text_value(bookmark.get("notes")):
            notes[text_value(bookmark.get("datetime"))] = note
    return notes


def _values(table: object) -> list[Any]:
    """Return the values of a Lua table that is a list, in order."""
    items: dict[Any, Any] = table if isinstance(table, dict) else {}
    return [items[key] for key in sorted(key for key in items if isinstance(key, int))]
