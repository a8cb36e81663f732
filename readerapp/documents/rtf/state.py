"""What the reader of an RTF document remembers: the header, and the properties of each group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from readerapp.documents.office.writer import format_number
from readerapp.documents.rtf.syntax import RtfFont, group_end

_INFO_FIELDS = {
    name: re.compile(rb"\{(?:\\\*)?\\" + name.encode() + rb"\b ?").search
    for name in ("title", "author")
}
_pages = re.compile(rb"\\nofpages(\d{1,6})").search
_created = re.compile(rb"\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})").search


@dataclass(slots=True)
class RtfState:
    """The properties of words and paragraphs; they hold up to the end of the group.

    Attributes:
        other_font: the font of words from right to left; -1 if it is not set.
        skip: how many characters after a Unicode letter stand for the same letter.
        outline: the level of a heading that the paragraph itself says, from 0; -1 if it is none.
        inserted_by: the number of the person who inserted the words.
        deleted_by: the number of the person who deleted them.
        depth: the level in a list, from 0.
    """

    font: int = 0
    other_font: int = -1
    from_right: bool = False
    bold: bool = False
    italic: bool = False
    strike: bool = False
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    inserted_by: int = 0
    deleted_by: int = 0
    position: str = ""
    link: str = ""
    skip: int = 1
    in_table: bool = False
    style: int = 0
    outline: int = -1
    depth: int = 0

    def copy(self) -> RtfState:
        """Return a copy, for a group inside the open one."""
        return RtfState(
            self.font, self.other_font, self.from_right, self.bold, self.italic, self.strike,
            self.hidden, self.deleted, self.inserted, self.inserted_by, self.deleted_by,
            self.position, self.link, self.skip, self.in_table,
            self.style, self.outline, self.depth,
        )  # fmt: skip

    def reset_words(self, font: int) -> None:
        """Set the properties of words to those of the document, which has a font."""
        self.font, self.other_font, self.from_right = font, -1, False
        self.bold = self.italic = self.strike = self.hidden = False
        self.deleted = self.inserted = False
        self.position = ""

    def reset_paragraph(self) -> None:
        """Set the properties of paragraphs to those of the document."""
        self.in_table, self.style, self.outline, self.depth = False, 0, -1, 0


@dataclass(slots=True)
class RtfHeader:
    """What the header of a document says, and what all readers of its parts share."""

    codec: str = "cp1252"
    font: int = 0
    fonts: dict[int, RtfFont] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)
    title: str = ""
    author: str = ""
    date: str = ""
    pages: int = 0
    note_forms: dict[str, str] = field(
        default_factory=lambda: {"footnote": "decimal", "endnote": "lowerRoman"}
    )
    note_counts: Counter[str] = field(default_factory=Counter)
    authors: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    tokens: int = 0

    def next_note(self, kind: str) -> str:
        """Count a footnote or endnote and return its number."""
        self.note_counts[kind] += 1
        return format_number(self.note_counts[kind], self.note_forms[kind])

    def author_of(self, number: int) -> str:
        """Return the name of a person who changed the document; empty if it is not known."""
        name = self.authors[number] if 0 <= number < len(self.authors) else ""
        return "" if name == "Unknown" else name

    def read_info(
        self, data: bytes, start: int, end: int, words_of: Callable[[int, int], str]
    ) -> None:
        """Read title, author, date and pages; `words_of` returns the words between two offsets."""
        for name, find in _INFO_FIELDS.items():
            if found := find(data, start, end):
                words = words_of(found.end(), group_end(data, found.end(), end) - 1)
                setattr(self, name, " ".join(words.split()))
        if created := _created(data, start, end):
            year, month, day = (int(part) for part in created.groups())
            self.date = f"{year:04}-{month:02}-{day:02}" if year else ""
        if pages := _pages(data, start, end):
            self.pages = int(pages[1])
