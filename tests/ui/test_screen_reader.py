"""The mode for a screen reader under Pilot: what the status line says, and what is not drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.conftest import Open

_DRAWN = re.compile("[─-◿⏎›✎‡▪]")


async def test_what_the_caret_and_the_list_come_to_is_said_in_words(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READERAPP_SCREEN_READER", "1")
    async with open_reader() as reader:
        await reader.press(".", "s", *"Ida Holm")
        await reader.sees("Enter: Ida Holm")
        await reader.press("enter", "a", *"why", "escape", "3", "g", "l")
        await reader.misses("highlight,")
        await reader.press("]")
        await reader.sees("highlight, blue, Ida Holm, note: why")
        await reader.press("g", ".", ".")
        await reader.sees("selected, 8 words: Nobody asked us")
        await reader.press("enter", "tab")
        await reader.sees("2 of 2, highlight, yellow, ¶3")
        assert "Ferry line" not in reader.text, "one pane at a time"
        await reader.press("up")
        await reader.sees("1 of 2, highlight, blue, Ida Holm, note: why, ¶3", "note: why")
        assert not _DRAWN.search(reader.text), reader.text
        await reader.press("escape", "S")
        await reader.sees("Ida Holm", "100%")
        assert not _DRAWN.search(reader.text), reader.text


async def test_headings_are_said_and_the_command_ends_the_mode(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READERAPP_SCREEN_READER", "1")
    text = home / "ferry.md"
    text.write_text("# The ferry\n\nIt sails.\n\n## The captain\n\nNo.\n")
    async with open_reader(text) as reader:
        await reader.press("}", "}")
        await reader.sees("heading, level 2")
        await reader.press("enter", "ctrl+p", *"screen reader", "enter")
        await reader.sees("Screen reader mode: off", "▌")
        await reader.press("ctrl+p", *"screen reader", "enter")
        await reader.sees("Screen reader mode: on")
        await reader.misses("▌")
