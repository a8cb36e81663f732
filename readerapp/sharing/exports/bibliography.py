"""What formats about the document itself say of it: who wrote it, when, and what kind it is."""

from __future__ import annotations

import re

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
"""Media types of the formats that are read."""

_address = re.compile(r"\s*<[^<>]*>")
_between = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")
_day = re.compile(
    r"(?<!\d)(\d{4})(?!\d)(?:-(0[1-9]|1[0-2])(?!\d)(?:-(0[1-9]|[12]\d|3[01])(?!\d))?)?", re.ASCII
)


def people(author: str) -> list[str]:
    """The names in an author's line, without e-mail addresses.

    They are parted by semicolons or "and". Commas part them only where words stand on both sides
    of each: "Ines Moor, Ted Ash" is two, "Moor, Ines" one.
    """
    names = []
    for name in _between.split(_address.sub("", author)):
        parts = [" ".join(part.split()) for part in name.split(",")]
        several = len(parts) > 1 and all(" " in part for part in parts)
        names += parts if several else [", ".join(part for part in parts if part)]
    return [name.strip("\"' ") for name in names if name.strip("\"' ")]


def day(date: str) -> tuple[int, ...]:
    """Year, month and day, as far as `date` says them as ISO 8601 does, or a year alone."""
    found = _day.search(date)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def year(date: str) -> str:
    """The year in four digits; empty if the date has none."""
    return f"{parts[0]:04}" if (parts := day(date)) else ""
