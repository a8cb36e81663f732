"""What a Word document says outside its text: styles, lists, notes, headers and footers.

`DocxParts` finds these parts by the relationships of the document; each may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.docx.numbering import read_lists
from readerapp.documents.docx.package import DocxPackage
from readerapp.documents.docx.sections import NoteNumbers, find_sections, page_edges
from readerapp.documents.docx.styles import DocxStyles
from readerapp.documents.html.parser import local_attribute

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_number_around = re.compile(r"\A[\W\d_]+|[\W\d_]+\Z").sub
_words_only = re.compile(r"[\W_]+").sub
_BREAKS = ("tab", "br", "cr")


@dataclass(frozen=True, slots=True)
class PageEdgePart:
    """The part of a header or footer.

    Attributes:
        root: its root.
        part: its name.
        letterhead: whether it belongs to the first page, as the head of a letter.
    """

    root: Element
    part: str
    letterhead: bool


class DocxParts:
    """The parts of a Word document besides its text.

    Attributes:
        package: the package that has them.
        styles: the styles.
        lists: the numbered lists by their ids.
        note_numbers: the numbers of notes.
    """

    def __init__(self, package: DocxPackage, root: Element) -> None:
        self.package = package
        self.styles = DocxStyles(self._related("styles"))
        self.lists = read_lists(self._related("numbering"), self.styles.list_of)
        self._root = root
        self._settings = self._related("settings")
        self._sections = find_sections(root)
        self.note_numbers = NoteNumbers(self._settings, self._sections)
        self._notes: dict[str, dict[str, Element]] = {}
        self._labels: dict[Element, str] = {}
        self._paragraphs: set[str] | None = None

    def note(self, kind: str, name: str) -> Element | None:
        """Return a footnote or endnote by its id; None if there is none."""
        if kind not in self._notes:
            root = self._related(f"{kind}s")
            found = () if root is None else root.iter(f"{{*}}{kind}")
            self._notes[kind] = {local_attribute(note, "id"): note for note in found}
        return self._notes[kind].get(name)

    def note_part(self, kind: str) -> str:
        """Return the name of the part with the footnotes or endnotes."""
        return self.package.related(f"{kind}s")

    def note_label(self, kind: str, note: Element, own: str = "") -> str:
        """Return the number of a note; a note that was marked before has its number again.

        A note with a mark of its `own`, such as "*", is not counted.
        """
        if note not in self._labels:
            self._labels[note] = own or self.note_numbers.next_number(kind)
        return self._labels[note]

    def page_edges(self) -> Iterator[PageEdgePart]:
        """Yield the headers and footers, each part once.

        The head of a letter is the header of the first page, or that of a document of one page.
        """
        seen = set()
        for number, section in enumerate(self._sections):
            edges = list(page_edges(section, self._settings))
            first = "first" if any(edge.pages == "first" for edge in edges) else "default"
            for edge in edges:
                relationship = self.package.relationships(self.package.main).get(edge.relationship)
                name = "" if relationship is None else relationship.target
                if name in seen or (root := self.package.part(name)) is None:
                    continue
                seen.add(name)
                on_first = number == 0 and edge.kind == "header" and edge.pages == first
                letterhead = on_first and (first == "first" or self.package.page_count() == "1")
                yield PageEdgePart(root, name, letterhead)

    def repeats_heading(self, entry: Element) -> bool:
        """Return whether an entry of a list of contents says only what a paragraph says."""
        if self._paragraphs is None:
            self._paragraphs = set(self._read_paragraphs())
        parts = _parts_of(entry)
        candidates = [*parts, " ".join(parts), " ".join(parts[:-1]), " ".join(parts[1:])]
        folded = [_fold(each) for each in candidates]
        return not any(parts) or any(each and each in self._paragraphs for each in folded)

    def _read_paragraphs(self) -> Iterator[str]:
        """Yield the folded words of all paragraphs that are not in a list of contents."""
        for paragraph in self._root.iter("{*}p"):
            properties = paragraph.find("{*}pPr")
            style = None if properties is None else properties.find("{*}pStyle")
            if self.styles.paragraph(local_attribute(style)).kind != "contents":
                yield _fold(" ".join(_parts_of(paragraph)))

    def _related(self, kind: str) -> Element | None:
        """Return the root of a part that belongs to the text; None if there is none."""
        name = self.package.related(kind)
        return self.package.part(name) if name else None


def _parts_of(paragraph: Element) -> list[str]:
    """Return the words of a paragraph, divided at tabs and breaks."""
    parts = [""]
    for each in paragraph.iter("{*}t", "{*}tab", "{*}br", "{*}cr"):
        tag = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if tag in _BREAKS:
            parts.append("")
        else:
            parts[-1] += each.text or ""
    return parts


def _fold(words: str) -> str:
    """Return words without numbers around them, signs and capitals."""
    return _words_only("", _number_around("", words)).casefold()
