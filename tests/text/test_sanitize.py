import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from readerapp.text import graphemes, sanitize
from tests.text.samples import texts

any_text = st.one_of(
    st.text(max_size=80), texts, st.text(alphabet=st.characters(categories=["C", "M", "Z"]))
)


@given(any_text)
def test_one_code_point_for_one_and_none_dangerous(text):
    shown = sanitize.sanitize(text)
    assert len(shown) == len(text)
    for sign in shown:
        assert unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(sign) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # fmt: skip


@given(any_text)
def test_sanitizing_twice_changes_nothing(text):
    shown = sanitize.sanitize(text)
    assert sanitize.sanitize(shown) == shown


@given(any_text)
def test_every_cluster_has_a_cell(text):
    shown = sanitize.sanitize(text)
    found = list(graphemes.clusters(shown))
    assert [start for start, _, _ in found] == [0, *(end for _, end, _ in found)][: len(found)]
    assert (found[-1][1] if found else 0) == len(shown)
    assert all(cell_len(shown[start:end]) == own > 0 for start, end, own in found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\x00\t\n\x1b\x7f", "a␀␉␊␛␡"),
        ("\x9b31m", "\ufffd31m"),
        ("a\u202eb\u2066c", "a·b·c"),
        ("a\u2028b", "a↵b"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("\ufdd0\U0010ffff", "\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("x\U000e0041", "x·"),
        ("\u0301a", "◌a"),
        ("a\u200db", "a·b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("a\ufe0f\ufe0f", "a\ufe0f·"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("“curly” – déjà", "“curly” – déjà"),
    ],
)
def test_stand_in_characters(text, shown):
    assert sanitize.sanitize(text) == shown


def test_newlines_can_be_preserved():
    assert sanitize.sanitize("a\tb\nc\x1b", lines=True) == "a\tb\nc␛"
    assert sanitize.sanitize("é\tb\nc\x1b\u202e", lines=True) == "é\tb\nc␛·"


@pytest.mark.parametrize(
    ("text", "width", "label"),
    [
        ("one\n two\t three ", None, "one two three"),
        ("one two three", 9, "one two…"),
        ("漢字漢字", 6, "漢字…"),
        ("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 3, "👨\u200d👩\u200d👧…"),
        ("abc", 3, "abc"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("a\x1b[31m", None, "a␛[31m"),
    ],
)
def test_labels(text, width, label):
    assert sanitize.sanitize_label(text, width) == label


@given(any_text, st.integers(0, 30))
def test_labels_fit(text, width):
    label = sanitize.sanitize_label(text, width)
    assert graphemes.cell_width(label) <= width
    assert sanitize.sanitize(label) == label


def test_a_very_long_label_is_cut():
    assert graphemes.cell_width(sanitize.sanitize_label("word " * 100_000, 40)) <= 40


@given(any_text, st.integers(0, 20))
def test_fitting_returns_the_longest_prefix_that_fits(text, width):
    shown = sanitize.sanitize(text)
    end = graphemes.fit_cells(shown, width)
    assert graphemes.cell_width(shown[:end]) <= width
    following = [stop for _, stop, _ in graphemes.clusters(shown) if stop > end]
    assert not following or graphemes.cell_width(shown[: following[0]]) > width


@given(any_text, st.data())
def test_a_safe_start_finds_the_same_clusters(text, data):
    shown = sanitize.sanitize(text, lines=True)
    begin = graphemes.safe_cluster_start(shown, data.draw(st.integers(0, len(shown))))
    whole = {(start, end) for start, end, _ in graphemes.clusters(shown) if start >= begin}
    part = {(begin + start, begin + end) for start, end, _ in graphemes.clusters(shown[begin:])}
    assert part == whole


def test_the_short_cuts_for_simple_signs_hold_for_each_of_them():
    signs = [*map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0x10000)))]
    simple = [sign for sign in signs if not graphemes.is_complex(sign)]
    assert len(simple) > 30_000
    widths = [own for _, _, own in graphemes.clusters("".join(simple))]
    assert widths == [cell_len(sign) for sign in simple]
    assert all(
        own == 1 for own, sign in zip(widths, simple, strict=True) if graphemes.is_narrow(sign)
    )
    between = "".join(f"a{sign}漢{sign}한" for sign in simple)
    assert len(regex.findall(r"\X", between)) == len(between)


def test_widths_of_controls_that_a_text_may_hold():
    assert graphemes.cell_width("a\tb\n") == 10
    assert graphemes.cell_width("漢\t", 6) == 16 - 6
