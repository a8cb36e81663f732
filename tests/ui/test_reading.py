"""Reading keys: the position of the caret on the screen after each key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import FIRST, Open

LINES = "".join(f"Line {number} of the long poem, row upon row.\n\n" for number in range(1, 200))


@pytest.fixture
def poem(home: Path) -> Path:
    """Write a text of many pages in which each paragraph is a numbered row."""
    path = home / "poem.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


MOVES = [
    ("right right", "rry line"),
    ("l l", "rry line"),
    ("l l l left", "rry line"),
    ("l l l h", "rry line"),
    ("down down", "The last ferry"),
    ("j j", "The last ferry"),
    ("j j up up", "Ferry line"),
    ("j j k k", "Ferry line"),
    ("w", "line to close"),
    ("ctrl+right w", "to close"),
    ("w w b", "line to close"),
    ("w w ctrl+left", "line to close"),
    ("e", "y line to close"),
    ("e e", "e to close"),
    ("} } )", "“Nobody asked us"),
    ("} } ) (", "“We kept"),
    ("}", "The last ferry across"),
    ("} }", "“We kept the boats"),
    ("} } {", "The last ferry across"),
    ("w w 0", "Ferry line"),
    ("w w home", "Ferry line"),
    ("$", "s"),
    ("end", "s"),
    ("} } g", "Ferry line"),
    ("} } ctrl+home", "Ferry line"),
]


async def test_each_key_moves_the_caret(open_reader: Open) -> None:
    async with open_reader() as reader:
        for keys, here in MOVES:
            await reader.press("g")
            assert reader.caret.startswith("Ferry line")
            await reader.press(*keys.split())
            assert reader.caret.startswith(here), (keys, reader.caret)


async def test_up_and_down_keep_their_column(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("w", "w", "j", "j")
        assert reader.caret.startswith("rry across")
        await reader.press("k", "k")
        assert reader.caret.startswith("to close")


@pytest.mark.parametrize("key", ["G", "ctrl+end"])
async def test_the_end_of_the_document(open_reader: Open, poem: Path, key: str) -> None:
    async with open_reader(poem) as reader:
        await reader.press(key)
        await reader.sees("Line 199 of", "100%")
        await reader.misses("Line 1 of")


@pytest.mark.parametrize(
    ("down", "up", "rows"),
    [("space", "pageup", 37), ("pagedown", "pageup", 37), ("ctrl+d", "ctrl+u", 18)],
)
async def test_pages(open_reader: Open, poem: Path, down: str, up: str, rows: int) -> None:
    async with open_reader(poem) as reader:
        before = reader.document
        await reader.press(down)
        after = reader.document
        assert after[: len(before) - rows] == before[rows:]
        await reader.press(up)
        assert reader.document == before


async def test_paging_at_the_end_brings_the_caret_to_the_last_row(
    open_reader: Open, poem: Path
) -> None:
    async with open_reader(poem, size=(80, 24)) as reader:
        await reader.press(*["space"] * 60)
        await reader.sees("Line 199 of")
        await reader.press(*["pageup"] * 60)
        assert reader.caret.startswith("Line 1 of")


async def test_the_position_is_shown_while_moving(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.sees("0%", "¶1")
        await reader.press("}", "}")
        await reader.sees("¶3")


async def test_backspace_goes_back_where_the_jumps_began(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("}", "w", "G", "g", "backspace")
        assert reader.caret == "" or reader.caret.startswith("."), "the end again"
        await reader.press("backspace")
        assert reader.caret.startswith("last ferry")
        await reader.press("backspace")
        assert reader.caret.startswith("last ferry")


@pytest.mark.parametrize(
    "text",
    [
        "雨が降る。風が吹く。\n",
        "👨‍👩‍👧 family 🇯🇵 flag 👍🏽 thumb\n",
        "e\u0301te\u0301 a\u0300 la mer\n",
        "tab\tand\ttab\n",
    ],
)
async def test_the_caret_is_never_inside_a_cluster(
    open_reader: Open, home: Path, text: str
) -> None:
    import regex

    path = home / "scripts.txt"
    path.write_text(text, encoding="utf-8")
    starts = [match.start() for match in regex.finditer(r"\X", text)]
    async with open_reader(path) as reader:
        for _ in range(len(starts) - 1):
            await reader.press("v", "l", "enter", "escape")
        assert all(word == text[text.index(word) :][: len(word)] for word in reader.words)
        starts_marked = {a.target.start for a in reader.annotations if a.target}
        assert starts_marked <= set(starts)


async def test_the_reader_starts_at_the_last_position(open_reader: Open, poem: Path) -> None:
    async with open_reader(poem, size=(80, 24)) as reader:
        await reader.press("space", "space", "space", "w")
        place, page = reader.caret, reader.document
        await reader.press("q")
    async with open_reader(poem, size=(80, 24)) as reader:
        await reader.until(lambda: reader.caret == place)
        assert reader.document == page


async def test_the_first_start_says_what_to_press(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.sees(". next quotation")
        await reader.press(".")
        assert FIRST.startswith(reader.selected[:20])


async def test_all_keys_work_in_an_empty_document(open_reader: Open, home: Path) -> None:
    path = home / "empty.txt"
    path.write_text("", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.press(*"jklhwbeG$0(){}.,][n*gvo+-123xtry", "space", "pageup", "enter")
        await reader.press("escape", "a", "s", "Y", "escape")
        assert reader.words == []
        assert reader.app.is_running


async def test_markdown_is_shown_as_it_reads(open_reader: Open, home: Path) -> None:
    path = home / "essay.md"
    path.write_text("# On rain\n\nIt *never* rains but it **pours**.\n", encoding="utf-8")
    async with open_reader(path) as reader:
        await reader.sees("On rain", "It never rains but it pours.")
        assert reader.style("never").italic
        assert reader.style("pours").bold
