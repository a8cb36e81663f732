"""The app ends at once, whatever its threads are doing; keys wait for the annotations in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import MouseDown, MouseUp
from textual.pilot import Pilot

from readerapp import documents
from readerapp.interchange.clipboard import routes
from readerapp.ui.app import ReaderApp
from readerapp.workspace import AppContext, make_context
from tests.ui.conftest import FIRST, Open, Reader


@pytest.fixture
def app(article: Path, home: Path) -> ReaderApp:
    """The app on the article, not yet running."""
    return ReaderApp(make_context(str(home / "store"), "Ana"), documents.open(str(article)))


@pytest.fixture
def hold_annotations(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The annotations are read when this event is set."""
    read, go_on = AppContext.open_session, threading.Event()

    def open_session(context: AppContext, *arguments: object, **options: object) -> object:
        assert go_on.wait(60)
        return read(context, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(AppContext, "open_session", open_session)
    return go_on


def test_a_thread_that_ends_after_the_app_does_not_hold_it(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying, go_on = threading.Event(), threading.Event()
    copy_text: Callable[[str], routes.CopyResult] = routes.copy_text

    def copy_slowly(text: str) -> routes.CopyResult:
        copying.set()
        assert go_on.wait(60)
        return copy_text(text)

    async def quit_while_copying(pilot: Pilot[None]) -> None:
        reader = Reader(app, pilot)
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        await reader.press(".", "y")
        await reader.until(copying.is_set)
        threading.Timer(1.0, go_on.set).start()  # by then the app has ended
        app.exit()

    monkeypatch.setattr(routes, "copy_text", copy_slowly)
    app.run(headless=True, size=(100, 30), auto_pilot=quit_while_copying)
    assert app.return_code == 0


async def test_keys_behind_the_one_that_quits_do_nothing(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "q", "x")
    async with open_reader() as reader:
        assert reader.words == [FIRST]


async def test_the_app_ends_while_a_key_waits_for_the_annotations(
    app: ReaderApp, hold_annotations: threading.Event
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        reader = Reader(app, pilot)
        await reader.press(".", "a", "x")
        await reader.sees("Loading annotations")
        app.exit()
        try:
            await reader.until(lambda: not app.is_running)
        finally:
            hold_annotations.set()


async def test_keys_and_clicks_wait_for_the_annotations_in_order(
    app: ReaderApp, hold_annotations: threading.Event
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        reader = Reader(app, pilot)
        await reader.press(".", "a", *"one")
        x, y = reader.place("Board chairman")
        for event in (MouseDown, MouseUp):
            app.post_message(event(None, x, y, 0, 0, 1, False, False, False))
        await reader.press(".", "2")
        await reader.sees("Loading annotations")
        hold_annotations.set()
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        await reader.until(lambda: len(reader.annotations) == 2)
        assert reader.notes == ["one", ""]
        assert reader.words[0] == FIRST
        assert [one.colour for one in reader.annotations] == ["yellow", "green"]
