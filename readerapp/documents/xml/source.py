"""XML documents of books, plays and articles: their entities, encoding and damage.

Nothing outside the file is read. Characters that HTML names, as &mdash;, and short texts that the
file itself declares are put in their places; a file that it names is named in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import name_to_character, parse_xml
from readerapp.text import encoding as encodings

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_reference = re.compile(rb"<!\[CDATA\[[\s\S]*?\]\]>|&(?:([A-Za-z_][\w.:-]{0,60});|(?!#\w))").sub
"""A reference, an ampersand that begins none, or a section in which there are none."""
_declared = re.compile(
    rb"<!ENTITY\s+([A-Za-z_][\w.:-]{0,60})\s+"
    rb"(?:SYSTEM\s+|PUBLIC\s+(?:\"[^\"]*\"|'[^']*')\s+)?(?:\"([^\"]*)\"|'([^']*)')"
).finditer
_declaration = re.compile(r"\s*<\?xml[^>]*\?>").match
_SUBSET_LENGTH = 1024 * 1024
"""Bytes at the beginning in which entities are declared."""
_ENTITY_LENGTH = 1000
"""Bytes of the text of an entity; it may stand in thousands of places."""
_PREDEFINED = (b"amp", b"lt", b"gt", b"quot", b"apos")


def read_book(source: DocumentInput, data: bytes, builder: DocumentBuilder) -> Element:
    """Parse a document and return its root; what is damaged in it is named.

    Args:
        source: the input that asks, for its label and encoding.
        data: the bytes.
        builder: gets the sentence about damage.

    Raises:
        ReaderError: there is no XML in it, or its entities multiply.
    """
    if source.encoding:
        encodings.refuse_unknown(source.encoding)
        text = data.decode(source.encoding, "replace")
        found = _declaration(text)
        data = text[found.end() if found else 0 :].encode("utf-8", "replace")
    data = _expand_entities(data, source.label)
    try:
        return parse_xml(data, source.label)
    except ReaderError:
        if len(data) > limits.MARKUP:
            raise
        root = parse_xml(data, source.label, repair=True)
        builder.omit("The file is damaged; words may be missing")
        return root


def _expand_entities(data: bytes, label: str) -> bytes:
    """Return a document with the text of its own entities in their places.

    Those that nobody declares, and ampersands that begin none, are words.

    Raises:
        ReaderError: entities stand for others, or the text becomes too long.
    """
    if b"\0" in data[:100]:  # UTF-16
        return data
    texts: dict[bytes, bytes] = {}
    for found in _declared(data, 0, _SUBSET_LENGTH):
        text = found[2] if found[2] is not None else found[3]
        if found[0].split(None, 3)[2][:6] in (b"SYSTEM", b"PUBLIC"):
            text = b"[file: " + text.replace(b"<", b"").replace(b"&", b"") + b"]"
        texts.setdefault(found[1], text)
    too_many = ReaderError(f"{label} declares entities that multiply; open a plain copy of it.")
    if any(_names_other(text, texts) or len(text) > _ENTITY_LENGTH for text in texts.values()):
        raise too_many
    added = 0

    def expand(reference: re.Match[bytes]) -> bytes:
        nonlocal added
        name = reference[1]
        if name in _PREDEFINED or reference[0].startswith(b"<"):
            return reference[0]
        text = texts.get(name) if name else b"&amp;"
        if text is None:
            character = name_to_character(reference)
            return character if character != reference[0] else b"&amp;" + name + b";"
        added += len(text)
        if added > limits.MARKUP:
            raise too_many
        return text

    head = data.find(b"]>", 0, _SUBSET_LENGTH) if texts else 0
    return data[:head] + _reference(expand, data[head:])


def _names_other(text: bytes, texts: dict[bytes, bytes]) -> bool:
    """Return whether the text of an entity refers to one that the document declares."""
    return any(name.partition(b";")[0] in texts for name in text.split(b"&")[1:] if b";" in name)
