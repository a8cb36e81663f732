"""Formulas of Word documents as one line of text: (a + b)/2, x², √(y), ∑_{i=1}ⁿ.

Source: ECMA-376, part 1, section 22.1 (Office Math Markup Language).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.text.superscript import (
    format_exponent,
    format_fraction,
    format_index,
    format_root,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DEPTH = 60
"""Levels of nested parts whose structure is shown; of deeper ones only the words are."""
_LEFT_OUT = ("del", "moveFrom", "instrText", "delText", "ctrlPr")
_COMBINING_ACCENT = "\u0302"
_BRACKETS = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋")


def formula_words(element: Element, depth: int = 0) -> str:
    """Return a formula, or a part of one, in one line."""
    tag = local_name(element)
    if tag in _LEFT_OUT or tag.endswith("Pr"):
        return ""
    if tag == "t":
        return element.text or ""
    if depth > _DEPTH:
        return "".join(each.text or "" for each in element.iter("{*}t"))
    if construct := _CONSTRUCTS.get(tag):
        return construct(_Parts(element, depth + 1))
    return "".join(formula_words(child, depth + 1) for child in element)


class _Parts:
    """The parts of a construct, and its properties."""

    def __init__(self, element: Element, depth: int) -> None:
        self._element, self._depth = element, depth

    def words(self, name: str) -> str:
        """Return the first part of a name in one line; "" if there is none."""
        part = self._element.find(f"{{*}}{name}")
        return "" if part is None else formula_words(part, self._depth).strip()

    def all(self, name: str) -> list[str]:
        """Return all parts of a name."""
        parts = self._element.iterchildren(f"{{*}}{name}")
        return [formula_words(part, self._depth).strip() for part in parts]

    def rows(self) -> list[str]:
        """Return the rows of a matrix."""
        rows = self._element.iterchildren("{*}mr")
        return [", ".join(_Parts(row, self._depth + 1).all("e")) for row in rows]

    def property(self, name: str, otherwise: str = "") -> str:
        """Return a property; `otherwise` if it is not there."""
        for properties in self._element:
            if local_name(properties).endswith("Pr"):
                found = properties.find(f"{{*}}{name}")
                if found is not None:
                    return local_attribute(found)
        return otherwise


def _fraction(parts: _Parts) -> str:
    above, below = parts.words("num"), parts.words("den")
    if parts.property("type") == "noBar":
        return f"({above} {below})"
    return format_fraction(above, below)


def _root(parts: _Parts) -> str:
    return format_root(parts.words("deg"), parts.words("e"))


def _scripted(base: str, below: str, above: str) -> str:
    return base + (format_index(below) if below else "") + (format_exponent(above) if above else "")


def _large_operator(parts: _Parts) -> str:
    operator = parts.property("chr", "∫") or "∫"
    limits = _scripted(operator, parts.words("sub"), parts.words("sup"))
    words = parts.words("e")
    return f"{limits} {words} " if words else limits


def _delimited(parts: _Parts) -> str:
    opening, closing = parts.property("begChr", "("), parts.property("endChr", ")")
    return opening + parts.property("sepChr", "|").join(parts.all("e")) + closing


def _function(parts: _Parts) -> str:
    name, words = parts.words("fName"), parts.words("e")
    separate = bool(words) and words[0] not in _BRACKETS
    return f"{name} {words}" if separate else name + words


def _accented(parts: _Parts) -> str:
    words = parts.words("e")
    return words + parts.property("chr", _COMBINING_ACCENT) if len(words) == 1 else words


_CONSTRUCTS: dict[str, Callable[[_Parts], str]] = {
    "f": _fraction,
    "rad": _root,
    "sSup": lambda parts: _scripted(parts.words("e"), "", parts.words("sup")),
    "sSub": lambda parts: _scripted(parts.words("e"), parts.words("sub"), ""),
    "sSubSup": lambda parts: _scripted(parts.words("e"), parts.words("sub"), parts.words("sup")),
    "sPre": lambda parts: _scripted("", parts.words("sub"), parts.words("sup")) + parts.words("e"),
    "limLow": lambda parts: _scripted(parts.words("e"), parts.words("lim"), ""),
    "limUpp": lambda parts: _scripted(parts.words("e"), "", parts.words("lim")),
    "nary": _large_operator,
    "d": _delimited,
    "func": _function,
    "acc": _accented,
    "eqArr": lambda parts: "; ".join(parts.all("e")),
    "m": lambda parts: f"[{'; '.join(parts.rows())}]",
}  # fmt: skip
"""How each construct is written."""
