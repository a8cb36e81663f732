"""The codebook screen: colours are named, tags defined, renamed, merged and removed."""

from __future__ import annotations

import pytest

from tests.ui.conftest import FIRST, Open


async def test_colours_are_named_and_the_names_are_used(
    open_reader: Open,
    home,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (home / "settings.toml").write_text('[colours]\nred = "doubt"\n')
    monkeypatch.setenv("READERAPP_SETTINGS", str(home / "settings.toml"))
    async with open_reader() as reader:
        await reader.press(".", "1", ".", "8", "K")
        await reader.sees("8 red", "doubt", "No tags yet")
        await reader.press("g", "e", *"evidence", "enter")
        await reader.sees("Yellow is evidence · u undo")
        await reader.press("u", "j", "e", *"doubt", "enter")
        await reader.sees("Red is called doubt · type another name")
        await reader.press("escape", "k", "e", *"evidence", "enter", "escape")
        await reader.sees("▌evidence  ▌doubt")
        await reader.press("[", "8")
        await reader.sees("Colour: doubt")
        await reader.press("1")
        await reader.sees("Colour: evidence")
        await reader.press("f", *"colour:evi", "tab", "enter")
        await reader.sees("Highlights 1 of 2", "colour:evidence")
        await reader.click("doubt")
        assert reader.screen.list_model.query == "colour:doubt"
    async with open_reader(size=(80, 24)) as reader:
        await reader.sees("evidence", "doubt")


async def test_tags_are_a_tree_with_definitions(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "t", *"place / pier, boats", "enter", ".", "t", *"harbour", "enter")
        assert reader.annotations[0].tags == ("place/pier", "boats")
        await reader.press("K")
        await reader.sees("boats", "harbour", "place", "  pier", "4 tags")
        await reader.press("G", "k", "k", "e", "tab", *"Where ships are", "enter")
        await reader.sees("Definition of harbour saved", "Where ships are")
        await reader.press("e", *["backspace"] * 7, *"place/harbour", "enter")
        await reader.sees("Renamed tag harbour to place/harbour in 1 highlight")
        await reader.press("m", *"boats", "enter")
        await reader.sees("Merged tag place/harbour into boats in 1 highlight")
        assert [one.tags for one in reader.annotations] == [("place/pier", "boats"), ("boats",)]
        await reader.press("u", "u")
        assert reader.annotations[1].tags == ("harbour",)
        await reader.press("u", "u")
        await reader.sees("Nothing was changed here")
        assert reader.words[0] == FIRST, "steps made in the document are not undone here"
        await reader.press("n", *"place/lake", "tab", *"Fresh water", "enter")
        await reader.sees("Tag place/lake added", "Fresh water", "–")
        await reader.press("escape", "t", "l", "a")
        await reader.sees("place/lake: Fresh water")
        await reader.press("tab", "enter")
        assert reader.annotations[1].tags == ("harbour", "place/lake")
        await reader.press("K", "j", "j", "enter")
        await reader.sees("tag:place", "Esc clear", "#harbour #place/lake")


async def test_removal_and_the_narrow_screen(open_reader: Open) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await reader.press(".", "t", *"sale", "enter", "K")
        await reader.sees("sale", "1 tag")
        await reader.press("x")
        await reader.sees("Tag sale removed from 1 highlight")
        assert reader.annotations[0].tags == ()
        await reader.press("u", "A", "escape")
        assert reader.annotations[0].tags == ("sale",)
