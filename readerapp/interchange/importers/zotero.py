"""Importer of Zotero: annotations and works, in JSON of its API, Better BibTeX or its reader.

The API lists annotations, attachments and the works that these belong to side by side, and
annotations name their attachment by its key. Better BibTeX writes annotations into the attachments
of each work. The reader has the same fields with shorter names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    mapping_value,
    nearest_colour,
    require_content,
    text_value,
    utc_time,
)
from readerapp.interchange.importers.references import is_work, read_works
from readerapp.interchange.place import format_place

_TYPES = ("highlight", "underline", "note", "image", "ink", "text")  # a value may be a list
_LOOKED_AT = 200
"""Items at the beginning of a file that are looked at to recognise it: a library lists works first,
but one that has annotations has some among so many."""


class _Work(NamedTuple):
    """The title and the first author of a work."""

    title: str = ""
    author: str = ""


def is_zotero(value: Any) -> bool:
    """Return whether it is a list of items of Zotero: annotations, or works."""
    items = [_data(item) for item in _items(value)[:_LOOKED_AT]]
    return any(_is_annotation(item) or _attached(item) or is_work(item) for item in items)


def read_zotero(value: Any) -> ImportBatch:
    """Parse the annotations and the works of a value for which `is_zotero` is true."""
    items = [_data(item) for item in _items(value)]
    batch = collect_batch("Zotero JSON", _list_annotations(items), _annotation)
    return replace(batch, references=read_works(items))


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.get("items", value.get("annotations"))
    return value if isinstance(value, list) else []


def _data(item: Any) -> Mapping[str, Any]:
    """Return the fields of an item; the API has them one level deeper."""
    item = mapping_value(item)
    return mapping_value(item.get("data")) or item


def _is_annotation(item: Mapping[str, Any]) -> bool:
    if text_value(item.get("annotationType")) in _TYPES:
        return True
    return text_value(item.get("type")) in _TYPES and "pageLabel" in item and "sortIndex" in item


def _attached(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the annotations in the attachments of a work, as Better BibTeX writes them."""
    attachments = item.get("attachments")
    parts = attachments if isinstance(attachments, list) else []
    found = (mapping_value(part).get("annotations") for part in parts)
    inner = [one for each in found if isinstance(each, list) for one in map(mapping_value, each)]
    return [one for one in inner if _is_annotation(one)]


def _list_annotations(
    items: list[Mapping[str, Any]],
) -> Iterator[tuple[_Work, Mapping[str, Any]]]:
    """Yield all annotations, each with the work that it is about."""
    by_key = {text_value(item.get("key")): item for item in items}
    for item in items:
        if _is_annotation(item):
            yield _work_of(item, by_key), item
        for annotation in _attached(item):
            yield _read_work(item), annotation


def _work_of(item: Mapping[str, Any], by_key: Mapping[str, Mapping[str, Any]]) -> _Work:
    """Return the work that has the attachment of an annotation, as far as it is in the file."""
    attachment = by_key.get(text_value(item.get("parentItem")), {})
    work = by_key.get(text_value(attachment.get("parentItem")), attachment)
    return _read_work(work)


def _read_work(item: Mapping[str, Any]) -> _Work:
    creators = item.get("creators")
    first = mapping_value(creators[0]) if isinstance(creators, list) and creators else {}
    name = text_value(first.get("name")) or " ".join(
        filter(None, (text_value(first.get("firstName")), text_value(first.get("lastName"))))
    )
    return _Work(text_value(item.get("title")), name)


def _annotation(entry: tuple[_Work, Mapping[str, Any]]) -> ImportedAnnotation:
    work, item = entry

    def field(name: str) -> Any:
        """Return a field by its short name; the API has longer ones."""
        return item.get(f"annotation{name[0].upper()}{name[1:]}", item.get(name))

    has_words = field("type") in ("highlight", "underline")
    exact = text_value(field("text")).strip() if has_words else ""
    note = text_value(field("comment")).strip()
    require_content(exact, note)
    created = utc_time(item.get("dateAdded") or item.get("dateCreated"))
    modified = utc_time(item.get("dateModified"))
    tags = item.get("tags")
    page = text_value(field("pageLabel"))
    annotation = ImportedAnnotation(
        id="",
        exact=exact,
        note=note,
        tags=tuple(filter(None, map(_tag, tags if isinstance(tags, list) else []))),
        colour=nearest_colour(field("color")),
        creator=text_value(field("authorName")),
        created=created or modified,
        modified=modified,
        locator=f"p. {page}" if page else "",
        place=format_place(page=page),
        document=work.title,
        author=work.author,
    )
    key = text_value(item.get("key") or item.get("id"))
    earlier = "zotero", work.title, page, exact or note
    # Eight random letters, which no two libraries are likely to share.
    given = f"zotero:{key}" if key else None
    return identified(annotation, given, text_value(field("sortIndex")), earlier=earlier)


def _tag(value: Any) -> str:
    named = mapping_value(value)
    return text_value(named.get("tag") or named.get("name") or value).strip()
