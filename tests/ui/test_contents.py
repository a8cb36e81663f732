"""The contents: headings with their highlights, filtered by typing; the chapter one is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Open

PROSE = "The tide came in at “half past six” that day, and went out again by noon. " * 6
VOLUMES = {"VOLUME I": ("Arrival", "Harbour [red]"), "VOLUME II": ("Arrival", "Departure")}


@pytest.fixture
def book(home: Path) -> Path:
    """A book of two volumes, both with a chapter called "Arrival"."""
    parts = ["# The Long Book", PROSE]
    for volume, chapters in VOLUMES.items():
        parts += [f"# {volume}", PROSE]
        for chapter in chapters:
            parts += [f"## {chapter}", PROSE]
    path = home / "book.md"
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def row(rows: list[str], title: str) -> str:
    return next(one for one in rows if title in one)


async def test_contents_show_the_place_and_the_highlights_and_lead_there(
    open_reader: Open, book: Path
) -> None:
    async with open_reader(book, size=(80, 24)) as reader:
        await reader.press("T", *"harbour", "enter")
        assert reader.caret.startswith("Harbour [red]")
        await reader.sees("The Long Book · Harbour [red]")
        await reader.press(".", "enter", ".", "enter", "T")
        rows = reader.rows
        assert row(rows, "Harbour").startswith(" →") and "2 highlights" in row(rows, "Harbour")
        assert "2 highlights" in row(rows, "VOLUME I ") and "2" not in row(rows, "Departure")[:60]
        await reader.press("up", "up", "enter")
        assert reader.caret.startswith("VOLUME I")
        await reader.press("backspace")
        await reader.sees("The Long Book · Harbour [red]")
        await reader.press("T", *"zebra", "enter")
        await reader.sees("No match", "0 of 7 headings")
        await reader.press("escape", "T", *"vol ii arr")
        await reader.resize(40, 10)
        await reader.click("VOLUME II › Arrival")
        assert reader.caret.startswith("Arrival")


async def test_words_of_several_headings_open_a_choice(open_reader: Open, book: Path) -> None:
    async with open_reader(book) as reader:
        await reader.press(":", *"arri", "enter", "down", "enter")
        await reader.sees("VOLUME II › Arrival")
        assert reader.caret.startswith("Arrival")
        await reader.press(":", *"depart", "enter")
        assert reader.caret.startswith("Departure")
        await reader.press("ctrl+p", *"volume i › arr")
        await reader.sees("Go to VOLUME I › Arrival")


async def test_without_headings_a_sentence_says_what_can_be_done(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("T")
        await reader.sees("No headings here · : go to 40% or ¶12 · / find")
