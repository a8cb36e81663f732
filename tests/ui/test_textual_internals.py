"""Each private name of Textual that the reader uses: a missing one fails here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from readerapp.ui import textual_internals
from readerapp.ui.terminal.driver import ReaderDriver


class Two(App[None]):
    """An editor and an input; `n` goes to the editor, `d` takes the input away."""

    BINDINGS: ClassVar = [("n", "go('edit')"), ("d", "drop"), ("ctrl+l", "leave")]

    def compose(self) -> ComposeResult:
        yield TextArea(id="edit")
        yield Input(id="input")

    def action_go(self, name: str) -> None:
        self.screen.set_focus(self.query_one(f"#{name}"))

    async def action_drop(self) -> None:
        self.query_one(Input).remove()

    def action_leave(self) -> None:
        self.screen.set_focus(None)


async def test_check_bindings_and_forward_event_deliver_in_order() -> None:
    async with Two().run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(None)
        for key in "nabn":
            await textual_internals.deliver_key(app, Key(key, key))
        await textual_internals.deliver_key(app, Key("ctrl+l", None))
        await textual_internals.deliver_key(app, Key("n", "n"))
        await textual_internals.deliver_key(app, Key("c", "c"))
        assert app.query_one(TextArea).text == "abnc", "each letter is there when the call returns"


async def test_delivery_ends_when_the_widget_goes_away_meanwhile() -> None:
    async with Two().run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(app.query_one(Input))
        async with asyncio.timeout(10):
            await textual_internals.deliver_key(app, Key("x", "x"))
            removing = app.query_one(Input).remove()
            await textual_internals.deliver_key(app, Key("y", "y"))
            await removing
            await textual_internals.deliver_key(app, Key("n", "n"))
            await textual_internals.deliver_key(app, Key("z", "z"))
        assert app.query_one(TextArea).text.endswith("z")


async def test_the_driver_writes_what_is_ours() -> None:
    written: list[str] = []
    async with Two().run_test() as pilot:
        assert pilot.app._driver is not None
        pilot.app._driver.write = written.append  # type: ignore[method-assign]
        textual_internals.write_to_terminal(pilot.app, "\x1b]52;c;eA==\x07")
    assert "\x1b]52;c;eA==\x07" in written


def test_the_driver_overrides_what_textual_calls() -> None:
    for name in ("_enable_mouse_support", "_disable_mouse_support"):
        assert callable(getattr(LinuxDriver, name))
        assert getattr(ReaderDriver, name) is not getattr(LinuxDriver, name)


class Counted(Widget):
    """A widget that counts how often it was rendered."""

    count = 0

    def render(self) -> str:
        self.count += 1
        return ""


class Held(App[None]):
    """An app whose screen delays rendering until the end of a batch."""

    def get_default_screen(self) -> Screen[None]:
        return textual_internals.OneFrameScreen()

    def compose(self) -> ComposeResult:
        yield Counted()


async def test_a_new_layout_is_rendered_once_at_the_end_of_a_batch() -> None:
    async with Held().run_test() as pilot:
        widget = pilot.app.query_one(Counted)
        with pilot.app.batch_update():
            before = widget.count
            for columns in (50, 60, 70):
                await pilot.resize_terminal(columns, 20)
            assert widget.size.width == 70, "it is laid out"
            assert widget.count == before
        pilot.app.screen.check_idle()
        async with asyncio.timeout(10):
            while widget.count == before:
                await pilot.pause()


class Lines(Widget):
    """A widget that stores its lines as they are sent to the terminal."""

    said = "old"

    def painted(self, lines: Iterable[int]) -> list[str]:
        return [f"{self.said} {line}" for line in lines]


class Both(Two):
    """An app with a widget that Textual renders, and one that stores its lines."""

    CSS = "Lines { height: 3 }"

    def compose(self) -> ComposeResult:
        yield Input(id="input")
        yield Lines()


async def test_all_that_has_changed_is_painted_as_one_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    async with Both().run_test() as pilot:
        app, screen = pilot.app, pilot.app.screen
        await pilot.pause()
        monkeypatch.setattr(app._driver, "write", written.append)
        lines, field = app.query_one(Lines), app.query_one(Input)
        lines.said = "new"
        lines.refresh(Region(0, 1, 9, 1))
        textual_internals.paint_now(screen)
        assert not written, "no terminal"
        monkeypatch.setattr(App, "is_headless", False)
        field.placeholder = "words"
        textual_internals.paint_now(screen)
        frames = [text for text in written if "H" in text]
        assert len(frames) == 1
        assert "ords" in frames[0]
        assert "new 1" in frames[0]
        assert "new 0" not in frames[0], "only the lines that changed"
        written.clear()
        textual_internals.paint_now(screen)
        assert not written, "nothing has changed since"
        lines.refresh()
        await app.push_screen(Screen())
        textual_internals.paint_now(screen)
        assert "new 0" not in "".join(written), "another screen lies above"


async def test_layout_changes_are_left_to_textual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    async with Both().run_test() as pilot:
        await pilot.pause()
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        monkeypatch.setattr(App, "is_headless", False)
        pilot.app.query_one(Input).refresh(layout=True)
        textual_internals.paint_now(pilot.app.screen)
        assert not written
