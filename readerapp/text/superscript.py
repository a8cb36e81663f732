"""Superscripts, subscripts and fractions in one line of plain text, by one rule for all formats.

Without it 10⁶ would read 106. A superscript is written with the superscript digits and signs of
Unicode if it has them: 10⁶, H₂O. Else it is written as TeX does: x^a, x^{ab}, x_i. Ordinals (1st),
abbreviations (Mlle) and signs that are no letters or digits (word*) are written as they are.
"""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_is_raisable = re.compile(r"[-0-9+−=()ni]+").fullmatch
_is_lowerable = re.compile(r"[-0-9+−=()]+").fullmatch
_is_mark_list = re.compile(r"[0-9]+(?:[,;–-][ \u00a0]?[0-9]+)*[,;]?").fullmatch
"""Marks of several notes, as in "word1,2"."""
_has_letters = re.compile(r"[^\W_]").search
_ORDINALS = {
    "st", "nd", "rd", "th", "e", "er", "re", "ère", "ème", "de", "nde", "os", "as", "ste", "o", "a",
}  # fmt: skip
_follows_number = re.compile(r"(?:[0-9]|\b[IVXLCDM]+)\Z").search
_ABBREVIATIONS = {
    "Mr", "Mrs", "Ms", "Dr", "St", "Ste", "Jr", "Sr", "Me", "Mme", "Mmes", "Mlle", "Mlles", "Mgr",
    "Cie", "Bd", "Bld", "Vve", "No", "no", "Nos", "nos", "Nr", "nr", "Fr", "Sra",
    "Ma", "Mc", "Esqr", "Wm", "Geo", "Thos", "Jno", "Robt", "Chas", "Jas", "ye", "yt", "wch", "wth",
}  # fmt: skip
_last_word = re.compile(r"[^\W\d_]*\Z").search
_SIGNS = {"TM": "™", "SM": "℠"}
_ROOTS = {"3": "∛", "4": "∜"}
_LONGEST = 40
"""Code points of a superscript or subscript; a longer one is small print and stays as it is."""
_is_simple = re.compile(r"\d+|[^\W\d_][⁰¹²³⁴-⁹₀-₉]*|[^\W\d_]{2,}").fullmatch


def format_superscript(words: str, before: str = "") -> str:
    """Format superscript words for plain text.

    Args:
        words: the superscript, without spaces around it.
        before: the last words before it, at least the last one; without any it raises nothing.

    >>> format_superscript("6", "10"), format_superscript("st", "1"), format_superscript("ab", "x")
    ('⁶', 'st', '^{ab}')
    """
    if words in _SIGNS:
        return _SIGNS[words]
    if _is_raisable(words) or _is_mark_list(words):
        return _raise(words)
    if not before or before[-1].isspace() or _is_plain(words) or _is_ordinal(words, before):
        return words
    return format_exponent(words)


def format_subscript(words: str, before: str = "") -> str:
    """Format subscript words for plain text; the arguments are those of `format_superscript`.

    >>> format_subscript("2", "H"), format_subscript("i", "x"), format_subscript("max", "x")
    ('₂', '_i', '_{max}')
    """
    if not _is_lowerable(words) and (not before or before[-1].isspace() or _is_plain(words)):
        return words
    return format_index(words)


def format_exponent(words: str) -> str:
    """Format the exponent of a formula: as `format_superscript`, but no ordinals are known."""
    return _raise(words) if _is_raisable(words) else f"^{_group(words)}"


def format_index(words: str) -> str:
    """Format the index of a formula: as `format_subscript`, but all words are an index."""
    return words.translate(_LOWERED) if _is_lowerable(words) else f"_{_group(words)}"


def format_fraction(numerator: str, denominator: str) -> str:
    """Format a fraction in one line; more than a letter or number is put in brackets.

    >>> format_fraction("a", "b"), format_fraction("a + b", "2")
    ('a/b', '(a + b)/2')
    """
    return f"{_bracket(numerator)}/{_bracket(denominator)}"


def format_root(degree: str, words: str) -> str:
    """Format a root in one line; `degree` is empty for a square root.

    >>> format_root("", "x"), format_root("3", "a + b")
    ('√x', '∛(a + b)')
    """
    sign = _ROOTS.get(degree) or (format_exponent(degree) if degree else "") + "√"
    return f"{sign}{words}" if len(words) == 1 else f"{sign}({words})"


def _raise(words: str) -> str:
    """Return digits and signs as superscripts; what has no superscript stays."""
    return words.translate(_RAISED)


def _group(words: str) -> str:
    """Return the words of an exponent or index, in braces if there are several letters."""
    return words if len(words) == 1 else f"{{{words}}}"


def _bracket(words: str) -> str:
    """Return a part of a fraction, in brackets if it is more than one word."""
    return words if _is_simple(words) or not words else f"({words})"


def _is_plain(words: str) -> bool:
    """Return whether words mean the same without their position: signs, [1], small print."""
    bracketed = words[:1] == "[" and words[-1:] == "]"
    return bracketed or len(words) > _LONGEST or not _has_letters(words)


def _is_ordinal(words: str, before: str) -> bool:
    """Return whether a superscript ends an ordinal or an abbreviation."""
    if words.rstrip(".") in _ORDINALS and _follows_number(before):
        return True
    begun = _last_word(before)
    return begun is not None and begun[0] + words.rstrip(".") in _ABBREVIATIONS
