"""Layouts by size: what is on screen, and that the position is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Open


async def test_wide_screens_show_three_panes_side_by_side(open_reader: Open) -> None:
    async with open_reader(size=(120, 40)) as reader:
        await reader.press(".", "a", *"my note", "escape")
        document, side = reader.screen.document_view.region, reader.screen.highlight_list.region
        assert document.right <= side.x
        await reader.sees("We kept", "Highlights 1", "✎ my note")


async def test_narrow_screens_show_list_and_note_below(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "a", *"my note", "escape")
        document, side = reader.screen.document_view.region, reader.screen.highlight_list.region
        assert document.bottom <= side.y and document.width >= 79
        await reader.sees("We kept", "Highlights 1", "my note")


async def test_narrow_screens_give_the_text_all_rows_until_there_is_an_annotation(
    open_reader: Open, home: Path
) -> None:
    path = home / "long.txt"
    path.write_text("".join(f"{n} goes on.\n\n“Number {n},” he said.\n\n" for n in range(99)))
    async with open_reader(path, size=(80, 24)) as reader:
        before = reader.document
        assert len(before) == 22
        await reader.press("tab")
        await reader.sees("Highlights 0")
        await reader.press("escape")
        assert reader.document == before
        await reader.press(".", ".", "1")
        assert reader.document == before[:15], "the text stays where it is"
        await reader.press("u")
        assert len(reader.document) == 15, "and does not jump back"
        await reader.press("U", "j")
        top = reader.document[0]
        await reader.press(*["j"] * 16, ".", "1")
        assert reader.document[0] != top and len(reader.annotations) == 2
    async with open_reader(path, size=(80, 24)) as reader:
        assert len(reader.document) == 15


async def test_low_screens_show_one_pane_at_a_time(open_reader: Open) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await reader.sees("Ferry line to close")
        await reader.misses("Highlights")
        await reader.press(".", "a")
        await reader.misses("Nobody asked")
        await reader.press(*"my note", "escape", "tab")
        await reader.sees("Highlights 1", "my note")
        await reader.press("escape")
        await reader.sees("We kept")
        assert reader.notes == ["my note"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_every_size_has_status_and_keys(open_reader: Open, size: tuple[int, int]) -> None:
    async with open_reader(size=size) as reader:
        await reader.press(".", "enter")
        await reader.press("j")
        await reader.sees("saved", "help")
        assert all(len(row) == size[0] for row in reader.rows)


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (200, 60), (41, 30)])
async def test_a_resize_keeps_the_words_at_the_top_and_the_caret(
    open_reader: Open,
    home,  # type: ignore[no-untyped-def]
    size: tuple[int, int],
) -> None:
    path = home / "long.txt"
    path.write_text("".join(f"Paragraph {n} goes on. {'word ' * 60}\n\n" for n in range(100)))
    async with open_reader(path) as reader:
        await reader.press("space", "space", "w", "w")
        top = reader.document[0].split()[:3]
        place = reader.caret.split()[0]
        before = reader.screen.document_view.caret.at
        await reader.resize(*size)
        assert " ".join(top) in " ".join(reader.document[0].split() + reader.document[1].split())
        assert reader.caret.startswith(place[:1])
        await reader.resize(120, 40)
        assert reader.document[0].split()[:3] == top
        assert reader.screen.document_view.caret.at == before


async def test_too_small_says_so_and_recovers(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("}", "}")
        await reader.resize(30, 8)
        await reader.sees("This terminal is", "40x10")
        await reader.misses("We kept")
        await reader.resize(39, 30)
        await reader.sees("39x30")
        await reader.resize(80, 24)
        assert reader.caret.startswith("“We kept")
        await reader.press(".", "a", *"half ")
        for size in ((20, 5), (1, 1), (3, 2), (39, 9), (60, 12)):
            await reader.resize(*size)
        await reader.press(*"a note", "escape")
        assert reader.notes == ["half a note"]


async def test_zen_shows_the_text_alone_and_comes_back(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("z")
        await reader.misses("Highlights")
        assert reader.region.width >= 119
        await reader.press(".", "a", *"in zen", "escape")
        await reader.misses("Highlights")
        await reader.press("z")
        await reader.sees("Highlights 1", "in zen")


async def test_the_text_has_a_width_that_keys_change_and_the_next_start_keeps(
    open_reader: Open, home: Path
) -> None:
    path = home / "long.txt"
    path.write_text("word " * 2000)
    async with open_reader(path, size=(200, 60)) as reader:
        rows = [row[: reader.region.right] for row in reader.rows[:20]]
        left = len(rows[0]) - len(rows[0].lstrip())
        assert max(len(row.strip()) for row in rows) in range(76, 81)
        assert left == reader.place("word")[0] and abs(left - (reader.region.right - 84) / 2) < 4
        await reader.press("w", "z")
        assert reader.rows[0].index("word") == (199 - 84) // 2 + 3
        await reader.press("z", "<")
        await reader.sees("Width 76")
        await reader.click("word", nth=4)
        assert reader.caret.startswith("word") and reader.screen.document_view.caret.at == 4 * 75
        await reader.press("<")
    async with open_reader(path, size=(200, 60)) as reader:
        assert max(map(len, reader.document)) <= 72
    async with open_reader(path, size=(80, 24)) as reader:
        await reader.press("<")
        await reader.sees("Width 68")
        await reader.press(">", ">")
        await reader.sees("Width 75 · the whole pane")
        await reader.press(">")
        await reader.sees("Width: no limit")
        await reader.resize(200, 60)
        assert max(map(len, reader.document)) > 130


@pytest.mark.parametrize("theme", ["reader-dark", "ansi-dark"])
async def test_the_title_of_a_pane_shows_that_it_has_the_focus(
    open_reader: Open, theme: str
) -> None:
    async with open_reader() as reader:
        reader.app.theme = theme
        await reader.sees("Highlights 0", "Note on the document  A add note")

        def look(title: str) -> tuple[object, bool | None]:
            column, row = reader.place(title)
            style = next(style for at, _, style in reader._cells(row) if at == column)
            return style.bgcolor, style.reverse

        await reader.press(".", "1", "right")
        titles = ("Highlights 1", "No note yet  no speaker")
        at_rest = list(map(look, titles))
        await reader.press("tab")
        assert look(titles[0]) != at_rest[0] and look(titles[1]) == at_rest[1]
        await reader.press("tab")
        await reader.sees("Writing note · Esc done")
        assert look("Writing note") != at_rest[1] and look(titles[0]) == at_rest[0]
        await reader.press("escape")
        assert list(map(look, titles)) == at_rest


async def test_a_prompt_and_a_panel_fit_the_smallest_screen(open_reader: Open) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await reader.press("/", *"boats")
        await reader.sees("find: boats", "boats running")
        await reader.press("escape", ".", "s")
        await reader.sees("Speaker: ", "Ida Holm")
        await reader.press("escape", "t")
        await reader.sees("Tags")
        await reader.press("escape", "S")
        await reader.sees("speaker")


async def test_resizing_while_a_panel_is_open_keeps_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", *"Someo")
        await reader.resize(60, 20)
        await reader.press(*"ne", "enter")
        assert reader.said_by == ["Someone"]
