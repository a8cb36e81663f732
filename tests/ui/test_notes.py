"""Notes: written in the editor, saved while typing, shown in the list."""

from __future__ import annotations

from pathlib import Path

import tinydb

from tests.ui.conftest import FIRST, Open


def on_disk(home: Path) -> list[str]:
    """The notes in the store, as plain TinyDB reads them."""
    return [
        note
        for file in (home / "store").glob("*.json")
        for note in (row["note"] for row in tinydb.TinyDB(file).table("annotations"))
    ]


async def test_a_note_is_on_disk_while_it_is_still_typed(open_reader: Open, home: Path) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"half a thought")
        await reader.until(lambda: reader.notes == ["half a thought"])
        await reader.sees("✎ half a thought", "saved")
        async with open_reader() as other:
            assert other.notes == ["half a thought"]


async def test_a_note_may_have_lines_and_be_taken_up_again(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one\ntwo", "escape", "a", *" three", "escape")
        assert reader.notes == ["one\ntwo three"]
        await reader.sees("one", "two three", "✎ one two three")


async def test_each_highlight_shows_its_own_note(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"first note", "escape", ".", "a", *"second note", "escape")
        for key, shown in (("[", "first note"), ("]", "second note")):
            await reader.press(key)
            editor = reader.screen.notes.region
            panel = "\n".join(reader.rows[editor.y : editor.bottom])
            assert shown in panel


async def test_a_note_on_the_document_itself(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("A", *"a fine article", "escape", "A", *", and short", "escape")
        assert reader.notes == ["a fine article, and short"]
        assert [a.target for a in reader.annotations] == [None]
        await reader.sees("Note on the document")


async def test_the_words_above_a_note_are_quoted_once_and_cut_with_a_sign(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press("}", "}", "v", "}", "enter", "t", *"harbour, ferry", "enter")
        head = next(row for row in reader.rows if "#harbour" in row and "“We kept" in row)
        assert "““" not in head
        assert "… #harbour #ferry" in head


async def test_a_note_left_by_tab_is_saved(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"by tab", "tab")
        await reader.until(lambda: reader.notes == ["by tab"])


async def test_quitting_from_the_note_saves_it(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"to the last letter", "ctrl+q")
    async with open_reader() as reader:
        assert reader.notes == ["to the last letter"]


async def test_two_notes_typed_in_a_row_are_two_steps(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"one", "escape", "a", *" two", "escape", "u")
        assert reader.notes == ["one"]
        await reader.press("u")
        assert reader.notes == [""]
        assert reader.words == [FIRST]


async def test_a_paste_is_one_note(open_reader: Open) -> None:
    from textual.events import Paste

    async with open_reader() as reader:
        await reader.press(".", "a")
        reader.app.post_message(Paste("pasted\nlines"))
        await reader.until(lambda: "pasted" in reader.text)
        await reader.press("escape")
        assert reader.notes == ["pasted\nlines"]
