"""Importers of KOReader: the JSON of its exporter, and its Lua metadata files (never executed)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
from readerapp.interchange.place import format_place

# The text that KOReader writes for a bookmark without a note.
_automatic_text = re.compile(
    r"^(Page|Seite|页)?\s*\S+ .* @ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", re.DOTALL
)


def is_koreader_json(value: Any) -> bool:
    """Return whether it is the exporter's JSON of one book or of several."""
    return any(isinstance(mapping_value(book).get("entries"), list) for book in _books(value))


def read_koreader_json(value: Any) -> ImportBatch:
    """Parse the highlights of a value for which `is_koreader_json` is true."""
    entries: list[tuple[_Source, Any]] = []
    for book in map(mapping_value, _books(value)):
        title = text_value(book.get("title")) or text_value(book.get("file"))
        own = book.get("entries")
        own = own if isinstance(own, list) else []
        pages = _digits(book.get("number_of_pages"))
        author = text_value(book.get("author"))
        source = _Source(title, author, pages, _repeated(own, "time"))
        entries += ((source, entry) for entry in own)
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
    entries = _values(data.get("annotations")) or _old_entries(data, old)
    pages = data.get("doc_pages") or mapping_value(data.get("stats")).get("pages")
    author = text_value(book.get("authors"))
    source = _Source(title, author, _digits(pages), _repeated(entries, "datetime"))
    return collect_batch("KOReader metadata", entries, partial(_annotation, source, old))


class _Source(NamedTuple):
    """The book that the annotations of a file are about.

    `pages` is how many pages it has on the device, and `repeated` are the times that several
    annotations have, which therefore do not tell them apart.
    """

    title: str
    author: str
    pages: str
    repeated: frozenset[str]


def _digits(number: object) -> str:
    """Return a whole number as text; empty for anything else."""
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _repeated(entries: Iterable[Any], field: str) -> frozenset[str]:
    counts = Counter(str(mapping_value(entry).get(field)) for entry in entries)
    return frozenset(time for time, count in counts.items() if count > 1)


def _books(value: Any) -> list[Any]:
    documents = mapping_value(value).get("documents")
    return documents if isinstance(documents, list) else [value]


def _exported(pair: tuple[_Source, Any]) -> ImportedAnnotation | None:
    source, entry = pair[0], mapping_value(pair[1])
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
    if ("pos0" in entry or "datetime" in entry) and "drawer" not in entry:
        exact = ""  # a bookmark of a page: its text is made by KOReader
    if not exact.strip():
        if not note.strip():
            return None  # a bookmark without a note, or a region of a scanned page
        exact = ""
    pages = (entry.get(name) for name in ("pageref", "page", "pageno"))
    page = next((str(page) for page in pages if str(page).isdigit()), "")
    chapter = text_value(entry.get("chapter"))
    number = _digits(entry.get("pageno")) or page
    changed = entry.get("datetime_updated")
    item = ImportedAnnotation(
        id="",
        exact=exact,
        note=note,
        colour=nearest_colour(entry.get("color")),
        created=utc_time(when),
        modified=utc_time(changed) or utc_time(when),
        locator=", ".join(filter(None, (chapter, page and f"p. {page}"))),
        place=format_place(chapter=chapter, page=number, pages=source.pages if number else ""),
        document=source.title,
        author=source.author,
    )
    # The page is not part of the id: it changes with the font size. Nor are the words and their
    # position, which change when the highlight is extended: the time at which it was made stays.
    time = text_value(when) or str(when)
    position = [time]
    identity = replace(item, locator="", exact="", note="")
    if not item.created or time in source.repeated:
        position += (repr(entry.get(name)) for name in ("pos0", "pos1"))
        identity = replace(item, locator="")
    kind = "highlight" if exact else "note"
    earlier = "koreader", source.title, time, exact or note
    known = identified(identity, None, *position, kind=kind, earlier=earlier)
    return replace(item, id=known.id, earlier_key=known.earlier_key)


def _old_entries(data: Mapping[Any, Any], notes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return highlights in the old format, then the bookmarks of pages that have a note."""
    highlights = list(_old_highlights(data))
    times = {text_value(highlight.get("datetime")) for highlight in highlights}
    bookmarks = (mapping_value(one) for one in _values(data.get("bookmarks")))
    pages = (
        {"datetime": time, "page": one.get("page"), "note": notes[time]}
        for one in bookmarks
        if (time := text_value(one.get("datetime"))) in notes and time not in times
    )
    return [*highlights, *pages]


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
