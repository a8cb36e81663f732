"""The filter of the list: what it hides is not changed by a key, names take a click."""

from __future__ import annotations

from tests.ui.conftest import FIRST, FOURTH, THIRD, Open, Reader


async def mark_four(reader: Reader) -> None:
    """Highlight four quotations, two with speakers, one with tags, one with a note."""
    await reader.press(".", "1", "s", *"ida", "enter", ".", "t", *"place/pier", "enter")
    await reader.press(".", "s", *"aune", "enter", ".", "4", "a", *"ironic", "escape", "g")


async def test_the_focus_follows_what_is_listed(open_reader: Open) -> None:
    async with open_reader() as reader:
        await mark_four(reader)
        await reader.press("f", *"has:note", "enter")
        await reader.sees("Highlights 1 of 4", "has:note", "Esc clear")
        assert reader.caret.startswith("We kept") is False
        await reader.press("]", "[", "]", "f", "ctrl+u", *"tag:place", "enter")
        await reader.sees("“Nobody asked us")
        await reader.press("x", "f", "ctrl+u", *"no:speaker", "enter")
        assert reader.words == [FIRST, THIRD, FOURTH]
        await reader.press("f", "ctrl+u", *"tag:gone", "enter")
        await reader.sees("No highlights match this filter", "Esc clear")
        await reader.press("x")
        assert reader.words == [FIRST, THIRD, FOURTH], "nothing that is not listed is deleted"


async def test_typing_replaces_the_old_filter_and_a_long_one_is_cut(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await mark_four(reader)
        await reader.press("f", *"tag:place", "enter", "f", *"no:speaker -tag:place", "enter")
        await reader.sees("Highlights 1 of 4", "no:speaker -tag:place", "Esc clear")
        await reader.press("f", "end", *" -colour:blue", "enter")
        await reader.sees("no:speaker -tag:place -colou… Esc clear")
    async with open_reader(None) as reader:
        await reader.press("f", *"nothing", "enter", "f", *"ferry", "enter")
        await reader.sees("filter: ferry")


async def test_escape_clears_it_and_the_list_is_at_the_caret(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await mark_four(reader)
        await reader.press("]", "]", "]", "f", *"speaker:aune", "enter", "escape")
        await reader.sees("Highlights 4")
        side = reader.screen.highlight_list
        assert side.current == reader.annotations[2].id
        await reader.press("f", *"tag:place", "enter", "tab", "escape")
        await reader.sees("Highlights 4", "Enter go there")
        assert side.current == reader.annotations[1].id, "in the list it is cleared too"
        await reader.press("escape")
        await reader.misses("Enter go there")
        await reader.press("f", *"nota:x", "enter")
        await reader.sees("No such filter: nota: · did you mean note:", "filter: nota:x")
        await reader.press("escape", "]", "h", "q")
    async with open_reader(size=(80, 24)) as reader:
        current = reader.screen.highlight_list.current
        assert current == reader.annotations[1].id, "the list begins where the caret is"


async def test_names_in_list_and_note_and_the_heading_take_a_click(open_reader: Open) -> None:
    async with open_reader() as reader:
        await mark_four(reader)
        await reader.click("#place/pier")
        await reader.sees("Highlights 1 of 4", "tag:place/pier")
        await reader.click("Esc clear")
        await reader.sees("Highlights 4")
        await reader.click("Per Aune ¶4")
        await reader.sees("Highlights 1 of 4", 'speaker:"Per Aune"', "Per Aune · ¶4")
        await reader.click("Per Aune · ¶4")  # in the head of the note: the same again
        await reader.sees("Highlights 4")
        await reader.click("Highlights 4")
        await reader.sees("by time", "Order: by time, newest first")
        await reader.click("by time")
        await reader.sees("by speaker")
