"""What the styles of an ODT mean: headings, quotes, code, emphasis, and the signs of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.numbering import LONGEST_PATTERN, Counter, Level
from readerapp.documents.numbers import whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DEEPEST = 10
"""The innermost level of a list that OpenDocument has a style for, from 1."""
_quote = re.compile(r"quotation|quote|block_20_text|zitat", re.IGNORECASE).search
_code = re.compile(r"preformatted|source_20_code|code_20_block", re.IGNORECASE).search
_inline_code = re.compile(r"source_20_text|verbatim_20_char", re.IGNORECASE).search
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"
}  # fmt: skip


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style makes of a paragraph: a heading of `level`, "quote" or "code"."""

    level: int = 0
    kind: str = ""


class Styles:
    """The styles of a document; later trees speak before the earlier ones."""

    def __init__(self, trees: Sequence[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        for tree in trees:
            self._styles.update((attribute(s, "name"), s) for s in tree.iter("{*}style"))
            self._lists.update((attribute(s, "name"), s) for s in tree.iter("{*}list-style"))
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, tuple[str, ...]] = {}
        self._levels: dict[str, dict[int, Level] | None] = {}

    def paragraph(self, name: str) -> ParagraphStyle:
        """What the style means, from its name and those of its parents."""
        if name not in self._paragraphs:
            names = [each for each, _ in self._chain(name)] or [name]
            code, quote = any(map(_code, names)), any(map(_quote, names))
            kind = "code" if code else "quote" if quote else ""
            self._paragraphs[name] = ParagraphStyle(int("Title" in names), kind)
        return self._paragraphs[name]

    def words(self, name: str) -> tuple[str, ...]:
        """The styles of a run of words: strong, emphasis, strike, code."""
        if name not in self._words:
            self._words[name] = tuple(dict.fromkeys(self._kinds(name)))
        return self._words[name]

    def counter(self, name: str) -> Counter | None:
        """What counts the items of a list of that style, from its start."""
        if name not in self._levels:
            style = self._lists.get(name)
            self._levels[name] = None if style is None else dict(_levels(style))
        levels = self._levels[name]
        return None if levels is None else Counter(levels)

    def _kinds(self, name: str) -> Iterator[str]:
        for each, style in self._chain(name):
            if each not in self._own:
                self._own[each] = tuple(dict.fromkeys(_own_kinds(each, style)))
            yield from self._own[each]

    def _chain(self, name: str) -> Iterator[tuple[str, Element]]:
        for _ in range(12):  # styles that are based on each other go in a circle
            style = self._styles.get(name)
            if style is None:
                return
            yield name, style
            name = attribute(style, "parent-style-name")


def _levels(style: Element) -> Iterator[tuple[int, Level]]:
    """The levels of a list, from 0, and what each counts."""
    for level in style:
        depth = whole(attribute(level, "level"))
        if 0 < depth <= _DEEPEST:
            form = _FORMS.get(attribute(level, "num-format"), "")
            numbered = str(level.tag).endswith("}list-level-style-number")
            before, after = attribute(level, "num-prefix"), attribute(level, "num-suffix")
            if numbered and not form:
                form, pattern = "decimal", ""
            else:
                pattern = f"{before[:LONGEST_PATTERN]}%{depth % 10}{after[:LONGEST_PATTERN]}"
            first = whole(attribute(level, "start-value"), 1)
            yield depth - 1, Level(form if numbered else "", pattern, first)


def _own_kinds(name: str, style: Element) -> Iterator[str]:
    """What a style of words says itself."""
    if _inline_code(name):
        yield "code"
    for properties in style.iterchildren("{*}text-properties"):
        if attribute(properties, "font-weight") in ("bold", "700", "800", "900"):
            yield "strong"
        if attribute(properties, "font-style") in ("italic", "oblique"):
            yield "emphasis"
        if attribute(properties, "text-line-through-style") not in ("", "none"):
            yield "strike"
