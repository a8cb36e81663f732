"""Superscripts, subscripts and fractions in plain text (B12)."""

import pytest

from readerapp.text.superscript import (
    format_exponent,
    format_fraction,
    format_index,
    format_subscript,
    format_superscript,
)


@pytest.mark.parametrize(
    ("before", "words", "shown"),
    [
        ("10", "6", "⁶"), ("10", "-3", "⁻³"), ("x", "n", "ⁿ"), ("word", "12", "¹²"),
        ("word", "1,2", "¹,²"), ("word", "3–5", "³–⁵"),
        ("1", "st", "st"), ("22", "nd", "nd"), ("XIX", "e", "e"), ("1", "er", "er"),
        ("M", "lle", "lle"), ("the M", "r.", "r."), ("Acme", "TM", "™"), ("word", "*", "*"),
        ("word", "†", "†"), ("word", "[1]", "[1]"), ("word", "[note 2]", "[note 2]"),
        ("x", "a", "^a"), ("x", "ab", "^{ab}"), ("e", "2x", "^{2x}"),
        ("", "small", "small"), ("after a space ", "small", "small"),
        ("x", "small print " * 5, "small print " * 5), ("10", "2.5", "^{2.5}"),
    ],
)  # fmt: skip
def test_superscripts(before, words, shown):
    assert format_superscript(words, before) == shown


@pytest.mark.parametrize(
    ("before", "words", "shown"),
    [
        ("H", "2", "₂"),
        ("x", "i", "_i"),
        ("x", "max", "_{max}"),
        ("", "low", "low"),
        ("a", ",", ","),
    ],
)
def test_subscripts(before, words, shown):
    assert format_subscript(words, before) == shown


def test_formulas():
    assert format_exponent("e") == "^e"
    assert format_exponent("2") == "²"
    assert format_index("1") == "₁"
    assert format_index("ij") == "_{ij}"
    assert format_fraction("a", "b") == "a/b"
    assert format_fraction("x + 1", "2y") == "(x + 1)/(2y)"
    assert format_fraction("x²", "10") == "x²/10"
