"""Opening another document from inside: the prompt, pasted paths, web pages, the tree of files."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from readerapp import documents
from readerapp.ui.screens.library import LibraryScreen
from tests.ui.conftest import FIRST, Open, Reader


@pytest.fixture
def other(home: Path) -> Path:
    """Another document, in a folder with a space in its name."""
    folder = home / "my papers"
    folder.mkdir()
    path = folder / "orchard.txt"
    path.write_text("Orchard news\n\nThe ferry brought no apples.\n", encoding="utf-8")
    return path


async def paste(reader: Reader, text: str) -> None:
    """Paste a text."""
    reader.app.post_message(Paste(text))
    await reader.settle()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_another_file_is_opened_and_the_way_back_is_short(
    open_reader: Open, other: Path, article: Path, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        await reader.press(".", "a", *"kept", "escape", "O", *"gone.txt", "enter")
        await reader.sees("There is no file gone.txt", "open: gone.txt")
        await reader.press("escape", "O", *f"{other.parent}/or", "tab")
        await reader.sees("orchard.txt")
        await reader.press("enter")
        await reader.until(lambda: reader.caret.startswith("Orchard news"))
        await reader.press("O", "up", "enter")
        await reader.until(lambda: reader.screen.document.names == (str(article),))
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        await reader.press("O", *"orchard", "tab", "enter")  # a word of a recent document
        await reader.until(lambda: reader.screen.document.names == (str(other),))


async def test_the_command_opens_too_and_keeps_what_was_typed(
    open_reader: Open, other: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(":", *"open gone.txt", "enter")
        await reader.sees("There is no file gone.txt", "open gone.txt")
        await reader.press("escape", ":", *f'e "{other}"', "enter")
        await reader.until(lambda: reader.screen.document.names == (str(other),))
        picture = other.with_name("picture.png")
        picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0" * 20)
        await reader.press(":", *f"e {picture.name}", "enter")  # beside the document
        await reader.sees("is a picture (PNG)", "open: picture.png")


async def test_a_pasted_path_is_offered_not_obeyed(open_reader: Open, other: Path) -> None:
    async with open_reader() as reader:
        await paste(reader, "just some words\n")
        assert not reader.screen.prompt.open
        await paste(reader, f"'{other}'\n")
        await reader.sees("open: ~/my papers/orchard.txt")
        await reader.press("escape", "L")
        await reader.sees("Library")
        await paste(reader, str(other).replace(" ", "\\ "))
        await reader.sees("open: ~/my papers/orchard.txt")
        await reader.press("enter")
        await reader.until(lambda: reader.screen.document.names == (str(other),))


async def test_a_web_page_is_fetched_after_enter_and_can_be_stopped(
    open_reader: Open, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, opening = threading.Event(), documents.open
    asked: list[Any] = []

    def fetch(name: str, progress: Callable[[int, int], None], **options: Any) -> Any:
        asked.append((name, options["fresh"]))
        while not go_on.wait(0.01):
            progress(1, 4)
        if "gone" in name:
            raise documents.registry.ReaderError("The server says 404.")
        return opening(other)

    monkeypatch.setattr(documents, "open", fetch)
    async with open_reader(None) as reader:
        await reader.press("O", *"https://a.org/gone")
        await reader.sees("Enter fetches https://a.org/gone from the web")
        assert not asked
        try:
            await reader.press("enter")
            await reader.sees("Fetching https://a.org/gone … 25% · Esc stop")
            await reader.press("escape")
            await reader.sees("Not opened: https://a.org/gone", "Library")
            await reader.press("O", *"https://a.org/gone", "enter")
        finally:
            go_on.set()
        await reader.sees("The server says 404.", "open: https://a.org/gone")
        await reader.press(*["backspace"] * 4, *"page", "enter")
        await reader.until(lambda: reader.caret.startswith("Orchard news"))
    assert asked == [("https://a.org/gone", True)] * 2 + [("https://a.org/page", True)]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_the_tree_of_files_opens_what_can_be_read(
    open_reader: Open,
    other: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    folder = home / "shell"
    folder.mkdir()
    (folder / "data.bin").write_bytes(b"\0" * 20)
    (folder / "a\x1b[31m[b]\n.txt").write_text("Odd name.", encoding="utf-8")
    (folder / ".hidden.txt").touch()
    os.symlink(other.parent, folder / "papers")
    monkeypatch.chdir(folder)
    async with open_reader(None, size=size) as reader:
        await reader.press("shift+tab")
        await reader.sees("~/shell", "▸ papers", "a␛[31m[b]", "data.bin")
        await reader.misses(".hidden")
        dims = [
            segment.style.dim or segment.style.color
            for word in ("data.bin", "[b]")
            for strip in reader.strips
            for segment in strip
            if word in segment.text and segment.style
        ]
        assert dims[0] != dims[1], "what cannot be read looks so"
        await reader.press("G", "enter")
        await reader.sees("binary file")
        await reader.press("/", *"orch", "enter", "g", "down", "l")
        await reader.sees("orchard.txt", "filter: orch" if size[0] > 40 else "filter")
        await reader.misses("data.bin")
        await reader.press("escape", "backspace")
        await reader.sees("▸ my papers", "▸ shell")
        await reader.click("my papers")
        await reader.sees("▾ my papers", "orchard.txt")
        await reader.click("orchard.txt")
        assert isinstance(reader.app.screen, LibraryScreen)
        await reader.click("orchard.txt")
        await reader.until(lambda: reader.screen.document.names == (str(other),))
