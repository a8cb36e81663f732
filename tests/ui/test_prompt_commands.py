"""Commands typed at `:`, as people of vim and less type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Open


@pytest.mark.parametrize("command", ["q", "wq"])
async def test_colon_q_leaves(open_reader: Open, command: str) -> None:
    async with open_reader() as reader:
        await reader.press(":", *command, "enter")
        await reader.until(lambda: not reader.app.is_running)


async def test_commands_of_the_prompt(open_reader: Open, home: Path) -> None:
    other = home / "harbour.txt"
    other.write_text("The harbour was closed.\n", encoding="utf-8")
    async with open_reader() as reader:
        await reader.press(":", "w", "enter")
        await reader.sees("Everything is saved already")
        await reader.press(":", *"theme reader-light", "enter")
        await reader.sees("Theme: light")
        await reader.press(":", *"theme nord", "enter")
        await reader.sees("No theme nord: dark · light · terminal colours, dark")
        await reader.press("escape", ":", *"theme term", "tab", "d", "enter")
        await reader.sees("Theme: terminal colours, dark")
        await reader.press("/", *"ferry", "enter", ":", *"noh", "enter")
        assert reader.screen.document_view.forget_match() is False
        await reader.press(":", *"open nowhere.txt", "enter")
        await reader.sees("There is no file", "go to: open nowhere.txt")
        await reader.press("escape", ":", *f"open {other.parent}/harb", "tab", "enter")
        await reader.sees("The harbour was closed.")
