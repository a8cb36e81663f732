"""Go to a percentage, a paragraph, a heading."""

from __future__ import annotations

from tests.ui.conftest import Open


async def test_go_to_jumps_and_backspace_returns(open_reader: Open) -> None:
    places = {"2": "The last ferry", "¶3": "“We kept", "0%": "Ferry line", "100 %": ""}
    async with open_reader() as reader:
        for place, here in places.items():
            await reader.press("g", "w", ":", *place, "enter")
            assert reader.caret.startswith(here), place
            await reader.press("backspace")
            assert reader.caret.startswith("line to close"), place


async def test_a_heading_is_found_by_its_words(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "book.md"
    path.write_text("# One\n\nWords.\n\n## The Flood\n\nMore.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press(":", *"flood", "enter")
        assert reader.caret.startswith("The Flood")


async def test_a_heading_of_just_these_words_comes_first(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "book.md"
    path.write_text("# Before the Flood\n\nWords.\n\n# The Flood\n\nMore.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press(":", *"the f", "tab", "enter")
        assert reader.caret.startswith("The Flood")


async def test_an_unknown_target_says_what_can_be_typed(open_reader: Open) -> None:
    places = {"99": "¶99 is past the end (last: ¶", "nowhere": "No such place: nowhere. Try 40%"}
    async with open_reader() as reader:
        for place, sentence in places.items():
            await reader.press(":", *place, "enter")
            await reader.sees(sentence, f"go to: {place}")
            await reader.press("escape")
            await reader.misses(sentence, "go to:")
            assert reader.caret.startswith("Ferry")


async def test_escape_closes_the_prompt(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(":", *"3", "escape", "l")
        assert reader.caret.startswith("erry line")


async def test_percent_goes_from_a_footnote_mark_to_its_note_and_back(  # type: ignore[no-untyped-def]
    open_reader: Open, home
) -> None:
    path = home / "notes.md"
    path.write_text("Some words[^1] here.\n\nMore.\n\n[^1]: The note.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press("%")
        assert reader.caret.startswith("[1] The note")
        await reader.press("%")
        assert reader.caret.startswith("[1] here")
        await reader.press("backspace")
        assert reader.caret.startswith("[1] The note")
        await reader.press("g", "}", "%")
        await reader.sees("No footnote mark or link here")
