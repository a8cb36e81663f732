"""The XML of REFI-QDA, read without what XML can do harm with."""

from __future__ import annotations

from xml.etree import ElementTree

Element = ElementTree.Element


def parse(xml: bytes) -> Element:
    """The root element.

    Raises:
        ParseError: it is not XML.
        ValueError: it declares a document type, which could hold entities, or is not UTF-8.
    """
    if b"<!DOCTYPE" in xml or b"\x00" in xml[:200]:
        raise ValueError("it declares a document type or is not UTF-8")
    return ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
