"""The part of a long text that an editor shows."""

from __future__ import annotations

import pytest

from readerapp.text.parts import PART, WHOLE, is_long, part_around

WORDS = "".join(f"{number} words " for number in range(20_000))


def test_short_texts_are_edited_whole() -> None:
    assert not is_long("")
    assert not is_long("x" * PART)
    assert not is_long("a line\n" * (WHOLE // 7))


def test_long_texts_and_long_lines_are_not() -> None:
    assert is_long("a line\n" * (WHOLE // 7 + 1))
    assert is_long("short\n" + "x" * (PART + 1))


@pytest.mark.parametrize("text", [WORDS, "x" * 100_000, "line\n" * 20_000], ids=len)
@pytest.mark.parametrize("share", [0, 0.0001, 0.3, 0.5, 0.9999, 1])
def test_a_part_contains_the_offset_it_is_made_for(text: str, share: float) -> None:
    at = round(len(text) * share)
    start, end = part_around(text, at)
    assert 0 <= start <= at <= end <= len(text)
    assert end - start <= PART + 200
    assert start == 0 or at - start > PART // 4
    assert end == len(text) or end - at > PART // 4


def test_a_part_begins_and_ends_between_words() -> None:
    start, end = part_around(WORDS, 50_000)
    assert WORDS[start - 1] == WORDS[end - 1] == " "
