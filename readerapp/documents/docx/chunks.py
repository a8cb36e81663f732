"""Files that are inserted in a Word document as they are (altChunk): HTML, RTF, text, DOCX.

Source: ECMA-376, part 1, section 17.17.2.1 (altChunk); RFC 2557 (MHTML).
"""

from __future__ import annotations

import email
import posixpath
import re
from typing import TYPE_CHECKING, TypeAlias

from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import parse_html
from readerapp.text import encoding as encodings
from readerapp.text.byte_source import MemoryBytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HTML_ENDINGS = (".htm", ".html", ".xhtml", ".xht")
_TEXT_ENDINGS = (".txt", ".text")
_has_header = re.compile(rb"\s*(?:[\w-]+:.*\r?\n)+", re.IGNORECASE).match
_is_html = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.I).match
_FLAT_PACKAGE = b"schemas.microsoft.com/office/2006/xmlPackage"


Chunk: TypeAlias = "str | HtmlElement | DocumentInput"
"""An inserted file: text, a page, or the input of a document."""


def read_chunk(name: str, data: bytes) -> Chunk | None:
    """Return an inserted file; None for one that cannot be read.

    Args:
        name: the name of its part.
        data: its bytes.

    Raises:
        ReaderError: it is damaged.
    """
    ending = posixpath.splitext(name)[1].lower()
    if data.startswith(b"PK") or _FLAT_PACKAGE in data[:4096]:
        return DocumentInput(MemoryBytes(data), posixpath.basename(name), name)
    if ending in _HTML_ENDINGS or _is_html(data):
        return parse_html(data, posixpath.basename(name))
    if b"mime-version" in data[:4096].lower() and _has_header(data):
        return _read_mail(name, data)
    if data.startswith(b"{\\rtf"):
        from readerapp.documents.rtf.reader import open_rtf

        return open_rtf(
            DocumentInput(MemoryBytes(data), posixpath.basename(name), name)
        ).text.whole()
    if ending in _TEXT_ENDINGS:
        return _decode(data)
    return None


def _read_mail(name: str, data: bytes) -> str | HtmlElement | None:
    """Return the page in a web archive (MHTML), else its first text."""
    parts = [
        part
        for part in email.message_from_bytes(data).walk()
        if part.get_content_maintype() == "text"
    ]
    parts.sort(key=lambda part: part.get_content_subtype() != "html")
    for part in parts[:1]:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            if part.get_content_subtype() == "html":
                return parse_html(content, posixpath.basename(name), part.get_content_charset())
            return _decode(content)
    return None


def _decode(data: bytes) -> str:
    """Return the text of bytes in the encoding that they seem to be in."""
    return data.decode(encodings.detect_encoding(MemoryBytes(data)) or "cp1252", "replace")
