"""Opening: what is said when annotations, store or file are not as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.documents import Document
from readerapp.model import ReaderError
from readerapp.session.session import ReadingSession
from readerapp.workplace import Workplace
from tests.ui.conftest import ARTICLE, FIRST, Open


async def test_annotations_that_cannot_be_read_leave_a_text_to_read(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(place: Workplace, document: Document, patient: bool = False) -> ReadingSession:
        raise ReaderError("A newer readerapp wrote these annotations; update this one.")

    monkeypatch.setattr(Workplace, "session", refuse)
    async with open_reader() as reader:
        await reader.sees("A newer readerapp wrote")
        await reader.press("}", "}", "w")
        assert reader.caret.startswith("We kept the boats")
        for key in "astxuRSBEYy12":
            await reader.press(key, "escape")
        await reader.press("a")
        await reader.sees("A newer readerapp wrote")
        await reader.press("l", "q")
        assert reader.app.return_code == 0


async def test_a_file_that_changes_is_read_again_and_highlights_follow(
    open_reader: Open, article: Path
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "a", *"kept", "escape")
        article.write_text(f"A new first line.\n\n{ARTICLE}", encoding="utf-8")
        await reader.sees("A new first line.")
        await reader.until(lambda: reader.screen.opened.is_set())
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        await reader.press("g", "]")
        assert reader.caret.startswith("We kept")


async def test_what_another_reader_marks_appears(open_reader: Open) -> None:
    async with open_reader() as one, open_reader(annotator="Bo") as two:
        await two.press(".", "a", *"from Bo", "escape")
        await one.sees("from Bo", "1 highlight")
        await one.press(".", ".", "enter")
        await two.sees("2 highlights")
