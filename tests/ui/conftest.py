"""The app under Pilot: a document on disk, a store of its own, and what is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from readerapp import documents
from readerapp.model import Annotation
from readerapp.ui.app import ReaderApp
from readerapp.ui.screens.base import ReaderBase
from readerapp.workplace import workplace

ARTICLE = """\
Ferry line to close after ninety years

The last ferry across the Venn will sail on Sunday, the harbour board said.

“We kept the boats running through two floods,” said Ida Holm, who has steered the line since 1998. “Nobody asked us before they sold the pier.”

Board chairman Per Aune called the sale “a painful but necessary step” and promised a bus.

“A bus does not float,” Holm said.

Holm has sixty days to appeal.
"""


class Reader:
    """A running reader, driven and seen as by a person."""

    def __init__(self, app: ReaderApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other; a text of several letters is typed."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type letters."""
        await self.press(*("space" if c == " " else c for c in text))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(400):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError("it never came to be:\n" + "\n".join(self.rows))

    async def sees(self, *texts: str) -> None:
        """Wait until all of `texts` are on the screen."""
        await self.until(lambda: all(text in self.text for text in texts))

    @property
    def rows(self) -> list[str]:
        """The rows of the screen."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows)

    @property
    def screen(self) -> ReaderBase:
        """The reader screen, below any panel."""
        return next(s for s in self.app.screen_stack if isinstance(s, ReaderBase))

    @property
    def annotations(self) -> list[Annotation]:
        """What is marked, in order of place."""
        return [row.placed.annotation for row in self.screen.desk.all_rows()]

    @property
    def words(self) -> list[str]:
        """The words that are marked, in order of place."""
        return [a.target.exact for a in self.annotations if a.target]


Open = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A news article with three quotations."""
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def open_reader(article: Path, tmp_path: Path) -> Open:
    """Opens the reader on a file (the article), and waits for its annotations."""

    @asynccontextmanager
    async def opened(
        path: Path | None = article,
        *,
        size: tuple[int, int] = (120, 40),
        store: Path = tmp_path / "store",
        annotator: str = "Ana",
    ) -> AsyncIterator[Reader]:
        document = documents.open(str(path)) if path else None
        app = ReaderApp(workplace(str(store), annotator), document)
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot)
            if document:
                await reader.until(lambda: reader.screen.opened.is_set())
            await pilot.pause()
            yield reader

    return opened


def notes(annotations: Sequence[Annotation]) -> list[str]:
    """The notes of annotations."""
    return [annotation.note for annotation in annotations]
