"""Loading: messages when annotations, store or file cannot be read or change."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.ui.app import ReaderApp
from readerapp.ui.reader import background_tasks
from readerapp.workspace import AppContext, make_context
from tests.ui.conftest import ARTICLE, FIRST, Open, Reader


async def test_the_list_says_that_annotations_are_being_read(
    article: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open, open_session = threading.Event(), AppContext.open_session

    def wait(context: AppContext, document: Document, **options: bool) -> ReadingSession:
        may_open.wait()
        return open_session(context, document, **options)

    monkeypatch.setattr(AppContext, "open_session", wait)
    app = ReaderApp(make_context(str(home / "store"), "Ana"), documents.open(str(article)))
    async with app.run_test(size=(120, 40)) as pilot:
        reader = Reader(app, pilot)
        await reader.sees("Highlights", "Loading annotations…", "· Loading annotations…")
        assert "No highlights" not in reader.text
        may_open.set()
        await reader.sees("Highlights 0", "No highlights yet", "0 highlights · saved")
        await reader.misses("Loading annotations…")


async def test_annotations_that_cannot_be_read_leave_a_text_to_read(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(
        context: AppContext, document: Document, allow_unsaved: bool = False
    ) -> ReadingSession:
        raise ReaderError("A newer readerapp wrote these annotations; update this one.")

    monkeypatch.setattr(AppContext, "open_session", refuse)
    async with open_reader() as reader:
        await reader.sees("A newer readerapp wrote", "The annotations cannot be read")
        await reader.press("}", "}", "w")
        await reader.misses("Loading annotations")
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
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])
        await reader.press("g", "]")
        assert reader.caret.startswith("We kept")


async def test_keys_go_on_while_a_changed_file_is_read_again(
    open_reader: Open, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, go_on, half = documents.open, threading.Event(), threading.Event()

    def slowly(path: str, progress: Callable[[int, int], None]) -> Document:
        progress(21, 50)
        half.set()
        go_on.wait()
        return read(path)

    monkeypatch.setattr(background_tasks, "_PROGRESS_DELAY", 0)
    async with open_reader() as reader:
        monkeypatch.setattr(documents, "open", slowly)
        article.write_text(f"A new first line.\n\n{ARTICLE}", encoding="utf-8")
        try:
            await reader.until(half.is_set)
            await reader.sees("reloading … 42%")
            await reader.press(".", "a", *"kept")
            await reader.misses("A new first line.")
        finally:
            go_on.set()
        await reader.press("escape")
        await reader.sees("A new first line.")
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        assert (reader.words, reader.notes) == ([FIRST], ["kept"])


async def test_a_changed_file_waits_for_the_second_key_of_a_sequence(
    open_reader: Open, article: Path
) -> None:
    async with open_reader() as reader:
        await reader.press("m")
        await reader.sees("Bookmark here: type a letter")
        article.write_text(f"A new first line.\n\n{ARTICLE}", encoding="utf-8")
        await reader.until(lambda: reader.screen.reload.is_waiting)
        await reader.press("a")
        await reader.sees("A new first line.")
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        await reader.press("apostrophe")
        await reader.sees("Bookmark: a ¶")
        await reader.press("escape", "4", "2")
        article.write_text(ARTICLE, encoding="utf-8")
        await reader.until(lambda: reader.screen.reload.is_waiting)
        await reader.press("percent_sign")
        await reader.misses("A new first line.")


async def test_a_changed_file_that_cannot_be_read_is_tried_once_for_each_change(
    open_reader: Open, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, refused = documents.open, []

    def open_words(path: str, progress: Callable[[int, int], None]) -> Document:
        if article.read_bytes().startswith(b"%PDF"):
            refused.append(path)
        return read(path, progress=progress)

    async with open_reader() as reader:
        monkeypatch.setattr(documents, "open", open_words)
        article.write_bytes(b"%PDF-1.7\nnothing else")
        await reader.until(lambda: refused)
        assert "Ferry line to close" in reader.text
        article.write_text(f"A new first line.\n\n{ARTICLE}", encoding="utf-8")
        await reader.sees("A new first line.")
        assert len(refused) == 1


async def test_what_another_reader_marks_appears(open_reader: Open) -> None:
    async with open_reader() as one, open_reader(annotator="Bo") as two:
        await two.press(".", "a", *"from Bo", "escape")
        await one.sees("from Bo", "1 highlight")
        await one.press(".", ".", "enter")
        await two.sees("2 highlights")


@pytest.mark.parametrize(("many", "excluded"), [(1, True), (2, False)])
async def test_no_collection_looks_through_many_annotations_of_an_open_document(
    open_reader: Open, monkeypatch: pytest.MonkeyPatch, many: int, excluded: bool
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
    monkeypatch.setattr(background_tasks, "MANY_ANNOTATIONS", many)
    gc.unfreeze()
    async with open_reader() as reader:
        await reader.sees("1 highlight")
        assert (gc.get_freeze_count() > 0) == excluded
        reader.screen.saving.close_store()
        assert gc.get_freeze_count() == 0
