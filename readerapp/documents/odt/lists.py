"""The numbers of lists and headings of an OpenDocument text, as office programs show them.

Clauses of contracts are cited by these numbers. A list may continue another one, an item may say
where it starts, and a number may consist of those of several levels, as "2.1.b".

Source: OpenDocument 1.3, part 3, sections 5.3 (lists), 16.30 (list styles), 19.239 (start value)
and 19.769 to 19.775 (continuation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readerapp.documents.builder import BULLET
from readerapp.documents.html.parser import local_attribute, local_name, whole_number
from readerapp.documents.office.writer import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_INNERMOST_LEVEL = 10
"""The innermost level of a list that OpenDocument has a style for, from 1."""
_LABEL_LENGTH = 60
"""Characters before, between or after the numbers of an item; they are written before each item."""
_number_place = re.compile(r"%(\d{1,2})%([^%]*)")


@dataclass(frozen=True, slots=True)
class NumberLevel:
    """A level of a list style.

    Attributes:
        numbered: whether its items have numbers; false for bullets and pictures.
        form: the format of a number, such as "1", "a" or "I"; "" for none.
        prefix: what is written before the numbers.
        suffix: what is written after them.
        depth: how many levels are shown, this one included.
        start: the number of the first item.
        doubled: whether letters after z are aa, bb, cc; else they are aa, ab, ac.
        pattern: the label with %1% to %10% for the levels, as LibreOffice writes it; it counts
            more than prefix, suffix and depth.
    """

    numbered: bool = False
    form: str = ""
    prefix: str = ""
    suffix: str = ""
    depth: int = 1
    start: int = 1
    doubled: bool = False
    pattern: str = ""

    def format(self, number: int) -> str:
        """Return a number in the format of the level."""
        return _FORMS.get(self.form, _format_decimal)(number, self.doubled)


def list_levels(style: Element) -> dict[int, NumberLevel]:
    """Return the levels of a list style or of the outline style, from 0.

    A list has for a level that its style does not describe the nearest outer one.
    """
    levels: dict[int, NumberLevel] = {}
    for level in style:
        said = {str(key).rpartition("}")[2]: str(value) for key, value in level.attrib.items()}
        place = whole_number(said.get("level"))
        if 0 < place <= _INNERMOST_LEVEL:
            levels[place - 1] = NumberLevel(
                local_name(level) in ("list-level-style-number", "outline-level-style"),
                said.get("num-format", ""),
                said.get("num-prefix", "")[:_LABEL_LENGTH],
                said.get("num-suffix", "")[:_LABEL_LENGTH],
                max(1, whole_number(said.get("display-levels"), 1)),
                whole_number(said.get("start-value"), 1),
                said.get("num-letter-sync") == "true",
                said.get("num-list-format", "")[:_LABEL_LENGTH],
            )
    if levels and local_name(style) == "list-style":
        for depth in range(1, _INNERMOST_LEVEL):
            if depth not in levels and depth - 1 in levels:
                levels[depth] = levels[depth - 1]
    return levels


@dataclass(slots=True)
class Numbering:
    """The numbers of one list, or of all lists that continue it.

    Attributes:
        levels: the levels of its style, from 0.
        counts: the last number of each level; lists that continue each other share them.
    """

    levels: Mapping[int, NumberLevel]
    counts: dict[int, int] = field(default_factory=dict)

    def next_label(
        self, depth: int, start: int = -1, levels: Mapping[int, NumberLevel] | None = None
    ) -> str:
        """Count an item and return its label with a space after it; "" if it has none.

        Args:
            depth: the level of the item, from 0.
            start: the number that the item itself says; -1 if it says none.
            levels: the levels of the style that only this item has; None for those of the list.
        """
        own = self.levels if levels is None else levels
        level = own.get(depth, NumberLevel())
        for inner in [each for each in self.counts if each > depth]:
            del self.counts[inner]
        for outer in range(depth):  # a list may begin with an inner level
            self.counts.setdefault(outer, own.get(outer, NumberLevel()).start)
        before = self.counts.get(depth, level.start - 1)
        self.counts[depth] = start if start >= 0 else before + 1
        if not level.numbered:
            return BULLET
        label = " ".join(_label(own, self.counts, depth).split())
        return f"{label} " if label else ""


def _label(levels: Mapping[int, NumberLevel], counts: Mapping[int, int], depth: int) -> str:
    """Return the label of an item; levels without numbers are left out of it."""
    level = levels[depth]
    if not level.form:
        return level.prefix + level.suffix
    numbers = {
        place: levels[place].format(counts[place])
        for place in range(depth + 1)
        if place in levels and levels[place].numbered and levels[place].form
    }
    if "%" in level.pattern:

        def number(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            return f"{numbers[place]}{found[2]}" if place in numbers else ""

        return _number_place.sub(number, level.pattern)
    shown = (numbers[place] for place in numbers if place > depth - level.depth)
    return level.prefix + ".".join(shown) + level.suffix


class ListNumbers:
    """The numbers of all lists of a document."""

    def __init__(self) -> None:
        self._by_id: dict[str, Numbering] = {}
        self._by_style: dict[str, Numbering] = {}

    def open_list(
        self, element: Element, style: str, levels: Mapping[int, NumberLevel]
    ) -> Numbering:
        """Return the numbering of a list that is in no other list.

        It is that of the list whose id `text:continue-list` names; with `text:continue-numbering`
        that of the last list of the same style; else a new one.
        """
        continued = self._by_id.get(local_attribute(element, "continue-list"))
        if continued is None and local_attribute(element, "continue-numbering") == "true":
            continued = self._by_style.get(style)
        numbering = Numbering(levels, {} if continued is None else continued.counts)
        self._by_style[style] = numbering
        if name := local_attribute(element, "id"):
            self._by_id[name] = numbering
        return numbering

    def open_paragraph(
        self, element: Element, style: str, levels: Mapping[int, NumberLevel]
    ) -> Numbering:
        """Return the numbering of a numbered paragraph: that of its list, or of its style."""
        name = local_attribute(element, "list-id")
        known = self._by_id.get(name) if name else self._by_style.get(style)
        if known is None or local_attribute(element, "continue-numbering") == "false":
            known = Numbering(levels)
            self._by_style[style] = known
            if name:
                self._by_id[name] = known
        return known


def nested_numbering(outer: Numbering, levels: Mapping[int, NumberLevel] | None) -> Numbering:
    """Return the numbering of a list in another one; levels of its own count for themselves.

    Args:
        outer: the numbering of the list around it.
        levels: the levels of the style that the inner list names; None if it names none.
    """
    if levels is None or levels == outer.levels:
        return outer
    return Numbering(levels, dict(outer.counts))


def _format_decimal(number: int, _doubled: bool) -> str:
    """Return a number in digits."""
    return str(number)


def _format_as(form: str) -> Callable[[int, bool], str]:
    """Return a function that formats numbers as `format_number` does."""
    return lambda number, _doubled: format_number(number, form)


def _format_letters(alphabet: str) -> Callable[[int, bool], str]:
    """Return a function that formats numbers as the letters of an alphabet."""

    def format_letters(number: int, doubled: bool) -> str:
        size = len(alphabet)
        if not 0 < number < 999:
            return str(number)
        if doubled:
            return alphabet[(number - 1) % size] * ((number - 1) // size + 1)
        letters = ""
        while number:
            number, letter = divmod(number - 1, size)
            letters = alphabet[letter] + letters
        return letters

    return format_letters


def _format_signs(signs: str) -> Callable[[int, bool], str]:
    """Return a function that formats numbers as the n-th sign; as digits beyond the last sign."""
    return lambda number, _doubled: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _format_digits(digits: str) -> Callable[[int, bool], str]:
    """Return a function that formats numbers in the digits of a script, from zero on."""
    table = str.maketrans("0123456789", digits)
    return lambda number, _doubled: str(number).translate(table)


def _format_padded(width: int) -> Callable[[int, bool], str]:
    """Return a function that formats numbers in digits with zeros in front."""
    return lambda number, _doubled: str(number).zfill(width)


def _format_ordinal(number: int, _doubled: bool) -> str:
    """Return an English ordinal, "22nd"."""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_FORMS: dict[str, Callable[[int, bool], str]] = {
    "a": _format_letters("abcdefghijklmnopqrstuvwxyz"),
    "A": _format_letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "i": _format_as("lowerRoman"),
    "I": _format_as("upperRoman"),
    "1st": _format_ordinal,
    "01, 02, 03, ...": _format_padded(2),
    "001, 002, 003, ...": _format_padded(3),
    "α, β, γ, ...": _format_letters(_GREEK),
    "Α, Β, Γ, ...": _format_letters(_GREEK.upper()),
    "а, б, .., аа, аб, ... (ru)": _format_letters(_CYRILLIC),
    "А, Б, .., Аа, Аб, ... (ru)": _format_letters(_CYRILLIC.upper()),
    "①, ②, ③, ...": _format_signs("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "一, 二, 三, ...": _format_signs("一二三四五六七八九十"),
    "壹, 贰, 叁, ...": _format_signs("壹贰叁肆伍陆柒捌玖拾"),
    "甲, 乙, 丙, ...": _format_signs("甲乙丙丁戊己庚辛壬癸"),
    "子, 丑, 寅, ...": _format_signs("子丑寅卯辰巳午未申酉戌亥"),
    "イ, ロ, ハ, ...": _format_signs("イロハニホヘトチリヌルヲワカヨタレソツネナラム"),
    "ア, イ, ウ, ...": _format_signs("アイウエオカキクケコサシスセソタチツテトナニヌネノ"),
    "１, ２, ３, ...": _format_digits("０１２３４５６７８９"),
    "١, ٢, ٣, ٤, ...": _format_digits("٠١٢٣٤٥٦٧٨٩"),
    "१, २, ३, ...": _format_digits("०१२३४५६७८९"),
    "๑, ๒, ๓, ...": _format_digits("๐๑๒๓๔๕๖๗๘๙"),
}  # fmt: skip
"""The number formats of OpenDocument and those that LibreOffice adds; others are decimal."""
