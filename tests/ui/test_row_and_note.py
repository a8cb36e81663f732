"""In the list, the row, the note that is shown and the highlight that keys act on are the same."""

from __future__ import annotations

import random

import pytest

from tests.ui.conftest import FIRST, FOURTH, SECOND, Open, Reader


def pointed(reader: Reader) -> list[str | None]:
    """What the list, the note pane, the text and the keys point at."""
    screen = reader.screen
    return [
        screen.highlight_list.current,
        screen.notes_panel.key,
        screen.document_view._focused_key,
        screen.panes.focused_key,
        screen.panes.chosen_key,
    ]


def agrees(reader: Reader) -> bool:
    """Whether all point at one highlight, or at none."""
    return len(set(pointed(reader))) == 1


async def highlight_four(reader: Reader) -> None:
    """Highlight four quotations, two with a speaker, and focus the list."""
    await reader.press(".", "1", "s", *"ida", "enter", ".", "2", ".", "3")
    await reader.press("s", *"aune", "enter", ".", "4", "g", "tab", "home")


@pytest.mark.parametrize("filters", [[], ["f", *"no:speaker", "enter"]])
async def test_undo_points_at_the_highlight_that_is_back(
    open_reader: Open, filters: list[str]
) -> None:
    first, second = (SECOND, FOURTH) if filters else (FIRST, SECOND)
    async with open_reader(size=(80, 24)) as reader:
        await highlight_four(reader)
        await reader.press(*filters, "home")
        await reader.press("x")
        assert agrees(reader)
        await reader.sees(f"▌“{second[:12]}")  # the head of the note
        assert (
            reader.screen.document_view.caret.at
            == reader.screen.list_model.row(reader.screen.highlight_list.current).start
        )
        await reader.press("u")
        assert agrees(reader)
        await reader.sees(f"▌“{first[:12]}")
        await reader.press("U", "u", "a", *"mine", "escape")
        noted = next(a for a in reader.annotations if a.note)
        assert noted.target and noted.target.exact == first
        assert reader.screen.notes_panel.key == noted.id


async def test_a_note_that_is_left_is_the_one_under_the_caret(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await highlight_four(reader)
        await reader.press("end", "escape", "g", "tab")  # the caret is on no highlight
        assert agrees(reader)
        last = reader.screen.highlight_list.current
        await reader.press("escape")
        assert reader.screen.panes.chosen_key is None, "in the text keys act on what is there"
        for keys in (["tab", "a", "escape"], ["g", "tab", "tab", "escape"]):
            await reader.press(*keys)
            assert reader.screen.notes_panel.key == reader.screen.panes.chosen_key == last
            assert "¶5" in reader.rows[-2], "the place of the caret"


@pytest.mark.parametrize("seed", range(2))
async def test_on_a_random_walk_in_the_list_all_agree(open_reader: Open, seed: int) -> None:
    rng = random.Random(seed)
    async with open_reader(size=(80, 24)) as reader:
        await highlight_four(reader)
        walk = []
        for _ in range(40):
            walk.append(
                rng.choice([*"xxuuuUUjjkkoG5", "f:no:speaker", "f:a", "f:gone", "f:", "s", "tab"])
            )
            keys = {
                "s": ["s", "1"],
                "tab": ["tab", "tab", "tab"],
            }.get(walk[-1], [walk[-1]])
            if walk[-1].startswith("f:"):
                keys = ["f", "ctrl+u", *walk[-1][2:], "enter"]
            await reader.press(*keys)
            assert reader.screen.focused is reader.screen.highlight_list, walk
            assert agrees(reader), (walk, pointed(reader))
            marked = [row for row in reader.rows if "›" in row]
            assert len(marked) == (reader.screen.highlight_list.current is not None), walk
        await reader.press(*"xjxkuujx", "u")  # in one burst
        assert agrees(reader), (walk, pointed(reader))
