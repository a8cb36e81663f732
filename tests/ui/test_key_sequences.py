"""Counts, bookmarks, ZZ, and keys that have no action."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import FIRST, SECOND, THIRD, Open


async def test_digits_count_where_they_have_nothing_to_colour(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("3")
        await reader.sees("3 … · Esc cancel")
        await reader.press("w")
        assert reader.caret.startswith("close after")
        await reader.press("0", "1", "0", "w", "b", "escape", "5", "escape", "l")
        assert reader.caret.startswith("erry across")  # ten words on, one back, a letter on
        await reader.press("3", ".")
        assert reader.selected == THIRD
        await reader.press("g", "3", "G")
        assert reader.caret.startswith("“We kept")
        await reader.press("backspace", "2", "enter")
        assert reader.caret.startswith("The last")
        await reader.press("4", "backspace", "5", "0", "%")
        assert reader.caret not in ("", "The last")
        await reader.press("4", ":")
        await reader.sees("go to: 4")
        await reader.press("escape", "9", "9", "j")
        assert reader.annotations == []


async def test_digits_colour_a_selection_and_the_highlight_under_the_caret(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "1")
        assert (reader.words, reader.annotations[0].colour) == ([FIRST], "yellow")
        await reader.press("5")
        assert reader.annotations[0].colour == "orange"


@pytest.mark.parametrize("keys", ["ZZ", "ZQ"])
async def test_z_z_leaves(open_reader: Open, keys: str) -> None:
    async with open_reader() as reader:
        await reader.press("Z", "x")
        await reader.sees("Z x has no action · ZZ quit")
        await reader.press("Z", "escape", *keys)
        await reader.until(lambda: not reader.app.is_running)


async def test_bookmarks_are_there_tomorrow(open_reader: Open, home: Path) -> None:
    async with open_reader() as reader:
        await reader.press("'", "a")
        await reader.sees("There is no bookmark a · m a sets it")
        await reader.press("3", "G", "m", "a")
        await reader.sees("Bookmark a set · ' a go back here")
        await reader.press("G", "m", "b", "g", "'", "a")
        assert reader.caret.startswith("“We kept")
        await reader.press("'", "'")
        assert reader.caret.startswith("Ferry line")
        await reader.press("'", "'")
        assert reader.caret.startswith("“We kept")
        await reader.press("m", "3")
        await reader.sees("A bookmark is a letter, not 3")
        assert reader.annotations == []
    async with open_reader() as reader:
        await reader.press("g", "'")
        await reader.sees("a ¶3 · b ¶6")
        await reader.press("enter")
        await reader.sees("Bookmarks ·", "“We kept the boats")
        await reader.press("a")
        assert reader.caret.startswith("“We kept")


async def test_a_key_without_an_action_says_so(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("J")
        await reader.sees("J has no action · ? help")
        await reader.press("left_shift")
        await reader.sees("J has no action · ? help")
        await reader.press("_")
        await reader.sees("_ has no action")
        await reader.press("tab", "ctrl+x")
        await reader.sees("Ctrl+X has no action · ? help")
        await reader.press("ctrl+z")
        await reader.sees("No shell to go back to here")
        await reader.press("ctrl+s")
        await reader.sees("Everything is saved already")
        await reader.press("escape", "a", *"x")
        await reader.sees("Note saved")
        await reader.press("f9")
        await reader.sees("F9 has no action · F1 help")
        await reader.press("escape", "ctrl+l", "B", "ctrl+l", "escape", "?")
        await reader.sees("Keys ·")


async def test_in_the_list_keys_that_search_act_on_the_document(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "tab", ".")
        assert reader.selected == SECOND
        await reader.press("enter", "tab", "/", *"bus", "enter", "n")
        assert reader.caret.startswith("bus does")
        await reader.press("tab", ":", "q", "enter")
        await reader.until(lambda: not reader.app.is_running)
