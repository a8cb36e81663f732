"""The styles of an OpenDocument text: what paragraphs, words and sections mean, or hide.

A property counts as the nearest style says that has it: the style itself, or one it is based on.

Source: OpenDocument 1.3, part 3, chapters 16 and 20
(https://docs.oasis-open.org/office/OpenDocument/v1.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, whole_number
from readerapp.documents.odt.lists import NumberLevel, list_levels

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_quote = re.compile(r"quotation|quote|block_20_text|zitat", re.IGNORECASE).search
_code = re.compile(r"preformatted|source_20_code|code_20_block", re.IGNORECASE).search
_inline_code = re.compile(r"source_20_text|verbatim_20_char", re.IGNORECASE).search
_BOLD = ("bold", "600", "700", "800", "900")
_ITALIC = ("italic", "oblique")
_FIRST_PAGE = "Standard"
"""The master page of documents whose first paragraph names none."""
_OWN = ("list-style-name", "master-page-name", "default-outline-level")
"""The attributes of a style itself."""
_WORD_PROPERTIES = (
    "font-weight", "font-style", "text-line-through-style", "text-position", "display"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OdtParagraphStyle:
    """The meaning of a paragraph style.

    Attributes:
        level: the level of a heading, or 0.
        kind: "quote", "code" or "".
        list_style: the list style of its paragraphs, "" for no numbers; None if it says nothing.
        hidden: whether its paragraphs are not shown.
    """

    level: int = 0
    kind: str = ""
    list_style: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class OdtWordStyle:
    """The meaning of a style of words.

    Attributes:
        kinds: the styles of the text: strong, emphasis, strike, code.
        position: "super", "sub" or "".
        hidden: whether the words are not shown.
    """

    kinds: tuple[str, ...] = ()
    position: str = ""
    hidden: bool = False


class OdtStyles:
    """The styles of a document; those in later trees override earlier ones."""

    def __init__(self, trees: Sequence[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        self._outline: Element | None = None
        for tree in trees:
            self._styles.update((local_attribute(s, "name"), s) for s in tree.iter("{*}style"))
            self._lists.update((local_attribute(s, "name"), s) for s in tree.iter("{*}list-style"))
            self._outline = next(tree.iter("{*}outline-style"), self._outline)
        self._paragraphs: dict[str, OdtParagraphStyle] = {}
        self._words: dict[str, OdtWordStyle] = {}
        self._own: dict[str, dict[str, str]] = {}
        self._levels: dict[str, Mapping[int, NumberLevel] | None] = {}

    def paragraph(self, name: str) -> OdtParagraphStyle:
        """Return the meaning of a paragraph style, from its name and those of its parents."""
        if name not in self._paragraphs:
            names = [each for each, _ in self._chain(name)] or [name]
            code, quote = any(map(_code, names)), any(map(_quote, names))
            kind = "code" if code else "quote" if quote else ""
            said = self._properties(name)
            level = whole_number(said.get("default-outline-level"))
            self._paragraphs[name] = OdtParagraphStyle(
                level or int("Title" in names), kind, said.get("list-style-name"), _hides(said)
            )
        return self._paragraphs[name]

    def words(self, name: str) -> OdtWordStyle:
        """Return the meaning of a style of words."""
        if name not in self._words:
            said = self._properties(name)
            kinds = [
                kind
                for kind, is_so in (
                    ("code", any(_inline_code(each) for each, _ in self._chain(name))),
                    ("strong", said.get("font-weight") in _BOLD),
                    ("emphasis", said.get("font-style") in _ITALIC),
                    ("strike", said.get("text-line-through-style", "none") not in ("", "none")),
                )
                if is_so
            ]
            position = _position(said.get("text-position", ""))
            self._words[name] = OdtWordStyle(tuple(kinds), position, _hides(said))
        return self._words[name]

    def levels(self, name: str) -> Mapping[int, NumberLevel] | None:
        """Return the levels of a list style, from 0; None if there is no such style."""
        if name not in self._levels:
            style = self._lists.get(name)
            self._levels[name] = None if style is None else list_levels(style)
        return self._levels[name]

    def outline_levels(self) -> Mapping[int, NumberLevel]:
        """Return the levels by which headings outside lists are numbered."""
        return {} if self._outline is None else list_levels(self._outline)

    def first_master_page(self, blocks: Sequence[Element]) -> str:
        """Return the name of the master page of the first page."""
        first = next((p for block in blocks for p in block.iter("{*}p", "{*}h")), None)
        said = self._properties(local_attribute(first, "style-name"))
        return said.get("master-page-name") or _FIRST_PAGE

    def _properties(self, name: str) -> dict[str, str]:
        """Return the properties of a style, each from the nearest style that has it."""
        found: dict[str, str] = {}
        for each, style in self._chain(name):
            if each not in self._own:
                self._own[each] = dict(_own_properties(style))
            found = self._own[each] | found
        return found

    def _chain(self, name: str) -> Iterator[tuple[str, Element]]:
        """Yield a style and its parents, each with its name."""
        for _ in range(12):  # styles can be based on each other in a cycle
            style = self._styles.get(name)
            if style is None:
                return
            yield name, style
            name = local_attribute(style, "parent-style-name")


def _own_properties(style: Element) -> Iterator[tuple[str, str]]:
    """Yield the properties that a style has itself."""
    for key, value in style.attrib.items():
        if (name := str(key).rpartition("}")[2]) in _OWN:
            yield name, str(value)
    for properties in style.iterchildren("{*}text-properties"):
        for key, value in properties.attrib.items():
            name = str(key).rpartition("}")[2]
            if name in _WORD_PROPERTIES:
                yield name, str(value)


def _hides(said: Mapping[str, str]) -> bool:
    """Return whether properties hide the words."""
    return said.get("display") == "none"


def _position(said: str) -> str:
    """Return "super", "sub" or "" for a text position such as "super 58%" or "-33% 58%"."""
    height = said.partition(" ")[0]
    if height in ("super", "sub"):
        return height
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{0,6})?%", height) and height.strip("-0.%"):
        return "sub" if height.startswith("-") else "super"
    return ""
