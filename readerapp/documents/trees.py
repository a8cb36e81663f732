"""Trees of HTML and XML: parsed by lxml without the network, entities or scripts.

libxml2 repairs any HTML. XML comes with no entities of its own: a document that declares some is
refused, so nothing expands and nothing outside is read.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.model import ReaderError
from readerapp.text import encoding as encodings
from readerapp.text.raw import MemoryBytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_pictures = re.compile(rb"(?<=base64,)[A-Za-z0-9+/=%\s]{1000,}").sub
_charset = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.I
).search
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""Encodings that pages name when they use a larger one (https://encoding.spec.whatwg.org)."""


def parse_html(data: bytes, label: str, encoding: str | None = None) -> HtmlElement:
    """The root of a page; `label` is for the sentence of an error.

    Raises:
        ReaderError: it has no elements, or is nested too deep to be a page.
    """
    from lxml import etree, html

    if len(data) > limits.MARKED_UP:
        raise ReaderError(f"{label} has a page too large to be read; save a part of it.")
    data = _pictures(b"", data)
    text = data.decode(encoding or _encoding(data), "replace").replace("\0", "")
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ReaderError(f"{label} is an empty page; save it again.") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReaderError(f"{label} is nested too deep to be a page; save it as text.")
    return root


def _encoding(data: bytes) -> str:
    """By byte order mark, by what the page says, or by its bytes."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if found := _charset(data[:4096]):
        try:
            name = codecs.lookup((found[1] or found[2]).decode()).name
        except LookupError:
            name = ""
        if name and not name.startswith(("utf-16", "utf-32")):
            return _WIDER.get(name, name)
    return encodings.sniff(MemoryBytes(data)) or "cp1252"
