"""Parsers of HTML and XML with lxml: without the network, entities or scripts.

libxml2 repairs any HTML. Entities that an XML document declares itself are not expanded, and
nothing outside the document is read. Names, attributes and numbers of elements are read here too,
as HTML, DOCX and ODT need them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.entities import html5
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.text import encoding as encodings

if TYPE_CHECKING:
    from lxml.etree import _Element as XmlElement
    from lxml.html import HtmlElement

_entity = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});").sub
_pictures = re.compile(rb"(?<=base64,)[A-Za-z0-9+/=%\s]{1000,}").sub
# Limited to the bytes between "<" and ">", so that each byte is matched once.
_crowded = re.compile(rb"<([A-Za-z][\w:.-]*+)(\s[^<>]{20000,}+)").sub
_xml_encoding = re.compile(
    rb"\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
).match
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\f\r"})
_forbidden = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])|"
    rb"0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]));?",
    re.IGNORECASE,
).sub
"""References to control characters: lxml takes these from a page, but in no other way."""
_charset = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.I
).search


def parse_html(data: bytes, label: str, encoding: str | None = None) -> HtmlElement:
    """Parse a web page and return its root.

    Args:
        data: the bytes of the page.
        label: the name of the page in error messages.
        encoding: the encoding; None to detect it.

    Raises:
        ReaderError: it is too large, has no elements, or is nested too deep to be a page.
    """
    from lxml import etree, html

    if len(data) > limits.MARKUP:
        raise ReaderError(f"{label} has a page that is too large; save a part of it.")
    data = _crowded(_thinned, _pictures(b"", data))
    written = _remove_controls(_decoded(data, encoding))
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(written, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ReaderError(f"{label} is an empty page; save it again.") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReaderError(
            f"{label} is nested too deeply, or too long, for a web page; save it as text."
        )
    return root


def parse_xml(data: bytes, label: str, *, repair: bool = False) -> XmlElement:
    """Parse an XML file and return its root.

    Entities that the file declares itself are left out; the words around them are joined.

    Args:
        data: the bytes of the file.
        label: the name of the document in error messages.
        repair: take the entities of HTML for known; go on after an error, and lose what is around
            it.

    Raises:
        ReaderError: it is not well-formed, or too large.
    """
    from lxml import etree

    if len(data) > limits.MARKUP:
        raise ReaderError(f"{label} has a part that is too large; save it in pieces.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=repair,
        encoding=None if (declared := _xml_label(data)) is None else "utf-8",
    )
    if declared is not None:
        data = encodings.decode_labelled(data, declared).encode("utf-8", "replace")
    root = None
    with suppress(etree.XMLSyntaxError, ValueError):
        known = _entity(name_to_character, data) if repair else data
        root = etree.fromstring(_crowded(_thinned, known), parser)
    if root is None:  # not XML, or nothing to repair
        raise ReaderError(f"{label} is damaged: a part of it is not XML; get a new copy.")
    etree.strip_tags(root, etree.Entity)  # a node would end the text of its parent
    return root


def _xml_label(data: bytes) -> str | None:
    """Return the label of the encoding that XML declares; None if libxml2 reads it as it is.

    libxml2 reads UTF-8 and UTF-16 itself; it believes every other label, and in their narrowest
    sense.
    """
    match = _xml_encoding(data)
    if match is None or match[1].lower().startswith((b"utf", b"ucs", b"iso-10646")):
        return None
    return match[1].decode()


def parse_xhtml(data: bytes, label: str) -> XmlElement:
    """Parse a page that should be XML, as in an EPUB; parse it as HTML if it is not."""
    try:
        return parse_xml(_entity(name_to_character, data), label)
    except ReaderError:
        page: XmlElement = parse_html(data, label)
        return page


def _thinned(tag: re.Match[bytes]) -> bytes:
    """Return a tag, without its attributes if they are too many: parsing them is quadratic."""
    few = tag[2].count(b"=") < limits.ATTRIBUTES
    return tag[0] if few else b"<" + tag[1] + (b"/" if tag[2].endswith(b"/") else b"")


def name_to_character(reference: re.Match[bytes]) -> bytes:
    """Return an HTML character name as a numeric reference: XML knows only five names."""
    name = reference[1].decode()
    character = html5.get(f"{name};", "")
    is_kept = len(character) != 1 or name in ("amp", "lt", "gt", "quot", "apos")
    return reference[0] if is_kept else b"&#%d;" % ord(character)


def _remove_controls(text: str) -> bytes:
    """Return a page in UTF-8 without the characters that XML does not have (XML 1.0, 2.2)."""
    written = text.encode("utf-8", "replace").translate(None, _CONTROLS).replace(b"\f", b" ")
    written = written.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    return _forbidden(b"", written)


def _decoded(data: bytes, encoding: str | None) -> str:
    """Decode a page in the encoding asked for, else as its own label and its bytes say."""
    if encoding:
        encodings.refuse_unknown(encoding)
        return data.decode(encoding, "replace")
    return encodings.decode_labelled(data, page_charset(data))


def page_charset(data: bytes) -> str:
    """Return the label of the encoding that a page states itself; empty if it states none."""
    match = _charset(data[:4096])
    return (match[1] or match[2]).decode() if match else ""


def local_name(element: XmlElement) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local_attribute(element: XmlElement | None, name: str = "val") -> str:
    """Return an attribute by its name without the namespace, which differs between programs.

    It is empty if there is no such attribute, or no element.
    """
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TYPE_ATTRIBUTES = frozenset({_EPUB_TYPE, "epub:type", "role"})
"""Attributes that say what an element is."""


def semantic_types(element: XmlElement) -> set[str]:
    """Return what an element is, by its `epub:type` and its `role`: "noteref", "pagebreak".

    Roles of the Digital Publishing WAI-ARIA module have their prefix "doc-" removed. A page that
    had to be read as HTML has no namespaces.
    """
    attributes = element.attrib
    kinds = attributes.get(_EPUB_TYPE) or attributes.get("epub:type") or ""
    roles = attributes.get("role") or ""
    if not (kinds or roles):
        return set()
    return {kind.lower().removeprefix("doc-") for kind in (*kinds.split(), *roles.split())}


_MAXIMUM_DIGITS = 6
"""Digits of the largest number that is accepted: no list, level or heading counts further."""


def whole_number(written: str | None, otherwise: int = 0) -> int:
    """Parse a whole number of digits alone; return `otherwise` if it is none, or too large.

    `int` takes signs, spaces and underscores as well, and raises beyond 4,300 digits.

    >>> whole_number("12"), whole_number("-3", 1), whole_number(None)
    (12, 1, 0)
    """
    if written is None or not written.isdecimal() or len(written) > _MAXIMUM_DIGITS:
        return otherwise
    return int(written)
