"""Words are counted as people count them, also where no spaces stand between them."""

from __future__ import annotations

import pytest

from readerapp.text.words import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("two  words\n", 2),
        ("a hyphen-word, isn’t it?", 4),
        ("来年一月に説明会を開く。", 11),
        ("他说 “No” 了。", 4),
        ("사람이 부족하다", 2),
        ("Привет, мир", 2),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert count_words(text) == count
