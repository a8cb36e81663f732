"""Annotations that the file carries, and what its text does not show, on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_documents import Made
from tests.ui.conftest import Open

BLOCKS = ("The ferry waits until noon.", "Then a bus comes, said Ida Holm, and nobody waits.")
COMMENT = {
    "words": "The ferry",
    "author": "Jon Aune",
    "created": "2026-11-02T10:00:00Z",
    "note": "Which ferry is it?",
}
REPLY = {"words": "The ferry", "author": "Ida", "note": "The old one.", "reply_to": 0}
DONE = {"words": "a bus", "author": "Ida", "note": "Settled now.", "resolved": True}


@pytest.fixture
def commented(made: Made) -> Path:
    return made(*BLOCKS, annotations=[dict(COMMENT), dict(REPLY), dict(DONE)])


async def test_comments_of_the_file_are_shown_with_author_date_and_thread(
    open_reader: Open, commented: Path
) -> None:
    async with open_reader(commented, size=(120, 30)) as reader:
        await reader.sees("✦J The ferry waits", "Highlights 1 of 2 · 1 reply, 1 hidden")
        await reader.sees("Jon Aune · 2026-11-02", "Which ferry is it?", "↳ Ida", "The old one.")
        await reader.sees("Note of the file  Jon Aune", "Jon Aune · 2026-11-02 10:00")
        await reader.sees("y copy")
        await reader.misses("Settled now.", "a note", "x delete")
        await reader.press("H")
        await reader.sees("Settled now.", "resolved", "Highlights 2 · 1 reply · 2 of the file")


async def test_no_key_changes_a_comment_of_the_file(open_reader: Open, commented: Path) -> None:
    async with open_reader(commented) as reader:
        for key in (*"astxrcd15", "enter"):
            await reader.press(key)
            await reader.sees("Belongs to the file · I import")
            await reader.press("left")
            await reader.misses("I import")
        await reader.press("tab", "tab", *"words")  # into the editor
        await reader.sees("Belongs to the file", "Esc back")
        await reader.press("escape")
        assert not reader.screen.list_model.session.store.annotations


async def test_selected_words_of_a_comment_can_be_marked(
    open_reader: Open, commented: Path
) -> None:
    async with open_reader(commented) as reader:
        await reader.press("v", "e", "enter")
        await reader.sees("Highlighted in yellow", "‡", "Highlights 2 of 3")
        await reader.press(*"fis:embedded", "enter")
        await reader.sees("is:embedded", "Which ferry is it?")
        await reader.press("escape", "escape", "E")
        await reader.sees("all: 1", "with those of the file: 4")


async def test_what_words_are_lost_is_said_once_and_all_omissions_on_demand(
    open_reader: Open, made: Made
) -> None:
    """Case A17: a page of text before 20 scanned ones."""
    lost = "20 of 21 pages have no text layer (p. 2-21)"
    path = made(*BLOCKS, losses=[lost], things=["picture"])
    async with open_reader(path, size=(80, 24)) as reader:
        await reader.sees("20 of 21 pages have no text layer · Ctrl+P About", "0% · ¶1", "saved")
        await reader.press("down")
        await reader.misses("no text layer")
        await reader.press(":", *"about", "enter")
        await reader.sees("Omissions    20 of 21 pages have no text layer (p. 2-21)")
        await reader.sees("1 picture is not shown")


async def test_an_import_takes_the_comments_of_the_file(open_reader: Open, commented: Path) -> None:
    async with open_reader(commented) as reader:
        await reader.press("I")
        await reader.sees("import: ", "a.made")
        await reader.press("enter")
        await reader.sees("3 new")
        await reader.press("enter")
        await reader.until(lambda: len(reader.screen.list_model.session.placed) == 2)
        await reader.misses("of the file")
        await reader.press("]", "1")
        await reader.sees("Colour: yellow")
