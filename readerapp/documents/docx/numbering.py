"""The numbers of list items and headings of a Word document, as Word shows them.

Clauses of contracts are cited by these numbers. All lists of one abstract definition continue one
count; a list that says where it starts sets the count back when its first item comes.

Source: ECMA-376, part 1, section 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from readerapp.documents.builder import BULLET
from readerapp.documents.docx.styles import INNERMOST_LEVEL
from readerapp.documents.docx.symbols import symbol
from readerapp.documents.html.parser import local_attribute, whole_number
from readerapp.documents.office.writer import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PATTERN_LENGTH = 60
"""Characters around and between the numbers of an item; they are written before each item."""
_LONGEST_CHAIN = 5
"""Abstract definitions that take their levels from each other; they can be in a cycle."""
_BOXES = frozenset("☐☑☒□✓✔✗✘")
"""Bullets that say something: boxes to check, and their marks."""
_number_place = re.compile(r"%([1-9])")
_padded = re.compile(r"(0*)1").fullmatch


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list.

    Attributes:
        form: the form of its numbers, as `format_number` takes it; "" for a bullet.
        pattern: what is written, with %1 to %9 for the numbers of the levels from the outermost on.
        start: the number of the first item.
        width: digits of a number, filled with zeros.
        restart: the level, from 1, after whose items it starts again; 0 for never; None for any
            outer level.
        legal: whether all its numbers are decimal.
        style: the id of the paragraph style whose paragraphs are on this level.
        bullet: the marker of an item without a number.
    """

    form: str = ""
    pattern: str = ""
    start: int = 1
    width: int = 0
    restart: int | None = None
    legal: bool = False
    style: str = ""
    bullet: str = BULLET


@dataclass(slots=True)
class NumberedList:
    """A list, with the count that it shares with others of its abstract definition.

    Attributes:
        levels: its levels, from 0.
        starts: the numbers at which it starts when its first item on a level comes.
    """

    levels: dict[int, ListLevel]
    starts: dict[int, int]
    _counts: dict[int, int]
    _begun: set[int] = field(default_factory=set)

    def level_of_style(self, style: str) -> int | None:
        """Return the level of the paragraphs of a style; None if no level names it."""
        return next((depth for depth, each in self.levels.items() if each.style == style), None)

    def next_marker(self, depth: int) -> str:
        """Count the next item at `depth`, from 0, and return its marker with a space after it."""
        level = self.levels.get(depth, _BULLETED)
        for inner in [inner for inner in self._counts if inner > depth]:
            restart = self.levels.get(inner, _BULLETED).restart
            if restart is None or depth < restart:
                del self._counts[inner]
        if depth in self.starts and depth not in self._begun:
            self._begun.add(depth)
            self._counts.pop(depth, None)
        start = self.starts.get(depth, level.start)
        self._counts[depth] = self._counts.get(depth, start - 1) + 1
        if not level.form:
            return level.bullet
        marker = _number_place.sub(
            lambda place: self._number(int(place[1]) - 1, level), level.pattern
        )
        return f"{marker.strip()} " if marker.strip() else ""

    def _number(self, outer: int, shown_on: ListLevel) -> str:
        """Return the number of the level `outer`, as an item of the level `shown_on` shows it."""
        level = self.levels.get(outer, _DECIMAL)
        start = self.starts.get(outer, level.start)
        form = "decimal" if shown_on.legal or not level.form else level.form
        return format_number(self._counts.get(outer, start), form).rjust(level.width, "0")


_BULLETED = ListLevel()
_DECIMAL = ListLevel("decimal")


def read_lists(root: Element | None, list_of: Callable[[str], str]) -> dict[str, NumberedList]:
    """Return the lists of a document by their ids.

    Args:
        root: the numbering part; None if there is none.
        list_of: returns the id of the list that a numbering style names.
    """
    if root is None:
        return {}
    kinds = {local_attribute(each, "abstractNumId"): each for each in root.iter("{*}abstractNum")}
    nums = {local_attribute(each, "numId"): each for each in root.iter("{*}num")}
    levels: dict[str, dict[int, ListLevel]] = {}
    counts: dict[str, dict[int, int]] = {}
    lists = {}
    for name, num in nums.items():
        kind = _resolve_link(local_attribute(num.find("{*}abstractNumId")), kinds, nums, list_of)
        if kind not in levels:
            levels[kind] = _read_levels(kinds.get(kind))
        own, starts = dict(levels[kind]), {}
        for override in num.iter("{*}lvlOverride"):
            depth = whole_number(local_attribute(override, "ilvl"), -1)
            if not 0 <= depth <= INNERMOST_LEVEL:
                continue
            own.update(_read_levels(override))
            start = whole_number(local_attribute(override.find("{*}startOverride")), -1)
            if start >= 0:
                starts[depth] = start
        lists[name] = NumberedList(own, starts, counts.setdefault(kind, {}))
    return lists


def _resolve_link(
    kind: str, kinds: dict[str, Element], nums: dict[str, Element], list_of: Callable[[str], str]
) -> str:
    """Return the abstract definition that has the levels of `kind`: a style may name it."""
    for _ in range(_LONGEST_CHAIN):
        link = kinds[kind].find("{*}numStyleLink") if kind in kinds else None
        num = nums.get(list_of(local_attribute(link))) if link is not None else None
        if num is None:
            break
        kind = local_attribute(num.find("{*}abstractNumId"))
    return kind


def _read_levels(definition: Element | None) -> dict[int, ListLevel]:
    """Return the levels in a definition of a list or in an override."""
    levels: dict[int, ListLevel] = {}
    for each in () if definition is None else definition.iter("{*}lvl"):
        depth = whole_number(local_attribute(each, "ilvl"), -1)
        if 0 <= depth <= INNERMOST_LEVEL:
            levels[depth] = _read_level(each, depth)
    return levels


def _read_level(element: Element, depth: int) -> ListLevel:
    """Return a level of a list."""
    number = next(element.iter("{*}numFmt"), None)
    form = local_attribute(number) or "decimal"
    pattern = local_attribute(element.find("{*}lvlText"))[:_PATTERN_LENGTH]
    restart = element.find("{*}lvlRestart")
    level = ListLevel(
        form=form,
        pattern=pattern,
        start=whole_number(local_attribute(element.find("{*}start")), 1),
        restart=None if restart is None else whole_number(local_attribute(restart), depth),
        legal=_is_legal(element.find("{*}isLgl")),
        style=local_attribute(element.find("{*}pStyle")),
    )
    if form == "bullet":
        return replace(level, form="", bullet=_bullet(element, pattern))
    if form == "custom" and (padded := _padded(local_attribute(number, "format").split(",")[0])):
        return replace(level, form="decimal", width=len(padded[0]))
    return level


def _is_legal(toggle: Element | None) -> bool:
    """Return whether a level says that all its numbers are decimal."""
    return toggle is not None and local_attribute(toggle) not in ("0", "false", "off")


def _bullet(level: Element, pattern: str) -> str:
    """Return the marker of an item without a number: a box to check if that is its bullet.

    An item with a blank for a bullet has no marker: it continues the one before.
    """
    if not pattern.strip() and level.find("{*}lvlPicBulletId") is None:
        return ""
    fonts = next(level.iter("{*}rFonts"), None)
    sign = pattern.strip()
    if len(sign) == 1:
        sign = symbol(local_attribute(fonts, "ascii"), ord(sign)) or sign
    return f"{sign} " if sign in _BOXES else BULLET
