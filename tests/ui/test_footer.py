"""The footer: the keys of the moment, by use, and clicks on them."""

from __future__ import annotations

import pytest

from tests.ui.conftest import FIRST, Open


@pytest.mark.parametrize(
    ("width", "wanted"),
    [
        (40, (". quotation", "? help", "q quit")),
        (
            80,
            (". quotation", "Enter highlight", "/ find", "R review", "O open", "? help", "q quit"),
        ),
    ],
)
async def test_what_one_looks_for_first_has_a_place(
    open_reader: Open, width: int, wanted: tuple[str, ...]
) -> None:
    async with open_reader(size=(width, 24)) as reader:
        await reader.press("l")  # the first message may take two rows
        footer = reader.rows[-1]
        assert all(entry in footer for entry in wanted), footer
        assert footer.rstrip().endswith("? help  q quit")
        await reader.press(".", "enter")
        assert "q quit" in reader.rows[-1]
        await reader.press("}", "}")
        assert ("Tab panes" in reader.rows[-1]) == (width > 40)


async def test_a_click_on_an_entry_presses_its_key(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.click(". quotation")
        assert reader.selected == FIRST
        await reader.click("a note")
        await reader.press("escape")
        await reader.click("Enter note")
        await reader.type("kept")
        await reader.click("Esc done", nth=1)
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        place = reader.place("x delete")
        await reader.pilot.hover(offset=place)
        await reader.settle()
        strip = reader.strips[place[1]]
        hovered = [part.text for part in strip if part.style and part.style.underline]
        assert "".join(hovered) == "x delete"
        await reader.click("x delete")
        await reader.sees("Deleted")
        await reader.click("? help")
        await reader.sees("Keys ·")
