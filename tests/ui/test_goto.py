"""Going to a percentage, a paragraph, a heading."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Open


@pytest.mark.parametrize(
    ("place", "here"),
    [("2", "The last ferry"), ("¶3", "“We kept"), ("0%", "Ferry line"), ("100 %", "")],
)
async def test_a_place_is_gone_to_and_backspace_returns(
    open_reader: Open, place: str, here: str
) -> None:
    async with open_reader() as reader:
        await reader.press("w", ":", *place, "enter")
        assert reader.caret.startswith(here)
        await reader.press("backspace")
        assert reader.caret.startswith("line to close")


async def test_a_heading_is_found_by_its_words(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "book.md"
    path.write_text("# One\n\nWords.\n\n## The Flood\n\nMore.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press(":", *"flood", "enter")
        assert reader.caret.startswith("The Flood")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("99", "There is no ¶99"), ("nowhere", "There is no place called nowhere; type 40 %")],
)
async def test_what_is_no_place_says_what_can_be_typed(
    open_reader: Open, place: str, sentence: str
) -> None:
    async with open_reader() as reader:
        await reader.press(":", *place, "enter")
        await reader.sees(sentence)
        assert reader.caret.startswith("Ferry")


async def test_escape_leaves_the_prompt(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(":", *"3", "escape", "l")
        assert reader.caret.startswith("erry line")
