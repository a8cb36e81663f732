"""Bibliographic exporters: CSL-JSON and RIS, with author, date and type of the document.

CSL-JSON: the document as an item for citation processors (citeproc, pandoc, Zotero). It holds no
quotations, because such programs print everything that is in it.

RIS: the document as a reference, with each annotation as a note (Zotero, EndNote, Mendeley).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    signature,
    topic_tags,
)
from readerapp.interchange.citation import cite, note_paragraphs, one_line
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.json import dump_json
from readerapp.interchange.exporters.text import view_facts

MEDIA_TYPES = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "mail": "message/rfc822",
    "mbox": "application/mbox",
}
"""Media types of the document formats."""

_mail_address = re.compile(r"\s*<[^<>]*>")
_author_separator = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")
_day = re.compile(
    r"(?<!\d)(\d{4})(?!\d)(?:-(0[1-9]|1[0-2])(?!\d)(?:-(0[1-9]|[12]\d|3[01])(?!\d))?)?", re.ASCII
)


def split_authors(author: str) -> list[str]:
    """Split an author's line into names, without e-mail addresses.

    Names are separated by semicolons or "and". Commas separate them only if each part has several
    words: "Ines Moor, Ted Ash" is two names, "Moor, Ines" one.

    >>> split_authors("Ines Moor, Ted Ash <ted@example.org>; Lu, Wei")
    ['Ines Moor', 'Ted Ash', 'Lu, Wei']
    """
    names = []
    for name in _author_separator.split(_mail_address.sub("", author)):
        parts = [" ".join(part.split()) for part in name.split(",")]
        several = len(parts) > 1 and all(" " in part for part in parts)
        names += parts if several else [", ".join(part for part in parts if part)]
    return [name.strip("\"' ") for name in names if name.strip("\"' ")]


def authors_of(source: ExportSource) -> Sequence[str]:
    """Return the authors of a document, each by name."""
    return source.reference.authors or split_authors(source.author)


def parse_date(date: str) -> tuple[int, ...]:
    """Parse year, month and day, as far as `date` has them in ISO 8601, or a year alone.

    >>> parse_date("published 2026-11")
    (2026, 11)
    """
    match = _day.search(date)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def parse_year(date: str) -> str:
    """Return the year in four digits; empty if the date has none."""
    return f"{parts[0]:04}" if (parts := parse_date(date)) else ""


_TYPES = {
    "epub": "book",
    "html": "webpage",
    "mail": "letter",
    "mbox": "letter",
    "vtt": "video",
    "srt": "video",
    "jats": "article",
}

CSL_TYPES = {
    "article": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "document": "document",
    "letter": "personal_communication",
    "report": "report",
    "thesis": "thesis",
    "video": "motion_picture",
    "webpage": "webpage",
}
"""The types of CSL by those of `core.reference.TYPES`."""


def reference_type(source: ExportSource) -> str:
    """Return one of `core.reference.TYPES`: the one that was set, else what the format suggests."""
    suggested = _TYPES.get(source.format, "webpage" if source.is_online else "document")
    return source.reference.type or suggested


def write_csl_json(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a list of one item (CSL 1.0.2)."""
    tags = {tag: None for view in views for tag in topic_tags(view.annotation.tags)}
    reference = source.reference
    item = {
        "id": reference.citekey or source.id,
        "type": CSL_TYPES[reference_type(source)],
        "title": reference.title or source.label,
        "author": [_csl_name(name) for name in authors_of(source)],
        "issued": _csl_date(source.date),
        "accessed": _csl_date(source.read[:10] or source.accessed),
        "container-title": reference.container,
        "publisher": reference.publisher,
        "DOI": reference.doi,
        "ISBN": reference.isbn,
        "language": reference.language,
        "URL" if source.is_online else "archive_location": source.name,
        "keyword": ", ".join(tags),
    }
    if reference.address:
        item["URL"] = reference.address
    yield dump_json([{key: part for key, part in item.items() if part}], indent=1) + "\n"


def _csl_name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def _csl_date(date: str) -> dict[str, Any]:
    parts = parse_date(date)
    if parts:
        return {"date-parts": [list(parts)]}
    return {"raw": date} if date else {}


_RIS_TYPES = {
    "article": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "document": "GEN",
    "letter": "PCOMM",
    "report": "RPRT",
    "thesis": "THES",
    "video": "VIDEO",
    "webpage": "ELEC",
}


def write_ris(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write one reference; a field is one line, so notes lose their line breaks."""
    reference, kind = source.reference, reference_type(source)
    is_electronic = kind == "book" and source.format == "epub"
    fields = [("TY", "EBOOK" if is_electronic else _RIS_TYPES[kind])]
    fields += [("ID", reference.citekey), ("TI", reference.title or source.label)]
    fields += [("AU", name) for name in authors_of(source)]
    fields += [("PY", parse_year(source.date)), ("DA", _ris_date(source.date))]
    fields += [
        ("T2", reference.container),
        ("PB", reference.publisher),
        ("DO", reference.doi),
        ("SN", reference.isbn),
        ("LA", reference.language),
        ("UR", reference.address),
        ("UR" if source.is_online else "L1", source.name),
        ("Y2", _ris_date(source.read[:10] or source.accessed)),
    ]
    tags = {tag: None for view in views for tag in topic_tags(view.annotation.tags)}
    fields += [("KW", tag) for tag in tags]
    for name, value in fields:
        yield _format_field(name, value)
    for view in views:
        yield _format_field("N1", _note(view))
    yield "ER  - \n"


def _format_field(name: str, value: str) -> str:
    line = one_line(value)
    return f"{name}  - {line}\n" if line else ""


def _ris_date(date: str) -> str:
    """Return the date as YYYY/MM/DD; unknown parts stay empty."""
    parts = parse_date(date)
    numbers = [f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])] if parts else []
    return "/".join([*numbers, *[""] * (3 - len(numbers))]) if numbers else ""


def _note(view: AnnotationView) -> str:
    cited = (view.speaker, view.locator)
    facts = " · ".join(fact for fact in view_facts(view) if fact not in cited)
    citation = cite(view.exact, speaker=view.speaker, locator=view.locator)
    replies = (f"{signature(reply)}: {reply.annotation.note}" for reply in view.replies)
    note = " ".join(note_paragraphs(view.annotation.note))
    return " — ".join(part for part in (citation, note, facts, *replies) if part)
