"""Normalized text and its map to raw offsets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.anchoring.normalize import NormalizedText, normalize

text = st.text(
    alphabet="ab -–—\n\t\u00a0\u00ad\u200b“”\"'’ﬁ…ſé\u0301\u0327가\u1161\u1100Å中", max_size=60
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two  words", "two\n words"),
        ("“so”", '"so"'),
        ("it’s", "it's"),
        ("now — or -- never", "now - or – never"),
        ("ﬁnd the ﬂaw", "find the flaw"),
        ("wait…", "wait..."),
        ("a\u2009b", "a b"),
        ("hy\u00adphen\u200bated", "hyphenated"),
        ("café", unicodedata.normalize("NFD", "café")),
        ("가각", unicodedata.normalize("NFD", "가각")),
        ("Å", "\u212b"),
    ],
)
def test_typographic_differences_are_removed(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("one", "other"), [("form", "from"), ("No", "no"), ("a b", "ab")])
def test_differences_in_wording_remain(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


@given(st.text(alphabet="ab é\u0301\u0327가각ÅñẦ", max_size=40))
def test_the_normal_form_does_not_matter(raw: str) -> None:
    forms = {normalize(unicodedata.normalize(form, raw)) for form in ("NFC", "NFD")}
    assert forms == {normalize(raw)}


@given(text)
def test_every_normalized_character_maps_to_raw_ones(raw: str) -> None:
    normalized = NormalizedText(raw)
    before = 0
    for offset in range(len(normalized.text)):
        start, end = normalized.raw_range(offset, offset + 1)
        assert before <= start < end <= len(raw)
        found = unicodedata.normalize("NFD", normalize(raw[start:end]))
        assert set(unicodedata.normalize("NFD", normalized.text[offset])) <= set(found)
        before = start
    assert normalized.to_raw(len(normalized.text)) <= len(raw)


@given(text)
def test_offsets_keep_their_order(raw: str) -> None:
    normalized = NormalizedText(raw)
    there = [normalized.to_normalized(offset) for offset in range(len(raw) + 1)]
    assert there == sorted(there)
    assert there[-1] == len(normalized.text)
    back = [normalized.to_raw(offset) for offset in range(len(normalized.text) + 1)]
    assert back == sorted(back)
    assert all(0 <= offset <= len(raw) for offset in back)


def test_an_empty_range_has_a_position() -> None:
    assert NormalizedText("a  b").raw_range(2, 2) == (3, 3)


def test_a_replaced_run_at_the_end_belongs_to_the_range() -> None:
    raw = "find the ﬁ\u0301 x"
    normalized = NormalizedText(raw)
    start, end = normalized.raw_range(0, normalized.text.index(" x"))
    assert raw[start:end] == "find the ﬁ\u0301"
