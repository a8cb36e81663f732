"""Formulas in MathML as one line of text: E = m⋅c², (a + b)/2, √(x), ∑_{i=1}^n.

Source: MathML 3.0, chapter 3 (presentation markup); https://www.w3.org/TR/MathML3/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.text.superscript import format_exponent, format_fraction, format_index

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TOKENS = ("mi", "mn", "mo", "mtext", "ms")
_SPACED = frozenset("=≠<>≤≥≈≡∼+−±∓→←⇒⇔∈∉⊂⊆∪∩∧∨:")
"""Operators that have a space on both sides."""
_LEFT_OUT = ("annotation", "annotation-xml", "mphantom", "none", "mprescripts")
_LONGEST = 4000
"""Code points of a formula that is written out."""
_DEPTH = 60


def formula_words(math: Element) -> str:
    """Return a formula as words; empty if it has none, or is too long to be read in a line."""
    words = " ".join(_line(math, 0).split())
    return words if len(words) <= _LONGEST else ""


def _line(element: Element, depth: int) -> str:
    """Return an element of a formula in one line."""
    tag = local_name(element)
    if tag in _LEFT_OUT or depth > _DEPTH:
        return ""
    if tag in _TOKENS:
        return _token(element, tag)
    parts = [_line(child, depth + 1).strip() for child in element if local_name(child)]
    if tag == "mfrac" and len(parts) == 2:
        return format_fraction(*parts)
    if tag == "msqrt":
        return f"√({' '.join(parts)})"
    if tag == "mroot" and len(parts) == 2:
        return f"{format_exponent(parts[1])}√({parts[0]})"
    if tag in _SCRIPTS and len(parts) > 1:
        return _with_scripts(parts, _SCRIPTS[tag])
    if tag == "mfenced":
        opening, closing = (
            local_attribute(element, name) or usual
            for name, usual in (("open", "("), ("close", ")"))
        )
        return f"{opening}{', '.join(parts)}{closing}"
    if tag == "mtable":
        return f"[{'; '.join(parts)}]"
    if tag in ("mtr", "mlabeledtr"):
        return ", ".join(parts)
    if tag == "semantics":
        return parts[0] if parts else ""
    return "".join(_line(child, depth + 1) for child in element if local_name(child))


_SCRIPTS = {
    "msup": "^", "msub": "_", "msubsup": "_^", "mover": "^", "munder": "_", "munderover": "_^"
}  # fmt: skip
"""The elements that have something above or below, and the places of what follows their base."""


def _with_scripts(parts: list[str], places: str) -> str:
    """Return the first part with the others as its index or exponent."""
    base, *scripts = parts
    formats = {"^": format_exponent, "_": format_index}
    return base + "".join(
        formats[place]("".join(script.split()))
        for place, script in zip(places, scripts, strict=False)
        if script
    )


def _token(element: Element, tag: str) -> str:
    """Return the words of a token; operators that compare or add have spaces around them."""
    words = " ".join("".join(map(str, element.itertext())).split())
    if tag == "mo":
        words = words.strip("\u2061\u2062\u2063\u2064")
        if words in _SPACED:
            return f" {words} "
    return f" {words} " if tag == "mtext" else words
