"""The bin: deleted annotations are listed and can be restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collaboration.test_import import hypothesis
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


async def test_the_last_deleted_comes_first_and_escape_closes(open_reader: Open) -> None:
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
        await reader.sees("The Bin is empty")
        await reader.press("enter", "r", "q", "l")
        assert reader.caret.startswith("erry")


async def test_all_of_one_step_come_back_at_once(open_reader: Open, home: Path) -> None:
    file = home / "notes.json"
    file.write_text(hypothesis("harbour board", "promised a bus"))
    async with open_reader() as reader:
        await reader.press(".", "enter", "x")
        reader.screen.importing.import_from(str(file))
        await reader.sees("Import notes.json: 2 new")
        await reader.press("enter")
        await reader.until(lambda: len(reader.annotations) == 2)
        await reader.press("u")
        await reader.until(lambda: not reader.annotations)
        await reader.press(".", ".", "enter", "B")
        await reader.sees("R restore all of the step", "harbour board", "promised a bus")
        assert sum(row.rstrip().endswith(" 2") for row in reader.rows) == 2
        await reader.press("R")
        await reader.sees("Restored 2 annotations")
        assert len(reader.annotations) == 3
        await reader.press("u")
        assert len(reader.annotations) == 1
        await reader.press("B", "end", "R")
        assert len(reader.annotations) == 2, "what was deleted by itself comes back by itself"


async def test_all_that_are_listed_come_back_in_one_step(open_reader: Open) -> None:
    async with open_reader() as reader:
        for _ in range(3):
            await reader.press(".", "enter", "x")
        await reader.press("B")
        await reader.sees("Bin · 3 deleted annotations")
        await reader.press("/", *"a", "tab", *"s", "enter")
        await reader.sees("filter: as · 1 of 3 deleted annotations", "Nobody asked")
        await reader.press("escape", "/", *"o", "enter", "A")
        await reader.sees("Restored 2 annotations")
        assert reader.words == [FIRST, SECOND]
        await reader.press("u")
        assert reader.words == []
        await reader.press("B", "/", *"zzz")
        await reader.sees("No deleted annotations match")
        await reader.press("escape", "escape")
        await reader.misses("Bin ·")
