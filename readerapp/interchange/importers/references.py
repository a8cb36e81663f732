"""References of bibliographies: CSL JSON, and the works of Zotero and Better BibTeX in JSON.

CSL JSON: https://github.com/citation-style-language/schema (1.0.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from readerapp.core.reference import find_doi
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedReference,
    mapping_value,
    text_value,
)

MOST_REFERENCES = 100_000
"""References of one file that are read; the largest libraries of people have some 30,000."""

_CSL_TYPES = {
    "article": "article", "article-journal": "article", "article-magazine": "article",
    "article-newspaper": "article", "book": "book", "chapter": "chapter", "paper-conference":
    "chapter", "motion_picture": "video", "broadcast": "video", "personal_communication": "letter",
    "post": "webpage", "post-weblog": "webpage", "webpage": "webpage", "report": "report",
    "thesis": "thesis", "interview": "document", "manuscript": "document", "document": "document",
    "speech": "document", "entry-encyclopedia": "chapter", "legal_case": "document",
    "legislation": "document", "hearing": "document",
}  # fmt: skip
_ZOTERO_TYPES = {
    "journalArticle": "article", "magazineArticle": "article", "newspaperArticle": "article",
    "preprint": "article", "book": "book", "bookSection": "chapter", "conferencePaper": "chapter",
    "encyclopediaArticle": "chapter", "dictionaryEntry": "chapter", "thesis": "thesis",
    "report": "report", "webpage": "webpage", "blogPost": "webpage", "forumPost": "webpage",
    "film": "video", "videoRecording": "video", "tvBroadcast": "video", "letter": "letter",
    "email": "letter",
}  # fmt: skip
_NOT_WORKS = ("attachment", "annotation", "note")
_key_in_extra = re.compile(r"^citation key:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


def is_csl(value: Any) -> bool:
    """Return whether it is a list of items of CSL JSON."""
    items = value.get("items") if isinstance(value, dict) else value
    first = [mapping_value(item) for item in items[:20]] if isinstance(items, list) else []
    return any(_is_csl_item(item) for item in first)


def _is_csl_item(item: Mapping[str, Any]) -> bool:
    return text_value(item.get("type")) in _CSL_TYPES and bool({"title", "id"} & item.keys())


def read_csl(value: Any) -> ImportBatch:
    """Read the references of a value for which `is_csl` is true."""
    items: list[Any] = value["items"] if isinstance(value, dict) else value
    rows = [mapping_value(item) for item in items[:MOST_REFERENCES]]
    found = [_read_csl_item(item) for item in rows if _is_csl_item(item)]
    return ImportBatch(format="CSL JSON", references=tuple(found))


def _read_csl_item(item: Mapping[str, Any]) -> ImportedReference:
    key = text_value(item.get("citation-key") or item.get("id"))
    names = item.get("author")
    parts: dict[str, str | Sequence[str]] = {
        # Zotero's own export has the address of the item here, or a number.
        "citekey": key if not re.match(r"https?:|\d+$|[0-9a-f]{8}-[0-9a-f]{4}-", key) else "",
        "type": _CSL_TYPES[text_value(item.get("type"))],
        "title": text_value(item.get("title")),
        "authors": _csl_names(names if isinstance(names, list) else ()),
        "date": _csl_date(mapping_value(item.get("issued"))),
        "container": text_value(item.get("container-title")),
        "publisher": text_value(item.get("publisher")),
        "doi": find_doi(text_value(item.get("DOI"))),
        "isbn": _first_word(item.get("ISBN")),
        "address": text_value(item.get("URL")),
        "language": text_value(item.get("language")),
    }
    return ImportedReference({name: value for name, value in parts.items() if value})


def _csl_names(names: Iterable[Any]) -> list[str]:
    listed = []
    for name in map(mapping_value, names):
        particle = text_value(name.get("non-dropping-particle"))
        family = " ".join(filter(None, (particle, text_value(name.get("family")))))
        given = " ".join(
            filter(None, (text_value(name.get("given")), text_value(name.get("dropping-particle"))))
        )
        listed.append(text_value(name.get("literal")) or ", ".join(filter(None, (family, given))))
    return [name for name in listed if name]


def _csl_date(issued: Mapping[str, Any]) -> str:
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else ()
    numbers = [str(part) for part in first if str(part).isdecimal()]
    if numbers:
        return "-".join([numbers[0].zfill(4), *(number.zfill(2) for number in numbers[1:3])])
    return text_value(issued.get("raw") or issued.get("literal"))


def read_works(items: Iterable[Mapping[str, Any]]) -> tuple[ImportedReference, ...]:
    """Return the references of the works among items of Zotero, each with its files."""
    rows = list(items)[:MOST_REFERENCES]
    paths: dict[str, list[str]] = {}
    for item in rows:
        parent, path = text_value(item.get("parentItem")), _path_of(item)
        if parent and path:
            paths.setdefault(parent, []).append(path)
    return tuple(
        _read_work(item, paths.get(text_value(item.get("key")), []))
        for item in rows
        if is_work(item)
    )


def is_work(item: Mapping[str, Any]) -> bool:
    """Return whether an item of Zotero is a work, and no attachment, annotation or note."""
    kind = text_value(item.get("itemType"))
    return bool(kind) and kind not in _NOT_WORKS and bool(item.get("title"))


def _read_work(item: Mapping[str, Any], paths: Sequence[str]) -> ImportedReference:
    in_extra = _key_in_extra.search(text_value(item.get("extra")))
    containers = ("publicationTitle", "bookTitle", "proceedingsTitle", "websiteTitle", "blogTitle")
    publishers = ("publisher", "institution", "university", "studio")
    key = text_value(item.get("citationKey") or item.get("citekey"))
    attached = item.get("attachments")
    inner = [mapping_value(one) for one in attached] if isinstance(attached, list) else []
    parts: dict[str, str | Sequence[str]] = {
        "citekey": key or (in_extra[1] if in_extra else ""),
        "type": _ZOTERO_TYPES.get(text_value(item.get("itemType")), "document"),
        "title": text_value(item.get("title")),
        "authors": _zotero_names(item.get("creators")),
        "date": text_value(item.get("date")),
        "container": _first_of(item, containers),
        "publisher": _first_of(item, publishers),
        "doi": find_doi(text_value(item.get("DOI"))),
        "isbn": _first_word(item.get("ISBN")),
        "address": text_value(item.get("url")),
        "zotero": text_value(item.get("key") or item.get("itemKey")),
        "language": text_value(item.get("language")),
    }
    files = [*paths, *filter(None, map(_path_of, inner))]
    return ImportedReference({name: value for name, value in parts.items() if value}, tuple(files))


def _zotero_names(creators: Any) -> list[str]:
    rows = [mapping_value(one) for one in creators] if isinstance(creators, list) else []
    authors = [
        one for one in rows if one.get("creatorType") in ("author", "director", None)
    ] or rows
    names = (
        text_value(one.get("name"))
        or ", ".join(
            filter(None, (text_value(one.get("lastName")), text_value(one.get("firstName"))))
        )
        for one in authors
    )
    return [name for name in names if name]


def _path_of(item: Mapping[str, Any]) -> str:
    """Return the path of an attachment, as Better BibTeX and the API have it."""
    path = text_value(item.get("localPath") or item.get("path") or item.get("filename"))
    return path.removeprefix("storage:").removeprefix("attachments:")


def _first_of(item: Mapping[str, Any], names: Iterable[str]) -> str:
    return next(filter(None, (text_value(item.get(name)) for name in names)), "")


def _first_word(value: Any) -> str:
    words = text_value(value).replace(",", " ").split()
    return words[0] if words else ""
