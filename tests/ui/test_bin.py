"""The bin: what was deleted can be seen and taken back."""

from __future__ import annotations

import pytest

from tests.ui.conftest import FIRST, SECOND, Open


@pytest.mark.parametrize("key", ["enter", "r"])
async def test_a_deleted_highlight_comes_back_with_its_note(open_reader: Open, key: str) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape", "x", "B")
        await reader.sees("Bin", "We kept the boats", "kept")
        await reader.press(key)
        await reader.misses("Bin ·")
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        await reader.sees("Restored")


async def test_the_last_deleted_stands_first_and_escape_leaves(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", ".", "enter", "x", "[", "x", "B")
        rows = [row for row in reader.rows if "We kept" in row or "Nobody asked" in row]
        assert "We kept" in rows[0] and "Nobody" in rows[1]
        await reader.press("down", "escape")
        assert reader.words == []
        await reader.press("B", "down", "enter")
        assert reader.words == [SECOND]


async def test_an_empty_bin_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("B")
        await reader.sees("Nothing was deleted.")
        await reader.press("enter", "r", "q", "l")
        assert reader.caret.startswith("erry")
