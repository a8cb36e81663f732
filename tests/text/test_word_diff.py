"""What two sequences have in common, and what differs between two texts in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.text.sequence_matching import drop_short_matches, match_sequences
from readerapp.text.word_diff import (
    describe_changes,
    diff_words,
    match_words,
    split_words_and_marks,
)

_few_words = st.lists(st.sampled_from("abcdef"), max_size=30)


def common(old, new):
    """The matched elements, after checking that they are in order and the same on both sides."""
    blocks = match_sequences(old, new)
    i = j = 0
    found = []
    for block in blocks:
        assert block.old >= i and block.new >= j and block.length > 0
        i, j = block.old + block.length, block.new + block.length
        assert old[block.old : i] == new[block.new : j]
        found += old[block.old : i]
    assert i <= len(old) and j <= len(new)
    return found


@given(_few_words, _few_words)
def test_what_is_matched_is_the_same_on_both_sides(old, new):
    common(old, new)


@given(_few_words, st.lists(st.sampled_from("uvwxyz"), max_size=30))
def test_all_elements_of_what_was_only_added_to_are_matched(old, added):
    assert common(old, [*added, *old]) == old
    assert common([*old, *added], old) == old


def test_a_long_range_without_unique_elements_is_split_at_the_rarest():
    old = ["a", "b", "c"] * 300 + ["x", "x"] + ["c", "a", "b"] * 300
    new = ["c", "b", "a"] * 300 + ["x", "x"] + ["b", "a", "c"] * 300
    assert "".join(common(old, new)).count("xx") == 1


def test_hostile_sequences_end():
    common(["a"] * 60_000, ["b", "a"] * 30_000)
    common([str(n) for n in range(30_000)], [str(n) for n in range(30_000, 0, -1)])
    common(list("ab" * 20_000), list("ba" * 20_000))


def test_a_short_match_between_long_differences_is_none():
    old = "one two three the four five six".split()
    new = "uno dos tres the cuatro cinco seis".split()
    assert drop_short_matches(match_sequences(old, new), 7, 7) == []
    assert len(match_words("a b c".split(), "a x c".split())) == 2


def test_what_differs_in_words() -> None:
    old, new = "two old floods came", "three floods came again"
    left, right = diff_words(old, new)
    assert "".join(p.words for p in left) == old and "".join(p.words for p in right) == new
    assert [p.words.strip() for p in left if p.changed] == ["two old"]
    assert [p.words.strip() for p in right if p.changed] == ["three", "again"]
    assert describe_changes(old, new) == ["two old → three", "+ again"]
    assert (
        describe_changes("one two", "one") == ["− two"] and describe_changes("same", "same") == []
    )


def test_what_nobody_sees_is_no_difference() -> None:
    assert describe_changes("the co\u00adop caf\u00e9", "the\n  coop\ufeff cafe\u0301") == []
    assert describe_changes("他昨天来了", "他今天来了") == ["昨 → 今"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t pre-pay 1,500.5!", ["Don’t", "pre", "-", "pay", "1,500.5", "!"]),
        ("a.b@c.de “cafe\u0301”", ["a.b@c.de", "“", "caf\u00e9", "”"]),
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा", "।"]),
        ("他来 yes 👍", ["他", "来", "yes", "👍"]),
        ("co\u00adop\n\n…", ["coop", "…"]),
    ],
)
def test_words_and_marks(text: str, words: list[str]) -> None:
    assert list(split_words_and_marks(text, 0, len(text)).words) == words


@given(st.text(max_size=40))
def test_every_visible_sign_is_in_a_word_or_a_mark(text: str) -> None:
    found = split_words_and_marks(text, 0, len(text))
    signs = "".join(text[start:end] for start, end in zip(found.starts, found.ends, strict=True))
    unseen = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
    assert signs.translate(unseen) == "".join(text.split()).translate(unseen)
