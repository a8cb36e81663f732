"""References as documents state them: parts that are not what they should be are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference, clean_part, find_doi, find_isbn

XMP_BEGIN = b"<?xpacket begin"
"""What an XMP packet begins with, in whatever file it is."""
XMP_SIZE = 1 << 17
"""Bytes of an XMP packet that are read; most have some 5 KB."""

_xmp_part = re.compile(
    rb"<(?:prism|pdfx|jav|dc|crossmark):(doi|DOI|identifier|isbn|publicationName|publisher)\b[^>]*>"
    rb"(.{1,4000}?)</\w+:\1>",
    re.DOTALL,
)
_mark_up = re.compile(r"<[^>]*>")


def make_reference(
    *, identifiers: Iterable[str] = (), authors: Iterable[str] = (), **parts: str
) -> Reference:
    """Return a reference of what a document says.

    Args:
        identifiers: texts among which a DOI or an ISBN may be, as the identifiers of Dublin Core.
        authors: the authors.
        parts: other parts by name; those with a mistake are left out.
    """
    found: dict[str, str | list[str]] = {"authors": clean_part("authors", authors)}
    for identifier in identifiers:
        doi, isbn = find_doi(identifier), find_isbn(identifier)
        if doi:
            found.setdefault("doi", doi)
        if isbn:
            found.setdefault("isbn", isbn)
    for name, value in parts.items():
        try:
            clean = clean_part(name, value)
        except ReaderError:
            continue
        if clean:
            found[name] = clean
    return Reference.from_mapping(found)


def read_xmp(data: bytes) -> dict[str, str]:
    """Return the parts of a reference in the XMP packet of a file, as far as it says them.

    Args:
        data: bytes of the file from the beginning of the packet on.
    """
    packet = data[:XMP_SIZE].partition(b"<?xpacket end")[0]
    parts: dict[str, str] = {}
    for match in _xmp_part.finditer(packet):
        name = match[1].decode().lower()
        written = _mark_up.sub(" ", match[2].decode("utf-8", "replace"))
        words = " ".join(unescape(written).split())
        if name in ("doi", "identifier", "isbn"):
            if doi := find_doi(words):
                parts.setdefault("doi", doi)
            if isbn := find_isbn(words):
                parts.setdefault("isbn", isbn)
        else:
            parts.setdefault("container" if name == "publicationname" else name, words)
    return parts
