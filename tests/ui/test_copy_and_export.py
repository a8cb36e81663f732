"""Copy with citation and export, and their messages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.events import Paste

from readerapp.interchange.clipboard import routes
from readerapp.interchange.clipboard.routes import CopyResult
from tests.documents.pdfs import column, pdf
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


async def test_y_in_the_list_copies_the_row_and_says_how_to_copy_all(
    open_reader: Open, copied: list[str]
) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "enter", ".", "enter", "g", "tab", "end")
        await reader.sees("Enter go there  a note  y copy  Y copy all  x delete", "? help  q quit")
        await reader.press("y")
        await reader.sees("Sent 1 quotation · test (not verified) · Y copies all 2")
        await reader.press("f", *"pier", "enter", "y")
        await reader.until(lambda: len(copied) == 2)
        await reader.sees("Sent 1 quotation")
        await reader.misses("copies all")
        await reader.resize(40, 10)
        await reader.press("end")
        await reader.sees("Enter go there  a note  ? help  q quit")
    assert all(SECOND in one for one in copied)


async def test_capital_y_copies_what_the_list_shows(open_reader: Open, copied: list[str]) -> None:
    async with open_reader() as reader:
        await reader.press("Y")
        await reader.sees("Nothing to copy · Enter highlight sentence")
        await reader.press(".", "enter", ".", "enter", "f", *"pier", "enter", "Y")
        await reader.sees("Sent 1 quotation")
        await reader.press("f", *["backspace"] * 4, *"zebra", "enter", "Y")
        await reader.sees("Nothing to copy · Esc clear filter")
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


async def test_e_and_enter_export_markdown_named_after_the_title(open_reader: Open) -> None:
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("E")
        await reader.sees("Nothing to export · Enter highlight sentence")
        await reader.press(".", "a", *"noted", "escape", "A", *"about", "escape", "E")
        name = "ferry-line-to-close-after-ninety-years.md"
        await reader.sees("1 highlight, 1 document note", "# Ferry line", f"Folder   {Path.cwd()}")
        await reader.press("enter")
        await reader.sees("Exported 1 highlight, 1 document note", f"{name} in ~/work")
        text = Path(name).read_text(encoding="utf-8")
        assert FIRST.rstrip(",") in text and "noted" in text and "by Ana" not in text
        # An existing file is overwritten only after a second Enter.
        Path(name).write_text("precious")
        await reader.press("E", "enter")
        await reader.sees(f"{name} exists · Enter again to overwrite")
        await reader.press("escape")
        await reader.sees("Nothing exported")
        assert Path(name).read_text() == "precious"
        await reader.press("E", "enter", "enter")
        await reader.sees("Exported 1 highlight")
        assert Path(name).read_text(encoding="utf-8") == text


async def test_the_preview_follows_what_and_format(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", ".", "enter", "f", *"pier", "enter", "E")
        await reader.sees("what the list shows: 1 of 2", "all: 2", "> Nobody asked us before")
        await reader.misses("> We kept")
        await reader.press("up", "up", "right")
        await reader.sees("> We kept", "2 highlights")
        await reader.press("down", "right")
        await reader.sees("## No speaker")
        await reader.press("down", "c")
        await reader.misses("by speaker")
        await reader.sees("a table for spreadsheets", "ninety-years.csv", "document,place,start")
        await reader.click("HTML page")
        await reader.sees("A page with the whole text", "ninety-years.html")
        for label in ("JSON (to share)", "REFI-QDA project"):
            await reader.press(label[0].lower(), *["r"] * (label[0] == "R"))
            await reader.sees(label)
        await reader.press("down", "right", "enter")
        await reader.sees("REFI-QDA project cannot be pasted")


async def test_the_clipboard_is_a_target(open_reader: Open, copied: list[str]) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "E", "down", "right")
        await reader.misses("Folder")
        await reader.press("enter")
        await reader.sees("Sent 1 highlight · test (not verified)")
        await reader.press("E", "enter")  # the last choice is remembered
        await reader.until(lambda: len(copied) == 2)
    assert copied[0].startswith("# Ferry line")


async def test_a_refused_export_keeps_what_was_typed(open_reader: Open, article: Path) -> None:
    Path("some folder").mkdir()
    os.mkfifo("pipe.csv")
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "enter", "E", "down", "down", "ctrl+u", "enter")
        await reader.sees("Type a file name")
        await reader.press(*"out.csv")
        await reader.sees("a table for spreadsheets")  # the suffix sets the format
        await reader.press("ctrl+u")
        reader.app.post_message(Paste("x" * 300))
        await reader.press("enter", "ctrl+u", *"pipe.csv", "enter")
        await reader.sees("pipe.csv is a pipe or a device · type a file name")
        await reader.press("ctrl+u", *"out.csv", "tab", *"/nowhere", "enter")
        await reader.sees("No such folder:", "/nowhere", "out.csv")
        await reader.press("ctrl+u", *"so", "tab", *"x/", "enter")
        await reader.sees("No such folder:", "some folder/x")
        await reader.press(*["backspace"] * 2, "enter")
        await reader.sees("Exported 1 highlight · out.csv in ")
        assert FIRST.rstrip(",") in Path("some folder/out.csv").read_text(encoding="utf-8")
        await reader.press("E", "up", "up", "ctrl+t")  # from the folder, in any field
        await reader.sees(f"Folder   {article.parent}")
    assert not [path for path in Path().iterdir() if path.is_file()]


async def test_a_note_is_updated_without_a_question_and_another_file_is_not_touched(
    open_reader: Open,
) -> None:
    name = "ferry-line-to-close-after-ninety-years.md"
    async with open_reader(size=(80, 24)) as reader:
        await reader.press(".", "enter", "E", "right", "right")  # Markdown, text, Obsidian
        await reader.sees("your own text stays", "citekey:")
        await reader.press("enter")
        await reader.sees("Exported 1 highlight")
        note = Path(name)
        note.write_text(note.read_text(encoding="utf-8") + "My own words\n", encoding="utf-8")
        await reader.press("a", *"new", "escape", "E", "enter")
        await reader.sees(f"{name} in ~/work")
        text = note.read_text(encoding="utf-8")
        assert "My own words" in text and "\nnew\n" in text
        note.write_text("precious")
        await reader.press("E", "enter", "enter")
        await reader.sees("has other contents")
        assert note.read_text() == "precious"


async def test_the_dialog_fits_the_smallest_screen(open_reader: Open) -> None:
    async with open_reader(size=(40, 10)) as reader:
        await reader.press(".", "enter", "E")
        await reader.sees("What", "Markdown", "file", "Name", "Folder", "Enter export", "PgDn")


async def test_a_copy_of_a_pdf_is_written_on_a_thread(open_reader: Open, home: Path) -> None:
    path = home / "plan.pdf"
    path.write_bytes(pdf([column("The tenant shall pay the rent.")]))
    async with open_reader(path) as reader:
        await reader.press(".", "enter", "E", "down", "down", "ctrl+u", *"out.pdf")
        await reader.sees("a copy of the PDF")
        await reader.press("enter")
        await reader.sees("Exported 1 highlight · out.pdf in ")
    assert b"/Subtype/Highlight" in Path("out.pdf").read_bytes()
