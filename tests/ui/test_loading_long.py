"""The loading screen of a long document: progress, preview, and cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.documents import Document
from readerapp.text.source import Text
from readerapp.ui.screens import loading
from tests.ui.conftest import Open


class Slowly:
    """A slow opener: reports preview and progress, and continues when the event is set."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self._open = documents.open

    def __call__(
        self,
        path: str,
        progress: Callable[[int, int], None],
        preview: Callable[[Text, Sequence[str]], None],
        fresh: bool,
    ) -> Document:
        preview(Text.from_string("It begins like this."), ())
        progress(21, 50)
        while not self.go_on.wait(0.01):
            progress(21, 50)
        return self._open(path)


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_long_document_shows_its_beginning_and_can_be_left(
    open_reader: Open, article: Path, monkeypatch: pytest.MonkeyPatch, leaves: bool
) -> None:
    async with open_reader(article) as reader:
        slowly = Slowly()
        await reader.press("L")
        await reader.sees("Library")
        monkeypatch.setattr(documents, "open", slowly)
        monkeypatch.setattr(loading, "takes_long", lambda name: True)
        try:
            await reader.press("enter")
            await reader.sees("It begins like this.", "42%", "Esc stop")
            if leaves:
                await reader.press("escape")
                await reader.sees("Not opened: ferry.txt")
        finally:
            slowly.go_on.set()
        if not leaves:
            await reader.sees("The last ferry across the Venn")
