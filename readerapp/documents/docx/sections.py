"""Sections of a Word document: how notes are numbered in them, and their headers and footers.

Source: ECMA-376, part 1, sections 17.6 (sections), 17.10 (headers and footers) and 17.11 (notes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.docx.styles import is_on
from readerapp.documents.html.parser import local_attribute, local_name, whole_number
from readerapp.documents.office.writer import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FORMS = {"footnote": "decimal", "endnote": "lowerRoman"}
"""The number formats of notes in documents that do not name one."""


def find_sections(root: Element) -> list[Element]:
    """Return the properties of all sections, not those that a tracked change replaced."""
    found = root.iter("{*}sectPr")
    return [each for each in found if local_name(_parent(each)) != "sectPrChange"]


def _parent(element: Element) -> Element:
    """Return the parent of an element, or the element itself at the root."""
    parent = element.getparent()
    return element if parent is None else parent


@dataclass(frozen=True, slots=True)
class PageEdge:
    """A header or footer.

    Attributes:
        kind: "header" or "footer".
        pages: "default", "first" or "even".
        relationship: the id of its part.
    """

    kind: str
    pages: str
    relationship: str


def page_edges(section: Element, settings: Element | None) -> Iterator[PageEdge]:
    """Yield the headers and footers of a section that Word shows."""
    shown = {
        "default": True,
        "first": is_on(section, "titlePg"),
        "even": is_on(settings, "evenAndOddHeaders"),
    }
    for each in section:
        kind = local_name(each).removesuffix("Reference")
        pages = local_attribute(each, "type") or "default"
        if kind in ("header", "footer") and shown.get(pages):
            yield PageEdge(kind, pages, local_attribute(each, "id"))


class NoteNumbers:
    """The numbers of footnotes and endnotes, as Word counts them."""

    def __init__(self, settings: Element | None, sections: Sequence[Element]) -> None:
        self._settings, self._sections = settings, sections
        self._section = 0
        self._counts: dict[str, int] = {}

    def end_section(self) -> None:
        """End a section: numbers that count in each section start again."""
        self._section += 1
        for kind in list(self._counts):
            if self._property(kind, "numRestart") == "eachSect":
                del self._counts[kind]

    def next_number(self, kind: str) -> str:
        """Count a footnote or endnote and return its number."""
        start = whole_number(self._property(kind, "numStart"), 1)
        self._counts[kind] = self._counts.get(kind, start - 1) + 1
        form = self._property(kind, "numFmt") or _FORMS[kind]
        return format_number(self._counts[kind], form) or str(self._counts[kind])

    def _property(self, kind: str, name: str) -> str:
        """Return a property of the notes of a kind: that of the section, else of the document."""
        section = self._sections[self._section : self._section + 1]
        for holder in (*section, self._settings):
            properties = None if holder is None else holder.find(f"{{*}}{kind}Pr")
            found = None if properties is None else properties.find(f"{{*}}{name}")
            if found is not None:
                return local_attribute(found)
        return ""
