"""Tags: written on one line, completed, removed."""

from __future__ import annotations

from tests.ui.conftest import FIRST, Open


async def test_tags_are_saved_and_shown(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "t", *"harbour, key claim", "enter")
        assert reader.words == [FIRST]
        assert reader.annotations[0].tags == ("harbour", "key claim")
        await reader.sees("#harbour #key claim")


async def test_tab_completes_from_the_tags_in_use(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "t", *"harbour", "enter", ".", "t", *"ha")
        await reader.sees("harbour")
        await reader.press("tab", *"new", "enter")
        assert reader.annotations[1].tags == ("harbour", "new")


async def test_escape_changes_nothing_and_an_empty_line_removes_all_tags(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "t", *"one", "enter", "t", *"two")
        await reader.sees("Enter save · Tab complete · Esc cancel")
        await reader.press("escape")
        assert reader.annotations[0].tags == ("one",)
        await reader.press("t", *["backspace"] * 9, "enter")
        assert reader.annotations[0].tags == ()


async def test_a_tag_can_be_found_by(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "t", *"one", "enter", ".", "enter", "f", *"tag:one", "enter")
        await reader.sees("Highlights 1 of 2")
