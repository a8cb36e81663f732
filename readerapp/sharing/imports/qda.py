"""The XML of REFI-QDA, read without what XML can do harm with."""

from __future__ import annotations

from xml.etree import ElementTree

Element = ElementTree.Element

MOST_TAGS = 4_000_000
"""Tags of a file: those of 400,000 coded passages, and some 500 MB of memory."""


def parse(xml: bytes) -> Element:
    """The root element.

    Raises:
        ParseError: it is not XML.
        ValueError: it declares a document type, which could hold entities, or an encoding that is
            not known, or is not UTF-8, or holds more than MOST_TAGS.
    """
    if b"<!DOCTYPE" in xml or b"\x00" in xml[:200]:
        raise ValueError("it declares a document type or is not UTF-8")
    if xml.count(b"<") > MOST_TAGS:
        raise ValueError(f"it has more than {MOST_TAGS} tags")
    try:
        return ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
    except LookupError:
        raise ValueError("it names an encoding that is not known") from None
