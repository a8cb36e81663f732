"""The app under Pilot: a document on disk, a store of its own, and what is on the screen."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import pytest
from rich.style import Style
from textual._context import visible_screen_stack
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from readerapp import documents
from readerapp.annotations import note_writer, write_buffer
from readerapp.core.model import Annotation, Speaker
from readerapp.ui.app import ReaderApp
from readerapp.ui.reader import background_tasks
from readerapp.ui.reader.screen import ReaderScreen
from readerapp.workspace import make_context

ARTICLE = """\
Ferry line to close after ninety years

The last ferry across the Venn will sail on Sunday, the harbour board said.

“We kept the boats running through two floods,” said Ida Holm, \
who has steered the line since 1998. \
“Nobody asked us before they sold the pier.”

Board chairman Per Aune called the sale “a painful but necessary step” and promised a bus.

“A bus does not float,” Holm said.

Holm has sixty days to appeal.
"""
FIRST = "We kept the boats running through two floods,"
SECOND = "Nobody asked us before they sold the pier."
THIRD = "a painful but necessary step"
FOURTH = "A bus does not float,"


_SECONDS = 60
"""How long a condition may take to hold, and a screen to be drawn: long, for a busy machine."""


class Reader:
    """A running reader, driven and seen as by a person."""

    def __init__(self, app: ReaderApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    # What a person does

    async def press(self, *keys: str) -> None:
        """Press keys: characters (".", "G") or names ("enter", "ctrl+r"), in one burst."""
        for key in keys:
            self.app.post_message(_event(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        await self.press(*text)

    async def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(columns, rows)
        await self.until(lambda: self.app.screen.size == (columns, rows))
        await self.settle()

    async def click(self, text: str, *, times: int = 1, nth: int = 0) -> None:
        """Click on the first cell of `text`, where it stands on screen for the nth time."""
        await self.pilot.click(offset=self.place(text, nth), times=times)
        await self.settle()

    async def drag(self, start: str, end: str) -> None:
        """Press the button on the first cell of `start`, let go on the last one of `end`."""
        column, row = self.place(end)
        last = (column + len(end) - 1, row)
        await self.pilot.mouse_down(offset=self.place(start))
        await self.pilot.hover(offset=last)
        await self.pilot.mouse_up(offset=last)
        await self.settle()

    async def settle(self) -> None:
        """Return when everything that was set off has been handled and laid out."""
        # Messages go from a widget to the screen and calls come back: twice covers the way.
        for _ in range(2):
            await _handled(self.app)
            for node in (self.app.screen, *self.app.screen.walk_children(Widget)):
                await _handled(node)
        await self._drawn()

    async def _drawn(self) -> None:
        """Wait until the screen is drawn; if another one takes its place meanwhile, until that is.

        A screen that was replaced makes no calls after a refresh any more.
        """
        end = time.monotonic() + _SECONDS
        while self.app.is_running:
            screen, drawn = self.app.screen, asyncio.Event()
            if not screen.call_after_refresh(drawn.set):
                return
            while self.app.is_running and self.app.screen is screen:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await drawn.wait()
                    return
                if time.monotonic() > end:
                    where = f"not drawn in {_SECONDS} s; on screen is:\n{self.text}"
                    raise AssertionError(where)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + _SECONDS
        while not holds():
            if time.monotonic() > end:
                raise AssertionError("it never came to be:\n" + "\n".join(self.rows))
            await asyncio.sleep(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until all of `texts` are on the screen."""
        await self.until(lambda: all(text in self.text for text in texts))

    async def misses(self, *texts: str) -> None:
        """Wait until none of `texts` is on the screen."""
        await self.until(lambda: not any(text in self.text for text in texts))

    # What a person sees

    @property
    def rows(self) -> list[str]:
        """The rows of the screen."""
        return [strip.text for strip in self.strips]

    @property
    def strips(self) -> list[Strip]:
        """The rows of the screen with their styles.

        Drawn as Textual draws them, above the screens below: a screen that is drawn without them
        while it is to be painted anew keeps blank rows in their place.
        """
        visible_screen_stack.set(self.app._background_screens)
        return self.app.screen._compositor.render_strips()

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows)

    def place(self, text: str, nth: int = 0) -> tuple[int, int]:
        """Column and row of the first cell of `text`, which must be on screen."""
        found = [(row.index(text), number) for number, row in enumerate(self.rows) if text in row]
        assert len(found) > nth, f"{text!r} is not on screen:\n{self.text}"
        column, number = found[nth]
        return len(self.rows[number][:column]), number

    def style(self, text: str) -> Style:
        """The style of the first cell of `text` in the document pane."""
        for row in range(self.region.y, self.region.bottom):
            cells = [cell for cell in self._cells(row) if cell[0] < self.region.right]
            shown = "".join(sign for _, sign, _ in cells)
            if text in shown:
                return cells[shown.index(text)][2]
        raise AssertionError(f"{text!r} is not in the document pane:\n{self.text}")

    @property
    def caret(self) -> str:
        """The document's words from the caret to the end of its row; empty if it is not there."""
        palette = self.app.theme_styles()
        selecting = self.screen.document_view.caret.selection is not None
        style = palette.caret_in_selection if selecting else palette.caret
        for row in range(self.region.y, self.region.bottom):
            cells = [cell for cell in self._cells(row) if cell[0] < self.region.right]
            for number, (_, _, found) in enumerate(cells):
                if bool(found.reverse) == style.reverse and style.bgcolor in (None, found.bgcolor):
                    return "".join(sign for _, sign, _ in cells[number:]).rstrip()
        return ""

    @property
    def selected(self) -> str:
        """The words that are shown as selected, the rows joined by spaces."""
        if self.screen.document_view.caret.selection is None:
            return ""
        caret = self.app.theme_styles().caret_in_selection
        found = []
        for row in range(self.region.y, self.region.bottom):
            signs = [
                sign
                for at, sign, style in self._cells(row)
                if at < self.region.right and (style.reverse or style.bgcolor == caret.bgcolor)
            ]
            found.append("".join(signs))
        return " ".join(part.strip() for part in found if part.strip())

    @property
    def document(self) -> list[str]:
        """The rows of the document pane, without margin and gutter."""
        region, column = self.region, self.screen.document_view._column
        rows = self.rows[region.y : region.bottom]
        return [row[region.x + column.left : region.right].rstrip() for row in rows]

    @property
    def region(self):  # type: ignore[no-untyped-def]
        """Where the document pane stands."""
        return self.screen.document_view.region

    def _cells(self, row: int) -> Iterator[tuple[int, str, Style]]:
        """Column, sign and style of a row's signs; ASCII and curly quotes are one cell each."""
        column = 0
        for segment in self.strips[row]:
            for sign in segment.text:
                yield column, sign, segment.style or Style()
                column += 1

    # What is kept

    @property
    def screen(self) -> ReaderScreen:
        """The reader screen, below any panel."""
        return next(s for s in reversed(self.app.screen_stack) if isinstance(s, ReaderScreen))

    @property
    def annotations(self) -> list[Annotation]:
        """What is marked, in order of place."""
        rows = self.screen.list_model.all_rows()
        return [row.annotation for row in rows if row.thread is None]

    @property
    def replies(self) -> list[Annotation]:
        """What people replied, in order of place and time."""
        rows = self.screen.list_model.all_rows()
        return [row.annotation for row in rows if row.thread]

    @property
    def words(self) -> list[str]:
        """The words that are marked, in order of place."""
        return [a.target.exact for a in self.annotations if a.target]

    @property
    def notes(self) -> list[str]:
        """The notes, in order of place."""
        return [a.note for a in self.annotations]

    @property
    def speakers(self) -> list[Speaker]:
        """The document's speakers, by name."""
        return self.screen.list_model.session.speakers

    @property
    def said_by(self) -> list[str]:
        """Who said what is marked, in order of place."""
        return [row.speaker for row in self.screen.list_model.all_rows()]


Open = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture
def article(home: Path) -> Path:
    """A news article with four quotations."""
    path = home / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def open_reader(article: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the reader on a file (the article), and waits for its annotations.

    It looks for others' changes more often, and takes a shorter pause for one, than for people. A
    lock that a thread of a busy machine holds is waited for, and not reported.
    """
    monkeypatch.setattr(write_buffer, "_KEY_LOCK_TIMEOUT", 20.0)
    monkeypatch.setattr(background_tasks, "POLL_INTERVAL", 0.1)
    monkeypatch.setattr(note_writer, "SAVE_PAUSE", 0.1)

    @asynccontextmanager
    async def opened(
        path: Path | None = article,
        *,
        size: tuple[int, int] = (120, 40),
        store: Path = home / "store",
        annotator: str = "Ana",
    ) -> AsyncIterator[Reader]:
        document = documents.open(str(path)) if path else None
        app = ReaderApp(make_context(str(store), annotator), document)
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot)
            if document:
                await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
            await reader.settle()
            yield reader

    return opened


def _event(key: str) -> Key:
    if len(key) > 1:
        return Key(key, " " if key == "space" else None)
    if key == "\n":
        return Key("enter", "\r")
    name = "space" if key == " " else _character_to_key(key)
    assert key.isalnum() or unicodedata.name(key), key
    return Key(name, key)


async def _handled(node: ReaderApp | Widget) -> None:
    """Wait until `node` has handled what is in its queue now."""
    handled, end = asyncio.Event(), time.monotonic() + _SECONDS
    if not node.call_later(handled.set):
        return
    while node.is_running:  # a node that was removed meanwhile handles nothing any more
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await handled.wait()
            return
        assert time.monotonic() < end, f"{node} handled nothing in {_SECONDS} s"
