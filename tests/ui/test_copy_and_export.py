"""Copy with citation and export, and their messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.interchange.clipboard import routes
from readerapp.interchange.clipboard.routes import CopyResult
from tests.ui.conftest import FIRST, SECOND, Open


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what is copied; there is no clipboard in a test."""
    texts: list[str] = []

    def copy(text: str) -> CopyResult:
        texts.append(text)
        return CopyResult("terminal", "Sent", "test (not verified)")

    monkeypatch.setattr(routes, "copy_text", copy)
    return texts


async def test_y_copies_the_quotation_with_speaker_title_and_locator(
    open_reader: Open, copied: list[str]
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "s", "1", "y")
        await reader.sees("Sent 1 quotation · test (not verified)")
    text = copied[0]
    assert text.startswith("“We kept")  # in the marks of the document
    assert FIRST.rstrip(",") in text
    assert all(part in text for part in ("Ida Holm", "Ferry line to close", "¶3"))


async def test_y_copies_a_selection_without_a_highlight(
    open_reader: Open, copied: list[str]
) -> None:
    async with open_reader() as reader:
        await reader.press("v", "e", "y")
        await reader.until(lambda: copied)
        assert reader.words == []
    assert copied[0].startswith("“Ferry”")


async def test_y_in_the_list_copies_the_row(open_reader: Open, copied: list[str]) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", ".", "enter", "g", "tab", "end", "y")
        await reader.until(lambda: copied)
    assert SECOND in copied[0]


async def test_capital_y_copies_what_the_list_shows(open_reader: Open, copied: list[str]) -> None:
    async with open_reader() as reader:
        await reader.press("Y")
        await reader.sees("Nothing to copy · Enter to highlight a sentence")
        await reader.press(".", "enter", ".", "enter", "f", *"pier", "enter", "Y")
        await reader.sees("Sent 1 quotation")
        await reader.press("f", *["backspace"] * 4, *"zebra", "enter", "Y")
        await reader.sees("Nothing to copy · Esc to clear the filter")
    assert copied[0].startswith("“Nobody") and FIRST not in copied[0]
    assert "yellow" not in copied[0] and "by Ana" not in copied[0]


async def test_a_copy_that_fails_says_so(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readerapp.core.errors import ReaderError

    def copy(text: str) -> CopyResult:
        raise ReaderError("Nothing here takes a copy; E exports to a file.")

    monkeypatch.setattr(routes, "copy_text", copy)
    async with open_reader() as reader:
        await reader.press(".", "y")
        await reader.sees("Nothing here takes a copy")


@pytest.mark.parametrize("name", ["out.md", "out.json", "out.csv", "out.txt"])
async def test_e_exports_to_a_file(open_reader: Open, name: str) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"noted", "escape", "E", *["backspace"] * 70, *name, "enter")
        await reader.sees("1 annotation", name)
        text = Path(name).read_text(encoding="utf-8")
        assert FIRST.rstrip(",") in text.replace("\\u201c", "“") and "noted" in text


async def test_an_existing_file_is_written_over_only_after_a_second_enter(
    open_reader: Open,
) -> None:
    Path("mine.md").write_text("precious")
    async with open_reader() as reader:
        await reader.press(".", "enter", "E", *["backspace"] * 70, *"mine.md", "enter")
        await reader.sees("mine.md exists; Enter again writes over it")
        assert Path("mine.md").read_text() == "precious"
        await reader.press("escape", "j", "E", *["backspace"] * 70, *"mine.md", "enter", "enter")
        await reader.until(lambda: Path("mine.md").read_text() != "precious")
        await reader.press("E", *["backspace"] * 70, *"nowhere/x.md", "enter")
        await reader.sees("cannot be written")


async def test_escape_exports_nothing(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "E")
        await reader.sees("export to: Ferry line to close after ninety years.md")
        await reader.press("escape")
    assert not [*Path().iterdir()]
