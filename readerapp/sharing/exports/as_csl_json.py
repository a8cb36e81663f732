"""CSL-JSON: the document as an item for citation processors (citeproc, pandoc, Zotero).

Quotations are not in it: such programs print what they find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.sharing.entry import Entry, Source
from readerapp.sharing.exports.as_json import dumps
from readerapp.sharing.exports.bibliography import day, people
from readerapp.sharing.exports.grouping import Layout

_TYPES = {
    "epub": "book",
    "html": "webpage",
    "mail": "personal_communication",
    "vtt": "motion_picture",
    "srt": "motion_picture",
}


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """A list of one item (CSL 1.0.2)."""
    tags = {tag: None for entry in entries for tag in entry.annotation.tags}
    item = {
        "id": source.id,
        "type": _TYPES.get(source.format, "webpage" if source.is_online else "document"),
        "title": source.title or source.name,
        "author": [_name(name) for name in people(source.author)],
        "issued": _date(source.date),
        "accessed": _date(source.accessed),
        "URL" if source.is_online else "archive_location": source.name,
        "keyword": ", ".join(tags),
    }
    yield dumps([{key: part for key, part in item.items() if part}], indent=1) + "\n"


def _name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def _date(date: str) -> dict[str, Any]:
    parts = day(date)
    if parts:
        return {"date-parts": [list(parts)]}
    return {"raw": date} if date else {}
