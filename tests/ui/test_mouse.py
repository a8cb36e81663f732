"""The mouse: clicks, drags, double and triple clicks, the wheel."""

from __future__ import annotations

from tests.ui.conftest import FIRST, SECOND, Open


async def test_a_click_puts_the_caret_down(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.click("ferry across")
        assert reader.caret.startswith("ferry across")
        assert len(reader.selected) <= 1


async def test_a_click_clears_the_message_of_the_last_action(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
        await reader.sees("Highlighted in yellow")
        await reader.click("ferry across")
        await reader.misses("Highlighted in yellow")


async def test_a_drag_selects_and_enter_marks(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.drag("ferry", "Venn")
        assert reader.selected == "ferry across the Venn"
        await reader.press("enter")
        assert reader.words == ["ferry across the Venn"]


async def test_a_drag_backwards_and_over_rows(open_reader: Open) -> None:
    async with open_reader(size=(60, 24)) as reader:
        start, end = reader.place("promised a bus"), reader.place("Per Aune")
        await reader.pilot.mouse_down(offset=start)
        await reader.pilot.hover(offset=end)
        await reader.pilot.mouse_up(offset=end)
        await reader.settle()
        await reader.press("enter")
        assert reader.words[0].startswith("Per Aune called") and reader.words[0].endswith("and p")


async def test_double_selects_the_word_and_triple_the_sentence(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.click("across", times=2)
        assert reader.selected == "across"
        await reader.press("escape")
        await reader.click("steered", times=3)
        assert reader.selected.startswith("“We kept") and reader.selected.endswith("1998.")


async def test_a_click_on_a_highlight_selects_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"first", "escape", ".", "a", *"second", "escape", "g")
        await reader.click("kept the boats")
        await reader.press("x")
        assert reader.words == [SECOND]


async def test_a_click_in_the_list_goes_there(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", ".", "enter", "G")
        column = reader.screen.highlight_list.region.x
        row = next(n for n, row in enumerate(reader.rows) if "We kept" in row[column:])
        await reader.pilot.click(offset=(column + 5, row))
        await reader.settle()
        await reader.press("escape", "x")
        assert reader.words == [SECOND]


async def test_the_newest_highlight_is_the_current_one_of_the_list(open_reader: Open) -> None:
    async with open_reader() as reader:
        for words in (FIRST, SECOND):
            await reader.press(".", "enter")
            column = reader.screen.highlight_list.region.x
            number = next(n for n, row in enumerate(reader.rows) if "›" in row[column:])
            assert words[:20] in reader.rows[number + 1][column:]


async def test_the_wheel_scrolls_and_keeps_the_caret_on_screen(open_reader: Open, home) -> None:  # type: ignore[no-untyped-def]
    path = home / "long.txt"
    path.write_text("".join(f"Row {n} of many.\n\n" for n in range(200)), encoding="utf-8")
    async with open_reader(path, size=(80, 24)) as reader:
        before = reader.document
        document = reader.screen.document_view
        await reader.pilot._post_mouse_events([_scroll()], document, offset=(5, 5))
        await reader.settle()
        after = reader.document
        assert after[: len(before) - 3] == before[3:]
        await reader.press("w")
        assert reader.caret in after[1] + after[2] and reader.caret


def _scroll():  # type: ignore[no-untyped-def]
    from textual.events import MouseScrollDown

    return MouseScrollDown
