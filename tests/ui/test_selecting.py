"""Selecting: what each key selects, on screen and as a highlight."""

from __future__ import annotations

from tests.ui.conftest import FIRST, FOURTH, SECOND, THIRD, Open


async def test_v_selects_what_the_caret_passes_and_v_again_keeps_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("v", "w", "e")
        assert reader.selected == "Ferry line"
        await reader.press("v")
        assert reader.selected == "Ferry line"
        await reader.press("l")
        assert reader.selected != "Ferry line", "a move drops what stands"
        await reader.press("enter")
        assert reader.words == ["Ferry line to close after ninety years"]


SELECTIONS = [
    ("shift+right shift+right shift+right", "Fer"),
    ("shift+right shift+right shift+left", "F"),
    ("w w shift+left shift+left", "e "),
    ("shift+end", "Ferry line to close after ninety years"),
    ("w w shift+home", "Ferry line "),
    ("} shift+down", None),
    ("} j shift+up", None),
    ("v o e", "Ferry"),
    ("w v e e o b", "Ferry line to"),
    ("w +", "line"),
    ("w =", "line"),
    ("w + +", "Ferry line to close after ninety years"),
    ("w + + -", "line"),
]


async def test_each_key_selects(open_reader: Open) -> None:
    async with open_reader() as reader:
        for keys, words in SELECTIONS:
            await reader.press("g", *keys.split(), "enter")
            [marked] = reader.words
            assert marked == words or (words is None and "The last ferry" in marked), keys
            await reader.press("u")


async def test_growing_includes_the_quotation_before_the_sentence(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("}", "}", "w", "w")
        for expected, unit in (
            ("kept", "Word selected · 1 word"),
            (FIRST, "Quotation selected · 8 words"),
            ("Ida Holm", "Sentence selected"),
            ("pier", "Paragraph selected"),
        ):
            await reader.press("+")
            assert expected in reader.selected, expected
            await reader.sees(unit)
        await reader.press("+", "-", "-")
        assert reader.selected.startswith("We kept") and "Ida Holm" not in reader.selected
        await reader.sees("Quotation selected · 8 words")


async def test_a_quotation_is_selected_whole_without_its_marks(open_reader: Open) -> None:
    async with open_reader() as reader:
        seen = []
        for _ in range(4):
            await reader.press(".")
            seen.append(reader.selected)
        assert seen == [FIRST, SECOND, THIRD, FOURTH]
        await reader.press(".")
        await reader.sees("No more quotations")
        await reader.press(",")
        assert reader.selected == THIRD


async def test_escape_drops_the_selection(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "escape")
        assert reader.selected in ("", "W"), "only the caret's cell is left"
        await reader.press("v", "l", "l", "escape", "escape")
        assert len(reader.selected) <= 1


async def test_a_search_while_selecting_extends_to_the_match(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("v", "/", *"ninety", "enter", "enter")
        assert reader.words == ["Ferry line to close after n"]


async def test_a_jump_while_selecting_extends_to_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("}", "v", ":", "4", "enter", "h", "h", "h", "enter")
        assert reader.words[0].startswith("The last ferry") and reader.words[0].endswith("pier.”")


async def test_esc_in_the_search_does_not_drop_the_selection(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("v", "w", "/", *"nine", "escape", "enter")
        assert reader.words == ["Ferry l"]


async def test_grown_over_rows_the_selection_is_shown_on_each(open_reader: Open) -> None:
    async with open_reader(size=(60, 24)) as reader:
        await reader.press("}", "}", "w", "w", "+", "+", "+", "+")
        assert reader.selected.startswith("“We kept") and reader.selected.endswith("pier.”")


async def test_white_space_alone_is_no_highlight(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("j", "shift+down", "enter")
        await reader.sees("No text here to highlight")
        assert reader.words == []
