"""Help: every key, at every size."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.ui.actions import ACTIONS, GROUPS
from tests.ui.conftest import Open


async def test_help_opens_and_closes(open_reader: Open) -> None:
    async with open_reader() as reader:
        for key, back in (("?", "escape"), ("f1", "escape"), ("?", "?"), ("?", "f1")):
            await reader.press(key)
            await reader.sees("Keys ·", "Reading")
            await reader.press(back, "g", "j", "j")
            await reader.misses("Keys ·")
            assert reader.caret.startswith("The last ferry"), back


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_every_action_can_be_read(open_reader: Open, size: tuple[int, int]) -> None:
    seen = ""
    async with open_reader(size=size) as reader:
        await reader.press("?")
        await reader.sees("Reading")
        for _ in range(60):
            seen += " ".join(reader.text.split()) + " "
            before = reader.rows
            await reader.press("space")
            if reader.rows == before:
                break
    for title in GROUPS.values():
        assert title in seen
    for action in ACTIONS:
        assert all(word in seen for word in action.help.split()), action.help


async def test_help_shows_folders_and_the_annotator(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("?", "end")
        await reader.sees("store", "Ana")
        await reader.press("g", "/", *"palette")
        await reader.sees("(palette)", "Choose theme from a list", "palette: Ctrl+P, then type its")
        assert reader.text.count("Ctrl+P") == 2, "its own row, and how to use it, once"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_about_this_document_shows_all_metadata(
    open_reader: Open, home: Path, size: tuple[int, int]
) -> None:
    page = home / "page.html"
    words = "The last ferry across the Venn will sail on Sunday, the harbour board said. " * 20
    page.write_text(
        f"<html><head><title>{'Ferry line to close ' * 3}</title>"
        '<meta name="author" content="Ida Holm and Per Aune of the Venn Courier">'
        f"</head><body><article><p>{words}</p></article></body></html>"
    )
    async with open_reader(page, size=size) as reader:
        await reader.press("ctrl+p", *"about this")
        await reader.sees("About this document (")
        await reader.press("enter")
        await reader.sees("About this document", "Title", "Author", "Ida Holm", "Courier")
        await reader.press("end")
        await reader.sees("Annotator    Ana")
        await reader.press("escape")
        await reader.misses("About this document")


async def test_the_page_moves_by_rows_and_to_its_ends(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("?")
        top = reader.rows
        for there, back in (("j", "k"), ("down", "up"), ("space", "pageup"), ("G", "g")):
            await reader.press(there)
            assert reader.rows != top, there
            await reader.press(back)
            assert reader.rows == top, back


async def test_typed_words_search_the_help(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("?")
        await reader.sees("type to search")
        await reader.press(*"terminal's own sel")
        await reader.sees("Mouse", "Shift+drag")
        await reader.misses("Next word")
        await reader.press("ctrl+u", *"chapter")
        await reader.sees("Show contents")
        await reader.press("ctrl+u")
        await reader.sees("Next word", "↓ PgDn more")
        await reader.press("q")
        await reader.sees("Key q", "Quit (changes are already saved)")
        await reader.press(*"zzz")
        await reader.sees("Not found: qzzz · Ctrl+U shows all keys")
        await reader.press("escape", "g", "j", "j")
        await reader.misses("Keys ·")
        assert reader.caret.startswith("The last ferry"), "one Esc leaves a search and the help"


async def test_a_word_that_begins_with_the_key_that_quits_is_searched_too(
    open_reader: Open,
) -> None:
    async with open_reader() as reader:
        await reader.press("?", *"quotat")
        await reader.sees("find: quotat", "Select next quotation")
        await reader.misses("tags")
        await reader.press("escape")
        await reader.misses("Keys ·")
        assert reader.app.is_running and not reader.annotations


@pytest.mark.parametrize(
    ("key", "own"),
    [("B", "Restore all of its step"), ("S", "Merge"), ("L", "Search the texts of all documents")],
)
async def test_every_screen_has_help_with_its_own_keys_first(
    open_reader: Open, key: str, own: str
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", key)
        below = reader.rows[0]
        await reader.press("?")
        await reader.sees("On this screen", own)
        await reader.press("escape")
        await reader.until(lambda: reader.rows[0] == below)


@pytest.mark.parametrize("size", [(120, 40), (40, 10)])
async def test_help_explains_the_signs_with_samples(
    open_reader: Open, size: tuple[int, int]
) -> None:
    seen = set()
    async with open_reader(size=size) as reader:
        await reader.press("?")
        await reader.sees("Esc back", "signs")
        await reader.press("end")
        for _ in range(20):
            seen |= {" ".join(row.split()) for row in reader.rows}
            await reader.press("pageup")
    told = "\n".join(seen)
    for sign in "▌✎”‡~│┊↑┃▪›":
        assert any(row.startswith(sign) or f" {sign} " in row for row in seen), sign
    for words in ("a note", "– No speaker", "Several", "changed", "8 red", "focus"):
        assert words in told
