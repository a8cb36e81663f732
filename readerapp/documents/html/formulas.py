"""Formulas: presentation MathML in one line of plain text.

A fraction is a/b, a root √x, an exponent x² or x^n. Content MathML and the annotations of a formula
(mostly its TeX source) are left out: they repeat it.

Source: https://www.w3.org/TR/mathml-core/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.html.parser import local_name
from readerapp.text.superscript import format_exponent, format_fraction, format_index

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u00ad\u200b"))
"""Signs for function application, multiplication and the like, which have no form."""
_SPACED = set("=<>≤≥≠≈≡∼≅∝→←↔⇒⇔⟹⟺↦∈∉∋⊂⊆⊃⊇∪∩+−-±∓×⋅·÷∧∨∣|∘⊕⊗≪≫:=") | {":=", "<=", ">=", "!=", "mod"}
"""Operators with a space on either side, between two operands."""
_OPENING = set("([{⟨⌈⌊|‖")
_NAME_LENGTH = 12
"""Code points of the longest name of a function, such as "arcsin"."""
_IGNORED = {
    "annotation",
    "annotation-xml",
    "mphantom",
    "maligngroup",
    "malignmark",
    "mprescripts",
    "none",
}
_TOKENS = {"mi", "mn", "mo", "mtext", "ms"}
_is_accent = re.compile(r"[\u0302-\u036f^~˙¨¯ˉ_\u2032´`ˇ˘\u203e\u23de\u23df⏞⏟→⃗ˆ˜]+").fullmatch


def format_formula(math: Element) -> str:
    """Format a `math` element in one line; empty if there is nothing to show.

    Without presentation mark-up, its alternative text is taken.
    """
    words = " ".join(_format(math, 0).split())
    return words or " ".join((math.get("alttext") or "").split())


def _format(element: Element, depth: int) -> str:
    """Format an element and what it contains."""
    tag = local_name(element).lower()
    if tag in _IGNORED or not tag:
        return ""
    if tag in _TOKENS or depth > limits.DEPTH:
        text = "".join(map(str, element.itertext())).translate(_INVISIBLE)
        return text if tag == "mtext" else " ".join(text.split())
    if tag == "mspace":
        return " "
    if tag == "semantics":
        return _format(element[0], depth + 1) if len(element) else ""
    if tag == "mmultiscripts":
        return _format_scripts(element, depth)
    form = _FORMS.get(tag)
    parts = [child for child in element if local_name(child)] if form else []
    if form and len(parts) == form[0]:  # formatted only now: twice at each level is exponential
        return form[1]([_format(part, depth + 1).strip() for part in parts])
    if tag == "mfenced":
        return _format_fenced(element, depth)
    if tag == "mtable":
        rows = [_format(row, depth + 1).strip() for row in element]
        return f"[{'; '.join(rows)}]" if len(rows) > 1 else "".join(rows)
    if tag in ("mtr", "mlabeledtr"):
        return ", ".join(_format(cell, depth + 1).strip() for cell in element)
    words = _join(element, depth)
    return (
        f"√({words})"
        if tag == "msqrt" and len(words) > 1
        else f"√{words}"
        if tag == "msqrt"
        else words
    )


def _join(element: Element, depth: int) -> str:
    """Format the parts of an element one after the other, with spaces around operators."""
    parts = [(element.text or "").strip()]
    end = parts[0][-_NAME_LENGTH:]  # the last words so far
    for child in element:
        part = _format(child, depth + 1)
        if part.strip() in _SPACED and local_name(child).lower() == "mo":
            first = not end.strip() or end.rstrip()[-1] in _OPENING
            part = part.strip() if first else f" {part.strip()} "
        elif _meet_as_words(end, part):
            part = f" {part}"
        parts.append(part)
        end = (end + part)[-_NAME_LENGTH:]
    return "".join(parts)


def _meet_as_words(left: str, right: str) -> bool:
    """Return whether two names, such as "sin" and "x", would become one word."""
    if not (left and right and left[-1].isalpha() and right[0].isalpha()):
        return False
    name = re.search(r"[^\W\d_]+\Z", left)
    if len(right) > 1 and right[:2].isalpha():
        return True
    return name is not None and len(name[0]) > 2 and name[0].isascii()


def _format_fenced(element: Element, depth: int) -> str:
    """Format the parts of an `mfenced` in brackets, with commas or what it asks for."""
    opening = element.get("open", "(")
    closing = element.get("close", ")")
    separator = "".join(element.get("separators", ",").split())[:1]
    parts = (_format(child, depth + 1).strip() for child in element)
    return opening + (f"{separator} " if separator else "").join(parts) + closing


def _format_scripts(element: Element, depth: int) -> str:
    """Format a base with indices and exponents; those before it are written after it."""
    base, below, above, place = "", "", "", 0
    for child in element:
        if local_name(child).lower() == "mprescripts":
            place = 0
            continue
        words = _format(child, depth + 1).strip()
        if not base:
            base = words
            continue
        if words:
            below, above = (below + words, above) if place % 2 == 0 else (below, above + words)
        place += 1
    return base + (format_index(below) if below else "") + (format_exponent(above) if above else "")


def _base(words: str) -> str:
    """Return the base of an exponent, in brackets if it is a sum or the like."""
    return f"({words})" if " " in words and words[-1] not in ")]}" else words


def _raised(parts: list[str]) -> str:
    if not parts[1]:
        return parts[0]
    return _base(parts[0]) + (parts[1] if _is_prime(parts[1]) else format_exponent(parts[1]))


def _is_prime(words: str) -> bool:
    return not words.strip("′″‴'*†")


def _lowered(parts: list[str]) -> str:
    return _base(parts[0]) + (format_index(parts[1]) if parts[1] else "")


def _accented(parts: list[str]) -> str:
    """Format what has a sign above or below; an accent is written behind its letter."""
    base, sign = parts
    return f"{base}{sign}" if not sign or _is_accent(sign) else f"{base}{format_index(sign)}"


def _over(parts: list[str]) -> str:
    base, sign = parts
    return f"{base}{sign}" if not sign or _is_accent(sign) else f"{base}{format_exponent(sign)}"


_FORMS: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "mfrac": (2, lambda parts: format_fraction(*parts)),
    "mroot": (2, lambda parts: f"{format_exponent(parts[1])}√({parts[0]})"),
    "msup": (2, _raised),
    "msub": (2, _lowered),
    "msubsup": (3, lambda parts: _raised([_lowered(parts[:2]), parts[2]])),
    "munder": (2, _accented),
    "mover": (2, _over),
    "munderover": (3, lambda parts: _over([_accented(parts[:2]), parts[2]])),
}
"""For each element: how many parts it must have, and how they are written."""
